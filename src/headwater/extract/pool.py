"""Extraction in limited processes: what a page does to its process is an outcome, not a fault of ours.

In: pages. Out: futures of Article or NotArticle; a page that takes too long or kills its process gives
``NotArticle(reason="timeout")`` or ``"crash"``. Never: an exception of a page.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from headwater import limited, model
from headwater.extract.template import Reading

Outcome = model.Article | model.NotArticle

SECONDS = 20.0  # a page
PAGES = 400  # a process, then it is replaced
MEMORY = 2_000_000_000  # bytes of address space a process may take beyond what its libraries map


class Pool(limited.Pool[Any]):
    """A bounded pool of processes that read pages."""

    def __init__(self, workers: int | None = None, *, seconds: float = SECONDS, pages: int = PAGES, memory: int = MEMORY,
                 waiting: int = 2, function: Callable[[model.Page, model.Entry | None], Outcome] | None = None) -> None:
        """``waiting`` is the number of pages that may wait for each process; ``function`` replaces extraction in tests."""
        count = max(1, workers if workers is not None else limited.cores())
        limits = limited.Limits(seconds=seconds, memory=memory, tasks=pages, workers=count, waiting=waiting)
        super().__init__(function or _extract, limits=limits, lost=_lost, warm=None if function else _warm)

    def submit(self, page: model.Page, entry: model.Entry | None = None) -> Future[Outcome]:
        """The outcome to come. Waits while the pool is full; never raises for a page. RuntimeError after ``close``."""
        return self.run(page, entry)

    def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Future[Reading]:
        """The same, read with what is known of the page's host, and with what the page teaches of it."""
        return self.run(page, entry, template)


def _lost(reason: str, words: str, page: model.Page, _entry: model.Entry | None, template: str | None = None) -> Outcome | Reading:
    found = model.NotArticle(url=page.url, reason=reason, detail=words)
    return found if template is None else Reading(found=found)


def _warm() -> None:
    """Load what extraction needs, so that no page pays for it."""
    from headwater.extract import article, language  # noqa: F401

    language.detect("warm up")


def _extract(page: model.Page, entry: model.Entry | None, template: str | None = None) -> Outcome | Reading:
    """One page in its process; with what it teaches where a template is given, be it empty."""
    from headwater.extract import article
    from headwater.extract import template as templates

    try:
        if template is None:
            return article.extract(page, entry)
        known = templates.loads(template)
        reading = article.study(page, entry, known)
        return reading if reading.lesson and templates.wants(known, reading.lesson) else Reading(found=reading.found)
    except MemoryError:
        return _lost("crash", "out of memory", page, entry, template)
