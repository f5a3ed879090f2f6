"""Markup: what comes out is of the allow-list, whatever goes in, and soon."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from headwater.comments import markup
from support import hostile

WELL = {"dir": {"auto"}, "rel": {markup.REL}}


def assert_clean(html: str) -> None:
    """Only allow-listed tags and attributes, and links of three schemes."""
    tree = LexborHTMLParser(f"<body><main>{html}</main></body>")
    main = tree.css_first("main")
    assert main is not None, html
    for node in main.css("*"):
        if node == main:
            continue
        assert node.tag in markup.TAGS, (node.tag, html)
        for name, value in node.attributes.items():
            assert name in {"href", "rel", "dir"}, (name, html)
            assert name != "href" or re.match(r"(?:https?|mailto):", value or "", re.I), (value, html)
            assert name == "href" or value in WELL[name], (name, value)
        if node.tag == "a":
            assert node.attributes.get("rel") == markup.REL
    assert not tree.css("script, style, img, svg, math, iframe, form, input, template, noscript")


@pytest.mark.parametrize("given", hostile.MARKUP)
def test_no_attack_gets_a_tag_through(given: str) -> None:
    assert_clean(markup.render(given))
    assert_clean(markup.clean(given))


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_[]()!#->+= \n\t\\/:;.1ajscriptonhref\u202e\u200b\x00"), max_size=300))
def test_nothing_that_can_be_typed_gets_a_tag_through(given: str) -> None:
    assert_clean(markup.render(given))


@given(st.text(max_size=300))
def test_cleaning_what_is_clean_changes_nothing(given: str) -> None:
    once = markup.clean(given)
    assert markup.clean(once) == once


@pytest.mark.parametrize("given", [
    ">" * 5000, "[" * 5000, "*" * 5000, "_" * 5000, "`" * 5000, "- " * 2500, "> - " * 1250, "1. " * 1600, "[a](" * 1250, "![" * 2500,
    "*_" * 2500, "<" * 5000, "\\" * 5000, "](x)" * 1250, "**a" * 1600, "a\n" * 2500, "\n".join(" " * n + "- x" for n in range(99)),
    "&#x" * 1600, "<a@" * 1600, "(" * 5000, "\u0301" * 5000, "\u200d" * 5000, " " * 5000 + "x", "\n" * 5000,
])  # fmt: skip
def test_nesting_and_repetition_take_no_time(given: str) -> None:
    start = time.process_time()
    html = markup.render(given)
    assert time.process_time() - start < 1.0
    assert html.count("<blockquote>") + html.count("<ul") + html.count("<ol") <= 2 * markup.DEEPEST
    assert_clean(html)


def test_a_quarter_megabyte_of_nested_markup_does_not_hang() -> None:
    start = time.process_time()
    for nested in ("> " * 125_000, "[" * 250_000, "<div>" * 50_000, "*" * 250_000):
        assert_clean(markup.render(nested))
    assert time.process_time() - start < 4.0


@pytest.mark.parametrize(("given", "html"), [
    ("*soft* and **loud**", '<p dir="auto"><em>soft</em> and <strong>loud</strong></p>'),
    ("one\ntwo", '<p dir="auto">one<br>\ntwo</p>'),
    ("> quoted", '<blockquote>\n<p dir="auto">quoted</p>\n</blockquote>'),
    ("- a\n- b", '<ul dir="auto">\n<li>a</li>\n<li>b</li>\n</ul>'),
    ("1. a", '<ol dir="auto">\n<li>a</li>\n</ol>'),
    ("`<b>`", '<p dir="auto"><code>&lt;b&gt;</code></p>'),
    ("[x](https://a.example/?b=1&c=2)", f'<p dir="auto"><a href="https://a.example/?b=1&amp;c=2" rel="{markup.REL}">x</a></p>'),
    ("<https://a.example>", f'<p dir="auto"><a href="https://a.example" rel="{markup.REL}">https://a.example</a></p>'),
    ("[x](javascript:alert(1))", '<p dir="auto">[x](javascript:alert(1))</p>'),
    ("[x](/desk/log-out)", '<p dir="auto">[x](/desk/log-out)</p>'),
    ("# no heading", '<p dir="auto"># no heading</p>'),
    ("| no | table |\n|--|--|", '<p dir="auto">| no | table |<br>\n|--|--|</p>'),
    ("<b>typed</b>", '<p dir="auto">&lt;b&gt;typed&lt;/b&gt;</p>'),
    ("2 < 3 & 4", '<p dir="auto">2 &lt; 3 &amp; 4</p>'),
])  # fmt: skip
def test_the_subset_and_no_more(given: str, html: str) -> None:
    assert markup.render(given) == html


def test_a_picture_is_at_most_a_link() -> None:
    assert "<img" not in markup.render("![cat](https://a.example/cat.png)")


def test_text_that_turns_its_neighbours_round_loses_the_controls() -> None:
    assert markup.tidy("a\u202eb\u2066c\u200fd\u061ce") == "abcde"
    assert markup.name("Ann\u202e gro.elpmaxe") == "Ann gro.elpmaxe"


def test_what_nobody_sees_goes_and_what_writes_persian_and_families_stays() -> None:
    assert markup.tidy("pass\u200bword\ufeff\u2060\u00ad\U000e0041") == "password"
    assert markup.tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert markup.tidy("क्\u200dष") == "क्\u200dष"
    assert markup.tidy("👩\u200d👧 ❤\ufe0f") == "👩\u200d👧 ❤\ufe0f"
    assert markup.tidy("a\u200cb\u200dc") == "abc"


def test_towers_of_marks_are_cut_and_vowel_signs_stay() -> None:
    assert markup.tidy("e" + "\u0301" * 40) == "e" + "\u0301" * 3
    assert markup.tidy("مُحَمَّد") == "مُحَمَّد"


def test_names_are_one_line_of_something_visible() -> None:
    assert markup.name("  Ann\n\tof the  Weir ") == "Ann of the Weir"
    assert markup.name("\u200b\u202e\u3164 ") == ""
    assert markup.name("—·—") == ""
    assert len(markup.name("x" * 500)) == markup.MOST_NAME
    assert markup.name("عمر") == "عمر"
