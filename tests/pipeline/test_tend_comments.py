"""The tick ``tend`` forgets what comments need no longer."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from headwater.pipeline import tend
from headwater.pipeline.tools import Manners, Tools
from headwater.store import comment_tables, db, desk_tables
from support.talk import Talk


def test_networks_and_old_links_go_with_the_daily_sweep(sqlite_store: db.Store) -> None:
    talk = Talk(sqlite_store)
    talk.send(talk.article("Gate"), mail="ann@reader.example")
    tender = tend.Tender(Tools(store=sqlite_store, now=lambda: talk.now, owner="test", manners=Manners()))
    tender.tick()
    with sqlite_store.read() as conn:
        assert conn.execute(sa.select(comment_tables.comment.c.network)).scalar() == "192.0.1.0/24"
    talk.now += timedelta(days=30)
    assert tender.tick().counts["forgotten of comments"] == 3  # the network, the link, the address that nobody verified
    with sqlite_store.read() as conn:
        assert conn.execute(sa.select(comment_tables.comment.c.network)).scalar() == ""
        assert conn.execute(sa.select(desk_tables.one_time)).first() is None
        assert conn.execute(sa.select(comment_tables.commenter)).first() is None
