"""What rules of outlets may say, and which patterns are refused."""

from __future__ import annotations

import re
import time

import pytest

from headwater import gathering
from headwater.feeds import rules


def test_a_table_of_rules_is_read_whole() -> None:
    found = rules.read({
        "include_url": ["/news/"], "exclude_title": ["horoscope|lottery", r"^ad:"], "exclude_section": ["sponsored"],
        "rewrite_url": [[r"^https://m\.tide\.example/(.*)$", r"https://tide.example/\1"]],
    })
    assert found == gathering.OutletRules(
        include_url=("/news/",), exclude_title=("horoscope|lottery", "^ad:"), exclude_section=("sponsored",),
        rewrite_url=((r"^https://m\.tide\.example/(.*)$", r"https://tide.example/\1"),),
    )
    assert rules.read({}) == gathering.OutletRules()


@pytest.mark.parametrize(("table", "words"), [
    ([], "table"), ({"exclude": ["x"]}, "rules.exclude"), ({"exclude_url": "x"}, "list"), ({"exclude_url": [1]}, "list"),
    ({"exclude_url": ["("]}, "no regular expression"), ({"exclude_url": [""]}, "1 to"), ({"exclude_url": ["x" * 301]}, "1 to"),
    ({"exclude_url": ["x"] * 51}, "51 patterns"), ({"rewrite_url": ["x"]}, "pairs"), ({"rewrite_url": [["x"]]}, "pairs"),
    ({"rewrite_url": "x"}, "pairs"), ({"rewrite_url": [["(x)", r"\2"]]}, "does not fit"), ({"rewrite_url": [["(", "x"]]}, "no regular"),
])
def test_what_is_wrong_is_said(table: object, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        rules.read(table)


@pytest.mark.parametrize("pattern", [
    "(a+)+$", "(a*)*b", "(?:a|aa)+$", "(a|b|ab)*c", "([a-z]+)*@", "(?:x{1,9}y?){2,}", r"(a)\1+", "a.*b.*c.*d", "[a-z]+[0-9]*x*y", "(?:(?:ab)+c)+",
    "(?=(a+)+b)a", "(?:a?){30}", "a?" * 30 + "b", "a{0,16}" * 8 + "b", "(?:aa|a)" * 30 + "b", "(?:a|b?)" * 20 + "c", "[a-z]*[0-9]*" + "x?" * 8,
])
def test_patterns_that_could_take_for_ever_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="for ever"):
        rules.compiled(pattern)


@pytest.mark.parametrize("pattern", [
    "/sport/", r"^https?://[^/]+/(?:de|fr)/", r"\b(?:horoscope|lottery)\b", r"/\d{4}/\d{2}/", "(?:-[a-z0-9]){2}", "colou?r",
    r"^\[(?:Anzeige|Werbung)\]", "占い", "foo.*bar.*baz", r"^https?://[^/]+/[^/]+/[a-z]+-.*\.html", "(?<!non)fiction", "(?:live|video)?-blog", "[a-z]{2,10}-[a-z]{2,10}-[a-z]{2,5}-[0-9]{1,9}",
    "^(?:" + "|".join(f"{one}orts?" for one in "abcdefghijkl") + ")$", "horoscopes?|lotter(?:y|ies)|crosswords?|sudokus?|quiz(?:zes)?", "(?:in|by)?-?(?:the)?-?numbers?",
])
def test_patterns_that_people_write_are_taken(pattern: str) -> None:
    assert rules.compiled(pattern).flags & re.I


@pytest.mark.parametrize("pattern", ["a.*a.*!", "a*a*!", "a?a?a?a?a*a*!", "(?:aa|a)a?a{0,4}a.*a.*!", "a?" * 12 + "!", "a{0,16}" * 2 + "a{0,10}!", "a{0,16}a{0,8}a*!"])
def test_the_slowest_of_the_patterns_taken_ends_soon(pattern: str) -> None:
    taken = rules.compiled(pattern)
    began = time.process_time()
    assert not taken.search("a" * rules.LONGEST)
    assert time.process_time() - began < 5
