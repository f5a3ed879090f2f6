"""Metrics in the form of Prometheus, counted from the store, so that one address tells of every process.

In: the store. Out: a body and its content type. Never: a label whose values a stranger could multiply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, exposition
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from headwater.store import counts, db

_GAUGES = {
    "outlets": "Outlets known",
    "feeds": "Feeds known",
    "feeds_answering": "Feeds whose last poll brought an answer",
    "feeds_failing": "Feeds whose last poll failed",
    "feeds_due": "Feeds whose poll is due",
    "pages_due": "Pages that are to be read now",
    "articles": "Articles known",
    "texts": "Articles with a text of their own",
    "pending": "Articles that wait for a digest",
    "stories": "Stories with at least one article",
    "shared_stories": "Stories told by two or more outlets",
    "publications": "Publications that readers may see",
    "copies": "Publications that repeat another",
}


class _State(Collector):
    """The deployment's state, counted anew at each visit."""

    def __init__(self, store: db.Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def collect(self) -> Iterator[Metric]:
        with self._store.read() as conn:
            state = counts.count(conn, now=self._now())
        for name, text in _GAUGES.items():
            yield GaugeMetricFamily(f"headwater_{name}", text, value=getattr(state, name))
        age = (self._now() - state.newest_poll).total_seconds() if state.newest_poll else float("nan")
        yield GaugeMetricFamily("headwater_newest_poll_age_seconds", "Seconds since a feed was last polled", value=age)


def renderer(store: db.Store, *, now: Callable[[], datetime]) -> Callable[[], tuple[bytes, str]]:
    """A function that gives the metrics as they are when it is called."""
    registry = CollectorRegistry()
    registry.register(_State(store, now))
    return lambda: (exposition.generate_latest(registry), exposition.CONTENT_TYPE_LATEST)
