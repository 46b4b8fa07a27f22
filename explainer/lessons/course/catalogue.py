"""The lessons of the course, in their order."""

from collections.abc import Mapping

from explainer.lessons.course import forgetting, gru, loop_with_memory, lstm_gates, one_step_by_hand, shapes
from explainer.lessons.course.lesson import Lesson

IN_ORDER: tuple[Lesson, ...] = (
    loop_with_memory.LESSON,
    one_step_by_hand.LESSON,
    forgetting.LESSON,
    lstm_gates.LESSON,
    gru.LESSON,
    shapes.LESSON,
)
LESSONS: Mapping[str, Lesson] = {lesson.id: lesson for lesson in IN_ORDER}
"""The lessons by their ids, as they stand in a link, in the order of the course."""
