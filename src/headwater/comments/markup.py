"""From what somebody typed to markup that is safe to show: a small part of Markdown, rendered, then sanitised.

In: text and names from anybody. Out: tidy text; HTML of an allow-list (:data:`TAGS`), links marked as readers' own.
Never: an image, a heading, a table, HTML that was typed, a style, an address other than http, https and mailto.

Deep nesting is cut before the renderer sees it: parsers of both kinds take more than linear time, or memory, for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import nh3
from markdown_it import MarkdownIt

from headwater import text

TAGS = frozenset({"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "code", "pre", "a"})
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "ugc nofollow noopener"
DEEPEST = 4  # quotes and lists within each other
MOST_NAME = 60  # characters
MOST_TEXT = 20_000  # characters that are rendered at all
_BRACKETS = 120  # "[" in one comment; nobody writes sixty links
_MARKS = 3  # combining marks on one letter; more is a tower that hides its neighbours

_INVISIBLE = re.compile(  # bidi controls ("\u202e"), zero widths ("\u200b"), fillers ("\u3164"), tags ("\U000e0041")
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_WITHIN = "\u0600-\u07bf\u08a0-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af"  # Arabic, Indic, Khmer, Mongolian
_STRAY = re.compile(  # joiners that join nothing: "a\u200db"; in "می\u200cخواهم" and in joined emoji they are letters
    f"\u200c(?![{_WITHIN}])|(?<![{_WITHIN}])\u200c|(?<![{_WITHIN}\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
    f"|\u200d(?![{_WITHIN}\u2600-\u27bf\U0001f000-\U0001faff])"
)
_BLANKS = re.compile(r"\n{3,}")  # "a\n\n\n\nb"
_ITEM = r"[ \t]*(?:[-+*>]|\d{1,9}[.)])"  # "  -", "12."
_QUOTES = re.compile(rf"^((?:[ \t]*>){{{DEEPEST}}})[ \t>]*", re.M)  # "> > > > > > x"
_LISTS = re.compile(  # "- - - - - - x", "> - 1. - > x"
    rf"^((?:{_ITEM}(?=[ \t>])){{{DEEPEST}}})(?:{_ITEM}(?=[ \t>]|$))+", re.M
)
_DEEP_INDENT = re.compile(r"^[ \t]{13,}", re.M)  # a list in a list in a list is indented by less


def tidy(given: str) -> str:
    """Lines without controls, invisible characters, towers of marks, and more than one empty line in a row."""
    lines = given.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _BLANKS.sub("\n\n", "\n".join(_line(line).rstrip() for line in lines)).strip()


def name(given: str) -> str:
    """A name on one line; "" where nothing visible is left."""
    line = text.squeeze(_line(given))[:MOST_NAME].strip()
    return line if any(char.isalnum() for char in line) else ""


def _line(given: str) -> str:
    return _towers(_STRAY.sub("", _INVISIBLE.sub("", text.clean(given))))


def _towers(given: str) -> str:
    """At most :data:`_MARKS` combining marks after each letter."""
    if given.isascii():
        return given
    kept: list[str] = []
    run = 0
    for char in given:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run <= _MARKS:
            kept.append(char)
    return "".join(kept)


def render(written: str) -> str:
    """HTML of a comment, of :data:`TAGS` only; linear in the length, whatever is nested."""
    return clean(_parser().render(_shallow(tidy(written[:MOST_TEXT]))))


def clean(markup: str) -> str:
    """Markup of the allow-list and nothing else (nh3, after rendering: a parser's mistake is not ours)."""
    return nh3.clean(
        markup, tags=set(TAGS), attributes={"a": {"href"}, "*": set()}, url_relative="deny", url_schemes=set(SCHEMES), link_rel=REL,
        clean_content_tags={"script", "style"}, strip_comments=True,
        set_tag_attribute_values={tag: {"dir": "auto"} for tag in ("p", "ul", "ol")},  # each runs as its first letter does
    ).strip()


def _shallow(written: str) -> str:
    """The same with less nesting: quotes and lists to :data:`DEEPEST`; brackets by the hundred are no links."""
    shallow = _LISTS.sub(r"\1 ", _QUOTES.sub(r"\1 ", _DEEP_INDENT.sub("            ", written)))
    if shallow.count("[") > _BRACKETS:
        shallow = shallow.replace("[", "\\[")
    return shallow


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True, "maxNesting": 20, "html": False}).enable([
        "blockquote", "list", "fence", "backticks", "emphasis", "balance_pairs", "fragments_join", "link", "autolink",
        "escape", "entity", "newline",
    ])  # fmt: skip
    made.validateLink = _is_fine
    return made


def _is_fine(url: str) -> bool:
    """Whether an address may be linked; what looks relative leads nowhere and is none."""
    return url.partition(":")[0].strip().lower() in SCHEMES and ":" in url
