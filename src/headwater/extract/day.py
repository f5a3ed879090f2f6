"""The day of an article that declares none: from its address and from what people see.

In: the tree, the page's address, the element of the headline. Out: an instant without a zone and where it was
found. Never: the date of a teaser, a comment or a last change, or a year of the footer's copyright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]

from headwater import calendars
from headwater.extract import markup
from headwater.extract.blocks import Layout
from headwater.extract.moments import YEAR, build, parse, written

_AHEAD_OF = 4  # elements before the headline, and
_NEAR = 40  # behind it, in which a date without a name is its own
_MAX_LOOKED = 4000
_ASIDE = re.compile(r"related|teaser|comment|(?<!content-)(?<!has-)(?<!with-)(?<!no-)sidebar|recommend|(?<!post-)(?<!entry-)(?<!article-)footer|more-|widget|popular|latest|ticker")
_CARD = re.compile(r"related|teaser|recommend|widget")
_DATE_LABEL = re.compile(r"publi|date|time|posted|datum|fecha|hora|created|erschienen|meta|byline|stamp|(?:post|entry|article)-?(?:info|foot|head|top|detail)")
UPDATE_LABEL = re.compile(r"modif|updat|aktualis|geändert|actualiz|mise-?à-?jour")
_EVENT_LABEL = re.compile(r"event|termin(?:e|$|[\s_-])|calendar|kalender|birth|deadline")
_TAGS = ("h1", "h2", "h3", "h4", "h5", "time", "span", "div", "p", "li", "small", "em", "strong", "dd", "td", "a", "b", "i", "font", "abbr", "address", "header", "center", "cite", "footer")
_POSTED = re.compile(  # says in a longer line that what follows is when it appeared
    r"\b(?:posted|published|written|submitted|created)\b|\b(?:veröffentlicht|erschienen|geschrieben|eingestellt|publiziert|verfasst|gepostet|erstellt|eingetragen)\b|"
    r"\bpubli(?:é|ée|cado|cada|cat|kováno|kované)\b|\b(?:posté|rédigé|escrito|pubblicat[oa]|scritto|inserito|postado|geplaatst|gepubliceerd|geschreven|publicerad|publisert|udgivet|julkaistu|"
    r"opublikowan[oye]|dodano|zveřejněno|közzétéve|publicat|yayınlan\w+|опубликован\w*|размещен\w*|опубліковано|публикувано|objavljeno)\b", re.I)
_CHANGED = re.compile(r"\b(?:updated|modified|changed|revised|edited)\b|aktualisiert|geändert|bearbeitet|mis à jour|modifi[ée]|actualizado|aggiornat|atualizado|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|päivitetty|"
                      r"aktualizov|zaktualizowano|обновлено|изменено|оновлено|güncelle|ενημερώθηκε|actualizat|frissít|diperbarui|dikemas kini|cập nhật|อัปเดต|עודכן|수정|업데이트|更新|تحديث|به.?روزرسانی|अपडेट|আপডেট|হালনাগাদ", re.I)
_LINE = 160  # letters of a line beside the headline that may say of a change
_PLAIN = re.compile(r"[\W\d_]+|(?:datum|date|posted|published|veröffentlicht|am|on|by|von)\b", re.I)  # what a line that is only a date holds besides a month
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[/_-](?P<y>199\d|20[0-4]\d)(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?!\d)")  # "/2019/05/03/", "-20190503"


def guess(root: markup.Element, url: str, language: str, *, heading: markup.Element | None,
          within: tuple[datetime, datetime]) -> tuple[datetime | None, str]:
    """The date in the address, with the time that the text gives; else that of the visible text, else what htmldate finds."""
    language = language.split("-")[0].lower()
    addressed = of_address(url)
    for line in _lines(root, heading):
        found = written(line, language)
        if found and within[0] < found.replace(tzinfo=UTC) < within[1]:
            if addressed is None or addressed.date() == found.date():
                return found, "text"
            break
    if addressed and within[0] < addressed.replace(tzinfo=UTC) < within[1]:
        return addressed, "address"
    import htmldate  # here, as few pages need it and it takes long to load

    try:
        value = htmldate.find_date(_copy(root), original_date=True, url=url or None, outputformat="%Y-%m-%d", max_date=within[1] if within[1].year < 9000 else None)
    except Exception:  # a third party's reading of hostile markup; nothing is lost but a guess
        value = None
    if not value or value.endswith("-01-01"):  # a year alone, mostly of a copyright
        return None, ""
    return parse(value), "htmldate"


def of_address(url: str) -> datetime | None:
    """The day that an address names: the whole of it, as a month alone is no day."""
    match = _ADDRESS.search(url.split("?")[0].split("#")[0])
    return build(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def beside(layout: Layout) -> tuple[str, ...]:
    """Short lines with a date beside the headline that say nothing of a change."""
    place = layout.start - 1
    near = layout.blocks[max(0, place - 3) : place + 8] if layout.start else ()
    return tuple(line for block in near if block.size <= 90 and block.kind != "h" and YEAR.search(text := calendars.gregorian(block.text)) and not UPDATE_LABEL.search(markup.label(block.element))
                 and not _CHANGED.search(line := _unchanged(text)) and len(_PLAIN.sub("", line)) < 26)


def changed(layout: Layout) -> tuple[str, ...]:
    """What lines beside the headline say of a change, from the word for it on; the year of the date before it where they leave theirs out."""
    place = layout.start - 1
    found: list[str] = []
    for block in layout.blocks[max(0, place - 3) : place + 8] if layout.start else ():
        if block.kind == "h" or block.size > _LINE or not _DIGIT.search(block.text):
            continue
        line = calendars.gregorian(block.text)
        if match := _CHANGED.search(line):
            rest, year = line[match.end() :], YEAR.search(line[: match.start()])
            found.append(rest if YEAR.search(rest) or not year else f"{rest.rstrip(' .')} {year[0]}")
    return tuple(found)


def shown(lines: tuple[str, ...], language: str) -> datetime | None:
    """The first date of lines."""
    return next((found for line in lines if (found := written(line, language.split("-")[0].lower()))), None)


def is_aside(node: markup.Element) -> bool:
    """Whether an element stands in a box that is not the article's; what encloses the whole page is none."""
    for step, parent in enumerate(node.iterancestors()):
        if parent.tag in ("main", "body"):
            break
        if parent.tag == "nav" or (parent.tag == "aside" and markup.is_longer(parent, 300)) or (_CARD if parent.tag == "article" else _ASIDE).search(label := markup.label(parent)) or (
                parent.tag == "footer" and not re.search("post|entry|article|meta", label) and not any(above.tag == "article" for above in parent.iterancestors())):
            return True
        if step > 6 or parent.tag == "article":
            break
    return False


def _lines(root: markup.Element, heading: markup.Element | None) -> Iterator[str]:
    """Short texts with a date outside related boxes: little more than a date near the headline first, phrases around a date last."""
    nodes = [node for _, node in zip(range(_MAX_LOOKED), root.iter(*_TAGS), strict=False)]
    place = next((place for place, node in enumerate(nodes) if node is heading), None) if heading is not None else None
    if place is None:
        place = next((place for place, node in enumerate(nodes) if node.tag == "h1"), None)
    ranked: tuple[list[str], ...] = ([], [], [], [], [], [])
    numbered = _numbered(root)
    for count, node in enumerate(nodes):
        if node not in numbered:
            continue
        named, barred = _named(markup.label(node))
        labelled = node.tag == "time" or named
        near = place is not None and -_AHEAD_OF <= count - place <= _NEAR
        if barred or markup.is_longer(node, 90 if near else 60 if labelled else 250):
            continue
        line = calendars.gregorian(markup.text(node))
        if len(line) < 6 or not YEAR.search(line) or (not labelled and not near and not _POSTED.search(line)) or is_aside(node):
            continue
        rest = _PLAIN.sub("", line)
        rank = (0 if labelled else 1) if near and len(rest) < 22 else 2 if labelled and len(rest) < 22 else 3 if near and labelled else 4 if not near else 5
        if len(ranked[rank]) < 8:
            ranked[rank].append(_unchanged(line))
    for lines in ranked:
        yield from dict.fromkeys(lines)


def _numbered(root: markup.Element) -> set[markup.Element]:
    """The elements with a digit in their text: few, and found at a fifth of the time of reading each one's text."""
    found: set[markup.Element] = set()
    for node in root.iter():
        within = node if (words := node.text) and _DIGIT.search(words) else node.getparent() if (words := node.tail) and _DIGIT.search(words) else None
        while within is not None and within not in found:
            found.add(within)
            within = within.getparent()
    return found


@lru_cache(maxsize=20_000)
def _named(label: str) -> tuple[bool, bool]:
    """Whether the names of an element speak of a date, and whether of one that is not the article's."""
    return bool(_DATE_LABEL.search(label)), bool(UPDATE_LABEL.search(label) or _EVENT_LABEL.search(label))


def _unchanged(line: str) -> str:
    """The part of a line before it says when something was changed."""
    match = _CHANGED.search(line)
    return line[: match.start()] if match and YEAR.search(line[: match.start()]) else line


def _copy(root: markup.Element) -> markup.Element:
    return html.document_fromstring(etree.tostring(root, encoding="unicode", method="html"))
