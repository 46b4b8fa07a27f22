"""The numbers of the lesson Why it forgets, from the settings of Vanishing gradients."""

import math
from dataclasses import replace

import numpy as np

from explainer.lessons.course.lab_settings import gradient_norms, vanishing_setting
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.signed_number import signed
from explainer.lessons.course.state import State
from explainer.lessons.vanishing_gradients import GradientNorms, mean_keep_factors, mean_slope
from explainer.lessons.vanishing_sentences import format_share
from explainer.numerics import gradient_flow, losses
from explainer.numerics.backward import backward
from explainer.numerics.trace import Trace

QUESTION = {"radius": "0.9", "bias": "0", "length": "101", "lab_seed": "3"}
LITTLE = 1e-3  # the share that the last question asks for
ABOUT_ONE = (0.1, 10.0)  # a share that has neither vanished nor exploded
EXPLODED = 1e3


def plain(state: State) -> GradientNorms:
    """Return the gradient norms of the plain RNN of the page, with tanh or ReLU."""
    setting = vanishing_setting(state.link)
    return gradient_norms(setting.cells[0], setting)


def lstm(state: State) -> GradientNorms:
    """Return the gradient norms of the LSTM of the page."""
    return gradient_norms("LSTM", vanishing_setting(state.link))


def first_share(measured: GradientNorms) -> float:
    """Return the share of the gradient that reaches the first step."""
    return float(measured.shares[0])


def of_shares(state: State) -> dict[str, object]:
    """Return how much is left in the plain RNN and in the LSTM, and how many steps back the first one is."""
    return {
        "share": format_share(first_share(plain(state))), "lstm": format_share(first_share(lstm(state))),
        "back": vanishing_setting(state.link).length - 1,
    }  # fmt: skip


def of_factor(state: State) -> dict[str, object]:
    """Return what a step back multiplies by: radius, slope, their product, and what was measured, with logarithms."""
    radius, slope = vanishing_setting(state.link).radius, mean_slope(plain(state).run)
    measured = float(gradient_flow.factor_per_step(plain(state).norms))
    return signed({
        "radius": radius, "slope": slope, "product": radius * slope, "measured": measured,
        "log_product": math.log(radius * slope), "log_measured": log_slope(plain(state)),
    })  # fmt: skip


def log_slope(measured: GradientNorms) -> float:
    """Return by how much the logarithm of the gradient changes per step back: the slope of its line."""
    back = np.arange(len(measured.shares))[::-1]
    return float(np.polyfit(back, np.log(measured.shares), 1)[0])


def of_doubling(state: State) -> dict[str, object]:
    """Return the share, that of twice the distance, and what half and the square would be."""
    setting = vanishing_setting(state.link)
    once = first_share(plain(state))
    double = replace(setting, length=2 * setting.length - 1)
    twice = first_share(gradient_norms(setting.cells[0], double))
    found = {"once": once, "twice": twice, "half": once / 2, "square": once**2}
    return {name: format_share(share) for name, share in found.items()} | {"back": setting.length - 1, "_": found}


def doubling_option(state: State) -> int:
    """Return which is nearest to the share of twice the distance: half of it, its square, or the share itself."""
    found: dict[str, float] = of_doubling(state)["_"]  # type: ignore[assignment]
    options = [found["half"], found["square"], found["once"]]
    return int(np.argmin([abs(math.log(option / found["twice"])) for option in options]))


def balance_reached(state: State) -> bool:
    """Tell whether about as much gradient reaches the first step as there is at the last."""
    return ABOUT_ONE[0] <= first_share(plain(state)) <= ABOUT_ONE[1]


def of_share(state: State) -> Message:
    """Return how much of the plain RNN's gradient is left."""
    return Message(gettext_noop("The first step gets {share} of the gradient."), of_shares(state))


def of_lstm_share(state: State) -> Message:
    """Return how much of the LSTM's gradient is left."""
    return Message(gettext_noop("The first step of the LSTM gets {lstm} of the gradient."), of_shares(state))


def has_exploded(state: State) -> bool:
    """Tell whether the gradient at the first step is more than a thousand times that at the last."""
    share = first_share(plain(state))
    return bool(share > EXPLODED) or not math.isfinite(share)


def lstm_remembers(state: State) -> bool:
    """Tell whether more than a tenth of the LSTM's gradient reaches the first step."""
    return first_share(lstm(state)) > ABOUT_ONE[0]


def weight_terms(state: State) -> np.ndarray:
    """Return the norm of what each step adds to the gradient of U_h, (T,)."""
    run, m = plain(state).run, vanishing_setting(state.link).m
    grads = losses.evaluate_loss(losses.make_loss("last", run.values["x"], m), run.values).grad_outputs
    terms = backward(Trace((run,)), grads).layers[0].terms("U_h")
    return np.asarray(gradient_flow.norms(terms.reshape(len(terms), -1)))


def of_terms(state: State) -> dict[str, object]:
    """Return the share of the first half of the steps in the gradient of U_h, and of the last five."""
    terms = weight_terms(state)
    early, late = terms[: len(terms) // 2].sum() / terms.sum(), terms[-5:].sum() / terms.sum()
    return of_shares(state) | {"early": format_share(float(early)), "late": float(late), "total": float(terms.sum())}


def credit_option(state: State) -> int:
    """Return what is lost: the credit of early inputs, the weights of early steps (there are none), or all."""
    terms = weight_terms(state)
    if terms.sum() == 0:
        return 2
    return 0 if terms[: len(terms) // 2].sum() < LITTLE * terms.sum() else 1


def of_gate(state: State) -> dict[str, object]:
    """Return the mean forget gate of the LSTM, and the product of the gates back to the first step."""
    factors = mean_keep_factors(lstm(state).run)
    mean, product = factors or (0.0, 0.0)
    return of_shares(state) | {"gate": mean, "product": format_share(product)}


def gate_option(state: State) -> int:
    """Return whether the LSTM's gradient reaches further than the plain RNN's, less far, or as far."""
    ours, theirs = math.log(first_share(lstm(state))), math.log(first_share(plain(state)))
    if abs(ours - theirs) < 0.1:
        return 2
    return 0 if ours > theirs else 1


def steps_to_little(state: State) -> float:
    """Return after how many steps back less than a thousandth of the plain RNN's gradient is left."""
    below = np.flatnonzero(plain(state).shares[::-1] < LITTLE)
    return float(below[0]) if len(below) else float(len(plain(state).shares))


def question_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for the last question; its view is that of QUESTION."""
    found = of_factor(State("vanishing-gradients", QUESTION))
    radius, slope = float(found["radius"]), float(found["slope"])  # type: ignore[arg-type]
    return {
        gettext_noop("That leaves out tanh: its slope shrinks the gradient, too. It takes {truth:.0f} steps."):
            math.log(LITTLE) / math.log(radius),
        gettext_noop("That leaves out the matrix: it shrinks the gradient, too. It takes {truth:.0f} steps."):
            math.log(LITTLE) / math.log(slope),
    }  # fmt: skip
