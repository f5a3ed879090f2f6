"""The public side of complaints in a real browser: without a script, by keyboard, narrow and wide, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e import pictures
from headwater import notices
from headwater.notices import Kind, State, Statement, Target, Type
from headwater.store import ledger, promise
from headwater.store import notices as rows
from headwater.web import site
from support import browsing, cases

pytestmark = [
    pytest.mark.slow, pytest.mark.browser,
    pytest.mark.skipif(not pictures.CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]  # fmt: skip
ARABIC = "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"


@pytest.fixture
def address(news: Any) -> Iterator[str]:
    """The site on a real port, with complaints in several states."""
    fill(news)
    settings = site.SiteSettings(name="Headwater", owner="River Society", mail="desk@site.example", postal_address="1 Quay", phone="+44 1", sample_banner=True)
    app = site.make_app(news.store, settings, now=lambda: cases.NOW)
    with browsing.served(app) as at:
        yield at


def fill(news: Any) -> None:
    target = Target(given="x", kind=Kind.ARTICLE, object_id=news.articles[ARABIC])
    cases.put(news.store, 1, targets=(target,))
    cases.put(news.store, 2, days=19, type=Type.PRIVACY, state=State.NO_ACTION, action=notices.Action.NONE, reason="حكم المحكمة علني.", targets=(target,))
    cases.put(news.store, 3, days=0.3, state=State.NEEDS_INFO, action=None, missing=("signature", "contact", "work", "location"),
              info_until=cases.NOW + timedelta(days=6), statement=Statement(explanation="هذا لي"), targets=(Target(given="https://other.example/x"),))
    cases.put(news.store, 4, days=0.1, state=State.UNVERIFIED, action=None)
    with news.store.write() as conn:
        ledger.append(conn, promise.SETTLED, subject="HW-1", actor="machine", now=cases.NOW - timedelta(days=1),
                      facts={"outcome": "acted", "hours": 3.0, "turn": 1, "since": (cases.NOW - timedelta(days=2)).isoformat()})


def paths(news: Any) -> dict[str, str]:
    item = news.articles[ARABIC]
    return {
        "types": f"/complaint?item={item}", "copyright": f"/complaint?item={item}&type=copyright_text", "child": "/complaint?type=child_safety",
        "court": "/complaint?type=court_order", "log": "/log", "case": "/log/HW-2223-7777", "contact": "/legal/contact",
        "policy": "/legal/notice-policy", "privacy": "/legal/privacy", "terms": "/legal/terms", "missing": f"/complaint/status/{cases.token(3)}",
        "unverified": f"/complaint/status/{cases.token(4)}", "decided": f"/complaint/status/{cases.token(1)}", "article": f"/article/{item}",
    }  # fmt: skip


def spoil(page: Page, address: str, path: str) -> None:
    """Send a form that cannot be read as it was meant."""
    page.goto(address + path)
    page.fill("#f-mail", "nonsense")
    page.fill("#f-original_url", "nonsense")
    page.fill("#f-work", "قصيدتي عن البحر")
    browsing.click(page, "main button[type=submit]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_axe_finds_nothing_and_every_page_fits(browser: Browser, address: str, news: Any, tmp_path: Path, size: str, scheme: str) -> None:
    context = browsing.opened(browser, size=size, scheme=scheme, script=True)
    page, axe, found = context.new_page(), Axe(), {}
    for name, path in [*paths(news).items(), ("errors", "")]:
        if name == "errors":
            spoil(page, address, paths(news)["copyright"])
        else:
            answer = page.goto(address + path)
            assert answer and answer.status == 200, name
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], (name, wide)
        checked = axe.run(page)
        if checked.violations_count:
            found[name] = checked.generate_report()
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    assert not found, "\n".join(found.values())
    context.close()


def test_a_reader_complains_and_follows_it_without_a_script(browser: Browser, address: str, news: Any) -> None:
    context = browsing.opened(browser)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + paths(news)["article"])
    browsing.click(page, "text=Report a problem with this item")
    browsing.click(page, "text=My text is shown without permission")
    assert news.articles[ARABIC] in page.input_value("#f-targets")
    page.fill("#f-work", "قصيدتي عن البحر")
    page.fill("#f-mail", "ana@press.example")
    page.check("#f-good_faith")
    browsing.click(page, "main button[type=submit]")
    reference = page.locator(".reference-number").inner_text()
    assert page.locator("text=What is still missing").is_visible()
    browsing.click(page, "main dl a")
    assert "/complaint/status/" in page.url
    assert page.locator(f"text={reference}").first.is_visible()
    page.fill("#f-signature", "Ana Voss")
    page.check("#f-accuracy")
    browsing.click(page, "#add button")
    assert page.locator("text=Thank you, that was added.").is_visible()
    assert page.locator("h1").inner_text() == "Being looked at"
    page.click("text=Take the complaint back")  # unfolds
    page.check("#f-sure")
    browsing.click(page, "text=Take it back")
    assert page.locator("h1").inner_text() == "Taken back"
    with news.store.read() as conn:
        made = rows.by_reference(conn, reference)
    assert made and made.state is State.RETRACTED
    assert made.statement.get("work") == "قصيدتي عن البحر"
    assert not [one for one in asked if not one.startswith(address + "/")]
    assert not context.cookies()
    context.close()


def test_a_mail_is_confirmed_in_a_browser(browser: Browser, address: str, news: Any) -> None:
    context = browsing.opened(browser)
    page = context.new_page()
    page.goto(address + paths(news)["unverified"])
    browsing.click(page, "text=Yes, I wrote it")
    assert page.locator("text=Thank you, your mail is confirmed.").is_visible()
    context.close()


def test_the_summary_of_what_to_put_right_has_the_focus_and_leads_to_the_fields(browser: Browser, address: str, news: Any) -> None:
    context = browsing.opened(browser, size="desk")
    page = context.new_page()
    spoil(page, address, paths(news)["copyright"])
    page.locator("#problems:focus").wait_for(timeout=60_000)  # the browser moves the focus with its next picture
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#f-mail"
    browsing.enter(page)
    page.wait_for_url("**#f-mail")
    assert page.input_value("#f-work") == "قصيدتي عن البحر"
    context.close()


def test_the_whole_form_is_reached_by_keyboard_with_a_visible_focus(browser: Browser, address: str, news: Any) -> None:
    context = browsing.opened(browser, size="desk")
    page = context.new_page()
    page.goto(address + paths(news)["copyright"])
    page.keyboard.press("Tab")
    browsing.enter(page)  # past the masthead
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        now = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            return {name: e.name || '', type: e.type || '', outline: s.outlineStyle, width: parseFloat(s.outlineWidth)} }""")
        seen.append(now["name"])
        assert now["outline"] != "none" and now["width"] >= 1, now
        if now["type"] == "submit":
            break
    assert {"targets", "scope", "relation", "name", "mail", "work", "good_faith", "accuracy", "signature"} <= set(seen)
    assert "website" not in seen
    browsing.enter(page)
    page.locator(".problems, .reference-number").first.wait_for(timeout=60_000)
    context.close()


def test_what_is_typed_from_right_to_left_stands_so(browser: Browser, address: str, news: Any) -> None:
    context = browsing.opened(browser)
    page = context.new_page()
    page.goto(address + paths(news)["copyright"])
    page.fill("#f-work", "قصيدتي عن البحر")
    assert page.evaluate("getComputedStyle(document.querySelector('#f-work')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.about-item strong')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('#f-mail')).direction") == "ltr"
    page.goto(address + "/log")
    assert "rtl" in page.eval_on_selector_all(".said", "all => all.map(one => getComputedStyle(one).direction)")
    context.close()
