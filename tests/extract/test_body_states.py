"""Bodies that only a script holds, by the shapes in which editors and frameworks keep them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from headwater import model
from headwater.extract import article, state

LINES = [f"Divers reached gate number {number} before noon and found the crack longer than the harbour office had said." for number in range(6)]
LONGER = f"{LINES[0]} Ships wait outside."
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)


def page(script: str, kind: str = "") -> bytes:
    return (f'<html><head><title>Lock closed for the winter</title><meta property="og:title" content="Lock closed for the winter">'
            f'</head><body><div id="root"></div><script{kind}>{script}</script></body></html>').encode()


def lines(body: bytes) -> list[str]:
    found = article.extract(model.Page(url="https://tide.example/harbour/lock-closed", body=body, fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))
    assert isinstance(found, model.Article), found
    assert dict(found.found)["body"] == "script"
    return found.body.split("\n")


def each(make: Any) -> list[Any]:
    return [make(line) for line in LINES]


SHAPES: dict[str, Any] = {
    "a string of markup": {"story": {"title": "Lock closed", "body": MARKUP}},
    "content elements": {"content_elements": [*each(lambda line: {"type": "text", "content": line}), {"type": "image", "caption": "x" * 90}]},
    "ProseMirror": {"type": "doc", "content": each(lambda line: {"type": "paragraph", "content": [{"type": "text", "text": line}]})},
    "Slate": {"value": each(lambda line: {"type": "paragraph", "children": [{"text": line[:20]}, {"text": line[20:], "bold": True}]})},
    "Contentful": {"nodeType": "document", "content": each(lambda line: {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": line}]})},
    "Portable Text": {"body": each(lambda line: {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": line}]})},
    "Draft.js": {"blocks": each(lambda line: {"key": "a", "type": "unstyled", "text": line})},
    "a tree of tags": {"nodes": each(lambda line: {"tag": "p", "children": [line]})},
    "Apollo": {"ROOT": {"article": {"__ref": "Article:1"}}, "Article:1": {"body": [{"__ref": f"Block:{n}"} for n in range(6)]},
               **{f"Block:{n}": {"__typename": "ParagraphBlock", "text": line} for n, line in enumerate(LINES)}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_bodies_are_known_by_their_shape(shape: str) -> None:
    assert lines(page("window.__STATE__ = " + json.dumps(SHAPES[shape]))) == LINES


def test_a_value_within_a_string_is_read() -> None:
    assert lines(page(f"window.S = JSON.parse({json.dumps(json.dumps(SHAPES['Slate']))})")) == LINES


def test_a_flat_list_whose_items_name_each_other_is_read() -> None:
    flat: list[Any] = [{"data": 1}, {"article": 2}, {"title": 3, "blocks": 4}, "Lock closed for the winter", [5, 6, 7, 8, 9, 10]]
    flat += [{"type": 11, "text": 12 + number} for number in range(6)] + ["paragraph", *LINES]
    assert lines(page(json.dumps(flat), ' type="application/json" id="__NUXT_DATA__"')) == LINES


def test_rows_that_server_components_push_are_read() -> None:
    elements = ["$", "article", None, {"children": [["$", "p", str(number), {"children": [line[:30], ["$", "b", None, {"children": line[30:]}]]}] for number, line in enumerate(LINES)]}]
    row = f"5:{json.dumps(elements)}\n"
    assert lines(page(f"self.__next_f.push([1,{json.dumps(row[:500])}])</script><script>self.__next_f.push([1,{json.dumps(row[500:])}])" + " " * 400)) == LINES


def test_values_that_name_themselves_come_to_an_end() -> None:
    flat = [{"self": 0, "again": [0]}, *[{"a": 0}] * 20]
    assert list(state.values(json.dumps(flat)))
    assert list(state.values('x = {"A:1": {"next": {"__ref": "A:1"}}, "n": {"__ref": "A:1"}}'))
    assert list(state.rows(['self.__next_f.push([1,"5:T5,<p>"])', 'self.__next_f.push([1,"broken'])) == ["<p>"]
