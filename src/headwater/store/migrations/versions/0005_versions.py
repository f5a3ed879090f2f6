"""What articles said before their outlets changed them.

In: the tables of 0004. Out: one more. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_versions"
down_revision = "0004_templates"


def upgrade() -> None:
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("replaced_at", sa.BigInteger, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_article_version"),
    )
