"""Steps in a real browser that wait for what they lead to.

In: a page of Playwright.
Out: the step taken, and the next page there.
Never: a key pressed or a link followed without waiting: a busy machine shows the old page a while longer, and a test would read that.
"""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE = 60_000  # milliseconds: for a machine that is busy with other things


def enter(page: Page) -> None:
    """Press Enter and wait for the page (or the place on the page) that it leads to."""
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")


def click(page: Page, selector: str) -> None:
    """Click what ``selector`` names first and wait for the page that it leads to."""
    with page.expect_navigation(timeout=PATIENCE):
        page.click(selector, timeout=PATIENCE)
