"""What a text says that its news rests on, in many languages: kind, name, who said it, how sure it is."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headwater import model
from headwater.trace import origin, phrases

_TABLES: list[dict[str, list[list[Any]]]] = [tomllib.loads((Path(__file__).parent / "cases" / name).read_text("utf-8")) for name in ("basis.toml", "sources.toml")]
TABLE: dict[str, list[list[Any]]] = {language: [row for table in _TABLES for row in table.get(language, [])] for table in _TABLES for language in table}
ARTICLE = model.Article(url="https://tidewater.example/news/1", canonical_url="https://tidewater.example/news/1", title="Harbour", outlet_name="The Tidewater Post")


def based_on(language: str, sentence: str) -> tuple[model.BasedOn, ...]:
    return origin.trace(replace(ARTICLE, body=sentence, language=language)).based_on


@pytest.mark.parametrize(("language", "kind", "sentence", "name", "by", "sure"),
                         [(language, *row) for language, rows in TABLE.items() for row in rows if row[0] != "none"])
def test_a_sentence_tells_what_the_news_rests_on(language: str, kind: str, sentence: str, name: str, by: list[str], sure: list[str]) -> None:
    found = based_on(language, sentence)
    assert found, "nothing"
    best = found[0]
    assert best.kind == kind
    assert name in ("*", best.name) or best.name.endswith(name), best.name
    assert by == ["*"] or list(best.attribution) == by
    assert sure == ["*"] or list(best.certainty) == sure
    for printed in (best.evidence.quote, best.name, *best.attribution, *best.certainty):
        assert printed in sentence
    assert len(best.evidence.quote) <= 200


@pytest.mark.parametrize(("language", "sentence"), [(language, row[1]) for language, rows in TABLE.items() for row in rows if row[0] == "none"])
def test_other_sentences_rest_on_nothing(language: str, sentence: str) -> None:
    assert based_on(language, sentence) == ()


def test_unnamed_sources_recordings_and_their_kind_are_told_in_thirty_languages() -> None:
    assert len(_TABLES[1]) >= 30
    for language, rows in _TABLES[1].items():
        assert {"anonymous", "recording", "briefing", "testimony", "assessment", "none"} <= {row[0] for row in rows}, language
        assert any(row[4] for row in rows if row[0] == "anonymous"), language


def test_an_unnamed_source_and_the_outlet_it_told_are_both_told_with_the_whole_nest() -> None:
    found = based_on("en", "The sale is off, two people close to the buyers told Reuters.")
    assert [(each.kind, each.name) for each in found] == [("anonymous", "two people close to the buyers"), ("outlet_report", "Reuters")]
    assert all(each.attribution == ("two people close to the buyers", "Reuters") for each in found)


def test_the_next_sentence_tells_how_sure_the_news_is_also_where_it_is_the_next_paragraph() -> None:
    told = "The Harbour Authority said in a statement that it would hold."
    for after in (" The claim could not be independently verified.", "\nThe claim could not be independently verified.\nMore."):
        assert based_on("en", told + after)[0].certainty == ("could not be independently verified",)
    assert based_on("en", told + " Two divers were allegedly seen near the wall on the evening before the storm, which the paper has written of.")[0].certainty == ()


@pytest.mark.parametrize(("sentence", "certainty"), [
    ("The Harbour Authority said in a statement that her album \"Unverified\" sells well.", ()), ("The Harbour Authority said in a statement that the band Unconfirmed plays.", ()),
    ("The Harbour Authority said in a statement that the loss is unconfirmed.", ("unconfirmed",))])
def test_a_title_is_no_mark_of_certainty(sentence: str, certainty: tuple[str, ...]) -> None:
    assert based_on("en", sentence)[0].certainty == certainty


def test_every_phrase_of_every_language_can_be_looked_for() -> None:
    kinds = {"outlet_report", "broadcast", "interview", "study", "document", "statement", "social_post", "court_record", "dataset", "recording",
             "assessment", "briefing", "testimony", "anonymous", "own_reporting", "seen", "said", "released", "relayed", "certainty"}
    assert len(phrases.languages()) >= 40
    for language in phrases.languages():
        for phrase in phrases.of(language):
            assert phrase.kind in kinds, (language, phrase.kind)
            assert phrase.keys and phrase.pattern, (language, phrase.written)


@pytest.mark.parametrize("written", ["", "WHO", "(a|b", "a|b)", "… *", "(|said)"])
def test_a_phrase_without_a_word_or_with_open_brackets_is_refused(written: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        phrases.compiled("statement", written)


def test_the_outlet_itself_as_the_one_who_was_told_is_own_reporting() -> None:
    found = based_on("en", "Ada Marsh told the newspaper The Tidewater Post that she had counted them.")
    assert [(each.kind, each.name) for each in found] == [("own_reporting", "The Tidewater Post")]


def test_an_unknown_language_is_read_as_english_and_late_words_do_not_count() -> None:
    assert based_on("xx", "The Harbour Authority said in a statement that it would hold.")[0].kind == "statement"
    late = "\n".join(["The mayor counted lanterns."] * 14 + ["The Harbour Authority said in a statement that it would hold."])
    assert based_on("en", late) == ()
