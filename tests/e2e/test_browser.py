"""The site in a real browser: narrow and wide, light and dark, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from e2e import pictures
from headwater import app
from support import browsing

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.conftest import Gathered

pytestmark = [
    pytest.mark.slow, pytest.mark.browser,
    pytest.mark.skipif(not pictures.CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]  # fmt: skip


@pytest.fixture(scope="module")
def address(gathered: Gathered) -> Iterator[str]:
    """The site on a real port."""
    settings = pictures.harness.settings(gathered.folder)
    with browsing.served(app.make_site(settings, gathered.store, sample=True)) as at:
        yield at


@pytest.fixture(scope="module")
def paths(gathered: Gathered) -> dict[str, str]:
    """One page of each kind."""
    return pictures.paths(gathered.items)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_every_page_fits_speaks_to_no_other_host_and_has_no_errors(
    browser: Browser, address: str, paths: dict[str, str], tmp_path: Path, size: str, scheme: str
) -> None:
    context = browsing.opened(browser, size=size, scheme=scheme)
    page, asked, errors = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(f"failed: {request.url}"))
    for name, path in paths.items():
        answer = page.goto(address + path)
        assert answer and answer.status == 200, name
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], (name, wide)
        page.screenshot(path=tmp_path / f"{name}-{size}-{scheme}.png")
        assert (tmp_path / f"{name}-{size}-{scheme}.png").stat().st_size > 5000
    assert not [one for one in asked if not one.startswith(address + "/")]
    assert errors == []
    context.close()


@pytest.mark.parametrize("name", ["article", "article-ar", "article-zh"])
@pytest.mark.parametrize("size", browsing.SIZES)
def test_the_reference_stands_above_the_fold(browser: Browser, address: str, paths: dict[str, str], size: str, name: str) -> None:
    context = browsing.opened(browser, size=size)
    page = context.new_page()
    page.goto(address + paths[name])
    link = page.locator("a.reference").first
    box = link.bounding_box()
    assert link.is_visible() and box
    assert box["y"] + box["height"] <= browsing.SIZES[size][1]
    assert box["x"] >= 0 and box["x"] + box["width"] <= browsing.SIZES[size][0]
    context.close()


def focused(page: Page) -> dict[str, object]:
    return page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
        return {tag: e.tagName, text: e.innerText || e.name || '', href: e.getAttribute('href') || '', outline: s.outlineStyle, width: parseFloat(s.outlineWidth),
                top: b.top, left: b.left, right: b.right, bottom: b.bottom} }"""
    )


@pytest.mark.parametrize("name", ["front", "article-ar"])
def test_the_keyboard_alone_finds_the_way(browser: Browser, address: str, paths: dict[str, str], name: str) -> None:
    context = browsing.opened(browser, size="desk")
    page = context.new_page()
    page.goto(address + paths[name])
    page.keyboard.press("Tab")
    skip = focused(page)
    assert skip["href"] == "#main"
    assert skip["left"] >= 0 and skip["top"] >= 0  # pyright: ignore[reportOperatorIssue]
    browsing.enter(page)
    assert page.url.endswith("#main")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["tag"] == "BODY":  # past the last link
            break
        seen.append(now)
        assert now["outline"] != "none" and float(str(now["width"])) >= 2, now
    assert [one for one in seen if str(one["href"]).startswith("http://")]  # a Reference is on the way
    context.close()


def test_searching_works_without_javascript(browser: Browser, address: str) -> None:
    context = browsing.opened(browser)
    page = context.new_page()
    page.goto(address + "/")
    page.fill("input[name=q]", "الحصبة")
    browsing.enter(page)
    page.wait_for_url("**/search?q=*")
    assert page.locator("article.entry").count() >= 1
    assert page.locator("article.entry").first.get_attribute("dir") == "rtl"
    context.close()
