"""What a page's head declares, read once: meta elements, links, structured data, microdata.

In: the tree. Out: a :class:`Head` from which title, authors, dates, images and signals are taken. Never: a judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headwater import text, urls
from headwater.extract import jsonld, markup, microdata

_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_MAX_METAS = 600
_MAX_LINKS = 600
_SHORT_SCRIPT = 400  # characters that hold no text of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The declarations of a page."""

    url: str  # the page's address
    base: str  # what relative addresses are resolved against
    metas: dict[str, list[str]] = field(default_factory=dict)  # lower-case name -> contents, in order
    links: tuple[tuple[str, str, str], ...] = ()  # (rel, href, hreflang or type)
    title: str = ""  # the title element
    language: str = ""  # the html element's lang, as written
    article: jsonld.Node = field(default_factory=dict)  # the JSON-LD node of the article, or what its elements say in its place
    told: str = "jsonld"  # how the node was told: "jsonld", or "microdata" for attributes of elements
    nodes: tuple[jsonld.Node, ...] = ()  # all JSON-LD nodes
    broken: tuple[str, ...] = ()  # words on scripts that did not parse
    scripts: tuple[str, ...] = ()  # other JSON that the page carries, raw

    def meta(self, *names: str) -> str:
        """The first content that is not empty, in the order of the names asked for."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return ""

    def where(self, place: str) -> str:
        """The name of a place of the article's node as the page tells it: "jsonld.author" or "microdata.author"."""
        return place.replace("jsonld.", f"{self.told}.", 1) if place.startswith("jsonld.") else place

    def link(self, rel: str) -> str:
        """The first address of a relation, absolute; "" if none."""
        return next((href for found, href, _ in self.links if rel in found.split()), "")


def read(root: markup.Element, url: str) -> Head:
    """Everything declared by the page; call before :func:`markup.settle`, which drops scripts."""
    base = next((href for node in root.iter("base") if (href := urls.absolute(node.get("href") or "", url or None))), url)
    linked, others = _scripts(root)
    nodes, broken = jsonld.nodes(linked)
    title = next(root.iter("title"), None)
    own = jsonld.main(nodes, url)
    marked = {} if own else microdata.article(root, base, url)
    return Head(
        url=url, base=base, metas=_metas(root), links=tuple(_links(root, base)),
        title=jsonld.plain(markup.raw_text(title)[:1000] if title is not None else ""),
        language=(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""),
        article=own or marked, told="microdata" if marked else "jsonld", nodes=tuple(nodes), broken=tuple(broken), scripts=others,
    )


def _scripts(root: markup.Element) -> tuple[list[str], tuple[str, ...]]:
    linked: list[str] = []
    others: list[str] = []
    for script in root.iter("script"):
        source = script.text or ""
        if "ld+json" in (script.get("type") or "").lower():
            linked.append(source)
        elif len(source) > _SHORT_SCRIPT or "push([" in source:  # rows of a framework's state come in pieces of any length
            others.append(source)
    return linked, tuple(others)


def _metas(root: markup.Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for count, node in enumerate(root.iter("meta")):
        if count >= _MAX_METAS:
            break
        content = node.get("content")
        if content is None:
            continue
        for key in _META_KEYS:
            if name := node.get(key):
                values = found.setdefault(name.strip().lower(), [])
                if len(values) < 40:
                    values.append(text.squeeze(content[:5000]))
    return found


def _links(root: markup.Element, base: str):
    for count, node in enumerate(root.iter("link")):
        if count >= _MAX_LINKS:
            break
        rel, href = (node.get("rel") or "").lower(), node.get("href") or ""
        wanted = rel and href and "stylesheet" not in rel and "icon" not in rel and "pre" not in rel
        if wanted and (address := urls.absolute(href, base or None)):
            yield rel, address, node.get("hreflang") or node.get("type") or ""
