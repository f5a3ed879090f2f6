"""Structured data in scripts: JSON-LD as pages really write it.

In: the text of ``application/ld+json`` scripts. Out: the nodes, flat, and the one that describes the page's article.
Never: an exception on broken JSON, or unbounded recursion.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from headwater import text, urls

Node = dict[str, Any]

MAX_NODES = 3000
MAX_CHARS = 3_000_000
_WRAP = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.S)
_COMMA = re.compile(r",(\s*[}\]])")  # '"a": 1, }'
_DOUBLE = re.compile(r"}\s*{")  # two objects without a comma
_FIELD = re.compile(  # '"headline" : "Some words"', in JSON that does not parse
    r'"(headline|datePublished|dateModified|description|isAccessibleForFree|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,2000})"'
)
_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|CreativeWork)$")
_STRONG = re.compile(r"(?:NewsArticle|Article|BlogPosting|LiveBlogPosting)$")  # "ReportageNewsArticle"


def nodes(scripts: Iterable[str]) -> tuple[list[Node], list[str]]:
    """All objects of all scripts, outer before inner, and a word for each script that did not parse."""
    found: list[Node] = []
    broken: list[str] = []
    for script in scripts:
        value, fault = load(script)
        if fault:
            broken.append(fault)
        for node in _walk(value):
            found.append(node)
            if len(found) >= MAX_NODES:
                return found, broken
    return found, broken


def load(script: str) -> tuple[Any, str]:
    """The value of a script, mended where possible, and what was wrong with it ("" if nothing)."""
    source = script[:MAX_CHARS].strip().lstrip("\ufeff")
    if not source:
        return None, ""
    for mend, fault in ((str, ""), (_mend, "json-mended"), (html.unescape, "json-escaped")):
        try:
            return json.loads(mend(source), strict=False), fault
        except (ValueError, RecursionError):
            continue
    fields = {key: _unescape(value) for key, value in reversed(_FIELD.findall(source))}
    return ({"@type": "NewsArticle", **fields} if "headline" in fields else None), "json-broken"


def _mend(source: str) -> str:
    for _ in range(3):
        source = _WRAP.sub("", source).strip()
    source = _COMMA.sub(r"\1", source)
    if source.startswith("{") and _DOUBLE.search(source):
        source = "[" + _DOUBLE.sub("},{", source) + "]"
    return source


def _unescape(value: str) -> str:
    try:
        return json.loads(f'"{value}"', strict=False)
    except ValueError:
        return value


def _walk(value: Any) -> Iterator[Node]:
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > 30:
            continue
        if isinstance(item, dict):
            yield item
            stack.extend((child, depth + 1) for child in reversed(list(item.values())) if isinstance(child, dict | list))
        elif isinstance(item, list):
            stack.extend((child, depth + 1) for child in reversed(item) if isinstance(child, dict | list))


def types(node: Node) -> tuple[str, ...]:
    """The node's types without their namespace."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return tuple(str(name).rsplit("/", 1)[-1] for name in names if name)


def is_article(node: Node) -> bool:
    return any(_ARTICLE.search(name) for name in types(node))


def main(found: list[Node], url: str) -> Node:
    """The node that describes the page's own article; empty if there is none.

    The one that names the page's address first, then the first of an article's types, the fullest before others.
    """
    here = urls.key(url) if url else ""

    def rank(item: tuple[int, Node]) -> tuple[bool, bool, bool, int]:
        order, node = item
        names = {urls.key(link) for link in _addresses(node)} if here else set()
        strong = any(_STRONG.search(name) for name in types(node))
        return here not in names, not strong, not (node.get("headline") and node.get("datePublished")), order

    candidates = [(order, node) for order, node in enumerate(found)
                  if is_article(node) and (node.get("headline") or node.get("name") or node.get("datePublished"))]
    return min(candidates, key=rank)[1] if candidates else {}


def is_of_another(node: Node, url: str) -> bool:
    """Whether a node names addresses of its own, and the page's is not among them."""
    named = addresses(node)
    return bool(url and named) and urls.key(url) not in named


def addresses(node: Node) -> set[str]:
    """Keys of the addresses that a node names as its own."""
    return {urls.key(link) for link in _addresses(node)}


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith("http"):
            yield value


def string(value: Any) -> str:
    """Plain text of a value: a string, a localised value, the first of a list, an object's name; "" if none."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or ""
        else:
            break
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return plain(str(value))


def string_lines(value: Any) -> str:
    """The text of a value with its paragraphs, as markup or lines; "" if it is no string."""
    value = " ".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    return html.unescape(value[:400_000]) if isinstance(value, str) else ""


def plain(value: str) -> str:
    """One line of text, entities resolved (twice, as many sites escape twice), markup gone."""
    line = html.unescape(value) if "&" in value else value
    return text.squeeze(text.plain(line).replace("\n", " "))


def listed(value: Any) -> list[Any]:
    """The value as a list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]
