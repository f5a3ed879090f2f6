"""The simulated month keeps its word: what it measures is what the real schedule and the real rows do."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import sqlalchemy as sa
from benchmarks import month, month_news, month_picture

from headwater.store import db, schema


def test_every_feed_is_polled_when_it_is_due_and_no_host_stays_leased(sqlite_store: db.Store) -> None:
    ran, lived = month.run(sqlite_store, count=200, days=0.25, step=60.0)
    now = month.START + timedelta(days=lived)
    with sqlite_store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).where(schema.host.c.lease_owner.is_not(None))).scalar_one() == 0
        rows = conn.execute(sa.select(schema.feed)).all()
    assert len(rows) == 200
    assert all(row.polled_at is not None for row in rows)
    late = max((now - row.next_poll_at).total_seconds() for row in rows)
    assert late < 3600.0  # a host of many feeds is asked once a step
    found = month.figures(ran, lived, 2**20)
    assert found["polls"] == ran.polls_by_hour.sum() > 200
    assert 0 < found["minutes to discovery, median of items"] < 24 * 60
    assert found["items found"] == ran.news.waits.sum()


def test_news_come_at_their_rate_and_are_found_once() -> None:
    news = month_news.make(400, days=2.0, seed=1)
    news.fails[:], news.dead_from[:], news.bursts[:] = 0.0, np.inf, 1e9
    news.rate[:], news.listed[:] = 24 / 86_400, 100
    everyone = np.arange(400)
    assert news.visit(everyone, 0.0).new.sum() == 0
    for second in range(3600, 2 * 86_400 + 1, 3600):
        found = news.visit(everyone, float(second))
        assert (found.hours.sum(axis=1) == found.new).all()
    assert abs(news.found_items.sum() / (400 * 48 * 1.24) - 1) < 0.2  # Monday and Tuesday, of which half of the outlets make more
    assert 25 < news.wait_quantile(0.5) < 35  # minutes, of visits an hour apart


def test_what_leaves_a_short_document_between_two_visits_is_counted_as_lost() -> None:
    news = month_news.make(50, days=5.0, seed=1)
    news.fails[:], news.dead_from[:] = 0.0, np.inf
    news.rate[:], news.listed[:] = 100 / 86_400, 10
    news.visit(np.arange(50), 0.0)
    assert (news.visit(np.arange(50), 4 * 86_400.0).new == 10).all()
    assert news.lost > 50 * 200


def test_the_picture_is_drawing_both_counts() -> None:
    waits = np.zeros(4321, dtype=np.int64)
    waits[5] = 10
    drawn = month_picture.draw(np.array([10, 20, 15] * 20), waits, {"feeds": 5, "hosts": 3, "days": 2.5, "polls": 900})
    assert drawn.count("<path") == 2
    assert "5 feeds on 3 hosts" in drawn
