"""``extract --learn``: what an outlet's other pages teach, on JSON lines.

In: results of ``extract``, in any order. Out: the same, without the lines that recur on pages of one host. Never: the
results in memory: they wait in a temporary file while the lines are counted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from headwater import urls
from headwater.extract import learn

Line = dict[str, Any]
MOST_BODIES = 400  # of a host, from which is learnt


def learnt(results: Iterable[Line]) -> Iterator[Line]:
    """The results with bodies from which each host's recurring lines are gone."""
    bodies: dict[str, list[str]] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        for one in results:
            spool.write(json.dumps(one, ensure_ascii=False) + "\n")
            seen = bodies.setdefault(_host(one), [])
            if one.get("body") and len(seen) < MOST_BODIES:
                seen.append(one["body"])
        lines = {host: learn.recurring(theirs) for host, theirs in bodies.items()}
        bodies.clear()
        spool.seek(0)
        for row in spool:
            one = json.loads(row)
            if one.get("body"):
                one["body"] = learn.without(one["body"], lines[_host(one)])
            yield one


def _host(result: Line) -> str:
    return urls.host(str(result.get("canonical_url") or "")) or str(result.get("outlet") or "")
