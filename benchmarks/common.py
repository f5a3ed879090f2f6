"""What measurements share: made-up news, a store in a temporary folder, peaks and quantiles.

In: seeds. Out: the same texts each time. Never: a measurement.
"""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from headwater.store import db

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as path:
        yield Path(path)


@contextmanager
def store() -> Iterator[db.Store]:
    """An empty store on a SQLite file."""
    with folder() as path:
        opened = db.Store.open(path / "bench.sqlite", now=lambda: NOW)
        opened.migrate()
        yield opened
        opened.close()


def peak() -> int:
    """The most memory that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
