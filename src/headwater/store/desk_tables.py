"""The tables of the rights desk: people, notices, decisions, restrictions, stay-down, mail, ledger, pictures.

In: nothing. Out: the tables. Never: a query. Personal data stand in ``notice.contact``, ``notice.statement``,
``mail_in``, ``mail_out``, ``notice_note`` and ``ledger_private``, which retention may purge without breaking the ledger.
"""

from __future__ import annotations

import sqlalchemy as sa

from headwater.store.columns import Id, Micros, metadata

# ---- people ------------------------------------------------------------------------------------------------

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("mail_key", sa.Text, nullable=False, unique=True),  # folded
    sa.Column("roles", sa.Text, nullable=False),  # notices.Role, parted by commas
    sa.Column("password", sa.Text, nullable=False, default=""),  # argon2 hash; "": none set yet
    sa.Column("session", sa.Integer, nullable=False, default=1),  # grows to end all log-ins
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("seen_at", Micros),
    sa.Column("disabled_at", Micros),
)

one_time = sa.Table(  # links that work once: first log-in, verified mail, retraction
    "one_time",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),  # SHA-256 of the token, hexadecimal
    sa.Column("purpose", sa.Text, nullable=False),  # log_in, verify_commenter, confirm_notice, ...
    sa.Column("subject", sa.Text, nullable=False),  # whose
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("expires_at", Micros, nullable=False, index=True),
    sa.Column("used_at", Micros),
)

secret = sa.Table(
    "secret",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sa.Column("made_at", Micros, nullable=False),
)

# ---- notices -----------------------------------------------------------------------------------------------

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),  # of the status page's address
    sa.Column("dedupe", sa.Text, unique=True),  # of a form that was sent twice, or of a mail
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("received_at", Micros, nullable=False, index=True),
    sa.Column("deadline_at", Micros, nullable=False),
    sa.Column("language", sa.Text, nullable=False, default="en"),
    sa.Column("contact", sa.Text, nullable=False),  # notices.Contact
    sa.Column("statement", sa.Text, nullable=False),  # notices.Statement
    sa.Column("relation", sa.Text, nullable=False),
    sa.Column("targets", sa.Text, nullable=False),  # tuple of notices.Target
    sa.Column("flags", sa.Text, nullable=False, default="[]"),
    sa.Column("risk", sa.Text, nullable=False, default="low"),
    sa.Column("missing", sa.Text, nullable=False, default="[]"),
    sa.Column("sender_key", sa.Text, nullable=False, default=""),  # SHA-256 of the folded mail address, to count by
    sa.Column("words_key", sa.Text, nullable=False, default=""),  # SHA-256 of the folded words, to see the same again
    sa.Column("message_id", sa.Text, nullable=False, default=""),  # of the mail that brought it, to answer in its thread
    sa.Column("turn", sa.Integer, nullable=False, default=1),  # which round of 24 hours runs
    sa.Column("claimed_by", Id),
    sa.Column("answered_at", Micros),
    sa.Column("outcome", sa.Text),  # notices.Outcome; None: the clock runs
    sa.Column("info_until", Micros),
    sa.Column("interim_id", Id),
    sa.Column("interim_until", Micros),
    sa.Column("decision_id", Id),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_notice_state_deadline_at", "state", "deadline_at"),
    sa.Index("ix_notice_sender_key_received_at", "sender_key", "received_at"),
    sa.Index("ix_notice_words_key", "words_key"),
)

notice_target = sa.Table(  # the resolved targets, to find the notices on an object
    "notice_target",
    metadata,
    sa.Column("notice_id", Id, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Index("ix_notice_target_object_id", "object_id"),
)

notice_note = sa.Table(
    "notice_note",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("notice_id", Id, nullable=False, index=True),
    sa.Column("at", Micros, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

step = sa.Table(  # persisted deadlines: what the clock does for a notice, once
    "step",
    metadata,
    sa.Column("notice_id", Id, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Micros, nullable=False),
    sa.Column("done_at", Micros),
    sa.Column("result", sa.Text, nullable=False, default=""),
    sa.Index("ix_step_done_at_due_at", "done_at", "due_at"),
)

decision = sa.Table(
    "decision",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("notice_id", Id, index=True),
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("undone_at", Micros),
    sa.Column("payload", sa.Text, nullable=False),  # notices.Decision
)

# ---- restrictions and what stays down ----------------------------------------------------------------------

restriction = sa.Table(
    "restriction",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("decision_id", Id, nullable=False, index=True),
    sa.Column("notice_id", Id, index=True),
    sa.Column("reference", sa.Text, nullable=False, default=""),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False, default=410),
    sa.Column("ground", sa.Text, nullable=False, default=""),
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("interim", sa.Boolean, nullable=False, default=False),
    sa.Column("because", sa.Text, nullable=False, default=""),
    sa.Column("starts_at", Micros, nullable=False),
    sa.Column("ends_at", Micros, index=True),
    sa.Column("lifted_at", Micros),
    sa.Index("ix_restriction_kind_object_id", "kind", "object_id"),
)

stay_down = sa.Table(
    "stay_down",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("restriction_id", Id, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # address, entry, exact, text, image_url, image_sha, image_hash
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False, default=0),  # of a text: number of its shingles
    sa.Column("spare", sa.Text, nullable=False, default="[]"),  # registrable domains never hit
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("lifted_at", Micros),
    sa.Index("ix_stay_down_kind_value", "kind", "value"),
)

stay_down_shingle = sa.Table(
    "stay_down_shingle",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key_id", Id, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

stay_down_hit = sa.Table(
    "stay_down_hit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("key_id", Id, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # notices.Kind of what was hit
    sa.Column("object_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Micros, nullable=False),
    sa.Column("score", sa.Float, nullable=False, default=1.0),
    sa.Column("effect", sa.Text, nullable=False),  # blocked, review
    sa.Column("judged_at", Micros),
    sa.Column("judged_by", Id),
    sa.Column("judgement", sa.Text, nullable=False, default=""),
    sa.UniqueConstraint("key_id", "object_id"),
)

# ---- mail --------------------------------------------------------------------------------------------------

mail_in = sa.Table(
    "mail_in",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),  # of the raw message
    sa.Column("received_at", Micros, nullable=False),  # by our own mail host
    sa.Column("source", sa.Text, nullable=False),  # imap, maildir
    sa.Column("size", sa.Integer, nullable=False),  # bytes of the whole message
    sa.Column("message_id", sa.Text, nullable=False, default=""),
    sa.Column("content", sa.Text, nullable=False, default="", index=True),  # the same on whatever way a mail came
    sa.Column("raw", sa.LargeBinary, nullable=False),  # byte for byte; of one that is too large its head alone
    sa.Column("outcome", sa.Text, nullable=False, index=True),  # of ``store.inbox.OUTCOMES``
    sa.Column("detail", sa.Text, nullable=False, default=""),
    sa.Column("notice_id", Id, index=True),
)

mailbox = sa.Table(  # how far a mailbox has been read
    "mailbox",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # "user@host/INBOX"
    sa.Column("validity", sa.BigInteger, nullable=False),  # UIDVALIDITY (RFC 9051, 2.3.1.1)
    sa.Column("uid", sa.BigInteger),  # of the last message taken; None: unread ones are still being taken
    sa.Column("looked_at", Micros, nullable=False),
)

mail_out = sa.Table(
    "mail_out",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # the same mail is queued once: "ack:NOTICE", ...
    sa.Column("kind", sa.Text, nullable=False),  # ack, ask, reminder, interim, decision, verify, ...
    sa.Column("notice_id", Id, index=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, index=True),
    sa.Column("in_reply_to", sa.Text, nullable=False, default=""),
    sa.Column("reply_to", sa.Text, nullable=False, default=""),
    sa.Column("automatic", sa.Boolean, nullable=False, default=True),  # Auto-Submitted: auto-replied (RFC 3834)
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("due_at", Micros, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("sent_at", Micros),
    sa.Column("given_up_at", Micros),
    sa.Column("held_at", Micros),  # one too many for its recipient: never sent
    sa.Column("last_error", sa.Text, nullable=False, default=""),
    sa.Index("ix_mail_out_sent_at_due_at", "sent_at", "due_at"),
    sa.Index("ix_mail_out_recipient_made_at", "recipient", "made_at"),
)

# ---- ledger ------------------------------------------------------------------------------------------------

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3, ... without a gap
    sa.Column("at", Micros, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # "notice.received", "decision.made", "mail.sent", ...
    sa.Column("subject", sa.Text, nullable=False, index=True),  # the notice's reference, or what else it is about
    sa.Column("actor", sa.Text, nullable=False),  # a person's id, "rule:...", "submitter", "machine"
    sa.Column("facts", sa.Text, nullable=False),  # canonical JSON, no personal data
    sa.Column("private_hash", sa.Text, nullable=False, default=""),  # SHA-256 of salt and private words
    sa.Column("previous", sa.Text, nullable=False),  # hash of the row before
    sa.Column("hash", sa.Text, nullable=False),  # SHA-256 over all of the above
)

ledger_private = sa.Table(
    "ledger_private",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# ---- pictures ----------------------------------------------------------------------------------------------

image = sa.Table(
    "image",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # of its address
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # wanted, ready, refused, bad
    sa.Column("blocked", sa.Boolean, nullable=False, default=False),  # by a restriction: nothing of it is served
    sa.Column("reason", sa.Text, nullable=False, default=""),  # why it was refused, or is bad
    sa.Column("wanted_at", Micros, nullable=False),
    sa.Column("fetched_at", Micros, index=True),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("width", sa.Integer),  # pixels of the original
    sa.Column("height", sa.Integer),
    sa.Column("sha256", sa.Text, index=True),  # of the bytes fetched
    sa.Column("hashes", sa.LargeBinary),  # perceptual hashes of its crops, 8 bytes each, the whole first
    sa.Column("embedded", sa.Text, nullable=False, default="{}"),  # credit fields found in the file
    sa.Column("sizes", sa.Text, nullable=False, default="[]"),  # made: width, height, media type, key of the object
)

image_use = sa.Table(
    "image_use",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("image_id", Id, primary_key=True, index=True),
)
