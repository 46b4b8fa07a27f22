"""The list as HTML: a row for each claim, with its link, its words and its drawing, and nothing that is markup."""

from dataclasses import replace

import pytest

from explainer.lessons.claims import listing
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import TOPICS
from explainer.lessons.claims.list_html import list_html, word_html
from explainer.lessons.claims.words import VERDICTS


@pytest.mark.parametrize("mode", [0, 1])
def test_every_claim_has_a_row_in_its_topic(results, mode):
    rows = listing.rows()
    html = list_html(rows, mode)
    assert html.count('<tr><th scope="row">') == len(CLAIMS)
    assert all(f'href="/claims?claim={one}"' in html for one in CLAIMS)
    there = {one.claim.topic for one in rows}
    assert html.count("<caption>") == len(there) and all(f"<caption>{TOPICS[one]}" in html for one in there)
    assert html.count("data:image/svg+xml") == sum(bool(one.verdict) for one in rows)


def test_without_verdicts_nothing_of_them_is_there(results):
    html = list_html([listing.Row(one.claim, None) for one in listing.rows()])
    assert "svg" not in html and not any(word.mark in html for word in (VERDICTS["holds"], VERDICTS["depends"]))


def test_sentences_are_texts_and_words_are_translated(results):
    row = listing.rows()[0]
    other = listing.Row(replace(row.claim, sentence="<b>A & B</b>"), row.verdict, 0.001)
    html = list_html([other], 0, lambda text: f"[{text}]")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html and "[Claim]" in html
    assert "[survives Holm’s correction]" in html or other.survives is None


def test_a_verdict_is_a_word_and_a_mark_never_colour_alone():
    found = {word_html(one, 0).partition(">")[2] for one in (*VERDICTS, "not testable", "no result")}
    assert len(found) == 6 and all(len(one.split()) >= 2 for one in found)
