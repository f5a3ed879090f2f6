"""Search in every script: the same tokens in FTS5 and in a tsvector, so that both databases find the same.

In: an article's text as people read it, and queries as people type them. Out: identifiers of articles whose publication
is listed and not withheld. Never: an error because of what somebody typed, or a text: what is shown is read from the
publication.

``text.tokens`` makes the tokens (folded words; bigrams where a script has no spaces). Neither database tokenises by
itself: FTS5 splits at the spaces between our tokens, PostgreSQL gets ready-made lexemes with positions.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, text
from headwater.store import schema

MOST_HITS = (
    5000  # a query that finds more looks at the most recently indexed ones only (SQLite), and counts so far
)
_TOKEN = 64  # characters of a token that count
_BYTES = 900_000  # of all tokens of a text: a tsvector holds 1 MB, and no article needs more
_QUERY = 400  # characters of a query that count
_SHORT = 4096  # bytes of tokens that fit a small window
_TERMS = 24  # terms of a query that count
_PART = re.compile(
    r'(-?)(?:"([^"]*)"?|([^\s"]+))'
)  # 'word', '-word', '"a phrase"', '-"a phrase"', '"open end'
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
_SURROGATE = re.compile("[\ud800-\udfff]")  # which no database takes
_UNSPACED_FROM = "\u0e00"  # a lone character from here on is the beginning of a bigram


@dataclass(frozen=True, slots=True)
class _Term:
    """Tokens that must stand next to each other; with ``prefix`` the only one is the beginning of a token."""

    tokens: tuple[str, ...]
    prefix: bool
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page of results ended: its last publication."""

    sort_at: datetime
    article_id: model.ArticleId


def put(conn: sa.Connection, article_id: str, words: str) -> None:
    """Index an article by a plain text (headline, lead, body as allowed); what it had before is replaced."""
    tokens = list(_bounded(text.tokens(words)))
    if conn.dialect.name == "sqlite":
        _put_sqlite(conn, article_id, " ".join(tokens))
        return
    vector = " ".join(f"{_lexeme(token)}:{min(at, 16383)}" for at, token in enumerate(tokens, 1))
    conn.execute(
        sa.text(
            "INSERT INTO search (article_id, tokens) VALUES (:id, CAST(:vector AS tsvector)) "
            "ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens"
        ),
        {"id": article_id, "vector": vector},
    )


def add(conn: sa.Connection, articles: Sequence[tuple[str, str]]) -> None:
    """As :func:`put` for many that are not indexed yet, in a few statements."""
    if conn.dialect.name != "sqlite":
        for article_id, words in articles:
            put(conn, article_id, words)
        return
    indexed = sa.text("SELECT article_id FROM search WHERE article_id IN :ids").bindparams(sa.bindparam("ids", expanding=True))
    known = set(conn.execute(indexed, {"ids": [one for one, _ in articles]}).scalars()) if articles else set[str]()
    last = conn.execute(sa.text("SELECT max(id) FROM search")).scalar() or 0  # there is one writer
    rows = [
        {"id": last + place, "article": article_id, "tokens": (tokens := " ".join(_bounded(text.tokens(words)))), "packed": _pack(tokens)}
        for place, (article_id, words) in enumerate((one for one in articles if one[0] not in known), 1)
    ]
    if rows:
        conn.execute(sa.text("INSERT INTO search (id, article_id, tokens) VALUES (:id, :article, :packed)"), rows)
        conn.execute(sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)"), rows)


def _pack(tokens: str) -> bytes:
    """Tokens compressed; a short text gets a small window, for making the usual one ready costs ten times the packing."""
    plain = tokens.encode()
    if len(plain) > _SHORT:
        return zlib.compress(plain, 1)
    packer = zlib.compressobj(1, zlib.DEFLATED, 12, 5)  # a window of 4 KiB; zlib.decompress reads the size from the header
    return packer.compress(plain) + packer.flush()


def drop(conn: sa.Connection, article_id: str) -> None:
    """Take an article out of the index."""
    if conn.dialect.name == "sqlite":
        _forget_sqlite(conn, article_id)
    conn.execute(sa.text("DELETE FROM search WHERE article_id = :id"), {"id": article_id})


def matching(
    conn: sa.Connection, query: str, *, limit: int, offset: int = 0, before: Cursor | None = None
) -> list[model.ArticleId]:
    """Articles with all terms of a query, newest first.

    A query is words, ``"phrases"`` and ``-exclusions``; anything else is read as words or ignored. An empty one, or
    one of exclusions only, finds nothing.
    """
    wanted, unwanted = _split(query)
    if not wanted:
        return []

    def page(hits: sa.TextualSelect) -> list[model.ArticleId]:
        newest = _page(hits, limit=limit, offset=offset, before=before)
        return [model.ArticleId(one) for one in conn.execute(newest).scalars()]

    if conn.dialect.name == "sqlite":
        return page(_hits_sqlite(wanted, unwanted))
    with _index_only(conn):
        few = _hits_postgresql(wanted, unwanted, most=MOST_HITS + 1)
        if conn.execute(sa.select(sa.func.count()).select_from(few.subquery())).scalar_one() <= MOST_HITS:
            return page(few)
    return page(_hits_postgresql(wanted, unwanted, most=None))


def count(conn: sa.Connection, query: str) -> int:
    """How many articles :func:`matching` finds in all, at most :data:`MOST_HITS`."""
    wanted, unwanted = _split(query)
    if not wanted:
        return 0
    if conn.dialect.name == "sqlite":
        shown = _shown(_hits_sqlite(wanted, unwanted))
        return conn.execute(sa.select(sa.func.count()).select_from(shown.subquery())).scalar_one()
    with _index_only(conn):
        shown = _shown(_hits_postgresql(wanted, unwanted, most=MOST_HITS))
        return conn.execute(sa.select(sa.func.count()).select_from(shown.subquery())).scalar_one()


_HIT = sa.column("article_id", schema.Id)


def _hits_sqlite(wanted: Sequence[_Term], unwanted: Sequence[_Term]) -> sa.TextualSelect:
    hits = sa.text(
        "SELECT article_id FROM search WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH :query "
        "ORDER BY rowid DESC LIMIT :most)"
    )
    return hits.bindparams(query=_fts5(wanted, unwanted), most=MOST_HITS).columns(_HIT)


def _hits_postgresql(
    wanted: Sequence[_Term], unwanted: Sequence[_Term], *, most: int | None
) -> sa.TextualSelect:
    """With ``most`` the index gives its hits; without, the planner may walk the newest publications until it has
    enough, which pays for words that stand in many."""
    hits, limits = (_ALL, {}) if most is None else (_SOME, {"most": most})
    return sa.text(hits).bindparams(query=_tsquery(wanted, unwanted), **limits).columns(_HIT)


_ALL = "SELECT article_id FROM search WHERE tokens @@ CAST(:query AS tsquery)"
_SOME = "SELECT article_id FROM search WHERE tokens @@ CAST(:query AS tsquery) LIMIT :most"


@contextmanager
def _index_only(conn: sa.Connection) -> Iterator[None]:
    """The planner thinks rare words commoner than they are, and would read every row for them."""
    conn.execute(sa.text("SET LOCAL enable_seqscan = off"))
    yield
    conn.execute(sa.text("SET LOCAL enable_seqscan = on"))


def _shown(hits: sa.TextualSelect) -> sa.Select[str]:
    """The hits that readers may see, in no order."""
    table, found = schema.publication.c, hits.subquery("hits")
    return sa.select(table.article_id).where(
        table.article_id == found.c.article_id,
        table.listed,
        ~table.withheld,
        table.view != str(model.View.WITHHELD),
    )


def _page(hits: sa.TextualSelect, *, limit: int, offset: int, before: Cursor | None) -> sa.Select[str]:
    table, shown = schema.publication.c, _shown(hits)
    if before is not None:
        end = sa.tuple_(sa.literal(before.sort_at, schema.Micros), before.article_id)
        shown = shown.where(sa.tuple_(table.sort_at, table.article_id) < end)
    return shown.order_by(table.sort_at.desc(), table.article_id.desc()).limit(limit).offset(offset)


def _split(query: str) -> tuple[list[_Term], list[_Term]]:
    """The terms that must be there, and those that must not."""
    terms = list(_terms(query))
    return [term for term in terms if not term.excluded], [term for term in terms if term.excluded]


def _terms(query: str) -> Iterator[_Term]:
    parts = _PART.finditer(text.clean(query[:_QUERY]).translate(_QUOTES))
    for _, part in zip(range(_TERMS), parts, strict=False):
        tokens = tuple(token[:_TOKEN] for token in text.tokens(part[2] or part[3] or ""))
        if tokens:
            lone = len(tokens) == 1 and len(tokens[0]) == 1 and tokens[0] >= _UNSPACED_FROM
            yield _Term(tokens=tokens, prefix=lone, excluded=part[1] == "-")


def _bounded(tokens: Sequence[str]) -> Iterable[str]:
    """The tokens as both databases take them, each and all of them bounded."""
    joined = "".join(tokens)
    if 4 * len(joined) + 6 * len(tokens) < _BYTES and "\x00" not in joined and not _SURROGATE.search(joined):
        return [token[:_TOKEN] for token in tokens]
    return _cleaned(tokens)


def _cleaned(tokens: Sequence[str]) -> Iterator[str]:
    room = _BYTES
    for token in tokens:
        token = token[:_TOKEN].replace("\x00", "")
        room -= len(token.encode("utf-8", "replace")) + 6  # and its place in the index
        if room < 0:
            return
        yield token.encode("utf-8", "replace").decode()


def _fts5(wanted: Sequence[_Term], unwanted: Sequence[_Term]) -> str:
    def one(term: _Term) -> str:
        return '"' + " ".join(term.tokens).replace('"', "") + '"' + ("*" if term.prefix else "")

    query = " AND ".join(map(one, wanted))
    return f"({query}) NOT ({' OR '.join(map(one, unwanted))})" if unwanted else query


def _tsquery(wanted: Sequence[_Term], unwanted: Sequence[_Term]) -> str:
    def one(term: _Term) -> str:
        return "(" + " <-> ".join(map(_lexeme, term.tokens)) + (":*" if term.prefix else "") + ")"

    return " & ".join([*map(one, wanted), *("!" + one(term) for term in unwanted)])


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _put_sqlite(conn: sa.Connection, article_id: str, tokens: str) -> None:
    row = _forget_sqlite(conn, article_id)
    packed = _pack(tokens)
    if row is None:
        made = sa.text("INSERT INTO search (article_id, tokens) VALUES (:article, :packed) RETURNING id")
        row = conn.execute(made, {"article": article_id, "packed": packed}).scalar_one()
    else:
        conn.execute(
            sa.text("UPDATE search SET tokens = :packed WHERE id = :id"), {"packed": packed, "id": row}
        )
    conn.execute(
        sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)"),
        {"id": row, "tokens": tokens},
    )


def _forget_sqlite(conn: sa.Connection, article_id: str) -> int | None:
    """Take the tokens out of FTS5, which must be told them (sqlite.org/fts5.html, 4.4.3); gives the row's number."""
    row = conn.execute(
        sa.text("SELECT id, tokens FROM search WHERE article_id = :id"), {"id": article_id}
    ).first()
    if row is None:
        return None
    conn.execute(
        sa.text("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :id, :tokens)"),
        {"id": row.id, "tokens": zlib.decompress(row.tokens).decode()},
    )
    return row.id
