"""A claim as a question to a room: what the class thinks about it, and what the experiment says."""

from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.words import VERDICTS
from explainer.lessons.course.message import Message, gettext_noop
from explainer.web.room.question import Answer, Feedback, Question

RIGHT = gettext_noop("That is what the experiment says too.")
WRONG = gettext_noop("The experiment says otherwise: {truth}.")


def claim_question(claim: Claim, truth: str) -> Question:
    """Return the question; `truth` is the verdict of an experiment, a key of VERDICTS."""
    titles = [word.title for word in VERDICTS.values()]
    right = list(VERDICTS).index(truth)

    def judge(answer: Answer) -> Feedback:
        hit = answer == right
        return Feedback(hit, Message(RIGHT if hit else WRONG, {} if hit else {"truth": titles[right]}))

    return Question("choice", claim.sentence, tuple(titles), truth=right, judge=judge)
