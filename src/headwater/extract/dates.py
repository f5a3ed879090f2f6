"""When it was published and last changed, with the publisher's zone.

In: the page's declarations and its tree. Out: two instants, where they were found, warnings. Never: our own clock, or
a date made from words such as "Yesterday" or "2 hours ago".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]

from headwater import model, text
from headwater.extract import jsonld, markup
from headwater.extract.head import Head

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)  # a publisher's clock or zone may be wrong by this much
_EMBARGO = timedelta(days=400)  # articles are dated ahead: magazines, agencies' embargoes; beyond it is a slip of the pen
_ISO = re.compile(  # "2024-05-03T15:47:42.389+02:00", "2024/5/3 15:47", "20240503T154742Z"
    r"(?P<y>\d{4})(?:[-/]|\.\s?)?(?P<m>\d{1,2})(?:[-/]|\.\s?)?(?P<d>\d{1,2})\.?"
    r"(?:[T\s,]+(?P<H>\d{1,2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?)?"
    r"\s*(?P<z>Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)?\s*(?:\[[\w/]+\])?$", re.I)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]\D{0,12}(?:(\d{1,2})[:時时시](\d{2}))?")  # "2024年5月3日"
_WRITTEN = re.compile(  # "4. 2. 2022", "03/05/2024", "1. Februar 2022", "3 de mayo de 2024", "May 3rd, 2024", "2024. május 3."
    r"(?<![\d.])\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)\d\d(?!\d)|"
    r"(?<!\d)\d{1,2}(?:\.|º|er|st|nd|rd|th)?,?\s(?:de\s|di\s)?[^\W\d_]{2,}[^\s\d,]{0,12},?\s(?:de\s|del\s|di\s)?(?:19|20)\d\d(?!\d)|"
    r"[^\W\d_]{3,}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d(?!\d)|"
    r"(?<!\d)(?:19|20)\d\d\.?\s[^\W\d_]{3,}\s\d{1,2}(?!\d)", re.I)
_CLOCK = re.compile(r"[\s,|·•–-]*(?:um|at|à|alle|kl\.?|a las|às|o|в|ob)?\s*(\d{1,2})\s?[:h.]\s?(\d{2})(?!\d)\s*(?:([ap])\.?m)?", re.I)  # ", 15h47", " at 3:47 pm"
_NUMBERS = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})")  # "4. 2. 2022"
_DIGITS = {zero + value: str(value) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1040, 0xFF10) for value in range(10)}  # Arabic to Burmese
_NEAR = 40  # elements behind the headline in which a date without a name is its own
_YEAR = re.compile(r"(?<!\d)(?:19[9]\d|20[0-4]\d)(?!\d)")  # "2024"
_EPOCH = re.compile(r"^1[0-9]{9}(?:\d{3})?$")  # "1714743000", "1714743000000"
_NAMED_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1,
                "CEST": 2, "MEZ": 1, "MESZ": 2, "BST": 1, "IST": 5.5, "JST": 9, "KST": 9, "SAST": 2, "AEST": 10,
                "AEDT": 11, "WIB": 7, "ET": -5, "EET": 2, "EEST": 3, "MSK": 3, "GMT": 0, "UTC": 0}
_ZONE_NAME = re.compile(r"\b([A-Z]{2,4})$")  # "2024-05-03 10:00 EST"
_PUBLISHED = ("article:published_time", "og:published_time", "article:published", "datepublished", "article:post_date",
              "parsely-pub-date", "cxenseparse:recs:publishtime", "sailthru.date", "pubdate", "publishdate", "publish-date",
              "publish_date", "published_time", "published-date", "dc.date.issued", "dcterms.created", "dcterms.issued",
              "dc.date", "dc.date.created", "dcterms.date", "article.published", "rnews:datepublished", "cxenseparse:publishtime",
              "og:article:published_time", "originalpublicationdate", "article_date_original", "date.created", "created",
              "citation_publication_date", "bt:pubdate", "og:pubdate", "vr:published_time", "dable:published_time", "date", "release_date")
_UPDATED = ("article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "article:modified", "dcterms.modified",
            "last-modified", "lastmod", "modified", "dc.date.modified", "article.updated", "revised", "updated_time")
_ASIDE = re.compile(r"related|teaser|comment|sidebar|recommend|footer|more-|widget|popular|latest|ticker")
_DATE_LABEL = re.compile(r"publi|date|time|posted|datum|fecha|hora|created|erschienen|meta|byline|stamp")
_UPDATE_LABEL = re.compile(r"modif|updat|aktualis|geändert|actualiz|mise-?à-?jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    published: datetime | None = None
    updated: datetime | None = None
    where: str = ""  # of ``published``
    updated_where: str = ""
    warnings: tuple[model.Warned, ...] = ()


def dates(head: Head, root: markup.Element, *, now: datetime, listed: datetime | None = None,
          listed_updated: datetime | None = None) -> Dates:
    """Published and updated. ``now`` is the time of fetching, ``listed`` what the feed says.

    Order: structured data, meta elements, marked time elements, the feed, the visible text. A date without a zone
    takes the zone of the page's other dates, else UTC.
    """
    warnings: list[model.Warned] = []
    published, where = _first(_published(head, root), now, warnings)
    updated, updated_where = _first(_updated(head, root), now, warnings)
    if published is None and listed is not None and EARLIEST < listed < now + _AHEAD:
        published, where = listed, "feed"
    if published is None:
        published, where = _guess(head, root, now)
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


def _not_ahead(value: datetime | None, where: str, now: datetime, warnings: list[model.Warned]) -> datetime | None:
    """The time, at most that of fetching: a publisher's clock or zone may be wrong. What was claimed is said in a warning."""
    if value is None or value <= now:
        return value
    warnings.append(model.Warned(code="future-date", detail=f"{where}: {value.isoformat()}"))
    return now.astimezone(value.tzinfo)


def parse(value: str) -> datetime | None:
    """An instant from a machine's date: ISO 8601 and its relatives, RFC 822, epoch seconds; zone only if it is given."""
    line = text.squeeze(value)[:80].strip(" .|")
    if len(line) < 6:
        return None
    if _EPOCH.match(line):
        return datetime.fromtimestamp(int(line[:10]), UTC)
    name = _ZONE_NAME.search(line)
    if name and name[1] in _NAMED_ZONES and line[:4].isdigit():
        found = parse(line[: name.start()])
        return found and found.replace(tzinfo=timezone(timedelta(hours=_NAMED_ZONES[name[1]])))
    if match := _ISO.match(line):
        return _from_match(match)
    if match := _EAST_ASIAN.search(line):
        y, m, d, hour, minute = (int(part or 0) for part in match.groups())
        return _build(y, m, d, hour, minute)
    if re.match(r"^(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}", line):
        try:
            return parsedate_to_datetime(line)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return None


def _from_match(match: re.Match[str]) -> datetime | None:
    fraction = int(((match["f"] or "0") + "000000")[:6])
    return _build(int(match["y"]), int(match["m"]), int(match["d"]), int(match["H"] or 0), int(match["M"] or 0),
                  int(match["S"] or 0), fraction, _zone(match["z"]))


def _build(*parts: int | timezone | None) -> datetime | None:
    *numbers, last = parts
    zone = last if isinstance(last, timezone) else None
    values = numbers if zone is not None or last is None else list(parts)
    try:
        return datetime(*values, tzinfo=zone)  # type: ignore[arg-type]
    except (ValueError, OverflowError, TypeError):
        return None


def _zone(value: str | None) -> timezone | None:
    if not value:
        return None
    digits = re.sub(r"[^\d+-]", "", value)
    if not digits:
        return UTC
    sign, number = (-1 if digits[0] == "-" else 1), digits[1:]
    hours, minutes = (int(number), 0) if len(number) <= 2 else (int(number[:-2]), int(number[-2:]))
    return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours <= 15 and minutes < 60 else None


def _first(candidates: Iterator[tuple[str, str]], now: datetime, warnings: list[model.Warned]) -> tuple[datetime | None, str]:
    """The first date that can be, else the first that lies ahead by less than :data:`_EMBARGO`."""
    ahead: tuple[datetime | None, str] = None, ""
    for where, value in candidates:
        found = parse(value)
        if found is None:
            continue
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
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
        if "datemodified" in markup.label(node) or _UPDATE_LABEL.search(markup.label(node)):
            yield "time", node.get("datetime") or node.get("content") or ""


def _elements(root: markup.Element) -> Iterator[tuple[str, str]]:
    """Marked dates in the page, microdata first, then time elements outside related boxes, in order."""
    later: list[tuple[str, str]] = []
    for node in root.iter("time", "span", "div", "p", "abbr", "meta", "em", "li", "strong"):
        prop = (node.get("itemprop") or "").lower()
        value = node.get("datetime") or node.get("content") or ""
        if "datepublished" in prop or "datecreated" in prop or node.get("pubdate") is not None:
            yield "microdata", value or markup.text(node)
        elif node.tag == "time" and len(later) < 20 and not _in_aside(node) and not _UPDATE_LABEL.search(markup.label(node)):
            later.append(("time", value or markup.text(node)))
    yield from later


def _in_aside(node: markup.Element) -> bool:
    for step, parent in enumerate(node.iterancestors()):
        if parent.tag in ("aside", "footer", "nav") or _ASIDE.search(markup.label(parent)):
            return True
        if step > 6 or parent.tag in ("main", "article", "body"):
            break
    return False


def _guess(head: Head, root: markup.Element, now: datetime) -> tuple[datetime | None, str]:
    """A date in the visible text near the headline, else what htmldate finds."""
    language = head.language.split("-")[0].lower()
    for line in _date_lines(root):
        if (found := written(line, language)) and EARLIEST < found.replace(tzinfo=UTC) < now + _AHEAD:
            return found, "text"
    import htmldate  # here, as few pages need it and it takes long to load

    try:
        value = htmldate.find_date(_copy(root), original_date=True, url=head.url or None, outputformat="%Y-%m-%d",
                                   max_date=now if now.year < 9000 else None)
    except Exception:  # a third party's reading of hostile markup; nothing is lost but a guess
        value = None
    return (parse(value) if value else None), "htmldate" if value else ""


def _copy(root: markup.Element) -> markup.Element:
    return html.document_fromstring(etree.tostring(root, encoding="unicode", method="html"))


def _date_lines(root: markup.Element) -> Iterator[str]:
    """Short texts with a year outside related boxes: elements that are called dates, then any right behind the headline."""
    behind: list[str] = []
    since = None
    for count, node in enumerate(root.iter("h1", "time", "span", "div", "p", "li", "small", "em", "strong", "dd", "td")):
        if count > 4000:
            break
        if node.tag == "h1":
            since = count
            continue
        label = markup.label(node)
        labelled = _DATE_LABEL.search(label)
        near = since is not None and count - since <= _NEAR
        if not (labelled or near) or _UPDATE_LABEL.search(label) or markup.is_longer(node, 90 if near else 60):
            continue
        line = markup.text(node)
        if len(line) < 8 or not _YEAR.search(line) or _in_aside(node):
            continue
        if labelled:
            yield line
        elif len(behind) < 6:
            behind.append(line)
    yield from behind


def written(line: str, language: str = "") -> datetime | None:
    """An absolute date as people write it ("3 mai 2024, 15h47"), without a zone; None for relative words."""
    line = line.translate(_DIGITS)
    if not _YEAR.search(line):
        return None
    if found := parse(line):
        return found.replace(tzinfo=None)
    if not (match := _WRITTEN.search(line)):
        return None
    clock = _CLOCK.match(line[match.end() :])
    found = _day(match[0], language)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if clock and clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    return found.replace(hour=hour, minute=minute) if found and hour < 24 and minute < 60 else found


def _day(line: str, language: str) -> datetime | None:
    """The day of a date as :data:`_WRITTEN` finds it."""
    if numbers := _NUMBERS.fullmatch(line):
        day, month, year = (int(part) for part in numbers.groups())
        swap = month > 12 or ("/" in line and language == "en" and day <= 12)
        return _build(year, *((day, month) if swap else (month, day)))
    import dateparser  # as above

    try:
        found = dateparser.parse(
            line, languages=[language] if language in _LANGUAGES else None,
            settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False,
                      "DATE_ORDER": "MDY" if language == "en" else "DMY"})
    except Exception:  # dateparser on odd languages and digits; a guess less
        return None
    return found.replace(tzinfo=None) if found else None


_LANGUAGES_CODES = "en de fr es it pt nl pl cs sk hu ro bg ru uk tr ar he fa hi ja ko zh id vi th sv da nb fi el hr sr"
_LANGUAGES = frozenset(_LANGUAGES_CODES.split())
