"""What explain says for people: words, not values of the program; nothing that --json does not have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from headwater import model
from headwater.cli import explained

SEEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OTHER = "0" * 31 + "a"
LAST = "0" * 31 + "b"


def facts(**changes: Any) -> dict[str, Any]:
    """The facts of an article of which nothing is known but its entry."""
    return {
        "id": "0" * 32, "title": "Lock closed", "outlet": "The Tide", "reference": "https://tide.example/lock",
        "published": None, "updated": None, "first_seen": SEEN, "unlisted_at": None, "language": "", "presence": "there", "version": 1,
        "addresses": [], "feeds": [], "page": {"read": None, "times": 0, "refused": "", "not_article": "", "snapshot": ""},
        "changes": [], "found": {}, "warnings": [], "signals": {}, "allowance": None, "match": None, "copy_of": None, "copies": [],
        "others": {}, "story": {"id": None, "placement": None, "articles": [], "rank": None}, "topics": [], "named": [],
        "origin": None, "shown": None, "restrictions": [], **changes,
    }


def said(**changes: Any) -> list[str]:
    """What is said, without margins."""
    return [line.strip() for line in explained.in_words(facts(**changes))]


def story(placement: model.Placement | None, *copies: bool) -> dict[str, Any]:
    """A story's facts."""
    return {"id": "5" * 32, "placement": placement, "rank": None,
            "articles": [{"id": str(number), "title": "", "copy_of": "x" if copy else None} for number, copy in enumerate(copies)]}


def test_moments_are_by_one_clock_and_to_the_minute() -> None:
    published = datetime(2026, 3, 2, 13, 5, 59, 123, tzinfo=timezone(timedelta(hours=5)))
    assert said(published=published, language="en")[1] == "The Tide, language en, published 2026-03-02 08:05 UTC, first seen 2026-03-02 09:30 UTC"
    assert said(title="")[:2] == ["(no title)", "The Tide, first seen 2026-03-02 09:30 UTC"]


@pytest.mark.parametrize(("placement", "words"), [
    (model.Placement(story_id=model.StoryId("5"), score=0.4129, reasons=("lock", "1912"), frequencies="2026-03-01"),
     "it joined: likeness 0.41; most in common: lock, 1912; words weighed by the counts “2026-03-01”"),
    (model.Placement(story_id=model.StoryId("5"), score=1.0, reasons=("it repeats another article",)), "it joined: it repeats another article"),
    (model.Placement(story_id=None, score=0.0, frequencies="shipped"),
     "it began the story, for none that was held was like it enough; words weighed by the counts “shipped”"),
    (model.Placement(story_id=None, score=0.2, reasons=("lock",)),
     "it began the story, for none that was held was like it enough; the nearest had a likeness of 0.20; most in common: lock"),
])
def test_why_an_article_stands_in_its_story_is_said_in_words(placement: model.Placement, words: str) -> None:
    assert words in " ".join(said(story=story(placement, False)))


def test_a_story_says_how_many_repeat_another_and_from_where_an_article_was_moved() -> None:
    moved = model.Placement(story_id=model.StoryId("5"), score=0.5, reasons=("lock",), before=model.StoryId("4"), why="the hour was grouped anew")
    told = said(story=story(moved, False, True, True))
    assert f"story       {'5' * 32}: 3 articles, 2 of them repeating another" in told
    assert "moved here from story 4: the hour was grouped anew" in told


def test_another_article_is_named_as_people_know_it_and_by_its_identifier_where_nothing_else_is_known() -> None:
    match = model.Copy(of=model.ArticleId(OTHER), containment=1.0, verbatim=True, evidence=("all of it",), passages=())
    others = {OTHER: {"outlet": "Harbour Wire", "title": "Lock shut"}}
    told = said(match=match, copy_of=LAST, copies=[OTHER, LAST], others=others)
    assert f"copy of     Harbour Wire, “Lock shut” ({OTHER}), and stands under {LAST}" in told
    assert f"copied by   Harbour Wire, “Lock shut” ({OTHER})" in told
    assert f"copied by   {LAST}" in told


def test_of_a_text_with_many_carriers_the_first_are_named_and_the_rest_counted() -> None:
    told = said(copies=[f"{number:032x}" for number in range(300)])
    assert sum(line.startswith("copied by") for line in told) == 20
    assert "and 280 more, which --json names" in told


def chain(*links: model.Link, confidence: float = 0.8) -> model.Origin:
    """An origin at the end of links."""
    return model.Origin(kind=links[-1].kind, name=links[-1].name, url=links[-1].url, confidence=confidence, evidence=links[0].evidence, chain=links)


def test_each_step_of_a_chain_says_who_is_followed_how_sure_and_by_which_words() -> None:
    wire = model.Link(step="carried_from", kind="agency", name="Harbour Wire", url=None, confidence=0.95,
                      evidence=(model.Evidence(where="byline", quote="By Harbour Wire"),))
    office = model.Link(step="document", kind="statement", name="the office said (office.example)", url="https://office.example/lock", confidence=0.8,
                        at="https://wire.example/1", evidence=(model.Evidence(where="body", quote=""),))
    told = said(origin=chain(wire, office))
    assert "origin      statement: the office said https://office.example/lock, very likely (0.80)" in told
    assert "step 1    text supplied by Harbour Wire, almost certain (0.95)" in told
    assert "byline: “By Harbour Wire”" in told
    assert "step 2    rests on the office said https://office.example/lock, very likely (0.80); so says https://wire.example/1" in told
    assert "text: its words are not kept" in told


def test_what_was_compared_with_what_is_said_of_each_step() -> None:
    compared = model.Evidence(where="compared", quote="has 3 names in common with this text; published 2 hours before it")
    near = model.Link(step="based_on", kind="outlet_report", name="The Courier", url="https://courier.example/1", confidence=0.95, evidence=(compared,))
    far = model.Link(step="based_on", kind="outlet_report", name="The Herald", url="https://herald.example/1", confidence=0.9, evidence=(compared,), at="https://courier.example/1")
    told = said(origin=chain(near, far, confidence=0.9))
    assert "comparison of the two texts: it has 3 names in common with this article; published 2 hours before it" in told
    assert "comparison of the two texts: it has 3 names in common with the page that says so; published 2 hours before it" in told


def test_an_origin_that_readers_do_not_see_says_so() -> None:
    own = model.Origin(kind="own", name="The Tide", url=None, confidence=0.4)
    assert "origin      the outlet's own reporting, unsure (0.40); readers are not told" in said(origin=own)
    sure = model.Origin(kind="own", name="The Tide", url=None, confidence=0.9)
    assert "origin      the outlet's own reporting, almost certain (0.90)" in said(origin=sure)


def test_long_lists_are_filled_lines_and_addresses_stay_whole() -> None:
    found = {f"field_{number}": "jsonld.NewsArticle.somewhere" for number in range(20)}
    address = "https://tide.example/" + "a" * 300
    lines = list(explained.in_words(facts(found=found, addresses=[{"url": address, "kind": "page"}])))
    assert max(len(line) for line in lines if address not in line) <= explained.WIDTH
    assert any(f"{address} (page)" in line for line in lines)
