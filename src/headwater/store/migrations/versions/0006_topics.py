"""The topic under which an outlet files an article, for editions.

In: the tables of 0005. Out: a column of publications. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_topics"
down_revision = "0005_versions"


def upgrade() -> None:
    op.add_column("publication", sa.Column("topic", sa.Text))
