"""Feed documents spoilt at random, by hand and for long: ``python -m benchmarks.fuzz_feeds FOLDER... --number 100000``.

In: folders of documents, gzip'd or not. Out: what raised, what died, the slowest documents, the most memory. Never: a
document changed on disk. The number of a document with the same folders and seed makes it again (``--only``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import resource
import sys
import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tests.support import mutations

from headwater.cli import spread
from headwater.cli.spread import Line
from headwater.parse import feed

SLOW = 10  # documents that are named


def main() -> int:
    """Spoil and read; 1 if anything raised, died or hung."""
    return run(read, "fuzz_feeds", "Read feed documents spoilt at random.", number=100_000, largest=256 << 10, counted="with entries")


def run(work: Callable[[Line], Line], name: str, words: str, *, number: int, largest: int, counted: str) -> int:
    """The command of a fuzzer whose work on one document is given."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=words)
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=number)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=largest, help="bytes of a document that is taken from the folders")
    parser.add_argument("--seconds", type=float, default=120.0, help="of wall until a document counts as hung")
    parser.add_argument("--only", type=int, help="write this one document to standard output")
    given = parser.parse_args()
    folders = tuple(str(folder) for folder in given.folder)
    if given.only is not None:
        sys.stdout.buffer.write(mutations.spoilt(documents(folders, given.largest), given.only))
        return 0
    spread.SECONDS = given.seconds
    start = time.monotonic()
    todo = ({"id": given.seed * 10**9 + n, "folders": folders, "largest": given.largest} for n in range(given.number))
    found, bad = [], 0
    for one in spread.over_cores(work, todo, batch=50):
        if "error" in one:
            bad += 1
            print(f"{one['id']}: {one['error']}", flush=True)
        else:
            found.append(one)
    found.sort(key=lambda one: one["seconds"], reverse=True)
    print(f"{len(found) + bad} documents in {time.monotonic() - start:.0f} s of wall, {sum(one['seconds'] for one in found):.0f} s of CPU; {bad} failed")
    print(f"{counted} {sum(one['counted'] > 0 for one in found)}; most memory {max(one['memory'] for one in found)} MiB")
    for one in found[:SLOW]:
        print(f"  {one['seconds']:.3f} s, {one['bytes']} bytes: {one['id']}")
    return int(bad > 0)


@lru_cache(maxsize=1)
def documents(folders: tuple[str, ...], largest: int) -> tuple[bytes, ...]:
    """All documents of the folders, each once, in the same order on every machine."""
    bodies = {hashlib.sha256(body).digest(): body for folder in folders for path in Path(folder).rglob("*") if path.is_file()
              and len(body := opened(path)) <= largest}
    return tuple(bodies[key] for key in sorted(bodies))


def opened(path: Path) -> bytes:
    """A file, unpacked if it is gzip'd."""
    body = path.read_bytes()
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def read(line: Line) -> Line:
    """One spoilt document, read."""
    body = mutations.spoilt(documents(line["folders"], line["largest"]), line["id"])
    start = time.process_time()
    try:
        found = feed.parse(body, url="https://made.example/feed")
    except Exception:
        return {"id": line["id"], "error": traceback.format_exc(limit=-4)}
    return {"id": line["id"], "seconds": time.process_time() - start, "bytes": len(body), "counted": len(found.entries),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}


if __name__ == "__main__":
    sys.exit(main())
