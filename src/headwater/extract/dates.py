"""When it was published and last changed, with the publisher's zone.

In: the page's declarations and its tree. Out: two instants, where they were found, warnings. Never: our own clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.extract import day, jsonld, markup
from headwater.extract.head import Head
from headwater.extract.moments import parse

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)  # a publisher's clock or zone may be wrong by this much
_EMBARGO = timedelta(days=400)  # articles are dated ahead: magazines, agencies' embargoes; beyond it is a slip of the pen
_PUBLISHED = ("article:published_time", "og:published_time", "article:published", "datepublished", "article:post_date",
              "parsely-pub-date", "cxenseparse:recs:publishtime", "sailthru.date", "pubdate", "publishdate", "publish-date",
              "publish_date", "published_time", "published-date", "dc.date.issued", "dcterms.created", "dcterms.issued",
              "dc.date", "dc.date.created", "dcterms.date", "article.published", "rnews:datepublished", "cxenseparse:publishtime",
              "og:article:published_time", "originalpublicationdate", "article_date_original", "date.created", "created",
              "citation_publication_date", "bt:pubdate", "og:pubdate", "vr:published_time", "dable:published_time", "date", "release_date",
              "citation_date", "citation_online_date", "dc.date.published", "dcterms.available", "dc.created", "datecreated", "date_published",
              "shareaholic:article_published_time", "article:publish_date", "article:publicationdate", "article:created", "article.created",
              "article_date", "article-date", "articledate", "displaydate", "firstpublishdate", "first_published_at", "issue_date", "og:publish_date",
              "og:published_date", "mediator_published_time", "pub_date", "post_date", "publication_date", "publicationdate", "publication-date",
              "publish_time", "publishtime", "published_date", "publisheddate", "published", "story_date", "uploaddate", "prism.publicationdate",
              "weibo:article:create_at", "search_date", "doc_date", "dateposted", "eprints.date")
_UPDATED = ("article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "article:modified", "dcterms.modified",
            "last-modified", "lastmod", "modified", "dc.date.modified", "article.updated", "revised", "updated_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    published: datetime | None = None
    updated: datetime | None = None
    where: str = ""  # of ``published``
    updated_where: str = ""
    warnings: tuple[model.Warned, ...] = ()


def dates(head: Head, root: markup.Element, *, now: datetime, listed: datetime | None = None,
          listed_updated: datetime | None = None, heading: markup.Element | None = None, beside: tuple[str, ...] = (), changed: tuple[str, ...] = ()) -> Dates:
    """Published and updated. ``now`` is the time of fetching, ``listed`` what the feed says.

    Order: structured data, meta elements, marked time elements, the feed, the address, the visible text. A date without
    a zone takes the zone of the page's other dates, else UTC. ``heading`` is the element of the
    headline, beside which an article's date stands, ``beside`` what is written there, ``changed`` what is of a change.
    """
    warnings: list[model.Warned] = []
    published, where = _first(_published(head, root), now, warnings)
    if published is not None and beside:
        published, where = _as_shown(published, where, list(_published(head, root)), day.shown(beside, head.language))
    updated, updated_where = _first(_updated(head, root), now, warnings)
    if published is None and listed is not None and EARLIEST < listed < now + _AHEAD:
        published, where = listed, "feed"
    if published is None:
        published, where = day.guess(root, head.url, head.language, heading=heading, within=(EARLIEST, now + _AHEAD if now.year < 9000 else now))
    if updated is None and changed and (seen := day.shown(changed, head.language)) and _aware(seen) > EARLIEST and _aware(seen) - _AHEAD < now:
        updated, updated_where = seen, "text"
    if updated is None and listed_updated is not None:
        updated, updated_where = listed_updated, "feed"
    zone = next((value.tzinfo for value in (published, updated) if value is not None and value.tzinfo), None)
    if published is not None and published.tzinfo is None:
        warnings.append(model.Warned(code="date-without-zone", detail=published.isoformat()))
        published = published.replace(tzinfo=zone or UTC)
    if updated is not None and updated.tzinfo is None:
        updated = updated.replace(tzinfo=zone or UTC)
    published, updated = _not_ahead(published, where, now, warnings), _not_ahead(updated, updated_where, now, warnings)
    if published and updated and updated < published:
        updated = None
    return Dates(published=published, updated=updated, where=where if published else "", updated_where=updated_where if updated else "",
                 warnings=tuple(dict.fromkeys(warnings)))


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _not_ahead(value: datetime | None, where: str, now: datetime, warnings: list[model.Warned]) -> datetime | None:
    """The time, at most that of fetching: a publisher's clock or zone may be wrong. What was claimed is said in a warning."""
    if value is None or value <= now:
        return value
    warnings.append(model.Warned(code="future-date", detail=f"{where}: {value.isoformat()}"))
    return now.astimezone(value.tzinfo)


def _first(candidates: Iterator[tuple[str, str]], now: datetime, warnings: list[model.Warned]) -> tuple[datetime | None, str]:
    """The first date that can be, else the first that lies ahead by less than :data:`_EMBARGO`."""
    ahead: tuple[datetime | None, str] = None, ""
    for where, value in candidates:
        found = parse(value)
        if found is None:
            continue
        aware = _aware(found)
        try:
            fine = aware > EARLIEST and aware - _AHEAD < now
        except OverflowError:
            fine = False
        if fine:
            return found, where
        if ahead[0] is None and found.year < 9000 and now < aware < now + _EMBARGO:
            ahead = found, where
            continue
        warnings.append(model.Warned(code="bad-date", detail=f"{where}: {value[:120]}"))
    return ahead


def _as_shown(published: datetime, where: str, candidates: list[tuple[str, str]], seen: datetime | None) -> tuple[datetime, str]:
    """Of dates that the page declares and that disagree, the one that it also shows to people beside the headline."""
    if seen is None or seen.date() == published.date():
        return published, where
    return next(((found, place) for place, value in candidates if place != "time" and (found := parse(value)) and found.date() == seen.date()), (published, where))


def _published(head: Head, root: markup.Element) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield f"jsonld.{key}", jsonld.string(head.article.get(key))
    for name in _PUBLISHED:
        yield f"meta.{name}", head.meta(name)
    for node in head.nodes:
        if jsonld.is_article(node) or "WebPage" in jsonld.types(node):
            yield "jsonld.datePublished", jsonld.string(node.get("datePublished"))
    yield from _elements(root)


def _updated(head: Head, root: markup.Element) -> Iterator[tuple[str, str]]:
    yield "jsonld.dateModified", jsonld.string(head.article.get("dateModified"))
    for name in _UPDATED:
        yield f"meta.{name}", head.meta(name)
    for node in root.iter("time"):
        if "datemodified" in markup.label(node) or day.UPDATE_LABEL.search(markup.label(node)):
            yield "time", node.get("datetime") or node.get("content") or ""


def _elements(root: markup.Element) -> Iterator[tuple[str, str]]:
    """Marked dates in the page, microdata first, then time elements outside related boxes, in order."""
    later: list[tuple[str, str]] = []
    for node in root.iter("time", "span", "div", "p", "abbr", "meta", "em", "li", "strong"):
        given = node.keys()
        if node.tag != "time" and "itemprop" not in given and "pubdate" not in given:
            continue
        prop = (node.get("itemprop") or "").lower()
        value = node.get("datetime") or node.get("content") or ""
        if "datepublished" in prop or "datecreated" in prop or "pubdate" in given:
            yield "microdata", value or markup.text(node)
        elif node.tag == "time" and len(later) < 20 and not day.is_aside(node) and not day.UPDATE_LABEL.search(markup.label(node)):
            later.append(("time", value or markup.text(node)))
    yield from later
