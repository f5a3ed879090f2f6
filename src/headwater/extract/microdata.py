"""What a page says of its article in the attributes of its elements: microdata and RDFa, as one node of structured data.

In: the tree, before anything is taken from it. Out: a node with the names of schema.org, for pages whose scripts describe
no article. Never: the text itself, a property of another item nested in the article (a picture, a comment, a teaser), or
more elements than :data:`MOST`.

W3C Microdata (itemscope, itemtype, itemprop) and RDFa Lite 1.1 (vocab, typeof, property) are told alike here: an item is
an element with a type, and its properties are those of the elements below it which stand in no other item.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from headwater import text, urls
from headwater.extract import jsonld, markup

MOST = 20_000  # elements of a page that are looked at
_LONGEST = 2000  # characters of a value
_EACH = 40  # values of a property
_DEPTH = 6  # of items in items
_PROPERTIES = frozenset({
    "headline", "alternativeHeadline", "author", "creator", "editor", "contributor", "translator", "datePublished", "dateModified", "articleSection",
    "keywords", "publisher", "isAccessibleForFree", "license", "copyrightHolder", "copyrightNotice", "sourceOrganization", "provider", "isBasedOn",
    "isBasedOnUrl", "usageInfo", "name", "dateCreated", "url", "mainEntityOfPage", "dateline", "locationCreated"})
_OF_OTHERS = frozenset({"name", "url", "sameAs", "givenName", "familyName", "additionalName", "jobTitle"})  # of a person or an organisation
_LISTED = frozenset({"author", "creator", "editor", "contributor", "translator", "keywords", "license", "isBasedOn", "isBasedOnUrl", "sameAs"})
_MAIN = frozenset({"mainEntity", "mainEntityOfPage"})  # of an article that is told as the subject of its page
_ITEMS: Any = etree.XPath("descendant-or-self::*[@itemtype or @typeof]")
_ADDRESSES = ("href", "src", "data", "resource")


def article(root: markup.Element, base: str, url: str) -> jsonld.Node:
    """The node of the page's article; empty if the page's elements describe none, or several without saying which is the page's."""
    found: list[jsonld.Node] = []
    for element in _ITEMS(root)[:_EACH]:
        kind = _type(element)
        if kind and jsonld.is_article({"@type": kind}) and not set(_property(element)) - _MAIN:
            node = _node(element, kind, base, _PROPERTIES)
            for name, other in (("headline", "name"), ("datePublished", "dateCreated")):  # as the types above an article call them
                if node.get(other) and isinstance(node[other], str):
                    node.setdefault(name, node[other])
            if node.get("headline") or node.get("datePublished"):
                found.append(node)
    if len(found) > 1:  # a page with teasers that are items themselves
        here = urls.key(url) if url else ""
        found = [node for node in found if here and here in {urls.key(link) for link in (node.get("url"), node.get("mainEntityOfPage")) if isinstance(link, str)}]
    return found[0] if len(found) == 1 and not jsonld.is_of_another(found[0], url) else {}


def _type(element: markup.Element) -> str:
    """The last part of an item's type: "NewsArticle"; "" if the element is no item of schema.org."""
    given = element.get("itemtype") or element.get("typeof") or ""
    names = given.split()
    if not names or not (element.get("typeof") or element.get("itemscope") is not None):
        return ""
    return names[0].rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _property(element: markup.Element) -> list[str]:
    """The properties that an element tells: "schema:headline" is headline, "og:title" is none of them."""
    given = element.get("itemprop") or element.get("property") or ""
    return [name.rsplit("/", 1)[-1].removeprefix("schema:") for name in given.split()[:6]]


def _node(item: markup.Element, kind: str, base: str, wanted: frozenset[str], depth: int = 0) -> jsonld.Node:
    node: jsonld.Node = {"@type": kind}
    for element in _below(item):
        for name in _property(element):
            if name not in wanted:
                continue
            inner = _type(element)
            value = _node(element, inner, base, _OF_OTHERS, depth + 1) if inner and depth < _DEPTH else _value(element, name, base)
            if not value or (isinstance(value, dict) and len(value) < 2):
                continue
            if name not in _LISTED:
                node.setdefault(name, value)
            elif len(values := node.setdefault(name, [])) < _EACH and value not in values:
                values.append(value)
    return node


def _below(item: markup.Element) -> Iterator[markup.Element]:
    """The elements below an item down to the next items, those included, in the page's order."""
    stack = list(reversed(item))
    for _ in range(MOST):
        if not stack:
            return
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        yield element
        if not _type(element):
            stack.extend(reversed(element))


def _value(element: markup.Element, name: str, base: str) -> str:
    """What an element says: for machines first, then an address where one is asked for, then its words."""
    for attribute in ("content", "datetime"):
        if (given := element.get(attribute)) is not None:
            return text.squeeze(given[:_LONGEST])
    if name in ("url", "sameAs", "license", "isBasedOn", "isBasedOnUrl", "usageInfo", "mainEntityOfPage"):
        address = next((given for key in _ADDRESSES if (given := element.get(key))), "") or element.get("itemid") or ""
        return urls.absolute(address, base or None) or ""
    return "" if markup.is_longer(element, _LONGEST) else text.squeeze(markup.text(element))
