"""The sample's plain markup: paragraphs, ``## `` sub-headlines, ``> `` quotations and [links](target).

In comes an article's text; out go blocks, as HTML or as plain text. It knows nothing of outlets or layouts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")  # "[the report](source:flood-report)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, sub-headline or quotation."""

    tag: str  # p, h2 or blockquote
    text: str  # still with its links as [words](target)


def blocks(text: str) -> tuple[Block, ...]:
    """Divide a text at its blank lines."""
    found = []
    for raw in re.split(r"\n\s*\n", text.strip()):  # "one\n\ntwo" -> two paragraphs
        tag, rest = "p", raw.strip()
        if rest.startswith("## "):
            tag, rest = "h2", rest[3:]
        elif rest.startswith("> "):
            tag, rest = "blockquote", rest[2:]
        found.append(Block(tag=tag, text=rest.replace("\n", " ")))
    return tuple(found)


def html(block: Block, resolve: Callable[[str], str]) -> str:
    """The inside of the block as HTML; ``resolve`` turns a link's target into a URL."""
    parts, end = [], 0
    for match in LINK.finditer(block.text):
        parts.append(escape(block.text[end : match.start()], quote=False))
        parts.append(f'<a href="{escape(resolve(match[2]))}">{escape(match[1], quote=False)}</a>')
        end = match.end()
    return "".join([*parts, escape(block.text[end:], quote=False)])


def plain(block: Block) -> str:
    """The block's words without links."""
    return LINK.sub(r"\1", block.text)


def targets(text: str) -> tuple[str, ...]:
    """The targets of all links in a text."""
    return tuple(match[2] for match in LINK.finditer(text))
