"""Captions: the elements beside a picture that hold its caption and its credit.

In: the element of a picture and the box that it shares with nothing else. Out: their words, caption and credit apart as
far as the page itself marks them. Never: a judgement on the words: :mod:`.credit_lines` takes lines apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from headwater.extract import credit_lines, credit_words, jsonld, licence_words, markup

_CAPTION = re.compile(r"caption|legend|bildunterschrift|bildtext|image-?(?:desc|text|title)|img-?desc|pie-?(?:de-?)?foto|didascalia|media-?(?:desc|text|block__desc)|figure-?text|photo-?(?:desc|text)|epigrafe|bajada-foto")
_CREDIT = re.compile(r"credit|copyright|source|photographer|fotograf|agency|quelle|author|byline|rights|attribution")
_CREDIT_TAGS = ("span", "div", "p", "small", "cite", "em", "a", "strong", "li", "i", "b", "footer", "figcaption")
_CAPTION_TAGS = ("figcaption", "div", "p", "span", "em", "td", "dd", "small", "h1", "h2", "h3", "h4")
_OWN_CAPTION = frozenset({"caption", "description", "name"})  # itemprop
_OWN_CREDIT = frozenset({"author", "creator", "creditText", "contributor", "copyrightHolder"})
_OPENS = re.compile(r"^\s*[/|(©–—\[]")  # what sets the last piece of a caption apart: "/ Ana Reis", "(Image: Getty)"
_STANDS_ALONE = ("article", "main", "section", "td", "body", "html")
_PICTURE_BOX = re.compile(r"(?:^|[\s_-])(?:picture|image|photo|media|figure|foto|bild|img)s?(?:$|[\s_-])")  # class "article__picture"
_SLIDE = re.compile(r"(?:^|[\s_-])(?:slide|carousel-?(?:item|slide|cell)|swiper-slide|gallery-?(?:item|slide|image)|slideshow-?(?:item|slide))s?(?:$|[\s_-])")  # one picture of many
_LONGEST = 160  # characters of an element that is a credit
_NAMES = {  # what attributes and objects in attributes call it, without "data-", "image", "img", "photo"
    "caption": "caption", "captiontext": "caption", "captiontitle": "caption", "description": "caption", "subhtml": "caption", "legend": "caption", "alttext": "",
    "credit": "credit", "credits": "credit", "credittext": "credit", "captioncredit": "credit", "photographer": "credit", "author": "credit", "source": "credit",
    "byline": "credit", "attribution": "credit", "creator": "credit", "copyright": "copyright", "rights": "copyright", "copyrightnotice": "copyright", "license": "licence",
    "licence": "licence", "licenseurl": "licence",
}
_FILLER = re.compile(r"^data-|image|img|photo(?!g)|media|[-_]")  # "data-img-caption"
_ADDRESS = re.compile(r"^(?:https?:)?//|^/\S*$|^#|^\d+$")


@dataclass(slots=True, kw_only=True)
class Beside:
    """The words beside a picture, as the page writes them; ``sure`` if it calls the caption one."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""
    licence: str = ""
    sure: bool = True


def of_figure(figure: markup.Element, picture: markup.Element, near: list[markup.Element]) -> Beside:
    """The words of a figure, or of the box around it where it holds nothing but this figure."""
    node = _caption_node(figure)
    if node is not None:
        return _read(picture, node, figure)
    for box in near[:3]:
        if box.tag in _STANDS_ALONE or _holds_others(box, figure) or markup.is_longer(box, 700):
            break
        if (node := _caption_node(box)) is not None:
            return _read(picture, node, node.getparent(), attributes=box)
    return _read(picture, None, figure)


def of_bare(picture: markup.Element, near: list[markup.Element], *, loose: bool) -> Beside:
    """The words of a picture without figure: they are called so, or (``loose``) are all the unlinked text around it."""
    alt = " ".join((picture.get("alt") or "").split())
    for box in near[:4]:
        if _holds_others(box, picture):
            break
        node = _caption_node(box)
        if node is not None:
            return _read(picture, node, box)
        if _named(markup.label(box))[0] and markup.is_longer(box, 3) and not markup.is_longer(box, 700):
            return _read(picture, box, box)
        if box.tag in ("p", "td", "tr") and not markup.is_longer(box, 3):  # a paragraph or cell around the picture alone
            continue
        ends = loose and not markup.is_longer(box, 900) and _set_apart(box) is not None
        slide = _SLIDE.search(markup.label(box)) is not None
        if box.tag in _STANDS_ALONE or box.tag == "p" or markup.is_longer(box, 900 if ends or slide else 400):
            break
        told = slide or ends or (len(alt) > 15 and markup.is_longer(box, 15) and markup.text(box).startswith(alt))
        if (loose or told or _PICTURE_BOX.search(markup.label(box))) and markup.is_longer(box, 8):
            linked = any(markup.is_longer(link, 15) for link in box.iter("a")) or any(above.tag == "a" for above in near)
            beside = _read(picture, None, picture) if linked else _read(picture, box, box)
            beside.sure = False
            return beside
    return _read(picture, None, picture)


def _holds_others(box: markup.Element, own: markup.Element) -> bool:
    """Whether a box holds a picture that is not ``own``, nor the same one in another size."""
    inner = set(own.iter()) if own.tag == "figure" else {own}
    first = None
    for count, one in enumerate(box.iter("img", "amp-img")):
        if one in inner:
            continue
        parent = one.getparent()
        if parent is not None and parent.tag == "span" and not (parent.get("class") or parent.text):  # a noscript element, settled
            continue
        if first is None and count < 3 and own.tag != "figure" and (one.get("alt") or "") and one.get("alt") == own.get("alt"):
            first = one
            continue
        return True
    return False


def _caption_node(box: markup.Element) -> markup.Element | None:
    for node in box.iter("figcaption"):
        if not _is_credit(node):
            return node
    for node in box.iter(*_CAPTION_TAGS):
        if node is not box and ((node.get("itemprop") or "") in ("caption", "description") or _named(markup.label(node))[0]) and not _is_credit(node) and next(node.iter("img", "amp-img"), None) is None:
            return node
    return next(box.iter("figcaption"), None)


def _is_credit(node: markup.Element) -> bool:
    """Whether the page calls an element a credit: by tag, microdata, or the last of its names."""
    if node.tag in ("cite", "footer"):
        return True
    if own := node.get("itemprop"):
        if own in _OWN_CREDIT:
            return True
        if own in _OWN_CAPTION:
            return False
    _, credit = _named(markup.label(node))
    return credit or (credit is None and node.tag != "figcaption")


@lru_cache(maxsize=4096)
def _named(label: str) -> tuple[bool, bool | None]:
    """Whether a name is that of a caption, and of a credit: in each of its words the last of the two counts. None for a
    credit in one word and a caption in another, which is a credit within a caption, but may be the caption of a figure."""
    if not label:
        return False, False
    found: bool | None = False
    for token in label.split():
        credit = max((found.start() for found in _CREDIT.finditer(token)), default=-1)
        if credit >= 0:
            caption = max((found.start() for found in _CAPTION.finditer(token)), default=-1)
            if credit > caption >= 0 or (credit > caption and not _CAPTION.search(label)):
                return _CAPTION.search(label) is not None, True
            found = None if credit > caption else found
    return _CAPTION.search(label) is not None, found


def _read(picture: markup.Element, caption: markup.Element | None, box: markup.Element, *, attributes: markup.Element | None = None) -> Beside:
    """The words of a box, its credits taken out of its caption; ``attributes`` encloses what is asked for its attributes."""
    found = Beside()
    outer = _credit_nodes(caption, box)
    for line in dict.fromkeys(markup.text(node) for node in outer[:3]):
        cleaned, _ = credit_lines.clean(line)
        found.credit = found.credit if cleaned and cleaned in found.credit else f"{found.credit} {line}".strip()
    if caption is not None:
        inside = [node for node in outer[:3] if caption is node or any(above is caption for above in node.iterancestors())]
        words = _words(caption)
        for node in inside:
            words = _without(words, markup.text(node))
        found.caption = words
        ways = (_set_apart, _first_set_apart, _second_of_two) if not outer else ()
        if (piece := next((piece for way in ways if (piece := way(caption)) is not None), None)) is not None:
            found.credit = markup.text(piece)
            found.caption = _without(words, found.credit)
    if not found.credit and box.tag == "figure":
        found.credit = _left_over(box, caption)
    if not found.credit and box.tag == "figure":
        given = (meta.get("content") for meta in box.iter("meta") if (meta.get("itemprop") or "") in _OWN_CREDIT)
        found.credit = next((jsonld.plain(value[:300]) for value in given if value), "")
    if next(box.iter("a"), None) is not None and (picture is not box or caption is not None):
        _add_licence(found, caption, box)
    _add_attributes(found, picture, box if attributes is None else attributes)
    return found


def _add_licence(found: Beside, caption: markup.Element | None, box: markup.Element) -> None:
    """The licence to which the words of a picture link; the link's own words are none of caption and credit."""
    found.licence, words = licence_words.linked(caption, box)
    if words and not licence_words.apart(words)[1] and len(words) <= 60:  # "Licence", "Some rights reserved"
        found.caption, found.credit = (_without(line, words).rstrip(" ,;|/·•–—-") if line.endswith(words) else line for line in (found.caption, found.credit))


def _words(caption: markup.Element) -> str:
    """The text of a caption on one line, a space between its paragraphs."""
    if next(caption.iterchildren("p", "div", "h4", "h3"), None) is None:
        return markup.text(caption)
    pieces = [caption.text or "", *(part for child in caption for part in (markup.raw_text(child) if markup.name(child) else "", child.tail or ""))]
    return " ".join(" ".join(pieces).split())


def _credit_nodes(caption: markup.Element | None, box: markup.Element) -> list[markup.Element]:
    nodes = [node for node in box.iter(*_CREDIT_TAGS) if node is not caption and node is not box and _is_credit(node)]
    nodes = [node for node in nodes if caption is None or not any(one is node for one in caption.iterancestors())]
    found: list[markup.Element] = []
    for node in nodes:
        if not any(above in found for above in node.iterancestors()) and markup.is_longer(node, 1) and not markup.is_longer(node, _LONGEST):
            found.append(node)
    if not found and caption is not None:
        others = [one for one in box.iter("figcaption") if one is not caption and one not in set(caption.iter())]
        found = [one for one in others[:1] if credit_lines.is_name(credit_lines.clean(markup.text(one))[0])]
        after = caption.getnext()
        if not found and after is not None and caption is not box and markup.name(after) in ("p", "span", "div", "small", "em") and not markup.is_longer(after, 80):
            found = [after] if credit_words.opens(credit_words.lowered(markup.text(after))) else []
    return found


def _set_apart(caption: markup.Element) -> markup.Element | None:
    """The last element of a caption where its own text begins like a credit, or is one by its words."""
    last: Any = None
    for _ in range(4):
        children = _worded(last if last is not None else caption)
        if not children or (children[-1].tail or "").strip(" .)\u2028\n\t\r"):
            break
        last = children[-1]
        words = markup.text(last)
        if len(words) > 100:
            continue
        if _OPENS.match(words) or credit_words.opens(credit_words.lowered(words)):
            return last
        if last.tag not in ("a", "p") and credit_lines.is_name(words) and (credit_words.names_agency(words) or _follows_a_sentence(caption, words)):
            return last
    return None


def _follows_a_sentence(caption: markup.Element, name: str) -> bool:
    """Whether an element that ends a caption stands behind a whole sentence: "The gate at dawn. <em>Ana Reis</em>"."""
    before = markup.text(caption)[: -len(name)].rstrip()
    return len(before) > 12 and before[-1] in ".!?…»”\"" and 2 <= len(name.split()) <= 6 and len(name) <= 60 and any(one.isupper() for one in name)


def _first_set_apart(caption: markup.Element) -> markup.Element | None:
    """The first element of a caption where it is a labelled credit and more follows: "<span>Photo: Ana Reis</span> The gate"."""
    first = next((child for child in caption if markup.name(child) and markup.is_longer(child, 1)), None)
    if first is None or (caption.text or "").strip() or markup.is_longer(first, 80) or not markup.is_longer(caption, len(markup.text(first)) + 15):
        return None
    return first if credit_words.opens(credit_words.lowered(markup.text(first))) else None


def _second_of_two(caption: markup.Element) -> markup.Element | None:
    """The last of two elements that are all of a caption, where it is a name and the first is none."""
    inner, children = caption, _worded(caption)
    for _ in range(3):
        if len(children) == 1 and not (inner.text or "").strip():
            inner, children = children[0], _worded(children[0])
    if len(children) != 2 or (inner.text or "").strip() or any((child.tail or "").strip() for child in children):
        return None
    first, last = (markup.text(child) for child in children)
    is_pair = len(last) <= 60 and (len(first) > 24 or first.endswith((".", "!", "?", "…"))) and any(one.isupper() for one in last) and credit_lines.is_name(last) and not credit_lines.is_name(first)
    return children[1] if is_pair else None


def _worded(element: markup.Element) -> list[markup.Element]:
    return [child for child in element if markup.name(child) and markup.is_longer(child, 1)]


def _left_over(figure: markup.Element, caption: markup.Element | None) -> str:
    """A short text of a figure outside its caption that says itself that it is a credit."""
    for count, node in enumerate(figure.iter("span", "div", "p", "small", "em")):
        if count > 40:
            break
        if node is caption or len(node) > 2 or not markup.is_longer(node, 1) or markup.is_longer(node, 90):
            continue
        if caption is not None and any(above is caption for above in node.iterancestors()):
            continue
        words = markup.text(node)
        if f"{credit_words.lowered(words).rstrip(' ,،、')}," in credit_words.table().spelled:  # "Image source, " of its own, for screen readers
            after = node.getnext()
            words = f"{words} {markup.text(after)}" if after is not None and not markup.is_longer(after, 90) else words
        if credit_words.opens(credit_words.lowered(words)) or (credit_words.names_agency(words) and credit_lines.is_name(words)):
            return words
    return ""


def _without(whole: str, part: str) -> str:
    """A line without a piece of it, from its end."""
    head, found, tail = whole.rpartition(part)
    return f"{head} {tail}".strip() if found and part else whole


# ---- attributes --------------------------------------------------------------------------------------------


def _add_attributes(found: Beside, picture: markup.Element, box: markup.Element) -> None:
    """What data attributes of the picture and of what encloses it within its box say, where the page shows nothing."""
    above: Iterator[markup.Element] = iter(())
    if box is not picture:
        above = (one for one in picture.iterancestors())
    for count, node in enumerate((picture, *_up_to(above, box))):
        if count > 4:
            return
        for name, value in node.items():
            if name.startswith("data-") and 2 < len(value) <= 20_000:
                if value[0] in "{[" and ("aption" in value or "redit" in value or "opyright" in value):
                    _add(found, _of_json(value))
                elif kind := _NAMES.get(_FILLER.sub("", name)):
                    _add(found, [(kind, value)])


def _up_to(above: Iterable[markup.Element], box: markup.Element) -> Iterator[markup.Element]:
    for one in above:
        yield one
        if one is box:
            return


def _of_json(value: str) -> list[tuple[str, str]]:
    """Caption, credit and rights in an object that an attribute holds, of its first two levels."""
    given, _ = jsonld.load(value)
    level = given if isinstance(given, list) else [given]
    found: list[tuple[str, str]] = []
    for item in [*level[:3], *(inner for one in level[:3] if isinstance(one, dict) for inner in one.values())]:
        if isinstance(item, dict):
            found += [(kind, line) for name, line in item.items() if isinstance(line, str) and (kind := _NAMES.get(_FILLER.sub("", str(name).lower())))]
    return found


def _add(found: Beside, said: list[tuple[str, str]]) -> None:
    for kind, value in said:
        if kind != "licence" and _ADDRESS.match(value):
            continue
        line = jsonld.plain(value[:2000])
        if kind in ("credit", "copyright") and len(line) > _LONGEST:
            continue
        if not getattr(found, kind):
            setattr(found, kind, line)
