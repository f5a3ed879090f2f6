"""Further pages of the same article, and the version of the page for AMP.

In: the settled tree, the page's declarations and the container of its text. Out: addresses on the same site, in order.
Never: a request, an address of another article, or more than :data:`MAX_PAGES`.
"""

from __future__ import annotations

import re

from headwater import urls
from headwater.extract import markup
from headwater.extract.head import Head

MAX_PAGES = 10
_NUMBERED = re.compile(r"^(?P<stem>.*?)(?:[?&](?:page|pagina|seite|p|pg|s|pagenum|page_number)=|/(?:page|pagina|seite|p|s)[-/]?|[/,_-](?:seite-|page-|p-|s-|p)?)(?P<number>[1-9]\d?)(?P<end>/|\.s?html?)?$", re.I)
# "/floods?page=2", "/floods/page/2/", "/floods/2", "/floods-p2.html"
_END = re.compile(r"(?:/|\.s?html?|/index\.s?html?)$", re.I)  # what a first page may have at its end
_PAGER = re.compile(r"(?:^|[\s_-])(?:pagination\w*|pager\w*|page-?(?:links?|nav\w*|numbers?)|post-?page-?(?:links|numbers?)|wp-?pagenavi|multi-?page\w*|link-?pages|seiten\w*|paginat\w*|article-?pag\w+)(?:$|[\s_-])")  # class "page-links"
_MAX_LINKS = 4000
_DIGIT = re.compile(r"[1-9]")


def next_urls(root: markup.Element, head: Head, container: markup.Element | None) -> tuple[str, ...]:
    """Addresses of the pages that continue this article, without its own; empty where this is not its first page.

    A link counts if its address is the page's own with a page number from 2, without gaps, and it stands in a pager or
    is declared as ``rel=next``. A feed's or a section's next page does not begin with the article's address.
    """
    own = _stem(head.url)
    if not own or _own_number(head) > 1:
        return ()
    numbered: dict[int, str] = {}
    for address in _candidates(root, head, container):
        number = _continues(own, address)
        if number and number not in numbered:
            numbered[number] = address
    found: list[str] = []
    while (number := len(found) + 2) in numbered and len(found) < MAX_PAGES - 1:
        found.append(numbered[number])
    return tuple(found)


def amp_url(head: Head) -> str:
    """The declared AMP version, if it lies on the same site; "" if there is none, or if this is it."""
    address = head.link("amphtml")
    if not address.startswith(("http://", "https://")) or address.split("#")[0] == head.url.split("#")[0]:
        return ""
    return address if urls.same_site(address, head.url) else ""


def _own_number(head: Head) -> int:
    """The number that the page gives itself: by a declared page before it, or by its address beside the canonical one."""
    if head.link("prev"):
        return 2 if _continues(_stem(head.link("prev")), head.url) else 1
    canonical = head.link("canonical")
    return _continues(_stem(canonical), head.url) if canonical and urls.key(canonical) != urls.key(head.url) else 1


def _candidates(root: markup.Element, head: Head, container: markup.Element | None):
    declared = head.link("next")
    if declared:
        yield declared
    scope = _around(container)
    name = _stem(head.url).rsplit("/", 1)[-1]  # addresses that do not hold it are not even completed
    for count, link in enumerate((root if scope is None else scope).iter("a")):
        if count >= _MAX_LINKS:
            return
        href = link.get("href") or ""
        if (name not in href and not href.startswith("?")) or not _DIGIT.search(href):
            continue
        if ("next" in (link.get("rel") or "").split() or _in_pager(link)) and (address := urls.absolute(href, head.base or None)):
            yield address


def _around(container: markup.Element | None) -> markup.Element | None:
    """The article, main or body element around the text: a pager stands behind it or beside it."""
    if container is None:
        return None
    return next((above for above in container.iterancestors() if above.tag in ("article", "main", "body")), container)


def _in_pager(link: markup.Element) -> bool:
    near = link
    for _ in range(5):
        if near is None:
            return False
        if _PAGER.search(markup.label(near)):
            return True
        near = near.getparent()
    return False


def _stem(url: str) -> str:
    """An address as its further pages begin: without fragment and the end of a file's name."""
    return _END.sub("", url.split("#")[0].split("?")[0]) if url else ""


def _continues(stem: str, url: str) -> int:
    """The page number of an address that continues ``stem``; 0 if it does not."""
    match = _NUMBERED.match(url.split("#")[0])
    if match is None or not stem:
        return 0
    return int(match["number"]) if urls.key(_END.sub("", match["stem"])) == urls.key(stem) else 0
