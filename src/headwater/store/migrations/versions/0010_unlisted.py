"""When an article's feed was last read without it, so that a time before which it cannot have stood there is not believed.

In: the tables of 0009. Out: a column of articles, empty for those that are known already. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_unlisted"
down_revision = "0009_joined"


def upgrade() -> None:
    op.add_column("article", sa.Column("unlisted_at", sa.BigInteger))
