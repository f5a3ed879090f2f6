"""Names of people, language tags and titles as feeds write them, made plain.

In: short strings of a feed. Out: what a reader may see: names without mail addresses, BCP 47 tags, plain titles. Never:
a mail address where a name stands beside it, or a name that is an address alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from headwater import text, urls

MAX_NAME = 200  # characters
MAX_TITLE = 10_000  # characters read of a title; no outlet writes as many
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,190}", re.U)  # "ed@paper.media"
_WRAPPED = re.compile(r"[(<\[]\s*(?:mailto:)?\s*[)>\]]")  # "( )", "<>" after an address was taken out
_LANGUAGE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{2,8}){0,4})$", re.I)  # "pt-BR", "zh-Hant-TW"
_LONGEST_LANGUAGE = 1000  # characters read; the longest tag and what blanks may stand around it
_NO_LANGUAGES = frozenset({"und", "zxx", "mul", "mis", "xx"})
_LANGUAGE_NAMES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "arabic": "ar",
                   "russian": "ru", "chinese": "zh", "japanese": "ja", "portuguese": "pt", "italian": "it",
                   "turkish": "tr", "hindi": "hi", "bengali": "bn", "iw": "he", "in": "id"}
_TAGS = frozenset(  # elements of HTML
    ["a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "body", "br", "center", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt", "em", "embed", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "li", "link", "main", "map", "mark", "meta", "nav", "object", "ol", "option", "p", "picture", "pre", "q", "s", "samp", "script", "section", "select", "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "time", "title", "tr", "tt", "u", "ul", "var", "video"])
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,10})(?=[\s/>])[^<>]{0,2000}>|<!--")  # "<b>", "<br/>"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")  # "&amp;"


def is_html(value: str) -> bool:
    """Whether text that may be either is markup: a tag of HTML or a comment, not "2 < 3" or "<blink-182>"."""
    return "<" in value and any(not match[1] or match[1].lower() in _TAGS for match in _TAG.finditer(value))


def title(value: str, *, kind: str = "") -> str:
    """A title as plain text in one line; ``kind`` is Atom's type, "" where the format leaves it open."""
    value = value[:MAX_TITLE]
    if kind == "text" or ("<" not in value and "&" not in value):
        return text.squeeze(value)
    if kind == "html" or is_html(value):
        return text.squeeze(text.plain(value))
    if _ENTITY.search(value):
        return text.squeeze(text.plain(value.replace("<", "&lt;")))
    return text.squeeze(value)


def person(value: str) -> str:
    """A name without the mail address around it; "" where there is nothing else.

    >>> person("ed@paper.media (Ann Lee)"), person("Ann Lee <ed@paper.media>"), person("ed@paper.media")
    ('Ann Lee', 'Ann Lee', '')
    """
    value = value[: 10 * MAX_NAME]
    return _person(value)


@lru_cache(maxsize=1024)
def _person(value: str) -> str:
    name = text.squeeze(text.plain(value) if "<" in value and is_html(value) else value)[: 4 * MAX_NAME]
    if "@" in name and _MAIL.search(name):
        name = _WRAPPED.sub(" ", _MAIL.sub("", name))
        name = text.squeeze(name).removeprefix("mailto:").strip(" ,;:-")
        if name.startswith("(") and name.endswith(")") and name.count("(") >= 1:
            name = name[1:-1].strip()
    return "" if "://" in name and urls.absolute(name) else name[:MAX_NAME].strip(" ,;")


def people(values: list[str]) -> tuple[str, ...]:
    """Names without repetition, in order; a list within one element is taken apart at semicolons."""
    found = (person(part) for value in values[:50] for part in (value.split(";") if ";" in value and "&" not in value else [value]))
    return tuple(dict.fromkeys(name for name in found if name))[:50]


def language(value: str) -> str | None:
    """A BCP 47 tag in its usual case, or None.

    >>> language("en_us"), language(" DE "), language("zh-hant-tw"), language("xx")
    ('en-US', 'de', 'zh-Hant-TW', None)
    """
    return _language(value[:_LONGEST_LANGUAGE]) if value else None


@lru_cache(maxsize=1024)
def _language(value: str) -> str | None:
    tag = value.strip().replace("_", "-")
    tag = _LANGUAGE_NAMES.get(tag.lower(), tag)
    match = _LANGUAGE.match(tag)
    if not match or match[1].lower() in _NO_LANGUAGES:
        return None
    parts = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part.lower()
             for part in match[2].split("-")[1:]]
    return "-".join([match[1].lower(), *parts])
