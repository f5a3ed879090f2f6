"""Pages spoilt at random, by hand and for long: ``python -m benchmarks.fuzz_pages FOLDER... --number 100000``.

In: folders of pages, gzip'd or not. Out: what raised, what died, the slowest pages, the most memory. Never: a page changed on
disk. The number of a page with the same folders and seed makes it again (``--only``).
"""

from __future__ import annotations

import resource
import sys
import time
import traceback
from datetime import UTC, datetime

from tests.support import mutations

from benchmarks import fuzz_feeds
from headwater import model
from headwater.cli.spread import Line
from headwater.extract import article, verb
from headwater.trace import origin

_URL = "https://made.example/2026/05/03/ferry-leaves-harbour"


def main() -> int:
    """Spoil and extract; 1 if anything raised, died or hung."""
    return fuzz_feeds.run(read, "fuzz_pages", "Extract articles from pages spoilt at random.", number=10_000, largest=1 << 20, counted="with an article")


def read(line: Line) -> Line:
    """One spoilt page, extracted and traced."""
    body = mutations.spoilt(fuzz_feeds.documents(line["folders"], line["largest"]), line["id"])
    start = time.process_time()
    try:
        found = article.extract(model.Page(url=_URL, body=body, fetched_at=datetime(2026, 11, 1, tzinfo=UTC), content_type=""))
        if isinstance(found, model.Article):
            origin.trace(found)
        verb.as_json({"id": line["id"]}, found)
    except Exception:
        return {"id": line["id"], "error": traceback.format_exc(limit=-4)}
    return {"id": line["id"], "seconds": time.process_time() - start, "bytes": len(body), "counted": int(isinstance(found, model.Article)),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}


if __name__ == "__main__":
    sys.exit(main())
