"""``extract --learn``: pages read with what the other pages of their host teach, on JSON lines.

In: lines of pages, in any order. Out: a result for each. Never: the results in memory, or an order that matters: every page
is read once, what it gave and what it teaches waits in a temporary file; then the pages of each host teach in the order of
their dates, and those that are read otherwise with that are read once more.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO, Any

from headwater import urls
from headwater.cli.pages import answered
from headwater.cli.spread import over_cores
from headwater.extract import article as extraction
from headwater.extract import taught, template
from headwater.extract import verb as extract_verb

Line = dict[str, Any]
AT_ONCE = template.WINDOW // 2  # pages of a host that learn from each other: the first of them fill the other half of the window
_Known = tuple[str, str, int]  # when a page was published, its address, where its line begins in the file


def study_line(line: Line) -> Line:
    """A page's result, and what the page teaches."""
    started = time.process_time()
    reading = extraction.study(extract_verb.page_of(line))
    lesson = reading.lesson and {**asdict(reading.lesson), "spots": [[one.line, one.place, one.role, one.told] for one in reading.lesson.spots]}
    return {"id": line.get("id"), "line": line, "result": answered(line, reading.found, started), "lesson": lesson}


def study_result(line: Line) -> Line:
    """A page's result alone."""
    return study_line(line)["result"]


def again_line(task: Line) -> Line:
    """A page's result, read once more with a template."""
    started = time.process_time()
    line = task["line"]
    found = extraction.extract(extract_verb.page_of(line), template=template.loads(task["template"]))
    return answered(line, found, started, task["before"])


def learnt(pages: Iterable[Line]) -> Iterator[Line]:
    """A result for every page."""
    with tempfile.TemporaryFile("w+b") as first, tempfile.TemporaryFile("w+b") as second:
        hosts: dict[str, list[_Known]] = {}
        for one in over_cores(study_line, pages):
            if "result" not in one:
                yield one
                continue
            known = (str(one["result"].get("published") or ""), str(one["line"].get("url") or ""), first.tell())
            _put(first, one)
            hosts.setdefault(_host(one), []).append(known)
        while hosts:
            yield from _of_host(first, second, sorted(hosts.popitem()[1]))
        second.seek(0)
        yield from over_cores(again_line, _tasks(second))


def _host(one: Line) -> str:
    return urls.host(str(one["line"].get("url") or "")) or str(one["result"].get("outlet") or "")


def _put(spool: IO[bytes], value: Any) -> None:
    spool.write(json.dumps(value).encode() + b"\n")


def _get(spool: IO[bytes], at: int) -> Any:
    spool.seek(at)
    return json.loads(spool.readline())


def _of_host(first: IO[bytes], second: IO[bytes], pages: list[_Known]) -> Iterator[Line]:
    """Results on which what the host's pages teach has no bearing; the other pages go to the second file, behind the
    template of their time: pages learn from each other and from those before."""
    known = template.Template()
    for start in range(0, len(pages), AT_ONCE):
        some = pages[start : start + AT_ONCE]
        for _, _, at in some:
            known = template.learn(known, _lesson(_get(first, at)["lesson"]))
        said = False
        for _, _, at in some:
            one = _get(first, at)
            if not taught.speaks(known, _lesson(one["lesson"]), nameless=not one["result"].get("authors")):
                yield one["result"]
                continue
            if not said:
                _put(second, {"template": template.dumps(known)})
                said = True
            _put(second, {"id": one["id"], "line": one["line"], "before": one["result"].get("ms") or 0.0})


def _tasks(second: IO[bytes]) -> Iterator[Line]:
    now = ""
    for row in second:
        one = json.loads(row)
        if "template" in one:
            now = one["template"]
        else:
            yield one | {"template": now}


def _lesson(tree: Line | None) -> template.Lesson:
    """A lesson as it waited in the file."""
    if tree is None:
        return template.Lesson(address=0)
    spots = tuple(template.Spot(line=line, place=place, role=role, told=told) for line, place, role, told in tree["spots"])
    return template.Lesson(**{**tree, "sketch": tuple(tree["sketch"]), "pictures": tuple(tree["pictures"]), "spots": spots})
