"""Record what old links show: `python -m tests.browser.record_old_links`, run once before the addresses changed."""

import json
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.followed import Follower
from tests.browser.old_addresses import FILE
from tests.browser.picture_record import recorded
from tests.browsing import wait_until_idle
from tests.conftest import Server

OWN = """f = sigmoid(W_f @ x + U_f @ h_prev + b_f + 0.35)
c = f * c_prev + (1 - f) * tanh(W_c @ x) * 0.65
h = tanh(c)"""
LINKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/", {"cell": "GRU", "text": "to be or not to be", "m": 5, "layers": 2, "layer": 2, "seed": 41, "scale": 2.5,
           "start": "orthogonal", "keep": "2", "t": 6, "unit": 4, "op": 13, "pins": "z.2.3 h.4.6"}),
    ("/", {"cell": "LSTM", "input": "numbers", "numbers": "3 1 4 1 5 9 2 6", "scaling": "none", "m": 6, "seed": 53,
           "t": 5, "unit": 3, "op": 17, "changes": "U_f.3.1:-0.8 f@4:1 x.2.1:0.55 c_prev.2:1.5", "pins": "f.3.5"}),
    ("/", {"cell": "LSTM-peephole", "input": "pulses", "m": 7, "seed": 19, "t": 46, "unit": 6, "op": 9,
           "back": "c.6.46"}),
    ("/", {"start": "trained", "run": "adding-gru", "at": 300, "t": 31, "unit": 12, "op": 8}),
    ("/", {"cell": "Your cell", "own": OWN, "text": "a cell of my own", "m": 4, "seed": 67, "t": 9, "unit": 2,
               "op": 7, "back": "recall.squared"}),
    ("/sequence", {"cell": "LSTM", "start": "remember for ever", "input": "value, one flag", "m": 3, "t": 21,
                   "unit": 2}),
    ("/sequence", {"cell": "LSTM-norm", "input": "brackets", "m": 9, "layers": 3, "layer": 3, "seed": 113,
                   "scale": 4.5, "start": "identity", "keep": "-2", "changes": "3/f@7:0.25", "t": 15, "unit": 8}),
    ("/sequence", {"start": "trained", "run": "recall-lstm", "input": "probe", "t": 52, "unit": 17}),
    ("/sequence", {"cell": "RNN-ReLU", "start": "count the ones", "input": "ones", "m": 2, "t": 24, "unit": 2}),
    ("/sequence", {"cell": "CIFG", "input": "review", "by": "word", "m": 10, "seed": 271, "t": 13, "unit": 9}),
    ("/compare", {"cell": "JANET", "second": "MGU", "third": "UGRNN", "input": "trend and sine", "m": 5, "seed": 83,
                  "t": 64, "unit": 3, "changes": "x.3.1:1.75"}),
    ("/compare", {"start": "trained", "run": "parity-gru", "second": "LSTM", "third": "RNN", "t": 14, "unit": 5}),
    ("/gradients", {"cell": "GRU-Cho", "input": "electricity", "scaling": "0 to 1", "m": 6, "seed": 29, "ask": "last",
                    "t": 97, "unit": 4}),
    ("/gradients", {"cell": "LSTM-depth", "text": "gradients go back", "m": 7, "seed": 307, "scale": 1.5,
                    "ask": "predict", "error": "squared", "t": 11, "unit": 6, "changes": "b_f.2:1.25"}),
    ("/own", {"own": OWN, "begun": "GRU", "input": "ten to hundred", "m": 5, "seed": 59, "t": 6, "unit": 4, "op": 5}),
    ("/cells", {"cell": "Your cell", "own": OWN}),
    ("/cells", {"cell": "MGU"}),
    ("/model", {"input": "impulse", "t": 12, "unit": 7}),
    ("/train", {"task": "sine", "sine_length": 77, "sine_period": 13.5, "sine_noise": 0.25, "cell": "MGU",
                "racer2": "LSTM", "racer3": "none", "train_seed": 4321, "train_m": 11, "train_updates": 345,
                "train_rate": 0.0123, "train_clip": "value", "train_limit": 0.75}),
    ("/train", {"task": "copy", "copy_gap": 33, "copy_count": 7, "copy_symbols": 6, "cell": "GRU", "racer2": "none",
                "train_seeds": 4, "train_optimiser": "sgd", "train_early": "no"}),
    ("/inspect", {"run": "latch-lstm", "hold": "f", "held_gate": 0.35, "held_from": 17, "t": 23, "unit": 9}),
    ("/inspect", {"run": "counting-rnn", "at": 200, "input": "probe", "t": 8, "unit": 3}),
    ("/runs", {"runs_order": "best in its task", "runs_cell": "LSTM"}),
    ("/runs", {"runs_order": "most updates", "runs_task": "Parity", "runs_state": "shipped"}),
    ("/laboratory", {"radius": 1.35, "bias": 1.5, "length": 45, "lab_m": 11, "lab_start": "uniform",
                     "activation": "ReLU", "lab_seed": 123}),
    ("/cliff", {"w": 4.2, "b": -1.85, "walk_rate": 0.35, "clip": 0.22, "walk_steps": 14, "turn": 205}),
    ("/valley", {"valley": "two bottoms", "place": -1.3, "rate_1": 0.35, "rate_2": 0.95, "rolls": 17}),
    ("/by_hand", {"series": "4 9 2 7 3", "seed": 97, "eta": 0.45}),
)  # fmt: skip


def main() -> None:
    """Follow every link on a server of this app, and write down what is shown."""
    links = [f"{path}?{urlencode(query)}" for path, query in LINKS]
    server, found = Server(), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        follower = Follower(browser, server.url)
        for link in links:
            followed = follower.follow(link)
            followed.settle()
            wait_until_idle(followed.page)
            followed.page.wait_for_load_state("networkidle")
            assert not followed.trouble, followed.trouble
            found.append(recorded(link, followed.page.url, followed.shown()))
            print(followed.page.title(), {key: len(value) for key, value in found[-1].items()})
            follower.leave(link)
        browser.close()
    server.stop()
    FILE.write_text("[\n" + ",\n".join(_lines(record) for record in found) + "\n]\n")


def _lines(record: dict[str, Any]) -> str:
    arrays = ",\n  ".join(map(json.dumps, record["arrays"]))
    rest = json.dumps({key: value for key, value in record.items() if key != "arrays"})
    return f'{rest[:-1]}, "arrays": [\n  {arrays}\n]}}'


if __name__ == "__main__":
    main()
