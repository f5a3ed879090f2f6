"""The head of a page: the feeds that it links to, the outlet's name, language and front page; and what headers and
robots.txt name.

In: a page's bytes with its address, an answer's headers, or robots.txt. Out: :class:`Head`, links as (address, kind, title).
Never: a request, an exception, or more of a page than ``HEAD_BYTES``.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass

from headwater import model, text, urls

HEAD_BYTES = 2_000_000  # of a page that are looked at
_HEAD = 400_000  # characters in which link elements are looked for
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)  # "<!-- ... -->", linear where it does not end
_ELEMENT = re.compile(r"<(link|base|meta|html|title)\b([^<>]{0,3000})>", re.I)  # '<link rel="alternate" ...>'
_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]{1,40})\s*=\s*(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))")  # 'href="/feed"'
_TITLE = re.compile(r"<title\b[^>]{0,500}>([^<]{1,500})", re.I)  # "<title>News"
_SEPARATOR = re.compile(r"\s+[|–—·:»-]\s+")  # "News | The Paper"
_SITEMAP = re.compile(r"^\s*site[ _-]?maps?\s*:\s*([^\s#]+)", re.I)  # "Sitemap: https://a.example/news.xml # daily"
_COMMENTS = re.compile(r"comment|kommentar|comentario|comentário|commentaire|commenti|komentar|комментар|replies|/talk\b", re.I)  # "Comments feed"
_NEWS = re.compile(r"news|actualit|noticia|nachricht|latest|article|aktuell", re.I)  # "sitemap-news.xml"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)  # '<meta charset="windows-1251">'
_ONWARD = re.compile(r"^\s*\d{1,2}\s*;\s*url\s*=\s*[\"']?([^\"']{1,2000})", re.I)  # "0; url=/start/"
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,30}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s;,\"]{1,200})){0,10})")  # '</feed>; rel="alternate"'
_PARAMETER = re.compile(r";\s*([\w*-]{1,30})\s*=\s*(?:\"([^\"]{0,500})\"|([^\s;,\"]{1,200}))")  # '; rel="alternate"'
_LIKE_FEED = re.compile(r"/(?:feed|rss|atom)\b|\.(?:rss|atom|rdf)\b|[?&]feed=|feed\.(?:xml|json)|rss2?\.xml|atom\.xml", re.I)  # "/rss.xml"
_TYPES = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json", "application/json": "json",
          "application/rdf+xml": "rss", "application/xml": "rss", "text/xml": "rss", "application/x-rss+xml": "rss",
          "application/atom": "atom", "text/rss": "rss"}
_ALMOST = re.compile(r"(rss|rdf)|(atom)|(json)", re.I)  # "application/rss", "text/rss+xml", "rss", "application/x.atom+xml"
Link = tuple[str, str, str]  # address, kind, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page's head says."""

    links: tuple[Link, ...] = ()  # to feeds, those of comments last
    name: str = ""
    language: str | None = None
    home: str = ""
    base: str = ""  # what the page's addresses are relative to
    onward: str = ""  # where the page sends on to by itself


def read(body: bytes, url: str, content_type: str = "") -> Head:
    """Feeds that a page's head links to, resolved against ``base`` (the first with an address counts: HTML Living Standard,
    section 2.4.3), and the outlet's name and language."""
    document = _COMMENT.sub("", decoded(body, content_type)[:_HEAD])
    base, metas, language, named, onward = "", {}, None, [], ""
    for match in _ELEMENT.finditer(document):
        given = {name.lower(): html.unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(match[2])}
        match match[1].lower():
            case "base" if given.get("href") and not base:
                base = urls.absolute(given["href"], url) or ""
            case "link":
                named.append(given)
            case "html":
                language = language or given.get("lang") or given.get("xml:lang")
            case "meta" if given.get("content"):
                metas.setdefault((given.get("property") or given.get("name") or "").lower(), given["content"])
                if given.get("http-equiv", "").lower() == "refresh" and (target := _ONWARD.match(given["content"])):
                    onward = onward or target[1]
    base = base or url
    links: dict[str, Link] = {}
    for given in named:
        if (link := _feed_link(given, base)) and urls.key(link[0]) != urls.key(url):
            links.setdefault(link[0], link)
    ordered = sorted(links.values(), key=lambda link: is_of_comments(f"{link[0]} {link[2]}"))
    return Head(links=tuple(ordered), name=_name(document, metas, url), language=_language(language), home=_home(named, base, url), base=base,
                onward=urls.absolute(onward, base) or "" if onward else "")


def in_headers(answer: model.Response) -> tuple[Link, ...]:
    """Feeds that the Link headers of an answer name (RFC 8288)."""
    found: list[Link] = []
    for name, value in answer.headers:
        if name != "link":
            continue
        for match in _LINK_HEADER.finditer(value[:10_000]):
            given = {key.lower(): one or two for key, one, two in _PARAMETER.findall(match[2])}
            if link := _feed_link({**given, "href": match[1]}, answer.final_url):
                found.append(link)
    return tuple(found)


def sitemaps_of(robots: bytes) -> list[str]:
    """The sitemaps that robots.txt names (sitemaps.org), as written."""
    lines = robots.decode("utf-8-sig", "replace").splitlines()
    return [found[1] for line in lines if (found := _SITEMAP.match(line))]


def is_of_comments(line: str) -> bool:
    """Whether an address or a title is that of a feed of comments."""
    return bool(_COMMENTS.search(line))


def is_of_news(address: str) -> bool:
    """Whether a sitemap's address speaks of news."""
    return bool(_NEWS.search(address))


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a page, well enough for addresses and names: UTF-8 if it is, else as header or page declare."""
    body = body[:HEAD_BYTES]
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= HEAD_BYTES - 3:  # cut within a letter
            return body.decode("utf-8", "replace")
    for match in (_CHARSET.search(content_type.encode("utf-8", "replace")), _CHARSET.search(body[:4096])):
        try:
            if match and (codec := codecs.lookup(match[1].decode("ascii", "replace")))._is_text_encoding:  # type: ignore[attr-defined]
                return body.decode(codec.name, "replace")
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def _feed_link(given: dict[str, str], base: str) -> Link | None:
    relations, kind = given.get("rel", "").lower().split(), given.get("type", "").lower().split(";")[0].strip()
    href = given.get("href", "").strip()
    if "stylesheet" in relations or not href or href[0] == "#":
        return None
    almost = _ALMOST.search(kind) if kind not in _TYPES else None
    wrong = kind in ("", "text/html", "text/plain") and "hreflang" not in given and "media" not in given and bool(_LIKE_FEED.search(href))
    if not ("feed" in relations or ("alternate" in relations and (kind in _TYPES or almost or wrong))):
        return None
    address = urls.absolute(href[5:] if href.lower().startswith("feed:http") else re.sub(r"^feed://", "https://", href, flags=re.I), base)
    if address is None or "/wp-json/" in address or "oembed" in address:
        return None
    named = _TYPES.get(kind) or (("rss" if almost[1] else "atom" if almost[2] else "json") if almost else "unknown")
    return address, named, text.squeeze(given.get("title", ""))[:200]


def _home(named: list[dict[str, str]], base: str, url: str) -> str:
    """The outlet's front page: its home link, else the origin of the page."""
    for given in named:
        address = urls.absolute(given.get("href", ""), base) if "home" in given.get("rel", "").lower().split() else None
        if address and urls.same_site(address, url):
            return address
    return urls.origin(url) + "/"


def _name(document: str, metas: dict[str, str], url: str) -> str:
    """What the site calls itself; of its title the part that its host resembles, else the first."""
    if name := text.squeeze(metas.get("og:site_name") or metas.get("application-name") or ""):
        return name[:200]
    match = _TITLE.search(document)
    parts = [part for part in _SEPARATOR.split(text.squeeze(html.unescape(match[1]))) if part] if match else []
    label = urls.domain(url).split(".")[0].replace("-", "")
    return next((part for part in parts if "".join(text.tokens(part)) in (label, f"the{label}")), parts[0] if parts else "")[:200]


def _language(tag: str | None) -> str | None:
    value = (tag or "").strip().replace("_", "-")
    return value[:35] if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", value) else None  # "pt-BR"
