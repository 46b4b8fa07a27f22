import pytest

from explainer.runs.cluster import GPU_VARIABLE, RAY_VARIABLE, gpus_of_a_run, is_on_cluster, ray_address
from explainer.runs.pool import PoolError
from explainer.runs.pool_choice import NoPool, choose_pool
from explainer.runs.worker_pool import WorkerPool


def test_without_the_variable_runs_stay_on_this_machine(monkeypatch):
    monkeypatch.delenv(RAY_VARIABLE, raising=False)
    assert ray_address() == "" and not is_on_cluster() and isinstance(choose_pool("json"), WorkerPool)


@pytest.mark.parametrize("address", ["auto", "10.0.0.7:6379", "head.local:6379", "[::1]:6379"])
def test_an_address_is_taken_from_the_environment(monkeypatch, address):
    monkeypatch.setenv(RAY_VARIABLE, f" {address} ")
    assert ray_address() == address and is_on_cluster()


@pytest.mark.parametrize("address", ["yes", "host", "ray://host:10001", "host:port", "a b:6379", "h:123456"])
def test_what_is_no_address_ends_each_run_with_a_sentence(monkeypatch, address):
    monkeypatch.setenv(RAY_VARIABLE, address)
    pool = choose_pool("json")
    assert isinstance(pool, NoPool) and pool.slots() > 0
    with pytest.raises(PoolError, match=f"“{address}” is no address of a Ray cluster; “auto” or HOST:PORT"):
        pool.take()


def test_without_ray_each_run_ends_with_a_sentence(monkeypatch):
    monkeypatch.setenv(RAY_VARIABLE, "auto")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PoolError, match=r"pip install .\[cluster\]"):
        choose_pool("json").take()


def test_a_share_of_a_gpu_is_a_number_from_0_to_1(monkeypatch):
    for text, share in (("", 0.0), ("0.25", 0.25), ("1", 1.0)):
        monkeypatch.setenv(GPU_VARIABLE, text)
        assert gpus_of_a_run() == share
    for text in ("all", "2", "-1", "nan"):
        monkeypatch.setenv(GPU_VARIABLE, text)
        with pytest.raises(PoolError, match=f"“{text}” in GATESCOPE_RAY_GPUS is no share of a GPU"):
            gpus_of_a_run()
