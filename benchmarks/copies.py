"""What finding copies costs and finds while the index holds ten thousand, a hundred thousand, a million articles.

A store is filled with made-up articles (``copies_news``): ten thousand of them whole, of the others only what the index keeps,
hashes of their own and those of the common phrases that all texts share, in bulk. Then a stream comes in: new articles,
copies of every kind, updates, texts that share only a notice, a background paragraph or a form, wire reports that forty
outlets print, and a notice that nobody has seen before. Each is compared as the river compares (``pipeline.compare``:
candidates from the index, exact containment, passages, direction), saved and indexed, and so is what it calls up again. CPU
time is counted; the parent process compares, so that its peak of memory is that of comparing.

    python -m benchmarks.copies --held 10000 100000 1000000
    python -m benchmarks.copies --held 10000 100000 --database postgresql://...   (an empty database for each)
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
import shutil
import sqlite3
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from benchmarks import common, copies_news
from benchmarks.copies_news import COPIES, Piece, Press
from headwater import model
from headwater.dedup import fingerprint, verb
from headwater.pipeline import compare
from headwater.store import articles, db, outlets, shingles
from headwater.trace import origin as tracer

WHOLE = 10_000  # held articles with a text; the others are rows of the index only
STREAM = 2_000  # articles that come in
WIRES, CARRIERS = 10, 40
COLD = 60  # articles under which a new notice stands
OUTLETS = 400
WARM = 200  # articles of the stream that are not timed
OTHERS = 64  # hashes of a held article without a text, as many as 10,000 made-up texts have on average


# ---- the store ---------------------------------------------------------------------------------------------


def name(number: int) -> model.ArticleId:
    """The identifier of an article."""
    return model.ArticleId(f"{number:032x}")


def kept(number: int, piece: Piece) -> articles.Kept:
    """A piece as the river keeps it."""
    url = f"https://o{piece.outlet}.example/{number}"
    return articles.Kept(
        id=name(number), outlet_id=model.OutletId(f"{piece.outlet:032x}"), feed_id=model.FeedId("f" * 32), reference_url=url,
        title=piece.title, language="en", published=piece.published, updated=None, first_seen=piece.published + timedelta(minutes=7),
        entry=model.Entry(entry_id=url, url=url), allowance=model.Allowance(),
        article=model.Article(url=url, canonical_url=url, title=piece.title, body=piece.text),
    )


def add(conn: sa.Connection, number: int, piece: Piece) -> articles.Kept:
    """Remember a piece with its page; gives it as it is kept now."""
    one = kept(number, piece)
    articles.add(conn, [replace(one, article=None)])
    articles.save(conn, one)
    return replace(one, version=2)


def trace(one: articles.Kept) -> model.Origin | None:
    """The origin of an article, as the river has it of each that it has digested."""
    return tracer.trace(one.article, entry=one.entry) if one.article else None


def build(url: str, held: int, notes: Path, whole: int) -> None:
    """Fill a store; on SQLite the whole articles are written once, for the sizes that follow too."""
    base = notes.with_name(f"whole-{min(held, whole)}")
    if base.exists():
        shutil.copy(base, url)
    store = db.Store.open(url, now=lambda: common.NOW)
    store.migrate()
    if base.exists():
        press, pieces, _ = pickle.loads(base.with_suffix(".notes").read_bytes())  # our own, of a moment ago
    else:
        press, pieces = write(store, min(held, whole))
    before = size(store)
    if store.is_sqlite and not base.exists():
        shutil.copy(url, base)
        base.with_suffix(".notes").write_bytes(pickle.dumps((press, pieces, {})))
    hashes, numbers = postings(press, pieces, held)
    fill(store, pieces, hashes, numbers)
    notes.write_bytes(pickle.dumps((press, pieces, {"rows of the index": len(hashes), "bytes of the index": size(store) - before})))
    store.close()


def write(store: db.Store, count: int) -> tuple[Press, list[Piece]]:
    """So many whole articles, as the river keeps them; not in the index yet."""
    press = Press()
    pieces = [press.piece(press.random.choice(("new", "new", "new", "new", "notice", "background")), minutes=-number / 10) for number in range(count)]
    with store.write() as conn:
        for one in range(OUTLETS):
            outlets.add(conn, model.Outlet(id=model.OutletId(f"{one:032x}"), name=copies_news.name(one), home_url=f"https://o{one}.example/"), now=common.NOW)
        for number, piece in enumerate(pieces):
            one = add(conn, number, piece)
            articles.save_digest(conn, articles.Digested(
                article_id=one.id, input_version=one.version, exact=fingerprint.shingle(piece.text).exact, copy_of=None, match=model.New(),
                story_id=None, placement=None, origin=trace(one),
            ))
    return press, pieces


def postings(press: Press, pieces: list[Piece], held: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the index in its order: those of the whole articles, and those of the others with the phrases they have."""
    chance = np.random.default_rng(11)
    samples = [fingerprint.sampled(fingerprint.shingle(piece.text).distinct) for piece in pieces]
    hashes, numbers = [np.concatenate(samples)], [np.repeat(np.arange(len(pieces)), [len(one) for one in samples])]
    others = held - len(pieces)
    if others > 0:
        share = np.array(press.weights) / sum(press.weights)
        for phrase, times in zip(press.phrases, chance.poisson(share * others * 6), strict=True):
            under = fingerprint.shingle(phrase).distinct
            for one in under[under % fingerprint.MODULUS == 0]:  # who has it is drawn from the whole articles, so that it can be compared
                among = chance.choice(len(pieces), size=min(int(times), shingles.KEPT), replace=False)
                hashes.append(np.full(len(among), one))
                numbers.append(among)
    first = np.unique(np.stack([np.concatenate(hashes), np.concatenate(numbers)]), axis=1)
    if others > 0:  # who has a hash that nobody else has is drawn; so each has as many on average
        own = np.sort(chance.integers(-(1 << 63), 1 << 63, size=others * OTHERS, dtype=np.int64) // 6 * 6)
        first = np.concatenate([first, np.stack([own, chance.integers(len(pieces), held, size=len(own))])], axis=1)
    order = np.argsort(first[0], kind="stable")
    whole_hashes, whole_numbers = first[0][order], first[1][order]
    begins = np.append(True, np.diff(whole_hashes) != 0)
    places = np.arange(len(begins))
    kept_here = places - np.maximum.accumulate(np.where(begins, places, 0)) < shingles.KEPT
    return whole_hashes[kept_here], whole_numbers[kept_here]


def fill(store: db.Store, pieces: list[Piece], hashes: np.ndarray, numbers: np.ndarray) -> None:
    """Write the rows of the index in its order, and the articles that they belong to."""
    step = 1_000_000
    packed = hashes[np.argsort(numbers, kind="stable")].astype("<i8").tobytes()
    counts = np.bincount(numbers)
    ends = np.cumsum(counts).tolist()
    lengths = [len(fingerprint.shingle(piece.text).distinct) for piece in pieces] + (counts[len(pieces):] * fingerprint.MODULUS).tolist()
    whole = ((number, name(number), size, packed[8 * (end - count) : 8 * end])
             for number, (size, count, end) in enumerate(zip(lengths, counts.tolist(), ends, strict=True)) if count)
    rows = (zip(hashes[start : start + step].tolist(), numbers[start : start + step].tolist(), strict=True) for start in range(0, len(hashes), step))
    if store.is_sqlite:
        store.close()  # it opens the file anew when it is used again
        unlogged(str(store.url.database), whole, rows)
        return
    with store.write() as conn:
        raw: Any = conn.connection.driver_connection
        with raw.cursor() as cursor:
            for table, filling in (("shingle_article", whole), ("shingle", chain.from_iterable(rows))):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in filling:
                        copy.write_row(row)
        conn.execute(sa.text("SELECT setval(pg_get_serial_sequence('shingle_article', 'number'), (SELECT max(number) FROM shingle_article))"))
        conn.execute(sa.text("ANALYZE"))


def unlogged(path: str, whole: Iterable[tuple[int, str, int, bytes]], rows: Iterable[Iterable[tuple[int, int]]]) -> None:
    """Write the rows of a SQLite file past its log: what would be lost by a crash is only a measurement."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=OFF")
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO shingle_article VALUES (?, ?, ?, ?)", whole)
    for some in rows:
        raw.executemany("INSERT INTO shingle VALUES (?, ?)", some)
    raw.execute("COMMIT")
    raw.execute("PRAGMA optimize")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()


def size(store: db.Store) -> int:
    """Bytes of the database."""
    if store.is_sqlite:
        with store._fresh().connect() as conn:  # pyright: ignore[reportPrivateUsage]
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(str(store.url.database)).stat().st_size
    with store.read() as conn:
        return conn.execute(sa.text("SELECT pg_total_relation_size('shingle') + pg_total_relation_size('shingle_article')")).scalar_one()


# ---- the stream --------------------------------------------------------------------------------------------


@dataclass
class Stream:
    """What comes in, and what was found of it."""

    store: db.Store
    pieces: dict[int, Piece]
    found: dict[int, compare.Compared] = field(default_factory=dict)
    again: int = 0  # articles compared once more because of another
    comparing: float = 0.0  # seconds of CPU
    saving: float = 0.0
    indexing: float = 0.0  # of it, writing into the index, without the commit
    slowest: list[float] = field(default_factory=list)

    def take(self, number: int, *, timed: bool) -> None:
        """Compare, save and index an article, and what it calls up."""
        with self.store.write() as conn:
            add(conn, number, self.pieces[number])
        waiting, spent = deque([name(number)]), 0.0
        while waiting:
            start = time.process_time()
            with self.store.read() as conn:
                one = articles.get(conn, waiting.popleft())
                assert one is not None
                middle = time.process_time()
                found = compare.compare(conn, one)
            end = time.process_time()
            origin = trace(one)
            traced = time.process_time()
            with self.store.write() as conn:
                articles.save_digest(conn, articles.Digested(
                    article_id=one.id, input_version=one.version, exact=found.print.exact if found.print else None, copy_of=found.copy_of,
                    match=found.match, story_id=None, placement=None, origin=origin,
                ))
                saved = time.process_time()
                shingles.put(conn, one.id, found.print.sample if found.print else (), shingles=found.print.shingles if found.print else 0)
                put = time.process_time() - saved
            self.found[int(one.id, 16)] = found
            waiting.extend(model.ArticleId(other) for other in found.reconsider if other not in waiting)
            self.again += one.id != name(number)
            if timed:
                spent += end - middle
                self.saving += time.process_time() - traced + middle - start
                self.indexing += put
        self.comparing += spent
        if timed:
            self.slowest.append(spent)


def incoming(press: Press, held: list[Piece], size: int = STREAM) -> dict[int, Piece]:
    """The pieces that come in, in the order of their coming."""
    known, come = dict(enumerate(held)), list[tuple[Piece, int]]()
    fresh = [number for number, piece in known.items() if piece.kind == "new"]
    start = 200_000_000
    for place in range(size):
        kind = press.kind()
        if kind in ("new", "notice", "background", "fixtures", "weather"):
            piece = press.piece(kind, minutes=place)
        else:
            number = press.random.choice(fresh)
            fresh.remove(number)  # each is repeated once: what forty repeat are the wires
            piece = press.again(number, known[number], kind, minutes=60.0 + place)
        come.append((piece, start + place))
    start += size
    for wire in range(WIRES):
        first = replace(press.piece("new", minutes=wire * 100), outlet=wire)
        come.append((first, start))
        for place in range(1, CARRIERS):
            own = press.text(30) if place % 3 == 0 else f"Carried by number {place}."
            piece = replace(first, outlet=20 + place, kind="wire", of=start, title=press.phrases[place], text=f"{first.text}\n{own}",
                            published=first.published + timedelta(minutes=10 * place))
            come.append((piece, start + place))
        start += CARRIERS
    notice = " ".join(press.words(90))
    for place in range(COLD):
        text = press.text(press.random.randint(60, 160)) + "\n" + notice
        come.append((replace(press.piece(minutes=place * 30), kind="cold notice", text=text), start + place))
    come.sort(key=lambda pair: (pair[0].published if pair[0].clocks == "right" else pair[0].published + timedelta(days=2), pair[1]))
    return {number: piece for piece, number in come}


def judged(stream: Stream, come: dict[int, Piece]) -> dict[str, float]:
    """What was found against the truth."""
    counts, told = Counter[str](), Counter[str]()
    for number, piece in come.items():
        found = stream.found[number]
        is_copy, is_revision = isinstance(found.match, model.Copy), isinstance(found.match, model.Revision)
        related = found.copy_of is not None or bool(found.match and getattr(found.match, "first", False))
        kind = "new" if piece.kind == "new" else piece.kind
        counts[f"{kind}: all"] += 1
        right = found.copy_of == name(piece.of) if piece.of is not None else not related
        counts[f"{kind}: right"] += right and (is_copy if kind in COPIES else is_revision if kind == "update" else True)
        counts["true"] += kind in COPIES
        counts["ours"] += is_copy and found.copy_of is not None
        counts["both"] += is_copy and kind in COPIES and found.copy_of is not None
        if kind in COPIES and kind != "wire" and isinstance(found.match, model.Copy):
            told[f"{piece.clocks}: all"] += 1
            by = found.match.first_by
            told[f"{piece.clocks}: right"] += {"right": right and by is model.FirstBy.PUBLISHED, "wrong": right and by is model.FirstBy.CREDIT,
                                               "level": by is model.FirstBy.UNDECIDED}[piece.clocks]
    wanted = (*copies_news.SHARES, "wire", "cold notice", "new")
    return {
        "copies: recall": round(counts["both"] / counts["true"], 4), "copies: precision": round(counts["both"] / max(1, counts["ours"]), 4),
        **{f"right of {kind}": round(counts[f"{kind}: right"] / counts[f"{kind}: all"], 4) for kind in wanted if counts[f"{kind}: all"]},
        **{f"who was first, right where clocks are {kind}": round(told[f"{kind}: right"] / max(1, told[f"{kind}: all"]), 4)
           for kind in ("right", "level", "wrong")},
    }


def streamed(come: dict[int, Piece], stream: Stream) -> dict[str, float]:
    """What ``headwater dedup --jsonl`` finds in the same stream, and whether the river has folded the two of each of its pairs."""
    rows = [{"id": number, "title": piece.title, "text": piece.text, "outlet": str(piece.outlet), "published": piece.published.isoformat()}
            for number, piece in come.items()]
    pairs = {(pair["a"], pair["b"]) for pair in verb.dedup(rows)}
    folded = {number: found.copy_of or name(number) for number, found in stream.found.items()}
    sets = {number: piece.of if piece.kind == "wire" else number for number, piece in come.items()}
    carried = [(a, b) for a, b in pairs if sets[a] == sets[b]]
    sure = [(a, b) for a, b in pairs if "cold notice" not in (come[a].kind, come[b].kind)]  # at first a stream cannot know a notice
    return {
        "dedup --jsonl: recall of pairs of a wire's carriers": round(len(carried) / (WIRES * CARRIERS * (CARRIERS - 1) / 2), 4),
        "dedup --jsonl: pairs that the river has folded too": round(sum(folded[a] == folded[b] for a, b in sure) / max(1, len(sure)), 4),
    }


def run(url: str, held: int, folder: Path, *, whole: int = WHOLE, size: int = STREAM) -> dict[str, float]:
    """Fill a store in a process of its own, then let the stream come."""
    notes, began = folder / f"notes-{held}", time.monotonic()
    filler = multiprocessing.get_context("spawn").Process(target=build, args=(url, held, notes, whole))
    filler.start()
    filler.join()
    assert filler.exitcode == 0, "the store could not be filled"
    press, pieces, sizes = pickle.loads(notes.read_bytes())  # our own, of a moment ago
    filled = time.monotonic() - began
    come = incoming(press, pieces, size)
    stream = Stream(store=db.Store.open(url, now=lambda: common.NOW), pieces=come)
    start = common.peak()
    for place, number in enumerate(come):
        stream.take(number, timed=place >= WARM)
    stream.store.close()
    timed = len(come) - WARM
    return {
        "held": held, "articles that came": len(come), "compared again because of another": stream.again,
        "articles a second of CPU, read, compared, saved and indexed": round(timed / (stream.comparing + stream.saving)), "ms of CPU to compare": round(1000 * stream.comparing / timed, 3),
        "ms of CPU to compare, p95": round(1000 * common.quantile(stream.slowest, 0.95), 3),
        "ms of CPU to read, save and index": round(1000 * stream.saving / timed, 3), "of it to index": round(1000 * stream.indexing / timed, 3),
        "rows of the index an article": round(sizes["rows of the index"] / held, 1),
        "bytes of the index an article": round(sizes["bytes of the index"] / held), "MiB of the index": round(sizes["bytes of the index"] / 2**20, 1),
        "peak MiB before the stream": start, "peak MiB": common.peak(), "seconds to fill": round(filled), **judged(stream, come), **streamed(come, stream),
    }


def measure() -> dict[str, float]:
    """Ten thousand and a hundred thousand, the sizes that run with the other measurements."""
    found: dict[str, float] = {}
    with common.folder() as folder:
        for held in (10_000, 100_000):
            found |= {f"{held:,}: {what}": figure for what, figure in run(str(folder / f"{held}.sqlite"), held, folder).items() if what != "held"}
    return found


def main() -> None:
    """Run as asked, and print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    parser.add_argument("--held", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--database", default="", help="postgresql://...; {held} stands for the number; default: a SQLite file each")
    parser.add_argument("--whole", type=int, default=WHOLE, help="held articles with a text")
    parser.add_argument("--stream", type=int, default=STREAM, help="articles that come in, beside the wires and the new notice; less than half of --whole")
    given = parser.parse_args()
    with common.folder() as folder:
        for held in given.held:
            url = given.database.format(held=held) or str(folder / f"{held}.sqlite")
            print(json.dumps(run(url, held, folder, whole=given.whole, size=given.stream), indent=1), flush=True)


if __name__ == "__main__":
    main()
