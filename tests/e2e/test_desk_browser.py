"""The desk in a real browser: without script, by keyboard, narrow and wide, light and dark, right to left; axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import argon2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e import pictures
from headwater import gathering, model, notices
from headwater.actions import passwords, people
from headwater.store import db, feed_logs, ledger, outbox, restrictions, staydown
from headwater.web import site
from support import browsing, desk
from web.conftest import NOW, News, fill, some_id

pytestmark = [
    pytest.mark.slow, pytest.mark.browser,
    pytest.mark.skipif(not pictures.CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]  # fmt: skip
ARABIC, COST, GATE = "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً", "What the gate cost, and who paid", "Gate shut: the tide held back"
REASON = "The text was taken over without the consent of its publisher, who asked that no more than headline and link be shown."


@dataclass
class Running:
    """A desk on a real port, and what is on it."""

    address: str
    news: News
    person: notices.Person
    link: str  # one-time, unused
    arabic: notices.Notice
    state: dict[str, object]  # of a browser that is logged in
    feed: str


def about(news: News, name: str, scope: notices.Scope = notices.Scope.ITEM) -> notices.Target:
    return notices.Target(given=f"https://site.example/article/{news.articles[name]}", kind=notices.Kind.ARTICLE, object_id=news.articles[name], scope=scope)


def seed(news: News, by: notices.PersonId) -> notices.Notice:
    """Notices of every look, one of them in Arabic; a mail that was not delivered, a hit to look at."""
    store = news.store
    arabic = desk.notice(
        store, now=NOW, age=timedelta(hours=21, minutes=20), language="ar", risk="high", missing=("signature",), relation=notices.Relation.AGENT,
        targets=[about(news, ARABIC), notices.Target(given="https://site.example/article/none")],
        flags=("A2/1: claims rights in what an outlet shows that we have read for 14 months", "C11/1: writes from another domain than the company's"),
        contact=notices.Contact(name="ليلى المنصوري", mail="layla@quill.example", organisation="دار الميناء للنشر", phone="+20 2 5550 100", address="شارع البحر ١٢"),
        statement=notices.Statement(explanation="نُشر هذا النص في صحيفتنا قبل يومين، ولم نأذن لأحد بإعادة نشره.\nنطلب حذفه من موقعكم.",
                                    fields=(("work", "إغلاق بوابة المد"), ("original_url", "https://quill.example/news/12"), ("good_faith", "yes"))),
    )  # fmt: skip
    late = desk.notice(store, now=NOW, age=timedelta(hours=25), targets=[about(news, COST, notices.Scope.IMAGE)], type=notices.Type.COPYRIGHT_IMAGE, claimed_by=by)
    desk.notice(store, now=NOW, age=timedelta(minutes=12), targets=[about(news, GATE)], type=notices.Type.INTIMATE_IMAGE, category=notices.Category.U0)
    desk.notice(store, now=NOW, age=timedelta(hours=3), targets=[about(news, "Port Ellery shuts its gate against the tide"), about(news, ARABIC)], type=notices.Type.DEFAMATION)
    desk.notice(store, now=NOW, age=timedelta(hours=30), type=notices.Type.CORRECTION, category=notices.Category.L, state=notices.State.NEEDS_INFO,
                outcome=notices.Outcome.ASKED, info_until=NOW + timedelta(days=6), missing=("explanation",))
    with store.write() as conn:
        outbox.put(conn, key="ack", kind="ack", recipient="layla@quill.example", subject=f"[{arabic.reference}] We have your complaint", body="Thank you.\n\nWe act by tomorrow.", now=NOW, notice_id=arabic.id)
        outbox.put(conn, key="ask", kind="ask", recipient="", subject="What we still need", body="...", now=NOW)
        standing = notices.Restriction(id=notices.RestrictionId("d" * 32), decision_id=notices.DecisionId("e" * 32), notice_id=late.id, reference=late.reference,
                                       action=notices.Action.HIDE_ITEM, kind=notices.Kind.STORY, object_id="f" * 32, starts_at=NOW)
        restrictions.add(conn, [standing])
        staydown.put(conn, [staydown.Key(id="c" * 32, restriction_id=standing.id, kind="text", value="", weight=1, shingles=frozenset({1}))], now=NOW)
        staydown.record(conn, staydown.Hit(key_id="c" * 32, restriction_id=standing.id, kind="text", score=0.61, blocks=False), kind="article", object_id=news.articles[ARABIC], now=NOW)
        for kind, actor in (("notice.received", "submitter"), ("notice.acknowledged", "machine"), ("interim.warned", "rule:clock/1")):
            ledger.append(conn, kind, subject=arabic.reference, actor=actor, now=NOW - timedelta(hours=21), facts={"type": "copyright_text"})
    return arabic


@pytest.fixture
def running(tmp_path: Path, sqlite_template: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
    path = tmp_path / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    news = News(store=db.Store.open(path))
    fill(news)
    made = people.add(news.store, "Ana Voss", "ana@site.example", [notices.Role.OPERATOR, notices.Role.REVIEWER], by=people.COMMAND_LINE, now=NOW)
    people.add(news.store, "Ben Lund", "ben@site.example", [notices.Role.MODERATOR], by=people.COMMAND_LINE, now=NOW)
    assert people.redeem(news.store, made.token, desk.PASSWORD, now=NOW)
    arabic = seed(news, made.person.id)
    link = people.link(news.store, made.person.id, by=people.COMMAND_LINE, now=NOW).token
    app = site.make_app(news.store, site.SiteSettings(owner="River Society", mail="desk@site.example"), now=lambda: NOW)
    with browsing.served(app) as address:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{address}/desk/log-in")
        page.fill("#mail", "ana@site.example")
        page.fill("#password", desk.PASSWORD)
        browsing.enter(page)
        page.wait_for_url("**/desk")
        yield Running(address=address, news=news, person=made.person, link=link, arabic=arabic, feed=busy_feed(news), state=page.context.storage_state())  # pyright: ignore[reportArgumentType]
        page.context.close()
    news.store.close()


def open_(browser: Browser, running: Running, **window: Any) -> Page:
    """A page of somebody who is logged in."""
    return browsing.opened(browser, storage_state=running.state, **window).new_page()


def preview(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/desk/notice/{running.arabic.id}")
    page.check("input[name=action][value=link_only]")
    page.fill("#reason", REASON)
    browsing.click(page, "button[value=preview]")


def paths(running: Running) -> dict[str, str]:
    case = f"/desk/notice/{running.arabic.id}"
    return {"queue": "/desk", "case": case, "decide": f"{case}/decide", "hits": "/desk/hits", "outbox": "/desk/outbox", "ledger": "/desk/ledger?verify=1",
            "feeds": "/desk/feeds", "feed": f"/desk/feeds/{running.feed}", "people": "/desk/people", "account": "/desk/account", "link": f"/desk/log-in/{running.link}"}  # fmt: skip


def busy_feed(news: News) -> str:
    """A feed with a long past: outcomes of every kind, days, warnings."""
    feed_id = some_id("feed", next(iter(news.outlets)))
    warnings = [model.Warned(code=f"odd-{number}", detail="ميناء " * number + "https://example.org/" + "long" * 30) for number in range(6)]
    with news.store.write() as conn:
        for day in range(60, 0, -1):
            result = gathering.Polled.FAILED if day % 7 == 0 else gathering.Polled.BROUGHT
            one = gathering.PollRecord(at=NOW - timedelta(days=day), result=result, status=503 if day % 7 == 0 else 200, reason="status" * (day % 7 == 0),
                                       new=day % 11, listed=40, size=30_000, seconds=0.4, detail="moved to https://example.org/" + "x" * 90)
            feed_logs.record(conn, feed_id, one, warnings=warnings)
    return feed_id


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_every_page_fits_has_no_errors_and_passes_axe(browser: Browser, running: Running, tmp_path: Path, size: str, scheme: str) -> None:
    page, errors, asked = open_(browser, running, size=size, scheme=scheme, script=True), [], []  # axe is a script; ours are none
    page.on("console", lambda message: errors.append(message.text))
    page.on("request", lambda request: asked.append(request.url))

    def look(name: str) -> None:
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], (name, wide)
        page.screenshot(path=tmp_path / f"{name}-{size}-{scheme}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    for name, path in paths(running).items():
        answer = page.goto(running.address + path)
        assert answer and answer.status == 200, name
        look(name)
    preview(page, running)
    look("preview")
    page.context.clear_cookies()
    page.goto(f"{running.address}/desk/notice/{running.arabic.id}")
    look("log-in")
    assert errors == []
    assert not [one for one in asked if not one.startswith(running.address + "/")]
    page.context.close()


def test_a_reviewer_decides_by_keyboard_alone(browser: Browser, running: Running) -> None:
    page = open_(browser, running, size="desk")

    def tab_to(selector: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.locator(f"{selector}:focus").count():
                outline = page.locator(selector).first.evaluate("e => getComputedStyle(e).outlineStyle")
                assert outline != "none", selector
                return
        raise AssertionError(f"{selector} cannot be reached")

    page.goto(f"{running.address}/desk")
    page.keyboard.press("Tab")
    assert page.locator("a.skip:focus").count() == 1
    tab_to(f"a[href='/desk/notice/{running.arabic.id}']")
    browsing.enter(page)
    page.wait_for_url("**/desk/notice/*")
    tab_to("input[name=action]")
    for _ in range(10):
        if page.locator("input[value=link_only]:checked").count():
            break
        page.keyboard.press("ArrowDown")
    tab_to("#reason")
    page.keyboard.type(REASON)
    tab_to("button[value=preview]")
    browsing.enter(page)
    page.wait_for_url("**/decide")
    assert ARABIC in page.inner_text("main")
    tab_to("button[value=confirm]")
    browsing.enter(page)
    page.wait_for_url("**?done=decided")
    assert page.locator("[role=status]").count() == 1
    page.goto(f"{running.address}/article/{running.news.articles[ARABIC]}")
    assert page.locator("h1").inner_text() == ARABIC
    assert "أُغلقت البوابة الكبرى" not in page.content()
    page.context.close()


def test_arabic_reads_from_the_right_within_a_page_that_reads_from_the_left(browser: Browser, running: Running) -> None:
    page = open_(browser, running, size="phone")
    page.goto(f"{running.address}/desk/notice/{running.arabic.id}")
    assert page.locator(".said").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".target h3").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("#decide").evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.context.close()


def test_controls_are_large_enough_for_a_thumb(browser: Browser, running: Running) -> None:
    page = open_(browser, running, size="phone")
    for path in ("/desk", f"/desk/notice/{running.arabic.id}", "/desk/people"):
        page.goto(running.address + path)
        boxes = page.locator("button:visible, select:visible, input:visible:not([type=checkbox]):not([type=radio]), nav a:visible").evaluate_all(
            "all => all.map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height, e.getBoundingClientRect().width])")
        assert boxes and not [one for one in boxes if min(one[1], one[2]) < 24], path  # WCAG 2.2, 2.5.8
    page.context.close()
