"""The ``--jsonl`` verbs of this stage: one line in, one line out.

In: a line naming a page on disk, or a headline with its lead. Out: JSON objects as the evaluation and people read
them. Never: an exception for a page; supplier and primary source are added by the caller, which knows the trace stage.
"""

from __future__ import annotations

import gzip
import os
import time
import zlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from headwater import model, urls
from headwater.extract import article as extraction
from headwater.extract import language

NO_CLOCK = datetime(9999, 1, 1, tzinfo=UTC)  # output depends on the input alone, so there is no "now"
MAX_BYTES = 30_000_000
_MEMBERS = 64  # of a gzip file


def article_of(line: dict[str, Any]) -> model.Article | model.NotArticle:
    """The article of a line ``{"id", "url", "path"}``; the path names .html or .html.gz."""
    return extraction.extract(page_of(line))


def page_of(line: dict[str, Any]) -> model.Page:
    """The page that a line names; raises OSError or KeyError where there is none."""
    return model.Page(url=str(line.get("url") or ""), body=_read(Path(str(line["path"]))), fetched_at=NO_CLOCK,
                      content_type=str(line.get("content_type") or ""))


def _read(path: Path) -> bytes:
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            return plain.read(MAX_BYTES)
    with path.open("rb") as file:
        packed = file.read(MAX_BYTES)
    pieces: list[bytes] = []
    room = MAX_BYTES
    if not packed.startswith(b"\x1f\x8b"):
        raise gzip.BadGzipFile("not a gzipped file")
    for _ in range(_MEMBERS):  # one after another, as gzip has them
        if not packed or room <= 0:
            break
        member = zlib.decompressobj(wbits=31)
        try:
            pieces.append(member.decompress(packed, room))
        except zlib.error:  # what came so far is the page
            break
        room -= len(pieces[-1])
        packed = member.unused_data
    return b"".join(pieces)


def as_json(line: dict[str, Any], article: model.Article | model.NotArticle, *, ms: float | None = None) -> dict[str, Any]:
    """The line's answer; ``supplier``, ``based_on`` and ``primary_url`` hold what is true without tracing."""
    base: dict[str, Any] = {"id": line.get("id")}
    if isinstance(article, model.NotArticle):
        base |= {"kind": "not_article", "reason": article.reason, "detail": article.detail, "title": "", "authors": [],
                 "published": None, "modified": None, "language": None, "body": "", "canonical_url": line.get("url"),
                 "outlet": "", "section": "", "images": [], "supplier": None, "based_on": [],
                 "primary_url": line.get("url"), "rights": {}, "warnings": [], "amp_url": article.amp_url}
    else:
        base |= _fields(article)
    if ms is not None:
        base["ms"] = round(ms, 2)
    return base


def _fields(article: model.Article) -> dict[str, Any]:
    rights = {key: value for key, value in asdict(article.signals).items() if value not in (None, "", ())}
    return {
        "kind": "article", "title": article.title, "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "modified": article.updated.isoformat() if article.updated else None,
        "language": article.language, "body": article.body, "canonical_url": article.canonical_url,
        "outlet": article.outlet_name, "section": article.section, "type": article.kind, "tags": list(article.tags),
        "contributors": [asdict(one) for one in article.contributors], "access": article.access, "corrections": list(article.corrections),
        "posts": [{"line": post.line, "at": post.at.isoformat() if post.at else None, "title": post.title} for post in article.posts],
        "forms": [{"line": line, "form": form} for line, form in article.forms],
        "next_urls": list(article.next_urls), "amp_url": article.amp_url,
        "images": [{"url": image.url, "caption": image.caption, "credit": image.credit, "copyright": image.copyright, "licence": image.licence,
                    "place": image.place} for image in article.images],
        "supplier": None, "based_on": [], "primary_url": article.canonical_url,
        "rights": {key: list(value) if isinstance(value, tuple) else value for key, value in rights.items()},
        "found": dict(article.found),
        "warnings": [f"{warned.code}: {warned.detail}" if warned.detail else warned.code for warned in article.warnings],
    }


def extract_line(line: dict[str, Any]) -> dict[str, Any]:
    """Article fields of a line, with the milliseconds it took; ``error`` where the file cannot be read."""
    started = time.perf_counter()
    try:
        article = article_of(line)
    except (OSError, KeyError, EOFError) as error:
        return {"id": line.get("id"), "error": f"{type(error).__name__}: {error}"}
    return as_json(line, article, ms=(time.perf_counter() - started) * 1000)


def warm() -> None:
    """Loads the tables that most pages and texts need; without numpy's threads, beside which no process may be forked."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    language.detect("This loads the statistics of languages")
    urls.domain("https://news.example/")


def language_line(line: dict[str, Any]) -> dict[str, Any]:
    """The language of a line ``{"id", "title", "lead"?}``."""
    code = language.detect(str(line.get("title") or ""), str(line.get("lead") or line.get("text") or ""))
    return {"id": line.get("id"), "language": code or None}
