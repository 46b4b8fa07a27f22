"""The way back: what is felt at each time step as acts, and apart from them the factors that are known beforehand.

At one time step the way back is linear: what a value feels is a sum of what a few *anchors* feel, each times a factor
made of values that are known for all time steps once the run is over. Only the anchors are walked: the states, the
blocks that a matrix leads back from, and what such a matrix was multiplied with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.cells.program import Step, is_number
from explainer.engine.kernel_calls import Act
from explainer.engine.sums import ADDING, Sums

Way = tuple[int, str]
"""A sign, and the name of a factor."""
Form = dict[str, Way]
"""What a value feels: by anchor, the way to it."""


@dataclass(frozen=True)
class Factor:
    """A factor computed for all time steps at once: "times", "plus", or a slope of an operation at its result."""

    name: str
    kind: str
    args: tuple[str, ...]
    sign: int = 1


@dataclass(eq=False)
class Reverse:
    """The acts of one time step, last operation first; the factors they need; what each value feels, by anchor.

    `spread` names for each block the factor that its one anchor is spread by, and so for the past of each of the
    states that are `carried`: their pasts lie beside the blocks.
    """

    acts: list[Act] = field(default_factory=list)
    factors: dict[str, Factor] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    spread: dict[str, str] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)


def reverse(sums: Sums) -> Reverse:
    """Plan the way back through one time step."""
    done = Reverse()
    states = sums.program.cell.state
    for step in reversed(sums.walked):
        _pulls(sums, done, step.name)
        form = done.forms.get(step.name, {})
        if step.name in states:
            done.acts += [_into(felt(step.name), anchor, way) for anchor, way in form.items()]
            form = {step.name: (1, "1")}
        elif step.name in sums.blocks and sums.products(step.name):
            _settle(done, step.name, form)
            form = form if len(form) == 1 else {step.name: (1, "1")}  # one way alone goes on as it came
        elif step.op == "norm" and form:
            _gather(done, felt(step.name), form)
            done.acts.append(Act("norm back", (felt(through(step.name)),), (felt(step.name), step.name, step.args[0])))
            _merge(done, step.args[0], through(step.name), (1, "1"))
            form = {}
        for k, arg in enumerate(step.args):
            added = sums.is_outside(arg) and step.op in ADDING  # then it feels what the whole block feels
            if not is_number(arg) and step.op != "matmul" and not added:
                _send(done, form, step, k)
    for state in states:
        _pulls(sums, done, f"{state}_prev", past(state))
        form = done.forms.get(f"{state}_prev", {})
        if is_carried(done, state):
            _carry(done, state, form[state][1])
        else:
            done.acts += [_into(past(state), anchor, way) for anchor, way in form.items()]
    return done


def is_carried(done: Reverse, state: str) -> bool:
    """Tell whether a state's past feels nothing but the state, times a factor: then it is spread like a block."""
    form = done.forms.get(f"{state}_prev", {})
    pulled_too = any(past(state) in act.into for act in done.acts if act.kind == "pull")
    return not pulled_too and list(form) == [state] and form[state][0] == 1 and form[state][1] != "1"


def _carry(done: Reverse, state: str, factor: str) -> None:
    done.carried.append(state)
    done.spread[past(state)] = factor
    done.acts.append(Act("spread", (past(state),), (felt(state),)))


def felt(name: str) -> str:
    """Name the room of what an anchor feels."""
    return f"d {name}"


def past(state: str) -> str:
    """Name the room of what a state felt one step earlier."""
    return f"past {state}"


def pulled(name: str) -> str:
    """Name the anchor that is what comes back through all matrices that a value was multiplied with."""
    return f"pulled {name}"


def through(name: str) -> str:
    """Name the anchor that is what goes on from a normalised value to what was normalised."""
    return f"through {name}"


def _pulls(sums: Sums, done: Reverse, name: str, into: str = "") -> None:
    """Lead what its blocks feel back to a value through their matrices: to the past itself, or to an anchor."""
    here, anchor = sums.fed_by(name), pulled(sums.room(name))
    room = into or felt(anchor)
    for k, (sign, blocks) in enumerate(here):
        done.acts.append(Act("pull", (room,), tuple(map(felt, blocks)), sign, adds=bool(into) or k > 0))
    if here and not into:
        _merge(done, name, anchor, (1, "1"))


def _into(room: str, anchor: str, way: Way) -> Act:
    sign, factor = way
    if factor == "1":
        return Act("add", (room,), (felt(anchor),), sign, adds=True)
    return Act("mul", (room,), (felt(anchor), factor), sign, adds=True)


def _gather(done: Reverse, room: str, form: Form) -> None:
    """Fill a room with all ways: the first one fills it, further ones are added."""
    ways = list(form.items())
    for anchor, (sign, factor) in ways[:1]:
        args = (felt(anchor), factor if sign == 1 else _factor(done, "times", factor, "-1"))
        done.acts.append(Act("mul", (room,), args))
    done.acts += [_into(room, anchor, way) for anchor, way in ways[1:]]


def _settle(done: Reverse, block: str, form: Form) -> None:
    """Make a block an anchor: its first way is spread into its room, further ones are added."""
    ways = list(form.items())
    for anchor, (sign, factor) in ways[:1]:
        done.spread[block] = factor if sign == 1 else _factor(done, "times", factor, "-1")
        done.acts.append(Act("spread", (felt(block),), (felt(anchor),)))
    done.acts += [_into(felt(block), anchor, way) for anchor, way in ways[1:]]


def _send(done: Reverse, form: Mapping[str, Way], step: Step, k: int) -> None:
    for anchor, (sign, factor) in form.items():
        turned = -sign if step.op == "neg" or (step.op == "sub" and k == 1) else sign
        _merge(done, step.args[k], anchor, (turned, _through(done, factor, step, k)))


def _through(done: Reverse, factor: str, step: Step, k: int) -> str:
    """Return the factor that goes on from a step to its argument."""
    if step.op == "mul":
        return _factor(done, "times", factor, step.args[1 - k])
    if step.op in ("add", "sub", "neg", "same"):
        return factor
    return _factor(done, f"{step.op} slope", factor, step.name)


def _factor(done: Reverse, kind: str, *args: str, sign: int = 1) -> str:
    """Return the name of a factor; what is multiplied by 1 is there already."""
    if kind == "times" and "1" in args:
        return args[1] if args[0] == "1" else args[0]
    name = f"{kind}({', '.join(args)}, {sign})"
    done.factors.setdefault(name, Factor(name, kind, args, sign))
    return name


def _merge(done: Reverse, name: str, anchor: str, way: Way) -> None:
    """Add a way from an anchor to a value; two ways from one anchor are one, with the sum of their factors."""
    form = done.forms.setdefault(name, {})
    if anchor in form:
        sign, factor = form[anchor]
        way = (sign, _factor(done, "plus", factor, way[1], sign=sign * way[0]))
    form[anchor] = way
