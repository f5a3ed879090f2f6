"""Joining a story or starting one; finding the stories to ask."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from headwater import model
from headwater.cluster import assign, features, frequencies

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = frequencies.shipped()
BRIDGE = "Felden bridge closed as river Orm rises"
BRIDGE_TEXT = "The mayor of Felden closed the old bridge on Monday after the river Orm rose by two metres in a night."
CUP = "Northham wins the cup final against Eastwick"
CUP_TEXT = "Northham beat Eastwick three to one in the cup final, with two goals by Tomas Brell after extra time."


def article(title: str, body: str, *, hours: float | None = 0, language: str = "en", outlet: str = "") -> features.Features:
    moment = None if hours is None else NOON + timedelta(hours=hours)
    return features.features(title, body, language=language, moment=moment, outlet=outlet)


def story(name: str, *articles: features.Features) -> features.StoryFeatures:
    parts = [features.begin(model.StoryId(name), one, TABLE) for one in articles]
    return features.unite(model.StoryId(name), parts)


def made_up(number: int, seed: int = 0) -> features.Features:
    """A report on the event of that number."""
    rng, own = random.Random(f"{number}/{seed}"), random.Random(number)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(30)]
    return article(" ".join(names[:4]), " ".join(rng.sample(names * 3 + filler, 54)), hours=number % 40)


def test_another_report_on_the_event_joins_and_says_why():
    found = assign.place(article("Bridge in Felden shut", "Felden has shut its bridge: the Orm is rising, says the mayor.", hours=3),
                         [story("cup", article(CUP, CUP_TEXT)), story("bridge", article(BRIDGE, BRIDGE_TEXT))],
                         frequencies=TABLE)
    assert found.story_id == "bridge"
    assert found.score >= assign.JOIN
    assert "felden" in found.reasons
    assert found.frequencies == "shipped"


def test_another_event_starts_a_story_and_says_how_near_the_nearest_was():
    found = assign.place(article(CUP, CUP_TEXT), [story("bridge", article(BRIDGE, BRIDGE_TEXT))], frequencies=TABLE)
    assert found.story_id is None
    assert found.score < assign.JOIN


def test_nothing_near_starts_a_story():
    assert assign.place(article(CUP, CUP_TEXT), [], frequencies=TABLE) == model.Placement(
        story_id=None, score=0.0, frequencies="shipped")


@pytest.mark.parametrize(("hours", "joins"), [(0, True), (90, True), (97, False), (-97, False), (-90, True), (None, True)])
def test_a_story_is_open_for_four_days(hours, joins):
    found = assign.place(article(BRIDGE, BRIDGE_TEXT, hours=hours), [story("s", article(BRIDGE, BRIDGE_TEXT))],
                         frequencies=TABLE)
    assert (found.story_id == "s") is joins


def test_two_words_in_common_are_not_enough():
    found = assign.place(article("Felden Orm", ""), [story("s", article("Felden Orm", ""))], frequencies=TABLE)
    assert found.story_id is None


def test_joining_across_languages_asks_for_less_likeness_because_only_names_can_agree():
    assert assign.JOIN_ABROAD < assign.JOIN


def test_names_and_numbers_join_across_languages():
    german = article("Brücke in Felden gesperrt", "Felden, Orm, Brell: 2347 Menschen, Tomas Brell, Kallbach, Norvik.", language="de")
    english = article("Felden shuts bridge", "Felden, Orm, Brell: 2347 people, Tomas Brell, Kallbach, Norvik.")
    assert assign.place(german, [story("s", english)], frequencies=TABLE).story_id == "s"


def test_an_outlets_own_articles_must_be_liker_until_another_outlet_reports():
    first, second = (article(title, text, outlet="x") for title, text in (
        (BRIDGE, BRIDGE_TEXT), ("Felden bridge: a ferry begins", "A ferry crosses the Orm from Friday, Kallbach of the port of Norvik told the council.")))
    alone = story("s", first)
    (likeness,) = assign.similarities(second, features.vector(second, TABLE), [alone])
    assert assign.JOIN < likeness < assign.JOIN_SAME
    assert assign.place(second, [alone], frequencies=TABLE).story_id is None
    both = story("s", first, article(BRIDGE, BRIDGE_TEXT, outlet="y"))
    assert assign.place(second, [both], frequencies=TABLE).story_id == "s"


@pytest.mark.parametrize(("title", "hours", "outlet", "joins"), [
    ("Weather in Northham on 9 May", 0, "x", False),  # another place of the day before
    ("Weather in Felden on 8 May", 24, "x", False),  # the same title a day later
    ("Weather in Felden on 8 May", 2, "x", True),  # the same issue, mended
    ("Weather in Northham on 9 May", 0, "y", True),  # another outlet's report may only look like it
])
def test_issues_of_a_series_never_share_a_story_however_alike(title, hours, outlet, joins):
    body = "Rain until noon, then clearing from the west; wind from the north at twenty, the river Orm stays high at Felden."
    issue = story("s", article("Weather in Felden on 8 May", body, outlet="x"))
    found = assign.place(article(title, body, hours=hours, outlet=outlet), [issue], frequencies=TABLE)
    assert (found.story_id == "s") is joins


def test_a_briefing_that_quotes_an_event_does_not_join_it():
    quoted = BRIDGE_TEXT[:60] + " and the river Orm rose. Northham beat Eastwick, with two goals by Tomas Brell. In Norvik the harbour fair opened to Kallbach's band. Shares of Tarwil Steel fell. Opal Drenn leaves the Senate."
    briefing, report = article("What matters this morning", quoted), article("Felden closes its bridge", quoted)
    bridge = story("s", article(BRIDGE, BRIDGE_TEXT))
    (likeness,) = assign.similarities(briefing, features.vector(briefing, TABLE), [bridge])
    assert assign.JOIN < likeness < assign.JOIN_UNTOLD
    assert assign.place(briefing, [bridge], frequencies=TABLE).story_id is None
    assert assign.place(report, [bridge], frequencies=TABLE).story_id == "s"


def test_the_order_of_the_stories_does_not_matter():
    stories = [story(f"s{number}", made_up(number)) for number in range(12)]
    new = made_up(5, seed=9)
    forth, back = (assign.place(new, order, frequencies=TABLE) for order in (stories, stories[::-1]))
    assert forth == back
    assert forth.story_id == "s5"


def test_an_empty_article_starts_a_story():
    assert assign.place(article("", ""), [story("s", article(CUP, CUP_TEXT))], frequencies=TABLE).story_id is None


def test_the_index_finds_the_story_among_many():
    index = assign.StoryIndex(story(f"s{number}", made_up(number)) for number in range(300))
    hits = 0
    for number in range(0, 300, 10):
        new = made_up(number, seed=1)
        near = index.nearest(new.keys, features.vector(new, TABLE))
        assert len(near) <= assign.NEAREST
        hits += assign.place(new, near, frequencies=TABLE).story_id == f"s{number}"
    assert hits == 30


def grown(count: int = 120) -> assign.StoryIndex:
    """An index after a stream of articles that start, join and end stories."""
    index = assign.StoryIndex()
    for number in range(count):
        new = made_up(number % 40, seed=number)
        found = assign.place(new, index.nearest(new.keys, features.vector(new, TABLE)), frequencies=TABLE)
        known = index.get(found.story_id) if found.story_id else None
        index.put(features.join(known, new, TABLE) if known else features.begin(model.StoryId(f"s{number}"), new, TABLE))
        if number % 17 == 0:
            index.drop(model.StoryId(f"s{number // 2}"))
    return index


def test_a_rebuilt_index_answers_as_the_one_that_grew():
    index = grown()
    stored = [(one.story_id, one.to_bytes()) for one in index]
    random.Random(4).shuffle(stored)
    rebuilt = assign.StoryIndex(features.StoryFeatures.from_bytes(name, centroid) for name, centroid in stored)
    assert len(rebuilt) == len(index) > 10
    for number in range(60):
        new = made_up(number, seed=-1)
        weights = features.vector(new, TABLE)
        ours, theirs = index.nearest(new.keys, weights), rebuilt.nearest(new.keys, weights)
        assert [one.story_id for one in ours] == [one.story_id for one in theirs]
        assert assign.place(new, ours, frequencies=TABLE) == assign.place(new, theirs, frequencies=TABLE)


def test_putting_the_same_story_twice_changes_nothing():
    index, one = assign.StoryIndex(), story("s", made_up(1))
    index.put(one)
    index.put(one)
    weights = features.vector(made_up(1), TABLE)
    assert [found.story_id for found in index.nearest(made_up(1).keys, weights)] == ["s"]
    index.drop(model.StoryId("s"))
    index.drop(model.StoryId("s"))
    assert index.nearest(made_up(1).keys, weights) == []
    assert len(index) == 0


def test_old_stories_leave_the_window():
    index = assign.StoryIndex([story("old", article(CUP, CUP_TEXT)), story("new", article(BRIDGE, BRIDGE_TEXT, hours=9))])
    assert index.expire(NOON + timedelta(hours=4)) == ["old"]
    assert [one.story_id for one in index] == ["new"]


def test_the_cost_of_a_question_is_bounded(monkeypatch):
    monkeypatch.setattr(assign, "MOST_READ", 50)
    same = made_up(1)
    index = assign.StoryIndex(features.begin(model.StoryId(f"s{number}"), same, TABLE) for number in range(60))
    assert index.nearest(same.keys, features.vector(same, TABLE)) == []  # every term is too common to look up
    assert index.nearest(np.array([], dtype=np.int64), np.array([], dtype=np.float32)) == []


def test_rare_terms_are_read_first_so_that_common_ones_do_not_hide_a_story(monkeypatch):
    monkeypatch.setattr(assign, "MOST_READ", 50)
    crowd = [story(f"s{number:02}", article("", f"Common Frequent Usual unlike{number} other{number}")) for number in range(40)]
    index = assign.StoryIndex([*crowd, story("z", article("", "Common Frequent Usual Felden Orm Brell"))])
    new = article("", "Common Frequent Usual Felden Orm Kallbach")
    assert index.nearest(new.keys, features.vector(new, TABLE))[0].story_id == "z"
