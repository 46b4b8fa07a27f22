import pytest

from tests.pages.test_pages import open_app, switch


def shown(app) -> str:
    return " ".join(one.value for kind in ("title", "subheader") for one in app.get(kind))


def test_the_link_chooses_and_the_next_page_has_it_too():
    app = open_app("gradient_descent", lang="ru")
    assert "Градиентный спуск" in shown(app) and not app.exception
    switch(app, "cell_library")
    assert app.query_params["lang"] == "ru" and app.session_state["language"] == "ru"
    del app.query_params["lang"]
    switch(app, "gradient_descent")
    assert app.query_params["lang"] == "ru" and "Градиентный спуск" in shown(app)


@pytest.mark.parametrize("lang", ["xx", "", "RU" * 1000])
def test_a_language_that_does_not_exist_gets_a_sentence_and_english(lang):
    app = open_app("gradient_descent", lang=lang)
    assert "Gradient descent" in shown(app) and not app.exception
    assert any("asks for lang" in one.value for one in app.warning)


def test_a_change_of_language_keeps_what_widgets_hold():
    app = open_app("gradient_descent", lang="en")
    app.slider(key="rolls").set_value(17).run()
    app.query_params["lang"] = "ru"
    app.run()
    assert "Градиентный спуск" in shown(app) and app.slider(key="rolls").value == 17
