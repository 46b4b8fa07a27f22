from collections import Counter

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_file import parse_table
from explainer.tasks.labelled_texts import check, from_table, guess_columns, held_out, label_names, words_of
from explainer.tasks.own_data import LabelledTexts
from explainer.tasks.problem import TaskError
from tests.figures.sentence_rules import check as check_sentences

LABELS = ("bad", "good", "mixed")


def rows(count: int = 300) -> LabelledTexts:
    """Different texts, with labels of unequal frequency."""
    labels = np.random.default_rng(1).choice(LABELS, count, p=[0.6, 0.3, 0.1])
    return LabelledTexts(tuple(f"the {k} lamp is {label}" for k, label in enumerate(labels)), tuple(map(str, labels)))


def split(data: LabelledTexts) -> np.ndarray:
    return held_out([words_of(text) for text in data.texts], data.labels)


def test_one_row_in_ten_of_each_label_is_held_out():
    data = rows()
    test = split(data)
    for label, count in Counter(data.labels).items():
        chosen = sum(flag for flag, one in zip(test, data.labels, strict=True) if one == label)
        assert chosen == count // 10


def test_which_rows_are_held_out_depends_on_their_texts_alone():
    data, order = rows(), np.random.default_rng(2).permutation(300)
    shuffled = LabelledTexts(tuple(data.texts[k] for k in order), tuple(data.labels[k] for k in order))
    assert np.array_equal(split(shuffled), split(data)[order])


def test_the_parts_never_overlap_even_where_texts_are_repeated_with_other_labels_or_capitals():
    data = rows(200)
    repeated = LabelledTexts(
        (*data.texts, *(text.upper() for text in data.texts)), (*data.labels, *reversed(data.labels))
    )
    test, keys = split(repeated), [" ".join(words_of(text)) for text in repeated.texts]
    assert not {key for key, flag in zip(keys, test, strict=True) if flag} & {
        key for key, flag in zip(keys, test, strict=True) if not flag
    }
    assert np.array_equal(test[:200], test[200:])


def test_a_rare_label_is_in_both_parts():
    data = LabelledTexts((*rows(100).texts, "one", "two"), (*rows(100).labels, "rare", "rare"))
    assert split(data)[-2:].sum() == 1


def test_words_have_no_capitals_and_lines_do_not_count():
    assert words_of("The Lamp,\nit's GOOD! 🦁") == ["the", "lamp", ",", "it's", "good", "!", "🦁"]


def test_columns_are_guessed_by_their_contents():
    lines = "\n".join(f"{k},{'ab'[k % 2]},this is the text number {k}" for k in range(50))
    table = parse_table(f"id,verdict,review\n{lines}")
    assert guess_columns(table) == ("review", "verdict")
    data = from_table(table, "review", "verdict")
    assert label_names(data) == ("a", "b") and data.texts[7] == "this is the text number 7"


def changed(**fields) -> LabelledTexts:
    return LabelledTexts(**{"texts": rows().texts, "labels": rows().labels} | fields)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (rows(30), "The table has 30 rows; it can have 40 to 20,000."),
        (LabelledTexts((), ()), "The table has 0 rows"),
        (LabelledTexts(rows(40).texts * 501, rows(40).labels * 501), "The table has 20,040 rows"),
        (changed(texts=(*rows().texts[:6], " \n ", *rows().texts[7:])), "Row 7 has no word in its text"),
        (changed(labels=(*rows().labels[:6], "", *rows().labels[7:])), "Row 7, “the 6 lamp is .*has no label"),
        (changed(labels=("good",) * 300), "All labels are “good”; 2 different ones are the least."),
        (changed(labels=tuple(f"label {k % 11}" for k in range(300))), "There are 11 different labels, such as"),
        (changed(labels=("x" * 41, *rows().labels[1:])), "The label of row 1, “xxx.*has 41 characters; 40 is the most"),
    ],
    ids=["few", "none", "many", "no text", "no label", "one label", "11 labels", "long label"],
)  # fmt: skip
def test_what_cannot_be_learned_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(TaskError, match=sentence) as caught:
        check(data)
    check_sentences(str(caught.value))


def test_a_label_with_a_single_text_is_refused():
    data = LabelledTexts((*rows().texts, "alone", "Alone"), (*rows().labels, "rare", "rare"))
    with pytest.raises(
        TaskError, match="The label “rare” has 1 text of its own; 2 different ones are the least."
    ) as caught:
        split(data)
    check_sentences(str(caught.value))


def test_of_a_long_table_rows_are_read_evenly_spaced():
    table = parse_table("text,label\n" + "\n".join(f"text {k},{'ab'[k % 2]}" for k in range(50_000)))
    data = from_table(table, "text", "label")
    assert len(data.texts) == 20_000 and data.texts[0] == "text 0" and data.texts[-1] == "text 49999"
    assert abs(data.labels.count("a") - 10_000) < 100


def test_one_column_cannot_be_both():
    table = parse_table("text\n" + "\n".join(f"text {k}" for k in range(50)))
    with pytest.raises(InputError, match="“text” is both the texts and the labels"):
        from_table(table, *guess_columns(table))


def test_ten_labels_and_forty_rows_are_allowed():
    check(changed(labels=tuple(f"label {k % 10}" for k in range(300))))
    check(rows(40))
