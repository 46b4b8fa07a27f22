"""The lookback: a series cut into windows, trained on its past and tested on what came later."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling, fit
from explainer.tasks.metrics import score
from explainer.tasks.problem import TESTED, Batch, Problem, TaskError

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cut:
    """A series and where it is cut: windows of `lookback` rows, and the number `ahead` rows after the last of them.

    `x` (rows, n) is what is read and `y` (rows,) what is to be said, both as they came; numbers of y before row `cut`
    are trained on, those from there on are the test. The first `plain` columns of x are not to be scaled.
    """

    x: Numbers
    y: Numbers
    lookback: int
    ahead: int
    cut: int
    plain: int = 0

    @property
    def reach(self) -> int:
        """How many rows lie between the first that a window reads and the number to be said."""
        return self.lookback - 1 + self.ahead

    def scalings(self) -> tuple[Scaling, ...]:
        """Fit a scaling to each column of x by the rows that are trained on, and by no other."""
        none = (Scaling(),) * self.plain
        return none + tuple(fit(column, "standard") for column in self.x[: self.cut, self.plain :].T)

    def scaling(self) -> Scaling:
        """Fit the scaling of y, by the same rows."""
        return fit(self.y[: self.cut], "standard")

    def trained(self) -> NDArray[np.int64]:
        """Return the first rows of the windows whose number lies before the cut."""
        return np.arange(0, self.cut - self.reach)

    def tested(self) -> NDArray[np.int64]:
        """Return the first rows of those whose number lies after it: evenly spaced where they are very many."""
        every = np.arange(self.cut - self.reach, len(self.y) - self.reach)
        return every if len(every) <= TESTED else every[np.linspace(0, len(every) - 1, TESTED).round().astype(int)]


def check(cut: Cut) -> None:
    """Raise TaskError where too little is left to train on."""
    if len(cut.trained()) < 1:
        raise TaskError(
            f"The series has {len(cut.y):,} rows, of which {cut.cut:,} are trained on; a lookback of {cut.lookback} "
            f"and {cut.ahead} ahead need at least {cut.reach + 1:,}, so give a longer series or look back less far."
        )


def problem(
    cut: Cut, metric: str, better_than: float, inputs: tuple[str, ...], output: str, labels: tuple[str, ...] = ()
) -> Problem:
    """Make the problem of a cut series; it is solved at `better_than` times what `persistence` comes to.

    `labels` say what the rows are. The probe is the first window of the test; raises TaskError for a short series.
    """
    check(cut)
    own, scaling = cut.scalings(), cut.scaling()
    x = np.column_stack([one.apply(column) for one, column in zip(own, cut.x.T, strict=True)]).astype(np.float32)
    take = partial(windows, x, scaling.apply(cut.y).astype(np.float32), cut)
    trained, tested = cut.trained(), cut.tested()
    made = Problem(
        n=x.shape[1], k=1, steps=cut.lookback, kind="numbers", where="last", metric=metric, baseline=0.0, solved=0.0,
        draw=lambda rng, count: take(rng.choice(trained, count)), test=take(tested), probe=take(tested[:1]),
        inputs=inputs, outputs=(output,), labels=labels[tested[0] : tested[0] + cut.lookback],
        scalings=own, unscale=scaling.undo,
    )  # fmt: skip
    baseline = persistence(cut, made)
    return replace(made, baseline=baseline, solved=better_than * baseline)


def windows(x: NDArray[np.float32], y: NDArray[np.float32], cut: Cut, firsts: NDArray[np.int64]) -> Batch:
    """Return the windows that begin at these rows, x (T, n, B), each with the number that follows it, (1, B)."""
    rows = firsts + np.arange(cut.lookback)[:, None]  # (T, B)
    return Batch(np.ascontiguousarray(x[rows].transpose(0, 2, 1)), y[firsts + cut.reach][None])


def persistence(cut: Cut, made: Problem) -> float:
    """Return what comes of saying the present number again, by the problem's metric, over its test set."""
    present = cut.y[cut.tested() + cut.lookback - 1]
    return score(made, cut.scaling().apply(present)[None], made.test)
