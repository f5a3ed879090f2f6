"""Golden pairs: a synthetic page and what must be taken from it, one fact a file."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import model
from headwater.extract import article

CASES = sorted((Path(__file__).parent / "cases").glob("*.html"))
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def taken(found: model.Article) -> dict[str, object]:
    """The article in the words of the golden files."""
    return {
        "title": found.title, "body": found.body.split("\n"), "lead": found.lead, "authors": list(found.authors),
        "published": found.published.isoformat() if found.published else None,
        "updated": found.updated.isoformat() if found.updated else None,
        "language": found.language, "outlet": found.outlet_name, "section": found.section,
        "canonical_url": found.canonical_url, "free": found.signals.free,
        "images": [{"url": image.url, "caption": image.caption, "credit": image.credit} for image in found.images],
        "links": [asdict(link) for link in found.links], "end_notes": list(found.end_notes),
        "structured": [list(fact) for fact in found.structured],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path):
    case = json.loads(path.with_suffix(".json").read_text("utf-8"))
    page = model.Page(url=case["url"], body=path.read_bytes(), fetched_at=NOW, content_type=case["content_type"],
                      headers=tuple((name, value) for name, value in case["headers"]))
    expected = case["expect"]
    found = article.extract(page)
    if "reason" in expected:
        assert isinstance(found, model.NotArticle), found
        assert found.reason == expected["reason"]
        return
    assert isinstance(found, model.Article), found
    if "signals" in expected:
        signals = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(found.signals).items()}
        assert {key: signals[key] for key in expected["signals"]} == expected.pop("signals")
    for fact in expected.pop("structured", []):
        assert fact in taken(found)["structured"]
    assert set(expected.pop("warnings", [])) <= {warned.code for warned in found.warnings}
    assert {key: taken(found)[key] for key in expected} == expected
