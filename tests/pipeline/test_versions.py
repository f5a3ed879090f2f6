"""Revisions: what outlets change is kept as versions and told; what they withdraw goes, with all that it said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model
from headwater.fetch import archive
from headwater.store import publications, schema, versions
from headwater.web import site
from support.prose import prose
from support.world import World, id_of, item, rss

TEXT = prose(120, seed=3)
OPEN = model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="operator")
NO_CHANGES = model.Licence(uri="https://creativecommons.org/licenses/by-nd/4.0/", name="CC BY-ND 4.0", where="operator")


def published(world: World, *, licence: model.Licence | None = OPEN, text: str = TEXT) -> str:
    world.enrol(licence=licence)
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=text, title="Lock closed")
    world.live()
    return id_of(world, "lock")


def reread(world: World, *, text: str = TEXT, title: str = "Lock closed") -> None:
    world.page("lock", text=text, title=title)
    world.live(minutes=24 * 60 + 90)


def past(world: World, article_id: str) -> tuple[model.Version, ...]:
    with world.store.read() as conn:
        return versions.of(conn, article_id)


def shown(world: World, article_id: str) -> model.Publication:
    with world.store.read() as conn:
        found = publications.get(conn, article_id)
    assert found is not None
    return found


def read(world: World, path: str) -> tuple[int, str]:
    with TestClient(site.make_app(world.store, site.SiteSettings(), now=lambda: world.now), base_url="http://site.example") as client:
        answer = client.get(path)
        return answer.status_code, answer.text


def test_a_changed_text_and_headline_leave_a_version_and_are_told(world: World) -> None:
    article_id = published(world)
    assert past(world, article_id) == () and shown(world, article_id).changes == ()
    reread(world, text=f"{TEXT}\nAn added line of words", title="Lock open again")
    (one,) = past(world, article_id)
    assert (one.number, one.headline, one.body, one.added, one.removed) == (1, "Lock closed", TEXT, 5, 0)
    (told,) = shown(world, article_id).changes
    assert (told.headline, told.added, told.removed) == ("Lock closed", 5, 0)
    status, page = read(world, f"/article/{article_id}/changes")
    assert status == 200 and "<ins>An added line of words</ins>" in page and "<del>closed</del><ins>open again</ins>" in page.replace("</del>\n", "</del>")
    assert f'href="/article/{article_id}/changes"' in read(world, f"/article/{article_id}")[1]


def test_what_is_the_same_in_other_spaces_and_signs_is_no_version(world: World) -> None:
    article_id = published(world)
    reread(world, text=TEXT.replace(". ", " .  "), title="LOCK closed!")
    assert past(world, article_id) == ()


def test_changes_of_an_article_shown_in_part_are_counted_only(world: World) -> None:
    article_id = published(world, licence=None)
    reread(world, text=f"{TEXT}\nAn added line of words", title="Lock open again")
    assert [one.added for one in shown(world, article_id).changes] == [5]
    status, page = read(world, f"/article/{article_id}/changes")
    assert status == 200 and "5 words added" in page and "An added line" not in page and "<del>closed</del>" in page


def test_a_licence_without_changed_versions_shows_none(world: World) -> None:
    article_id = published(world, licence=NO_CHANGES)
    reread(world, text=f"{TEXT}\nAn added line of words")
    status, page = read(world, f"/article/{article_id}/changes")
    assert status == 200 and "5 words added" in page and "An added line" not in page


def test_a_publisher_who_wants_no_copies_has_no_old_texts_here(world: World) -> None:
    article_id = published(world)
    world.answers["https://tide.example/news/lock"] = world.response("https://tide.example/news/lock", b"<html>", x_robots_tag="noarchive")
    world.pool.found["https://tide.example/news/lock"] = replace(world.pool.found["https://tide.example/news/lock"], body=f"{TEXT}\nMore")  # pyright: ignore[reportArgumentType, reportCallIssue]
    world.live(minutes=24 * 60 + 90)
    (one,) = past(world, article_id)
    assert one.body is None and (one.added, one.removed) == (1, 0)


def test_only_the_first_and_the_newest_are_kept(world: World) -> None:
    article_id = published(world)
    with world.store.write() as conn:
        for number in range(versions.MOST + 5):
            versions.add(conn, article_id, model.Version(number=0, headline=f"{number}", body=None, seen_at=world.now, replaced_at=world.now, added=1, removed=0))
    kept = past(world, article_id)
    assert len(kept) == versions.MOST and kept[0].headline == "0" and kept[-1].headline == f"{versions.MOST + 4}"
    assert [one.number for one in kept] == sorted({one.number for one in kept})


def test_a_notice_in_place_of_the_article_withdraws_it_without_a_complaint(world: World) -> None:
    article_id = published(world)
    reread(world, text=f"{TEXT}\nAn added line of words")
    url = "https://tide.example/news/lock"
    world.pool.found[url] = model.NotArticle(url=url, reason="withdrawn", detail="This article has been removed.")
    world.live(minutes=8 * 24 * 60)
    now = shown(world, article_id)
    assert (now.view, now.presence, now.changes, now.paragraphs) == (model.View.WITHHELD, model.Presence.WITHDRAWN, (), ())
    assert [one.body for one in past(world, article_id)] == [None]
    assert read(world, f"/article/{article_id}")[0] == read(world, f"/article/{article_id}/changes")[0] == 410
    with world.store.read() as conn:
        assert conn.execute(sa.select(schema.article.c.text).where(schema.article.c.id == article_id)).scalar() is None


def test_what_came_back_is_shown_again(world: World) -> None:
    article_id = published(world)
    url = "https://tide.example/news/lock"
    there = world.pool.found[url]
    world.pool.found[url] = model.NotArticle(url=url, reason="gone", detail="This article is no longer available.")
    world.live(minutes=90)
    assert shown(world, article_id).presence is model.Presence.GONE
    world.pool.found[url] = there
    world.live(minutes=25 * 60)
    assert shown(world, article_id).presence is model.Presence.THERE and past(world, article_id) == ()


def test_without_a_change_the_page_says_so(world: World) -> None:
    article_id = published(world)
    status, page = read(world, f"/article/{article_id}/changes")
    assert status == 200 and "We have noticed no change so far." in page
    assert "/changes" not in read(world, f"/article/{article_id}")[1]
    assert read(world, f"/article/{'f' * 32}/changes")[0] == 404


def test_texts_that_are_kept_no_longer_take_their_versions_along(world: World) -> None:
    article_id = published(world)
    reread(world, text=f"{TEXT}\nMore")
    from headwater.pipeline import tend

    with world.store.write() as conn:
        conn.execute(sa.update(schema.article).values(forget_at=world.now - timedelta(days=1)))
    tend.Tender(world.tools).tick()
    assert [one.body for one in past(world, article_id)] == [None]


def html(*lines: str) -> bytes:
    return f"<html><head><title>Lock closed</title></head><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


MORE, ADDED = "Every morning our letter brings the news of the harbour.", "An added line of words"


def reads(world: World, text: str, *lines: str, minutes: float) -> None:
    """The page holds these lines, and reading finds this text."""
    url = "https://tide.example/news/lock"
    world.page("lock", text=text, title="Lock closed")
    world.answers[url] = html(*lines)
    world.live(minutes=minutes)


@pytest.mark.parametrize("kept", [True, False])
def test_what_reading_leaves_out_is_not_told_as_the_outlets_change_and_a_later_change_is(world: World, tmp_path: Path, kept: bool) -> None:
    world.archive = archive.opened(tmp_path) if kept else None
    article_id = published(world, text=f"{TEXT}\n{MORE}")
    reads(world, f"{TEXT}\n{MORE}", *TEXT.split("\n"), MORE, minutes=90)
    reads(world, TEXT, *TEXT.split("\n"), MORE, minutes=24 * 60 + 90)  # learnt since: the page is the same
    assert past(world, article_id) == () and shown(world, article_id).changes == ()
    reads(world, f"{TEXT}\n{ADDED}", *TEXT.split("\n"), ADDED, MORE, minutes=7 * 24 * 60)
    assert [(one.body, one.added, one.removed) for one in past(world, article_id)] == [(TEXT, 5, 0)]


def test_a_change_and_another_reading_at_once_tell_the_change_alone(world: World, tmp_path: Path) -> None:
    world.archive = archive.opened(tmp_path)
    article_id = published(world, text=f"{TEXT}\n{MORE}")
    reads(world, f"{TEXT}\n{MORE}", *TEXT.split("\n"), MORE, minutes=90)
    reads(world, f"{TEXT}\n{ADDED}", *TEXT.split("\n"), ADDED, MORE, minutes=24 * 60 + 90)
    (told,) = shown(world, article_id).changes
    assert (told.added, told.removed) == (5, 0)
    status, page = read(world, f"/article/{article_id}/changes")
    assert status == 200 and f"<ins>{ADDED}</ins>" in page and MORE not in page


def test_an_older_change_is_still_shown_rightly_after_reading_changed(world: World, tmp_path: Path) -> None:
    world.archive = archive.opened(tmp_path)
    article_id = published(world, text=f"{TEXT}\n{MORE}")
    reads(world, f"{TEXT}\n{ADDED}\n{MORE}", *TEXT.split("\n"), ADDED, MORE, minutes=90)
    reads(world, f"{TEXT}\n{ADDED}", *TEXT.split("\n"), ADDED, MORE, minutes=24 * 60 + 90)
    assert [(one.added, one.removed) for one in shown(world, article_id).changes] == [(5, 0)]
    page = read(world, f"/article/{article_id}/changes")[1]
    assert f"<ins>{ADDED}</ins>" in page and "<del>" not in page.split('class="step"')[1] and MORE not in page


def test_a_headline_that_reading_cut_is_no_new_headline(world: World, tmp_path: Path) -> None:
    world.archive = archive.opened(tmp_path)
    world.enrol(licence=OPEN)
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    for title, minutes in (("Lock closed | Tidewater Post", 5), ("Lock closed", 90), ("Lock open again", 24 * 60)):
        url = world.page("lock", text=TEXT, title=title)
        world.answers[url] = html(*TEXT.split("\n")).replace(b"Lock closed", b"Lock open again" if "open" in title else b"Lock closed | Tidewater Post")
        world.live(minutes=minutes)
    assert [one.headline for one in shown(world, id_of(world, "lock")).changes] == ["Lock closed"]


def test_in_scripts_without_spaces_characters_are_counted_and_the_page_says_so(world: World) -> None:
    before, after = "港湾局は四十隻が待つと発表した。", "港湾局は五十隻が沖で待つと発表した。"
    article_id = published(world, text=before)
    reread(world, text=after, title="水門が閉じた")
    page = read(world, f"/article/{article_id}/changes")[1]
    assert "3 characters added, 1 removed." in page and "Characters are counted, and of other scripts words and numbers." in page
    assert "words added" not in page


@pytest.mark.parametrize(("before", "after", "said"), [
    ("항만청은 배 마흔 척이 기다린다고 밝혔다.", "항만청은 배 쉰 척이 기다린다고 밝혔다.", "1 word added, 1 removed."),  # Korean has spaces
    ("หมอกลงจัดที่ท่าเรือ", "หมอกลงจัดมากที่ท่าเรือ", "characters added"),
    ("وصلت السفينة يوم الأحد", "وصلت السفينة يوم الاثنين", "1 word added, 1 removed."),
])  # fmt: skip
def test_the_unit_is_that_of_the_script(world: World, before: str, after: str, said: str) -> None:
    article_id = published(world, text=f"{before}\n{before}")
    reread(world, text=f"{after}\n{before}")
    assert said in read(world, f"/article/{article_id}/changes")[1]
