"""Comments as readers make them: written, verified, changed, deleted, read.

In: a store, what a reader sent, the operator's rules, the time. Out: rows with their lines in the ledger, and small
results that say what came of it. Never: a look at who is asking, a mail address in a result or in the ledger, or a
comment that is shown although a phase holds it.

A mail address counts only for the comment whose own link was followed from its mailbox: whoever writes somebody else's
verified address under a comment gains nothing by it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import discussion, text
from headwater.comments import markup, phases, threads
from headwater.desk import staydown as rules_of_text
from headwater.discussion import Comment, CommenterId, CommentId, Rules, Status, Verdict
from headwater.store import comments, db, ids, ledger, one_time, outbox, staydown

VERIFY = "verify_commenter"
VERIFY_HOURS = 24.0
AGAIN = timedelta(minutes=2)  # within which the same form gives its author the private link once more
NETWORKS_FOR = timedelta(days=29)  # the sweep comes once a day: none is older than 30
REJECTED_FOR = timedelta(days=90)
IN_FEED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form brought."""

    article_id: str
    parent_id: str | None = None
    name: str
    mail: str = ""  # checked by the caller to be an address; "" for guests
    text: str
    network: str = ""
    seconds: float | None = None
    honeypot: str = ""
    once: str = ""  # the form's own token: the same form makes one comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """It is kept."""

    id: CommentId
    status: Status
    key: str  # opens its author's own page; "" where the form was sent too long ago
    verifies: bool = False  # a mail with a link is on its way
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Its writer must change something: fields and words for each."""

    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """Too many from the same network."""

    retry_after: int  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing may be written here; why, for people. ``gone``: readers do not see the article."""

    why: str
    gone: bool = False


# ---- reading -----------------------------------------------------------------------------------------------


def thread(conn: sa.Connection, article_id: str, *, since: datetime, number: int, rules: Rules, now: datetime) -> discussion.Thread:
    """A page of an article's thread, one query; ``since`` is when the article came, for closing."""
    found = comments.thread(conn, article_id)
    nodes = threads.build(found)
    shown, page, pages = threads.page(nodes, number)
    why = _closed(rules, since, len(found), now)
    return discussion.Thread(
        nodes=shown, shown=sum(one.status is Status.SHOWN for one in found), page=page, pages=pages, open=not why,
        closed_because=why, state=_state(found),
    )  # fmt: skip


def page_of(conn: sa.Connection, kept: comments.Kept) -> int | None:
    """On which page of its thread a comment stands, None where readers do not see it."""
    return threads.page_of(threads.build(comments.thread(conn, kept.comment.article_id)), kept.comment.id)


def feed(conn: sa.Connection, article_id: str) -> list[Comment]:
    """The comments that are shown under an article and its copies, newest first."""
    found = [one for one in comments.thread(conn, article_id) if one.status is Status.SHOWN]
    return sorted(found, key=lambda one: (one.shown_at or one.written_at, one.id), reverse=True)[:IN_FEED]


def walk(nodes: tuple[discussion.Node, ...]) -> list[discussion.Node]:
    """Nodes in the order of reading."""
    return list(threads.walk(nodes))


def preview(written: str) -> str:
    """What a text would look like, sanitised."""
    return markup.render(written)


def _state(found: list[Comment]) -> str:
    digest = hashlib.sha256()
    for one in found:
        digest.update(f"{one.id}:{one.version}:{one.status}\n".encode())
    return digest.hexdigest()[:24] if found else ""


def _closed(rules: Rules, since: datetime, size: int, now: datetime) -> str:
    if rules.mode == "closed":
        return "Comments are closed on this site."
    if rules.close_days and now - since > timedelta(days=rules.close_days):
        return f"Comments closed {_days(rules.close_days)} after this item appeared."
    if size >= comments.MOST_IN_THREAD:
        return "This thread is full."
    return ""


def _days(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}"


# ---- writing -----------------------------------------------------------------------------------------------


def post(store: db.Store, draft: Draft, *, rules: Rules, now: datetime, secret: bytes) -> Posted | Refused | Limited | Closed:
    """Keep a comment, shown or waiting, or say why not. The same form sent twice makes one."""
    draft = replace(draft, name=markup.name(draft.name), text=markup.tidy(draft.text))
    dedupe, html = _dedupe(draft), markup.render(draft.text)
    with store.write() as conn:
        known = comments.by_dedupe(conn, dedupe)
        if known is not None:
            return _again(known, draft, secret, now)
        closed = _refusal(conn, draft, rules, now)
        if closed:
            return closed
        decision = phases.decide(_given(conn, draft, now), rules)
        if any(one.phase == "rate" and one.verdict is Verdict.REJECT for one in decision.checks):
            lately = comments.since(conn, draft.network, after=now - timedelta(minutes=1)) >= rules.a_minute
            return Limited(retry_after=60 if lately else 3600)
        problems = _problems(draft, decision)
        if problems:
            return Refused(problems=problems)
        return _kept(conn, draft, decision, html, dedupe=dedupe, rules=rules, now=now, secret=secret)


def dry_run(store: db.Store, draft: Draft, *, rules: Rules, now: datetime) -> phases.Decision:
    """What the pipeline says of a draft; nothing is kept."""
    draft = replace(draft, name=markup.name(draft.name), text=markup.tidy(draft.text))
    with store.read() as conn:
        return phases.decide(_given(conn, draft, now), rules)


def faults(store: db.Store, draft: Draft, *, rules: Rules, now: datetime) -> tuple[tuple[str, str], ...]:
    """What its writer would have to change, as :func:`post` says it; nothing is kept."""
    draft = replace(draft, name=markup.name(draft.name), text=markup.tidy(draft.text))
    return _problems(draft, dry_run(store, draft, rules=rules, now=now))


def _dedupe(draft: Draft) -> str:
    parts = (draft.once, draft.article_id, draft.parent_id or "", draft.name, draft.mail, draft.text, draft.network)
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()


def _again(known: comments.Kept, draft: Draft, secret: bytes, now: datetime) -> Posted:
    fresh = now - known.comment.written_at <= AGAIN and bool(known.token_hash)
    return Posted(id=known.comment.id, status=known.comment.status, is_new=False,
                  key=_key(secret, known.comment.id, draft.once) if fresh else "")


def _refusal(conn: sa.Connection, draft: Draft, rules: Rules, now: datetime) -> Closed | None:
    """Why nothing may be written there, None where it may."""
    place = comments.place(conn, draft.article_id)
    if place is None:
        return Closed(why="This item is not shown any more, and takes no comments.", gone=True)
    why = _closed(rules, place.sort_at, comments.size(conn, draft.article_id), now)
    if not why and draft.parent_id and not answerable(conn, draft.article_id, draft.parent_id):
        why = "The comment that you answer is not there any more. You can still comment on the item."
    return Closed(why=why) if why else None


def answerable(conn: sa.Connection, article_id: str, comment_id: str) -> Comment | None:
    """The comment if it is shown in the thread of an article, so that it can be answered."""
    found = (one for one in comments.thread(conn, article_id) if one.id == comment_id and one.status is Status.SHOWN)
    return next(found, None)


def _given(conn: sa.Connection, draft: Draft, now: datetime) -> phases.Given:
    network = draft.network
    return phases.Given(
        name=draft.name, text=draft.text, seconds=draft.seconds, honeypot=draft.honeypot,
        lately=comments.since(conn, network, after=now - timedelta(minutes=1)),
        today=comments.since(conn, network, after=now - timedelta(days=1)),
        previous=comments.last_texts(conn, network=network, commenter_id=None, limit=phases.OWN),
        hits=_taken_down(conn, draft.text),
    )


def _taken_down(conn: sa.Connection, written: str) -> tuple[str, ...]:
    """What was hidden or taken down and is written here again, for people: a comment's words, an article's text."""
    hidden = comments.hidden_with(conn, exact(written))
    found = [f"a comment of these words is hidden ({hidden})"] if hidden else []
    if not staydown.is_empty(conn):
        measured = rules_of_text.measure(written)
        for key, shared in staydown.sharing(conn, measured.shingles, least=int(rules_of_text.LEAST_SHARED * measured.unit)):
            judged = rules_of_text.judge(shared, of_key=key.weight, of_text=len(measured.shingles), unit=measured.unit)
            if judged:
                found.append(f"a text that was taken down, {judged.score:.0%} of it")
    return tuple(found[:3])


def exact(written: str) -> str:
    """Hash of a text's folded words; "" for none."""
    parts = text.words(written)
    return hashlib.sha256(" ".join(parts).encode("utf-8", "replace")).hexdigest() if parts else ""


_FIELDS = {"length": "text", "words": "text", "honeypot": "website", "author": "text"}


def _problems(draft: Draft, decision: phases.Decision) -> tuple[tuple[str, str], ...]:
    found = [] if draft.name else [("name", "Write a name; it need not be your own.")]
    found += [(_FIELDS.get(one.phase, "text"), one.reason) for one in decision.checks if one.verdict is Verdict.REJECT]
    return tuple(found)


def _kept(conn: sa.Connection, draft: Draft, decision: phases.Decision, html: str, *, dedupe: str, rules: Rules,
          now: datetime, secret: bytes) -> Posted:  # fmt: skip
    comment_id = CommentId(ids.new())
    key = _key(secret, comment_id, draft.once)
    comment = Comment(
        id=comment_id, article_id=draft.article_id, parent_id=CommentId(draft.parent_id) if draft.parent_id else None,
        name=draft.name, is_verified=False, status=Status.PENDING, text=draft.text, html=html, written_at=now,
        checks=decision.checks,
    )  # fmt: skip
    if not comments.add(conn, comment, dedupe=dedupe, network=draft.network, token_hash=_hash(key), exact=exact(draft.text)):
        known = comments.by_dedupe(conn, dedupe)
        assert known is not None
        return _again(known, draft, secret, now)
    verifies = bool(draft.mail) and rules.sends_mail and _ask_mailbox(conn, comment_id, draft.mail, rules, now)
    ledger.append(conn, "comment.posted", subject=comment_id, actor="reader", now=now, facts={
        "article": draft.article_id, "status": str(Status.PENDING), "held": _held(decision)})
    return Posted(id=comment_id, status=Status.PENDING, key=key, verifies=verifies)


def _held(decision: phases.Decision) -> list[str]:
    return [one.phase for one in decision.checks if one.verdict is not Verdict.ALLOW]


def _ask_mailbox(conn: sa.Connection, comment_id: str, mail: str, rules: Rules, now: datetime) -> bool:
    """Queue the mail with the link; nothing that a reader wrote stands in it, so that it serves nobody's spam."""
    writer = comments.known_writer(conn, mail, mail.casefold(), now=now)
    token = one_time.make(conn, VERIFY, f"{comment_id}.{writer.id}", now=now, hours=VERIFY_HOURS)
    return outbox.put(
        conn, key=f"verify:{comment_id}", kind="verify", recipient=mail, now=now,
        subject=f"Is this your comment? {rules.site_name}",
        body=f"Somebody wrote a comment on {rules.site_name} and gave this mail address.\n\n"
             f"If it was you, open this page within 24 hours and confirm it:\n{rules.base_url}/comment/verify/{token}\n\n"
             "If it was not you, do nothing: the comment is not shown in your name, and the address is forgotten in two days.\n",
    )  # fmt: skip


def _key(secret: bytes, comment_id: str, once: str) -> str:
    """The author's private key: of the form that was sent, so that sending it twice gives the same."""
    made = hmac.new(secret, f"comment\x00{comment_id}\x00{once}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


# ---- verifying ---------------------------------------------------------------------------------------------


def asked(conn: sa.Connection, token: str, *, now: datetime) -> comments.Kept | None:
    """The comment that a link from a mail is about, None where the link is used or out of date; changes nothing."""
    subject = one_time.peek(conn, token, VERIFY, now=now)
    return comments.get(conn, subject.partition(".")[0]) if subject else None


def verify(store: db.Store, token: str, *, rules: Rules, now: datetime) -> Comment | None:
    """The writer confirms a comment from their mailbox: it is shown if every phase allows. None: the link is no good."""
    with store.write() as conn:
        subject = one_time.use(conn, token, VERIFY, now=now)
        comment_id, _, commenter_id = (subject or "").partition(".")
        kept = comments.get(conn, comment_id, hold=True) if subject else None
        writer = comments.writer(conn, commenter_id)
        if kept is None or writer is None or kept.comment.status is Status.REMOVED:
            return None
        comment = kept.comment
        suspended = bool(writer.suspended_until and writer.suspended_until > now)
        decision = phases.again(
            comment.checks, phases.Writer(verified=True, shown=writer.shown, hidden=writer.hidden, suspended=suspended), rules)
        shows = decision.verdict is Verdict.ALLOW and comment.status is Status.PENDING
        status = Status.SHOWN if shows else comment.status
        comments.set_writer(conn, commenter_id, verified_at=writer.verified_at or now)
        comments.count_writer(conn, commenter_id, shown=int(shows))
        comments.change(conn, comment_id, comment.version, now=now, status=str(status), commenter_id=commenter_id,
                        checks=decision.checks, shown_at=comment.shown_at or (now if shows else None))
        ledger.append(conn, "comment.verified", subject=comment_id, actor="reader", now=now,
                      facts={"status": str(status), "held": _held(decision)})
    return replace(comment, status=status, is_verified=True, commenter_id=CommenterId(commenter_id), version=comment.version + 1)


# ---- its author's own page ---------------------------------------------------------------------------------


def own(conn: sa.Connection, comment_id: str, key: str, *, hold: bool = False) -> comments.Kept | None:
    """A comment for whoever has its private key, else None."""
    kept = comments.get(conn, comment_id, hold=hold)
    if kept is None or not kept.token_hash or not hmac.compare_digest(kept.token_hash, _hash(key)):
        return None
    return kept


def can_edit(comment: Comment, rules: Rules, now: datetime) -> bool:
    """Within the window, and neither hidden nor deleted."""
    in_time = now - comment.written_at <= timedelta(minutes=rules.edit_minutes)
    return in_time and comment.status in (Status.PENDING, Status.SHOWN) and bool(comment.text)


def edit(store: db.Store, comment_id: str, key: str, written: str, *, rules: Rules, now: datetime) -> Comment | Refused | Closed | None:
    """Its author changes a comment; what it said stays for moderators. None: the key is not its author's."""
    written = markup.tidy(written)
    html = markup.render(written)
    with store.write() as conn:
        kept = own(conn, comment_id, key, hold=True)
        if kept is None:
            return None
        comment = kept.comment
        if not can_edit(comment, rules, now):
            return Closed(why="This comment can be changed no more. You can still delete it.")
        if comments.place(conn, comment.article_id) is None:
            return Closed(why="This item is not shown any more, and takes no comments.", gone=True)
        if written == comment.text:
            return comment
        given = phases.Given(name=comment.name, text=written, hits=_taken_down(conn, written))
        decision = phases.decide_edit(given, comment.checks, rules)
        if decision.verdict is Verdict.REJECT:
            return Refused(problems=tuple(("text", reason) for reason in decision.reasons))
        status = comment.status if decision.verdict is Verdict.ALLOW else Status.PENDING
        comments.remember(conn, comment_id, comment.text, now=now)
        comments.change(conn, comment_id, comment.version, now=now, text=written, html=html, edited_at=now,
                        checks=decision.checks, status=str(status), exact=exact(written))
        ledger.append(conn, "comment.edited", subject=comment_id, actor="reader", now=now,
                      facts={"before": str(comment.status), "status": str(status), "held": _held(decision)})
    return replace(comment, text=written, html=html, status=status, edited_at=now, version=comment.version + 1)


def withdraw(store: db.Store, comment_id: str, key: str, *, now: datetime) -> bool:
    """Its author deletes a comment, whatever its state: its words are gone at once. False: the key is not its author's."""
    with store.write() as conn:
        kept = own(conn, comment_id, key, hold=True)
        if kept is None:
            return False
        if kept.comment.status is not Status.REMOVED:
            comments.forget_text(conn, comment_id, kept.comment.version, now=now)
            ledger.append(conn, "comment.deleted", subject=comment_id, actor="reader", now=now,
                          facts={"before": str(kept.comment.status), "status": str(Status.REMOVED)})
    return True


# ---- forgetting --------------------------------------------------------------------------------------------


def tidy_up(store: db.Store, *, now: datetime) -> int:
    """What is kept no longer: networks after 30 days, words of rejected comments and history after 90, idle addresses, old links."""
    with store.write() as conn:
        gone = comments.forget_networks(conn, older=now - NETWORKS_FOR)
        gone += comments.forget_rejected(conn, older=now - REJECTED_FOR)
        gone += comments.forget_history(conn, older=now - REJECTED_FOR)
        gone += one_time.purge(conn, now=now)
        return gone + comments.forget_writers(conn, now=now)
