"""Wire copies among made-up articles with known truth, and what else is taken for copies.

In: JSON lines with ``site``, ``title``, ``text``, ``published`` (seconds or ISO 8601), ``event``, ``lang`` and ``wire``: articles that
are wire reports of one event are one text with many carriers, all others are texts of their own. In order of time they go through
``headwater dedup --jsonl`` and, in a store, through what the river does (compare, fold, save, index). Then pairs across sites are
counted against the truth, and what texts share that the truth calls different: where a generator makes its texts of a few sentences,
this shows how far precision can go. Never: a network.

    python -m benchmarks.copies_wires truth.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import common
from benchmarks.copies import Stream, name
from benchmarks.copies_news import Piece
from headwater import jsonl, model
from headwater.dedup import match, verb
from headwater.store import articles, db, outlets

WHOLE = 0.9  # containment from which a pair is nearly the whole text
SAMPLED = 1_500  # pairs whose containment is looked at

_Pair = tuple[int, int]


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The articles, in order of time; ``when`` is added."""
    rows = [json.loads(line) for line in lines if line.strip()]
    for row in rows:
        given = row["published"]
        row["when"] = datetime.fromtimestamp(given, UTC) if isinstance(given, int | float) else jsonl.moment(given)
    return sorted(rows, key=lambda row: (row["when"], row["site"], row["title"]))


def pairs(groups: Iterable[Sequence[int]], rows: Sequence[Mapping[str, Any]]) -> set[_Pair]:
    """The pairs of each group whose articles stand on different sites."""
    return {(a, b) for group in groups for a, b in combinations(sorted(group), 2) if rows[a]["site"] != rows[b]["site"]}


def grouped(rows: Sequence[Mapping[str, Any]], keys: Iterable[object]) -> list[list[int]]:
    """Numbers of rows by key; None stands alone."""
    found = defaultdict[object, list[int]](list)
    for number, key in enumerate(keys):
        if key is not None:
            found[key].append(number)
    return list(found.values())


def streamed(rows: Sequence[Mapping[str, Any]]) -> set[_Pair]:
    """The pairs that ``headwater dedup --jsonl`` finds across sites."""
    given = ({"id": number, "title": row["title"], "text": row["text"], "outlet": row["site"], "published": row["when"].isoformat()}
             for number, row in enumerate(rows))
    return {(pair["a"], pair["b"]) for pair in verb.dedup(given) if rows[pair["a"]]["site"] != rows[pair["b"]]["site"]}


def folded(rows: Sequence[Mapping[str, Any]]) -> tuple[set[_Pair], float]:
    """The pairs that the river folds under one original, and milliseconds of CPU an article."""
    sites = {site: number for number, site in enumerate(sorted({row["site"] for row in rows}))}
    come = {number + 1: Piece(outlet=sites[row["site"]], title=row["title"], text=row["text"], kind="new", published=row["when"])
            for number, row in enumerate(rows)}
    with common.store() as store:
        with store.write() as conn:
            for site, number in sites.items():
                outlets.add(conn, model.Outlet(id=model.OutletId(f"{number:032x}"), name=site, home_url=f"https://{site}/"), now=common.NOW)
        stream = Stream(store=store, pieces=come)
        for number in come:
            stream.take(number, timed=True)
        roots = originals(store, come)
    return pairs(grouped(rows, roots), rows), 1000 * (stream.comparing + stream.saving) / len(come)


def originals(store: db.Store, come: Iterable[int]) -> list[str]:
    """For each article what it is folded under, else itself."""
    with store.read() as conn:
        kept = [articles.get(conn, name(number)) for number in come]
    return [one.copy_of or one.id for one in kept if one]


def held_against(found: set[_Pair], true: set[_Pair]) -> dict[str, Any]:
    """Recall and precision."""
    return {"recall": round(len(found & true) / max(1, len(true)), 4), "precision": round(len(found & true) / max(1, len(found)), 4),
            "pairs": len(found)}


def nearly_whole(rows: Sequence[Mapping[str, Any]], found: set[_Pair]) -> set[_Pair]:
    """Those pairs of which the shorter text stands nearly whole in the other, boilerplate counted too."""
    sides = {number: verb.side(rows[number]).body for pair in found for number in pair}
    return {(a, b) for a, b in found if match.compare(sides[a], sides[b]).containment >= WHOLE}


def alike(rows: Sequence[Mapping[str, Any]], asked: Iterable[_Pair]) -> dict[str, Any]:
    """What pairs of texts share: quantiles of containment, and of words in the longest passage that both have."""
    drawn = sorted(asked)
    drawn = random.Random(5).sample(drawn, min(SAMPLED, len(drawn)))
    sides = [(verb.side(rows[a]), verb.side(rows[b])) for a, b in drawn]
    found = [match.compare(a.body, b.body).containment for a, b in sides]
    longest = [related.passage for a, b in sides if (related := match.relate(a, b))]
    return {"pairs": len(drawn), "containment at 5, 50, 95 %": np.quantile(found, (0.05, 0.5, 0.95)).round(2).tolist() if found else [],
            "share at .3 or more": round(float(np.mean(np.array(found) >= match.COPY)), 4) if found else 0.0,
            "longest passage of those, in words, at 5, 50, 95 %": np.quantile(longest, (0.05, 0.5, 0.95)).tolist() if longest else []}


def run(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All figures."""
    true = pairs(grouped(rows, (row["event"] if row["wire"] else None for row in rows)), rows)
    event = pairs(grouped(rows, ((row["event"], row["lang"]) for row in rows)), rows) - true
    draw = random.Random(3)
    other = {(a, b) for a, b in (sorted(draw.sample(range(len(rows)), 2)) for _ in range(20 * SAMPLED))
             if rows[a]["lang"] == rows[b]["lang"] and rows[a]["event"] != rows[b]["event"] and rows[a]["site"] != rows[b]["site"]}
    start = time.process_time()
    found = streamed(rows)
    spent = time.process_time() - start
    river, each = folded(rows)
    return {
        "articles": len(rows), "sites": len({row["site"] for row in rows}), "wire pairs across sites": len(true),
        "dedup --jsonl": {**held_against(found, true), "of them nearly whole": held_against(nearly_whole(rows, found), true), "ms an article": round(1000 * spent / len(rows), 2), "of one event": len(found & event)},
        "river": {**held_against(river, true), "of them nearly whole": held_against(nearly_whole(rows, river), true), "ms an article": round(each, 2), "of one event": len(river & event)},
        "wire pairs": alike(rows, true), "other reports of one event": alike(rows, event), "reports of different events": alike(rows, other),
    }


def main() -> None:
    """Read the file that is named, and print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_wires", description=__doc__)
    parser.add_argument("truth", help="JSON lines")
    with Path(parser.parse_args().truth).open(encoding="utf-8") as lines:
        print(json.dumps(run(read(lines)), indent=1))


if __name__ == "__main__":
    main()
