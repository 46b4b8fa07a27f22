import numpy as np
import pytest

from explainer.tasks.number_words import english, number_words
from explainer.tasks.pair_tasks import PAIR_TASKS, pair_data
from explainer.tasks.pairs import decode, encode, read_source
from explainer.tasks.problem import TaskError
from tests.figures.sentence_rules import check


def drawn(key, count=20_000):
    return pair_data(key).draw(np.random.default_rng([4, 2]), count)


@pytest.mark.parametrize("key", PAIR_TASKS)
def test_no_training_pair_is_in_the_test(key):
    training, test = drawn(key), pair_data(key).test
    assert not {source for source, _ in training} & {source for source, _ in test}
    assert len(set(test)) == len(test) > 400


@pytest.mark.parametrize(("key", "everything"), [("sums", 10_000), ("digits-english", 10_000)])
def test_training_and_test_are_all_there_is(key, everything):
    training, test = set(drawn(key, 150_000)), set(pair_data(key).test)
    assert not training & test and len(training | test) == everything and 0.09 < len(test) / everything < 0.11


@pytest.mark.parametrize("key", PAIR_TASKS)
def test_pairs_are_encoded_and_decoded_without_a_loss(key):
    data = pair_data(key)
    for pairs in (data.test, drawn(key, 200)):
        encoded = encode(data, pairs)
        assert decode(data, encoded.target_out) == [target for _, target in pairs]
        assert encoded.source_lengths.tolist() == [len(source) for source, _ in pairs]
        assert np.array_equal(encoded.source > 0, np.arange(data.source_steps)[:, None] < encoded.source_lengths)
        assert np.array_equal(encoded.mask > 0, encoded.target_out > 0)
        assert np.array_equal(encoded.target_in[1:] * encoded.mask[1:], encoded.target_out[:-1] * encoded.mask[1:])


def test_every_string_is_reversed_and_so_is_its_split():
    training, test = drawn("reverse", 5_000), pair_data("reverse").test
    assert all(target == "".join(reversed(source)) for source, target in [*training, *test])
    assert {len(source) for source, _ in training} == {len(source) for source, _ in test} == set(range(3, 11))
    assert not {target for _, target in training} & {source for source, _ in test}


def test_every_sum_is_right_and_its_mirror_is_on_the_same_side():
    data = pair_data("sums")
    training = drawn("sums", 150_000)
    for source, target in {*training, *data.test}:
        a, b = source.split("+")
        assert int(a) + int(b) == int(target) and int(a) < 100 and int(b) < 100
    mirrored = {"+".join(reversed(source.split("+"))) for source, _ in data.test}
    assert mirrored == {source for source, _ in data.test}


@pytest.mark.parametrize("key", PAIR_TASKS)
def test_the_answers_are_the_targets_and_say_what_is_held_out(key):
    data = pair_data(key)
    assert all(data.answer(source) == (target, True) for source, target in data.test)
    assert all(data.answer(source) == (target, False) for source, target in drawn(key, 500))


def test_any_string_has_its_reversal_and_any_sum_its_result():
    reverse, sums = pair_data("reverse").answer, pair_data("sums").answer
    assert reverse("xy") == ("yx", None) and reverse("abc") == ("cba", reverse("cba").held_out)
    assert sums("100+1") == ("101", None) and sums("1+2+3") == ("6", None) and sums("07+8") == ("15", None)
    assert [sums(text) for text in ("5", "5+", "+5", "5++6", "")] == [None] * 5
    assert pair_data("english-french").answer("seventy one") is None


def test_numbers_in_words_are_the_same_numbers():
    for key, language in (("english-french", "French"), ("english-russian", "Russian")):
        number = {text: k for k, text in enumerate(number_words("English"))}
        assert all(number_words(language)[number[source]] == target for source, target in pair_data(key).test)
    assert all(english(int(source)) == target for source, target in pair_data("digits-english").test)


def test_the_same_numbers_are_held_out_in_every_language():
    digits = {target for _, target in pair_data("digits-english").test}
    for key in ("english-french", "english-russian"):
        assert {source for source, _ in pair_data(key).test} == digits


def test_the_first_test_pairs_are_not_the_smallest_numbers():
    first = [int(source) for source, _ in pair_data("digits-english").test[:100]]
    assert min(first) < 1_000 and max(first) > 9_000 and first != sorted(first)


@pytest.mark.parametrize("key", PAIR_TASKS)
def test_every_task_has_its_texts_and_an_example(key):
    task = PAIR_TASKS[key]
    check(task.title, task.description)
    assert task.key == key and read_source(pair_data(key), task.example) == task.example


def test_an_unknown_task_is_an_error():
    with pytest.raises(TaskError) as caught:
        pair_data("nothing")
    assert str(caught.value).startswith("There is no task “nothing”; there are reverse, sums, digits-english")
