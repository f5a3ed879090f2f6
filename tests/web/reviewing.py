"""What tests of the desk share: a reviewer, a decision's form, what is known of a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import notices
from headwater.store import desk_tables
from headwater.store import notices as rows
from support import desk

from .conftest import NOW, News

OPERATOR, REVIEWER = notices.Role.OPERATOR, notices.Role.REVIEWER
COST, GATE, ARABIC = "What the gate cost, and who paid", "Gate shut: the tide held back", "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"
REASON = "The text was taken over without the consent of its publisher."
Clients = Callable[..., TestClient]


def article(news: News, name: str, scope: notices.Scope = notices.Scope.ITEM) -> notices.Target:
    """What a complaint or a decision is about."""
    return notices.Target(given=f"http://site.example/article/{news.articles[name]}", kind=notices.Kind.ARTICLE, object_id=news.articles[name], scope=scope)


def verdict(**changes: Any) -> dict[str, Any]:
    """The form of a decision, filled in."""
    return {"action": "hide_item", "target": "0", "scope-0": "item", "basis": "legal", "ground": "copyright", "reason": REASON, "note": "",
            "stay_down": "yes", "spare": "", "version": "1", **changes}  # fmt: skip


def reviewer(news: News, client_of: Clients, *, name: str = "Ana", **settings: Any) -> TestClient:
    """Somebody who is logged in as a reviewer."""
    client = client_of(news, **settings)
    desk.log_in(client, news.store, REVIEWER, name=name, now=NOW)
    return client


def everything(news: News) -> str:
    """Each row of each table of the desk."""
    with news.store.read() as conn:
        return "\n".join(str(tuple(row)) for table in desk_tables.metadata.sorted_tables for row in conn.execute(sa.select(table)))


def state(news: News, notice_id: str) -> notices.Notice:
    """A notice as it stands."""
    with news.store.read() as conn:
        found = rows.get(conn, notice_id)
    assert found
    return found


def decisions(news: News, notice_id: str) -> list[notices.Decision]:
    """What was decided on it."""
    with news.store.read() as conn:
        return rows.decisions(conn, notice_id)
