"""The lesson bar and the list of lessons as Streamlit components."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(data: Mapping[str, Any], key: str, on_answer: Callable[[], None] = lambda: None) -> None:
    """Show a bar or a list; `on_answer` is called when the visitor has answered a prediction.

    The answer then stands in the session state under the key: the step, the first answer and the last one.
    """
    component("lesson")(key=key, data=data, on_answer_change=on_answer)
