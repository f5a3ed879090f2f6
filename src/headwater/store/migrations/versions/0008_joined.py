"""Stories by the one that they were found to be, and lines of versions that our reading changed and not the outlet.

In: the tables of 0007. Out: an index of stories that were merged, a column of versions. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_joined"
down_revision = "0007_witness"


def upgrade() -> None:
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index("ix_story_merged_into", "story", ["merged_into"], sqlite_where=merged, postgresql_where=merged)
    op.add_column("article_version", sa.Column("ours", sa.Text))
