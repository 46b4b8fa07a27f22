import pytest

from explainer.training.found_device import (
    FoundDevice,
    devices_sentence,
    gibibytes,
    working_cards,
    working_kinds,
)

CPU, APPLE = FoundDevice("cpu", "8 threads"), FoundDevice("mps", "the GPU of an Apple chip")
H200, OLD = FoundDevice("cuda", "H200", 139 * 2**30), FoundDevice("cuda", "GTX 960", 2 * 2**30)
LOST = FoundDevice("cuda", "card 0", problem="CUDA error: device not ready")


NONE, BROKEN = "This machine has no graphics card. ", "A graphics card does not compute: card 0. "
ON_CPU, AUTO = "Runs are computed by its processor (CPU).", "and a processor (CPU); “auto” takes the "


@pytest.mark.parametrize(
    ("devices", "sentence"),
    [
        ([CPU], NONE + ON_CPU),
        ([APPLE, CPU], f"This machine has the GPU of an Apple chip {AUTO}GPU of the Apple chip."),
        ([H200, OLD, CPU], f"This machine has H200 (139 GiB), GTX 960 (2.0 GiB) {AUTO}graphics card."),
        ([LOST, CPU], BROKEN + ON_CPU),
        ([LOST, H200, CPU], f"{BROKEN}This machine has H200 (139 GiB) {AUTO}graphics card."),
    ],
)
def test_a_sentence_names_what_is_there(devices, sentence):
    assert devices_sentence(devices) == sentence


def test_devices_are_described():
    assert H200.describe() == "cuda (H200, 139 GiB)" and CPU.describe() == "cpu (8 threads)"
    assert LOST.describe() == "cuda (card 0, which does not compute: CUDA error: device not ready)"
    assert [gibibytes(one) for one in (2**29, 2**30 * 9.96, 2**40)] == ["0.5 GiB", "10 GiB", "1024 GiB"]


def test_only_what_computes_is_counted():
    assert working_cards([LOST, H200, CPU]) == [1] and working_cards([CPU]) == []
    assert working_kinds([LOST, APPLE, CPU]) == {"mps", "cpu"}
