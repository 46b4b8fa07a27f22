from explainer.lessons.course.signed_number import SignedNumber, signed


def test_a_negative_number_has_a_minus_sign_in_any_format():
    assert f"{SignedNumber(-5.48):+.1f}" == "−5.5" and f"{SignedNumber(5.48):+.1f}" == "+5.5"
    assert SignedNumber(-2) + 1 == -1.0
    assert f"{SignedNumber(-0.5):.2f}" == "−0.50" and f"{SignedNumber(-1e-9):.0e}" == "−1e−09"
    assert "{a:g} {b}".format(**signed({"a": -0.1, "b": "-"})) == "−0.1 -"
    assert SignedNumber(-0.5) == -0.5
