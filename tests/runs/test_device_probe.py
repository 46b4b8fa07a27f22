import multiprocessing
import time

from explainer.runs.device_probe import DeviceProbe
from tests.runs.processes import wait_for


def test_a_process_of_its_own_finds_the_devices_and_ends():
    probe = DeviceProbe(multiprocessing.get_context("spawn"))
    probe.deadline += 90  # on a machine that is busy, torch is imported slowly
    found = wait_for(probe.receive)
    assert found[-1].kind == "cpu" and found[-1].name.endswith(" threads")
    assert not probe.process.is_alive()


class Silent:
    """A context of multiprocessing whose process does nothing: a driver that never answers."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("spawn")

    def Pipe(self):  # noqa: N802
        ours, self.theirs = self.context.Pipe()
        return ours, self

    def Process(self, **options):  # noqa: N802
        return self.context.Process(target=time.sleep, args=(60,), daemon=True)

    def close(self) -> None:
        """Keep the worker's end open."""


def test_a_driver_that_never_answers_counts_as_lost_after_a_while():
    silent = Silent()
    probe = DeviceProbe(silent)
    assert probe.receive() is None
    probe.deadline = time.monotonic() - 1
    assert probe.receive() == [] and not probe.process.is_alive()


def test_a_process_that_fails_has_found_nothing():
    silent = Silent()
    probe = DeviceProbe(silent)
    silent.theirs.close()
    assert wait_for(lambda: probe.receive() == []) and not probe.process.is_alive()
