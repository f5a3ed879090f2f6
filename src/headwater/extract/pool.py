"""Extraction in recycled worker processes, so that no page can hang, crash or fill the caller.

In: pages. Out: futures of Article or NotArticle; a page that takes too long or kills its worker gives
``NotArticle(reason="timeout")`` or ``"crash"``. Never: an exception of a page, more pages in flight than the pool
has places for, or heap that libraries keep: workers are replaced after some pages and give back what they freed.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, TimeoutError
from typing import Any

import pebble

from headwater import model

Outcome = model.Article | model.NotArticle

SECONDS = 20.0  # a page
PAGES = 400  # a worker, then it is replaced
MEMORY = 2_000_000_000  # bytes of address space a worker may take beyond what its libraries map
_TRIM_EVERY = 16  # pages between two requests to give freed heap back


class Pool:
    """A bounded pool of extraction processes; use it as a context manager or call :meth:`close`."""

    def __init__(self, workers: int | None = None, *, seconds: float = SECONDS, pages: int = PAGES, memory: int = MEMORY,
                 waiting: int = 2, function: Callable[[model.Page, model.Entry | None], Outcome] | None = None) -> None:
        """``waiting`` is the number of pages that may wait for each worker; ``function`` replaces extraction in tests."""
        self.workers = max(1, workers if workers is not None else (os.cpu_count() or 1))
        self.places = self.workers * (1 + max(0, waiting))
        self._seconds, self._pages, self._memory = seconds, pages, memory
        self._function = function or _extract
        self._room = threading.BoundedSemaphore(self.places)
        self._lock = threading.Lock()
        self._busy = 0
        self._closed = False
        self._pool = self._start()

    def _start(self) -> pebble.ProcessPool:
        return pebble.ProcessPool(max_workers=self.workers, max_tasks=self._pages, initializer=_prepare,
                                  initargs=(self._memory, self._function is _extract),
                                  context=multiprocessing.get_context("spawn"))

    @property
    def free(self) -> int:
        """Pages that may be handed over now without waiting; lease no more hosts than this."""
        with self._lock:
            return 0 if self._closed else self.places - self._busy

    def submit(self, page: model.Page, entry: model.Entry | None = None) -> Future[Outcome]:
        """The outcome to come. Waits while the pool is full; never raises for a page. RuntimeError after :meth:`close`."""
        self._room.acquire()
        outcome: Future[Outcome] = Future()
        outcome.set_running_or_notify_cancel()
        try:
            with self._lock:
                if self._closed:
                    raise RuntimeError("the extraction pool is closed")
                self._busy += 1
            inner = self._schedule(page, entry)
        except RuntimeError:
            with self._lock:
                closed = self._closed
            if closed:
                self._room.release()
                raise
            self._done(outcome, model.NotArticle(url=page.url, reason="crash", detail="the pool could not start"))
            return outcome
        inner.add_done_callback(lambda done: self._done(outcome, _outcome(page, done)))
        return outcome

    def _schedule(self, page: model.Page, entry: model.Entry | None) -> Any:
        try:
            return self._pool.schedule(self._function, args=(page, entry), timeout=self._seconds)
        except RuntimeError:  # the pool broke, e.g. its workers could not start: once more with a fresh one
            with self._lock:
                self._pool = self._start()
            return self._pool.schedule(self._function, args=(page, entry), timeout=self._seconds)

    def _done(self, outcome: Future[Outcome], value: Outcome) -> None:
        with self._lock:
            self._busy -= 1
        self._room.release()
        outcome.set_result(value)

    def close(self) -> None:
        """Ends the workers at once; pages in flight come back as crashed. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _outcome(page: model.Page, done: Future[Any]) -> Outcome:
    try:
        return done.result()
    except TimeoutError:
        return model.NotArticle(url=page.url, reason="timeout")
    except (CancelledError, KeyboardInterrupt):
        return model.NotArticle(url=page.url, reason="crash", detail="the pool was closed")
    except BaseException as error:  # whatever a page did to its worker, the caller goes on
        return model.NotArticle(url=page.url, reason="crash", detail=f"{type(error).__name__}: {error}"[:200])


_served = 0


def _prepare(memory: int, warm: bool) -> None:
    """Sets a new worker up: no interrupts from the terminal, a memory limit, libraries loaded before the clock runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if warm:
        from headwater.extract import article, language  # noqa: F401 - loaded here, so that no page pays for it

        language.detect("warm up")
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory, resource.RLIM_INFINITY))


def _address_space() -> int:
    """Bytes of address space this process has mapped, 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as statm:  # noqa: PTH123 - one number of a virtual file
            return int(statm.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 1_000_000_000


def _extract(page: model.Page, entry: model.Entry | None) -> Outcome:
    """One page in a worker."""
    from headwater.extract import article

    try:
        return article.extract(page, entry)
    except MemoryError:
        return model.NotArticle(url=page.url, reason="crash", detail="out of memory")
    finally:
        _trim()


def _trim() -> None:
    """Gives freed heap back to the system now and then; lxml's stays in the process otherwise."""
    global _served
    _served += 1
    if _served % _TRIM_EVERY == 0:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
