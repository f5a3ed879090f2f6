"""What gathering remembers: a feed's log, subscriptions to hubs and what they push, where redirectors lead.

In: the tables of 0002. Out: those of this step, as they were then. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_gathering"
down_revision = "0002_desk"

_tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sa.Table(
    "feed_log",
    _tables,
    sa.Column("feed_id", sa.String(32), primary_key=True),
    sa.Column("log", sa.Text, nullable=False),
)
sa.Table(
    "subscription",
    _tables,
    sa.Column("feed_id", sa.String(32), primary_key=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked_at", sa.BigInteger),
    sa.Column("verified_at", sa.BigInteger),
    sa.Column("lease_until", sa.BigInteger),
    sa.Column("pushed_at", sa.BigInteger),
    sa.Column("missed", sa.Integer, nullable=False),
    sa.Column("forged", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("again_at", sa.BigInteger, index=True),
    sa.Column("note", sa.Text, nullable=False),
)
sa.Table(
    "delivery",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("feed_id", sa.String(32), nullable=False, index=True),
    sa.Column("received_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
sa.Table(
    "resolved",
    _tables,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("target", sa.Text),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
)


def upgrade() -> None:
    _tables.create_all(op.get_bind(), checkfirst=False)
    op.add_column("outlet", sa.Column("about", sa.Text, nullable=False, server_default="{}"))
    op.add_column("outlet", sa.Column("rules", sa.Text, nullable=False, server_default="{}"))
    op.add_column("feed", sa.Column("moved_since", sa.BigInteger))
    op.add_column("feed", sa.Column("parent_id", sa.String(32)))
    op.add_column("feed", sa.Column("same_as", sa.String(32)))
    op.add_column("feed", sa.Column("identity", sa.Text))
    op.add_column("feed", sa.Column("full_at", sa.BigInteger))
    op.add_column("feed", sa.Column("validators_lie", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("feed", sa.Column("why", sa.Text))
    op.add_column("feed", sa.Column("links", sa.Text))
    op.add_column("pending", sa.Column("ready", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("pending", sa.Column("fresh", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_pending_fresh_since", "pending", ["fresh", "since"])
    op.add_column("publication", sa.Column("early", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("entry", sa.Column("twin", sa.BigInteger))
    op.add_column("entry", sa.Column("changes", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("entry", sa.Column("changing_since", sa.BigInteger))
    op.create_index("ix_entry_twin", "entry", ["twin"])
