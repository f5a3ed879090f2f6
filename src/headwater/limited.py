"""Work in recycled processes with limits on time and memory, so that no input can hang, crash or fill the caller.

In: a function, its arguments, the limits. Out: futures of what it gives; what takes too long or kills its process gives
what ``lost`` makes of that. Never: an exception of the function, more tasks in flight than there are places, or heap
that libraries keep: processes are replaced after some tasks and give back what they freed.
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
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import pebble

T = TypeVar("T")
_TRIM_EVERY = 16  # tasks between two requests to give freed heap back


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a process and the pool may take."""

    seconds: float  # a task
    memory: int  # bytes of address space beyond what the libraries map
    tasks: int  # of a process, then it is replaced
    workers: int = 1
    waiting: int = 2  # tasks that may wait for each process


class Pool(Generic[T]):
    """A bounded pool of limited processes; use it as a context manager or call :meth:`close`.

    ``lost`` makes a result of ("timeout" or "crash", words, the task's arguments) in the caller's process; ``warm`` runs
    once in each new process before any clock does. Both, and ``function``, must be importable by name.
    """

    def __init__(
        self, function: Callable[..., T], *, limits: Limits, lost: Callable[..., T], warm: Callable[[], None] | None = None
    ) -> None:
        self.workers = limits.workers
        self.places = limits.workers * (1 + max(0, limits.waiting))
        self._function, self._limits, self._lost, self._warm = function, limits, lost, warm
        self._room = threading.BoundedSemaphore(self.places)
        self._lock = threading.Lock()
        self._busy = 0
        self._closed = False
        self._pool = self._start()

    def _start(self) -> pebble.ProcessPool:
        return pebble.ProcessPool(
            max_workers=self.workers, max_tasks=self._limits.tasks, initializer=_prepare,
            initargs=(self._limits.memory, self._warm), context=multiprocessing.get_context("spawn"),
        )

    @property
    def free(self) -> int:
        """Tasks that may be handed over now without waiting."""
        with self._lock:
            return 0 if self._closed else self.places - self._busy

    def run(self, *arguments: Any) -> Future[T]:
        """The outcome to come. Waits while the pool is full; never raises for a task. RuntimeError after :meth:`close`."""
        self._room.acquire()
        outcome: Future[T] = Future()
        outcome.set_running_or_notify_cancel()
        try:
            with self._lock:
                if self._closed:
                    raise RuntimeError("the pool is closed")
                self._busy += 1
            inner = self._schedule(arguments)
        except RuntimeError:
            with self._lock:
                closed = self._closed
            if closed:
                self._room.release()
                raise
            self._done(outcome, self._lost("crash", "the pool could not start", *arguments))
            return outcome
        inner.add_done_callback(lambda done: self._done(outcome, self._outcome(done, arguments)))
        return outcome

    def _schedule(self, arguments: tuple[Any, ...]) -> Any:
        task, seconds = (self._function, *arguments), self._limits.seconds
        try:
            return self._pool.schedule(_call, args=task, timeout=seconds)
        except RuntimeError:  # the pool broke, e.g. its processes could not start: once more with a fresh one
            with self._lock:
                self._pool = self._start()
            return self._pool.schedule(_call, args=task, timeout=seconds)

    def _done(self, outcome: Future[T], value: T) -> None:
        with self._lock:
            self._busy -= 1
        self._room.release()
        outcome.set_result(value)

    def _outcome(self, done: Future[Any], arguments: tuple[Any, ...]) -> T:
        try:
            return done.result()
        except TimeoutError:
            return self._lost("timeout", "", *arguments)
        except (CancelledError, KeyboardInterrupt):
            return self._lost("crash", "the pool was closed", *arguments)
        except BaseException as error:  # whatever a task did to its process, the caller goes on
            return self._lost("crash", f"{type(error).__name__}: {error}"[:200], *arguments)

    def close(self) -> None:
        """End the processes at once; tasks in flight come back as crashed. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def cores() -> int:
    """How many processes this machine runs at once."""
    return max(1, os.cpu_count() or 1)


_served = 0


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    """One task in its process; now and then freed heap goes back to the system, which libraries would keep."""
    global _served
    try:
        return function(*arguments)
    finally:
        _served += 1
        if _served % _TRIM_EVERY == 0:
            with contextlib.suppress(OSError, AttributeError):
                ctypes.CDLL(None).malloc_trim(0)


def _prepare(memory: int, warm: Callable[[], None] | None) -> None:
    """Set a new process up: no interrupts from the terminal, libraries loaded, then limits on memory and core dumps."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if warm is not None:
        warm()
    for limit, most in ((resource.RLIMIT_AS, _address_space() + memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _address_space() -> int:
    """Bytes of address space this process has mapped; a guess where the system does not say."""
    try:
        with open("/proc/self/statm") as statm:  # noqa: PTH123 - one number of a virtual file
            return int(statm.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 1_000_000_000
