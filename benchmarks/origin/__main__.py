"""``python -m benchmarks.origin FOLDER [EVENTS] [SEED]``: write the set, Headwater's predictions and the figures by case.

In: a folder. Out: docs.jsonl, labels.jsonl, predictions.jsonl in it, and a table. Never: a network.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import common
from benchmarks.origin import EVENTS, SEED, cases, river, score


def main(folder: Path, events: int, seed: int) -> None:
    """Write and measure."""
    made = cases.fill(events, seed).made
    with common.store() as store:
        predictions = river.River(store=store, documents=made).run()
    labels = river.labels(made)
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("docs", [one.line() for one in made]), ("labels", labels), ("predictions", predictions)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    print(json.dumps(score.score(labels, predictions), indent=1))
    for case, counts in score.by_case(labels, predictions).items():
        print(f"{case:<34}" + "".join(f"{name} {count:<6}" for name, count in counts.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else EVENTS, int(sys.argv[3]) if len(sys.argv) > 3 else SEED)
