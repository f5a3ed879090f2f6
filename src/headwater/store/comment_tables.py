"""The tables of the comments. Mail addresses stand in ``commenter`` alone; addresses of readers are cut at write.

In: nothing. Out: the tables. Never: a query.
"""

from __future__ import annotations

import sqlalchemy as sa

from headwater.store.columns import Id, Micros, metadata

commenter = sa.Table(
    "commenter",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("mail", sa.Text, nullable=False),  # never given out
    sa.Column("mail_key", sa.Text, nullable=False, unique=True),  # folded
    sa.Column("verified_at", Micros),
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("shown", sa.Integer, nullable=False, default=0),  # comments that were shown
    sa.Column("hidden", sa.Integer, nullable=False, default=0),  # comments that a moderator hid
    sa.Column("suspended_until", Micros),
)

comment = sa.Table(
    "comment",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("article_id", Id, nullable=False),  # under which it was written
    sa.Column("parent_id", Id),
    sa.Column("commenter_id", Id, index=True),  # None: a guest
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # discussion.Status
    sa.Column("text", sa.Text, nullable=False),  # Markdown; "" once purged
    sa.Column("html", sa.Text, nullable=False),  # rendered and sanitised
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("written_at", Micros, nullable=False),
    sa.Column("shown_at", Micros),
    sa.Column("edited_at", Micros),
    sa.Column("changed_at", Micros, nullable=False),  # of anything that a reader sees
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),  # a form that is sent twice makes one comment
    sa.Column("network", sa.Text, nullable=False, default=""),  # /24 or /56 of the writer, for 30 days
    sa.Column("checks", sa.Text, nullable=False, default="[]"),  # tuple of discussion.Check
    sa.Column("token_hash", sa.Text, nullable=False, default=""),  # of the link with which its author edits or deletes it
    sa.Column("exact", sa.Text, nullable=False, default=""),  # hash of its text, folded
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("claimed_by", Id),  # the moderator who has taken it on
    sa.Column("claimed_at", Micros),
    sa.Index("ix_comment_article_id_written_at", "article_id", "written_at"),
    sa.Index("ix_comment_status_written_at", "status", "written_at"),
    sa.Index("ix_comment_network_written_at", "network", "written_at"),
)

comment_history = sa.Table(  # what a comment said before, for moderators, until it is purged
    "comment_history",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("comment_id", Id, nullable=False, index=True),
    sa.Column("at", Micros, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

comment_report = sa.Table(
    "comment_report",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("comment_id", Id, nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("network", sa.Text, nullable=False, default=""),
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),
    sa.Column("reported_at", Micros, nullable=False),
    sa.Column("judged", sa.Text, nullable=False, default=""),
    sa.Column("judged_at", Micros),
    sa.Column("judged_by", Id),
)
