"""A reader of comments without script and without cookies: pages, forms, the mail that comes.

In: a store. Out: what such a reader sees and sends. Never: a way past a form.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from headwater.store import db
from headwater.web import site
from support import desk, talk

TEXT = "The gate held, and the cellar stayed *dry* for once."
MAIL = "ann@reader.example"


class Reader:
    """A browser without script, a clock, and the mail that came."""

    def __init__(self, store: db.Store, **settings: Any) -> None:
        self.talk = talk.Talk(store, now=talk.NOW)
        self.settings = {"name": "Headwater", "base_url": "https://news.example", "comments": talk.RULES, **settings}
        self.app = site.make_app(store, site.SiteSettings(**self.settings), now=lambda: self.talk.now)
        self.client = self.browser()

    def browser(self, address: str = "192.0.2.7") -> TestClient:
        return TestClient(self.app, base_url="https://news.example", follow_redirects=False, client=(address, 50000))

    def page(self, path: str, status: int = 200) -> LexborHTMLParser:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-500:])
        return LexborHTMLParser(answer.text)

    def token(self, path: str) -> str:
        """The token of the form that writes, or of the only one, after a person has read the page."""
        found = desk.token_in(str(node(self.page(path), "form.write").html))
        self.talk.later(seconds=20)
        return found

    def send(self, path: str, *, page: str = "", client: TestClient | None = None, **fields: Any) -> Any:
        token = self.token(page or path)
        return (client or self.client).post(urlsplit(path).path, data={"token": token, **fields})

    def write(self, article: str, text: str = TEXT, *, name: str = "Ann", **fields: Any) -> Any:
        """Fill in the form under an article."""
        self.talk.later(minutes=2)
        return self.send(f"/article/{article}/comment", page=f"/article/{article}", name=name, text=text, do="send", **fields)

    def publish(self, article: str, text: str = TEXT, **fields: Any) -> tuple[str, str]:
        """Write and confirm by mail; gives the comment's identifier and its author's own address."""
        posted = self.write(article, text, mail=MAIL, **fields)
        assert posted.status_code == 303, posted.text
        own = posted.headers["location"]
        comment_id = own.split("/")[2]
        done = self.send(f"/comment/verify/{self.talk.token(comment_id)}")
        assert done.headers["location"] == f"/comment/{comment_id}"
        return comment_id, own


def node(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def said(tree: LexborHTMLParser | LexborNode, selector: str) -> str:
    return re.sub(r"\s+", " ", node(tree, selector).text()).strip()
