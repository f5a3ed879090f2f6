"""What the lines of a body are: in the page's own markup and in a script's."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from headwater import model
from headwater.extract import article

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
LONG = "The old harbour wall was measured stone by stone this spring, and the figures went to the council on Monday evening."
MORE = "Masons say that the work can be done before the herring come back, if the frost does not last and the barges are free."
TEXT = (
    f"<p>{LONG}</p><h2>What was found</h2><p>{MORE}</p><ul><li>Eleven stones are missing on the north side.</li>"
    "<li>Two iron rings have rusted through and must go.</li></ul><blockquote><p>“We knew of nine,” said the keeper of the wall, who has walked it daily since 1998.</p></blockquote>"
    "<table><thead><tr><th>Year</th><th>Stones lost</th></tr></thead><tbody><tr><td>1998</td><td>2</td></tr><tr><td>2030</td><td>9</td></tr></tbody></table>"
    f"<p>{LONG.replace('old', 'new')}</p>")


def forms_of(html: str) -> dict[str, str]:
    found = article.extract(model.Page(url="https://wall.example/news/stones-1", body=html.encode(), fetched_at=NOW, content_type="text/html"))
    assert isinstance(found, model.Article)
    lines = found.body.split("\n")
    return {lines[number]: form for number, form in found.forms}


EXPECTED = {
    "What was found": "heading", "Eleven stones are missing on the north side.": "item", "Two iron rings have rusted through and must go.": "item",
    "“We knew of nine,” said the keeper of the wall, who has walked it daily since 1998.": "quote",
}


def test_sub_headlines_items_quotations_and_rows_are_told_from_paragraphs() -> None:
    found = forms_of(f"<html><head><title>Stones missing</title></head><body><article><h1>Stones missing in the wall</h1>{TEXT}</article></body></html>")
    assert found == {**EXPECTED, "Year\tStones lost": "row", "1998\t2": "row", "2030\t9": "row"}


def test_a_text_that_a_script_holds_has_forms_too() -> None:
    state = json.dumps({"props": {"article": {"headline": "Stones missing in the wall", "body": TEXT}}})
    found = forms_of(f'<html><head><title>Stones missing in the wall</title></head><body><h1>Stones missing in the wall</h1><div id="app"></div><script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>')
    assert {line: form for line, form in found.items() if form != "row"} == EXPECTED
