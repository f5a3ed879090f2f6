"""The part of ``headwater extract --jsonl`` that speaks of origins.

In: an origin and its article. Out: a dictionary of plain values in the shape that the verb prints. Never: a decision.
"""

from __future__ import annotations

from typing import Any

from headwater import model
from headwater.trace import origin as tracing


def as_json(origin: model.Origin, article: model.Article) -> dict[str, Any]:
    """``supplier``, ``based_on`` and ``primary_url``: the latter is the article's own address where nothing better is sure."""
    supplier = None
    if origin.supplier:
        given = origin.supplier
        supplier = {"name": given.name, "kind": given.kind, "share": given.share, "evidence": given.evidence.quote,
                    "where": given.evidence.where, "url": given.url}
    based_on = [{"name": each.name, "kind": each.kind, "url": each.url, "evidence": each.evidence.quote,
                 "attribution": list(each.attribution), "certainty": list(each.certainty)} for each in origin.based_on]
    return {"supplier": supplier, "based_on": based_on,
            "primary_url": tracing.primary_url(origin) or article.canonical_url or article.url}
