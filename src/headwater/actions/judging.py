"""Judging a notice as it stands: what it lacks, how urgent, how doubtful it is, and which state follows.

In: a notice, on a connection. Out: the same with flags, risk, class and what is missing. Never: a decision.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from headwater import notices, urls
from headwater.actions import targets as resolving
from headwater.desk import category, elements, forms, risk, states
from headwater.notices import Category, State
from headwater.store import notices as rows
from headwater.store import subjects

_VERIFIED = "verified: "
BY_ANSWER = "answered: "  # beside it: the proof came with an answer, not with the complaint itself
_MOST_DOMAINS = 20  # that are looked up; where more are named a person looks


def judge(conn: sa.Connection, notice: notices.Notice, *, now: datetime) -> notices.Notice:
    """The notice with its flags, risk, class and missing elements made anew; its proven domain stays."""
    domain = verified(notice)
    about = subjects.of(conn, [one for one in notice.targets if one.kind is not None])
    found = risk.assess(_case(conn, notice, about, domain, now=now))
    return replace(
        notice, category=category.of(notice.type, notice.statement, is_own=is_own(about, domain)), risk=found.level,
        flags=(*(one for one in notice.flags if one.startswith((_VERIFIED, BY_ANSWER))), *found.flags), missing=tuple(one.element for one in elements.missing(_said(notice, domain if is_own(about, domain) else ""))),
    )  # fmt: skip


def event(conn: sa.Connection, notice: notices.Notice, rules: notices.DeskRules) -> states.Event:
    """What the validation of a new notice gives."""
    if _is_elsewhere(conn, notice, rules):
        return states.Event.NO_TARGET
    return states.Event.INCOMPLETE if notice.missing else states.Event.COMPLETE


def lacks(notice: notices.Notice) -> tuple[notices.Missing, ...]:
    """What a notice lacks, each with what to send."""
    return tuple(notices.Missing(element=one, words=elements.words(notice.type, one)) for one in notice.missing)


def verified(notice: notices.Notice) -> str:
    """The domain that the sender is proven to write from, "" where there is none."""
    return next((one.removeprefix(_VERIFIED) for one in notice.flags if one.startswith(_VERIFIED)), "")


def is_by_answer(notice: notices.Notice) -> bool:
    """Whether only an answer proves who writes: to whom it answers, and whether it says yes, a machine cannot tell."""
    return any(one.startswith(BY_ANSWER) for one in notice.flags)


def is_own(about: list[notices.Subject], domain: str) -> bool:
    """Whether everything that a notice is about comes from the outlet that is proven to write; a portal's mailboxes are anybody's."""
    return bool(domain and about) and not risk.gives_mailboxes(domain) and all(one.outlet_domain == domain for one in about)


def _said(notice: notices.Notice, own_domain: str) -> elements.Said:
    return elements.Said(
        type=notice.type, contact=notice.contact, statement=notice.statement, targets=notice.targets, verified_domain=own_domain,
        is_proven=notice.state is not State.UNVERIFIED,
    )  # fmt: skip


def _case(conn: sa.Connection, notice: notices.Notice, about: list[notices.Subject], domain: str, *, now: datetime) -> risk.Case:
    sender = rows.sender(conn, notice.contact.mail, notice.statement, now=now)
    original = urls.domain(notice.statement.get("original_url")) if notice.statement.get("original_url") else ""
    return risk.Case(
        type=notice.type, contact=notice.contact, statement=notice.statement, targets=len(notice.targets), verified_domain=domain, now=now,
        subjects=about,
        knows_original=subjects.knows_domain(conn, original) if original else False, today=sender.today, same_words=sender.same_words,
        upheld=sender.upheld, rejected=sender.rejected,
    )  # fmt: skip


def _is_elsewhere(conn: sa.Connection, notice: notices.Notice, rules: notices.DeskRules) -> bool:
    """Whether every address given lies on a site that is neither ours nor that of an outlet that we read."""
    if notice.category in (Category.U0, Category.U1) or not forms.TYPES[notice.type].needs_target or not notice.targets:
        return False
    hosts = resolving.hosts_of_unknown(notice.targets)
    domains = dict.fromkeys(urls.domain(host) for host in hosts)
    if len(hosts) < len(notice.targets) or not all(hosts) or len(domains) > _MOST_DOMAINS:
        return False
    return urls.hostname(rules.base_url) not in hosts and not any(subjects.knows_domain(conn, one) for one in domains)
