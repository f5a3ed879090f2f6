"""A site on a real port, a browser as readers have it, and steps that wait for what they lead to.

In: an application; a browser; a page of Playwright.
Out: its address while it is served; a window of a size, light or dark, without script unless asked; the step taken, and the next page there.
Never: a key pressed or a link followed without waiting: a busy machine shows the old page a while longer, and a test would read that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

SIZES = {"phone": (390, 844), "desk": (1280, 900)}  # pixels of a window
PATIENCE = 60_000  # milliseconds: for a machine that is busy with other things


def opened(browser: Browser, *, size: str = "phone", scheme: Any = "light", script: bool = False, **more: Any) -> BrowserContext:
    """A window; with script only for axe, which is one: what is ours has to work without."""
    width, height = SIZES[size]
    return browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=script, bypass_csp=script, **more)


def enter(page: Page) -> None:
    """Press Enter and wait for the page (or the place on the page) that it leads to."""
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")


def click(page: Page, selector: str) -> None:
    """Click what ``selector`` names first and wait for the page that it leads to."""
    with page.expect_navigation(timeout=PATIENCE):
        page.click(selector, timeout=PATIENCE)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an application on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
