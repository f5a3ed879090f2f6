"""What texts have in common by chance, and stories of a language whose common words nobody has told us."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from headwater import model
from headwater.cluster import assign, chance, features, frequencies, recent, revise
from headwater.pipeline import compare, shelf
from headwater.store import articles

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NONE = compare.Compared(print=None, match=None, copy_of=None, original=None, copies=(), reconsider=())


def invented(number: int, *, event: int, seed: int = 0) -> str:
    """A report in a language of our own: every text is full of the same small words, and of a few that belong to its event."""
    chosen = random.Random(1000 * seed + number)
    small = [f"{one}{other}" for one in ("na", "ke", "lo", "ti", "pa", "so") for other in ("ha", "vu", "se", "mo", "ri")]
    own = [f"wo{event}r{one}d" for one in range(8)]
    words = [chosen.choice(small) for _ in range(40)] + [word for word in own for _ in range(2)] + [f"x{number}y{one}" for one in range(20)]
    chosen.shuffle(words)
    return " ".join(words) + "."


def article(text: str, *, outlet: str = "", language: str = "qaa") -> features.Features:
    return features.features("", text, language=language, outlet=outlet)


def shelved(events: Sequence[int], known: shelf.Shelf | None = None) -> list[str]:
    """The stories of one report after the other, two minutes apart, the hours looked at again."""
    river, homes = known or shelf.Shelf(), dict[str, str]()

    def keep_house(now: datetime) -> None:
        river.merges()
        while look := river.look(now=now):
            for move in look.moves:
                homes[move.name] = move.new
            for old, into in look.moved_on.items():
                homes.update({name: into for name, home in homes.items() if home == old})
        river.learn(now=now)

    for number, event in enumerate(events):
        now, address = NOON + timedelta(minutes=2 * number), f"https://o{number % 7}.example/{number}"
        kept = articles.Kept(
            id=model.ArticleId(f"{number:032}"), outlet_id=model.OutletId(f"o{number % 7}"), feed_id=model.FeedId("f"), reference_url=address, title="",
            language="qaa", published=now, updated=None, first_seen=now, allowance=model.Allowance(),
            entry=model.Entry(entry_id=address, url=address, summary=invented(number, event=event)))
        placed = river.place(kept, NONE)
        river.settle(placed, now=now)
        homes[kept.id] = placed.story_id
        if number % 10 == 9:
            keep_house(now)
    keep_house(NOON + timedelta(minutes=2 * len(events)) + 3 * recent.HOUR)
    return [homes[f"{number:032}"] for number in range(len(events))]


def test_unrelated_texts_of_a_language_that_nobody_told_us_of_stay_stories_of_their_own() -> None:
    homes = shelved(range(60))
    assert len(set(homes)) >= 57


def test_without_knowing_chance_they_would_all_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same texts show what the rule is for."""
    monkeypatch.setattr(chance, "USUAL", 1.0)
    assert len(set(shelved(range(60)))) < 10


def test_reports_on_one_event_are_found_among_them() -> None:
    events = [one // 3 if one % 3 == 0 else 1000 + one for one in range(60)]
    events[30:36] = [7] * 6
    homes = shelved(events)
    assert len(set(homes[30:36])) == 1
    assert len(set(homes)) > 40


def test_a_great_event_among_usual_texts_raises_thresholds_but_little() -> None:
    sample = chance.Sample()
    for number in range(40):
        words = [f"n{number}w{one}" for one in range(40)] if number % 2 else [f"great{one}" for one in range(30)] + [f"n{number}w{one}" for one in range(10)]
        sample.add(article(" ".join(words), outlet=f"o{number % 9}"))
    found = sample.measure(frequencies.shipped(), sample.due())["qaa"]
    assert found <= chance.ABOVE + 0.01
    assert chance.raised(assign.JOIN, {"qaa": found}, ("qaa",)) < assign.JOIN + 0.04


def filled(texts: int, *, outlets: int = 9, sample: chance.Sample | None = None) -> chance.Sample:
    """A sample of invented texts of so many outlets."""
    made = sample or chance.Sample()
    for number in range(texts):
        made.add(article(invented(number, event=number), outlet=f"o{number % outlets}"))
    return made


def usual(texts: int) -> chance.Sample:
    """A sample of texts that have nothing in common."""
    made = chance.Sample()
    for number in range(texts):
        made.add(article(" ".join(f"n{number}w{one}" for one in range(30)), outlet=f"o{number % 9}"))
    return made


@pytest.mark.parametrize("outlets", [1, 2])
def test_of_one_or_two_outlets_nothing_is_told_and_what_was_known_stays(outlets: int) -> None:
    sample = filled(100, outlets=outlets)
    table = frequencies.shipped().knowing({"qaa": 0.4})
    assert sample.measure(table, sample.due()) == {}
    assert table.knowing(sample.measure(table, sample.due())) is table


def test_an_outlet_that_floods_neither_raises_thresholds_nor_drives_the_others_out() -> None:
    sample = usual(90)
    form = " ".join(f"form{one}" for one in range(60))
    for number in range(500):
        sample.add(article(f"{form} place{number}", outlet="flood" if number % 2 else "other flood"))
    assert sample.measure(frequencies.shipped(), sample.due()) == {"qaa": 0.0}


def test_the_first_texts_after_a_restart_do_not_take_back_what_is_known() -> None:
    table = frequencies.shipped().knowing({"qaa": 0.2})
    sample = filled(chance.AGAIN - 1)
    assert sample.measure(table, sample.due()) == {}
    sample = filled(2 * chance.AGAIN)
    assert sample.measure(table, sample.due())["qaa"] > 0.3


def test_no_likeness_is_believed_beyond_what_a_language_can_have() -> None:
    sample = chance.Sample()
    for number in range(40):
        sample.add(article(" ".join(f"form{one}" for one in range(60)), outlet=f"o{number}"))
    assert sample.measure(frequencies.shipped(), sample.due()) == {"qaa": chance.HIGHEST}


def test_what_is_held_is_bounded() -> None:
    sample = chance.Sample()
    for number in range(chance.LANGUAGES + 20):
        sample.add(article("some words", outlet=f"o{number}", language=chr(97 + number // 26) + chr(97 + number % 26) + "x"))
    assert len(sample.texts) == len(sample.counted) == chance.LANGUAGES
    sample = filled(600, outlets=600)
    assert len(sample.texts["qaa"]) == chance.MOST
    sample.add(article(" ".join(f"w{one}" for one in range(3 * chance.TERMS)), outlet="long"))
    assert len(sample.texts["qaa"][-1].keys) == chance.TERMS


def test_texts_without_terms_have_nothing_in_common() -> None:
    sample = chance.Sample()
    for number in range(20):
        sample.add(article("", outlet=f"o{number}", language="en"))
    assert sample.measure(frequencies.shipped(), sample.due()) == {"en": 0.0}


def test_only_the_articles_own_language_counts_where_the_story_has_it() -> None:
    assert chance.languages_of("en", ("en", "my")) == ("en",)
    assert chance.languages_of("en", ("my",)) == ("en", "my")


def test_a_language_is_measured_when_twice_as_many_of_its_texts_are_known() -> None:
    sample, table, measured = chance.Sample(), frequencies.shipped(), []
    for number in range(90):
        sample.add(article(invented(number, event=number), outlet=f"o{number % 9}"))
        if due := sample.due():
            sample.measure(table, due)
            measured.append(number + 1)
    assert measured == [10, 20, 40, 80]
    assert len(sample.texts["qaa"]) == 9 * chance.OF_ONE
    assert all(one.words == () for one in sample.texts["qaa"])


def test_a_table_is_told_news_only() -> None:
    sample, unlike, table = filled(40), usual(40), frequencies.shipped()
    assert table.knowing(unlike.measure(table, unlike.counted)) is table
    likeness = sample.measure(table, sample.counted)["qaa"]
    assert likeness > 0.3
    known = table.knowing({"qaa": likeness - 0.02})
    assert known.knowing(sample.measure(known, sample.counted)) is known
    before = table.knowing({"qaa": likeness - 0.1})
    assert before.knowing(sample.measure(before, sample.counted)).chance == {"qaa": likeness}
    assert known.knowing(unlike.measure(known, unlike.counted)).chance == {}


def test_thresholds_hold_up_to_what_is_usual_and_never_fall() -> None:
    assert chance.raised(0.34, {}, ("en",)) == chance.raised(0.34, {"en": chance.USUAL}, ("en", "")) == 0.34
    assert chance.raised(0.34, {"my": 0.5, "en": 0.0}, ("en", "my")) == pytest.approx(0.6393, abs=1e-3)
    assert chance.raised(0.34, {"my": 1.0}, ("my",)) == 1.0


def test_two_stories_merge_only_if_they_are_alike_beyond_chance() -> None:
    table = frequencies.shipped()
    a, b = (features.begin(model.StoryId(str(number)), article(" ".join(["so", "it", "was"] * 9 + [f"own{number}"]), outlet=f"o{number}"), table) for number in (1, 2))
    index = assign.StoryIndex((a, b))
    assert revise.merges([a.story_id], index, by_chance={})
    assert not revise.merges([a.story_id], index, by_chance={"qaa": 0.99})


def test_what_was_measured_is_kept_with_the_table_and_makes_a_version_of_its_own() -> None:
    table = frequencies.shipped()
    assert table.knowing({}) is table
    knowing = table.knowing({"my": 0.46})
    assert knowing.version != table.version
    assert frequencies.Frequencies.from_bytes(knowing.to_bytes()) == knowing
    assert knowing.knowing({"my": 0.46}) is knowing
    assert frequencies.Frequencies.from_bytes(b'{"version": "old", "texts": {}, "counts": {}}').chance == {}
