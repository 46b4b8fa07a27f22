import sys
import threading
import time
from pathlib import Path

import pytest

from explainer.torch_models.files.sandbox import MAX_AT_ONCE, Sandbox, _environment
from explainer.torch_models.model import ModelError

DATA = (Path(__file__).parent / "fixtures" / "onnx_lstm.onnx").read_bytes()
CUT = "“a” took too long or too much memory, or crashed its reader; a smaller file, or one saved again, would be right."


def error_of(code: str, seconds: float = 300.0) -> str:
    with pytest.raises(ModelError) as caught:
        Sandbox(seconds=seconds, command=(sys.executable, "-S", "-c", code)).read("onnx", "a", DATA * 1000)
    return str(caught.value)


def test_a_child_that_takes_too_long_is_killed():
    start = time.monotonic()
    assert error_of("import time; time.sleep(60)", seconds=0.3) == CUT
    assert time.monotonic() - start < 50


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
def test_a_child_that_crashes_raises(code):
    assert error_of(code).endswith("would be right.") or error_of(code) == "“a” crashed its reader; save it again."


def test_an_error_of_the_child_is_passed_on_and_not_too_long():
    assert error_of("print(end='EIt is so.')") == "It is so."
    assert len(error_of("print(end='E' + 'x' * 10**6)")) < 2000


@pytest.mark.parametrize("error", [BlockingIOError(11, "no more processes"), MemoryError(), RuntimeError("no thread")])
def test_a_server_without_memory_raises(error, monkeypatch):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr("explainer.torch_models.files.sandbox.subprocess.Popen", fails)
    sandbox = Sandbox(max_wait=0.1)
    for _ in range(MAX_AT_ONCE + 1):  # no slot is lost by it
        with pytest.raises(ModelError, match="“a” cannot be read now: the server has no memory or process left"):
            sandbox.read("onnx", "a", DATA)


def test_the_child_gets_little_of_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET", "word")
    assert "SECRET" not in _environment() and _environment()["OMP_NUM_THREADS"] == "1"


@pytest.mark.slow
def test_two_files_are_read_at_once_and_all_are_read():
    sandbox, found = Sandbox(seconds=300, max_wait=300), []
    threads = [threading.Thread(target=lambda: found.append(sandbox.read("onnx", "a", DATA))) for _ in range(5)]
    most = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, MAX_AT_ONCE - sandbox.slots._value)
        time.sleep(0.01)
    assert most == MAX_AT_ONCE and [models[0].cell for models in found] == ["LSTM"] * 5
