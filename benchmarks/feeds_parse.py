"""How fast feed documents become JSON lines: the whole command beside feedparser and fastfeedparser, in one run.

``python -m benchmarks.feeds_parse [FOLDER]`` reads a folder of documents, gzip'd or not; without one, documents made up
here. Each reader is a process of its own, started, importing and writing as it does in use; ours spreads over the
cores, so CPU is shown beside wall. The others read the same files and print what they found as JSON lines.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.digest_stage import Press

DOCUMENTS, ITEMS = 60, 60  # made up, where no folder is given
TIMES = 5  # each reader is run; feedparser, which takes long, once; the best counts
OURS = (sys.executable, "-m", "headwater", "parse", "--jsonl")
THEIRS = """
import gzip, importlib, json, sys
library = importlib.import_module(sys.argv[1])
for line in sys.stdin:
    path = json.loads(line)["path"]
    body = open(path, "rb").read()
    body = gzip.decompress(body) if body.startswith(b"\\x1f\\x8b") else body
    try:
        found = library.parse(body)
        shown = {"id": path, "feed": dict(found["feed"]), "entries": [dict(one) for one in found["entries"]]}
    except Exception as error:
        shown = {"id": path, "error": str(error)}
    print(json.dumps(shown, default=str, ensure_ascii=False))
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One reader's best run."""

    wall: float
    cpu: float
    entries: int
    failed: int


def measure(folder: Path | None = None) -> dict[str, float]:
    """Seconds, and how many times faster than feedparser."""
    if folder is not None:
        return _compared(sorted(path for path in folder.rglob("*") if path.is_file()))
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as made:
        for number in range(DOCUMENTS):
            (Path(made) / f"{number}.xml").write_bytes(document(ITEMS, seed=number))
        return _compared(sorted(Path(made).iterdir()))


def _compared(paths: Sequence[Path]) -> dict[str, float]:
    lines = "".join(json.dumps({"id": str(path), "path": str(path)}) + "\n" for path in paths).encode()
    ours = [_run(OURS, lines)]
    slow = _run((sys.executable, "-c", THEIRS, "feedparser"), lines)
    ours += [_run(OURS, lines) for _ in range(TIMES - 1)]
    best = min(ours, key=lambda one: one.wall)
    figures: dict[str, float] = {
        "documents": len(paths), "entries": best.entries, "seconds of wall": best.wall, "seconds of CPU": min(one.cpu for one in ours),
        "feedparser: entries": slow.entries, "feedparser: seconds of wall": slow.wall, "feedparser: seconds of CPU": slow.cpu,
        "times faster than feedparser, wall": slow.wall / best.wall, "times faster than feedparser, CPU": slow.cpu / min(one.cpu for one in ours),
    }
    if importlib.util.find_spec("fastfeedparser") is None:
        print("fastfeedparser is not installed here: it is left out.", file=sys.stderr)
        return _rounded(figures)
    fast = min((_run((sys.executable, "-c", THEIRS, "fastfeedparser"), lines) for _ in range(TIMES)), key=lambda one: one.wall)
    return _rounded(figures | {"fastfeedparser: entries": fast.entries, "fastfeedparser: documents it fails on": fast.failed,
                               "fastfeedparser: seconds of wall": fast.wall, "fastfeedparser: seconds of CPU": fast.cpu})


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(figure, 2) for name, figure in figures.items()}


def _run(command: Sequence[str], lines: bytes) -> Run:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as shown:
        given.write(lines)
        given.seek(0)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(command, stdin=given, stdout=shown, stderr=subprocess.DEVNULL, check=True)
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        shown.seek(0)
        found = [json.loads(line) for line in shown]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall=wall, cpu=cpu, entries=sum(len(one.get("entries", ())) for one in found), failed=sum("error" in one for one in found))


def document(items: int, *, seed: int = 0) -> bytes:
    """An RSS document with summaries, whole texts, pictures and credits."""
    press = Press()
    found = []
    for number in range(items):
        title, text = press.article(press.story())
        link = f"https://made.example/news/{seed}/{number}"
        found.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><dc:creator>A. Writer</dc:creator><category>News</category>"
            f"<pubDate>Sun, 01 Nov 2026 09:{number % 60:02}:00 +0100</pubDate><description>&lt;p&gt;{text[:600]}&lt;/p&gt;</description>"
            f"<content:encoded><![CDATA[<p>{text}</p><p><a href='{link}?page=2'>More</a></p>]]></content:encoded>"
            f'<media:content url="{link}.jpg" medium="image"><media:credit>B. Eye</media:credit></media:content></item>'
        )
    head = ('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Made up</title><link>https://made.example/</link>')
    return (head + "".join(found) + "</channel></rss>").encode()


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds_parse", description="Read feed documents beside other readers.")
    parser.add_argument("folder", nargs="?", type=Path)
    for name, figure in measure(parser.parse_args().folder).items():
        print(f"{name:<44}{figure:>12,.10g}")


if __name__ == "__main__":
    main()
