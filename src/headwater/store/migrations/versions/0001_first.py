"""The first tables, and the search index.

In: an empty database. Out: every table of the first version, as it was then. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None

_tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The index holds tokens only (contentless); what a row was made of stands compressed beside it, for FTS5 forgets a
# row only when told its tokens. "ascii" splits at ASCII alone: every other character belongs to a token of ours.
_SEARCH_SQLITE = (
    "CREATE TABLE search (id INTEGER PRIMARY KEY, article_id VARCHAR(32) NOT NULL UNIQUE, tokens BLOB NOT NULL)",
    "CREATE VIRTUAL TABLE search_index USING fts5"
    """(tokens, content='', columnsize=0, tokenize="ascii tokenchars '_'")""",
)
_SEARCH_POSTGRESQL = (
    "CREATE TABLE search (article_id VARCHAR(32) PRIMARY KEY, tokens TSVECTOR NOT NULL)",
    "CREATE INDEX ix_search_tokens ON search USING gin (tokens)",
)

sa.Table(
    "outlet",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("home_url", sa.Text, nullable=False),
    sa.Column("home_key", sa.Text, nullable=False, unique=True),
    sa.Column("language", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("is_agency", sa.Boolean, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
)
sa.Table(
    "feed",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("outlet_id", sa.String(32), sa.ForeignKey("outlet.id"), nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    sa.Column("host", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("polled_at", sa.BigInteger),
    sa.Column("succeeded_at", sa.BigInteger),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_error", sa.Text, nullable=False),
    sa.Column("interval", sa.Float, nullable=False),
    sa.Column("next_poll_at", sa.BigInteger, nullable=False),
    sa.Column("entries_listed", sa.Integer, nullable=False),
    sa.Column("moved_to", sa.Text),
    sa.Column("moved_times", sa.Integer, nullable=False),
    sa.Index("ix_feed_host_next_poll_at", "host", "next_poll_at"),
)
sa.Table(
    "host",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", sa.BigInteger),
    sa.Column("next_allowed_at", sa.BigInteger, nullable=False),
    sa.Column("lease_owner", sa.Text),
    sa.Column("lease_until", sa.BigInteger),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Index("ix_host_due_at", "due_at"),
)
sa.Table(
    "robots",
    _tables,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("fetched_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)
sa.Table(
    "fetch_due",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("article_id", sa.String(32), nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_reason", sa.Text, nullable=False),
    sa.UniqueConstraint("article_id", "purpose"),
    sa.Index("ix_fetch_due_host_due_at", "host", "due_at"),
)
sa.Table(
    "entry",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("feed_id", sa.String(32), sa.ForeignKey("feed.id"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("article_id", sa.String(32), nullable=False, index=True),
    sa.Column("first_seen", sa.BigInteger, nullable=False),
    sa.Column("last_seen", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.UniqueConstraint("feed_id", "key"),
)
sa.Table(
    "article",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("outlet_id", sa.String(32), sa.ForeignKey("outlet.id"), nullable=False),
    sa.Column("feed_id", sa.String(32), nullable=False),
    sa.Column("reference_url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("published", sa.BigInteger),
    sa.Column("published_offset", sa.SmallInteger),
    sa.Column("updated", sa.BigInteger),
    sa.Column("updated_offset", sa.SmallInteger),
    sa.Column("first_seen", sa.BigInteger, nullable=False),
    sa.Column("presence", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("signals", sa.Text, nullable=False),
    sa.Column("allowance", sa.Text, nullable=False),
    sa.Column("facts", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("not_article", sa.Text, nullable=False),
    sa.Column("refused", sa.Text, nullable=False),
    sa.Column("snapshot", sa.Text),
    sa.Column("fetched_at", sa.BigInteger),
    sa.Column("forget_at", sa.BigInteger, index=True),
    sa.Column("reads", sa.Integer, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("input_version", sa.Integer, nullable=False),
    sa.Column("exact", sa.Text),
    sa.Column("copy_of", sa.String(32)),
    sa.Column("match", sa.Text),
    sa.Column("story_id", sa.String(32)),
    sa.Column("placement", sa.Text),
    sa.Column("origin", sa.Text),
    sa.Index("ix_article_outlet_id_first_seen", "outlet_id", "first_seen"),
    sa.Index("ix_article_story_id", "story_id"),
    sa.Index("ix_article_copy_of", "copy_of"),
    sa.Index("ix_article_exact", "exact"),
    sa.Index("ix_article_first_seen", "first_seen"),
)
sa.Table(
    "address",
    _tables,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("article_id", sa.String(32), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
)
sa.Table(
    "pending",
    _tables,
    sa.Column("article_id", sa.String(32), primary_key=True),
    sa.Column("since", sa.BigInteger, nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
)
sa.Table(
    "shingle",
    _tables,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", sa.String(32), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
sa.Table(
    "story",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("merged_into", sa.String(32)),
    sa.Column("language", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Column("outlets", sa.Integer, nullable=False),
    sa.Column("rank", sa.Float, nullable=False, index=True),
    sa.Column("centroid", sa.LargeBinary),
    sa.Column("lead_article_id", sa.String(32)),
)
sa.Table(
    "publication",
    _tables,
    sa.Column("article_id", sa.String(32), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("input_version", sa.Integer, nullable=False),
    sa.Column("view", sa.Text, nullable=False),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("withheld", sa.Boolean, nullable=False),
    sa.Column("outlet_id", sa.String(32), nullable=False),
    sa.Column("story_id", sa.String(32)),
    sa.Column("copy_of", sa.String(32)),
    sa.Column("language", sa.Text),
    sa.Column("until", sa.BigInteger, index=True),
    sa.Column("sort_at", sa.BigInteger, nullable=False),
    sa.Column("released_at", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.Column("text_digest", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Index("ix_publication_sort_at", "sort_at"),
    sa.Index("ix_publication_outlet_id_sort_at", "outlet_id", "sort_at"),
    sa.Index("ix_publication_story_id", "story_id"),
    sa.Index("ix_publication_copy_of", "copy_of"),
)
sa.Table(
    "frequency",
    _tables,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)
sa.Table(
    "lease",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("until", sa.BigInteger),
    sa.Column("fence", sa.BigInteger, nullable=False),
)


def upgrade() -> None:
    conn = op.get_bind()
    _tables.create_all(conn, checkfirst=False)
    for statement in _SEARCH_SQLITE if conn.dialect.name == "sqlite" else _SEARCH_POSTGRESQL:
        op.execute(statement)
