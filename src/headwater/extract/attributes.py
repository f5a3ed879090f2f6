"""Attributes of one tag, kept to a number: a parser's time grows with the square of it.

In: the bytes of a page. Out: the bytes without the surplus of tags that hold hundreds. Never: a change to a page whose
tags are of the usual length, or to what stands in scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 100
_LONG = 3000  # bytes of a tag that is looked at
_SUSPECT = 150_000  # bytes without the beginning of a tag, below which a page is not looked at: a tenth of the time
_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""")  # '<div class="a>b" id=c'
_ONE = re.compile(rb"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")  # ' id="c"'
_RAW = re.compile(rb"<!--|<(script|style|textarea)(?=[\s/>])")  # what holds no tags until its end


def capped(source: bytes) -> bytes:
    """The page with the first :data:`MOST` attributes of each long tag."""
    if not _has_long_run(source):
        return source
    pieces: list[bytes] = []
    done = 0
    for start, end in _marked_up(source):
        if max(map(len, _TAG.findall(source, start, end)), default=0) <= _LONG:
            continue
        for found in _TAG.finditer(source, start, end):
            if found.end() - found.start() > _LONG and (last := _last(source, found.start(), found.end())) < found.end():
                pieces.append(source[done:last])
                done = found.end()
    return b"".join((*pieces, source[done:])) if pieces else source


def _has_long_run(source: bytes) -> bool:
    """Whether more than :data:`_SUSPECT` bytes stand in a row without the beginning of a tag."""
    at = -1
    while len(source) - at - 1 > _SUSPECT:
        at = source.rfind(b"<", at + 1, at + _SUSPECT + 2)
        if at < 0:
            return True
    return False


def _marked_up(source: bytes) -> Iterator[tuple[int, int]]:
    """The parts of a page between comments and what scripts and styles hold; their own tags belong to it."""
    lowered = source.lower()
    start = 0
    while found := _RAW.search(lowered, start):
        begin, closing = found.end(), b"-->"
        if found[1] and (tag := _TAG.match(source, found.start())):
            begin, closing = tag.end(), b"</" + found[1]
        yield start, begin
        end = lowered.find(closing, begin)
        start = begin if end < 0 or (found[1] is None and source[begin : begin + 1] == b">") else end  # one that is never closed hides nothing
    yield start, len(source)


def _last(source: bytes, start: int, end: int) -> int:
    """Where the last attribute ends that is kept."""
    at = start
    for _ in range(MOST + 1):  # the first match is the name
        one = _ONE.match(source, at, end)
        if one is None:
            return end
        at = one.end()
    return at
