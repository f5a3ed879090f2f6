"""Stages on JSON lines, started with nothing imported but the stage.

In: one JSON object a line on standard input. Out: one a line on standard output, in any order. Never: a line without a
result, whatever stands in it.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from headwater.cli.spread import Line, over_cores

_ENCODER = msgspec.json.Encoder()

STAGES: dict[str, tuple[str, str, int]] = {  # the command to its module, function of a line, and lines at a time
    "extract": ("headwater.cli.pages", "extract_line", 2),
    "parse": ("headwater.parse.verb", "verb", 4),
    "language": ("headwater.extract.verb", "language_line", 64),
    "robots": ("headwater.fetch.robots", "verb", 64),
}


def run(stage: str) -> None:
    """All lines of standard input through a stage."""
    gc.disable()  # until the processes that do the work switch it on: what is imported stays
    module, function, batch = STAGES[stage]
    room = importlib.import_module(module)
    work = functools.partial(_written, getattr(room, function))
    if warm := getattr(room, "warm", None):
        warm()
    for one in over_cores(work, read(), batch=batch):
        sys.stdout.buffer.write(one if isinstance(one, bytes) else written(one))
        sys.stdout.buffer.write(b"\n")
    sys.stdout.flush()


def _written(function: Callable[[Line], Line], line: Line) -> bytes:
    """A result as it is printed: written out where it was made, on every core."""
    return written(function(line))


def read() -> Iterator[Line]:
    """JSON objects of standard input, one a line; a bad line becomes ``{"id": None, "error": ...}``."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            value = {"id": None, "error": f"line {number} is not JSON: {str(error)[:200]}"}
        yield value if isinstance(value, dict) else {"id": None, "error": f"line {number} is not a JSON object"}


def encoded(value: Any) -> bytes:
    """One JSON line, in UTF-8 whatever the locale; half a character, which JSON can hold, stays escaped."""
    return written(value) + b"\n"


def written(value: Any) -> bytes:
    """The same without the line's end."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError, OverflowError):  # half characters and keys that are no text: ten times as slow
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
