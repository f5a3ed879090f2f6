"""``python -m tests.e2e.promise_pictures FOLDER``: keep the promises on a small running site, and take the pictures of
``docs/promises.md``.

In: a folder. Out: PNG files. Never: a page that a reader or reviewer does not see in just this state.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own folder, as pytest has it

import test_promises as told
from e2e import pictures
from headwater import model, notices
from headwater.store import db
from support import town as towns

MOST = 150_000  # bytes of a picture
PHONE, DESK = (390, 1100), (1280, 1000)


def shot(browser: Browser, seen_by: towns.Browser, path: str, file: Path, *, size: tuple[int, int], scheme: str = "light", at: str = "") -> None:
    """One page as a person sees it, with the cookies that they have; ``at`` is what must stand at the top."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, device_scale_factor=1.5,  # pyright: ignore[reportArgumentType]
        java_script_enabled=False,
    )  # fmt: skip
    context.add_cookies([{"name": one.name, "value": one.value or "", "url": seen_by.base + (one.path or "/")} for one in seen_by.http.cookies.jar])
    page = context.new_page()
    page.goto(seen_by.base + path + at)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    for colours in (128, 64, 32, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < MOST:
            break
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def fill(town: towns.Town) -> None:
    """The news of the tests, and an Arabic item."""
    for host, name in (("tide.example", "Tidewater Post"), ("reef.example", "Reef Courier"), ("mirror.example", "Heron Mirror"), ("mina.example", "صحيفة الميناء")):
        town.outlet(host, name)
    town.publish("tide.example", "gate", title=told.HEADLINE, text=told.whole(told.GATE), picture=(told.PICTURE, told.photograph()), credit=told.CREDIT, caption=told.CAPTION)
    town.publish("reef.example", "ferry", title="Islands lose three winter crossings", text=told.whole(told.FERRY), open_licence=False, summary=" ".join(told.FERRY))
    arabic = town.publish("mina.example", "gate", title="بوابة المد تُغلق قبل الفجر", text="أُغلقت البوابة الكبرى قبل الفجر بساعة.\nوبقيت أزقة البلدة القديمة جافة، ولم يستيقظ أحد.")
    found = town.world.pool.found[arabic]
    assert isinstance(found, model.Article)
    town.world.pool.found[arabic] = replace(found, language="ar")
    town.gather()


def comment(town: towns.Town, path: str) -> None:
    """Two readers talk, and a moderator lets them."""
    reader = town.reader()
    for name, text in (("Lena", "Was the old gate **never** closed at all?"), ("Tam", "Once, in the winter of the long ice; my aunt rowed home over the quay.")):
        page = reader.get(path)
        town.world.now += timedelta(seconds=40)
        sent = reader.fill(page, having="text", name=name, mail=f"{name.lower()}@reader.example", text=text)
        assert sent.status_code == 200
        town.work()
        link = next(part for part in told.sent_to(town, f"{name.lower()}@reader.example")[-1].split() if "/comment/" in part)
        reader.fill(reader.get(link.removeprefix(town.base).rstrip(".,)>")), having="token")


def take(town: towns.Town, browser: Browser, out: Path) -> None:
    """The pictures, in the order of the story that they tell."""
    reader, address = town.reader(), told.urls_of(town)
    path = f"/article/{town.article(address['gate'])}"
    comment(town, path)
    shot(browser, reader, path, out / "article-phone.png", size=(390, 1500))
    shot(browser, reader, path, out / "article-desk.png", size=DESK)
    shot(browser, reader, path, out / "comments-dark.png", size=DESK, scheme="dark", at="#comments")
    shot(browser, reader, f"/article/{town.article('https://mina.example/news/gate')}", out / "article-arabic.png", size=PHONE)
    shot(browser, reader, f"/complaint?item={town.article(address['gate'])}&type=copyright_text", out / "complaint-phone.png", size=(390, 1500))
    _, first, status = told.complain(town, address["gate"], scope="text", original="")
    told.write_in(town)
    shot(browser, reader, status, out / "status-phone.png", size=PHONE)
    town.wait(14)
    desk = town.reviewer(notices.Role.REVIEWER, notices.Role.MODERATOR, name="Rea")
    shot(browser, desk, "/desk", out / "queue.png", size=DESK)
    town.wait(7)
    shot(browser, reader, path, out / "interim-phone.png", size=PHONE)
    told.decide(town, first, desk=desk)
    notice = next(one for one in desk.get("/desk").text.split('"') if one.startswith("/desk/notice/"))
    shot(browser, desk, notice, out / "notice.png", size=(1280, 1400))
    shot(browser, reader, path, out / "taken-down.png", size=DESK)
    town.world.now += timedelta(hours=1)
    shot(browser, reader, "/log", out / "log.png", size=DESK)
    shot(browser, desk, "/desk/ledger", out / "ledger-dark.png", size=DESK, scheme="dark")
    shot(browser, reader, "/legal/contact", out / "contact-phone.png", size=PHONE)


def main() -> int:
    """Run a town and take the pictures."""
    if not pictures.CHROMIUM or len(sys.argv) != 2:
        print("usage: python -m tests.e2e.promise_pictures FOLDER (with Chromium installed)", file=sys.stderr)
        return 2
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        store = db.Store.open(Path(name) / "town.sqlite")
        store.migrate()
        with towns.running(store, Path(name)) as town:
            fill(town)
            with sync_playwright() as playwright:
                browser = pictures.launch(playwright)
                take(town, browser, out)
                browser.close()
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
