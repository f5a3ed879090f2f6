"""Dates of pages that mislead: in the address, and of other events than publication."""

from __future__ import annotations

from datetime import UTC, datetime

from headwater import model
from headwater.extract import article

NOW = datetime(2026, 3, 5, tzinfo=UTC)
TEXT = "".join(f"<p>The harbour authority has closed the northern lock for the {word} time, and ships of more than forty metres must wait outside "
               "until the engineers have measured the damage and the council has met.</p>" for word in ("first", "second", "third", "fourth"))


def read(head: str, url: str = "https://tide.example/2023/12/05/lock") -> model.Article:
    body = f"<html lang='en'><head><title>Lock closed</title>{head}</head><body><article><h1>Lock closed</h1>{TEXT}</article></body></html>"
    found = article.extract(model.Page(url=url, body=body.encode(), fetched_at=NOW, content_type="text/html"), None)
    assert isinstance(found, model.Article), found
    return found


def test_62_a_date_in_the_address_does_not_win_over_the_pages_own() -> None:
    found = read('<meta property="article:published_time" content="2026-03-03T08:30:00+01:00">')
    assert found.published and found.published.isoformat() == "2026-03-03T08:30:00+01:00"


def test_62_accepted_received_and_modified_are_not_published() -> None:
    found = read('<meta name="citation_accepted_date" content="2025-11-02"><meta name="citation_received" content="2025-09-01">'
                 '<meta property="article:modified_time" content="2026-03-04T10:00:00Z"><meta property="article:published_time" content="2026-03-03T08:30:00Z">')
    assert found.published == datetime(2026, 3, 3, 8, 30, tzinfo=UTC) and found.updated == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_62_a_page_that_names_only_its_modification_is_not_published_then() -> None:
    found = read('<meta property="article:modified_time" content="2026-03-04T10:00:00Z">', url="https://tide.example/lock")
    assert found.updated == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert found.published != found.updated
