"""A month of a hundred thousand feeds, with the clock and the fetcher faked: the real rows of hosts and feeds, the real schedule.

Every poll goes the way that a worker's polls go: hosts leased (``hosts.lease_due``), the feed of each that has waited longest
(``feeds.first_due``), the next poll (``schedule.next_poll``), the memory and the host's next turn saved (``hosts.held``,
``feeds.remember``, ``hosts.close_all``), many hosts a transaction, on a SQLite file. Only what lies on the network is made up:
when each feed publishes, and what fails. The log of a feed is not written, its day's rhythm is kept in memory.

    python -m benchmarks.month --feeds 100000 --days 30 --picture docs/pictures/gathering-month.svg
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks import common, month_news, month_picture
from headwater import model
from headwater.feeds import pace, schedule
from headwater.store import db, feeds, hosts, ids, schema

OWNER = "simulation:1"
START = datetime(2026, 11, 2, tzinfo=UTC)
STEP = 10.0  # seconds of the faked clock between two looks for due hosts, which a host of many feeds waits between two polls
PAUSE = 2.0  # seconds that a host rests between two requests
AT_ONCE = 2000  # hosts leased together
TALK = 200_000  # polls between two lines of progress


@dataclass
class Month:
    """One run."""

    store: db.Store
    news: month_news.News
    numbers: dict[str, int]  # feed -> its number
    hours: np.ndarray  # what each feed brought in each hour of the day, as its log would keep it
    polls_by_hour: np.ndarray
    polls: int = 0
    failures: int = 0
    requests: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=lambda: {"lease": 0.0, "look": 0.0, "news": 0.0, "schedule": 0.0, "save": 0.0})

    def round(self, second: float) -> int:
        """Visit the hosts that are due at a second of the run; how many."""
        now = START + timedelta(seconds=second)
        marks = [time.process_time()]
        with self.store.write() as conn:
            leases = hosts.lease_due(conn, OWNER, now=now, limit=AT_ONCE, seconds=120)
        marks.append(time.process_time())
        if not leases:
            self.cpu["lease"] += marks[-1] - marks[0]
            return 0
        with self.store.read() as conn:
            known = list(feeds.first_due(conn, [one.name for one in leases], now=now).values())
        marks.append(time.process_time())
        which = np.array([self.numbers[one.feed.id] for one in known], dtype=np.int64)
        found = self.news.visit(which, second)
        marks.append(time.process_time())
        histories = [self._next(one, int(which[at]), found, at, now) for at, one in enumerate(known)]
        marks.append(time.process_time())
        closings = [
            hosts.Closing(name=one.name, fence=one.fence, next_allowed_at=now + timedelta(seconds=PAUSE)) for one in leases
        ]
        with self.store.write() as conn:
            held = hosts.held(conn, OWNER, [one.name for one in leases])
            assert len(held) == len(leases), "nobody else leases in a simulation"
            if histories:
                feeds.remember(conn, *histories)
            hosts.close_all(conn, OWNER, closings)
        marks.append(time.process_time())
        for name, start, end in zip(self.cpu, marks, marks[1:], strict=False):
            self.cpu[name] += end - start
        self.polls += len(known)
        self.failures += int(found.failed.sum())
        self.polls_by_hour[int(second // 3600)] += len(known)
        return len(leases)

    def _next(self, known: feeds.KnownFeed, number: int, found: month_news.Found, at: int, now: datetime) -> model.FeedHistory:
        """The feed's memory after the visit."""
        jitter = float(found.jitter[at])
        if found.failed[at]:
            refused = model.Refused(url=known.feed.url, reason=self.news.reason(number), detail="made up")
            return schedule.next_poll(known.history, schedule.Outcome.failed(refused), now=now, jitter=jitter)
        hints = model.PollHints(ttl=float(self.news.ttl[number]) or None, max_age=float(self.news.max_age[number]) or None)
        listed = int(self.news.listed[number])
        hours = self.hours[number]
        if known.history.succeeded_at is None:
            outcome = schedule.Outcome.brought(new=listed, listed=listed, hints=hints, at_first=self.news.at_first(number))
        elif found.new[at]:
            hours *= max(0.0, 1 - float(found.new[at]) / 200.0)  # store.feed_logs.REMEMBERED
            hours += found.hours[at]
            outcome = schedule.Outcome.brought(new=int(found.new[at]), listed=listed, hints=hints)
        else:
            outcome = schedule.Outcome.unchanged(hints)
        known_hours = tuple(hours.tolist()) if hours.sum() >= pace.ENOUGH else ()
        return schedule.next_poll(known.history, outcome, now=now, jitter=jitter, hours=known_hours)


def enrol(store: db.Store, news: month_news.News) -> dict[str, int]:
    """The rows of all feeds and hosts, due at the start; feed -> number."""
    outlet, numbers, rows = ids.new(), {}, []
    for number, host in enumerate(news.host):
        feed_id = ids.new()
        numbers[feed_id] = number
        rows.append({
            "id": feed_id, "outlet_id": outlet, "url": f"https://h{host}.example/{number}.xml", "host": f"h{host}.example",
            "kind": "rss", "title": f"Feed {number}", "added_at": START, "next_poll_at": START,
            "etag": f'"{number:032x}"', "last_modified": "Mon, 02 Nov 2026 00:00:00 GMT", "body_hash": f"{number:064x}",
        })
    hosts_rows = [{"name": f"h{host}.example", "due_at": START, "next_allowed_at": START, "fence": 0, "failures": 0}
                  for host in np.unique(news.host)]
    with store.write() as conn:
        conn.execute(sa.insert(schema.outlet), [{"id": outlet, "name": "Made up", "home_url": "https://made.example/",
                                                 "home_key": "made.example/", "added_at": START}])
        conn.execute(sa.insert(schema.feed), rows)
        conn.execute(sa.insert(schema.host), hosts_rows)
    return numbers


def run(store: db.Store, *, count: int, days: float, step: float = STEP, minutes: float = 0.0, talk: bool = False) -> tuple[Month, float]:
    """Let time pass; gives the run, and the days that it got through in the minutes given (0: no limit)."""
    news = month_news.make(count, days=days)
    month = Month(store=store, news=news, numbers=enrol(store, news), hours=np.zeros((count, 24)),
                  polls_by_hour=np.zeros(int(days * 24) + 1, dtype=np.int64))
    start, began, second, told = time.process_time(), time.monotonic(), 0.0, 0
    while second < days * 86_400:
        while month.round(second) == AT_ONCE:  # more wait than are leased together
            pass
        second += step
        if talk and month.polls - told >= TALK:
            told = month.polls
            spent = time.process_time() - start
            print(f"day {second / 86_400:.2f}: {month.polls:,} polls, {spent:.0f} s CPU, {spent / month.polls * 1e6:.0f} us each", flush=True)
        if minutes and time.monotonic() - began > minutes * 60:
            break
    month.requests["CPU s"] = time.process_time() - start
    return month, min(second / 86_400, days)


def figures(month: Month, days: float, size: int) -> dict[str, float]:
    """What was measured, of a run of so many days."""
    news, count = month.news, len(month.news.host)
    whole = month.polls_by_hour[24: int(days * 24)] if days > 2 else month.polls_by_hour[: max(1, int(days * 24))]
    alive = news.found_items > 0
    by_feed = news.waited[alive] / news.found_items[alive] / 60
    return {
        "feeds": count, "hosts": len(np.unique(news.host)), "days": round(days, 2), "polls": month.polls,
        "polls an hour, mean after the first day": round(float(whole.mean())), "polls an hour, most": int(whole.max()),
        "requests a feed a day": round(month.polls / count / days, 2), "share of polls that failed": round(month.failures / month.polls, 4),
        "items found": int(news.found_items.sum()), "items that had left their document unseen": int(news.lost),
        "minutes to discovery, median of items": news.wait_quantile(0.5), "minutes to discovery, p95 of items": news.wait_quantile(0.95),
        "minutes to discovery, median of feeds' means": round(common.quantile(by_feed.tolist(), 0.5), 1),
        "minutes to discovery, p95 of feeds' means": round(common.quantile(by_feed.tolist(), 0.95), 1),
        "CPU s": round(month.requests["CPU s"]), "CPU us a poll": round(month.requests["CPU s"] / month.polls * 1e6, 1),
        **{f"CPU us a poll: {name}": round(spent / month.polls * 1e6, 1) for name, spent in month.cpu.items()},
        "peak MiB": common.peak(), "database MiB": round(size / 2**20, 1),
    }


def measure() -> dict[str, float]:
    """A day of five thousand feeds, the size that runs with the other measurements."""
    return whole_run(5_000, 1.0)


def whole_run(
    count: int, days: float, *, step: float = STEP, minutes: float = 0.0, picture: Path | None = None, talk: bool = False
) -> dict[str, float]:
    """A run from an empty store to figures, and its picture."""
    with common.folder() as folder:
        store = db.Store.open(folder / "month.sqlite", now=lambda: START)
        store.migrate()
        month, lived = run(store, count=count, days=days, step=step, minutes=minutes, talk=talk)
        store.close()
        found = figures(month, lived, sum(one.stat().st_size for one in folder.iterdir()))
    if picture:
        picture.write_text(month_picture.draw(month.polls_by_hour[: max(1, int(lived * 24))], month.news.waits, found), encoding="utf-8")
    return found


def main() -> None:
    """Run as asked, and print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__)
    parser.add_argument("--feeds", type=int, default=100_000)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--step", type=float, default=STEP, help="seconds of the faked clock between two looks")
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so long; 0: never")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    found = whole_run(given.feeds, given.days, step=given.step, minutes=given.minutes, picture=given.picture, talk=True)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
