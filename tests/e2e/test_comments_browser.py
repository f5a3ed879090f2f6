"""Comments in a real browser: written, confirmed, moderated without script and by keyboard; nothing that axe finds wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e import pictures
from headwater import notices
from headwater.actions import people, reports
from headwater.discussion import ReportReason
from headwater.store import db
from headwater.web import site
from support import browsing, desk, talk

pytestmark = [
    pytest.mark.slow, pytest.mark.browser,
    pytest.mark.skipif(not pictures.CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]  # fmt: skip
ARABIC = "صمدت البوابة هذه الليلة، وبقي القبو جافاً.\n\n> *وماذا عن الرسوم؟*\n\nThe figures are on page four, في الصفحة الرابعة."


class Running:
    """The site on a real port, with a thread of comments."""

    def __init__(self, store: db.Store) -> None:
        self.talk = talk.Talk(store, now=talk.NOW)
        self.settings = site.SiteSettings(name="Headwater", owner="River Society", mail="desk@site.example", comments=talk.RULES)
        self.app = site.make_app(store, self.settings, now=lambda: self.talk.now)
        self.address = ""  # while it is served
        self.article = self.talk.article("Tide gate closes for the first time in forty years")
        self.fill()

    def fill(self) -> None:
        """Answers six deep, one by a moderator hidden, one reported, one waiting, one in Arabic."""
        texts = ["The gate held, and the cellar stayed **dry** for once.", "> the cellar stayed dry\n\nOurs did not. The pump in *Rope Lane* ran all night:\n\n- it stopped at four\n- it came back at six",
                 "Which pump? There are [two of them](https://tide.example/pumps).", "The one by the fish market, `pump 2`.", "Then somebody should ring the harbour master.",
                 "Somebody did."]  # fmt: skip
        parent = None
        for number, text in enumerate(texts):
            parent = self.talk.shown(self.article, text, parent_id=parent, name=f"Reader {number + 1}", mail=f"r{number}@reader.example")
            self.talk.later(minutes=7)
        self.arabic = self.talk.shown(self.article, ARABIC, name="ليلى من الميناء", mail="layla@reader.example")
        self.talk.shown(self.article, "An answer in English to what stands in Arabic.", parent_id=self.arabic, name="Tom", mail="tom@reader.example")
        for number in range(2):
            reports.report(self.talk.store, self.arabic, ReportReason.OFF_TOPIC, "", network=f"192.0.{number}.0/24", once=str(number), rules=talk.RULES, now=self.talk.now)
        self.talk.send(self.article, "Cheap pumps at https://a.example https://b.example https://c.example", name="Dealer")
        self.waiting = self.talk.send(self.article, "I am new here, and I agree with Reader 2.", name="Mara").id


@pytest.fixture
def running(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    desk.quick_hashes(monkeypatch)
    made = Running(sqlite_store)
    with browsing.served(made.app) as made.address:
        yield made


def log_in(page: Page, running: Running) -> None:
    """Through the door, as a moderator."""
    made = people.add(running.talk.store, "Mo", "mo@site.example", [notices.Role.MODERATOR], by=people.COMMAND_LINE, now=running.talk.now)
    page.goto(f"{running.address}/desk/log-in/{made.token}")
    page.fill("input[name=password]", desk.PASSWORD)
    page.fill("input[name=again]", desk.PASSWORD)
    browsing.click(page, "main button[type=submit], main form button")


def test_a_comment_is_written_confirmed_answered_and_deleted_without_script(browser: Browser, running: Running) -> None:
    context = browsing.opened(browser)
    page = context.new_page()
    page.goto(f"{running.address}/article/{running.article}")
    page.fill("#f-name", "Ines")
    page.fill("#f-text", "Written *without* script.")
    page.fill("#f-mail", "ines@reader.example")
    running.talk.later(seconds=20)
    browsing.click(page, "text=Preview")
    assert page.inner_text(".preview .remark") == "Written without script."
    browsing.click(page, "form.write button[value=send]")
    own = page.url
    comment_id = own.split("/")[4]
    page.goto(f"{running.address}/comment/verify/{running.talk.token(comment_id)}")
    browsing.click(page, "text=Yes, it is mine")
    assert page.url.endswith(f"#c-{comment_id}")
    assert page.inner_text(f"#c-{comment_id} .remark") == "Written without script."
    browsing.click(page, f"#c-{comment_id} >> text=Reply")
    assert "Written without script." in page.inner_text(".quoted")
    page.goto(own)
    page.check("#f-sure")
    browsing.click(page, "text=Delete >> nth=-1")
    assert "You deleted it" in page.inner_text("main")
    assert context.cookies() == []
    context.close()


def test_a_moderator_works_by_keyboard_alone(browser: Browser, running: Running) -> None:
    context = browsing.opened(browser, size="desk")
    page = context.new_page()
    log_in(page, running)
    page.goto(f"{running.address}/desk/comments")
    box = f"#p-{running.waiting}"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == box[1:]:
            break
    assert page.evaluate("document.activeElement.id") == box[1:]
    page.keyboard.press("Space")
    page.focus("button[value=approve]")
    browsing.enter(page)
    assert page.inner_text("h1") == "Show this comment?"
    page.focus("main form button[type=submit]")
    browsing.enter(page)
    assert "1 comment shown" in page.inner_text(".done")
    assert "I am new here, and I agree with Reader 2." in running.talk.texts(running.article)
    context.close()


def visit(page: Page, running: Running) -> Iterator[str]:
    """Every kind of page that belongs to comments, one after another."""
    article = f"{running.address}/article/{running.article}"
    first = running.talk.thread(running.article).nodes[0].comment.id
    yield from (name for name, path in (("thread", article), ("reply", f"{article}/comment?to={first}"), ("report", f"{running.address}/comment/{first}/report"))
                if page.goto(path))
    page.goto(f"{article}/comment")
    page.evaluate("document.querySelector('form.write').noValidate = true")
    page.fill("#f-text", "x")
    page.fill("#f-mail", "no address")
    running.talk.later(seconds=20)
    browsing.click(page, "form.write button[value=send]")
    page.wait_for_selector(".mistakes")
    yield "errors"
    page.fill("#f-mail", "")
    page.fill("#f-name", "Ines")
    page.fill("#f-text", "A fine comment, with a **preview**.")
    browsing.click(page, "form.write button[value=preview]")
    page.wait_for_selector(".preview")
    yield "preview"
    browsing.click(page, "form.write button[value=send]")
    page.wait_for_selector("#own")
    yield "own"
    page.goto(f"{running.address}/comment/{running.waiting}")
    yield "waits"
    log_in(page, running)
    page.goto(f"{running.address}/desk/comments")
    yield "queue"
    page.check(f"#p-{running.waiting}")
    browsing.click(page, "button[value=hide]")
    yield "confirm"
    page.goto(f"{running.address}/desk/comments?state=reported")
    yield "reported"
    page.goto(f"{running.address}/desk/comments/{running.arabic}")
    yield "one"
    page.goto(f"{running.address}/desk/comments/try")
    yield "try"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_axe_finds_nothing_and_every_page_fits(browser: Browser, running: Running, size: str, scheme: str) -> None:
    context = browsing.opened(browser, size=size, scheme=scheme, script=True)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(running.address) else None)
    seen = []
    for name in visit(page, running):
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], (name, wide)
        small = page.evaluate(
            "[...document.querySelectorAll('.comments a, .comments button, .comment-page a, .comment-page button, .cards a, .cards input')]"
            ".filter(one => one.offsetParent && !one.closest('.remark, p.about, .hint, .small-print, p.state, .small-print') && "
            "one.getBoundingClientRect().height < 23.5 && getComputedStyle(one).display !== 'inline').map(one => one.outerHTML.slice(0, 90))")
        assert not small, (name, small)
        seen.append(name)
    assert len(seen) == 12
    assert foreign == []
    context.close()
