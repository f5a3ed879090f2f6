"""One page on a JSON line: what ``extract --jsonl`` gives for it.

In: a line that names a page on disk. Out: its article with what it rests on. Never: an import that this does not need, since
in pipes each start counts.
"""

from __future__ import annotations

import time
from typing import Any

from headwater import model
from headwater.extract import verb as extract_verb
from headwater.trace import chain, known, phrases
from headwater.trace import origin as tracer
from headwater.trace import verb as trace_verb

Line = dict[str, Any]


def extract_line(line: Line) -> Line:
    """A page's article with what it rests on."""
    started = time.process_time()
    return answered(line, extract_verb.article_of(line), started)


def warm() -> None:
    """Loads what each process would load for itself, before they are forked from this one."""
    extract_verb.warm()
    known.in_credit("By Ada Marsh")
    phrases.present("en", "")


def answered(line: Line, found: model.Article | model.NotArticle, started: float, before: float = 0.0) -> Line:
    """A page's article with what it rests on, and the milliseconds of CPU since ``started`` with those spent before."""
    origin = trace_verb.as_json(_traced(found), found) if isinstance(found, model.Article) else {}
    return extract_verb.as_json(line, found, ms=before + 1000 * (time.process_time() - started)) | origin


def _traced(found: model.Article) -> model.Origin:
    """The origin with its chain, as far as one page tells it."""
    return chain.settle(chain.Page(url=found.url, outlet_name=found.outlet_name, origin=tracer.trace(found)), chain.Pages())
