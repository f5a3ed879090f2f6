"""The index of shingles by numbers in place of identifiers: a third of its size, and nothing in it is lost.

In: the tables of 0007. Out: ``shingle_article``, and ``shingle`` made anew from it. Never: an import of ours, or more than
:data:`_STEP` articles in memory.
"""

from __future__ import annotations

import struct
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0008_numbers"
down_revision = "0007_witness"

_STEP = 500
_NEXT = "SELECT max(article_id) FROM (SELECT DISTINCT article_id FROM shingle_old WHERE article_id > :after ORDER BY article_id LIMIT :most) AS few"
_ROWS = "SELECT article_id, hash FROM shingle_old WHERE article_id > :after AND article_id <= :last ORDER BY article_id, hash"
_ADD = "INSERT INTO shingle_article (article_id, shingles, hashes) VALUES (:article_id, 0, :hashes)"
_FILL = (  # numbers stand in the order of the identifiers, so that the rows come in the order of the new table
    "INSERT INTO shingle (hash, number) SELECT old.hash, one.number FROM shingle_old AS old "
    "JOIN shingle_article AS one ON one.article_id = old.article_id ORDER BY old.hash, old.article_id"
)


def upgrade() -> None:
    conn = op.get_bind()
    op.rename_table("shingle", "shingle_old")
    if conn.dialect.name == "postgresql":  # where the name of a key may stand once only
        conn.execute(sa.text("ALTER TABLE shingle_old RENAME CONSTRAINT pk_shingle TO pk_shingle_old"))
    op.create_table(
        "shingle_article",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("shingles", sa.Integer, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_shingle_article"),
        sa.UniqueConstraint("article_id", name="uq_shingle_article_article_id"),
    )
    op.create_table(
        "shingle",
        sa.Column("hash", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("hash", "number", name="pk_shingle"),
        sqlite_with_rowid=False,
    )
    after = ""
    while last := conn.execute(sa.text(_NEXT), {"after": after, "most": _STEP}).scalar():
        rows = conn.execute(sa.text(_ROWS), {"after": after, "last": last}).all()
        under = [(article_id, [row[1] for row in group]) for article_id, group in groupby(rows, key=lambda row: row[0])]
        conn.execute(sa.text(_ADD), [{"article_id": one, "hashes": struct.pack(f"<{len(hashes)}q", *hashes)} for one, hashes in under])
        after = last
    conn.execute(sa.text(_FILL))
    op.drop_table("shingle_old")
