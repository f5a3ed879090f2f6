"""Origins on the sample web: ``python -m benchmarks.origin.sampled FOLDER``, gathered by ``headwater run --once`` over real HTTP.

In: the sample web that ships, with what is true of it. Out: the scorer's figures and what was missed. Never: a label from what was found.

A document that a text links, and the documents and the supplier behind a text that it carries or reworks, are its sources. Where a
text was reworked and names neither, nobody can tell, and the label says so; nor can who may not read a page, whose outlet reserves that.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.origin import layered, score
from benchmarks.origin.layer import label
from headwater import app, config
from headwater.parse import opml
from headwater.pipeline import enrol
from headwater.sample import edition, markup, server, truth


def labels(web: edition.Edition) -> list[dict]:
    """What is true of every article of a running edition that may be read."""
    return [_label(web, one) for one in truth.of(web) if one.page and one.view not in ("withheld", "link_only")]


def _label(web: edition.Edition, one: truth.Truth) -> dict:
    piece = web.pieces[one.id]
    sources = [("", url) for url in _documents(web, piece)]
    told = bool(sources)
    behind = web.pieces.get(one.copy_of)
    supplier = web.content.outlets.get(one.supplier)
    if behind is not None:
        sources += [("", url) for url in _documents(web, behind)] + [(behind.outlet.name, behind.url)]
        told = True  # the text itself is there to be compared
    if supplier is not None:
        said = " ".join([markup.plain(block) for block in piece.blocks] + [*piece.article.authors])
        told = told or supplier.name in said
        sources += [(supplier.name, other.url) for other in web.pieces.values() if other.article.event == one.event and other.outlet is supplier]
        sources.append((supplier.name, ""))
    return label(f"{one.kind}{', of another' if supplier else ''}{', links a document' if _documents(web, piece) else ''}", piece.url, sources,
                 decidable=(told or not sources) and not piece.outlet.tdm)


def _documents(web: edition.Edition, piece: edition.Piece) -> list[str]:
    return [url for one in web.content.documents.values() if f"(source:{one.id})" in piece.article.text for url in [web.document_url(one)]]


async def _measure(folder: Path) -> None:
    """Gather the sample web, and say how its origins compare with the truth."""
    running = await server.serve(port=0)
    store = app.open_store(layered.settings(folder))
    listed = opml.read(truth.catalogue(running.port).encode()).outlines
    enrol.enrol_all(store, [enrol.of_opml(one) for one in listed], now=app.now())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
    given = kept | {"HEADWATER_DATA": str(folder), "HEADWATER_FETCH__DELAY": "0.2", "HEADWATER_WEB__PORT": "0",
                    "HEADWATER_FETCH__ALLOWED_NETWORKS": '["127.0.0.0/8", "::1/128"]', "NO_COLOR": "1"}
    for _ in range(3):
        await asyncio.to_thread(subprocess.run, [sys.executable, "-m", "headwater", "run", "--once"], env=given, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        if not layered.hasten(store):
            break
    made, found = labels(running.edition), layered.predictions(store)
    layered.write(folder, made, found)
    await running.close()
    store.close()
    print(json.dumps(score.score(made, found), indent=1))
    for case, counts in score.by_case(made, found).items():
        print(f"{case:<48}" + "".join(f"{name} {count:<6}" for name, count in counts.items()))
    given_by = {one["id"]: one for one in found}
    for one in made:
        verdict = score.judged(one, given_by.get(one["id"], {}))
        if "false" in verdict or ("decidable" in verdict and "right" not in verdict):
            print("false " if "false" in verdict else "missed", one["id"], one["source"][:2], (given_by.get(one["id"]) or {}).get("claim"))


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True)
    asyncio.run(_measure(place))
