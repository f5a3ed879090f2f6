"""Work on JSON lines spread over all cores: streaming, bounded, and no line can stop the others.

In: an iterator of lines and a function of one line. Out: a result for every line, in any order; where the function
failed, hung or died, ``{"id": ..., "error": ...}``. Never: more than a few batches in memory.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from multiprocessing import get_context
from typing import Any

import pebble

Line = dict[str, Any]
SECONDS = 30.0  # a line
_IN_FLIGHT = 4  # batches a process


def over_cores(function: Callable[[Line], Line], lines: Iterable[Line], *, batch: int = 1) -> Iterator[Line]:
    """Results of ``function`` (a module's own, so that processes find it) on every line."""
    cores = os.cpu_count() or 1
    todo = iter(lines)
    batches = iter(lambda: list(itertools.islice(todo, batch)), [])
    suspects: list[list[Line]] = []  # lines that were in flight when all processes died: each alone, one after another
    while True:
        careful = bool(suspects)
        running: dict[Future[list[Line]], list[Line]] = {}
        try:
            with pebble.ProcessPool(max_workers=1 if careful else cores, context=get_context("spawn")) as pool:
                yield from _work(pool, function, iter(suspects) if careful else batches, running, most=1 if careful else _IN_FLIGHT * cores)
            if not careful:
                return
            suspects = []
        except RuntimeError as error:  # BrokenProcessPool, or what a pool says that has just broken
            if careful:
                if not running:
                    raise
                guilty = next(iter(running.values()))
                suspects = suspects[suspects.index(guilty) + 1 :]
                yield _failed(guilty[0], error)
            else:
                suspects = [[one] for some in running.values() for one in some]


def _work(
    pool: pebble.ProcessPool, function: Callable[[Line], Line], batches: Iterator[list[Line]],
    running: dict[Future[list[Line]], list[Line]], *, most: int,
) -> Iterator[Line]:
    """Results as they come; ``running`` holds what is in flight, also when all processes have died."""
    while True:
        while len(running) < most and (some := next(batches, None)):
            running[_schedule(pool, function, some)] = some
        if not running:
            return
        for done in wait(running, return_when=FIRST_COMPLETED).done:
            some = running[done]
            try:
                found = done.result()
            except (TimeoutError, pebble.ProcessExpired) as error:
                found = [_failed(some[0], error)] if len(some) == 1 else []
                if len(some) > 1:  # find the guilty line
                    running |= {_schedule(pool, function, [one]): [one] for one in some}
            del running[done]
            yield from found


def _schedule(pool: pebble.ProcessPool, function: Callable[[Line], Line], some: list[Line]) -> Future[list[Line]]:
    return pool.schedule(_each, args=[function, some], timeout=SECONDS * len(some))


def _failed(line: Line, error: Exception) -> Line:
    return {"id": line.get("id"), "error": f"{type(error).__name__}: gave no result in {SECONDS:.0f} s"}


def _each(function: Callable[[Line], Line], lines: list[Line]) -> list[Line]:
    return [one if "error" in one else _one(function, one) for one in lines]


def _one(function: Callable[[Line], Line], line: Line) -> Line:
    try:
        return function(line)
    except Exception as error:
        return {"id": line.get("id"), "error": f"{type(error).__name__}: {error}"[:500]}
