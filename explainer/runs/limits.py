"""The limits on running, waiting and stored runs, each with the sentence of its error."""

from collections.abc import Iterable
from dataclasses import dataclass

MEGABYTE = 1_000_000


class RunError(Exception):
    """A request about a run that cannot be done; the message says why."""


@dataclass(frozen=True)
class Limit:
    """A maximum and the sentence of its error, in which `{most}` or `{megabytes}` stands for it."""

    most: int
    sentence: str

    def refuse(self) -> RunError:
        """Return the error with the sentence."""
        return RunError(self.sentence.format(most=f"{self.most:,}", megabytes=self.most // MEGABYTE))


LIMITS = {
    "at once": Limit(4, "{most} runs train at once; the others wait in the queue."),
    "on a card": Limit(
        3,
        "{most} runs train on a graphics card at once, each with a share of its memory; the others wait in the queue.",
    ),
    "alive": Limit(
        16, "{most} runs are being trained or paused on this server; the next one starts when one of them ends."
    ),
    "of one visitor": Limit(
        24,
        "{most} of your runs are already in training, paused or in the queue; cancel one, or wait until one has ended.",
    ),
    "of all visitors": Limit(
        64,
        "{most} runs are already in training, paused or in the queue on this server; try again when some have ended.",
    ),
    "of one sweep": Limit(
        20, "The sweep needs more than {most} trainings, which is the most at a time; choose fewer values or cells."
    ),
    "stored runs": Limit(500, "{most} runs are stored; beyond that, the oldest ones that have ended are deleted."),
    "stored bytes": Limit(
        500 * MEGABYTE, "{megabytes} MB of runs are stored; beyond that, the oldest ones that have ended are deleted."
    ),
    "bytes in memory": Limit(
        64 * MEGABYTE,
        "Without a file {megabytes} MB of runs are stored; beyond that, the oldest ones that have ended are deleted.",
    ),
    "bytes of a snapshot": Limit(
        32 * MEGABYTE,
        "The weights of this model take more than {megabytes} MB: the run goes on, but none of them are stored.",
    ),
    "bytes of a saved state": Limit(
        32 * MEGABYTE,
        "The state of this run takes more than {megabytes} MB: it is not saved, and the run cannot go on elsewhere.",
    ),
    "bytes of a series": Limit(
        8 * MEGABYTE, "The series takes more than {megabytes} MB; a shorter one, or fewer columns, would be right."
    ),
    "bytes of a worker": Limit(
        3000 * MEGABYTE,
        "The run needed more memory than a worker may use ({megabytes} MB); a smaller model, batch or sequence "
        "would fit.",
    ),
    "seconds of a pause": Limit(
        1800, "The run was paused for {most} seconds; its weights and metrics until then are stored."
    ),
    "seconds of a run": Limit(7200, "The run has trained for {most} seconds, which is the limit for a run."),
    "runs in one feed": Limit(6, "One feed has at most {most} runs."),
    "feeds": Limit(200, "{most} pages already follow runs; close one, or try again later."),
}


def weights_missing(step: int, steps: Iterable[int]) -> str:
    """Say that the weights of a step are not stored, and which are."""
    return f"The weights of step {step} are not stored; there are those of {', '.join(map(str, steps)) or 'no step'}."


def no_weights_yet(run: str) -> str:
    """Say that a run has no checkpoint yet."""
    return f"No weights of the run “{run[:20]}” are stored yet; wait for its first checkpoint."
