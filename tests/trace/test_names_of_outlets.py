"""Which outlets a text names without a link, how sure that is, and what it costs to look."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.trace import chain, known, origin

OTHERS = known.roster([("Ellery Harbour Courier", "https://ellery.example/", False), ("Tidewater Herald", "https://herald.example/", False)])
URL = "https://tide.example/news/20261101001"
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FIRST = "The plan was first reported by the Ellery Harbour Courier"


def article(body: str, *, language: str = "en", published: datetime | None = None) -> model.Article:
    return model.Article(url=URL, canonical_url=URL, title="x", body=body, language=language, outlet_name="Tidewater Post", published=published)


def cited(said: str, others: known.Roster = known.NOBODY, *, before: int = 1, language: str = "en", published: datetime | None = None) -> list[tuple[str, float]]:
    """The outlets that a text cites, and how sure each is."""
    body = "\n".join(["A gate was left open."] * before + [said])
    found = origin.trace(article(body, language=language, published=published), others=others)
    return [(one.name, one.confidence) for one in found.based_on if one.kind == "outlet_report"]


@pytest.mark.parametrize("said", [
    "Canada Post reported a loss of two lanterns.", "Deutsche Post reported a profit.", "According to the New England Journal of Medicine, the gates harm nobody.",
    "According to the Federal Register, the gate is open.", "The Bavarian Security Monitor reported 12 gates.", "The Harbour Standard reported it.",
])
def test_companies_gazettes_and_journals_take_nothing_from_the_outlets_own_work(said: str) -> None:
    assert all(sure == 0 for _, sure in cited(said))
    found = chain.settle(chain.Page(url=URL, outlet_name="Tidewater Post", origin=origin.trace(article(f"A gate was left open.\n{said}"))), chain.Pages())
    assert found.kind == "own"
    assert not any(one.kind == "outlet_report" for one in found.based_on)


def test_a_name_like_a_companys_is_an_outlets_where_it_had_the_news_first_and_a_journal_of_something_never_is() -> None:
    assert cited("The Fenwick Observer first reported that the gate was open.") == [("Fenwick Observer", 0.7)]
    assert known.mastheads_in("It was first reported by the New England Journal of Medicine.") == []


@pytest.mark.parametrize(("said", "language"), [
    ("According to the Ellery Harbour Courier, the gate was left open.", "en"), ("The keeper was quoted as saying so by the Tidewater Herald.", "en"),
    ("Das berichtet der Ellery Harbour Courier.", "de"),
])
def test_the_only_outlet_cited_is_surer_only_where_it_is_known(said: str, language: str) -> None:
    assert [sure for _, sure in cited(said, language=language)] == [0.0]
    assert [sure for _, sure in cited(said, OTHERS, language=language)] == [0.6]


def test_having_had_it_first_counts_early_in_the_text_alone() -> None:
    assert cited(f"{FIRST}.", before=2) == [("Ellery Harbour Courier", 0.7)]
    assert cited(f"{FIRST}.", before=3) == [("Ellery Harbour Courier", 0.0)]
    assert cited(f"{FIRST}.", OTHERS, before=3) == [("Ellery Harbour Courier", 0.0)]


def test_words_of_having_had_it_first_count_beside_the_name() -> None:
    far = "As the Tidewater Herald reported on a long evening at the far end of the old quay of the town, the gate was open, which somebody first revealed."
    assert cited(far) == [("Tidewater Herald", 0.0)]


@pytest.mark.parametrize(("said", "language"), [
    ("The plan was previously reported by the Ellery Harbour Courier.", "en"), ("The Ellery Harbour Courier had earlier reported on the plan.", "en"),
    ("The plan was originally reported by the Ellery Harbour Courier.", "en"), ("The list first appeared, as reported, in the Ellery Harbour Courier.", "en"),
    ("Zuvor hatte der Ellery Harbour Courier darüber berichtet.", "de"), ("Ранее об этом сообщило издание Ellery Harbour Courier.", "ru"),
])
def test_what_was_reported_before_may_be_background(said: str, language: str) -> None:
    assert [sure for _, sure in cited(said, language=language)] == [0.0]
    assert [sure for _, sure in cited(said, OTHERS, language=language)] == [0.6]
    assert [sure for _, sure in cited(said, OTHERS, language=language, before=4)] == [0.0]


@pytest.mark.parametrize(("year", "published", "sure"), [("2019", NOON, 0.0), ("2031", NOON, 0.7), ("2031", None, 0.0), ("2,019", NOON, 0.7)])
def test_a_sentence_of_an_earlier_year_tells_of_older_news(year: str, published: datetime | None, sure: float) -> None:
    assert cited(f"{FIRST} in {year}.", OTHERS, published=published) == [("Ellery Harbour Courier", sure)]


def test_a_year_is_seen_in_the_whole_of_a_long_sentence() -> None:
    rest = " and by many others who were there on that evening at the quay" * 5
    assert cited(f"{FIRST}{rest} in 2019.", published=NOON) == [("Ellery Harbour Courier", 0.0)]
    assert cited(f"{FIRST}{rest}. It was built in 2019.", published=NOON) == [("Ellery Harbour Courier", 0.7)]


def test_no_sentence_is_the_name_of_an_outlet() -> None:
    glued = "A-whole-sentence-" * 60
    assert known.mastheads_in(f"The {glued} News first reported it.") == []
    assert known.mastheads_in(" ".join(["Abcdefghijklmnopqrst"] * 4) + " News first reported it.") == []
    assert [one.words for one in known.mastheads_in("The Corrupt Keeper News first reported it.")] == ["Corrupt Keeper News"]


def test_a_name_that_no_table_has_is_no_fact() -> None:
    me = chain.Page(url=URL, outlet_name="Tidewater Post", origin=origin.trace(article("Corrupt Fraudster Mayor Smith News first reported it.\nMore.")))
    found = chain.settle(me, chain.Pages())
    assert [(link.name, link.outlet) for link in found.chain] == [("Corrupt Fraudster Mayor Smith News", "")]
    told = chain.settle(chain.Page(url=URL, outlet_name="Tidewater Post", origin=origin.trace(article(f"{FIRST}.\nMore."), others=OTHERS)), chain.Pages(others=OTHERS))
    assert [link.outlet for link in told.chain] == ["Ellery Harbour Courier"]


def test_a_text_that_cites_hundreds_of_outlets_takes_no_time() -> None:
    names = [f"X{chr(97 + at % 26)}{chr(97 + at // 26)} News reported it." for at in range(560)]
    body = " ".join(names * 15)
    origin.trace(article("The tables are read."))
    start = time.process_time()
    found = origin.trace(article(body))
    assert time.process_time() - start < 1.0  # .03 on the machine where this was written, and 3 before names and paragraphs were bounded
    assert len(body) > 150_000
    assert found.based_on
