import pytest

from explainer.torch_models.view_limits import VIEW_LIMITS, jacobians_too_large, too_large


@pytest.mark.parametrize("what", VIEW_LIMITS)
def test_only_what_is_above_a_limit_gets_a_message(what):
    assert too_large(what, VIEW_LIMITS[what].most) == ""
    message = too_large(what, VIEW_LIMITS[what].most + 1)
    assert f"{VIEW_LIMITS[what].most + 1:,}" in message and message.endswith(".") and "{" not in message


def test_jacobians_are_shown_as_far_as_was_measured():
    assert jacobians_too_large(512, 32, spectral=False) == "" and jacobians_too_large(256, 128, spectral=True) == ""
    assert "8,650,752 numbers here; 8,388,608 is the most" in jacobians_too_large(512, 33, spectral=False)
    assert "up to 256 units" in jacobians_too_large(257, 2, spectral=True)
