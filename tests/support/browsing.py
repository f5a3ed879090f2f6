"""A site on a real port, and steps in a browser that wait for what they lead to.

In: an application; a page of Playwright.
Out: its address while it is served; the step taken, and the next page there.
Never: a key pressed or a link followed without waiting: a busy machine shows the old page a while longer, and a test would read that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
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
