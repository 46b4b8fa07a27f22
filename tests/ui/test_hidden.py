from itertools import combinations

import pytest

from explainer.ui.control_groups import GROUPS, names_key
from explainer.ui.hidden import PARTS, READ_OUTS, SENTENCES, hiding_style, names_in
from explainer.ui.links import link_errors
from explainer.ui.locked import ALL, NUMBERS, TITLES, are_numbers_locked, is_locked
from explainer.ui.locked import names_in as locked_in


@pytest.mark.parametrize("name", PARTS)
def test_what_is_hidden_never_removes_a_readout_that_a_sentence_speaks_of(name):
    part = PARTS[name]
    assert set(part.readouts) <= READ_OUTS.keys() and set(part.sentences) <= SENTENCES.keys()
    speaking = {kind for kind, spoken_of in SENTENCES.items() if set(spoken_of) & set(part.readouts)}
    assert speaking <= set(part.sentences)


@pytest.mark.parametrize("name", PARTS)
def test_the_elements_of_a_readout_are_hidden_only_where_the_table_says_so(name):
    part = PARTS[name]
    single = {kind: {one.strip() for one in selectors.split(",")} for kind, selectors in READ_OUTS.items()}
    gone = {kind for kind, selectors in single.items() if selectors & set(part.elements)}
    assert gone <= set(part.readouts)
    assert set().union(*(set(spoken_of) for spoken_of in SENTENCES.values())) <= READ_OUTS.keys()


def test_all_combinations_of_names_parse():
    names = [*PARTS, *GROUPS]
    for size in (1, 2, len(names)):
        for some in combinations(names, size):
            text = ",".join(some)
            assert names_in(text) == set(some) and link_errors({"hide": text}) == []
            assert hiding_style(names_in(text)).count("{") == hiding_style(names_in(text)).count("}") == 1
    for size in (1, 2, len(TITLES)):
        for some in combinations(TITLES, size):
            text = ",".join(some)
            assert locked_in(text) == set(some) and link_errors({"lock": text}) == []
    assert names_in("control:seed,answers") == {"control:seed", "answers"}
    assert names_in("") == locked_in("") == frozenset() and hiding_style(frozenset()) == ""


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"hide": "answer"}, "asks to hide “answer”, which does not exist; there are navigation, sidebar, answers"),
        ({"hide": "answers,</style><b>"}, "asks to hide “</style><b>”"),
        ({"hide": "control:a b"}, "asks to hide “control:a b”"),
        ({"lock": "everything" * 9}, "asks to lock “everythingeverythingeveryth…”"),
        ({"lock": ",".join(f"control:a{k}" for k in range(30))}, "asks to lock 30 things; it may name up to 24"),
        ({"present": "yes"}, "asks for present = “yes”; use 1, or leave it out"),
    ],
)
def test_a_wrong_name_gets_a_sentence_and_hides_nothing(link, words):
    (sentence,) = link_errors(link)
    assert words in sentence
    assert names_in(link.get("hide", "")) == locked_in(link.get("lock", "")) == frozenset()


def test_a_name_means_the_widgets_of_its_group_or_one():
    assert names_key("cell", "cell") and not names_key("cell", "m") and names_key("control:m", "m")
    assert names_key("task", "train_rate") and names_key("task", "recall_gap") and not names_key("task", "seed")
    assert is_locked("seed", frozenset({"weights"})) and not is_locked("m", frozenset({"weights"}))
    assert is_locked("m", frozenset({ALL})) and is_locked("", frozenset({ALL}))
    assert not is_locked("frame_share", frozenset({ALL})) and not is_locked("m", frozenset({NUMBERS}))
    assert are_numbers_locked(frozenset({NUMBERS})) and not are_numbers_locked(frozenset({"cell"}))


def test_each_control_belongs_to_one_group():
    keys = [key for group in GROUPS.values() for key in group.keys]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert [name for name, group in GROUPS.items() if group.has(key)] in (
            [next(name for name, group in GROUPS.items() if key in group.keys)],
            ["size", "task"],
        )
