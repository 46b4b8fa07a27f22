import sys
import threading
import time
from pathlib import Path

import pytest

from explainer.torch_models.files.sandbox import MOST_AT_ONCE, Desk, _environment
from explainer.torch_models.model import ModelError

DATA = (Path(__file__).parent / "fixtures" / "onnx_lstm.onnx").read_bytes()
CUT = "“a” took too long or too much memory, or broke what read it; a smaller file, or one saved again, would be right."


def said_by(code: str, seconds: float = 300.0) -> str:
    with pytest.raises(ModelError) as caught:
        Desk(seconds=seconds, command=(sys.executable, "-S", "-c", code)).ask("onnx", "a", DATA * 1000)
    return str(caught.value)


def test_a_child_that_takes_too_long_is_ended():
    begun = time.monotonic()
    assert said_by("import time; time.sleep(60)", seconds=0.3) == CUT
    assert time.monotonic() - begun < 50


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os; os.abort()",
        "",
        "print('what is this')",
        "print(end='M')",
        "print(end='M' + 'x' * 100)",
        "import sys; sys.stdout.buffer.write(b'M' + (90).to_bytes(8, 'little') + b'{' * 90)",
    ],
)
def test_a_child_that_breaks_is_a_sentence(code):
    assert said_by(code).endswith("would be right.") or said_by(code) == "“a” broke what read it; save it again."


def test_a_sentence_of_the_childs_is_passed_on_and_not_too_long():
    assert said_by("print(end='EIt is so.')") == "It is so."
    assert len(said_by("print(end='E' + 'x' * 10**6)")) < 2000


@pytest.mark.parametrize("error", [BlockingIOError(11, "no more processes"), MemoryError(), RuntimeError("no thread")])
def test_a_server_without_room_is_a_sentence(error, monkeypatch):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr("explainer.torch_models.files.sandbox.subprocess.Popen", fails)
    desk = Desk(patience=0.1)
    for _ in range(MOST_AT_ONCE + 1):  # no place is lost by it
        with pytest.raises(ModelError, match="“a” is not read now: the server has no room"):
            desk.ask("onnx", "a", DATA)


def test_it_is_given_little_of_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET", "word")
    assert "SECRET" not in _environment() and _environment()["OMP_NUM_THREADS"] == "1"


@pytest.mark.slow
def test_two_are_read_at_once_and_all_are_read():
    desk, found = Desk(seconds=300, patience=300), []
    threads = [threading.Thread(target=lambda: found.append(desk.ask("onnx", "a", DATA))) for _ in range(5)]
    most = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, MOST_AT_ONCE - desk.places._value)
        time.sleep(0.01)
    assert most == MOST_AT_ONCE and [models[0].cell for models in found] == ["LSTM"] * 5
