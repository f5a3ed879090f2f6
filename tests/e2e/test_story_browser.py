"""Stories, changes and editions in a real browser: narrow and wide, light and dark, right to left; axe finds nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from e2e import pictures
from headwater import model
from headwater.publish import named
from headwater.store import db, schema, versions
from headwater.web import site
from support import browsing
from web.conftest import CC, NOW, PAPER, WIRE, News

pytestmark = [
    pytest.mark.slow, pytest.mark.browser,
    pytest.mark.skipif(not pictures.CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]  # fmt: skip
TIDE = "Tide gate closes for the first time in forty years as the spring tide meets a northerly gale"
FIRST = "Mayor Ada Quill said in Port Ellery that the gate held. Tom Ferrow of the Harbour Authority agreed; Germany had sent the seals, and Quill thanked the crews."
ARABIC = "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"
ARABIC_TEXT = ("أُغلقت البوابة الكبرى فجر السبت مع وصول المد العالي إلى ألمانيا.", "بقيت البلدة القديمة جافة.", "قال الحارس إن أحداً لم يستيقظ.")
CHINESE_TEXT = ("周六清晨，大潮遇上强劲北风，防潮闸门四十年来首次关闭。", "老城区安然无恙。", "港务局说德国送来了密封条。")
ENGLISH_TEXT = ("Every boat that enters the harbour pays a little towards the gate.", "The ledgers fill a room above the fish market.", "Twelve clerks kept them.", "Nobody had asked for them.")


def fill(news: News) -> None:
    """A story with everything, one in Arabic, articles that were changed in three scripts."""
    for name, language in (("Harbour Courier", "en"), ("The Millrace", "en"), ("Tidewater Post", "en"), ("صحيفة الميناء", "ar"), ("مرآة النهر", "ar"), ("河湾日报", "zh-Hans"),
                           ("The Extraordinarily Long Gazette of the Upper and Lower Weirs and Their Tributaries", "en")):
        news.outlet(name, language=language)
    news.outlet("Meridian Wire", agency=True)
    long = next(name for name in news.outlets if name.startswith("The Extra"))
    news.story("tide", rank=9, lead=TIDE)
    for number in range(4):
        news.story(f"joined{number}", merged_into=news.stories["tide"])
    news.article(TIDE, "Harbour Courier", story="tide", minutes=190, excerpt=FIRST, origin=PAPER, topics=(SOCIETY,), named=named.of([FIRST], language="en"))
    news.article("Port Ellery shuts its gate", "Meridian Wire", story="tide", minutes=240, excerpt=FIRST, named=named.of([FIRST], language="en", tags=["gate held"]))
    news.article("Gate shut: the tide held back", "Tidewater Post", story="tide", copy_of="Port Ellery shuts its gate", minutes=170, origin=WIRE, first_by="undecided")
    news.article("Gate shut in Port Ellery", long, story="tide", copy_of="Port Ellery shuts its gate", minutes=120, origin=WIRE, first_by="credit")
    news.article("Who paid for the gate", "The Millrace", story="tide", minutes=45, excerpt=f"Germany paid. {FIRST}", origin=PAPER, named=named.of([f"Germany paid. {FIRST}"], language="en", tags=["gate held"]))
    news.article("埃勒里港四十年来首次关闭防潮闸门", "河湾日报", story="tide", minutes=30, language="zh-Hans", excerpt="德国送来了密封条。", named=named.of(["德国送来了密封条。"], language="zh"))
    news.story("arabic", rank=7, lead=ARABIC)
    news.article(ARABIC, "صحيفة الميناء", story="arabic", minutes=100, language="ar", excerpt=ARABIC_TEXT[0], named=named.of([ARABIC_TEXT[0]], language="ar"), topics=(SOCIETY,))
    news.article("البوابة والمد", "مرآة النهر", story="arabic", minutes=80, language="ar", excerpt=ARABIC_TEXT[0], named=named.of([ARABIC_TEXT[0]], language="ar"))
    _changed(news, "The ledgers", "The Millrace", "en", ENGLISH_TEXT, "\n".join(("Every boat pays.", *ENGLISH_TEXT[1:2], "Eleven clerks kept them.", *ENGLISH_TEXT[3:])), "The lost ledgers")
    _changed(news, "حارس البوابة", "صحيفة الميناء", "ar", ARABIC_TEXT, "\n".join((ARABIC_TEXT[0].replace("فجر السبت", "فجر الأحد"), *ARABIC_TEXT[1:])), "حارس السد")
    _changed(news, "闸门关闭", "河湾日报", "zh-Hans", CHINESE_TEXT, "\n".join((CHINESE_TEXT[0].replace("周六", "周日"), *CHINESE_TEXT[1:])), "闸门将关闭")


SOCIETY = model.Topic(slug="disaster", code="medtop:03000000", name="disaster, accident and emergency incident", where="section", quote="Floods")


def _changed(news: News, name: str, outlet: str, language: str, now: tuple[str, ...], before: str, headline: str) -> None:
    """An article shown whole whose headline and text were changed twice."""
    changes = (model.Change(number=1, at=NOW - timedelta(hours=3), added=3, removed=1), model.Change(number=2, at=NOW - timedelta(hours=1), headline=headline, added=12, removed=1))
    news.article(name, outlet, minutes=400, language=language, view=model.View.FULL, licence=CC, excerpt=now[0], paragraphs=now, changes=changes)
    with news.store.write() as conn:
        for body in (before.split("\n", 1)[0], before):
            versions.add(conn, news.articles[name], model.Version(number=0, headline=headline, body=body, seen_at=NOW, replaced_at=NOW, added=1, removed=1))
        conn.execute(sa.update(schema.publication).values(early=False))


class Running:
    """The site on a real port."""

    def __init__(self, store: db.Store) -> None:
        self.news = News(store=store)
        fill(self.news)
        self.app = site.make_app(store, site.SiteSettings(name="Headwater", owner="River Society", mail="desk@site.example"), now=lambda: NOW)
        self.address = ""  # while it is served

    def paths(self) -> dict[str, str]:
        articles, stories = self.news.articles, self.news.stories
        return {
            "front": "/", "edition": "/?topic=disaster&country=gb", "edition-ar": "/?lang=ar", "edition-empty": "/?topic=sport",
            "story": f"/story/{stories['tide']}", "story-ar": f"/story/{stories['arabic']}",
            "undecided": f"/article/{articles['Gate shut: the tide held back']}",
            **{f"changes-{language}": f"/article/{articles[name]}/changes" for language, name in (("en", "The ledgers"), ("ar", "حارس البوابة"), ("zh", "闸门关闭"))},
            "changes-none": f"/article/{articles[TIDE]}/changes",
        }  # fmt: skip


@pytest.fixture(scope="module")
def running(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("stories") / "stories.db"
    shutil.copy(sqlite_template, path)
    store = db.Store.open(path)
    made = Running(store)
    with browsing.served(made.app) as made.address:
        yield made
    store.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_every_page_fits_and_axe_finds_nothing(browser: Browser, running: Running, tmp_path: Path, size: str, scheme: str) -> None:
    page, errors, foreign = browsing.opened(browser, size=size, scheme=scheme, script=True).new_page(), [], []  # axe is a script; ours are none
    page.on("console", lambda message: errors.append(message.text))
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(running.address) else None)
    for name, path in running.paths().items():
        answer = page.goto(running.address + path)
        assert answer and answer.status == 200, name
        for fold in page.locator("main details").all():
            fold.evaluate("e => e.open = true")
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], (name, wide)
        page.screenshot(path=tmp_path / f"{name}-{size}-{scheme}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert errors == [] and foreign == []
    page.context.close()


def test_what_is_written_from_right_to_left_stands_so(browser: Browser, running: Running) -> None:
    page = browsing.opened(browser).new_page()
    page.goto(running.address + running.paths()["story-ar"])
    for selector in (".story-head h1", ".standfirst"):
        assert page.locator(selector).evaluate("e => getComputedStyle(e).direction") == "rtl", selector
    assert page.locator(".named dd bdi").all_inner_texts() == ["Germany"]
    assert page.locator(".named").evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.goto(running.address + running.paths()["changes-ar"])
    assert page.locator(".differences").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".differences ins").first.is_visible() and page.locator(".differences del").first.is_visible()
    page.context.close()


def test_what_went_and_what_came_is_seen_without_colours(browser: Browser, running: Running) -> None:
    page = browsing.opened(browser).new_page()
    page.goto(running.address + running.paths()["changes-en"])
    lines = {tag: page.locator(f".differences {tag}").first.evaluate("e => getComputedStyle(e).textDecorationLine") for tag in ("del", "ins")}
    assert lines == {"del": "line-through", "ins": "underline"}
    assert "characters added" not in page.locator("main").inner_text()
    page.goto(running.address + running.paths()["changes-zh"])
    assert "12 characters added, 1 removed" in page.locator("main").inner_text()
    page.context.close()


def test_from_the_front_through_an_edition_to_a_story_and_its_first_report(browser: Browser, running: Running) -> None:
    page = browsing.opened(browser, size="desk").new_page()
    page.goto(running.address + "/")
    with page.expect_navigation():
        page.get_by_role("navigation", name="Topic").get_by_role("link", name="Disasters").click()
    assert page.locator("h1").inner_text() == "Disasters"
    with page.expect_navigation():
        page.locator("article.story h2 a").first.click()
    assert page.locator("h1").inner_text() == TIDE
    assert page.locator(".standfirst").inner_text() == FIRST
    assert page.locator(".named dt").all_inner_texts() == ["Places", "People", "Other names", "Filed under"]
    assert "What was at first taken for 5 stories is one." in page.locator(".story-head").inner_text()
    with page.expect_navigation():
        page.locator(".story-head a[href^='/article/']").first.click()
    assert page.locator("h1").inner_text() == "Port Ellery shuts its gate"
    page.context.close()
