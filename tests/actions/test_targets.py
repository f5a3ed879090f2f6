"""Addresses as people write them name objects of ours, or are listed as not found here."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from headwater import notices
from headwater.actions import targets
from headwater.notices import Kind, Scope
from headwater.store import comment_tables, ids, schema
from support.complaints import START, Office

PICTURE = "https://img.tide.example/photos/gate.jpg?w=640"


def _dashed(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@pytest.mark.parametrize("written", [
    "https://site.example/article/{id}", "/article/{id}?from=mail#top", "http://SITE.example/article/{ID}", "{id}", "{dashed}", "urn:uuid:{dashed}",
    "{short}", "https://tide.example/news/gate", "tide.example/news/gate?utm_source=x", "hxxps://tide[.]example/news/gate", "<https://tide.example/news/gate>.",
    "https[:]//tide(dot)example/news/gate", "https://site.example/complaint?item={id}", "article/{id}", "  https://tide.example/news/gate/ ",
    "https://other-name.example/api/v1/articles/{id}",
])  # fmt: skip
def test_an_article_is_found_however_it_is_written(office: Office, written: str) -> None:
    article = office.article(office.outlet())
    given = written.format(id=article, ID=article.upper(), dashed=_dashed(article), short=article[:20])
    with office.store.read() as conn:
        (found,) = targets.resolve(conn, [(given, Scope.TEXT)])
    assert (found.kind, found.object_id, found.scope, found.given) == (Kind.ARTICLE, article, Scope.TEXT, given.strip())


def test_every_kind_of_thing_is_found(office: Office) -> None:
    outlet = office.outlet()
    article = office.article(outlet, picture=PICTURE)
    story, comment = ids.new(), ids.new()
    with office.store.write() as conn:
        conn.execute(sa.insert(schema.story).values(id=story, created_at=START, last_at=START))
        conn.execute(sa.insert(comment_tables.comment).values(
            id=comment, article_id=article, name="Ana", status="shown", text="x", html="x", written_at=START, changed_at=START, dedupe="1"))
    given = [f"/outlet/{outlet}/feed.rss", "https://tide.example/", f"/story/{story}", PICTURE.replace("640", "80"), f"/article/{article}#comment-{comment}",
             f"/comment/{comment}"]
    with office.store.read() as conn:
        found = targets.resolve(conn, [(one, Scope.ITEM) for one in given])
    assert [one.kind for one in found] == [Kind.OUTLET, Kind.STORY, Kind.IMAGE, Kind.COMMENT]  # two ways to one thing are one target
    assert [one.scope for one in found] == [Scope.OUTLET, Scope.ITEM, Scope.IMAGE, Scope.COMMENT]


def test_an_item_of_which_the_whole_outlet_is_meant_becomes_the_outlet(small: Office) -> None:
    outlet = small.outlet()
    article = small.article(outlet)
    with small.store.read() as conn:
        (found,) = targets.resolve(conn, [(article, Scope.OUTLET)])
    assert (found.kind, found.object_id) == (Kind.OUTLET, outlet)


@pytest.mark.parametrize("written", [
    "", "the picture on your site", "https://tide.example/other", "0190", "javascript:alert(1)", "/article/" + "f" * 32, "f" * 32, "https://[::1", "a" * 5000,
    "<script>alert(1)</script>", "\x00", "urn:uuid:", "%%%", "https://tide.example/news/gate and others",
])  # fmt: skip
def test_what_is_not_found_stays_listed(small: Office, written: str) -> None:
    small.article(small.outlet())
    with small.store.read() as conn:
        (found,) = targets.resolve(conn, [(written, Scope.ITEM)])
    assert (found.kind, found.object_id) == (None, "")
    assert found.given == written.strip()[:2000]


def test_the_first_digits_of_two_things_name_neither(small: Office) -> None:
    outlet = small.outlet()
    article = small.article(outlet)
    with small.store.write() as conn:
        conn.execute(sa.insert(schema.story).values(id=article[:14] + "0" * 18, created_at=START, last_at=START))
    with small.store.read() as conn:
        (found,) = targets.resolve(conn, [(article[:14], Scope.ITEM)])
    assert found.kind is None


def test_more_than_can_be_looked_up_is_said(small: Office) -> None:
    with small.store.read() as conn:
        found = targets.resolve(conn, [(f"https://x.example/{number}", Scope.ITEM) for number in range(1200)])
    assert len(found) == 1001
    assert found[-1] == notices.Target(given="and 200 more that were not looked up")
