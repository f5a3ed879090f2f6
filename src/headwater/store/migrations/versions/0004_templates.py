"""What the pages of each host repeat, as extraction has learnt it.

In: the tables of 0003. Out: one more. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_templates"
down_revision = "0003_gathering"


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_template"),
    )
    op.create_index("ix_template_changed_at", "template", ["changed_at"])
