"""Pictures of the article with caption and credit, each for itself.

In: the tree before it is settled, the text's container, the page's declarations. Out: images in reading order, the
declared main image first. Never: icons, avatars, teaser pictures, or a credit within a caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from headwater import model, text, urls
from headwater.extract import jsonld, markup, title
from headwater.extract.head import Head

MAX_IMAGES = 40
_LONGEST_GLUED = 600  # characters
_WORD = re.compile(r"[^\W_]{2}")  # "by"
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-hi-res-src", "data-full-src", "data-image", "data-url", "data-srcset", "data-lazy-srcset",
         "srcset", "src")
_SKIP = re.compile(r"(?:^|[/_.-])(?:logo|icon|avatar|sprite|pixel|blank|placeholder|spacer|transparent|1x1|emoji|badge|button|favicon|author|profile)s?(?:[/_.-]|\d|$)|^data:|\.svg(?:$|\?)", re.I)
_SKIP_LABEL = re.compile(r"(?:^|[\s_-])(?:logo|icon|avatar|related\w*|recommend\w*|teasers?|promo\w*|author-?\w*|byline|share\w*|social\w*|comments?|footer|newsletter\w*|nav\w*|sidebar(?=$|\s|__)|more-\w+|most-\w+|trending)(?:$|[\s_-])")
_CAPTION = re.compile(r"caption|legend|bildunterschrift|bildtext|image-?(?:desc|text|title)|img-?desc|pie-?(?:de-?)?foto|didascalia|media-?(?:desc|text)|figure-?text|photo-?(?:desc|text)|epigrafe|bajada-foto")
_CREDIT = re.compile(r"credit|copyright|source|photographer|fotograf|agency|quelle|author|byline|rights|attribution")
_CREDIT_WORDS = (r"(?:photo(?:graph)?s?|foto(?:s|grafie|grafía)?|image|images|bild(?:er|quelle|nachweis|rechte)?|quelle|picture|credits?|source|imagen|immagine|illustration|grafik|graphic|"
                 r"ljósmynd|mynd|ảnh|zdjęcie|fot\.?|зображення|фото|©|\(c\)|copyright|写真|撮影|사진|图片|摄影|圖|صورة|تصوير|video|crédit|crédits|rechte|handout|visual)")
_LEADING = re.compile(  # "Foto: Jane Doe/dpa", "Image credit: AFP", "© dpa", "(Photo by Jane Doe)"
    rf"^[\s(\[|–—-]*{_CREDIT_WORDS}(?:\s*(?:credit|courtesy|source|by|von|de|di|par|via|of|copyright))?\s*[:：/=＝©|.]*\s*", re.I)
_TAIL = re.compile(  # "A river in flood. (Photo: Jane Doe/AFP)", "... | Bild: dpa", "... © AFP"
    rf"(?:[\s.,;|(\[–—/•-]|(?<=[.!?…\"”’)a-zäöüß])(?=[A-ZÄÖÜ©(]))(?<!AP )(?P<credit>\(?(?:{_CREDIT_WORDS}\s*(?:credit\s*|by\s+|von\s+|courtesy(?: of)?\s*)?[:：=＝]|ljósmynd/|foto/|©|\(c\)|credits?\s|photo by\s|photograph(?:ed)? by\s)\s*[^\n]{{2,120}})$", re.I)
_AGENCY = r"(?:getty images|afp|ap photo|ap|reuters|dpa|epa|efe|ansa|imago|picture alliance|shutterstock|istock|alamy|keystone|apa|ntb|scanpix|belga|anp|lusa|pap|xinhua|tass|kyodo|jiji|yonhap|pa wire|pa media|zuma press|bloomberg|unsplash|pixabay|wikimedia commons|anadolu)"
_PAREN = re.compile(rf"\s*[(\[]((?:[^()\[\]]{{0,60}}?[/,:|\s])?{_AGENCY}(?:[/,|\s][^()\[\]]{{0,50}})?)[)\]]\s*\.?$", re.I)  # "... (AP Photo/Jane Doe)"
_GLUED = re.compile(rf"(?<=[.!?\"”’…)])\s*((?:[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){{0,3}}\s?[/|,–-]\s?)?{_AGENCY}(?:\s?[/|,]\s?[\w.’' -]{{2,40}}|\s+via\s+[\w ]{{2,30}})?)$", re.I)  # "...in flood.REUTERS"
_STUCK = re.compile(r"(?<=[a-z\"”’])((?:AFP|REUTERS|Reuters|EPA|EFE|ANSA|APA|Getty Images|DPA|Shutterstock|AP Photo)(?:/[\w.’' -]{2,40})?)$")  # "rescue workers at workAFP"
_BAR = re.compile(r"(?<=\S)\s+\|\s+([^|.!?]{3,70})$")  # "The river. | Jane Doe/AFP via Getty Images"
_EAST = re.compile(r"(?:(?<=다\.)\s*|＝|=)([\uac00-\ud7a3A-Z]{2,10}(?:\s?기자|\s제공)?\d?|[\u3040-\u9fffＡ-Ｚ]{1,12})$")  # "...있다. 연합뉴스", "...＝共同"
_BYLINE = re.compile(r"^(?:von|by|par|por|di)\s+[A-ZÄÖÜÉ]\w+\s+\S+", re.I)  # "Von Jane Doe": a portrait beside a name
_PICTURE_BOX = re.compile(r"(?:^|[\s_-])(?:picture|image|photo|media|figure|foto|bild|img)s?(?:$|[\s_-])")  # class "article__picture"
_DURATION = re.compile(r"^[\d:.,\s]+(?:min|sec|s)?\.?$")  # "2:43 min"
_NOISE = re.compile(r"\b(?:vis mer|mehr anzeigen|show more|enlarge(?: image)?|bild vergrößern|zoom|open image in gallery|view image in fullscreen|toggle caption|hide caption|"
                    r"click to enlarge|ampliar|agrandir|show caption|i)\s*$|^(?:open image in gallery|view image in fullscreen|image|bild \d+ von \d+|\d+\s*/\s*\d+)\b[:\s]*", re.I)
_TWO_SENTENCES = re.compile(r"[.!?]\s+[A-Z]")  # "dpa. The river"
_SIZE = re.compile(r"(?<=[/=_x-])\d{2,4}(?=[/&._x-]|$)")  # "/max/1200/a.jpg", "?w=640"
_WIDTH = re.compile(r"\s(\d{2,4})w")  # "a.jpg 640w"


def images(root: markup.Element, head: Head, *, headline: str, body: Iterable[str], container: markup.Element | None,
           heading: markup.Element | None = None) -> tuple[model.Image, ...]:
    """The article's pictures. ``container`` holds the text, ``heading`` is the headline's element."""
    found: dict[str, model.Image] = {}
    told = {title.key(line) for line in body}
    for picture in [*_shown(_scope(root, container, heading), head, container), *_declared(head)]:
        key = _key(picture.url)
        tidy = _tidy(picture, headline, told)
        if key in found:
            found[key] = _merged(found[key], tidy)
        elif len(found) < MAX_IMAGES:
            found[key] = tidy
    main = next((_key(url) for url in _main(head)), "")
    ordered = sorted(found.items(), key=lambda item: item[0] != main)
    return tuple(picture for _, picture in ordered)


def _key(url: str) -> str:
    """What two sizes of one picture share: the path's last part, without sizes."""
    path = re.sub(r"[?#].*$", "", url)
    name = re.sub(r"(?:[-_]?\d{2,4}x\d{2,4}|[-_]w?\d{3,4}|-scaled)(?=\.\w+$)", "", path.rsplit("/", 1)[-1])
    return name.lower() if len(name) > 12 else path.lower()


def _main(head: Head) -> list[str]:
    return [address for value in (head.meta("og:image", "og:image:url", "twitter:image")) .split("\n")
            if (address := urls.absolute(value, head.base or None))]


def _declared(head: Head) -> list[model.Image]:
    found = []
    for value in jsonld.listed(head.article.get("image"))[:10]:
        if isinstance(value, dict):
            address = value.get("url") or value.get("contentUrl") or value.get("@id")
            if isinstance(address, str) and (url := urls.absolute(address, head.base or None)):
                found.append(model.Image(
                    url=url, caption=jsonld.string(value.get("caption") or value.get("description")), credit=jsonld.string(value.get("creditText") or value.get("author")
                                                                                                  or value.get("creator")),
                    licence=jsonld.string(value.get("license")), copyright=jsonld.string(value.get("copyrightNotice") or value.get("copyrightHolder")),
                    width=_number(value.get("width")), height=_number(value.get("height"))))
        elif isinstance(value, str) and (url := urls.absolute(value, head.base or None)):
            found.append(model.Image(url=url))
    found += [model.Image(url=url, alt=jsonld.plain(head.meta("og:image:alt", "twitter:image:alt"))) for url in _main(head)]
    return found


def _shown(scope: markup.Element, head: Head, container: markup.Element | None) -> list[model.Image]:
    """Pictures in figures of the article, and bare ones inside its text or with a caption."""
    found: list[model.Image] = []
    seen: set[markup.Element] = set()
    for node in scope.iter("figure", "img", "amp-img"):
        if len(found) >= MAX_IMAGES:
            break
        if node in seen:
            continue
        near = list(_near(node, scope))
        if any(markup.name(above) in ("nav", "footer", "aside") or _SKIP_LABEL.search(markup.label(above)) for above in (node, *near)):
            continue
        if node.tag == "figure":
            picture = _of_several([inner for inner in node.iter("img", "amp-img", "source", "video") if _address(inner, head) and not _is_pixel(inner)], head)
            captioned = node.find(".//figcaption") is not None
            if picture is None or (not captioned and any(above.tag == "a" and markup.is_longer(above, 20) for above in near)):
                continue
            seen.update(node.iter())
            figure = _of_figure(node, picture, head)
            if not _BYLINE.match(figure.caption):
                found.append(figure)
        elif _address(node, head) and not ((width := _number(node.get("width"))) and width < 150) and not any(
                above.tag == "a" and markup.is_longer(above, 30) for above in near):
            within = container is not None and container in near
            picture = _of_box(node, near, head, loose=within)
            if (picture.caption or picture.credit or within) and not _BYLINE.match(picture.caption):
                found.append(picture)
    return found


def _of_several(pictures: list[markup.Element], head: Head) -> markup.Element | None:
    """The first picture of a figure; where it stands there in several sizes, as a preview and in ``noscript``, the largest."""
    if not pictures:
        return None
    key = _key(_address(pictures[0], head))
    same = [one for one in pictures if one.tag == pictures[0].tag and _key(_address(one, head)) == key]
    return max(same, key=lambda one: max(map(int, _SIZE.findall(_address(one, head))), default=0))


def _is_pixel(node: markup.Element) -> bool:
    """Whether a picture only counts visits."""
    sizes = [size for name in ("width", "height") if (size := _number(node.get(name))) is not None]
    return bool(sizes) and max(sizes) <= 2


def _scope(root: markup.Element, container: markup.Element | None, heading: markup.Element | None) -> markup.Element:
    """Where the article's pictures stand: what holds both its headline and its text."""
    if container is None:
        return root
    own = [container, *container.iterancestors()]
    if heading is not None:
        above = set(heading.iterancestors())
        return next((element for element in own if element in above), root)
    return next((element for element in own if element.tag in ("article", "main")), own[min(2, len(own) - 1)])


def _near(node: markup.Element, scope: markup.Element) -> Iterable[markup.Element]:
    for count, above in enumerate(node.iterancestors()):
        if above is scope or count > 8:
            return
        yield above


def _address(node: markup.Element, head: Head) -> str:
    best, width = "", -1
    for name in _LAZY:
        value = node.get(name)
        if not value:
            continue
        parts = [value] if "srcset" not in name else re.split(r",\s+", value[:6000])
        for part in parts[:20]:
            address = urls.absolute(part.strip().split(" ")[0], head.base or None)
            wide = int(match[1]) if (match := _WIDTH.search(part)) else 0
            if address and not _SKIP.search(address) and wide > width and (not best or wide):
                best, width = address, wide
        if best and width > 0:
            break
    return best


def _number(value: object) -> int | None:
    match = re.match(r"\s*(\d{1,5})", str(value or ""))
    return int(match[1]) if match else None


def _of_figure(figure: markup.Element, picture: markup.Element, head: Head) -> model.Image:
    caption_node = figure.find(".//figcaption")
    if caption_node is None:
        caption_node = next((node for node in figure.iter("div", "p", "span") if _CAPTION.search(markup.label(node))), None)
    return _image(picture, caption_node if caption_node is not None else None, figure, head)


def _of_box(picture: markup.Element, near: list[markup.Element], head: Head, *, loose: bool) -> model.Image:
    """A picture without figure: its caption is called so, or (``loose``) is all the unlinked text of the box around it."""
    for box in near[:4]:
        if sum(1 for _ in box.iter("img")) > 1:
            break
        node = next((node for node in box.iter("div", "p", "span", "em", "td", "dd", "figcaption") if _CAPTION.search(markup.label(node)) and node is not box), None)
        if node is not None:
            return _image(picture, node, box, head)
        if box.tag in ("article", "main", "section", "td", "p", "body") or markup.is_longer(box, 400):
            break
        if (loose or _PICTURE_BOX.search(markup.label(box))) and markup.is_longer(box, 8):
            linked = any(markup.is_longer(link, 15) for link in box.iter("a")) or any(above.tag == "a" for above in near)
            return _image(picture, None, picture, head) if linked else _image(picture, box, box, head)
    return _image(picture, None, picture, head)


def _image(picture: markup.Element, caption: markup.Element | None, box: markup.Element, head: Head) -> model.Image:
    credit_nodes = [node for node in box.iter("span", "div", "p", "small", "cite", "em", "a", "strong", "li", "i", "footer")
                    if node.tag == "footer" or (_CREDIT.search(markup.label(node)) and not _CAPTION.search(markup.label(node).replace("caption-credit", "").replace("caption__credit", "")))]
    outer = [node for node in credit_nodes if 1 < len(markup.text(node)) <= 160 and not any(above in credit_nodes for above in node.iterancestors())]
    credit = ""
    for line in dict.fromkeys(markup.text(node) for node in outer[:3]):
        credit = credit if clean_credit(line) in credit else f"{credit} {line}".strip()
    words = markup.text(caption)
    for node in outer[:3]:
        words = _without(words, markup.text(node)) if caption is not None and (caption is node or caption in set(node.iterancestors())) else words
    return model.Image(url=_address(picture, head), caption=words, credit=credit, alt=jsonld.plain((picture.get("alt") or "")[:1000]),
                       copyright=jsonld.plain((picture.get("data-copyright") or "")[:300]),
                       width=_number(picture.get("width")), height=_number(picture.get("height")))


def _without(whole: str, part: str) -> str:
    """A line without a piece of it, from its end."""
    head, found, tail = whole.rpartition(part)
    return f"{head} {tail}".strip() if found and part else whole


def _tidy(picture: model.Image, headline: str, told: set[str]) -> model.Image:
    caption, found = split(picture.caption)
    credit = clean_credit(picture.credit) or found
    if credit and caption.endswith(credit):
        caption = caption[: -len(credit)].rstrip(" |/-–—(")
    key = title.key(headline)
    if title.key(caption) == key or (key and title.key(caption).startswith(key)):
        rest = caption[len(headline):].strip(" -–—|/.") if caption.startswith(headline) else ""
        credit = credit or (clean_credit(rest) if len(rest) <= 60 else "")
        caption = "" if len(rest) <= 60 else rest
    if title.key(caption) in told:
        caption = caption if len(caption) < 200 else ""
    alt = title.key(picture.alt)
    if alt and len(alt) > 15 and title.key(caption).startswith(alt) and len(title.key(caption)) > len(alt) + 12:
        pass
    return replace(picture, caption=_unglued(caption, picture.alt), credit=credit)


def _unglued(caption: str, alt: str) -> str:
    """The caption without the alternative text that some templates glue to it."""
    if len(alt) > 15 and len(caption) > len(alt) + 10:
        if caption.startswith(alt) and not caption[len(alt)].isspace():
            return caption[len(alt):].strip()
        if caption.endswith(alt) and caption[-len(alt) - 1] in ".!?)”\"" :
            return caption[: -len(alt)].strip()
    return caption


def split(line: str) -> tuple[str, str]:
    """Caption and credit of a line that holds both; the credit without its label."""
    caption = _NOISE.sub("", _NOISE.sub("", line).strip()).strip()
    match = _LEADING.match(caption)
    if match and len(caption) <= 110 and re.search(r"[:：/=©|]", match[0]) and not _TWO_SENTENCES.search(caption[match.end() :]):
        return "", clean_credit(caption)
    for pattern in (_PAREN, _GLUED, _STUCK, _EAST):
        if match := pattern.search(caption):
            return caption[: match.start()].rstrip(" |/-–—("), clean_credit(match[1])
    if match := _TAIL.search(caption):
        return caption[: match.start("credit")].rstrip(" |/-–—([•,;"), clean_credit(match["credit"])
    if match := _BAR.search(caption):
        return caption[: match.start()].rstrip(), clean_credit(match[1])
    return caption, ""


def clean_credit(line: str) -> str:
    """A credit without "Photo:" before it and brackets around it."""
    credit = jsonld.plain(line[:300])
    for _ in range(3):
        shorter = _LEADING.sub("", credit).strip()
        if not shorter or shorter == credit:
            break
        credit = shorter
    credit = re.sub(r"\s*(?:기자|제공)$", "", _NOISE.sub("", credit)).strip(" |,;:–—-•")
    if credit.startswith("(") and credit.endswith(")"):
        credit = credit[1:-1].strip()
    if credit.endswith(")") and "(" not in credit:
        credit = credit[:-1].strip()
    return "" if _DURATION.match(credit) else credit[:160]


def _merged(a: model.Image, b: model.Image) -> model.Image:
    return replace(a, caption=a.caption or b.caption, credit=a.credit or b.credit, licence=a.licence or b.licence,
                   copyright=a.copyright or b.copyright, width=a.width or b.width, height=a.height or b.height, alt=a.alt or b.alt)


def is_about(line: str, pictures: Iterable[model.Image], headline: str) -> bool:
    """Whether a line of the text only says what stands beside the pictures: alternative text, caption, headline, credit,
    in any order and glued together as some sites serve them.

    >>> is_about("A ferryFerry agroundGull Pictures", [model.Image(url="x", alt="A ferry", credit="Gull Pictures")], "Ferry aground")
    True
    """
    if len(line) > _LONGEST_GLUED:
        return False
    rest, found = text.fold(line), False
    pieces = {piece for one in pictures for piece in (one.alt, one.caption, one.credit) if len(piece) > 3}
    for piece in sorted(pieces, key=len, reverse=True):
        folded = text.fold(piece)
        if folded in rest:
            rest, found = rest.replace(folded, " "), True
    return found and not _WORD.search(rest.replace(text.fold(headline), " "))
