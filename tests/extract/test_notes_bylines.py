"""Which lines near the headline are bylines: "De" begins a Spanish name and any Dutch sentence."""

from __future__ import annotations

import pytest

from headwater.extract import blocks, markup, notes


def bylines(line: str) -> tuple[str, ...]:
    root, _ = markup.parse(f"<html><body><h1>Sluis vijf is weer dicht</h1><p>{line}</p><p>{'Duikers zagen de scheur in poort vijf. ' * 12}</p></body></html>")
    return notes.bylines(blocks.blocks(root, "Sluis vijf is weer dicht"), ())


@pytest.mark.parametrize("line", ["De Juana Pérez", "De Juana Pérez de la Costa", "Por Juana Pérez", "Door Jan de Boer", "Von Max Muster", "By Jane Doe"])
def test_names_behind_a_word_for_by_are_bylines(line: str) -> None:
    assert bylines(line) == (line,)


@pytest.mark.parametrize("line", ["De brandweer was snel ter plaatse.", "De Tweede Kamer stemt vandaag over de sluis.", "De sluis", "De Boer ziet geen reden voor nieuw onderzoek"])
def test_dutch_sentences_are_none(line: str) -> None:
    assert bylines(line) == ()
