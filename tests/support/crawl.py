"""Every surface of a running site, walked: pages, feeds, API, sitemaps, searches, pictures.

In: a client of the site and where to begin. Out: each address of the site with its answer. Never: another site.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

STARTS = (
    "/", "/latest", "/outlets", "/about", "/complaint", "/robots.txt", "/sitemap.xml", "/opml", "/opensearch.xml", "/api",
    "/api/v1/articles", "/api/v1/stories", "/api/v1/outlets", "/feeds/front.atom", "/feeds/front.rss", "/feeds/front.json",
    "/log", "/log/feed.atom", "/log.json", "/log.csv", "/legal/contact", "/legal/notice-policy", "/legal/privacy", "/legal/terms",
)  # fmt: skip
_ATTRIBUTE = re.compile(r"""(?:href|src|url|action)\s*=\s*["']([^"'<>]+)["']""", re.I)  # 'href="/article/1"'
_SRCSET = re.compile(r"""srcset\s*=\s*["']([^"'<>]+)["']""", re.I)  # 'srcset="/image/1/320 320w, /image/1/640 640w"'
_ELEMENT = re.compile(r"<(?:loc|id|guid|link|uri)[^>]*>\s*(https?://[^<\s]+)")  # "<loc>https://site.example/article/1</loc>"


@dataclass
class Walked:
    """What a walk found."""

    answers: dict[str, Any] = field(default_factory=dict)  # path with its query -> response

    def holding(self, *words: str) -> dict[str, list[str]]:
        """The paths whose body or headers hold one of some words, as they stand, percent-encoded or JSON-escaped."""
        forms = {word: {word.encode(), quote(word).encode(), json.dumps(word)[1:-1].encode()} for word in words if word}
        found: dict[str, list[str]] = {}
        for path, answer in self.answers.items():
            body = answer.content + repr(sorted(answer.headers.items())).encode()
            if hits := [word for word, ways in forms.items() if any(way in body for way in ways)]:
                found[path] = hits
        return found


def walk(client: Any, *, base: str, more: Iterable[str] = (), limit: int = 3000) -> Walked:
    """Get every address of the site that is linked from anywhere, by GET, once each."""
    found, waiting = Walked(), deque(dict.fromkeys([*STARTS, *more]))
    while waiting and len(found.answers) < limit:
        path = waiting.popleft()
        if path in found.answers or path.startswith(("/desk", "/static")):
            continue
        answer = found.answers[path] = client.get(path, follow_redirects=False)
        links = [answer.headers.get("location", "")]
        if answer.headers.get("content-type", "").startswith(("text/", "application/")):
            links += _links(answer.text, answer.headers["content-type"])
        for link in links:
            target = urlsplit(urljoin(base + path, link.replace("&amp;", "&")))
            if link and f"{target.scheme}://{target.netloc}" == base:
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    assert len(found.answers) < limit, "the site has no end"
    return found


def _links(body: str, kind: str) -> list[str]:
    if "json" in kind:
        return _addresses(json.loads(body))
    sets = [part.split()[0] for one in _SRCSET.findall(body) for part in one.split(",") if part.strip()]
    return [*_ATTRIBUTE.findall(body), *_ELEMENT.findall(body), *sets]


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in _addresses(part)]
    if isinstance(value, list):
        return [one for part in value for one in _addresses(part)]
    return [value] if isinstance(value, str) and value.startswith(("http://", "https://", "/")) and len(value) < 500 else []
