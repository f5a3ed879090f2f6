"""Work on JSON lines spread over all cores: streaming, bounded, and no line can stop the others.

In: an iterator of lines and a function of one line. Out: a result for every line, in any order; where the function
failed, hung or died, ``{"id": ..., "error": ...}``. Never: more than a batch a process in memory.

Processes are forked where that is safe, so that they start with all that this one has imported; each has a pipe of its
own and answers line by line, so that it is known which line one died or hangs of.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import connection
from pathlib import Path
from typing import Any, TypeVar

Line = dict[str, Any]
T = TypeVar("T")
SECONDS = 30.0  # a line
_PICKLED = b"\x80"
_LOOK = 10.0  # seconds between a waiting process's looks whether there still is anybody to work for


class _Worker:
    """A process, its pipe, and the lines it has not answered, the first of which it works on.

    Results that are bytes come through the pipe as they are, others pickled: a pickle begins with 0x80, which no text does.
    """

    def __init__(self, function: Callable[[Line], Any], way: str) -> None:
        context: Any = multiprocessing.get_context(way)
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(function, theirs, os.getpid()), daemon=True)
        self.process.start()
        theirs.close()
        self.lines: deque[Line] = deque()
        self.since = 0.0  # the first line's beginning, monotonic

    def give(self, some: Iterable[Line]) -> None:
        self.lines.extend(some)
        self.since = time.monotonic()
        with contextlib.suppress(OSError):  # of a process that has died: its end is seen at the next answer
            self.pipe.send(list(self.lines))

    def answer(self) -> Any:
        found = self.pipe.recv_bytes()
        return pickle.loads(found) if found.startswith(_PICKLED) else found  # noqa: S301  of a process of our own

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def over_cores(function: Callable[[Line], T], lines: Iterable[Line], *, batch: int = 1) -> Iterator[T | Line]:
    """Results of ``function`` (a module's own, so that processes find it) on every line."""
    most, way = os.cpu_count() or 1, _way()
    todo = iter(lines)
    again: deque[list[Line]] = deque()  # what processes left when they ended
    suspects: set[int] = set()  # identities of lines whose process died: each gets one more, alone
    workers: list[_Worker] = []

    def more() -> list[Line]:
        return again.popleft() if again else list(itertools.islice(todo, batch))

    try:
        while True:
            for worker in workers:
                if not worker.lines and (some := more()):
                    worker.give(some)
            while len(workers) < most and (some := more()):
                workers.append(_Worker(function, way))
                workers[-1].give(some)
            busy = {worker.pipe: worker for worker in workers if worker.lines}
            if not busy:
                return
            first = min(worker.since for worker in busy.values()) + SECONDS
            ready = connection.wait(list(busy), timeout=max(0.0, first - time.monotonic()))
            for pipe in ready:
                worker = busy.pop(pipe)  # pyright: ignore[reportArgumentType]
                try:
                    found = worker.answer()
                except (EOFError, OSError):
                    workers.remove(worker)
                    yield from _buried(worker, again, suspects)
                    continue
                suspects.discard(id(worker.lines.popleft()))
                worker.since = time.monotonic()
                yield found
            for worker in busy.values():
                if time.monotonic() - worker.since > SECONDS and not worker.pipe.poll():
                    workers.remove(worker)
                    worker.end()
                    yield _failed(worker.lines.popleft(), f"TimeoutError: gave no result in {SECONDS:.0f} s")
                    _put_back(worker.lines, again)
    finally:
        for worker in workers:
            worker.end()


def _buried(worker: _Worker, again: deque[list[Line]], suspects: set[int]) -> Iterator[Line]:
    """What to do after a process died: the system kills whom it likes when memory runs out, so the line that it worked
    on is tried once more before it is given up."""
    worker.process.join()
    code = worker.process.exitcode
    worker.end()
    guilty = worker.lines.popleft()
    _put_back(worker.lines, again)
    if id(guilty) in suspects:
        suspects.discard(id(guilty))
        yield _failed(guilty, f"ProcessDied: its process ended with {code}")
    else:
        suspects.add(id(guilty))
        again.append([guilty])


def _put_back(lines: deque[Line], again: deque[list[Line]]) -> None:
    if lines:
        again.append(list(lines))


def _way() -> str:
    """Forked is safe on Linux with one thread (the documentation of ``os.fork``); else processes start afresh."""
    tasks = Path("/proc/self/task")
    return "fork" if sys.platform == "linux" and tasks.is_dir() and len(list(tasks.iterdir())) == 1 else "spawn"


def _serve(function: Callable[[Line], Any], pipe: Any, parent: int) -> None:
    """What a process does: batches of lines in, results out one by one, until there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)  # results hold no circles: looking for some costs a tenth
    with contextlib.suppress(OSError, EOFError):
        while True:
            while not pipe.poll(_LOOK):
                if os.getppid() != parent:
                    return
            for line in pipe.recv():
                found = line if "error" in line else _one(function, line)
                if isinstance(found, bytes) and not found.startswith(_PICKLED):
                    pipe.send_bytes(found)
                else:
                    pipe.send(found)


def _failed(line: Line, why: str) -> Line:
    return {"id": line.get("id"), "error": why}


def _one(function: Callable[[Line], Any], line: Line) -> Any:
    try:
        return function(line)
    except Exception as error:
        return {"id": line.get("id"), "error": f"{type(error).__name__}: {error}"[:500]}
