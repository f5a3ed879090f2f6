"""Article or not, with the reason.

In: the page's declarations, blocks and chosen text. Out: a NotArticle's reason, "" for an article. Never: the refusal
of a page that says itself that it is an article and has a headline and text.
"""

from __future__ import annotations

import re

from headwater import urls
from headwater.extract import jsonld, kinds, markup, withdrawn
from headwater.extract.blocks import Block, Layout, size
from headwater.extract.head import Head

MIN_TEXT = 140  # characters of text that make an article without further signs
_LEAST = 60  # characters of the shortest item of news
_CAPTIONS = ("figcaption", "figure", "caption")  # why blocks that are captions are no text
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]\W{0,3}$")  # "It rained.", "「…」。"
_CHALLENGE = re.compile(  # bot walls
    r"just a moment|attention required|access denied|are you a (?:robot|human)|verify(?:ing)? you are (?:a )?human|checking your browser|enable javascript and cookies|please enable (?:js|javascript)|"
    r"ddos protection|request blocked|pardon our interruption|security check|captcha|403 forbidden|unusual traffic|bot detection|site is protected", re.I)
_CONSENT = re.compile(r"before you continue|we value your privacy|cookie[- ]?(?:consent|einstellungen|hinweis)|datenschutzeinstellungen|consentement|privacy (?:settings|center|wall)|"
                      r"zustimm(?:en|ung)|werbung und tracking|accept (?:all )?cookies|privacy gate", re.I)
_MISSING = re.compile(r"^(?:404|410|not found|page not found|seite nicht gefunden|page introuvable|página no encontrada|error)\b", re.I)
_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_ARTICLE_PATH = re.compile(r"\d{4}/\d{1,2}/|\d{5,}|(?:[^/]*-){3,}|\.s?html?$")  # "/2024/05/03/", "/a-b-c-d"


def verdict(head: Head, layout: Layout, *, title: str, lines: tuple[str, ...]) -> tuple[str, str]:
    """(reason, detail) why a page is no article; empty reason: it is one."""
    length = sum(size(line) for line in lines)
    signed = _signed(head)
    whole = sum(block.size for block in layout.blocks)
    if length < 600:
        shown = f"{head.title} {title} {' '.join(block.text for block in layout.blocks[:12])[:600]}"
        if _CHALLENGE.search(shown) and not signed:
            return "challenge", head.title[:120]
        if _CONSENT.search(f"{head.title} {title} {' '.join(lines)[:500]}") and not signed:
            return "consent-wall", head.title[:120]
    if whole < 40 and not length:
        return "empty", f"{whole} characters"
    if _MISSING.match(head.title) and length < 400:
        return "empty", head.title[:120]
    if head.url and urls.is_home(head.url) and not (signed and length > 1500):
        return "home-page", head.url[:160]
    if reason := _listing(head, layout, length, signed):
        return reason, f"{length} of {whole} characters are text"
    reason, said = withdrawn.notice(title, lines or [block.text for block in layout.blocks if not block.drop]) if length < withdrawn.MOST_TEXT else ("", "")
    if reason:
        return reason, said
    kind = head.meta("og:type").lower()
    if length < 200 and kind.startswith("video"):
        return "video", ""
    if length < MIN_TEXT and not (signed and title and (length >= 60 or head.meta("og:description", "description"))):
        return ("", "") if title and (_is_gallery(layout, length) or _is_brief(head, layout, lines, length)) else ("too-short", f"{length} characters")
    return "", ""


def _is_gallery(layout: Layout, length: int) -> bool:
    """Whether several pictures with captions stand below the headline, with a line of text, or in its own article."""
    article = _article(layout)
    around = article if article is not None else layout.core
    captions: dict[markup.Element, int] = {}
    for block in layout.blocks[layout.start :] if layout.start else ():
        if block.drop in _CAPTIONS and block.size >= 15 and block.density < 0.3 and around in block.trail and (figure := _figure(block)) is not None:
            captions[figure] = captions.get(figure, 0) + block.size
    return len(captions) >= kinds.GALLERY and (length >= 40 or article is not None) and length + sum(captions.values()) >= MIN_TEXT


def _article(layout: Layout) -> markup.Element | None:
    """The article element around the headline."""
    trail = layout.blocks[layout.start - 1].trail if layout.start else ()
    return next((above for above in reversed(trail) if above.tag == "article"), None)


def _figure(block: Block) -> markup.Element | None:
    """The figure with a picture around a caption."""
    return next((above for above in reversed(block.trail) if above.tag == "figure" and next(above.iter("img", "picture", "amp-img"), None) is not None), None)


def _is_brief(head: Head, layout: Layout, lines: tuple[str, ...], length: int) -> bool:
    """Whether a short text is an item of news: whole sentences below the first headline of an article, most of what the article holds."""
    article = _article(layout)
    if article is None or length < _LEAST or layout.blocks[layout.start - 1].level != 1 or head.meta("og:type").lower() != "article":
        return False
    held = sum(block.size for block in layout.blocks[layout.start :] if article in block.trail)
    return 2 * length > held and bool(lines) and all(_SENTENCE_END.search(line) for line in lines)


def _signed(head: Head) -> bool:
    """Whether the page says itself that it is an article."""
    if head.article and any(name.endswith(("Article", "Posting")) for name in jsonld.types(head.article)) and (
            head.article.get("datePublished") or head.article.get("headline")):
        return True
    return head.meta("og:type").lower() == "article" and bool(head.meta("article:published_time", "og:article:published_time", "author"))


def _listing(head: Head, layout: Layout, length: int, signed: bool) -> str:
    """Whether the page is a front or section page: many linked headlines and little text, and no sign of an article."""
    kind = head.meta("og:type").lower()
    if signed or kind == "article":
        return ""
    linked = sum(block.linked for block in layout.blocks)
    heads = sum(1 for block in layout.blocks if block.density > 0.7 and block.size > 25)
    dated = bool(head.meta("article:published_time", "datepublished", "date", "pubdate", "dc.date"))
    listed = any(_LIST_TYPES & set(jsonld.types(node)) for node in head.nodes)
    path = bool(_ARTICLE_PATH.search(head.url))
    longest = max((block.size for block in layout.blocks if not block.drop and block.density < 0.3), default=0)
    if length < 700 and heads >= 20 and linked > 3 * length and not dated and not path:
        return "section-page"
    if (listed or kind == "website") and heads >= 25 and length < 1200 and linked > 3 * length and longest < 400 and not dated and not path:
        return "section-page"
    return ""
