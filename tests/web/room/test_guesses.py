from explainer.web.room.guesses import MOST_ADDRESSES, OVERALL, PER_ADDRESS, Guesses


def test_an_address_is_refused_after_its_wrong_codes_until_the_next_minute():
    guesses = Guesses()
    for _ in range(PER_ADDRESS):
        assert not guesses.refuses("a", 10.0)
        guesses.note_wrong("a", 10.0)
    assert guesses.refuses("a", 59.9) and not guesses.refuses("b", 59.9)
    assert not guesses.refuses("a", 60.0)


def test_all_addresses_together_are_limited():
    guesses = Guesses()
    for k in range(OVERALL):
        guesses.note_wrong(str(k), 0.0)
    assert guesses.refuses("another", 1.0) and not guesses.refuses("another", 61.0)


def test_addresses_do_not_fill_the_memory():
    guesses = Guesses()
    for k in range(3 * MOST_ADDRESSES):
        guesses.note_wrong(str(k), 0.0)
    assert len(guesses.counts) == MOST_ADDRESSES and guesses.total == 3 * MOST_ADDRESSES
