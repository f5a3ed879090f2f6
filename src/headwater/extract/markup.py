"""The page as a tree: parsed once, read by every room.

In: markup as text. Out: an lxml tree without comments, and helpers that read text from it. Never: recursion, or a
tree deeper than :data:`nesting.CAP`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from headwater import nesting
from headwater import text as texts
from headwater.extract import attributes

Element = Any  # an lxml element: lxml ships no types

_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")  # '<?xml version="1.0" encoding="utf-8"?>'
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which JSON can hold and UTF-8 cannot
_NOT_XML = bytes(32 if byte < 32 and byte not in b"\t\n\r" else byte for byte in range(256))  # control characters become spaces
_NO_CHARACTERS = ("\ufffe", "\uffff")
_LONGEST = 9_000_000  # bytes; libxml2 takes no text beyond 10 million without its "huge" mode, which lifts its limit on depth too: never
_TOO_DEEP: Any = etree.XPath("boolean(" + "/*" * (nesting.CAP + 1) + ")")
_PARAGRAPH = 60  # characters
_MOST_ASKED = 100  # paragraphs of a noscript element that are asked for their length
_BLOCK_SPANS: Any = etree.XPath("//span[contains(@style, 'block') and not(contains(@style, 'inline'))]")
LINE_BREAK = "\u2028"  # what a br element becomes in the text; counts as white space
_CROWDED = 50  # attributes
_NAMING = ("id", "role", "data-testid", "data-component", "itemprop", "data-module", "data-type")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # "articleBody"
_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html iframe li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    " video audio amp-img amp-video button select object noscript"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
_ENDS_HEAD = frozenset({"article", "aside", "details", "figure", "footer", "header", "main", "nav", "section"})
SILENT = frozenset({"script", "style", "template", "svg", "math", "noscript", "iframe", "object", "select", "textarea",
                    "canvas", "map", "audio", "video", "button", "input", "head", "datalist", "dialog", "progress", "rt", "rp"})


def parse(markup: str) -> tuple[Element | None, int]:
    """The root element, or None if there is nothing to parse; and the depth of nesting that was met, 0 where it was no concern.

    The tree is built first and its depth looked at, which costs a tenth of reading the tags before.
    """
    if head := _XML_HEAD.match(markup):
        markup = markup[head.end() :]
    source = attributes.capped(_bytes(markup))
    depth = 0
    root = _tree(source)
    if root is not None and _TOO_DEEP(root):
        capped, depth = nesting.cap(source.decode())
        root, depth = _tree(capped.encode()), max(depth, nesting.CAP + 1)
    if root is not None:
        _free_head(root)
    return root, depth


def _tree(source: bytes) -> Element | None:
    """The tree of a page, from libxml2, which stops at 256 nested elements, so that its time stays linear."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _bytes(markup: str) -> bytes:
    """The page in UTF-8, with spaces for characters that XML does not have."""
    for none in _NO_CHARACTERS:  # in the text: there, to find none takes a thirtieth of the time that it takes in bytes
        markup = markup.replace(none, " ")
    try:
        source = markup.encode()
    except UnicodeEncodeError:
        source = _HALF.sub(" ", markup).encode()
    source = source.translate(_NOT_XML)
    return source if len(source) <= _LONGEST else source[:_LONGEST].decode("utf-8", "ignore").encode()


def _free_head(root: Element) -> None:
    """Moves to the body what stands in the head because the page leaves out ``</head>`` and ``<body>``, as HTML allows.

    libxml2 knows of the older elements alone that they end a head (HTML Living Standard, 13.2.6.4.4, "anything else").
    """
    head = root.find("head")
    stray = [] if head is None else [node for node in head if name(node) in _ENDS_HEAD]
    if stray:
        body = root.find("body")
        body = etree.SubElement(root, "body") if body is None else body
        body[:0] = stray


def name(element: Element) -> str:
    """The tag in lower case, "" for what is no element."""
    tag = element.tag
    return tag if isinstance(tag, str) else ""


def settle(root: Element) -> None:
    """Removes what is never shown and writes line breaks as separators, so that ``itertext`` gives what people see."""
    for node in list(root.iter("template", "noscript")):
        if _holds_text(node):
            node.tag = "div"
    for name_ in ("noscript", "button"):
        for node in list(root.iter(name_)):
            pictures = list(node.iter("img", "amp-img", "figure"))
            if pictures:  # lazy images keep their address in a noscript element, galleries theirs in a button
                node.tag = "span" if name_ == "noscript" else "div"
                if name_ == "noscript":
                    node.text = None
                    node[:] = [picture for picture in pictures if picture.tag != "figure"]
                    for picture in node:
                        picture.tail = None
    etree.strip_elements(root, *SILENT, with_tail=False)
    for span in _BLOCK_SPANS(root):
        span.text = " " + texts.clean(span.text or "")
        _break_after(span)
    for mark in root.iter("br"):
        _break_after(mark)


def _break_after(mark: Element) -> None:
    """Writes a line break behind an element."""
    tail = LINE_BREAK + (mark.tail or "")
    try:
        mark.tail = tail
    except ValueError:  # entities may name what XML does not have: "&#1;"
        mark.tail = texts.clean(tail)


def _holds_text(node: Element) -> bool:
    """Whether an element that is mostly not shown holds a text: a shadow root, which is, or several paragraphs for readers without scripts."""
    if node.tag == "template" and not (node.get("shadowrootmode") or node.get("shadowroot")):
        return False
    least = 1 if node.tag == "template" else 3
    return sum(1 for _ in islice((one for one in islice(node.iter("p"), _MOST_ASKED) if is_longer(one, _PARAGRAPH)), least)) == least


def text(element: Element | None) -> str:
    """The text of an element on one line."""
    return "" if element is None else " ".join(raw_text(element).split())


def raw_text(element: Element) -> str:
    """The text of an element as it stands, line separators where the page breaks lines.

    libxml2 puts it together itself: a third of the time of lxml's ``itertext``, which makes an object of each element.
    """
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False) if len(element) else element.text or ""


def lines(element: Element) -> list[str]:
    """The lines of an element as its line breaks divide them."""
    parts = (" ".join(part.split()) for part in raw_text(element).split(LINE_BREAK))
    return [part for part in parts if part]


def is_longer(element: Element, limit: int) -> bool:
    """Whether the text of an element has more characters than ``limit``; reads no further than needed."""
    if not len(element):
        return len((element.text or "").strip()) > limit
    length = 0
    for node in element.iter():  # in half the time of ``itertext``
        if words := node.text:
            length += len(words.strip())
        if (words := node.tail) and node is not element:
            length += len(words.strip())
        if length > limit:
            return True
    return False


def label(element: Element) -> str:
    """What an element is called: class, id, role and test names, lower case."""
    if len(element.attrib) > _CROWDED:  # all at once takes the square of their number
        return _lowered(f"{element.get('class') or ''} {element.get('id') or ''}")
    given = dict(element.items())  # all at once: most elements have one attribute or none
    if not given:
        return ""
    names = given.get("class") or ""
    if len(given) > 1 or not names:
        for key in _NAMING:
            if value := given.get(key):
                names += " " + value
    return _lowered(names) if names else ""


@lru_cache(maxsize=20_000)
def _lowered(names: str) -> str:
    return _CAMEL.sub("-", names[:400]).lower()
