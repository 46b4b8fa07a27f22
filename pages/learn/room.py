"""Room: a class follows the teacher's view, answers questions on phones, and trains networks together."""

import streamlit as st

from explainer.ui import address, room_controls
from explainer.ui.language import _
from explainer.ui.visitor import owner
from explainer.web.room.room_registry import room_registry

address.set_up_page("room")
st.title(_("Room"))
room = room_registry().of_teacher(owner())
if room is None:
    room_controls.offer_room()
else:
    room_controls.show_room(room)
    room_controls.choose_question(room)
address.save_choices()
