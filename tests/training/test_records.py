import math

import pytest

from explainer.training.records import ORDERS, Order, OrderError


@pytest.mark.parametrize("rate", [math.nan, math.inf, -1.0, 0.0, 11.0])
def test_a_rate_that_is_none_is_refused_before_any_loop_meets_it(rate):
    with pytest.raises(OrderError, match="The learning rate cannot be"):
        Order("rate", rate)


def test_an_order_that_there_is_not_is_named():
    with pytest.raises(OrderError, match="“dance” is no order"):
        Order("dance")


def test_all_orders_can_be_given():
    assert [Order(name, 0.1).name for name in ORDERS] == list(ORDERS)
