import pytest
from torch import nn

from explainer.ui import startup_table
from explainer.web.launch import TABLE_VARIABLE
from tests.pages.test_pages import header, open_app, texts
from tests.pages.test_your_model import file_of, seeded

TABLE = "load,heat\n10,2\n20,3\n30,5\n40,8\n"


@pytest.fixture
def named(tmp_path, monkeypatch):
    """Start with a table, as the command line does."""
    path = tmp_path / "load.csv"
    path.write_text(TABLE)
    monkeypatch.setenv(TABLE_VARIABLE, str(path))
    startup_table.startup_table.cache_clear()
    return path


@pytest.mark.parametrize("page", ["sequence", "", "gradients"])
def test_a_table_of_the_start_is_read_where_no_file_is_uploaded(named, page):
    app = open_app(page, input="file")
    assert not app.exception and not app.error and header(app)["labels"] == ["10", "20", "30", "40"]
    assert any("load" in one.value and "with which the server was started" in one.value for one in app.caption)


def test_an_uploaded_table_comes_before_it(named):
    app = open_app("sequence", input="file")
    app.file_uploader(key="file").set_value(("own.csv", b"x\n7\n8\n", "text/csv")).run()
    assert header(app)["labels"] == ["7", "8"] and not any("server was started" in one.value for one in app.caption)


def test_a_model_reads_the_table_of_the_start(named):
    app = open_app("your_model")
    app.file_uploader(key="model_file").set_value(("a.safetensors", file_of(seeded(nn.GRU, 2, 4)), "")).run()
    app.selectbox(key="input").set_value("file").run()
    assert not app.exception and not app.error and header(app)["labels"] == ["10 2", "20 3", "30 5", "40 8"]


def test_the_network_can_be_trained_on_it(named):
    app = open_app("train", task="series")
    assert not app.exception and any("server was started" in one.value for one in app.caption)
    assert "No file is chosen yet" not in texts(app)


def test_a_table_that_is_gone_gets_a_sentence(named):
    named.unlink()
    app = open_app("sequence", input="file")
    assert not app.exception
    assert "“load.csv”, with which the server was started, cannot be read: No such file" in texts(app)


@pytest.mark.parametrize("key", ["open", "file", "table", "GATESCOPE_TABLE", "path"])
def test_a_link_names_no_file(tmp_path, key):
    path = tmp_path / "secret.csv"
    path.write_text("x\n987\n988\n")
    app = open_app("sequence", **{"input": "file", key: str(path)})
    assert not app.exception and "987" not in header(app)["labels"]
    assert "No file is chosen yet" in texts(app)


def test_a_text_of_the_start_is_read(tmp_path, monkeypatch):
    (tmp_path / "words.txt").write_text("abba")
    monkeypatch.setenv(TABLE_VARIABLE, str(tmp_path / "words.txt"))
    startup_table.startup_table.cache_clear()
    assert header(open_app("sequence", input="file"))["labels"] == list("abba")
