"""The article's text: standfirst, paragraphs and sub-headlines in reading order.

In: blocks of the page, its headline and its own description. Out: lines of plain text, the standfirst, what was
cleaned away at the end. Never: headline, byline, captions, "read also", newsletter or paywall lines.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from html import escape
from itertools import islice

from headwater.extract import (
    blocks,
    boilerplate,
    corrections,
    furniture,
    jsonld,
    lists,
    live,
    markup,
    standfirst,
    tables,
    title,
)
from headwater.extract.blocks import Block, Layout

_TAGS = frozenset({"nav", "footer", "figure", "figcaption", "aside", "form", "table", "caption", "foreign", "hidden"})
_DIGITS = re.compile(r"\d+")
_LOOKED_AT = 20  # elements of a short line that are asked for a time: the element of a run may hold the whole page
_STOP = re.compile(  # headings behind which nothing belongs to the article
    r"^\W*(?:related|more (?:from|on|in|stories|news|about)\b.*|read more|recommended|comments?|kommentare?|about the author|über den autor|zur person|lesen sie auch|mehr zum thema|auch interessant|"
    r"das könnte sie.*|weitere (?:artikel|themen|nachrichten).*|à lire aussi|sur le même sujet|leggi anche|lee también|noticias relacionadas|leia também|lees ook|les også|czytaj także|"
    r"most (?:read|popular)|trending|latest(?: news)?|top stories|newsletter|sources?|quellen|references|tags|share this.*|関連記事|관련기사|相关阅读|延伸閱讀|اقرأ أيضا.*|читайте также)\W*$", re.I)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]\W{0,60}$|[»“”\"']$")  # "It rained.", "「…」。"
_PAIR = re.compile(r"[^:：]{2,25}[:：]\s*\S")  # "Place: Kingston"
_BIO = re.compile(  # "Jane Doe is a reporter at ..."
    r"^(?:[^\W\d_][\w.’'-]+ ){1,4}(?:is|was|ist|est|es|è|war|arbeitet|schreibt|covers|writes|reports|works|leitet|berichtet|joined)\b.{0,200}\b(?:reporter|correspondent|editor|writer|journalist|author|"
    r"redakteur\w*|autorin?|korrespondent\w*|journaliste|periodista|giornalista|freelanc\w*|professor|fellow|volontär\w*|columnist|kolumnist\w*)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was taken, as blocks, and what it was taken from."""

    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    lead: str = ""
    where: str = ""  # "blocks", "jsonld.articleBody", "script", "fallback"
    dropped: tuple[str, ...] = ()  # lines within the article that were cleaned away, in order
    container: markup.Element | None = None
    tree: markup.Element | None = None  # of a text that does not stand in the page's own markup: its markup,
    inner: tuple[Block, ...] = ()  # and its blocks there, in the order of the last lines


def choose(layout: Layout, *, headline: str, description: str, names: tuple[str, ...] = ()) -> Text:
    """The text of the article among a page's blocks."""
    if layout.core is None:
        return Text()
    found = layout.blocks
    container = _container(layout)
    end = _end(layout)
    inside = [block for block in found[layout.start : end] if container in block.trail or block.element is container]
    inside = _without_others(inside, layout)
    inside = tables.with_rows(inside)
    kept, dropped = _clean(inside, headline, names)
    if _thin(kept, inside):
        for block in inside:
            block.drop = block.drop if block.drop in _TAGS else ""
        kept, dropped = _clean(inside, headline, names)
    lead = standfirst.mark(layout, kept, headline=headline, description=description)
    kept[:0] = [block for block in lead if block not in kept]
    kept[:0] = standfirst.opening(layout, kept)
    kept = corrections.with_notices(layout, kept, container) if kept else kept
    return Text(lines=tuple(furniture.without_marks(block.text) for block in kept), blocks=tuple(kept), lead=" ".join(block.text for block in lead),
                where="blocks" if kept else "", dropped=tuple(dropped), container=container)


def _thin(kept: list[Block], inside: list[Block]) -> bool:
    """Whether names of elements took most of the text away, as where a page calls its own columns sidebars."""
    whole = sum(block.size for block in inside if block.kind == "p" and block.size >= 80 and block.density < 0.4)
    return whole > 600 and sum(block.size for block in kept if block.kind != "row") < 0.4 * whole


def of_markup(content: str, *, lead: str, where: str, headline: str, description: str, names: tuple[str, ...]) -> Text:
    """The text of a body that stands outside the page's own markup: a fragment of HTML or plain lines."""
    if "<p" not in content and "<br" not in content and "<div" not in content:
        content = "".join(f"<p>{escape(line)}</p>" for line in content.splitlines() if line.strip())
    root, _ = markup.parse(f"<html><body><article>{content}</article></body></html>")
    if root is None:
        return Text()
    markup.settle(root)
    chosen = choose(blocks.blocks(root), headline=headline, description=description, names=names)
    first = tuple(line for part in re.split(r"<br\s*/?>|\n", lead) if (line := jsonld.plain(part)))
    known = {title.key(line) for line in chosen.lines}
    first = tuple(line for line in first if title.key(line) not in known)
    return replace(chosen, lines=(*first, *chosen.lines), lead=chosen.lead or " ".join(first), where=where, blocks=(), container=None, tree=root, inner=chosen.blocks)


def _end(layout: Layout) -> int:
    """Where the next article's headline stands: an h1 like ours with much text before it."""
    found, start = layout.blocks, layout.start
    if not start or found[start - 1].level != 1:
        return len(found)
    label = found[start - 1].element.get("class")
    total = sum(block.size for block in found[start:] if block.is_prose) or 1
    taken = 0
    for position in range(start, len(found)):
        block = found[position]
        if block.level == 1 and not block.drop and block.element.get("class") == label and taken > max(600, 0.25 * total):
            return position
        taken += block.size if block.is_prose else 0
    return len(found)


def _without_others(inside: list[Block], layout: Layout) -> list[Block]:
    """The blocks but for those that stand in an article element that is not the one of the headline or the core."""
    own = _article_around(layout.blocks[layout.start - 1].trail) if layout.start else None
    if own is None or layout.core is None:
        return inside
    ours: dict[markup.Element | None, bool] = {None: True, own: True, layout.core: True, **dict.fromkeys(layout.core.iterancestors(), True)}
    kept: list[Block] = []
    entries: set[markup.Element] | None = None
    for block in inside:
        theirs = _article_around(block.trail)
        if theirs not in ours:
            entries = live.entries(inside, own) if entries is None else entries
            ours[theirs] = live.is_entry(theirs) or theirs in entries
        if ours[theirs]:
            kept.append(block)
    return kept


def _article_around(trail: tuple[markup.Element, ...]) -> markup.Element | None:
    """The innermost article element."""
    for above in reversed(trail):
        if above.tag == "article":
            return above
    return None


def _container(layout: Layout) -> markup.Element:
    """The core, or the element around it that gathers more of the same kind of paragraphs and little else."""
    core = layout.core
    assert core is not None
    prose = [block for block in layout.blocks[layout.start :] if block.is_prose and not boilerplate.of_line_again(block.text, block.density)]
    signs = Counter[tuple[str, ...]]()
    for block in prose:
        if core in block.trail or block.element is core:
            signs[_sign(block)] += block.size
    groups: dict[markup.Element, tuple[frozenset[markup.Element], list[Block]]] = {}
    for block in prose:
        if block.trail:
            groups.setdefault(block.trail[-1], (frozenset(block.trail), []))[1].append(block)
    best, held = core, sum(signs.values())
    cards = {above for block in layout.blocks[layout.start :] if block.density > 0.6 and block.size >= 12 for above in block.trail[-2:]}
    for above in core.iterancestors():
        if above.tag in ("body", "html"):
            break
        like = other = 0
        for last, (trail, members) in groups.items():
            if above not in trail or best in trail:
                continue
            for block in members:
                if block.element is best:
                    continue
                if _sign(block) in signs or (block.kind == "p" and last is above):
                    like += block.size
                elif _is_plain(block):  # a section of the same article may be dressed in another way
                    like += block.size if block.size >= 120 and above.tag == "article" and not cards.intersection(block.trail[-2:]) else 0
                else:
                    other += block.size
        if like > 0.05 * held and like >= other:
            best = above
            held += like
    return best


def _is_plain(block: Block) -> bool:
    """Whether a block is a full paragraph without many links."""
    return block.kind == "p" and block.size >= 80 and block.density < 0.2 and bool(_SENTENCE_END.search(block.text))


def _sign(block: Block) -> tuple[str, ...]:
    """What paragraphs of one text share: their element's classes and the first class of what holds them."""
    parent = block.trail[-1] if block.trail else None
    return (block.kind, block.element.tag, _DIGITS.sub("", block.element.get("class") or ""),
            parent.tag if parent is not None else "",
            _DIGITS.sub("", (parent.get("class") or "").split(" ")[0]) if parent is not None else "")


def _clean(inside: list[Block], headline: str, names: tuple[str, ...]) -> tuple[list[Block], list[str]]:
    wanted = title.key(headline)
    author_keys = {title.key(name) for name in names}
    kept: list[Block] = []
    dropped: list[str] = []
    seen: set[str] = set()
    told = ""
    prose_in_runs = sum(block.size for block in inside if block.is_prose and block.kind == "run")
    prose = sum(block.size for block in inside if block.is_prose) or 1
    listed = lists.of_text(inside)
    for block in inside:
        if block.drop:
            continue
        reason = _unwanted(block, wanted, author_keys, prose_in_runs / prose)
        if reason in ("link", "list") and id(block) in listed:
            reason = ""
        key = title.key(block.text)
        if not reason and block.size > 40 and block.kind != "row" and (key in seen or (block.size > 200 and key[:100] in told)):
            reason = "repeated"
        if block.kind != "row":
            seen.add(key)
        told += key if not reason else ""
        if block.kind == "h" and _STOP.match(block.text) and sum(other.size for other in kept) > 300:
            parents = {other.trail[-1] for other in kept if other.trail}
            rest = [other for other in inside[inside.index(block) + 1 :] if other.is_prose and other.density < 0.2]
            signs = {_sign(other) for other in kept}
            if not any(other.trail and (other.trail[-1] in parents or _sign(other) in signs) for other in rest):
                break
        if not reason and block.level == 1 and not kept:
            reason = "headline"
        if reason:
            dropped.append(block.text)
        else:
            kept.append(block)
    _trim(kept, dropped, author_keys, listed)
    return kept, dropped


def _unwanted(block: Block, wanted: str, author_keys: set[str], in_runs: float) -> str:
    line = block.text
    key = title.key(line)
    if not key:
        return "empty"
    if block.kind == "row":
        return ""
    if block.size < 60 and _is_stamp(block):
        return "label"
    if key == wanted or (block.kind == "h" and key and wanted.startswith(key) and len(key) > 20):
        return "headline"
    if key in author_keys or (len(line) < 120 and author_keys and any(name and name in key and len(key) < len(name) + 25 for name in author_keys)):
        return "byline"
    if reason := boilerplate.of_line_again(line, block.density):
        return reason
    if block.density > 0.8 and block.size < 220:
        return "link"
    if block.kind == "li" and (block.density > 0.3 or block.size < 15):
        return "list"
    if block.kind == "run" and block.size < 50 and in_runs < 0.5 and block.element.tag != "pre":
        return "run"
    if block.kind == "h" and block.density > 0.9:
        return "link"
    return ""


def _is_stamp(block: Block) -> bool:
    """Whether a short line is little more than a time element."""
    mark = next((node for node in islice(block.element.iter(), _LOOKED_AT) if node.tag == "time"), None)
    return mark is not None and 2 * len(markup.text(mark)) >= len(block.text)


def _trim(kept: list[Block], dropped: list[str], author_keys: set[str], listed: frozenset[int]) -> None:
    """Takes away what hangs at the end: headings without text, author notes."""
    while kept and id(kept[-1]) not in listed and (kept[-1].kind == "h" or (len(kept) > 3 and (_BIO.match(kept[-1].text) or _is_scrap(kept[-1], kept[-2]) or _is_about_author(kept[-1], author_keys)))):
        dropped.append(kept.pop().text)


def _is_about_author(block: Block, author_keys: set[str]) -> bool:
    """Whether a last paragraph begins with an author's name: nobody speaks so of himself in his text."""
    start = title.key(block.text[:90])
    return block.size < 700 and any(len(name) >= 8 and 0 <= start.find(name) < 40 for name in author_keys)


def _is_scrap(block: Block, before: Block) -> bool:
    """Whether a last block is no sentence: a date, a tag, a label; a list of "name: value" or behind a colon is none, nor a table."""
    if block.kind == "row":
        return False
    listed = block.kind == "li" and not block.linked and (_PAIR.match(block.text) or before.text.endswith((":", "：")))
    return block.size < 45 and not _SENTENCE_END.search(block.text) and not listed
