"""The frame: `streamlit run app.py` serves it; run as a script it is the navigation around the pages."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def frame() -> None:
    """Set the page up and run the page that the address names."""
    st.set_page_config(page_title="Gatescope", page_icon=HERE / "static" / "icon.svg", layout="wide")
    st.logo(HERE / "static" / "logo.svg", icon_image=HERE / "static" / "icon.svg")
    st.html(HERE / "static" / "frame.css")
    pages = [
        st.Page("pages/learn/cell.py", title="Cell", default=True),
        st.Page("pages/learn/sequence.py", title="Sequence"),
        st.Page("pages/learn/compare.py", title="Compare"),
        st.Page("pages/learn/own.py", title="Your cell"),
        st.Page("pages/learn/model.py", title="Your model"),
        st.Page("pages/learn/cells.py", title="Cells"),
        st.Page("pages/learn/gradients.py", title="Gradients"),
        st.Page("pages/learn/train.py", title="Train"),
        st.Page("pages/learn/inspect.py", title="Inspect"),
        st.Page("pages/learn/runs.py", title="Runs"),
        st.Page("pages/learn/laboratory.py", title="Laboratory"),
        st.Page("pages/learn/cliff.py", title="Clipping"),
        st.Page("pages/learn/valley.py", title="Two balls"),
        st.Page("pages/learn/by_hand.py", title="By hand"),
    ]
    st.navigation(pages, position="top").run()


if __name__ == "__main__":
    frame()
elif __name__ != "__mp_main__":  # a worker process imports this file again: it is to start nothing
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    from explainer.headers import Headers
    from explainer.readiness import prepare
    from explainer.served import routes, soon
    from explainer.visitor import Visitor

    # A folder called pages makes Streamlit take a fresh process for an app of the old kind until st.navigation has
    # run once: a first visit by deep link would be told that its page does not exist.
    PagesManager.uses_pages_directory = False
    prepare()
    app = st.App(__file__, routes=routes(), middleware=[Middleware(Headers, soon()), Middleware(Visitor)])
