"""JSON that frameworks leave in a page, made plain: values without the ways in which they were packed.

In: the text of a script. Out: JSON values in which references are followed. Never: running a script, or a walk without
an end: references are followed to a depth, and so are values.

Shapes, not sites: an assignment or call with a JSON value (Next.js pages, Arc's Fusion, Gatsby), JSON as a string in
``JSON.parse("...")``, Apollo's cache with ``__ref``, Nuxt 3's flat list of values that name each other by number
(devalue), and the rows that React's server components push (Next.js App Router).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

_MAX_STARTS = 10
_MAX_DEPTH = 14
_MAX_ROWS = 4000
MAX_CHARS = 3_000_000
_START = re.compile(r"(?:=|push\(|\(|parse\()\s*(?=[{\[])|^\s*(?=[{\[])")  # "window.data = {", "x.push({"
_QUOTED = re.compile(r"(?:parse\(|=)\s*(?=\"(?:\{|\[|%7B)|'(?:\{|\[|%7B))")  # 'JSON.parse("{\"a\": ...'
_PUSHED = re.compile(r"push\(\s*(?=\[\s*1\s*,\s*\")")  # 'self.__next_f.push([1,"5:[...'
_ROW = re.compile(r"(?:^|\n)([0-9a-f]{1,6}):(?:T([0-9a-f]{1,6}),|(?=[\[{\"]))")  # '5:["$","p",...', "6:T4e2,<p>..."
_ROW_HERE = re.compile(_ROW.pattern.replace(r"(?:^|\n)", r"\n?", 1))
_TEXT_TAGS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote"})
_DECODER = json.JSONDecoder(strict=False)


def values(script: str) -> Iterator[Any]:
    """The JSON values in a script, their references followed."""
    source = script[:MAX_CHARS]
    for value in (*_found(source, _START), *_quoted(source)):
        if isinstance(value, list) and _is_flat(value):
            yield _revived(value)
        elif isinstance(value, dict) and '"__ref"' in source:
            yield _referred(value)
        else:
            yield value


def rows(scripts: Iterable[str]) -> Iterator[str]:
    """Bodies as markup in what React's server components pushed: strings of markup, and paragraphs of elements."""
    pushed = "".join(value[1] for script in scripts if "push(" in script[:400] for value in _found(script[:MAX_CHARS], _PUSHED)
                     if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str))
    if not pushed:
        return
    elements: list[str] = []
    position = 0
    for _ in range(_MAX_ROWS):
        match = _ROW_HERE.match(pushed, position) or _ROW.search(pushed, position)
        if match is None:
            break
        position = match.end()
        if match[2]:  # a text of so many bytes; the next row follows at once
            size = int(match[2], 16)
            words = pushed[position : position + size].encode("utf-8", "ignore")[:size].decode("utf-8", "ignore")
            position += len(words)
            yield words
            continue
        try:
            value, position = _DECODER.raw_decode(pushed, position)
        except (ValueError, RecursionError):
            continue
        elements += _elements(value)
    if len(elements) > 1:
        yield "\n".join(elements)


def _found(source: str, start: re.Pattern[str]) -> list[Any]:
    found: list[Any] = []
    position = 0
    for _ in range(_MAX_STARTS):
        match = start.search(source, position)
        if match is None:
            break
        try:
            value, position = _DECODER.raw_decode(source, match.end())
        except (ValueError, RecursionError):
            position = match.end() + 1
            continue
        found.append(value)
    return found


def _quoted(source: str) -> Iterator[Any]:
    """Values that stand as a string: in double quotes as JSON, in single ones as JavaScript writes them."""
    for match in list(_QUOTED.finditer(source))[:3]:
        at = match.end()
        try:
            if source[at] == '"':
                inner, _ = _DECODER.raw_decode(source, at)
            else:
                end = re.compile(r"(?<!\\)'").search(source, at + 1)
                inner = source[at + 1 : end.start()].replace("\\'", "'").replace("\\\\", "\\") if end else ""
            yield json.loads(inner, strict=False)
        except (ValueError, RecursionError, TypeError):
            continue


def _is_flat(value: list[Any]) -> bool:
    """Whether a list is one whose objects name its other items by their number."""
    objects = [item for item in value[:200] if isinstance(item, dict) and item]
    return len(value) > 8 and bool(objects) and all(isinstance(number, int) and not isinstance(number, bool) and number < len(value)
                                                    for item in objects for number in item.values())


def _revived(flat: list[Any]) -> Any:
    budget = [40_000]

    def at(number: Any, depth: int) -> Any:
        budget[0] -= 1
        if not isinstance(number, int) or not 0 <= number < len(flat) or depth > _MAX_DEPTH or budget[0] < 0:
            return None
        value = flat[number]
        if isinstance(value, dict):
            return {key: at(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            named = value and isinstance(value[0], str)  # ["Reactive", 5]
            return at(value[1], depth + 1) if named and len(value) == 2 else [at(inner, depth + 1) for inner in value if not isinstance(inner, str)]
        return value

    return at(0, 0)


def _referred(cache: dict[str, Any]) -> Any:
    """A cache with ``{"__ref": "Article:1"}`` replaced by what that key holds, wherever in the value the cache stands."""
    held: dict[str, Any] = {}
    stack: list[tuple[Any, int]] = [(cache, 0)]
    while stack and len(held) < 20_000:
        item, depth = stack.pop()
        if isinstance(item, dict) and depth < 6:
            held.update((key, value) for key, value in item.items() if ":" in key and isinstance(value, dict))
            stack.extend((value, depth + 1) for value in item.values() if isinstance(value, dict))
    budget = [40_000]

    def followed(item: Any, depth: int) -> Any:
        budget[0] -= 1
        if depth > _MAX_DEPTH or budget[0] < 0:
            return None
        if isinstance(item, dict):
            if isinstance(name := item.get("__ref"), str):
                return followed(held.get(name), depth + 1)
            return {key: followed(value, depth + 1) for key, value in item.items()}
        return [followed(value, depth + 1) for value in item] if isinstance(item, list) else item

    return followed(cache, 0)


def _elements(value: Any) -> list[str]:
    """Markup of the paragraphs in React elements: ``["$", "p", key, {"children": ...}]``."""
    found: list[str] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack and len(found) < 600:
        item, depth = stack.pop()
        if depth > 40 or not isinstance(item, list | dict):
            continue
        if isinstance(item, list) and len(item) == 4 and item[0] == "$" and isinstance(item[3], dict):
            tag = item[1]
            if tag in _TEXT_TAGS:
                if line := _words(item[3].get("children"), 0).strip():
                    found.append(f"<{tag}>{escape(line)}</{tag}>")
            elif tag not in ("nav", "footer", "aside", "figcaption", "button", "script", "style"):
                stack.append((item[3], depth + 1))
            continue
        stack.extend((inner, depth + 1) for inner in reversed(item if isinstance(item, list) else list(item.values())))
    return found


def _words(children: Any, depth: int) -> str:
    if isinstance(children, str):
        return "" if children.startswith("$") else children
    if depth > 12 or not isinstance(children, list):
        return ""
    if len(children) == 4 and children[0] == "$":
        return _words(children[3].get("children"), depth + 1) if isinstance(children[3], dict) else ""
    return "".join(_words(inner, depth + 1) for inner in children)
