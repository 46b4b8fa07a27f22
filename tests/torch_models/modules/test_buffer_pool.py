import gc
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

from explainer import trace_module
from explainer.torch_models.modules import buffer_pool


def test_buffers_are_reused_once_the_trace_is_gone(monkeypatch):
    gc.collect()  # so that buffers of other tests are released now, not meanwhile
    monkeypatch.setattr(buffer_pool, "FREE", {})
    module, x = nn.GRU(2, 3), torch.randn(4, 2, 2)
    first = trace_module(module, x)
    buffers = first.directions[0].buffers
    second = trace_module(module, x)
    assert second.directions[0].buffers is not buffers
    del first
    gc.collect()
    assert list(buffer_pool.FREE.values()) == [buffers]
    assert trace_module(module, x).directions[0].buffers is buffers


def test_the_pool_stays_below_its_limit(monkeypatch):
    gc.collect()
    monkeypatch.setattr(buffer_pool, "FREE", {})
    monkeypatch.setattr(buffer_pool, "MAX_BYTES", 100_000)
    for size in (8, 9, 10, 11, 12, 13):
        trace_module(nn.GRU(2, size), torch.randn(10, 4, 2)).backward(lambda output: output.sum())
        gc.collect()
    free = list(buffer_pool.FREE.values())
    assert free and sum(one.bytes for one in free) <= 100_000 and free[-1].size.m == 13


def test_threads_may_trace_at_once():
    modules = [nn.GRU(2, size) for size in (3, 4, 5, 6)]
    x = torch.randn(4, 2, 2)
    wanted = [trace_module(module, x)["z"] for module in modules]

    def trace_often(k):
        return all(torch.equal(trace_module(modules[k], x)["z"], wanted[k]) for _ in range(200))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(trace_often, range(4)))
