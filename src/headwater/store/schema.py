"""The tables. Derived rows carry the version of their input; everything that a page shows is in ``publication``.

In: nothing. Out: :data:`metadata` and the tables. Never: a query. Times are UTC integer microseconds
(:class:`Micros`), a publisher's offset stands beside its time in minutes. Columns named after a noun of
``model.py`` and typed Text hold that noun as JSON (``store.codec``).
"""

from __future__ import annotations

import sqlalchemy as sa

from headwater.store import comment_tables, desk_tables
from headwater.store.columns import Id, Micros, metadata

__all__ = ["Id", "Micros", "comment_tables", "desk_tables", "metadata"]  # the other rooms' tables join the same metadata

outlet = sa.Table(
    "outlet",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("home_url", sa.Text, nullable=False),
    sa.Column("home_key", sa.Text, nullable=False, unique=True),  # urls.key(home_url): one outlet a home
    sa.Column("language", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("is_agency", sa.Boolean, nullable=False, default=False),
    sa.Column("policy", sa.Text, nullable=False, default="{}"),  # model.OutletPolicy
    sa.Column("added_at", Micros, nullable=False),
    sa.Column("about", sa.Text, nullable=False, default="{}", server_default="{}"),  # gathering.About
    sa.Column("rules", sa.Text, nullable=False, default="{}", server_default="{}"),  # gathering.OutletRules
)

feed = sa.Table(
    "feed",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("outlet_id", Id, sa.ForeignKey("outlet.id"), nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    sa.Column("host", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False, default="unknown"),
    sa.Column("title", sa.Text, nullable=False, default=""),
    sa.Column("added_at", Micros, nullable=False),
    # model.FeedHistory
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("polled_at", Micros),
    sa.Column("succeeded_at", Micros),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("last_error", sa.Text, nullable=False, default=""),
    sa.Column("interval", sa.Float, nullable=False, default=3600.0),  # seconds
    sa.Column("next_poll_at", Micros, nullable=False),
    sa.Column("entries_listed", sa.Integer, nullable=False, default=0),  # in the last document
    sa.Column("moved_to", sa.Text),  # target of a permanent redirect, and how often in a row it was seen
    sa.Column("moved_times", sa.Integer, nullable=False, default=0),
    sa.Column("moved_since", Micros),  # when that redirect was first seen
    sa.Column("parent_id", Id),  # the sitemap index that listed it
    sa.Column("same_as", Id),  # another feed that has the same document: hardly polled
    sa.Column("identity", sa.Text),  # feeds.identity: how its entries are told apart
    sa.Column("full_at", Micros),  # when it was last asked without validators
    sa.Column("validators_lie", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("why", sa.Text),  # why the next poll is when it is, in words
    sa.Column("links", sa.Text),  # parse.watching: what stood on a section page at each visit
    sa.Index("ix_feed_host_next_poll_at", "host", "next_poll_at"),
)

feed_log = sa.Table(
    "feed_log",
    metadata,
    sa.Column("feed_id", Id, primary_key=True),
    sa.Column("log", sa.Text, nullable=False),  # gathering.FeedLog
)

subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("feed_id", Id, primary_key=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # gathering.Push
    sa.Column("asked_at", Micros),
    sa.Column("verified_at", Micros),
    sa.Column("lease_until", Micros),
    sa.Column("pushed_at", Micros),
    sa.Column("missed", sa.Integer, nullable=False, default=0),
    sa.Column("forged", sa.Integer, nullable=False, default=0),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("again_at", Micros, index=True),
    sa.Column("note", sa.Text, nullable=False, default=""),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("feed_id", Id, nullable=False, index=True),
    sa.Column("received_at", Micros, nullable=False, index=True),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

resolved = sa.Table(
    "resolved",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # urls.key of a redirector's address
    sa.Column("target", sa.Text),  # None: it cannot be told
    sa.Column("why", sa.Text, nullable=False, default=""),
    sa.Column("at", Micros, nullable=False, index=True),
)

template = sa.Table(
    "template",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),  # urls.host of its pages
    sa.Column("payload", sa.Text, nullable=False),  # extract.template: what the host's pages repeat, as hashes
    sa.Column("pages", sa.Integer, nullable=False),  # that taught
    sa.Column("changed_at", Micros, nullable=False, index=True),
)

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # urls.host: lower case, with a port if unusual
    sa.Column("due_at", Micros),  # the earliest work for it; None: nothing
    sa.Column("next_allowed_at", Micros, nullable=False),
    sa.Column("lease_owner", sa.Text),
    sa.Column("lease_until", Micros),
    sa.Column("fence", sa.BigInteger, nullable=False, default=0),  # grows with each lease
    sa.Column("failures", sa.Integer, nullable=False, default=0),  # in a row, of any request
    sa.Index("ix_host_due_at", "due_at"),
)

robots = sa.Table(
    "robots",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),  # scheme, host and port
    sa.Column("status", sa.Integer, nullable=False),  # 200; 404: no rules; 503: unreachable
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("fetched_at", Micros, nullable=False),
    sa.Column("state", sa.Text, nullable=False, default="{}"),  # JSON: validators, failures, when to ask again
)

fetch_due = sa.Table(
    "fetch_due",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),  # model.Purpose
    sa.Column("article_id", Id, nullable=False),  # for whom
    sa.Column("due_at", Micros, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("last_reason", sa.Text, nullable=False, default=""),
    sa.UniqueConstraint("article_id", "purpose"),
    sa.Index("ix_fetch_due_host_due_at", "host", "due_at"),
)

witness = sa.Table(  # pages that articles rest on by their own words
    "witness",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # urls.key of the address that an article gives
    sa.Column("outcome", sa.Text, nullable=False),  # model.Witness.outcome
    sa.Column("payload", sa.Text, nullable=False),  # model.Witness
    sa.Column("asked_at", Micros, nullable=False, index=True),  # when it was first wished for, or visited
)

witness_of = sa.Table(
    "witness_of",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True, index=True),
    sa.Column("wanted_at", Micros, nullable=False),
)

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("feed_id", Id, sa.ForeignKey("feed.id"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # the entry id, else the link, else a hash of the text
    sa.Column("article_id", Id, nullable=False, index=True),
    sa.Column("first_seen", Micros, nullable=False),
    sa.Column("last_seen", Micros, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),  # of the payload: unchanged entries cost nothing
    sa.Column("payload", sa.Text, nullable=False),  # model.Entry
    sa.Column("twin", sa.BigInteger, index=True),  # feeds.identity.twin: the same words of one outlet at another address
    sa.Column("changes", sa.Integer, nullable=False, default=0, server_default=sa.text("0")),  # in the day below
    sa.Column("changing_since", Micros),  # when the day began in which its changes are counted
    sa.UniqueConstraint("feed_id", "key"),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("outlet_id", Id, sa.ForeignKey("outlet.id"), nullable=False),
    sa.Column("feed_id", Id, nullable=False),
    sa.Column("reference_url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("published", Micros),
    sa.Column("published_offset", sa.SmallInteger),  # minutes east of UTC as the publisher wrote it
    sa.Column("updated", Micros),
    sa.Column("updated_offset", sa.SmallInteger),
    sa.Column("first_seen", Micros, nullable=False),
    sa.Column("presence", sa.Text, nullable=False, default="there"),
    sa.Column("version", sa.Integer, nullable=False, default=1),  # grows with every change of what follows
    sa.Column("entry", sa.Text, nullable=False),  # model.Entry: the feed's latest word
    sa.Column("signals", sa.Text, nullable=False, default="[]"),  # tuple of rights.Signal
    sa.Column("allowance", sa.Text, nullable=False),  # model.Allowance
    sa.Column("facts", sa.Text),  # model.Article without its body; None: not extracted
    sa.Column("text", sa.Text),  # its body, where it may be kept
    sa.Column("not_article", sa.Text, nullable=False, default=""),  # reason of a NotArticle
    sa.Column("refused", sa.Text, nullable=False, default=""),  # why the page was not had
    sa.Column("snapshot", sa.Text),  # key in the archive
    sa.Column("fetched_at", Micros),
    sa.Column("forget_at", Micros, index=True),  # when its text goes: its publisher wants no copy kept
    sa.Column("reads", sa.Integer, nullable=False, default=0),  # how often its page was read
    sa.Column("etag", sa.Text),  # of its page, verbatim
    sa.Column("last_modified", sa.Text),
    # what digest found; input_version is the version that it read
    sa.Column("input_version", sa.Integer, nullable=False, default=0),
    sa.Column("exact", sa.Text),  # model.Fingerprint.exact
    sa.Column("copy_of", Id),
    sa.Column("match", sa.Text),  # model.Copy, Revision or New
    sa.Column("story_id", Id),
    sa.Column("placement", sa.Text),  # model.Placement
    sa.Column("origin", sa.Text),  # model.Origin
    sa.Column("unlisted_at", Micros),  # when its feed was last read without it; None: the feed was new
    sa.Index("ix_article_outlet_id_first_seen", "outlet_id", "first_seen"),
    sa.Index("ix_article_story_id", "story_id"),
    sa.Index("ix_article_copy_of", "copy_of"),
    sa.Index("ix_article_exact", "exact"),
    sa.Index("ix_article_first_seen", "first_seen"),
)

article_version = sa.Table(  # what an article said before its outlet changed it
    "article_version",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # from 1, the oldest
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("body", sa.Text),  # None: it may not be kept, or was not had
    sa.Column("seen_at", Micros, nullable=False),
    sa.Column("replaced_at", Micros, nullable=False),
    sa.Column("added", sa.Integer, nullable=False),  # words of the next version
    sa.Column("removed", sa.Integer, nullable=False),
    sa.Column("ours", sa.Text),  # marks of lines that our reading changed
)

address = sa.Table(
    "address",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # urls.key(url)
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("article_id", Id, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # entry, final, canonical
)

pending = sa.Table(
    "pending",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("since", Micros, nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("ready", sa.Boolean, nullable=False, default=True, server_default=sa.true()),  # False: its page comes first
    sa.Column("fresh", sa.Boolean, nullable=False, default=False, server_default=sa.false()),  # to be found before it is compared
    sa.Index("ix_pending_fresh_since", "fresh", "since"),
)

shingle = sa.Table(  # a row for each sampled hash of each article: by far the most rows of all, hence a number and no second index
    "shingle",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # shingle_article.number
    sqlite_with_rowid=False,
)

shingle_article = sa.Table(  # the articles that the index of shingles holds
    "shingle_article",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("article_id", Id, nullable=False, unique=True),
    sa.Column("shingles", sa.Integer, nullable=False),  # model.Fingerprint.shingles; 0: unknown
    sa.Column("hashes", sa.LargeBinary, nullable=False),  # under which it may stand, sorted, 8 bytes each, little-endian
)

story = sa.Table(
    "story",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("status", sa.Text, nullable=False, default="open"),  # model.StoryStatus
    sa.Column("merged_into", Id),
    sa.Column("language", sa.Text),
    sa.Column("created_at", Micros, nullable=False),
    sa.Column("last_at", Micros, nullable=False, index=True),  # newest first_seen of its articles
    sa.Column("articles", sa.Integer, nullable=False, default=0),
    sa.Column("outlets", sa.Integer, nullable=False, default=0),  # independent ones: copies count once
    sa.Column("rank", sa.Float, nullable=False, default=0.0, index=True),  # publish.rank; higher is earlier
    sa.Column("centroid", sa.LargeBinary),  # cluster.features
    sa.Column("lead_article_id", Id),  # whose headline the story shows
    sa.Column("apart_from", Id),  # the story of which it was a part until that was found to be two
    sa.Column("stood", sa.LargeBinary),  # its centroid without its unsettled articles; None: it has no others, or none of these
    sa.Index("ix_story_apart_from", "apart_from", sqlite_where=sa.text("apart_from IS NOT NULL"), postgresql_where=sa.text("apart_from IS NOT NULL")),
    sa.Index("ix_story_merged_into", "merged_into", sqlite_where=sa.text("merged_into IS NOT NULL"), postgresql_where=sa.text("merged_into IS NOT NULL")),
)

unsettled = sa.Table(  # articles that a second look may still move
    "unsettled",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("hour", Micros, nullable=False),  # that it is grouped with
    sa.Column("tells", sa.Boolean, nullable=False),  # its story is known in other languages by it
)

publication = sa.Table(
    "publication",
    metadata,
    sa.Column("article_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),  # grows with each change; part of every cache key
    sa.Column("input_version", sa.Integer, nullable=False),  # article.version that it was made from
    sa.Column("view", sa.Text, nullable=False),  # model.View
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("withheld", sa.Boolean, nullable=False, default=False),  # by a person; reads filter on it
    sa.Column("outlet_id", Id, nullable=False),
    sa.Column("story_id", Id),
    sa.Column("copy_of", Id),
    sa.Column("language", sa.Text),
    sa.Column("until", Micros, index=True),  # its publisher wants it shown no longer after this
    sa.Column("sort_at", Micros, nullable=False),  # published or updated, never later than first seen
    sa.Column("released_at", Micros, nullable=False),
    sa.Column("changed_at", Micros, nullable=False),  # moves only with the released text
    sa.Column("text_digest", sa.Text, nullable=False),  # hash of the released text
    sa.Column("payload", sa.Text, nullable=False),  # model.Publication
    sa.Column("released", sa.Text),  # model.Publication before restrictions; None: the payload is it
    sa.Column("demoted", sa.Boolean, nullable=False, default=False, server_default=sa.false()),  # off the front page
    sa.Column("early", sa.Boolean, nullable=False, default=False, server_default=sa.false()),  # from its entry alone, not compared yet
    sa.Column("topic", sa.Text),  # slug of its first model.Topic
    sa.Index("ix_publication_sort_at", "sort_at"),
    sa.Index("ix_publication_outlet_id_sort_at", "outlet_id", "sort_at"),
    sa.Index("ix_publication_story_id", "story_id"),
    sa.Index("ix_publication_copy_of", "copy_of"),
)

frequency = sa.Table(
    "frequency",
    metadata,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("made_at", Micros, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),  # cluster.features.Frequencies
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # "digest", "tend"
    sa.Column("owner", sa.Text),
    sa.Column("until", Micros),
    sa.Column("fence", sa.BigInteger, nullable=False, default=0),
)
