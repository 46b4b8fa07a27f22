import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.catalogue import make_problem
from explainer.tasks.own_data import PairList
from explainer.tasks.pair_source import is_answer_known, source_of, target_of, with_source
from explainer.tasks.probe import PAIR_SOURCE, PAIR_TARGET, reader, sequence, source_reader, source_sequence
from explainer.tasks.translate import OWN_PAIRS

SUMS = make_problem("translate", {"pairs": "sums"})
REVERSED = make_problem("translate", {"pairs": "sums", "source": "reversed"})


def test_the_probe_is_the_first_held_out_pair():
    assert (source_of(SUMS), target_of(SUMS)) == SUMS.pairs.test[0] == (source_of(REVERSED), target_of(REVERSED))
    assert is_answer_known(SUMS) and len(target_of(SUMS)) == 3


@pytest.mark.parametrize(("problem", "read"), [(SUMS, "27+5"), (REVERSED, "5+72")])
def test_a_typed_source_has_its_right_target_and_is_read_as_in_training(problem, read):
    found = with_source(problem, " 27+5 ")
    assert (source_of(found), target_of(found), is_answer_known(found)) == ("27+5", "32", True)
    assert "".join(source_sequence(found).labels) == read and "".join(sequence(found).labels) == "▷32"
    assert found.test is problem.test and found.probe.source.x.shape == (4, 1)


def test_a_target_may_be_longer_than_any_that_was_trained_on():
    found = with_source(SUMS, "999+9")
    assert target_of(found) == "1008" and len(found.probe.x) == SUMS.steps + 1


def test_a_source_without_a_known_answer_keeps_the_old_target_and_no_step_counts():
    found = with_source(SUMS, "5+")
    assert source_of(found) == "5+" and target_of(found) == target_of(SUMS) and not is_answer_known(found)
    assert np.array_equal(found.probe.mask, np.zeros((4, 1)))


def test_a_source_that_cannot_be_read_is_an_error():
    with pytest.raises(InputError, match="“x”, is in none of the sources"):
        with_source(SUMS, "5x")


def test_of_own_pairs_only_the_sources_among_them_have_an_answer():
    rows = tuple((f"{k} cats", f"{k} Katzen") for k in range(30))
    problem = make_problem("translate", {"pairs": OWN_PAIRS}, PairList(rows))
    known, unknown = with_source(problem, "7 cats"), with_source(problem, "777 cat")
    assert (target_of(known), is_answer_known(known)) == ("7 Katzen", True)
    assert source_of(unknown) == "777 cat" and not is_answer_known(unknown)


def test_both_networks_say_what_they_read():
    decoder, encoder = reader(SUMS), source_reader(SUMS)
    assert decoder.sample_name == PAIR_TARGET and decoder.channels == SUMS.pairs.target_symbols
    assert encoder.sample_name == PAIR_SOURCE and encoder.channels == SUMS.pairs.source_symbols
    assert decoder.one_hot and encoder.one_hot and "".join(encoder.sample.labels) == source_of(SUMS)
    assert source_sequence(make_problem("recall", {"gap": 4})) is None
