import gc
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

from explainer import trace_module
from explainer.torch_models.modules import buffer_pool


def test_rooms_are_used_again_once_nobody_holds_the_trace(monkeypatch):
    gc.collect()  # what others have held comes back before, not meanwhile
    monkeypatch.setattr(buffer_pool, "FREE", {})
    module, x = nn.GRU(2, 3), torch.randn(4, 2, 2)
    first = trace_module(module, x)
    rooms = first.parts[0].lent
    second = trace_module(module, x)
    assert second.parts[0].lent is not rooms
    del first
    gc.collect()
    assert list(buffer_pool.FREE.values()) == [rooms]
    assert trace_module(module, x).parts[0].lent is rooms


def test_no_more_is_kept_than_the_limit(monkeypatch):
    gc.collect()
    monkeypatch.setattr(buffer_pool, "FREE", {})
    monkeypatch.setattr(buffer_pool, "MOST_BYTES", 100_000)
    for size in (8, 9, 10, 11, 12, 13):
        trace_module(nn.GRU(2, size), torch.randn(10, 4, 2)).backward(lambda output: output.sum())
        gc.collect()
    kept = list(buffer_pool.FREE.values())
    assert kept and sum(one.bytes for one in kept) <= 100_000 and kept[-1].size.m == 13


def test_threads_may_trace_at_once():
    modules = [nn.GRU(2, size) for size in (3, 4, 5, 6)]
    x = torch.randn(4, 2, 2)
    wanted = [trace_module(module, x)["z"] for module in modules]

    def often(k):
        return all(torch.equal(trace_module(modules[k], x)["z"], wanted[k]) for _ in range(200))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(often, range(4)))
