"""Pictures as a page declares them: JSON-LD ImageObjects of the article, and those that link previews show.

In: the page's declarations. Out: images, and what ImageObjects say of a picture that the page shows. Never: a picture
of another article, or a logo.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from headwater import model, urls
from headwater.extract import addresses, credit_lines, jsonld
from headwater.extract.head import Head

_MOST = 10  # pictures of an article's own list
_MOST_OBJECTS = 200
_STANDS_IN = re.compile(  # "/assets/default-share.png", "/og_default.jpg": what a site shows for pages without a picture
    r"(?:^|[/_.-])(?:(?:default|fallback|generic)[_.-]?(?:share|sharing|social|og|open-?graph|image|img|thumb\w*|facebook|twitter|card|logo|post|news|article|cover|picture)"
    r"|(?:share|sharing|social|og|open-?graph|facebook|twitter|fb)(?:[_.-]?(?:image|img))?[_.-]?(?:default|fallback|generic|logo))(?=[_.-])[^/]*$", re.I)
_NO_NAME = 25  # characters: a shorter name is that of a file


class Declared:
    """The ImageObjects of a page, by their own name and by the picture that they are about."""

    def __init__(self, head: Head) -> None:
        self._head = head
        people = [*jsonld.listed(head.article.get("author")), *jsonld.listed(head.article.get("publisher"))]
        self._names = {jsonld.string(one).casefold() for one in people[:20]}
        self._objects: list[jsonld.Node] = []
        self._by_id: dict[str, jsonld.Node] = {}
        self._by_key: dict[str, jsonld.Node] | None = None
        for node in head.nodes:
            if node.get("@type") in ("ImageObject", "Photograph", ["ImageObject"]) and len(self._objects) < _MOST_OBJECTS:
                self._objects.append(node)
                if isinstance(name := node.get("@id"), str) and len(node) > 2:
                    self._by_id.setdefault(name, node)

    def listed(self) -> list[model.Image]:
        """The article's own pictures, then those of link previews."""
        found = []
        for value in jsonld.listed(self._head.article.get("image"))[:_MOST]:
            if isinstance(value, dict):
                value = self._by_id.get(str(value.get("@id")), value) if len(value) <= 2 else value
                if (image := self._image(value)) is not None:
                    found.append(image)
            elif isinstance(value, str) and (url := addresses.absolute(value, self._head.base or None)):
                found.append(model.Image(url=url))
        alt = jsonld.plain(self._head.meta("og:image:alt", "twitter:image:alt")[:1000])
        return [*found, *(model.Image(url=url, alt=alt) for url in main(self._head))]

    def joined(self, image: model.Image) -> model.Image:
        """A shown picture with what its ImageObject says: it fills what the page leaves out."""
        if not self._objects:
            return image
        if self._by_key is None:
            self._by_key = {}
            for node in self._objects:
                if address := _address(node, self._head):
                    self._by_key.setdefault(addresses.key(address), node)
        node = self._by_key.get(addresses.key(image.url))
        said = self._image(node) if node is not None else None
        if said is None:
            return image
        return replace(image, caption=image.caption or said.caption, credit=image.credit or said.credit, licence=image.licence or said.licence,
                       copyright=image.copyright or said.copyright, width=image.width or said.width, height=image.height or said.height)

    def _image(self, node: jsonld.Node) -> model.Image | None:
        url = _address(node, self._head)
        if not url:
            return None
        get = partial(_string, node)
        name = get("name")
        licence = get("license") or get("acquireLicensePage") or get("usageInfo")
        return model.Image(
            url=url, caption=get("caption") or get("description") or (name if len(name) > _NO_NAME and " " in name else ""), credit=self._credit(node),
            licence=licence if "://" not in licence else urls.absolute(licence, None) or "", copyright=get("copyrightNotice") or get("copyrightHolder"),
            width=number(node.get("width")), height=number(node.get("height")))

    def _credit(self, node: jsonld.Node) -> str:
        """creditText, with the creator before it where it leaves them out; else the author or creator, unless a template
        wrote the article's own author or outlet there."""
        text = _string(node, "creditText")
        if not text:
            return next((name for key in ("author", "creator") if (name := _string(node, key)) and name.casefold() not in self._names), "")
        makers = ", ".join(dict.fromkeys(name for value in jsonld.listed(node.get("creator"))[:4] if (name := jsonld.string(value))))
        line, _ = credit_lines.clean(text)
        is_new = makers and line and makers.casefold() not in line.casefold() and makers.casefold() not in self._names and credit_lines.is_name(makers)
        return f"{makers} / {line}" if is_new else text


def main(head: Head) -> list[str]:
    """The pictures of link previews, absolute."""
    values = head.meta("og:image", "og:image:url", "twitter:image").split("\n")
    return [address for value in values if (address := addresses.absolute(value, head.base or None)) and not _STANDS_IN.search(address.split("?")[0])]


def _address(node: jsonld.Node, head: Head) -> str:
    for key in ("contentUrl", "url"):
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and (address := addresses.absolute(value, head.base or None)):
            return address
    value = node.get("@id")
    return addresses.absolute(value, head.base or None) if isinstance(value, str) and "#" not in value else ""


def _string(node: jsonld.Node, key: str) -> str:
    value: Any = node.get(key)
    if isinstance(value, dict) and isinstance(value.get("@id") or value.get("url"), str) and not value.get("name"):
        return str(value.get("@id") or value.get("url"))
    return jsonld.string(value)


def number(value: object) -> int | None:
    """Whole pixels of a written size: "640", "640px"; None if it is none."""
    if isinstance(value, dict):
        value = value.get("value")
    digits = str(value or "").strip()[:5]
    while digits and not digits.isdigit():
        digits = digits[:-1]
    return int(digits) if digits else None
