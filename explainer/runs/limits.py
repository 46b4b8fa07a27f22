"""The limits: how much may run, wait and be kept, in one table; a sentence for whoever meets one."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


class RunError(Exception):
    """What was asked of a run cannot be done; the message says why, in a sentence."""


@dataclass(frozen=True)
class Limit:
    """The most of something, and what is said to who asks for more; `{most}` or `{megabytes}` stands for it."""

    most: int
    sentence: str

    def refuse(self) -> RunError:
        """Return the error that says so."""
        return RunError(self.sentence.format(most=f"{self.most:,}", megabytes=self.most // MEGABYTE))


LIMITS = {
    "at once": Limit(4, "{most} runs train at once; the others wait in line."),
    "alive": Limit(
        16, "{most} runs are being trained or paused on this server; the next one starts when one of them ends."
    ),
    "of one visitor": Limit(
        24, "{most} of your runs are already in training, paused or in line; cancel one, or wait until one has ended."
    ),
    "of all visitors": Limit(
        64, "{most} runs are already in training, paused or in line on this server; try again when some have ended."
    ),
    "kept runs": Limit(500, "{most} runs are kept; beyond, the oldest of those that have ended are deleted."),
    "kept bytes": Limit(
        500 * MEGABYTE, "{megabytes} MB of runs are kept; beyond, the oldest of those that have ended are deleted."
    ),
    "bytes in memory": Limit(
        64 * MEGABYTE,
        "Without a file {megabytes} MB of runs are kept; beyond, the oldest of those that have ended are deleted.",
    ),
    "bytes of a snapshot": Limit(
        32 * MEGABYTE,
        "The weights of this model take more than {megabytes} MB: the run goes on, but keeps none of them.",
    ),
    "bytes of a series": Limit(
        8 * MEGABYTE, "The series takes more than {megabytes} MB; a shorter one, or fewer columns, would be right."
    ),
    "bytes of a worker": Limit(
        3000 * MEGABYTE,
        "The run asked for more memory than a worker is given ({megabytes} MB); a smaller model, batch or sequence "
        "would fit.",
    ),
    "seconds of a pause": Limit(1800, "The run was paused for {most} seconds; what it had learnt by then is kept."),
    "seconds of a run": Limit(7200, "The run has trained for {most} seconds, which is the most that a run is given."),
    "runs in one feed": Limit(6, "One feed tells of at most {most} runs."),
    "feeds": Limit(200, "{most} pages are already watching; close one, or try again later."),
}
