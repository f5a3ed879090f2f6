"""Stories by the one that they were found to be or that they were taken from, and lines of versions that our reading changed.

In: the tables of 0008. Out: indexes of stories that were merged or taken apart, a column of versions. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_joined"
down_revision = "0008_numbers"


def upgrade() -> None:
    op.add_column("story", sa.Column("apart_from", sa.String(32)))
    for column in ("merged_into", "apart_from"):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_story_{column}", "story", [column], sqlite_where=some, postgresql_where=some)
    op.add_column("article_version", sa.Column("ours", sa.Text))
