from explainer.runs.findings import gender_findings, pronoun_scores, review_findings
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.runs.prediction import score_test_set


def last(run):
    return load_checkpoint(run, checkpoint_steps(run)[-1])


def test_a_second_look_measures_nothing_again():
    weights = last("pronouns-rnn")
    assert gender_findings(weights, 0) is gender_findings(last("pronouns-rnn"), 0)
    assert pronoun_scores(weights) is pronoun_scores(last("pronouns-rnn"))
    reviews = last("reviews-rnn")
    assert review_findings(reviews, 0) is review_findings(last("reviews-rnn"), 0)


def test_the_accuracy_is_that_of_the_checkpoint():
    scores = pronoun_scores(last("pronouns-lstm"))
    total = sum(one.count for one in scores)
    assert abs(sum(one.network * one.count for one in scores) / total - score_test_set(last("pronouns-lstm"))) < 1e-12
    found = review_findings(last("reviews-gru"), 0)
    assert found.accuracy["the network"]["all"] == score_test_set(last("reviews-gru"))
