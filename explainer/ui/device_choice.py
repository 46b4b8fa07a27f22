"""The device of a recipe on the Train page: what this machine has, and how many seeds a device may train at once."""

from typing import Any

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.runs.cluster import is_on_cluster
from explainer.runs.limits import LIMITS
from explainer.runs.service import run_service
from explainer.training.choices import DEVICES
from explainer.training.found_device import devices_sentence, working_cards, working_kinds
from explainer.training.limits import integer_limits
from explainer.ui.language import _
from explainer.ui.markdown import plain

KEY = "train_device"
INTERVAL = 2.0  # seconds
ELSEWHERE = gettext_noop("Runs are trained on a cluster, whose machines have devices of their own.")
UNKNOWN = gettext_noop("The devices of this machine are known some seconds after the server has started.")


def device_options() -> list[str]:
    """Return the devices that can be chosen: those that are there, and the one that a link asks for."""
    found = working_kinds(run_service().devices)
    return [name for name in DEVICES if not found or name in found or name in ("auto", chosen())]


def chosen() -> str:
    """Return the device that is chosen, empty for the default."""
    return str(st.session_state.get(KEY) or st.query_params.get(KEY, ""))


def show_devices() -> None:
    """Say which devices this machine has, and how runs share a card; while that is not known, look again."""
    waits = not run_service().devices and not is_on_cluster()
    st.fragment(_show_devices, run_every=INTERVAL if waits else None)()


def _show_devices() -> None:
    devices = run_service().devices
    if is_on_cluster():
        st.caption(_(ELSEWHERE))
    elif not devices:
        st.caption(_(UNKNOWN))
    else:
        shared = LIMITS["on a card"].refuse().args[0] if working_cards(devices) else ""
        st.caption(plain(f"{devices_sentence(devices)} {shared}".strip()))


def seed_limits(key: str) -> tuple[int, int]:
    """Return how many seeds the chosen device may train; a larger one under a key or in the link becomes the most."""
    limits = integer_limits("seeds", chosen())
    number: Any = st.session_state.get(key) or st.query_params.get(key, "0")
    if str(number).isdecimal() and int(number) > limits[1]:
        st.session_state[key] = limits[1]
    return limits
