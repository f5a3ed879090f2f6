"""Articles whose text stands only in a script's JSON.

In: the scripts of a page. Out: the body's markup or paragraphs and the standfirst beside it. Never: running a script,
or knowledge of one site: bodies are known by their shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from headwater.extract import jsonld, state
from headwater.extract.blocks import size

MIN_SIZE = 350  # characters of prose that make a body
_MAX_SCRIPTS = 60
_MAX_NODES = 2000  # of one rich text
_BODY_KEY = re.compile(r"(?:body|content|text|html|article|story|paragraph|fulltext|inhalt|cuerpo|corpo|texte|textblocks|elements|blocks)", re.I)  # "articleBody"
_LEAD_KEYS = ("standfirst", "subTitle", "subtitle", "subheadline", "lead", "teaser", "deck", "dek", "summary", "abstract", "description", "excerpt", "intro")
_PARAGRAPH = re.compile(r"<p[\s>]", re.I)  # "<p class=x>"
_KIND_KEYS = ("type", "kind", "__typename", "_type", "nodeType", "blockType", "tag", "tagName", "name")
_TEXT_KEYS = ("content", "text", "value", "html", "body", "paragraph", "data")
_CHILD_KEYS = ("children", "content", "nodes", "items", "elements", "list_items", "spans")
_PROSE_TYPES = frozenset({"text", "p", "raw_html", "rawhtml", "block", "textblock", "blocktext", "richtext", "html", "unstyled", "list", "ul", "ol", "li", "list_item",
                          "list-item", "unordered-list", "ordered-list", "quote", "blockquote", "pullquote", "header", "heading", "subheading", "h2", "h3", "h4", ""})
_HEADS = re.compile(r"^(?:sub)?head(?:er|ing|line)|^h[2-4]$|^header-")  # "heading-2"
_ASIDE = re.compile(r"image|video|gallery|related|teaser|embed|promo|newsletter|advert|caption|author|interstitial|link_list|audio|podcast|social|button")


def body(scripts: tuple[str, ...], headline: str) -> tuple[str, str, str]:
    """(markup of the body, standfirst, headline beside it), or empty strings if no script holds an article."""
    best: tuple[int, str, dict[str, Any]] = (0, "", {})
    for script in sorted(scripts, key=len, reverse=True)[:_MAX_SCRIPTS]:
        if headline and len(script) > 400_000 and headline[:20] not in script:
            continue
        for value in state.values(script):
            for markup, owner in _bodies(value):
                weight = size(jsonld.plain(markup[:200_000]))
                if weight > best[0] * 1.1:
                    best = (weight, markup, owner)
        if best[0] > 2000:
            break
    if best[0] < MIN_SIZE:
        for markup in state.rows(scripts):
            if (weight := size(jsonld.plain(markup[:200_000]))) > best[0] * 1.1 and _looks_like_body(markup, "body"):
                best = (weight, markup, {})
    if best[0] < MIN_SIZE:
        return "", "", ""
    owner = best[2]
    lead = next((line for key in _LEAD_KEYS if isinstance(owner.get(key), str) and 30 <= len(line := owner[key]) <= 1500), "")
    title = next((owner[key] for key in ("headline", "title") if isinstance(owner.get(key), str)), "")
    return best[1], lead, title


def _bodies(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(markup, the object it stands in) of everything that looks like an article's body."""
    stack: list[tuple[Any, str, dict[str, Any], int]] = [(value, "", {}, 0)]
    seen = 0
    while stack and seen < 40_000:
        item, key, owner, depth = stack.pop()
        seen += 1
        if isinstance(item, str):
            if len(item) >= MIN_SIZE and _looks_like_body(item, key):
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


def _looks_like_body(item: str, key: str) -> bool:
    return len(_PARAGRAPH.findall(item)) >= 2 or bool(_BODY_KEY.search(key) and _is_prose(item))


def _is_prose(item: str) -> bool:
    return "<" not in item[:200] and item.count(" ") * 12 > len(item) and bool(re.search(r"[.!?]\s", item)) and "{" not in item[:500]


def _joined(items: list[Any]) -> str:
    """Markup of a list of content elements; "" if it is none."""
    pieces: list[str] = []
    budget = [_MAX_NODES]
    for item in items[:600]:
        if not isinstance(item, dict):
            return ""
        kind = _kind(item)
        if _ASIDE.search(kind) or not (kind in _PROSE_TYPES or "paragraph" in kind or "text" in kind or _HEADS.match(kind)):
            continue
        if text := _text(item, budget).strip():
            tag = "h2" if _HEADS.match(kind) else "li" if kind in ("li", "list_item", "list-item") else "p"
            pieces.append(text if text.startswith(("<p", "<h", "<ul", "<ol")) else f"<{tag}>{text}</{tag}>")
    return "\n".join(pieces) if len(pieces) >= 2 else ""


def _kind(item: dict[str, Any]) -> str:
    return next((value.lower() for key in _KIND_KEYS if isinstance(value := item.get(key), str)), "")


def _text(item: dict[str, Any], budget: list[int], depth: int = 0) -> str:
    """The text of an element: its own markup, or the words of the nodes below it, as editors keep them.

    So write ProseMirror, Slate, Lexical, Contentful, Sanity's Portable Text, Draft.js and trees of tags.
    """
    budget[0] -= 1
    own = next((item[key] for key in _TEXT_KEYS if isinstance(item.get(key), str) and item[key].strip()), "")
    if own:
        return own if depth == 0 else own if "<" in own else escape(own, quote=False)
    if depth > 8 or budget[0] < 0:
        return ""
    below = next((item[key] for key in (*_CHILD_KEYS, "data", "value") if isinstance(item.get(key), list | dict)), [])
    children = below if isinstance(below, list) else [below]
    words = [_text(child, budget, depth + 1) if isinstance(child, dict) else child for child in children if isinstance(child, dict | str)]
    listed = depth == 0 and ("list" in _kind(item) or _kind(item) in ("ul", "ol"))
    return "".join(f"<li>{word}</li>" for word in words if word.strip()).join(("<ul>", "</ul>")) if listed and words else "".join(words)
