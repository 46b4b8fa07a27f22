"""The way forward: a program's walked steps as acts; each sum is begun before the walk and finished in its room."""

from explainer.cells.program import Step, is_number
from explainer.engine.kernel_calls import Act
from explainer.engine.sums import ADDING, Sums, Term


def forward(sums: Sums) -> list[Act]:
    """Return the acts of one time step: products with the past as soon as it is known, then the program's order."""
    known = [f"{state}_prev" for state in sums.program.cell.state]
    acts = [act for name in known for act in _products(sums, name)]
    skipped = {found[3] for step in sums.walked if (found := blend(sums, step))} | sums.inner
    for step in sums.walked:
        if step.name not in skipped:
            acts += [*_step(sums, step), *_products(sums, step.name)]
    return acts


def blend(sums: Sums, step: Step) -> tuple[str, str, str, str] | None:
    """Return (n, h, z, the name of 1 - z) where a step is (1 - z) * n + z * h, in whatever order; else None.

    What 1 - z is nobody else reads, so it is not walked; a letter of that name is computed when it is asked for.
    """
    terms = sums.terms(step.name) if step.op == "add" and step.name not in sums.inner else []
    found = [made for sign, name in terms if sign == 1 and (made := sums.inside(name, "mul"))]
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
                return _other(one, rest), _other(other, made.args[1]), made.args[1], rest
    return None


def _other(step: Step, name: str) -> str:
    return step.args[1] if step.args[0] == name else step.args[0]


def _products(sums: Sums, name: str) -> list[Act]:
    return [Act("gemm", blocks, (sums.room(name),), sign, adds=True) for sign, blocks in sums.fed_by(name)]


def _step(sums: Sums, step: Step) -> list[Act]:
    if step.op == "matmul":
        return []  # its block has received it
    if step.op in ADDING:
        found = blend(sums, step)
        return [_act(sums, "blend", step.name, *found[:3])] if found else _sum(sums, step.name)
    if sums.room(step.name) != step.name:
        return [Act(step.op, (sums.room(step.name),))]
    return [_act(sums, step.op, step.name, *step.args)]


def _act(sums: Sums, kind: str, name: str, *args: str, sign: int = 1, adds: bool = False) -> Act:
    return Act(kind, (name,), tuple(sums.room(arg) for arg in args), sign, adds)


def _sum(sums: Sums, name: str) -> list[Act]:
    """A block is begun before the walk; any other sum begins with what it can take in one call."""
    terms = [term for term in sums.terms(name) if not _beforehand(sums, name, term[1])]
    if name in sums.blocks:
        return [_add(sums, name, term) for term in terms]
    terms.sort(key=lambda term: (-term[0], sums.inside(term[1], "mul") is None))
    head, rest = _begin(sums, name, terms)
    return [head, *(_add(sums, name, term) for term in rest)]


def _beforehand(sums: Sums, name: str, term: str) -> bool:
    hoisted = sums.is_outside(term) or is_number(term)
    return (hoisted and name in sums.blocks) or sums.inside(term, "matmul") is not None


def _begin(sums: Sums, name: str, terms: list[Term]) -> tuple[Act, list[Term]]:
    (sign, first), *rest = terms
    product = sums.inside(first, "mul")
    if product and sign == 1:
        return _act(sums, "mul", name, *product.args), rest
    if sign == 1 and rest and not sums.inside(rest[0][1], "mul"):
        return _act(sums, "sum", name, first, rest[0][1], sign=rest[0][0]), rest[1:]
    return (_act(sums, "same", name, first), rest) if sign == 1 else (_act(sums, "zero", name, name), terms)


def _add(sums: Sums, name: str, term: Term) -> Act:
    product = sums.inside(term[1], "mul")
    args = product.args if product else (term[1],)
    return _act(sums, "mul" if product else "add", name, *args, sign=term[0], adds=True)
