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
    running: dict[Future[list[Line]], list[Line]] = {}
    with pebble.ProcessPool(max_workers=cores, context=get_context("spawn")) as pool:
        while True:
            while len(running) < _IN_FLIGHT * cores and (some := list(itertools.islice(todo, batch))):
                running[pool.schedule(_each, args=[function, some], timeout=SECONDS * len(some))] = some
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                some = running.pop(done)
                try:
                    yield from done.result()
                except (TimeoutError, pebble.ProcessExpired) as error:
                    if len(some) > 1:  # find the guilty line
                        for one in some:
                            running[pool.schedule(_each, args=[function, [one]], timeout=SECONDS)] = [one]
                    else:
                        yield {"id": some[0].get("id"), "error": f"{type(error).__name__}: gave no result in {SECONDS:.0f} s"}


def _each(function: Callable[[Line], Line], lines: list[Line]) -> list[Line]:
    return [one if "error" in one else _one(function, one) for one in lines]


def _one(function: Callable[[Line], Line], line: Line) -> Line:
    try:
        return function(line)
    except Exception as error:
        return {"id": line.get("id"), "error": f"{type(error).__name__}: {error}"[:500]}
