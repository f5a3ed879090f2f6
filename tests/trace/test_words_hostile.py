"""The phrases of ``words.toml`` on lines made to keep a matcher busy: long runs of their own beginnings, nested quotes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from headwater import model
from headwater.trace import origin, phrases

LONG = 200_000
ARTICLE = model.Article(url="https://tidewater.example/news/1", canonical_url="https://tidewater.example/news/1", title="Harbour", outlet_name="The Tidewater Post")
_CHOICE = re.compile(r"\(([^()|]*)(?:\|[^()]*)?\)")


def written() -> Iterator[tuple[str, str]]:
    """Each phrase with the first of its choices taken, and as written."""
    for rows in phrases._table().values():  # pyright: ignore[reportPrivateUsage]
        for listed in rows.values():
            for phrase in listed:
                plain = phrase.removeprefix("?")
                while (taken := _CHOICE.sub(r"\1", plain)) != plain:
                    plain = taken
                yield re.sub(r"NAME\{([^|}]*)[^}]*\}", r"\1", plain), phrase


def beginnings(plain: str) -> tuple[str, ...]:
    """What such a phrase begins with, glued and apart, and most of it without a space."""
    parts = [part for part in re.split(r"WHO|NAME|…|\*", plain) if part.strip()]
    return parts[0], parts[0].strip(), re.sub(r"WHO|NAME|…|\*|\s", "z", plain)[:-1] or parts[0]


@pytest.mark.parametrize(("length", "busy"), [(LONG // 10, re.compile(r"\*(?![|)]*$).*(?:…|\*| )")), (LONG, re.compile(r"\*\)? ?….*…|[\u0590-\u08ff]\*.* "))])
def test_a_words_open_end_with_more_behind_it_takes_time_in_proportion(length: int, busy: re.Pattern[str]) -> None:
    patterns = [(phrases.compiled("statement", phrase).pattern, plain, phrase) for plain, phrase in written() if busy.search(phrase)]
    started = time.process_time()
    for pattern, plain, phrase in patterns:
        for begin in beginnings(plain)[1:]:
            pattern.search((begin * length)[:length])
            assert time.process_time() - started < 3, phrase


def test_every_phrase_is_done_with_its_own_beginnings_soon() -> None:
    patterns = [(phrases.compiled("statement", phrase).pattern, plain, phrase) for plain, phrase in written()]
    started = time.process_time()
    for pattern, plain, phrase in patterns:
        line = (beginnings(plain)[0] * 400)[:400]
        pattern.search(line)
        assert time.process_time() - started < 5, phrase


@pytest.mark.parametrize("begin", ["«„“‚‘'\"", "\"'", "“‘", "(«", "「『", "said in a statement ", "told the newspaper “", "according to "])
def test_a_long_line_of_quotes_or_beginnings_is_traced_at_once(begin: str) -> None:
    started = time.process_time()
    for language in ("en", "ja", "he"):
        origin.trace(replace(ARTICLE, body=(begin * LONG)[:LONG], language=language))
    assert time.process_time() - started < 3
