"""The second look at what arrived within an hour."""

import random
from datetime import UTC, datetime, timedelta
from itertools import count

from headwater import model
from headwater.cluster import assign, features, frequencies, recent, regroup

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
TABLE = frequencies.shipped()


def report(event: int, seed: int, *, minutes: float = 0) -> features.Features:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    return features.features(" ".join(names[:4]), " ".join(rng.sample(names * 3 + filler, 44)), language="en",
                             moment=NOON + timedelta(minutes=minutes))


class River:
    """Articles put where a test wants them."""

    def __init__(self) -> None:
        self.index, self.recent, self.numbers = assign.StoryIndex(), recent.Recent(), count(1)

    def put(self, name: str, story: str, article: features.Features, *, settled: bool = False) -> None:
        before = self.index.get(model.StoryId(story))
        one = features.begin(model.StoryId(story), article, TABLE)
        self.index.put(features.unite(one.story_id, [before, one]) if before else one)
        if not settled:
            self.recent.note(name, article, one.story_id, before=before, now=NOON + timedelta(minutes=50))

    def look(self, now: datetime = LATER) -> recent.Look:
        return self.recent.look(self.recent.due(now), self.index, frequencies=TABLE, fresh=lambda: model.StoryId(f"new{next(self.numbers)}"))

    def sizes(self) -> dict[str, int]:
        return {one.story_id: one.articles for one in self.index}


def test_an_hour_is_due_when_the_next_is_over_too():
    river = River()
    river.put("x", "a", report(1, 1, minutes=20))
    assert river.recent.due(NOON + timedelta(minutes=119)) == []
    assert river.recent.due(NOON + timedelta(minutes=120)) == ["x"]
    assert river.recent.due(LATER) == ["x"]


def test_what_came_more_than_an_hour_late_counts_with_its_arrival():
    known = recent.Recent()
    known.note("late", report(1, 1, minutes=-600), model.StoryId("a"), before=None, now=NOON + timedelta(minutes=30))
    assert known.due(NOON + timedelta(minutes=59)) == []
    assert known.due(NOON + timedelta(minutes=60)) == ["late"]


def test_two_stories_on_one_event_become_one_and_the_old_name_leads_there():
    river = River()
    for number in range(3):
        river.put(f"x{number}", "a" if number < 2 else "b", report(1, number))
    look = river.look()
    assert look.moves == [recent.Move("x2", model.StoryId("b"), model.StoryId("a"))]
    assert look.moved_on == {"b": "a"}
    assert river.sizes() == {"a": 3}
    assert len(river.recent) == 0


def test_one_story_of_two_events_becomes_two():
    river = River()
    for number in range(3):
        river.put(f"x{number}", "a", report(1, number))
    for number in range(2):
        river.put(f"y{number}", "a", report(2, number))
    look = river.look()
    assert sorted((one.name, one.old, one.new) for one in look.moves) == [("y0", "a", "new1"), ("y1", "a", "new1")]
    assert look.moved_on == {}
    assert river.sizes() == {"a": 3, "new1": 2}


def test_settled_articles_stay_and_keep_their_storys_name():
    river = River()
    river.put("old", "a", report(1, 1), settled=True)
    river.put("x", "a", report(2, 1))
    look = river.look()
    assert [(one.name, one.new) for one in look.moves] == [("x", "new1")]
    assert river.sizes() == {"a": 1, "new1": 1}


def test_articles_of_a_later_hour_stay_young_and_in_their_stories():
    river = River()
    river.put("x", "a", report(1, 1))
    river.put("y", "a", report(1, 2, minutes=70))
    look = river.look(NOON + timedelta(minutes=130))
    assert look.looked == ["x"]
    assert look.moves == []
    assert len(river.recent) == 1
    assert river.sizes() == {"a": 2}
    assert river.look().looked == ["y"]
    assert river.sizes() == {"a": 2}


def test_a_merge_in_between_keeps_what_was_settled():
    river = River()
    river.put("old", "a", report(1, 1), settled=True)
    river.put("x", "a", report(1, 2))
    river.put("y", "b", report(1, 3))
    one, other = river.index.get(model.StoryId("a")), river.index.get(model.StoryId("b"))
    assert one is not None and other is not None
    river.recent.merge(model.StoryId("b"), model.StoryId("a"), river.index)
    river.index.drop(model.StoryId("b"))
    river.index.put(features.unite(model.StoryId("a"), [one, other]))
    look = river.look()
    assert (look.moves, look.moved_on) == ([], {})
    assert river.sizes() == {"a": 3}


def test_stories_do_not_depend_on_the_order_within_the_hour():
    found = []
    for seed in range(4):
        river, rng = River(), random.Random(seed)
        articles = {f"{event}-{number}": report(event, number, minutes=number) for event in range(5) for number in range(4)}
        home = {name: f"s{rng.randrange(6)}" for name in articles}
        for name in rng.sample(sorted(articles), len(articles)):
            river.put(name, home[name], articles[name])
        for move in river.look().moves:
            home[move.name] = move.new
        names = sorted(articles)
        found.append([[home[one] == home[other] for one in names] for other in names])
    assert all(one == found[0] for one in found)


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(recent, "MOST", 10)
    monkeypatch.setattr(recent, "AT_ONCE", 4)
    river = River()
    for number in range(12):
        river.put(f"x{number}", "a", report(1, number))
    assert len(river.recent.due(NOON)) == 4
    assert river.recent.due(NOON) == sorted(river.recent.due(NOON), key=lambda name: regroup.canonical(report(1, int(name[1:]))))
