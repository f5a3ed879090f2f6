"""What the trace stage reads beside the text: bylines, end notes, links in the text, facts on provenance.

In: blocks, the chosen text, the page's declarations. Out: raw lines, links with their sentence, pairs of facts.
Never: a conclusion from them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from headwater import gate, model, text, urls
from headwater.extract import jsonld, markup
from headwater.extract.blocks import Layout
from headwater.extract.body import Text
from headwater.extract.head import Head

MAX_LINKS = 120
MAX_ANCHORS = 400  # links of an element that are looked at
_READ = 20_000  # characters of a paragraph in which they are looked for
_MAX_NOTES = 16
_CONTEXT = 400
_BYLINE = re.compile(  # "By Jane Doe and AFP", "Von Max Muster", class "byline"
    r"^(?:by|von|par|por|di|av|af|door|od|text|texte|texto|autor\w*|reported by|story by|written by|with|mit|avec|con|文|記者|記者|作者|بقلم|كتب|yazan|oleh)\b|^de (?-i:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]*| (?:de|da|la|del|dos)){1,4})$", re.I)  # "De Juana Pérez", but "De brandweer was snel ter plaatse" is Dutch
_BYLINE_LABEL = re.compile(r"byline|author|autor|auteur|writer|creator|reporter|firma|skribent|penulis|source|agency|signature")
_CODE = re.compile(r"^\W*(?:\(?(?:[A-Z]{2,8}|[a-z]{2,6}|[A-ZÄÖÜ][\w-]+)(?:\s?[/,+&·-]\s?[\w.-]{2,20}){0,4}\)?)\W*$", re.I)  # "(dpa)", "dpa/abc"
_WORDED = gate.Gated(re.compile(  # "With material from AFP", "Reporting by Jane Doe; editing by John Roe"
    r"\b(?:reporting|writing|editing|additional reporting|compiled|edited|contributed|contribution|with (?:material|files|reporting|input|agency|inputs|information|additional)|"
    r"mit (?:material|informationen|agentur\w*|inhalten)|quelle\w*|source\w*|fuente\w*|fonte\w*|avec|con informaci[oó]n|com informaç\w+|con agencias|agences|agencias|agenzie|"
    r"agentur\w*|associated press|reuters|afp|dpa|ansa|efe|pti|bernama|xinhua|originally published|first appeared|republished|this (?:article|story) (?:was|first|originally)|"
    r"translated|übersetzt|aus dem \w+ (?:von|übersetzt)|herkunft|news agency|news wires|staff reporter|newsroom|redaktionell)\b", re.I))
_LABELLED = re.compile(  # in any language: "Källa: TT", "Джерело: Укрінформ", "（共同）", "/БТА/"
    r"^[(\[（【/]?\s*[^\W\d_][^\W\d_\s]*(?:\s[^\W\d_]+){0,2}\s?[:：•]\s?\S.{1,50}$|^[(\[（【/].{2,40}[)\]）】/]\.?$|^\W{0,3}\S{2,14}\W{0,3}$")
_SHORT = 200  # characters of a line that was left out of the text and may be a credit
_WORDS = 30
_SOURCE = re.compile(  # a line of sources: "Quelle: ", "Sources :", "Via "
    r"^\W{0,3}(?:(?:original |study |studien)?sources?|quellen?|fuentes?|fonti|fontes?|fonte|bron(?:nen)?|käll(?:a|or)|kilder?|lähde|lähteet|źródł[oa]|zdroje?|források?|forrás|surs[aăe]|izvori?"
    r"|источники?|джерел[оа]|източни(?:к|ци)|извор|kaynak(?:lar)?|kaynakça|πηγ(?:ή|ές)|מקור(?:ות)?|المصدر|المصادر|منابع|منبع|来源|來源|出典|출처|स्रोत|সূত্র|sumber|nguồn|ที่มา|via|references?)\s*[:：•|–-]", re.I)
_INLINE = frozenset({"span", "b", "strong", "em", "i", "cite", "u", "font"})
_LINES = frozenset({"p", "div", "li", "small", "footer", "section", "aside", "td", "dd"})
_SENTENCE = re.compile(r"(?<=[.!?。！？؟।])[\s”\"»)]*(?=\S)")
_FACT_KEYS = ("isBasedOn", "isBasedOnUrl", "sourceOrganization", "provider", "creator", "contributor", "citation", "translationOfWork", "sameAs", "publisher", "copyrightHolder",
              "dateline", "locationCreated", "creditText", "producer", "author", "editor", "mentions")
_NAMED_KEYS = ("about", "mentions", "contentLocation", "locationCreated", "spatialCoverage")
_NAMED_KINDS = {"Person": "person", "Place": "place", "City": "place", "Country": "place", "State": "place", "AdministrativeArea": "place"}
_URL_ONLY = frozenset({"isBasedOn", "isBasedOnUrl", "citation", "translationOfWork", "sameAs"})
_FACT_METAS = ("syndication-source", "original-source", "article:publisher", "article:author", "news_keywords", "source", "dc.source", "dcterms.source", "byl", "author", "agency",
               "article:source", "parsely-author", "cxenseparse:author", "dc.publisher", "copyright", "dc.creator", "distributor", "og:article:author", "twitter:creator", "cred", "provider", "news_source",
               "article:agency")


def bylines(layout: Layout, names: Iterable[str]) -> tuple[str, ...]:
    """Lines near the headline that name authors or suppliers, raw, with what surrounds the names."""
    known = [name for name in names if len(name) > 3]
    found: dict[str, None] = {}
    around: dict[tuple[markup.Element, ...], str] = {}  # the labels above several lines
    for block in layout.blocks[max(0, layout.start - 8) : layout.start + 40]:
        line = block.text
        if not 2 <= len(line) <= 220 or block.kind == "h" or len(found) >= 12:
            continue
        above = block.trail[-2:]
        if above not in around:
            around[above] = " ".join(map(markup.label, above))
        marked = _BYLINE_LABEL.search(f"{markup.label(block.element)} {around[above]}")
        if marked or _BYLINE.match(line) or any(name in line and len(line) < len(name) + 80 for name in known):
            parts = markup.lines(block.element)
            for part in parts if " ".join(parts) == line else [line]:
                found.setdefault(part)
    return tuple(found)


def end_notes(layout: Layout, chosen: Text) -> tuple[str, ...]:
    """Short lines at the end of the text or behind it: agencies, credits, "with material from"."""
    if not chosen.blocks:
        return ()
    last = max((layout.blocks.index(block) for block in chosen.blocks[-1:] if block in layout.blocks), default=-1)
    found: dict[str, None] = {}
    for line in chosen.dropped:
        if len(line) <= 300 and _ends(line):
            found.setdefault(line)
    for block in layout.blocks[last + 1 : last + 9] if last >= 0 else ():
        if len(block.text) <= 300 and block.density < 0.6 and (_ends(block.text) or _LABELLED.match(block.text)):
            found.setdefault(block.text)
    for line in chosen.lines[-2:]:
        if len(line) <= 300 and (_ends(line) or _LABELLED.match(line)):
            found.setdefault(line)
        elif tail := re.search(r"[(（]([^()（）]{2,60})[)）]\W*$", line):
            found.setdefault(tail[0].strip())
    for line in chosen.dropped[-_MAX_NOTES:]:
        if len(line) <= _SHORT and line.count(" ") < _WORDS:
            found.setdefault(line)
    return tuple(found)[:_MAX_NOTES]


def _ends(line: str) -> bool:
    """Whether a line reads as one that ends an article: a code, or words for who made it."""
    return bool(_CODE.match(line) or _WORDED.search(line))


def links(chosen: Text, base: str) -> tuple[model.BodyLink, ...]:
    """Hyperlinks inside the text with the sentence around them and the number of their paragraph."""
    found: list[model.BodyLink] = []
    known: dict[markup.Element, list[tuple[str, str]]] = {}  # several blocks may stand in one element
    for number, block in enumerate(chosen.blocks):
        if block.element not in known:
            known[block.element] = list(_anchors(block.element, base))
        told = block.text[:_READ] if known[block.element] else ""
        for address, words in known[block.element]:
            if words not in told:
                continue
            found.append(model.BodyLink(url=address, text=words[:300], context=_sentence(told, words), paragraph=number))
            if len(found) >= MAX_LINKS:
                return tuple(found)
    return tuple(found) + tuple(_labelled(chosen, base, len(chosen.blocks)))


def _anchors(element: markup.Element, base: str) -> Iterator[tuple[str, str]]:
    """Address and words of the links in an element."""
    for anchor in itertools.islice(element.iter("a"), MAX_ANCHORS):
        words = markup.text(anchor)
        if words and (address := urls.absolute(anchor.get("href") or "", base or None)):
            yield address, words


def _labelled(chosen: Text, base: str, number: int) -> Iterator[model.BodyLink]:
    """Links in lines that are no part of the text: those of its sources ("Source: Tide Research"), and those of other
    lines that were left out ("First published in …"), which count as paragraph -1."""
    around = chosen.container if chosen.container is not None and chosen.tree is None else None
    dropped = {line for line in chosen.dropped if len(line) <= _CONTEXT}
    for anchor in itertools.islice(around.iter("a"), MAX_ANCHORS) if around is not None else ():
        line = anchor.getparent()
        for _ in range(4):
            line = line.getparent() if line is not None and line.tag in _INLINE else line
        if line is None or line.tag not in _LINES or len(line) > 20:
            continue
        labelled = _SOURCE.match((line.text or "").strip() or markup.text(line[0])[:40])
        if not (labelled or dropped) or len(said := markup.text(line)) > _CONTEXT:
            continue
        words = markup.text(anchor)
        if (labelled or (said in dropped and len(said) > len(words) + 8)) and words and (address := urls.absolute(anchor.get("href") or "", base or None)):
            yield model.BodyLink(url=address, text=words[:300], context=said, paragraph=number if labelled else -1)


def _sentence(paragraph: str, words: str) -> str:
    at = paragraph.find(words)
    start = 0
    for match in _SENTENCE.finditer(paragraph):
        if match.end() > at:
            if match.start() >= at + len(words):
                return text.cut(paragraph[start : match.start()], _CONTEXT)
            continue
        start = match.end()
    return text.cut(paragraph[start:], _CONTEXT)


def structured(head: Head, canonical: str) -> tuple[tuple[str, str], ...]:
    """Facts on provenance from structured data, meta elements and links."""
    found: dict[tuple[str, str], None] = {}
    for key in _FACT_KEYS:
        for value in _facts(head.article.get(key), key in _URL_ONLY):
            found.setdefault((f"jsonld.{key}", value[:500]))
    for name in _FACT_METAS:
        for value in head.metas.get(name, ())[:5]:
            if value:
                found.setdefault((f"meta.{name}", value[:500]))
    claimed = head.link("canonical")
    if claimed:
        found.setdefault(("link.canonical", claimed[:500]))
    for rel in ("syndication-source", "original-source", "via", "alternate-source"):
        if address := head.link(rel):
            found.setdefault((f"link.{rel}", address[:500]))
    if (shared := urls.absolute(head.meta("og:url"), head.base or None)) and urls.key(shared) != urls.key(canonical):
        found.setdefault(("meta.og:url", shared[:500]))
    found.update(dict.fromkeys(itertools.islice(_named(head), 20)))
    return tuple(found)[:100]


def _named(head: Head) -> Iterator[tuple[str, str]]:
    """Persons and places that the article is said to be about, or to mention: ("jsonld.named.person", name)."""
    for key in _NAMED_KEYS:
        for item in jsonld.listed(head.article.get(key))[:30]:
            if isinstance(item, dict) and (name := jsonld.string(item.get("name"))):
                kind = next((_NAMED_KINDS[one] for one in jsonld.types(item) if one in _NAMED_KINDS), "place" if "ocation" in key else "")
                if kind:
                    yield f"jsonld.named.{kind}", name[:80]


def _facts(value: Any, addresses: bool) -> Iterator[str]:
    for item in jsonld.listed(value)[:12]:
        if isinstance(item, dict):
            address = item.get("url") or item.get("@id")
            line = (address if addresses and isinstance(address, str) else "") or jsonld.string(item.get("name") or item.get("headline")) or (
                address if isinstance(address, str) else "")
        else:
            line = jsonld.string(item)
        if line:
            yield line
