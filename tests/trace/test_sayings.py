"""What a text says that its news rests on, in many languages: kind, name, who said it, how sure it is."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headwater import model
from headwater.trace import origin, phrases

TABLE: dict[str, list[list[Any]]] = tomllib.loads((Path(__file__).parent / "cases" / "basis.toml").read_text("utf-8"))
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
