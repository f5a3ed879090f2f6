"""Pictures of the article with caption, credit, copyright, licence and place, each for itself.

In: the tree before it is settled, the text and its container, the page's declarations. Out: images in reading order, the
declared main image first. Never: icons, avatars, teaser pictures, or a credit within a caption.

Rooms: :mod:`.shown` finds pictures in the tree, :mod:`.addresses` their addresses, :mod:`.captions` the words beside them,
:mod:`.credit_lines` takes those apart with the words of ``credit_words.toml``, :mod:`.declared` reads structured data,
:mod:`.placed` counts the lines before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from headwater import model
from headwater import text as texts
from headwater.extract import addresses, credit_lines, declared, licence_words, markup, placed, shown, title
from headwater.extract.body import Text
from headwater.extract.head import Head

MAX_IMAGES = 40
_LONGEST_GLUED = 600  # characters
_OPENING = 2  # lines: a picture that stands before the third is the main one
_WORD = re.compile(r"[^\W_]{2}")  # "by"


def images(root: markup.Element, head: Head, *, headline: str, body: Sequence[str], container: markup.Element | None = None,
           heading: markup.Element | None = None, text: Text | None = None) -> tuple[model.Image, ...]:
    """The article's pictures. ``container`` holds the text, ``heading`` is the headline's element, ``text`` the text as chosen."""
    objects = declared.Declared(head)
    found: dict[str, model.Image] = {}
    text = text or Text()
    listed = objects.listed()
    for image, sure in _in_order(root, head.base or None, text, container=container, heading=heading, listed=listed):
        if image.caption and not sure and any(line[:3] == image.caption[:3] and title.key(line) == title.key(image.caption) for line in body):
            image = replace(image, caption="")
        _keep(found, objects.joined(_tidy(image, headline, body)))
    leads = any(one.place is not None and one.place <= _OPENING for one in found.values())
    for image in listed:
        tidy = _tidy(objects.joined(image), headline, body)
        if addresses.key(tidy.url) in found or _is_new(tidy, found.values()):
            _keep(found, tidy)
        elif not leads:  # the main picture, which the page shows by a script; its other crops are left out
            _keep(found, tidy)
            leads = True
    main = next((addresses.key(url) for url in declared.main(head)), "")
    ordered = sorted(found.items(), key=lambda item: item[0] != main)
    return tuple(picture for _, picture in ordered)


def _in_order(root: markup.Element, base: str | None, text: Text, *, container: markup.Element | None,
              heading: markup.Element | None, listed: Sequence[model.Image]) -> Iterator[tuple[model.Image, bool]]:
    """The pictures that are shown, with their places, and whether their captions are sure; also those of a text in a script."""
    places = placed.Places(text.blocks)
    main = frozenset(addresses.key(image.url) for image in listed)
    for one in shown.shown(root, base, container=container, heading=heading, main=main):
        yield replace(one.image, place=places.of(one.node, within=one.within)), one.sure
    if text.tree is not None:
        inner, ahead = placed.Places(text.inner), len(text.lines) - len(text.inner)
        for one in shown.shown(text.tree, base, container=text.tree, heading=None):
            place = inner.of(one.node, within=True)
            yield replace(one.image, place=None if place is None else place + ahead), one.sure


def apart(lines: Sequence[str], pictures: Sequence[model.Image], headline: str) -> tuple[tuple[str, ...], tuple[model.Image, ...]]:
    """The lines of the text that do not only repeat what stands beside the pictures, and the pictures with places among those."""
    pieces = [piece for one in pictures for piece in (one.alt, one.caption, one.credit) if len(piece) > 3]
    names = {part.strip() for one in pictures for part in one.credit.split("/") if " " in part.strip()}  # "Ana Voss / Harbour Pictures"
    kept = [not (line in names or (any(piece in line for piece in pieces) and is_about(line, pictures, headline))) for line in lines]
    moved = (one if one.place is None else replace(one, place=sum(kept[: one.place])) for one in pictures)
    return tuple(line for line, stays in zip(lines, kept, strict=True) if stays), tuple(moved)


def split(line: str) -> tuple[str, str]:
    """Caption and credit of a line that holds both; the credit without its label."""
    told = credit_lines.tell(line)
    return told.caption, told.credit


def clean_credit(line: str) -> str:
    """A credit without "Photo:" before it and brackets around it."""
    return credit_lines.clean(line)[0]


def _keep(found: dict[str, model.Image], image: model.Image) -> None:
    """Adds a picture, or what is new of it; one that is shown again with other words is another."""
    key = addresses.key(image.url)
    known = found.get(key)
    if known is not None and _differ(known.caption, image.caption):
        key = f"{key}#{title.key(image.caption)[:80]}"
        known = found.get(key)
    if known is not None:
        found[key] = _merged(known, image)
    elif len(found) < MAX_IMAGES:
        found[key] = image


def _differ(a: str, b: str) -> bool:
    """Whether two captions are both there and neither is part of the other."""
    if not a or not b or a == b:
        return False
    first, second = title.key(a), title.key(b)
    return first[:60] != second[:60] and first not in second and second not in first


def _tidy(picture: model.Image, headline: str, body: Sequence[str]) -> model.Image:
    """The picture with its words told apart, without the headline and the text's own lines."""
    line, licence = licence_words.apart(_unglued(picture.caption, picture.alt))
    written, printed = licence_words.apart(picture.credit)
    licence = picture.licence or licence or printed
    said = credit_lines.tell(line)
    caption = said.caption
    credit, notice = credit_lines.clean(written) if written else ("", "")
    if said.credit and not credit:
        credit, notice = said.credit, said.copyright
    elif said.credit and credit and credit not in said.credit and said.credit not in credit and len(credit) + len(said.credit) > 150:
        caption = line
    if credit and caption.endswith(credit):
        caption = caption[: -len(credit)].rstrip(" |/-–—(")
    key = title.key(headline)
    if caption and key and title.key(caption).startswith(key):
        rest = caption[len(headline):].strip(" -–—|/.") if caption.startswith(headline) else ""
        credit = credit or (credit_lines.clean(rest)[0] if len(rest) <= 60 else "")
        caption = "" if len(rest) <= 60 else rest
    if len(caption) >= 200 and any(title.key(line) == title.key(caption) for line in body if line[:3] == caption[:3]):
        caption = ""
    if not credit and picture.alt:  # where the caption names nobody, the alternative text may
        of_alt = credit_lines.tell(picture.alt)
        credit, notice = (of_alt.credit, of_alt.copyright) if of_alt.caption else ("", "")
    caption = "" if credit and title.key(caption) == title.key(credit) else caption
    status = f"instructions: {said.instructions[:200]}" if said.instructions else picture.status
    return replace(picture, caption=caption, credit=credit, status=status, copyright=picture.copyright or notice, licence=licence)


def _is_new(image: model.Image, others: Iterable[model.Image]) -> bool:
    """Whether the words of a picture stand beside none of the others."""
    others = list(others)
    if image.caption:
        return all(_differ(image.caption, other.caption) for other in others if other.caption)
    return bool(image.credit) and all(image.credit not in other.credit for other in others)


def _unglued(caption: str, alt: str) -> str:
    """The caption without the alternative text that some templates glue to it."""
    if len(alt) > 15 and len(caption) > len(alt) + 10:
        if caption.startswith(alt) and not caption[len(alt)].isspace() and caption[len(alt)].isalpha():
            return caption[len(alt):].strip()
        if caption.endswith(alt) and caption[-len(alt) - 1] in ".!?)”\"":
            return caption[: -len(alt)].strip()
    return caption


def _merged(a: model.Image, b: model.Image) -> model.Image:
    return replace(a, caption=a.caption or b.caption, credit=a.credit or b.credit, licence=a.licence or b.licence, copyright=a.copyright or b.copyright,
                   width=a.width or b.width, height=a.height or b.height, alt=a.alt or b.alt, status=a.status or b.status, place=b.place if a.place is None else a.place)


def is_about(line: str, pictures: Iterable[model.Image], headline: str) -> bool:
    """Whether a line of the text only says what stands beside the pictures: alternative text, caption, headline, credit,
    in any order and glued together as some sites serve them.

    >>> is_about("A ferryFerry agroundGull Pictures", [model.Image(url="x", alt="A ferry", credit="Gull Pictures")], "Ferry aground")
    True
    """
    if len(line) > _LONGEST_GLUED:
        return False
    pieces = {piece for one in pictures for piece in (one.alt, one.caption, one.credit) if len(piece) > 3}
    if not pieces:
        return False
    rest, found = texts.fold(line), False
    for piece in sorted(pieces, key=len, reverse=True):
        folded = texts.fold(piece)
        if folded in rest:
            rest, found = rest.replace(folded, " "), True
    return found and not _WORD.search(rest.replace(texts.fold(headline), " "))
