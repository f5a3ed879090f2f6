"""Who has it from whom: a labelled set, its generator and its scorer (README.md), and Headwater measured on it."""

from __future__ import annotations

import time

EVENTS, SEED = 400, 7


def measure() -> dict[str, float]:
    """The figures of the scorer, with and without following links."""
    from benchmarks import common
    from benchmarks.origin import cases, river, score

    made = cases.fill(EVENTS, SEED).made
    found: dict[str, float] = {"events": EVENTS, "documents": len(made)}
    for follows in (True, False):
        with common.store() as store:
            start = time.process_time()
            run = river.River(store=store, documents=made, follows=follows)
            figures = score.score(river.labels(made), run.run())
            name = "followed" if follows else "not followed"
            found |= {f"{name}: {what}": figure for what, figure in figures.items()}
            found |= {f"{name}: pages visited": run.visits, f"{name}: s of CPU": round(time.process_time() - start, 1)}
    return found
