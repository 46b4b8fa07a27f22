from explainer.lessons.course.signed import Signed


def test_it_is_written_with_a_minus_sign_and_counts_as_a_number():
    assert f"{Signed(-5.48):+.1f}" == "−5.5" and f"{Signed(5.48):+.1f}" == "+5.5"
    assert Signed(-2) + 1 == -1.0
