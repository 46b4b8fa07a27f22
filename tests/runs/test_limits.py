from explainer.runs.limits import LIMITS


def test_every_limit_has_a_sentence_with_its_number():
    for limit in LIMITS.values():
        sentence = str(limit.refuse())
        assert f"{limit.most:,} " in sentence or f"{limit.most // 1_000_000} MB" in sentence
        assert sentence.endswith(".") and sentence[0].isupper() | sentence[0].isdigit()
