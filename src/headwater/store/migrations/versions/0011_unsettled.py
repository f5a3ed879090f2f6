"""Articles that a second look may still move, and what their stories are without them.

In: the tables of 0010. Out: one more table, a column of stories. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_unsettled"
down_revision = "0010_unlisted"


def upgrade() -> None:
    op.create_table(
        "unsettled",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
        sa.Column("tells", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_unsettled"),
    )
    op.add_column("story", sa.Column("stood", sa.LargeBinary))
