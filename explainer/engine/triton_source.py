"""The module that is emitted for a cell: the functions that its kernels call, and the kernels."""

from dataclasses import dataclass
from functools import lru_cache

from explainer.cells.program import Program
from explainer.engine.plan import plan
from explainer.engine.triton_backward import BackwardSource, backward_kernel
from explainer.engine.triton_forward import KernelSource, forward_kernel
from explainer.engine.triton_functions import functions_used
from explainer.engine.triton_names import one_line
from explainer.engine.triton_values import Values


@dataclass(frozen=True)
class KernelModule:
    """The source of a module with the kernels “forward” and “backward”, and what is known of each."""

    text: str
    forward: KernelSource
    backward: BackwardSource


@lru_cache(maxsize=64)
def kernel_module(values: Values) -> KernelModule:
    """Write the module of a cell."""
    cell, forward, backward = values.plan.sums.program.cell, forward_kernel(values), backward_kernel(values)
    text = f"{forward.text}\n\n{backward.text}"
    head = f'"""{one_line(cell.name)} ({one_line(cell.paper)}).\n\n{one_line(cell.about)}\n"""'
    imports = "import triton\nimport triton.language as tl\n"
    module = f"{head}\n\n{imports}\n{functions_used(text)}\n\n{text}"
    return KernelModule(module, forward, backward)


def triton_source(program: Program) -> str:
    """Return a cell as a Triton kernel, forward and backward, as it is compiled where m is at most 64."""
    return kernel_module(Values(plan(program))).text
