"""Pages whose text is a small part of them: behind a huge script, behind pictures written in the page, in pieces of state."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, decode, state

TITLE = "Gate five is shut again"
TOLD = "".join(f"<p>Divers reached gate number {k} before noon and found the crack longer than the harbour office had said in report {k}.</p>" for k in range(8))


def read(body: str, head: str = "") -> model.Article:
    markup = f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    found = article.extract(model.Page(url="https://tide.example/harbour/gate-is-shut-again-now", body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))
    assert isinstance(found, model.Article), found
    return found


HUGE = {
    "structured data": '<script type="application/ld+json">["' + "x" * 16_000_000 + '"]</script>',
    "a script": "<SCRIPT>var x = '" + "x" * 16_000_000 + "'</script >",
    "style": "<style>" + "a{b:c}" * 2_700_000 + "</style>",
    "a picture": '<img src="data:image/png;base64,' + "aGVk" * 4_000_000 + '">',
}


@pytest.mark.parametrize("kind", HUGE)
def test_sixteen_million_bytes_that_are_never_shown_do_not_hide_the_text(kind: str) -> None:
    start = time.process_time()
    found = read(f"<article><h1>{TITLE}</h1>{TOLD}</article>", HUGE[kind])
    assert found.title == TITLE and found.body.count("crack") == 8
    assert time.process_time() - start < 10


def test_long_text_is_cut_at_the_end_and_nothing_else_is() -> None:
    body = b"<p>" + b"told " * 2_000_000
    assert decode.decode(body)[0] == body[: decode.MAX_BYTES].decode()
    small = b"<script>" + b"x" * 500_000 + b"</script><p>told</p>"
    assert decode.decode(small)[0] == small.decode()


@pytest.mark.parametrize("words", ["Divers reached gate {} before noon and found the crack longer.", "Taucher prüften Tor {} und fanden, dass der Riß größer war.", "Водолазы осмотрели ворота {} и нашли трещину.",
                                   "潜水員は{}番の水門でひび割れを見つけ、港湾局に報告した。"])
def test_rows_that_a_framework_pushes_in_short_scripts_are_read(words: str) -> None:
    told = [words.format(k) + " " + words.format(k + 20) for k in range(12)]
    rows = [f'{k + 5:x}:["$","p",null,{{"children":{json.dumps(line)}}}]\n' for k, line in enumerate(told)]
    pushed = "".join(f"<script>self.__next_f.push({json.dumps([1, row])})</script>" for row in rows)
    found = read(f'<h1>{TITLE}</h1><div id="app"></div>{pushed}', '<meta property="og:type" content="article">')
    assert found.body.split("\n") == told


def test_a_row_of_text_has_its_length_in_bytes_and_the_next_follows_at_once() -> None:
    markup = "<p>Der Riß ist größer.</p>" * 3
    pushed = f'5:T{len(markup.encode()):x},{markup}6:["$","p",null,{{"children":"one"}}]\n7:["$","p",null,{{"children":"two"}}]\n'
    found = list(state.rows([f"self.__next_f.push({json.dumps([1, pushed])})"]))
    assert found == [markup, "<p>one</p>\n<p>two</p>"]
