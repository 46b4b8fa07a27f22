"""The entry point of `streamlit run app.py`: page config, navigation and server."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
PAGES = {
    "": [("start/start", "Start", "")],
    "Learn": [
        ("learn/lessons", "Lessons", "lessons"),
        ("learn/exercises", "Exercises", "exercises"),
        ("learn/room", "Room", "room"),
    ],
    "Explore": [
        ("explore/cell", "Cell", "cell"),
        ("explore/sequence", "Sequence", "sequence"),
        ("explore/gradients", "Gradients", "gradients"),
        ("explore/compare", "Compare", "compare"),
        ("explore/cell_library", "Cell library", "cell-library"),
        ("explore/write_a_cell", "Write a cell", "write-a-cell"),
    ],
    "Train": [
        ("train/train", "Train", "train"),
        ("train/sweep", "Sweep", "sweep"),
        ("train/inspect", "Inspect", "inspect"),
        ("train/write", "Write", "write"),
        ("train/units", "Units", "units"),
        ("train/runs", "Runs", "runs"),
    ],
    "Lab": [
        ("lab/vanishing_gradients", "Vanishing gradients", "vanishing-gradients"),
        ("lab/clipping", "Clipping", "clipping"),
        ("lab/gradient_descent", "Gradient descent", "gradient-descent"),
        ("lab/by_hand", "By hand", "by-hand"),
        ("lab/shapes", "Shapes", "shapes"),
        ("lab/claims", "Claims", "claims"),
        ("lab/write_a_claim", "Write a claim", "write-a-claim"),
    ],
    "Your model": [("your_model/your_model", "Your model", "your-model")],
}
"""The pages by group: file below pages/, title and URL path; the one with an empty path is the first page, and stands
in no group."""


def main() -> None:
    """Configure Streamlit and run the page that the address names."""
    # A worker process imports this file too, and needs none of these.
    from explainer.ui import frame, lesson_bar
    from explainer.ui.language import _, choose_language, show_switch
    from explainer.ui.room_frame import run_page
    from explainer.ui.sidebar_state import sidebar_state

    lesson = lesson_bar.current_step()
    icon = HERE / "static" / "icon.svg"
    st.set_page_config(page_title="Gatescope", page_icon=icon, layout="wide")
    st.logo(HERE / "static" / "logo.svg", icon_image=icon)
    frame.prepare()
    choose_language()
    show_switch()
    pages = {
        _(group): [
            st.Page(f"pages/{file}.py", title=_(title), url_path=path, default=path == "") for file, title, path in rows
        ]
        for group, rows in PAGES.items()
    }
    page = st.navigation(pages, position=frame.navigation())
    st.set_page_config(initial_sidebar_state=sidebar_state(page.url_path, lesson[1] if lesson else None))
    frame.show(HERE / "static", page.url_path, [one for group in pages.values() for one in group])
    run_page(page, lambda: lesson_bar.run_with_bar(page.url_path, page.run))


if __name__ == "__main__":
    main()
elif __name__ != "__mp_main__":  # a worker process imports this file again: it is to start nothing
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    from explainer.ui.link_entries import OF_CELL
    from explainer.ui.preload import prepare
    from explainer.web.cookie import VisitorCookie
    from explainer.web.frame_ancestors import frame_ancestors_or_exit
    from explainer.web.headers import Headers
    from explainer.web.page_style import PageStyle
    from explainer.web.redirects import Redirects
    from explainer.web.routes import preload_paths, routes

    # A folder called pages makes Streamlit take a fresh process for an app of the old kind until st.navigation has
    # run once: a first visit by deep link would end with “page not found”.
    PagesManager.uses_pages_directory = False
    prepare()
    app = st.App(
        __file__,
        routes=routes(),
        middleware=[
            Middleware(Redirects, OF_CELL),
            Middleware(Headers, preload_paths(), frame_ancestors_or_exit()),
            Middleware(VisitorCookie),
            Middleware(PageStyle, HERE / "static" / "frame.css"),
        ],
    )
