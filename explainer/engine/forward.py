"""The forward pass of one time step as kernel calls; each sum begins before the loop and is finished in its buffer."""

from explainer.cells.program import Step, is_number
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.sums import ADDITIONS, Sums, Term


def forward_calls(sums: Sums) -> list[KernelCall]:
    """Return the calls of one time step: products with a value as soon as it is known, then the program's order."""
    past = [f"{state}_prev" for state in sums.program.cell.state]
    calls = [call for name in past for call in _products(sums, name)]
    skipped = {found[3] for step in sums.recurrent_steps if (found := find_lerp(sums, step))} | sums.inlined
    for step in sums.recurrent_steps:
        if step.name not in skipped:
            calls += [*_step(sums, step), *_products(sums, step.name)]
    return calls


def find_lerp(sums: Sums, step: Step) -> tuple[str, str, str, str] | None:
    """Return (n, h, z, the name of 1 - z) where a step is (1 - z) * n + z * h, in whatever order; else None.

    Nothing else reads that 1 - z, so the loop does not compute it; a letter of that name is computed on demand.
    """
    terms = sums.terms(step.name) if step.op == "add" and step.name not in sums.inlined else []
    found = [made for sign, name in terms if sign == 1 and (made := sums.inlined_step(name, "mul"))]
    if len(terms) != 2 or len(found) != 2:
        return None
    for one, other in (found, found[::-1]):
        for rest in one.args:
            made = sums.program.step(rest)
            if (
                made
                and made.op == "sub"
                and made.args[0] == "1"
                and made.args[1] in other.args
                and sums.reads[rest] == 1
                and rest not in sums.program.cell.state
            ):
                return _other_factor(one, rest), _other_factor(other, made.args[1]), made.args[1], rest
    return None


def _other_factor(step: Step, name: str) -> str:
    return step.args[1] if step.args[0] == name else step.args[0]


def _products(sums: Sums, name: str) -> list[KernelCall]:
    return [
        KernelCall("gemm", blocks, (sums.buffer_of(name),), sign, adds=True)
        for sign, blocks in sums.blocks_fed_by(name)
    ]


def _step(sums: Sums, step: Step) -> list[KernelCall]:
    if step.op == "matmul":
        return []  # it is added to its block
    if step.op in ADDITIONS:
        found = find_lerp(sums, step)
        return [_call(sums, "lerp", step.name, *found[:3])] if found else _sum(sums, step.name)
    if sums.buffer_of(step.name) != step.name:
        return [KernelCall(step.op, (sums.buffer_of(step.name),))]
    return [_call(sums, step.op, step.name, *step.args)]


def _call(sums: Sums, kind: str, name: str, *args: str, sign: int = 1, adds: bool = False) -> KernelCall:
    return KernelCall(kind, (name,), tuple(sums.buffer_of(arg) for arg in args), sign, adds)


def _sum(sums: Sums, name: str) -> list[KernelCall]:
    """Return the calls of a sum: a block is begun before the loop; any other takes as much as it can in one call."""
    terms = [term for term in sums.terms(name) if not _is_added_before(sums, name, term[1])]
    if name in sums.blocks:
        return [_add(sums, name, term) for term in terms]
    terms.sort(key=lambda term: (-term[0], sums.inlined_step(term[1], "mul") is None))
    head, rest = _first_call(sums, name, terms)
    return [head, *(_add(sums, name, term) for term in rest)]


def _is_added_before(sums: Sums, name: str, term: str) -> bool:
    hoisted = sums.is_hoisted(term) or is_number(term)
    return (hoisted and name in sums.blocks) or sums.inlined_step(term, "matmul") is not None


def _first_call(sums: Sums, name: str, terms: list[Term]) -> tuple[KernelCall, list[Term]]:
    (sign, first), *rest = terms
    product = sums.inlined_step(first, "mul")
    if product and sign == 1:
        return _call(sums, "mul", name, *product.args), rest
    if sign == 1 and rest and not sums.inlined_step(rest[0][1], "mul"):
        return _call(sums, "sum", name, first, rest[0][1], sign=rest[0][0]), rest[1:]
    return (_call(sums, "same", name, first), rest) if sign == 1 else (_call(sums, "zero", name, name), terms)


def _add(sums: Sums, name: str, term: Term) -> KernelCall:
    product = sums.inlined_step(term[1], "mul")
    args = product.args if product else (term[1],)
    return _call(sums, "mul" if product else "add", name, *args, sign=term[0], adds=True)
