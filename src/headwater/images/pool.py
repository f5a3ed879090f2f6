"""Pictures decoded in a recycled, limited process, so that no file can hang, crash or fill the caller.

In: bytes and an order. Out: futures of ``pictures.Made`` or ``pictures.Bad``; what takes too long or kills its process
gives ``timeout`` or ``crash``. Never: an exception of a file, more files in flight than there are places, or a process
that takes more memory than set.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, TimeoutError
from typing import Any

import pebble

from headwater.pictures import Bad, Flaw, Made, Order

SECONDS = 20.0  # a picture
PICTURES = 200  # a process, then it is replaced
MEMORY = 1024 * 1024 * 1024  # bytes of address space beyond what its libraries map
_TRIM_EVERY = 8  # pictures between two requests to give freed heap back
Outcome = Made | Bad


class Pool:
    """One process that decodes; it starts with the first picture."""

    def __init__(self, *, seconds: float = SECONDS, pictures: int = PICTURES, memory: int = MEMORY, waiting: int = 3,
                 function: Callable[[bytes, Order], Outcome] | None = None) -> None:
        """``waiting`` is the number of pictures that may wait; ``function`` replaces decoding in tests."""
        self.places = 1 + max(0, waiting)
        self._seconds, self._pictures, self._memory = seconds, pictures, memory
        self._function = function or _make
        self._room = threading.BoundedSemaphore(self.places)
        self._lock = threading.Lock()
        self._closed = False
        self._pool = self._start()

    def _start(self) -> pebble.ProcessPool:
        return pebble.ProcessPool(max_workers=1, max_tasks=self._pictures, initializer=_prepare, initargs=(self._memory,),
                                  context=multiprocessing.get_context("spawn"))

    def submit(self, body: bytes, order: Order) -> Future[Outcome]:
        """The outcome to come. Waits while the pool is full; never raises for a picture. RuntimeError after :meth:`close`."""
        self._room.acquire()
        outcome: Future[Outcome] = Future()
        outcome.set_running_or_notify_cancel()
        try:
            inner = self._schedule(body, order)
        except RuntimeError:
            with self._lock:
                closed = self._closed
            self._room.release()
            if closed:
                raise
            outcome.set_result(Bad(flaw=Flaw.CRASH, detail="the process could not start"))
            return outcome
        inner.add_done_callback(lambda done: self._done(outcome, _outcome(done)))
        return outcome

    def _schedule(self, body: bytes, order: Order) -> Any:
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool of pictures is closed")
        try:
            return self._pool.schedule(self._function, args=(body, order), timeout=self._seconds)
        except RuntimeError:  # the pool broke, e.g. its process could not start: once more with a fresh one
            with self._lock:
                self._pool = self._start()
            return self._pool.schedule(self._function, args=(body, order), timeout=self._seconds)

    def _done(self, outcome: Future[Outcome], value: Outcome) -> None:
        self._room.release()
        outcome.set_result(value)

    def close(self) -> None:
        """Ends the process at once; pictures in flight come back as crashed. May be called twice."""
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


def _outcome(done: Future[Any]) -> Outcome:
    try:
        return done.result()
    except TimeoutError:
        return Bad(flaw=Flaw.TIMEOUT)
    except (CancelledError, KeyboardInterrupt):
        return Bad(flaw=Flaw.CRASH, detail="the pool was closed")
    except BaseException as error:  # whatever a file did to its process, the caller goes on
        return Bad(flaw=Flaw.CRASH, detail=f"{type(error).__name__}: {error}"[:200])


_served = 0


def _prepare(memory: int) -> None:
    """Sets a new process up: no interrupts from the terminal, a memory limit, no core dump."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from headwater.images import decode  # noqa: F401 - loaded here, so that no picture pays for it

    for limit, most in ((resource.RLIMIT_AS, _address_space() + memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _address_space() -> int:
    """Bytes of address space this process has mapped, 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as statm:  # noqa: PTH123 - one number of a virtual file
            return int(statm.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 1_000_000_000


def _make(body: bytes, order: Order) -> Outcome:
    """One picture in the process."""
    from headwater.images import decode

    try:
        return decode.make(body, order)
    except MemoryError:
        return Bad(flaw=Flaw.BOMB, detail="out of memory")
    finally:
        _trim()


def _trim() -> None:
    """Gives freed heap back to the system now and then."""
    global _served
    _served += 1
    if _served % _TRIM_EVERY == 0:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
