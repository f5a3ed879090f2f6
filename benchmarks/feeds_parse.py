"""How fast documents are read: RSS, Atom and JSON feeds of the sample web repeated, beside feedparser."""

from __future__ import annotations

import time
from collections.abc import Callable

import feedparser

from benchmarks import common
from benchmarks.digest_stage import Press
from headwater.parse import feed

ITEMS = 100
SECONDS = 2.0  # a reader


def measure() -> dict[str, float]:
    """Megabytes a second of ours and of feedparser on one document."""
    body = document(ITEMS)
    ours = rate(body, lambda: feed.parse(body, url="https://made.example/feed", content_type="application/rss+xml", now=common.NOW))
    theirs = rate(body, lambda: feedparser.parse(body))
    return {
        "KiB of the document": round(len(body) / 1024, 1), "entries": ITEMS, "MB/s": round(ours, 2),
        "MB/s of feedparser": round(theirs, 2), "times faster": round(ours / theirs, 1), "peak MiB": common.peak(),
    }


def rate(body: bytes, read: Callable[[], object]) -> float:
    """Megabytes a second of CPU."""
    read()
    start, times = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        read()
        times += 1
    return times * len(body) / 1e6 / (time.process_time() - start)


def document(items: int) -> bytes:
    """An RSS document with summaries, pictures and credits."""
    press = Press()
    found = []
    for number in range(items):
        title, text = press.article(press.story())
        link = f"https://made.example/news/{number}"
        found.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><dc:creator>A. Writer</dc:creator>"
            f"<pubDate>Sun, 01 Nov 2026 09:{number % 60:02}:00 +0100</pubDate><description>&lt;p&gt;{text[:600]}&lt;/p&gt;</description>"
            f'<media:content url="{link}.jpg" medium="image"><media:credit>B. Eye</media:credit></media:content></item>'
        )
    head = ('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Made up</title><link>https://made.example/</link>')
    return (head + "".join(found) + "</channel></rss>").encode()
