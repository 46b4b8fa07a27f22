import numpy as np
import pytest

from explainer.runs.memory_limit import fits_not


def test_errors_of_memory_are_told_from_others():
    with pytest.raises(MemoryError) as caught:
        np.ones(10**14)
    assert fits_not(caught.value)
    assert fits_not(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"))
    assert fits_not(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"))
    assert not fits_not(RuntimeError("shapes cannot be multiplied"))
