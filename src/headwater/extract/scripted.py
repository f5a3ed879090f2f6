"""Articles whose text stands only in a script's JSON.

In: the scripts of a page. Out: the body's markup or paragraphs and the standfirst beside it. Never: running a script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from headwater.extract import jsonld
from headwater.extract.blocks import size

MIN_SIZE = 350  # characters of prose that make a body
_MAX_SCRIPTS = 60
_MAX_STARTS = 10
_START = re.compile(r"(?:=|push\(|\(|parse\()\s*(?=[{\[])|^\s*(?=[{\[])")  # "window.data = {", "x.push({"
_BODY_KEY = re.compile(r"(?:body|content|text|html|article|story|paragraph|fulltext|inhalt|cuerpo|corpo|texte|textblocks|elements|blocks)", re.I)  # "articleBody"
_LEAD_KEYS = ("standfirst", "subTitle", "subtitle", "subheadline", "lead", "teaser", "deck", "dek", "summary", "abstract", "description", "excerpt", "intro")
_PARAGRAPH = re.compile(r"<p[\s>]", re.I)  # "<p class=x>"
_TEXT_KEYS = ("content", "text", "value", "html", "body", "paragraph")
_PROSE_TYPES = frozenset({"text", "paragraph", "p", "raw_html", "rawhtml", "header", "heading", "h2", "h3", "textblock", "blocktext", "richtext", "html", ""})


def body(scripts: tuple[str, ...], headline: str) -> tuple[str, str, str]:
    """(markup of the body, standfirst, headline beside it), or empty strings if no script holds an article."""
    best: tuple[int, str, dict[str, Any]] = (0, "", {})
    for script in sorted(scripts, key=len, reverse=True)[:_MAX_SCRIPTS]:
        if headline and len(script) > 400_000 and headline[:20] not in script:
            continue
        for value in _values(script[:3_000_000]):
            for markup, owner in _bodies(value):
                weight = size(jsonld.plain(markup[:200_000]))
                if weight > best[0] * 1.1:
                    best = (weight, markup, owner)
        if best[0] > 2000:
            break
    if best[0] < MIN_SIZE:
        return "", "", ""
    owner = best[2]
    lead = next((line for key in _LEAD_KEYS if isinstance(owner.get(key), str) and 30 <= len(line := owner[key]) <= 1500), "")
    title = next((owner[key] for key in ("headline", "title") if isinstance(owner.get(key), str)), "")
    return best[1], lead, title


def _values(script: str) -> Iterator[Any]:
    """The JSON values in a script."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(_MAX_STARTS):
        match = _START.search(script, position)
        if match is None:
            return
        try:
            value, position = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            position = match.end() + 1
            continue
        yield value


def _bodies(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(markup, the object it stands in) of everything that looks like an article's body."""
    stack: list[tuple[Any, str, dict[str, Any], int]] = [(value, "", {}, 0)]
    seen = 0
    while stack and seen < 40_000:
        item, key, owner, depth = stack.pop()
        seen += 1
        if isinstance(item, str):
            if len(item) >= MIN_SIZE and (len(_PARAGRAPH.findall(item)) >= 2 or (_BODY_KEY.search(key) and _is_prose(item))):
                yield item, owner
        elif depth > 24:
            continue
        elif isinstance(item, list):
            if len(item) >= 2 and (joined := _joined(item)) and size(jsonld.plain(joined)) >= MIN_SIZE:
                yield joined, owner
            stack.extend((child, key, owner, depth + 1) for child in reversed(item) if isinstance(child, dict | list | str))
        elif isinstance(item, dict):
            stack.extend((child, str(name), item, depth + 1) for name, child in reversed(list(item.items()))
                         if isinstance(child, dict | list | str))


def _is_prose(item: str) -> bool:
    return "<" not in item[:200] and item.count(" ") * 12 > len(item) and bool(re.search(r"[.!?]\s", item)) and "{" not in item[:500]


def _joined(items: list[Any]) -> str:
    """Markup of a list of content elements; "" if it is none."""
    pieces: list[str] = []
    for item in items[:600]:
        if not isinstance(item, dict):
            return ""
        kind = str(item.get("type") or item.get("kind") or item.get("__typename") or "").lower()
        text = next((item[key] for key in _TEXT_KEYS if isinstance(item.get(key), str) and item[key].strip()), "")
        if text and (kind in _PROSE_TYPES or "paragraph" in kind or "text" in kind):
            pieces.append(text if text.lstrip().startswith("<p") else f"<p>{text}</p>")
    return "\n".join(pieces) if len(pieces) >= 2 else ""
