"""The streaming verb."""

import random

import pytest

from headwater.cluster import regroup, verb
from support import tongues


def report(event: int, seed: int) -> dict:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    return {"id": f"{event}-{seed}", "title": " ".join(names[:4]), "text": " ".join(rng.sample(names * 3 + filler, 44))}


def stories(rows: list) -> dict:
    return {line["id"]: line.get("story") for line in verb.cluster(rows)}


def test_reports_on_one_event_share_a_story_and_no_other_has_it():
    rows = [report(event, seed) for seed in range(5) for event in range(30)]
    found = stories(rows)
    assert len(found) == 150
    assert len(set(found.values())) == 30
    assert all(found[f"{event}-{seed}"] == found[f"{event}-0"] for event in range(30) for seed in range(5))


def test_the_same_stream_gives_the_same_lines():
    rows = [report(event, seed) for seed in range(3) for event in range(40)]
    assert list(verb.cluster(rows)) == list(verb.cluster(rows))


def test_the_order_of_the_stream_does_not_count():
    rows = [report(event, seed) for seed in range(5) for event in range(20)]
    found = []
    for seed in range(3):
        last = stories(random.Random(seed).sample(rows, len(rows)))
        found.append([last[one["id"]] == last[other["id"]] for one in rows for other in rows])
    assert found[0] == found[1] == found[2]


def test_each_text_is_spoken_of_at_once():
    lines = verb.cluster(iter([report(1, 1), report(2, 1)]))
    assert next(lines)["id"] == "1-1"


def test_the_window_is_bounded():
    stream = verb.Stream(window=10)
    for number in range(200):
        for _ in stream.add(number, verb.prepared(report(number, 1))):
            pass
    list(stream.settle())
    assert stream.size <= 10


@pytest.mark.parametrize("broken", [{}, [], None, "text", {"id": None}, {"id": [1]}])
def test_a_line_without_an_id_is_an_error_in_words(broken):
    (line,) = verb.cluster([broken])
    assert "error" in line


def test_odd_values_count_as_none():
    rows = [{"id": 1, "title": None, "text": 7, "published": "yesterday", "lang": 4}, {"id": "b", "text": "\ud800 \x00"},
            {"id": "c", "title": "x", "published": "2026-03-01"}]
    found = stories(rows)
    assert len(set(found.values())) == 3


def test_time_keeps_the_same_words_apart():
    early, late = report(1, 1) | {"published": "2026-03-01T10:00:00Z"}, report(1, 2) | {"published": "2026-03-20T10:00:00+02:00"}
    assert len(set(stories([early, late]).values())) == 2
    assert len(set(stories([early, late | {"published": "2026-03-02T10:00:00Z"}]).values())) == 1


def told(language: str, **words: str) -> dict:
    return {"id": language, "title": words[language], "text": words[language], "lang": language, "published": "2026-03-01T10:00:00Z"}


FIRE = {"en": "Ship sinks harbour fire", "de": "Schiff sinkt Hafen Brand", "fr": "Navire coule port incendie", "it": "Nave affonda porto incendio",
        "cs": "Schiff sinkt Hafen Brand"}


def test_with_an_encoder_one_event_in_several_languages_is_a_story():
    rows = [told(one, **FIRE) for one in ("en", "de", "fr", "it")]
    together = {line["id"]: line["story"] for line in verb.cluster(rows, encoder=tongues.encoder())}
    assert len(set(together.values())) == 1
    assert len(set(stories(rows).values())) > 1


def test_a_text_may_lack_a_little_of_the_threshold_only_where_no_encoder_would_spread_the_mistake(monkeypatch):
    asked, whole = [], regroup.regroup
    monkeypatch.setattr(regroup, "regroup", lambda *given, slack, **more: (asked.append(slack), whole(*given, slack=slack, **more))[1])
    for encoder in (None, tongues.encoder()):
        assert list(verb.cluster([told("en", **FIRE)], encoder=encoder))
    assert asked == [regroup.GAIN, 0.0]


def test_what_the_encoder_was_not_taught_stays_alone():
    found = {line["id"]: line["story"] for line in verb.cluster([told("en", **FIRE), told("cs", **FIRE)], encoder=tongues.encoder())}
    assert found["en"] != found["cs"]


def test_the_language_is_found_where_the_line_does_not_name_it():
    asked = []

    def language(title: str, lead: str) -> str:
        asked.append((title, lead))
        return {FIRE["en"]: "en", FIRE["de"]: "de"}[title]

    rows = [{key: value for key, value in told(one, **FIRE).items() if key != "lang"} for one in ("en", "de")]
    found = {line["id"]: line["story"] for line in verb.cluster(rows, encoder=tongues.encoder(), language=language)}
    assert found["en"] == found["de"]
    assert (FIRE["de"], FIRE["de"]) in asked


def test_with_an_encoder_stories_by_words_are_the_same():
    rows = [report(event, seed) | {"lang": "en"} for seed in range(4) for event in range(40)]
    found = {line["id"]: line["story"] for line in verb.cluster(rows, encoder=tongues.encoder())}
    plain = stories(rows)
    assert len({(found[one], plain[one]) for one in plain}) == len(set(plain.values())) == len(set(found.values()))


def test_with_an_encoder_the_window_is_bounded():
    stream = verb.Stream(window=10, encoder=tongues.encoder())
    for number in range(150):
        row = report(number, 1) | {"lang": "en"}
        list(stream.add(number, verb.prepared(row), row))
    list(stream.settle())
    assert stream.size <= 10
    assert len(stream._texts) <= 10


STORM = {
    "en": ("Storm hits Valdoria and Belgorodka", "Mayor Kernstrom said 1,200 homes lost power in the night."),
    "ru": ("Буря в Валдории и Белгородке", "По словам Кернстрома, ночью без света остались 1.200 домов."),
}


def storms(**languages: str) -> dict:
    rows = [{"id": one, "title": title, "text": text} for one, (title, text) in STORM.items()]
    return {line["id"]: line["story"] for line in verb.cluster(rows, language=lambda title, lead: languages["ru" if "Буря" in title else "en"])}


def test_without_an_encoder_names_and_figures_join_two_languages():
    assert len(set(storms(en="en", ru="ru").values())) == 1


def test_a_language_that_is_not_sure_joins_nothing():
    assert len(set(storms(en="en", ru="bg").values())) == 2  # its words say Russian
    assert len(set(storms(en="en", ru="").values())) == 2
