import math

import pytest

from explainer.training.records import ORDERS, Order, OrderError


@pytest.mark.parametrize("rate", [math.nan, math.inf, -1.0, 0.0, 11.0])
def test_an_order_with_an_invalid_rate_is_refused(rate):
    with pytest.raises(OrderError, match="The learning rate cannot be"):
        Order("rate", rate)


def test_an_unknown_order_is_refused():
    with pytest.raises(OrderError, match="“dance” is no order"):
        Order("dance")


def test_all_orders_can_be_created():
    assert [Order(name, 0.1).name for name in ORDERS] == list(ORDERS)
