"""A whole deployment for tests: a small web that is gathered, the running site on a port, a mail server, a clock.

In: a store and a folder. Out: :class:`Town`. Never: the system's clock, another host, a way past the site's own forms.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
import uvicorn
from lxml import html

from headwater import discussion, model, notices
from headwater.actions import desk_tick, people
from headwater.images import album
from headwater.mail import settings as mail_settings
from headwater.pipeline.tools import Manners
from headwater.store import articles, db, feeds, hosts
from headwater.web import site
from support import crawl, smtp_server
from support.world import World, item, rss

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
BY = "https://creativecommons.org/licenses/by/4.0/"
PASSWORD = "seven herons over the weir"
MAILBOX = "complaints@site.example"


class Browser:
    """What a person without scripts does: follow links, fill in forms, send them."""

    def __init__(self, base: str) -> None:
        self.http = httpx2.Client(base_url=base, follow_redirects=True, timeout=30)
        self.base = base

    def get(self, path: str, **how: Any) -> Any:
        return self.http.get(path, **how)

    def text(self, answer: Any) -> str:
        """The words of a page's main part."""
        main = html.fromstring(answer.content).find(".//main")
        return " ".join((main if main is not None else html.fromstring(answer.content)).text_content().split())

    def fill(self, answer: Any, *, having: str, button: tuple[str, str] | None = None, **values: Any) -> Any:
        """Send the page's form that has a field or button of this name, with these values besides what it holds."""
        for form in html.fromstring(answer.content, base_url=str(answer.url)).forms:
            names = {one.get("name") for one in form.xpath(".//input|.//textarea|.//select|.//button") if one.get("name")}
            if having not in names or (button and not form.xpath(f".//*[self::button or self::input][@name='{button[0]}'][@value='{button[1]}']")):
                continue
            unknown = set(values) - names
            assert not unknown, f"the form has no fields {unknown}, only {names}"
            fields: dict[str, Any] = {}
            for name, value in form.form_values():
                fields.setdefault(name, []).append(value)
            fields |= {name: value for name, value in values.items() if value is not None}
            if button:
                fields[button[0]] = button[1]
            return self.http.post(urljoin(str(answer.url), form.get("action") or ""), data=fields)
        raise AssertionError(f"no form with {having!r} {button or ''} on {answer.url}")


@dataclass
class Town:
    """Everything of one deployment, at a time that stands until it is moved."""

    world: World
    folder: Path
    base: str = ""
    smtp: smtp_server.Server = field(default_factory=smtp_server.Server)
    feeds: dict[str, list[str]] = field(default_factory=dict)  # host -> items of its feed
    browsers: list[Browser] = field(default_factory=list)
    desk: desk_tick.Desk | None = None

    @property
    def store(self) -> db.Store:
        return self.world.store

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def rules(self) -> notices.DeskRules:
        return notices.DeskRules(
            site_name="Town News", base_url=self.base, owner="River Society", complaints_mail=MAILBOX, sends_mail=True, log_delay_days=0.0,
        )  # fmt: skip

    # ---- news ----

    def outlet(self, host: str, name: str) -> None:
        """An outlet with an empty feed."""
        self.feeds[host] = []
        self.world.answers[f"https://{host}/feed"] = rss(title=name)
        self.world.enrol(f"https://{host}/feed", name)

    def publish(
        self, host: str, slug: str, *, title: str, text: str, picture: tuple[str, bytes] | None = None, credit: str = "",
        caption: str = "", open_licence: bool = True, summary: str = "",
    ) -> str:
        """A new article of an outlet, with at most one picture; gives its address."""
        images: tuple[model.Image, ...] = ()
        if picture:
            images = (model.Image(url=picture[0], caption=caption, credit=credit),)
            self.world.answers[picture[0]] = self.world.response(picture[0], picture[1], content_type="image/jpeg")
        url = self.world.page(
            slug, title=title, text=text, host=host, images=images, authors=("Ada Marsh",),
            signals=model.PageSignals(licences=(BY,) if open_licence else ()),
        )  # fmt: skip
        self.feeds[host].insert(0, item(slug, title=title, host=host, summary=summary or text[:400]))
        self.world.answers[f"https://{host}/feed"] = rss(*self.feeds[host], title=host)
        return url

    def gather(self) -> None:
        """An hour later: poll every feed, and gather and digest until all is at rest, pictures too."""
        self.world.now += timedelta(minutes=61)
        with self.store.write() as conn:
            for host in feeds.poll_now(conn, None, now=self.now):
                hosts.need(conn, host, self.now)
        for _ in range(3):
            self.world.gather()
            self.world.digest()

    def article(self, url: str) -> str:
        """The identifier of the article at an outlet's address."""
        with self.store.read() as conn:
            return next(iter(articles.by_address(conn, [url]).values()))

    # ---- the desk ----

    def wait(self, hours: float) -> None:
        """Let time pass, with the worker's desk at work every half hour."""
        until = self.now + timedelta(hours=hours)
        while self.world.now < until:
            self.world.now = min(until, self.world.now + timedelta(minutes=30))
            self.work()

    def work(self) -> None:
        """One round of the worker's desk: clock, mail in, mail out."""
        if self.desk is None:
            for part in ("new", "cur", "tmp"):
                (self.folder / "maildir" / part).mkdir(parents=True, exist_ok=True)
            out = mail_settings.Outgoing(host="127.0.0.1", port=self.smtp.port, security="none", sender=MAILBOX)
            post = desk_tick.Post(mail=mail_settings.Settings(out=out, maildir=self.folder / "maildir"), poll=0.0)
            self.desk = desk_tick.Desk(store=self.store, owner="test", rules=self.rules, post=post, now=lambda: self.now)
        self.desk.tick()
        assert not self.desk.troubles, self.desk.troubles

    def write_in(self, message: EmailMessage) -> None:
        """A mail comes into the Maildir, and the desk takes it in and answers."""
        new = self.folder / "maildir" / "new"
        new.mkdir(parents=True, exist_ok=True)
        path = new / f"{time.monotonic_ns()}.town"
        path.write_bytes(message.as_bytes())
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))
        self.work()
        self.work()

    def reviewer(self, *roles: notices.Role, name: str = "Rea") -> Browser:
        """Somebody who has logged in at the desk through the one-time link."""
        chosen = roles or (notices.Role.REVIEWER,)
        made = people.add(self.store, name, f"{name.lower()}@site.example", chosen, by=people.COMMAND_LINE, now=self.now)
        browser = self.reader()
        answer = browser.fill(browser.get(f"/desk/log-in/{made.token}"), having="password", password=PASSWORD, again=PASSWORD)
        assert answer.status_code == 200, answer.text
        return browser

    # ---- readers ----

    def reader(self) -> Browser:
        self.browsers.append(Browser(self.base))
        return self.browsers[-1]

    def walk(self, *searches: str) -> crawl.Walked:
        """Every surface of the site, and searches for these words in every form that the site has."""
        more = [path.format(word) for word in searches for path in ("/search?q={}", "/search/feed.atom?q={}", "/search/feed.json?q={}", "/api/v1/search?q={}")]
        with httpx2.Client(base_url=self.base, timeout=30) as client:
            return crawl.walk(client, base=self.base, more=more)


@contextmanager
def running(store: db.Store, folder: Path, **settings: Any) -> Iterator[Town]:
    """A town whose site runs on a port of this machine."""
    pictures = album.opened(folder / "archive")
    town = Town(world=World(store=store, now=START, album=pictures, manners=Manners(pictures=True)), folder=folder)
    listener = uvicorn.Config(app=_not_yet, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    sock = listener.bind_socket()
    town.base = f"http://127.0.0.1:{sock.getsockname()[1]}"
    chosen = site.SiteSettings(**{
        "name": "Town News", "owner": "River Society", "postal_address": "1 Weir Lane, Ellery", "mail": MAILBOX, "base_url": town.base,
        "sends_mail": True, "rules": town.rules, "picture": pictures.get, "forms_an_hour": 50, "forms_a_day": 500,
        "comments": discussion.Rules(sends_mail=True, site_name="Town News", base_url=town.base), **settings,
    })  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(site.make_app(store, chosen, now=lambda: town.now), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    with town.smtp:
        yield town
    for browser in town.browsers:
        browser.http.close()
    server.should_exit = True
    thread.join(10)
    sock.close()


async def _not_yet(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("the site is not made yet")
