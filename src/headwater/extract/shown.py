"""Pictures that a page shows within its article, with the words beside them.

In: the tree before it is settled, the text's container, the headline's element. Out: :class:`Shown`, in the page's order.
Never: navigation, teasers, portraits beside bylines, videos' posters, counting pixels.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from headwater import model
from headwater.extract import addresses, captions, declared, jsonld, markup
from headwater.extract.captions import Beside

MOST = 40
_SMALL = 150  # pixels
_LARGE = 300
_MOST_BESIDE = 8  # pictures of a figure
_ABOVE = 9  # elements around a picture that are looked at
_SKIP_LABEL = re.compile(
    r"(?:^|[\s_-])(?:logo|icon|avatar|related\w*|recommend\w*|teasers?|promo\w*|author-?\w*|byline|share\w*|social\w*|comments?|footer|newsletter\w*|nav\w*|sidebar(?=$|\s|__)|more-\w+|most-\w+|trending)(?:$|[\s_-])")
_BYLINE = re.compile(r"^(?:von|by|par|por|di)\s+[A-ZÄÖÜÉ]\w+\s+\S+", re.I)  # "Von Jane Doe": a portrait beside a name
_VIDEO = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?\s+\S")  # "2:34 Ships leave": the teaser of a video
_OWN_ELEMENT = re.compile(r"^[a-z]+(?:-[a-z0-9]+)*$")
_PICTURE_NAME = re.compile(r"image|img|picture|photo|figure|foto")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture as the page shows it, its words not yet told apart."""

    node: markup.Element
    image: model.Image
    within: bool  # inside the text's container
    sure: bool = True  # whether the page itself calls its caption one


def shown(root: markup.Element, base: str | None, *, container: markup.Element | None, heading: markup.Element | None,
          main: frozenset[str] = frozenset()) -> list[Shown]:
    """Pictures in figures of the article, and bare ones inside its text or with a caption. Of ``main``, the keys of those that
    the page declares to be the article's, the first one also where it stands elsewhere on the page, as above the headline."""
    look = _Look(scope(root, container, heading), base, container, heading)
    found = look.all("figure", "img", "amp-img") or look.all(*sorted(_own_elements(look.scope)))
    if main and look.scope is not root and not any(addresses.key(one.image.url) in main for one in found):
        found[:0] = _Look(root, base, container, heading).all("figure", "img", "amp-img", only=main)[:1]
    return found or _above(look.scope, base, container, heading)


def _above(scope_: markup.Element, base: str | None, container: markup.Element | None, heading: markup.Element | None) -> list[Shown]:
    """The one picture with a caption that stands right above an article without any."""
    for element in itertools.islice((scope_, *scope_.iterancestors()), 3):
        parent = element.getparent()
        if parent is None or element.tag == "body":
            break
        for box in itertools.islice(element.itersiblings(preceding=True), 2):
            if markup.name(box) in ("div", "section", "figure") and not markup.is_longer(box, 500) and (one := _Look(parent, base, container, heading).above(box)) is not None:
                return [one]
    return []


def scope(root: markup.Element, container: markup.Element | None, heading: markup.Element | None) -> markup.Element:
    """Where the article's pictures stand: what holds both its headline and its text."""
    if container is None:
        return root
    own = [container, *container.iterancestors()]
    if heading is not None:
        above = set(heading.iterancestors())
        return next((element for element in own if element in above), root)
    return next((element for element in own if element.tag in ("article", "main")), own[min(2, len(own) - 1)])


def _own_elements(within: markup.Element) -> set[str]:
    """Names of elements of a site's own making that are pictures: "lazy-image"."""
    return {name for node in within.iter() if "-" in (name := markup.name(node)) and _OWN_ELEMENT.match(name) and _PICTURE_NAME.search(name)}


class _Look:
    """One walk over a page; remembers of which elements it is known that nothing in them is the article's."""

    def __init__(self, within: markup.Element, base: str | None, container: markup.Element | None, heading: markup.Element | None = None) -> None:
        self.scope = within
        self._base = base
        self._container = container
        kin = [above for one in (container, heading) if one is not None for above in (one, *one.iterancestors())]
        self._barred: dict[markup.Element, bool] = dict.fromkeys(kin, False)  # what holds the text holds no teasers alone

    def all(self, *tags: str, only: frozenset[str] = frozenset()) -> list[Shown]:
        if not tags:
            return []
        found: list[Shown] = []
        seen: set[markup.Element] = set()
        for node in self.scope.iter(*tags):
            if node in seen or (only and not self._is_one_of(node, only)):
                continue
            near = list(self._near(node))
            if not only and (self._is_barred(node) or any(self._is_barred(above) for above in near)):
                continue
            one = self._figure(node, near, seen) if node.tag == "figure" else self._bare(node, near)
            if one is not None:
                found += [one, *(self._beside(node, one, near) if node.tag == "figure" else ())]
                if len(found) >= MOST:
                    break
        return found

    def _is_within(self, near: list[markup.Element]) -> bool:
        return self._container is not None and (self._container is self.scope or self._container in near)

    def _is_one_of(self, node: markup.Element, keys: frozenset[str]) -> bool:
        pictures = (node,) if node.tag != "figure" else itertools.islice(node.iter("img", "amp-img"), 3)
        return any((address := addresses.best(one, self._base)) and addresses.key(address) in keys for one in pictures)

    def _near(self, node: markup.Element) -> Iterator[markup.Element]:
        """What encloses a picture; not its ``source`` elements, within each other as libxml2 does not know them to be empty."""
        count = 0
        for above in node.iterancestors():
            if above is self.scope or count >= _ABOVE:
                return
            if above.tag not in ("source", "picture"):
                count += 1
                yield above

    def _is_barred(self, element: markup.Element) -> bool:
        known = self._barred.get(element)
        if known is None:
            known = element.tag in ("nav", "footer", "aside") or _names_another(markup.label(element))
            self._barred[element] = known
        return known

    def _figure(self, node: markup.Element, near: list[markup.Element], seen: set[markup.Element]) -> Shown | None:
        picture, address = self._of_several([inner for inner in node.iter("img", "amp-img", "source") if not _is_pixel(inner)])
        if picture is None and next(node.iter("figcaption"), None) is not None:
            picture, address = next(((inner, url) for inner in node.iter() if (url := addresses.background(inner, self._base))), (None, ""))
            if picture is None:
                return next((one for inner in node.iter(*_own_elements(node)) if (one := self._read(inner, near, node))), None) if _own_elements(node) else None
        if picture is None:
            return None
        captioned = node.find(".//figcaption") is not None
        if not captioned and any(above.tag == "a" and markup.is_longer(above, 20) for above in near):
            return None
        seen.update(node.iter("figure", "img", "amp-img"))
        return self._shown(picture, address, captions.of_figure(node, picture, near), near)

    def _beside(self, figure: markup.Element, first: Shown, near: list[markup.Element]) -> list[Shown]:
        """The other large pictures of a figure, with the words that it has for all of them."""
        keys = {addresses.key(first.image.url)}
        found: list[Shown] = []
        for node in itertools.islice(figure.iter("img", "amp-img"), _MOST_BESIDE):
            address = addresses.best(node, self._base) if (_width(node) or 0) >= _LARGE and next(node.iterancestors("figure"), None) is figure else ""
            if address and addresses.key(address) not in keys and not _names_another(markup.label(node)):
                keys.add(addresses.key(address))
                image = replace(first.image, url=address, alt=jsonld.plain((node.get("alt") or "")[:1000]), width=_width(node), height=declared.number(node.get("height")))
                found.append(replace(first, node=node, image=image, within=self._is_within(near)))
        return found

    def above(self, box: markup.Element) -> Shown | None:
        """The picture of a box above the article, where it has words of its own."""
        for node in itertools.islice(box.iter("figure", "img", "amp-img"), 3):
            near = list(self._near(node))
            if self._is_barred(node) or any(self._is_barred(one) for one in near):
                return None
            one = self._figure(node, near, set()) if node.tag == "figure" else self._bare(node, near)
            if one is not None and (one.image.caption or one.image.credit):
                return one
        return None

    def _read(self, inner: markup.Element, near: list[markup.Element], figure: markup.Element) -> Shown | None:
        address = addresses.best(inner, self._base)
        return self._shown(inner, address, captions.of_figure(figure, inner, near), near) if address else None

    def _bare(self, node: markup.Element, near: list[markup.Element]) -> Shown | None:
        width = _width(node) or _SMALL
        if (width < _SMALL and not (node.tag == "amp-img" and width <= 32)) or any(  # there they may be a ratio: 16 and 9
                above.tag == "a" and markup.is_longer(above, 30) for above in near):
            return None
        address = addresses.best(node, self._base)
        if not address:
            return None
        within = self._is_within(near)
        beside = captions.of_bare(node, near, loose=within)
        return self._shown(node, address, beside, near) if within or beside.caption or beside.credit else None

    def _shown(self, node: markup.Element, address: str, beside: Beside, near: list[markup.Element]) -> Shown | None:
        if _BYLINE.match(beside.caption) or _VIDEO.match(beside.caption):
            return None
        image = model.Image(
            url=address, caption=beside.caption, credit=beside.credit, copyright=beside.copyright[:300], licence=beside.licence[:500],
            alt=jsonld.plain((node.get("alt") or "")[:1000]), width=_width(node), height=declared.number(node.get("height")))
        within = self._is_within(near)
        if not (beside.caption or beside.credit) and self._is_teaser(near):
            return None
        return Shown(node=node, image=image, within=within, sure=beside.sure)

    def _is_teaser(self, near: list[markup.Element]) -> bool:
        """Whether a picture without words stands in a box of its own beside a link with words, as teasers do."""
        for box in near[:4]:
            if box is self._container or box.tag in ("p", "body", "main"):
                return False
            if next((link for link in box.iter("a") if markup.is_longer(link, 20)), None) is not None:
                return not markup.is_longer(box, 600)
        return False

    def _of_several(self, pictures: list[markup.Element]) -> tuple[markup.Element | None, str]:
        """The first picture of a figure; where it stands there in several sizes, as a preview and in ``noscript``, the largest."""
        first: markup.Element | None = None
        best, wide = "", 0
        for one in pictures[:6]:
            if first is not None and one.tag != first.tag:
                continue
            address = addresses.best(one, self._base)
            if not address:
                continue
            if first is None:
                first, best, wide = one, address, addresses.size(address)
            elif addresses.key(address) == addresses.key(best) and (size := addresses.size(address)) > wide:
                best, wide = address, size
        return first, best


@lru_cache(maxsize=4096)
def _names_another(label: str) -> bool:
    return bool(label) and _SKIP_LABEL.search(label) is not None


def _width(node: markup.Element) -> int | None:
    return declared.number(value) if (value := node.get("width")) else None


def _is_pixel(node: markup.Element) -> bool:
    """Whether a picture only counts visits."""
    sizes = [size for name in ("width", "height") if (value := node.get(name)) and (size := declared.number(value)) is not None]
    return bool(sizes) and max(sizes) <= 2
