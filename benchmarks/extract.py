"""Articles of real pages: ``headwater extract --jsonl`` beside trafilatura, on one core, then on all for many pages.

Each program is a process of its own that reads JSON lines and writes JSON lines, from start to end, and both take turns;
measured are its CPU with all that it starts and the most memory that one of its processes had. trafilatura gives title,
authors, date and text; Headwater also pictures with their credits, rights, links and what the text rests on. Environment:

- ``BENCH_PAGES``: a file of lines ``{"id", "url", "path"}``; without it, the pages of the sample web, which are too alike to
  tell much
- ``BENCH_TRAFILATURA``: a Python that has ``trafilatura`` installed; without it, nothing is compared, which is said
- ``BENCH_ROUNDS``: how often each takes its turn (3); ``BENCH_MANY``: pages of the run on all cores (1000), pages repeat
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks import common
from headwater.sample import edition, site

PAGES = os.environ.get("BENCH_PAGES", "")
TRAFILATURA = os.environ.get("BENCH_TRAFILATURA", "")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
MANY = int(os.environ.get("BENCH_MANY", "1000"))
FEW = 20  # pages of the run that shows what starting costs
_THEIRS = """
import gzip, json, sys
import trafilatura
for line in sys.stdin:
    page = json.loads(line)
    with (gzip.open if page["path"].endswith(".gz") else open)(page["path"], "rb") as file:
        body = file.read()
    found = trafilatura.extract(body, url=page["url"], output_format="json", with_metadata=True)
    print(found or "{}")
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process came to."""

    wall: float
    cpu: float
    peak: int  # MiB, of the largest of its processes
    lines: int


def measure() -> dict[str, float]:
    """CPU a page of each, with and without starting; memory and speed over many pages."""
    with common.folder() as folder:
        pages = [json.loads(line) for line in Path(PAGES).read_text("utf-8").splitlines() if line.strip()] if PAGES else sample(folder)
        few, all_ = written(folder / "few", pages[:FEW]), written(folder / "all", pages)
        programs = {"headwater": [sys.executable, "-m", "headwater", "extract", "--jsonl"]}
        found: dict[str, float] = {"pages": len(pages)}
        if TRAFILATURA:
            programs["trafilatura"] = [TRAFILATURA, "-c", _THEIRS]
        else:
            found["trafilatura is missing (BENCH_TRAFILATURA names no Python that has it): nothing is compared"] = 0
        runs: dict[str, list[tuple[Run, Run]]] = {name: [] for name in programs}
        for _ in range(ROUNDS):
            for name, command in programs.items():
                runs[name].append((timed(command, few, core=True), timed(command, all_, core=True)))
        for name, turns in runs.items():
            found |= figures(name, turns, len(pages))
        if TRAFILATURA:
            for what in ("ms of CPU a page", "ms of CPU a page without starting"):
                found[f"headwater of trafilatura, {what}"] = round(found[f"headwater, {what}"] / found[f"trafilatura, {what}"], 3)
        found |= many(folder, pages, programs["headwater"])
    return found


def figures(name: str, turns: list[tuple[Run, Run]], pages: int) -> dict[str, float]:
    """The least of all turns: whatever else the machine did only adds."""
    whole = min(run.cpu for _, run in turns)
    start = min(run.cpu for run, _ in turns)
    if any(run.lines != pages for _, run in turns):
        raise RuntimeError(f"{name} gave {turns[0][1].lines} lines for {pages} pages")
    each = (whole - start) / (pages - FEW) if pages > FEW else whole / pages
    return {f"{name}, ms of CPU a page": round(1000 * whole / pages, 2), f"{name}, ms of CPU a page without starting": round(1000 * each, 2),
            f"{name}, s of CPU for {FEW} pages": round(start, 2), f"{name}, peak MiB": max(run.peak for _, run in turns)}


def many(folder: Path, pages: list[dict[str, str]], command: list[str]) -> dict[str, float]:
    """Headwater alone on all cores: a tenth of the pages first, which shows whether memory grows with their number."""
    found: dict[str, float] = {}
    for number in dict.fromkeys((MANY // 10, MANY)):
        if number:
            run = timed(command, written(folder / "many", list(islice(cycle(pages), number))), core=False)
            found |= {f"{number} pages on {os.cpu_count()} cores, pages a second": round(number / run.wall, 1),
                      f"{number} pages, ms of CPU a page": round(1000 * run.cpu / number, 2), f"{number} pages, peak MiB of a process": run.peak}
    return found


def timed(command: list[str], lines: Path, *, core: bool) -> Run:
    """A process run to its end, on one core or all."""
    mine = os.sched_getaffinity(0)
    start, count = time.monotonic(), 0
    with lines.open("rb") as given:
        if core:
            os.sched_setaffinity(0, {min(mine)})  # the process inherits it
        try:
            process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        finally:
            os.sched_setaffinity(0, mine)
        assert process.stdout is not None
        for _ in process.stdout:
            count += 1
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return Run(wall=time.monotonic() - start, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss // 1024, lines=count)


def written(path: Path, pages: list[dict[str, str]]) -> Path:
    """Pages as JSON lines."""
    path.write_text("".join(f"{json.dumps(page)}\n" for page in pages), "utf-8")
    return path


def sample(folder: Path) -> list[dict[str, str]]:
    """The article pages of the sample web, each in a file."""
    return list(_sample(folder))


def _sample(folder: Path) -> Iterator[dict[str, str]]:
    for number, ((host, path), one) in enumerate(site.table(edition.edition(port=80, now=common.NOW)).items()):
        if one.content_type == site.HTML and one.status == 200:
            (folder / f"{number}.html").write_bytes(one.body)
            yield {"id": str(number), "url": f"http://{host}{path}", "path": str(folder / f"{number}.html")}
