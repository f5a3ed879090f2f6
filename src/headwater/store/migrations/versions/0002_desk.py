"""The rights desk, mail, ledger, pictures and comments; a publication keeps what it was before restrictions.

In: the tables of 0001. Out: those of this step, as they were then. Never: an import of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_desk"
down_revision = "0001_first"

_tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sa.Table(
    "person",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("mail_key", sa.Text, nullable=False, unique=True),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger),
    sa.Column("disabled_at", sa.BigInteger),
)
sa.Table(
    "one_time",
    _tables,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("used_at", sa.BigInteger),
)
sa.Table(
    "secret",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
)
sa.Table(
    "notice",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("dedupe", sa.Text, unique=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("deadline_at", sa.BigInteger, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False),
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("relation", sa.Text, nullable=False),
    sa.Column("targets", sa.Text, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.Column("risk", sa.Text, nullable=False),
    sa.Column("missing", sa.Text, nullable=False),
    sa.Column("sender_key", sa.Text, nullable=False),
    sa.Column("words_key", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("claimed_by", sa.String(32)),
    sa.Column("answered_at", sa.BigInteger),
    sa.Column("outcome", sa.Text),
    sa.Column("info_until", sa.BigInteger),
    sa.Column("interim_id", sa.String(32)),
    sa.Column("interim_until", sa.BigInteger),
    sa.Column("decision_id", sa.String(32)),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_notice_state_deadline_at", "state", "deadline_at"),
    sa.Index("ix_notice_sender_key_received_at", "sender_key", "received_at"),
    sa.Index("ix_notice_words_key", "words_key"),
)
sa.Table(
    "notice_target",
    _tables,
    sa.Column("notice_id", sa.String(32), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Index("ix_notice_target_object_id", "object_id"),
)
sa.Table(
    "notice_note",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("notice_id", sa.String(32), nullable=False, index=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
sa.Table(
    "step",
    _tables,
    sa.Column("notice_id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("done_at", sa.BigInteger),
    sa.Column("result", sa.Text, nullable=False),
    sa.Index("ix_step_done_at_due_at", "done_at", "due_at"),
)
sa.Table(
    "decision",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("notice_id", sa.String(32), index=True),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("undone_at", sa.BigInteger),
    sa.Column("payload", sa.Text, nullable=False),
)
sa.Table(
    "restriction",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("decision_id", sa.String(32), nullable=False, index=True),
    sa.Column("notice_id", sa.String(32), index=True),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("interim", sa.Boolean, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("starts_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, index=True),
    sa.Column("lifted_at", sa.BigInteger),
    sa.Index("ix_restriction_kind_object_id", "kind", "object_id"),
)
sa.Table(
    "stay_down",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("restriction_id", sa.String(32), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("spare", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("lifted_at", sa.BigInteger),
    sa.Index("ix_stay_down_kind_value", "kind", "value"),
)
sa.Table(
    "stay_down_shingle",
    _tables,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key_id", sa.String(32), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
sa.Table(
    "stay_down_hit",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key_id", sa.String(32), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("effect", sa.Text, nullable=False),
    sa.Column("judged_at", sa.BigInteger),
    sa.Column("judged_by", sa.String(32)),
    sa.Column("judgement", sa.Text, nullable=False),
    sa.UniqueConstraint("key_id", "object_id"),
)
sa.Table(
    "mail_in",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False, index=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("notice_id", sa.String(32), index=True),
)
sa.Table(
    "mailbox",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger),
    sa.Column("looked_at", sa.BigInteger, nullable=False),
)
sa.Table(
    "mail_out",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("notice_id", sa.String(32), index=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, index=True),
    sa.Column("in_reply_to", sa.Text, nullable=False),
    sa.Column("reply_to", sa.Text, nullable=False),
    sa.Column("automatic", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("sent_at", sa.BigInteger),
    sa.Column("given_up_at", sa.BigInteger),
    sa.Column("held_at", sa.BigInteger),
    sa.Column("last_error", sa.Text, nullable=False),
    sa.Index("ix_mail_out_sent_at_due_at", "sent_at", "due_at"),
    sa.Index("ix_mail_out_recipient_made_at", "recipient", "made_at"),
)
sa.Table(
    "ledger",
    _tables,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("private_hash", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
sa.Table(
    "ledger_private",
    _tables,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
sa.Table(
    "image",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("wanted_at", sa.BigInteger, nullable=False),
    sa.Column("fetched_at", sa.BigInteger, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("sha256", sa.Text, index=True),
    sa.Column("hashes", sa.LargeBinary),
    sa.Column("embedded", sa.Text, nullable=False),
    sa.Column("sizes", sa.Text, nullable=False),
)
sa.Table(
    "image_use",
    _tables,
    sa.Column("article_id", sa.String(32), primary_key=True),
    sa.Column("image_id", sa.String(32), primary_key=True, index=True),
)

sa.Table(
    "commenter",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("mail_key", sa.Text, nullable=False, unique=True),
    sa.Column("verified_at", sa.BigInteger),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("shown", sa.Integer, nullable=False),
    sa.Column("hidden", sa.Integer, nullable=False),
    sa.Column("suspended_until", sa.BigInteger),
)
sa.Table(
    "comment",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("article_id", sa.String(32), nullable=False),
    sa.Column("parent_id", sa.String(32)),
    sa.Column("commenter_id", sa.String(32), index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("written_at", sa.BigInteger, nullable=False),
    sa.Column("shown_at", sa.BigInteger),
    sa.Column("edited_at", sa.BigInteger),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("checks", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("exact", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("claimed_by", sa.String(32)),
    sa.Column("claimed_at", sa.BigInteger),
    sa.Index("ix_comment_article_id_written_at", "article_id", "written_at"),
    sa.Index("ix_comment_status_written_at", "status", "written_at"),
    sa.Index("ix_comment_network_written_at", "network", "written_at"),
)
sa.Table(
    "comment_history",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("comment_id", sa.String(32), nullable=False, index=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
sa.Table(
    "comment_report",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("comment_id", sa.String(32), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),
    sa.Column("reported_at", sa.BigInteger, nullable=False),
    sa.Column("judged", sa.Text, nullable=False),
    sa.Column("judged_at", sa.BigInteger),
    sa.Column("judged_by", sa.String(32)),
)



def upgrade() -> None:
    conn = op.get_bind()
    _tables.create_all(conn, checkfirst=False)
    op.add_column("publication", sa.Column("released", sa.Text))
    op.add_column("publication", sa.Column("demoted", sa.Boolean, nullable=False, server_default=sa.false()))
