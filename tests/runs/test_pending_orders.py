from explainer.runs.pending_orders import MAX_ORDERS, PendingOrders


def test_an_order_is_sent_when_the_one_before_was_received():
    sent: list[bytes] = []
    orders = PendingOrders(sent.append)
    for order in (b"1", b"2", b"3"):
        orders.add(order)
    assert sent == [b"1"] and orders.current == b"1"
    assert orders.received() == b"1" and sent == [b"1", b"2"]
    assert [orders.received(), orders.received(), orders.received()] == [b"2", b"3", None] and sent == [
        b"1",
        b"2",
        b"3",
    ]


def test_only_the_last_orders_wait_for_a_worker_that_reads_none():
    orders = PendingOrders(lambda order: None)
    for k in range(MAX_ORDERS + 50):
        orders.add(str(k).encode())
    assert orders.current == b"0" and len(orders.waiting) == MAX_ORDERS and orders.waiting[-1] == b"149"
