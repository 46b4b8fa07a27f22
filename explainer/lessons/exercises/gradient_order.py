"""Order four gradients by size: plain RNNs of different spectral radius, over different numbers of steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.draw import MOST_TRIES
from explainer.lessons.exercises.exercise import Blank, Exercise, Mistake, Table
from explainer.lessons.vanishing_gradients import Setting, mean_slope, measure_gradients
from explainer.lessons.vanishing_sentences import format_share

LETTERS = "ABCD"
RADII = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
BACK = (3, 5, 8, 12, 20, 30, 40)  # steps back from the loss
APART, TRUE = 3.0, 4.0  # the smallest ratio between two of the four, and the largest of estimate and measurement
USUAL_SLOPE = 0.75  # of tanh in these runs, about
TASK = gettext_noop(
    "In four plain RNNs a gradient goes back from the loss at the last step. "
    "Put them in order by what is left of it at the first step, the largest first."
)
RULE = gettext_noop("Per step the gradient is multiplied by about the spectral radius times the mean slope of tanh.")
NETWORK, RADIUS = gettext_noop("network"), gettext_noop("spectral radius")
SLOPE, STEPS = gettext_noop("mean slope of tanh"), gettext_noop("steps back")
ORDER = gettext_noop("order, such as {example}")
REVERSED = gettext_noop("That is the smallest first.")
BY_RADIUS = gettext_noop("That is the order of the spectral radii alone; the number of steps is the exponent.")
BY_STEPS = gettext_noop("That is the order of the steps alone; a product near 1 survives many of them.")
NO_SLOPE = gettext_noop("The slope of tanh is missing: it is below 1 and counts at every step too.")
SOLUTION = gettext_noop(
    "{letter}: ({radius:g} × {slope:.2f}) to the power {steps} is about {estimate}; measured {measured}."
)


@dataclass(frozen=True)
class Network:
    """One network: its radius, the steps back, the mean slope of tanh in its run, the measured share, and its seed."""

    radius: float
    back: int
    slope: float
    share: float
    seed: int = 0

    @property
    def estimate(self) -> float:
        """(radius · mean slope) ** steps."""
        return float((self.radius * self.slope) ** self.back)


def gradient_order(seed: int) -> Exercise:
    """Make the exercise."""
    networks = draw_networks(seed)
    rows = tuple(
        (letter, f"{one.radius:g}", f"{one.slope:.2f}", str(one.back))
        for letter, one in zip(LETTERS, networks, strict=True)
    )
    table = Table(tuple(map(Message, (NETWORK, RADIUS, SLOPE, STEPS))), rows)
    right = order(networks, lambda one: one.share)
    blank = Blank("order", Message(ORDER, {"example": "DCBA" if right != "DCBA" else "CDBA"}), right,
                  mistakes=_mistakes(networks, right))  # fmt: skip
    solution = tuple(
        Message(SOLUTION, {"letter": letter, "radius": one.radius, "slope": one.slope, "steps": one.back,
                           "estimate": format_share(one.estimate), "measured": format_share(one.share)})
        for letter, one in zip(LETTERS, networks, strict=True)
    )  # fmt: skip
    return Exercise("gradient-order", seed, (Message(TASK), Message(RULE)), (blank,), table=table, solution=solution)


def draw_networks(seed: int) -> tuple[Network, ...]:
    """Draw four networks that lie apart, measured and estimated alike, and none in the order of one column alone."""
    for attempt in range(MOST_TRIES):
        rng = np.random.default_rng([seed, attempt, 3])
        radii, back = rng.choice(RADII, 4, replace=False), rng.choice(BACK, 4, replace=False)
        guess = tuple(Network(*one, USUAL_SLOPE, 0.0) for one in zip(map(float, radii), map(int, back), strict=True))
        if not is_apart(guess):  # saves most runs, which take the time
            continue
        networks = tuple(
            measure(float(radius), int(steps), 100 * seed + attempt) for radius, steps in zip(radii, back, strict=True)
        )
        if is_clear(networks):
            return networks
    raise RuntimeError(f"no draw of {MOST_TRIES} from seed {seed} is clear")


def measure(radius: float, back: int, seed: int) -> Network:
    """Run a network forward and backward over `back` + 1 steps."""
    measured = measure_gradients("RNN", Setting(radius=radius, length=back + 1, m=8, seed=seed))
    return Network(radius, back, round(mean_slope(measured.run), 2), float(measured.shares[0]), seed)


def is_clear(networks: Sequence[Network]) -> bool:
    """Tell whether estimate and measurement agree, in order and about in size, and the estimates are apart."""
    true = all(1 / TRUE <= one.share / one.estimate <= TRUE for one in networks)
    shares = np.sort([one.share for one in networks])
    same = order(networks, lambda one: one.share) == order(networks, lambda one: one.estimate)
    return true and same and is_apart(networks) and bool((shares[1:] >= APART * shares[:-1]).all())


def is_apart(networks: Sequence[Network]) -> bool:
    """Tell whether every two estimates lie far enough apart, in the order of neither column of the table alone."""
    estimates = np.sort([one.estimate for one in networks])
    alone = {order(networks, lambda one: one.radius), order(networks, lambda one: -one.back)}
    apart = bool((estimates[1:] >= APART * estimates[:-1]).all())
    return apart and order(networks, lambda one: one.estimate) not in alone


def order(networks: Sequence[Network], size: Callable[[Network], float]) -> str:
    """Return the letters of the networks by a size, the largest first."""
    return "".join(LETTERS[k] for k in sorted(range(len(networks)), key=lambda k: -size(networks[k])))


def _mistakes(networks: Sequence[Network], right: str) -> tuple[Mistake, ...]:
    found = {
        right[::-1]: REVERSED,
        order(networks, lambda one: one.radius): BY_RADIUS,
        order(networks, lambda one: -one.back): BY_STEPS,
        order(networks, lambda one: one.radius**one.back): NO_SLOPE,
    }
    return tuple(Mistake(answer, Message(text)) for answer, text in found.items() if answer != right)
