"""The scorer: labels and predictions in, figures out; ``python -m benchmarks.origin.score LABELS PREDICTIONS``.

In: lines of ``labels.jsonl`` and of predictions, as README.md describes them. Out: shares. Never: a prediction counted as right
because of its name where both give an address.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]


def score(labels: Iterable[Line], predictions: Iterable[Line]) -> dict[str, float]:
    """All figures; a document without a prediction claims nothing."""
    given = {line["id"]: line for line in predictions}
    counts: Counter[str] = Counter()
    for label in labels:
        counts.update(judged(label, given.get(label["id"], {})))
    return {
        "documents": counts["documents"],
        "decidable": counts["decidable"],
        "direction right where decidable": _share(counts["right"], counts["decidable"]),
        "has it from others: found": _share(counts["found"], counts["foreign"]),
        "has it from others: the best source found": _share(counts["best"], counts["foreign"]),
        "its own: nothing claimed": _share(counts["own kept"], counts["own"]),
        "claims": counts["claims"],
        "false claims": counts["false"],
        "false claims of all claims": _share(counts["false"], counts["claims"]),
        "false claims of all documents": _share(counts["false"], counts["documents"]),
        "undecidable": counts["undecidable"],
        "undecidable: nothing claimed": _share(counts["undecidable kept"], counts["undecidable"]),
    }


def by_case(labels: Iterable[Line], predictions: Iterable[Line]) -> dict[str, dict[str, int]]:
    """For each case: documents, claims, right and false ones."""
    given = {line["id"]: line for line in predictions}
    found: dict[str, Counter[str]] = {}
    for label in labels:
        found.setdefault(label["case"], Counter()).update(judged(label, given.get(label["id"], {})))
    return {case: {name: counts[name] for name in ("documents", "claims", "found", "best", "false")} for case, counts in sorted(found.items())}


def judged(label: Line, given: Line) -> set[str]:
    """What one document counts as."""
    says, sources = {"documents"}, label.get("source") or []
    claim = bool(given.get("claim") and (given["claim"].get("url") or given["claim"].get("name")))
    right = next((at for at, one in enumerate(sources) if claim and same(one, given["claim"])), None)
    if claim:
        says |= {"claims"} | ({"false"} if right is None else set())
    if not label.get("decidable", True):
        return says | {"undecidable"} | (set() if claim else {"undecidable kept"})
    says.add("decidable")
    if sources:
        says |= {"foreign"} | ({"found", "right"} if right is not None else set()) | ({"best"} if right == 0 else set())
    else:
        says |= {"own"} | (set() if claim else {"own kept", "right"})
    return says


def same(source: Line, claim: Line) -> bool:
    """Whether a claim means a source: by address where both have one, else by name."""
    if source.get("url") and claim.get("url"):
        return _key(source["url"]) == _key(claim["url"])
    return bool(source.get("name")) and _bare(source["name"]) == _bare(claim.get("name") or "")


def _key(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/$", "", url.lower())


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|der|die|das|le|la|el)\s|[\W_]", "", name.casefold())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _lines(path: str) -> list[Line]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    truth, guesses = _lines(sys.argv[1]), _lines(sys.argv[2])
    print(json.dumps({"all": score(truth, guesses), "by case": by_case(truth, guesses)}, indent=1))
