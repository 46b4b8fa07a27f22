import numpy as np
import pytest

from explainer.runs.memory_limit import is_out_of_memory


def test_out_of_memory_errors_are_recognised():
    with pytest.raises(MemoryError) as caught:
        np.ones(10**14)
    assert is_out_of_memory(caught.value)
    assert is_out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"))
    assert is_out_of_memory(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"))
    assert not is_out_of_memory(RuntimeError("shapes cannot be multiplied"))
