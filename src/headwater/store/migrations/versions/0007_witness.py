"""Pages that articles rest on by their own words, visited once, and for which articles.

In: the tables of 0006. Out: two more. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_witness"
down_revision = "0006_topics"


def upgrade() -> None:
    op.create_table(
        "witness",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_witness"),
    )
    op.create_index("ix_witness_asked_at", "witness", ["asked_at"])
    op.create_table(
        "witness_of",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("wanted_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "key", name="pk_witness_of"),
    )
    op.create_index("ix_witness_of_key", "witness_of", ["key"])
