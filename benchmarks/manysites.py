"""Many outlets on one loopback port, told apart by the Host header or asked through it as a proxy: a process of its own.

In: how many sites, a port. Out: feeds with validators and gzip, robots.txt, and a few addresses of control below
``/__ctl/``: ``opml``, ``feeds`` (one address a line), ``tick`` (a tenth of all items is new), ``expect`` and ``stats``
(JSON), ``reset``. Never: an address beyond loopback. Texts are made of syllables: the same for the same number.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

EPOCH = datetime(2026, 11, 1, 6, tzinfo=UTC)
_SMALL = ("the", "of", "and", "in", "to", "was", "that", "with")  # so that the texts are known as English, as declared
_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "or", "um")]


@dataclass
class Sites:
    """What is served, and what was asked."""

    number: int
    port: int
    latency: float = 0.0  # seconds before each answer
    tick: int = 0
    asked: Counter[str] = field(default_factory=Counter)

    def items(self, site: int) -> range:
        """The items that a site lists now, by number, oldest first."""
        size = 20 + site * 7 % 31
        new = self.tick * max(1, size // 10)
        return range(new, new + size)

    def address(self, site: int, path: str) -> str:
        """An address of a site."""
        return f"http://site{site:04}.many.test:{self.port}{path}"


@lru_cache(maxsize=400_000)
def words(seed: str, count: int) -> str:
    """So many made-up words."""
    chance = random.Random(seed)
    made = [chance.choice(_SMALL) if place % 3 == 2 else "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for place in range(count)]
    return " ".join(made).capitalize()


def feed(sites: Sites, site: int) -> bytes:
    """RSS or, at every fourth site, Atom."""
    atom, found = site % 4 == 3, []
    for number in reversed(sites.items(site)):
        title, text = words(f"t{site}.{number}", 9), ". ".join(words(f"x{site}.{number}.{line}", 14) for line in range(12 if site % 5 < 2 else 3))
        link, when = sites.address(site, f"/news/{number}.html"), EPOCH + timedelta(minutes=7 * number + site % 7)
        if atom:
            found.append(f'<entry><title>{title}</title><link href="{link}"/><id>{link}</id><published>{when.isoformat()}</published>'
                         f"<updated>{when.isoformat()}</updated><author><name>A. Writer</name></author><summary>{text}</summary></entry>")
        else:
            found.append(f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{site}-{number}</guid>'
                         f"<pubDate>{format_datetime(when)}</pubDate><description><![CDATA[<p>{text}</p>]]></description></item>")
    home = sites.address(site, "/")
    if atom:
        head = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper {site}</title><id>{home}</id><link href="{home}"/><updated>{EPOCH.isoformat()}</updated>'
        return f'<?xml version="1.0" encoding="utf-8"?>{head}{"".join(found)}</feed>'.encode()
    head = f'<rss version="2.0"><channel><title>Paper {site}</title><link>{home}</link><description>News</description><language>en</language>'
    return f'<?xml version="1.0" encoding="utf-8"?>{head}{"".join(found)}</channel></rss>'.encode()


@lru_cache(maxsize=20_000)
def packed(number: int, port: int, tick: int, site: int) -> tuple[bytes, str]:
    """A feed with gzip, and its ETag."""
    body = feed(Sites(number, port, tick=tick), site)
    return gzip.compress(body, 5), f'"{hashlib.sha256(body).hexdigest()[:16]}"'


async def serve(sites: Sites) -> None:
    """Serve until the process ends."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, target, headers = parsed(head.decode("latin-1"))
                status, kind, body, more = answer(sites, target, headers)
                if sites.latency and "/__ctl/" not in target:
                    await asyncio.sleep(sites.latency)
                lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
                writer.write("\r\n".join((*lines, "", "")).encode() + (b"" if method == "HEAD" or status == 304 else body))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", sites.port, backlog=4096)
    sites.port = server.sockets[0].getsockname()[1]
    print(sites.port, flush=True)
    await server.serve_forever()


def parsed(head: str) -> tuple[str, str, dict[str, str]]:
    """Method, target and headers (names lower case) of a request."""
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def answer(sites: Sites, target: str, headers: dict[str, str]) -> tuple[int, str, bytes, list[str]]:
    """Status, type, body and further header lines."""
    parts = urlsplit(target)
    host, path = parts.hostname or headers.get("host", "").partition(":")[0], parts.path
    if path.startswith("/__ctl/"):
        return 200, "text/plain; charset=utf-8", control(sites, path.removeprefix("/__ctl/")).encode(), []
    name = host.partition(".")[0]
    if not (host.endswith(".many.test") and name.removeprefix("site").isdecimal()):
        return 404, "text/plain", b"no such site", []
    site = int(name.removeprefix("site"))
    if path == "/robots.txt":
        sites.asked["robots"] += 1
        return 200, "text/plain", b"User-agent: *\nDisallow: /private/\n", []
    if path != "/feed.xml":
        sites.asked["other"] += 1
        return 404, "text/plain", b"nothing here", []
    body, etag = packed(sites.number, sites.port, sites.tick, site)
    sites.asked["feeds"] += 1
    if headers.get("if-none-match", "") == etag:
        sites.asked["304"] += 1
        return 304, "application/xml", b"", [f"ETag: {etag}"]
    return 200, "application/xml", body, [f"ETag: {etag}", "Content-Encoding: gzip"]


def control(sites: Sites, what: str) -> str:
    """What the measurement asks."""
    every = range(1, sites.number + 1)
    match what:
        case "tick":
            sites.tick += 1
            return str(sites.tick)
        case "reset":
            sites.asked.clear()
        case "stats":
            return json.dumps({"requests": sites.asked["robots"] + sites.asked["feeds"] + sites.asked["other"], **sites.asked})
        case "expect":
            new = sum(max(1, (20 + site * 7 % 31) // 10) for site in every)
            return json.dumps({"items": sum(len(sites.items(site)) for site in every), "new_last_tick": new if sites.tick else 0})
        case "warm":
            for site in every:
                packed(sites.number, sites.port, sites.tick, site)
        case "feeds":
            return "".join(sites.address(site, "/feed.xml") + "\n" for site in every)
        case "opml":
            lines = (f'<outline text="Paper {site}" type="rss" xmlUrl="{sites.address(site, "/feed.xml")}" htmlUrl="{sites.address(site, "/")}"/>'
                     for site in every)
            return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{"".join(lines)}</body></opml>'
        case _:
            return "?"
    return "ok"


if __name__ == "__main__":
    asyncio.run(serve(Sites(int(sys.argv[1]), int(sys.argv[2]), latency=float(sys.argv[3]) / 1000)))
