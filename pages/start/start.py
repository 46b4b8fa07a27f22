"""Start: three trained networks read one sequence, and three doors: to the lessons, to the stage, to training."""

from explainer.ui import address, doors
from explainer.ui.language import _
from explainer.web.start.mount import show
from explainer.web.start.payload import payload

address.set_up_page("start")
doors.open_next_page()
if show(payload(_), doors.KEY, doors.follow).get("rendered"):
    doors.prepare_training()
