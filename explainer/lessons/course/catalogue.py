"""The lessons of the course, in their order."""

from collections.abc import Mapping

from explainer.lessons.course import (
    delayed_recall,
    encoder_decoder,
    forecast,
    loop_with_memory,
    lstm_gates,
    own_model,
    text_model,
    training_tips,
)
from explainer.lessons.course.lesson import Lesson

IN_ORDER: tuple[Lesson, ...] = (
    loop_with_memory.LESSON,
    lstm_gates.LESSON,
    delayed_recall.LESSON,
    forecast.LESSON,
    text_model.LESSON,
    encoder_decoder.LESSON,
    training_tips.LESSON,
    own_model.LESSON,
)
LESSONS: Mapping[str, Lesson] = {lesson.id: lesson for lesson in IN_ORDER}
"""The lessons by their ids, as they stand in a link, in the order of the course."""
