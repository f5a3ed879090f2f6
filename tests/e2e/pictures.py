"""``python -m tests.e2e.pictures FOLDER``: gather the sample web and take the pictures that README.md shows."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright

from headwater import app

from . import harness

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
MOST = 250_000  # bytes of a picture
SHOTS = (  # name, page, width, height, scheme, device pixels a CSS pixel
    ("front", "front", 1280, 900, "light", 1.5),
    ("article-arabic", "article-ar", 390, 844, "light", 2),
    ("story-dark", "story", 1280, 900, "dark", 1.5),
)


def launch(playwright: Playwright) -> Browser:
    """Chromium without a sandbox of its own (tests run as root in containers) and without its own traffic."""
    return playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)


def paths(items: Mapping[str, harness.Item]) -> dict[str, str]:
    """One page of each kind."""
    ids = {name: item.row.id for name, item in items.items() if item.row is not None}
    return {
        "front": "/", "latest": "/latest", "outlets": "/outlets", "search": "/search?q=ferry", "about": "/about",
        "story": f"/story/{items['ferry-courier'].story_id}", "article": f"/article/{ids['leak-millrace']}",
        "excerpt": f"/article/{ids['ferry-echo']}", "article-ar": f"/article/{ids['compact-marsa']}",
        "article-zh": f"/article/{ids['heron-linlan']}",
    }  # fmt: skip


def take(browser: Browser, address: str, pages: Mapping[str, str], folder: Path) -> list[Path]:
    """The pictures, each as a PNG of few colours."""
    taken = []
    for name, page_name, width, height, scheme, scale in SHOTS:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=scale,  # pyright: ignore[reportArgumentType]
            java_script_enabled=False,
        )  # fmt: skip
        page = context.new_page()
        page.goto(address + pages[page_name])
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        context.close()
        path = folder / f"{name}.png"
        for colours in (128, 64, 32, 16):
            picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size < MOST:
                break
        taken.append(path)
    return taken


def main() -> int:
    """Gather, serve, take the pictures."""
    if not CHROMIUM or len(sys.argv) != 2:
        print("usage: python -m tests.e2e.pictures FOLDER (with Chromium installed)", file=sys.stderr)
        return 2
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, harness.sample_web() as web:
        folder = Path(name)
        harness.enrol(folder, web.port)
        harness.headwater(folder, "run", "--once")
        store = harness.open_store(folder)
        site = app.make_site(harness.settings(folder), store, sample=True)
        server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for path in take(browser, address, paths(harness.items(store, web)), out):
                print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
            browser.close()
        server.should_exit = True
        thread.join(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
