"""A made-up web with a layer of citations, gathered by ``headwater run --once`` over real HTTP: ``python -m benchmarks.origin.layered``.

In: a web behind a forward proxy, its articles as JSON lines (``layer.items``) and its feeds as OPML. Out: documents' labels, what readers are
shown of each, and the figures by case. Never: a request that leaves this machine, or a store that was filled by hand.
"""

from __future__ import annotations

import argparse
import html
import http.client
import json
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from benchmarks.origin import layer, score
from headwater import app, config, model
from headwater.parse import opml
from headwater.pipeline import enrol
from headwater.store import codec, db, schema
from headwater.web import origins

ROUNDS = 4  # runs after the first one: pages that are wished for are visited, what rests on them is digested anew


class Proxy(BaseHTTPRequestHandler):
    """Passes requests on to the web below, and writes the layer into its pages."""

    protocol_version = "HTTP/1.1"
    below: tuple[str, int]
    over: layer.Layer
    known: dict[str, layer.Item]

    def do_GET(self) -> None:
        url = self.path
        home = f"http://{urlsplit(url).netloc}/"
        if home in layer.AGENCIES.values():
            self._agency(url, home)
        elif urlsplit(url).path == "/robots.txt":
            self._answer(200, "text/plain", b"User-agent: *\nDisallow: /private/\n")
        else:
            self._below(url)

    def _agency(self, url: str, home: str) -> None:
        mine = [one for one in self.over.wires if one.url.startswith(home)]
        page = next((one for one in mine if one.url == url), None)
        if page:
            self._answer(200, "text/html; charset=utf-8", page.page())
        elif url == f"{home}feed.xml":
            listed = "".join(f"<item><title>{html.escape(one.title)}</title><link>{one.url}</link><guid>{one.url}</guid><pubDate>{format_datetime(one.published)}</pubDate></item>" for one in mine)
            self._answer(200, "application/rss+xml", f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><link>{home}</link>{listed}</channel></rss>'.encode())
        else:
            self._answer(404, "text/plain", b"none")

    def _below(self, url: str) -> None:
        connection = http.client.HTTPConnection(*self.below, timeout=30)
        connection.putrequest("GET", url, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", urlsplit(url).netloc)
        connection.endheaders()
        given = connection.getresponse()
        body = given.read()
        connection.close()
        edit, item = self.over.edits.get(bare := url.partition("?")[0]), self.known.get(bare)
        if given.status == 200 and edit and item:
            body = layer.applied(body.decode("utf-8"), item, edit).encode()
        self._answer(given.status, given.headers.get("Content-Type", "text/html"), body, location=given.headers.get("Location", ""))

    def _answer(self, status: int, kind: str, body: bytes, *, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if location:
            self.send_header("Location", location)
        squeeze = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 2_000
        if squeeze:
            packer = zlib.compressobj(1, zlib.DEFLATED, 31)
            body = packer.compress(body) + packer.flush()
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written about requests."""


@contextmanager
def serve(over: layer.Layer, below: tuple[str, int]) -> Iterator[int]:
    """The layered web behind a forward proxy on a port of this machine, which it gives."""
    handler = type("Layered", (Proxy,), {"below": below, "over": over, "known": {one.url: one for one in over.items}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def settings(folder: Path) -> config.Settings:
    """Those of the run: only its folder matters here."""
    return config.Settings().model_copy(update={"data": folder})  # pyright: ignore[reportCallIssue]


def gather(folder: Path, port: int) -> None:
    """One ``headwater run --once``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
    given = kept | {"HEADWATER_DATA": str(folder), "HEADWATER_FETCH__DELAY": "0.01", "HEADWATER_FETCH__PROXY": f"http://127.0.0.1:{port}",
                    "HEADWATER_FETCH__PROXY_ENFORCES_GUARD": "true", "HEADWATER_WEB__PORT": "0", "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, "-m", "headwater", "run", "--once"], env=given, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    print((done.stderr.strip() or done.stdout.strip()).splitlines()[-1], flush=True)
    if done.returncode:
        raise SystemExit(done.stderr)


def hasten(store: db.Store) -> int:
    """Let the ten minutes pass until pages that are wished for are visited; how many there are."""
    with store.write() as conn:
        due = conn.execute(sa.update(schema.fetch_due).where(schema.fetch_due.c.purpose == str(model.Purpose.WITNESS)).values(due_at=app.now(), attempts=0)).rowcount
        conn.execute(sa.update(schema.host).where(schema.host.c.due_at.is_not(None)).values(due_at=app.now(), next_allowed_at=app.now()))
    return due


def predictions(store: db.Store) -> list[dict]:
    """What readers are shown of every article, by its address."""
    found = []
    with store.read() as conn:
        for row in conn.execute(sa.select(schema.publication.c.payload)):
            one = codec.load(model.Publication, row.payload)
            origin = origins.of(one)
            claim = {"name": origin.name, "url": origins.link(origin), "confidence": origin.confidence} if origin else None
            chain = [{"step": link.step, "name": link.name, "url": link.url, "confidence": link.confidence} for link in (one.origin.chain if one.origin else ())]
            found.append({"id": one.reference_url, "claim": claim, "chain": chain})
    return found


def run(folder: Path, over: layer.Layer, outlines: list[opml.Outline], below: tuple[str, int]) -> list[dict]:
    """Enrol the outlets that are listed, gather, follow the links, and give what is shown."""
    store = app.open_store(settings(folder))
    listed = [enrol.Enrolment(name=one.name, home_url=f"http://{urlsplit(one.feed_url).netloc}/", feed_urls=(one.feed_url,)) for one in outlines if one.name not in over.unlisted]
    listed += [enrol.Enrolment(name=name, home_url=home, feed_urls=(f"{home}feed.xml",), is_agency=True) for name, home in layer.AGENCIES.items() if home]
    enrol.enrol_all(store, listed, now=app.now())
    with serve(over, below) as port:
        gather(folder, port)
        for _ in range(ROUNDS):
            if not hasten(store):
                break
            gather(folder, port)
    found = predictions(store)
    store.close()
    return found


def write(folder: Path, labels: list[dict], found: list[dict]) -> None:
    """Leave the truth and what was claimed for other scorers."""
    for name, rows in (("labels", labels), ("predictions", found)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in rows), encoding="utf-8")


def main() -> None:
    """Run as asked; write labels and predictions, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.origin.layered", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder: the store, labels.jsonl and predictions.jsonl")
    parser.add_argument("--articles", type=Path, required=True, help="JSON lines: url, title, text, event, wire, lang, published")
    parser.add_argument("--opml", type=Path, required=True, help="the feeds of the web, titles are the names of outlets")
    parser.add_argument("--below", required=True, help="host:port of the forward proxy that the web answers at")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outlines = list(opml.read(given.opml.read_bytes()).outlines)
    names = {urlsplit(one.feed_url).netloc: one.name for one in outlines}
    lines = [json.loads(line) for line in given.articles.read_text(encoding="utf-8").splitlines()]
    over = layer.Layer(layer.items(lines, names), seed=given.seed)
    host, _, port = given.below.rpartition(":")
    given.folder.mkdir(parents=True)
    found = run(given.folder, over, outlines, (host, int(port)))
    write(given.folder, over.labels, found)
    print(json.dumps(score.score(over.labels, found), indent=1))
    for case, counts in score.by_case(over.labels, found).items():
        print(f"{case:<40}" + "".join(f"{name} {count:<6}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
