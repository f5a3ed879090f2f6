"""What ``headwater doctor`` looks at: settings, folders, the store, the clock's backlog, what readers are told.

In: settings. Out: findings with advice. Never: a change.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from headwater import app, config, notices
from headwater.errors import HeadwaterError
from headwater.store import counts, db, outbox, people
from headwater.web.settings import renewal

_LEAST_FREE = 1 << 30  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    well: bool
    found: str
    advice: str = ""
    grave: bool = False  # Headwater cannot do its work like this


def look(settings: config.Settings) -> list[Finding]:
    """Every finding, the grave ones among them."""
    found = [_folder(settings), *_operator(settings), _certificate(settings), _mail_out(settings), *_mail_in(settings)]
    try:
        store = app.open_store(settings, migrate=False)
        store.check()
        found.append(Finding(what="store", well=True, found=settings.database_url.split("@")[-1]))
        found += _backlog(store)
        found += _letters(store)
        found += _people(store, comments=settings.comments.enabled)
    except HeadwaterError as error:
        found.append(Finding(what="store", well=False, found=str(error), grave=True, advice="Run: headwater init"))
    return found


def _folder(settings: config.Settings) -> Finding:
    folder = settings.data
    if not folder.is_dir():
        return Finding(what="data folder", well=False, found=f"{folder} is not there yet", advice="Run: headwater init")
    if not os.access(folder, os.W_OK):
        return Finding(what="data folder", well=False, found=f"{folder} cannot be written to", grave=True,
                       advice="Give this user the right to write there, or set HEADWATER_DATA to another folder.")
    free = shutil.disk_usage(folder).free
    well = free >= _LEAST_FREE
    return Finding(what="data folder", well=well, found=f"{folder.absolute()}, {free / 1e9:.1f} GB free",
                   advice="" if well else "Free some space, or lower gather.snapshot_days.")


def _operator(settings: config.Settings) -> Iterator[Finding]:
    site = settings.site
    for name, value, why in (
        ("site.mail", site.mail, "publishers and readers cannot reach you"),
        ("site.owner", site.owner, "the site does not say who answers for it"),
        ("site.postal_address", site.postal_address or site.agent_postal_address, "no letter reaches you"),
        ("site.base_url", site.base_url, "feeds carry the address by which each reader asked"),
    ):
        yield Finding(what=name, well=bool(value), found=value or f"not set: {why}",
                      advice="" if value else f"Set it in headwater.toml, or {config.variable(name)}.")


    due = renewal(site.agent_renewal, app.now().date())
    if site.agent_registration or site.agent_renewal:
        told = due[1] if due else f"to be renewed by {site.agent_renewal}" if site.agent_renewal else "no day of renewal is set, so nobody warns you"
        yield Finding(what="site.agent_renewal", well=bool(site.agent_renewal and not due), found=told,
                      advice="" if site.agent_renewal and not due else "Set it to the day by which the designation must be renewed.")


def _certificate(settings: config.Settings) -> Finding:
    path = settings.fetch.ca_file
    well = path is None or path.is_file()
    return Finding(what="fetch.ca_file", well=well, found=str(path or "the system's"), grave=not well,
                   advice="" if well else "Name a PEM file that exists, or leave it out.")


def _mail_out(settings: config.Settings) -> Finding:
    given, who = settings.mail, settings.site
    if not given.smtp_host:
        return Finding(what="mail out", well=False, found="not set up: complaints come in and are dealt with, yet nobody gets a letter",
                       advice=f"Set mail.smtp_host in headwater.toml, or {config.variable('mail.smtp_host')}.")
    sender = given.sender or who.complaints_mail or who.mail
    if not sender:
        return Finding(what="mail out", well=False, found="no address that mail could come from", grave=True,
                       advice="Set site.complaints_mail or mail.sender.")
    if not who.base_url:
        return Finding(what="mail out", well=False, found=f"{sender} by {given.smtp_host}, yet letters carry no whole links", advice="Set site.base_url.")
    return Finding(what="mail out", well=True, found=f"{sender} by {given.smtp_host}:{given.smtp_port} ({given.smtp_security})")


def _mail_in(settings: config.Settings) -> Iterator[Finding]:
    given = settings.mail
    ways = [f"{given.imap_user}@{given.imap_host}"] if given.imap_host else []
    ways += [str(given.maildir)] if given.maildir else []
    yield Finding(what="mail in", well=bool(ways), found=", ".join(ways) or "not set up: complaints by mail are not read",
                  advice="" if ways else "Set mail.imap_host or mail.maildir; the form works without.")
    if given.maildir:
        there = all((given.maildir / name).is_dir() and os.access(given.maildir / name, os.W_OK) for name in ("new", "cur"))
        yield Finding(what="mail.maildir", well=there, found=str(given.maildir) if there else f"{given.maildir} has no new and cur that this user may write to",
                      advice="" if there else "Let your mail server make the folder, and give this user the right to write there.")
    if ways:
        yield Finding(what="mail.authserv_id", well=bool(given.authserv_id), found=given.authserv_id or "not set: no sender is proven by mail alone",
                      advice="" if given.authserv_id else "Set it to the name that your mail host writes in Authentication-Results, if it strips forged ones.")


def _people(store: db.Store, *, comments: bool) -> Iterator[Finding]:
    """Whether somebody can decide: else every complaint runs into the interim action."""
    with store.read() as conn:
        can = {role: [one.mail for one in people.active(conn, role) if one.has_password] for role in notices.Role}
    for role, lacks in (
        (notices.Role.OPERATOR, "nobody can name people"), (notices.Role.REVIEWER, "nobody decides complaints, so that rules take interim action"),
        (notices.Role.MODERATOR, "nobody sees the comments that wait"),
    ):
        if role is notices.Role.MODERATOR and not comments:
            continue
        yield Finding(what=f"{role}s", well=bool(can[role]), found=", ".join(can[role]) or f"nobody has logged in yet: {lacks}",
                      advice="" if can[role] else "Log in by the link that headwater init prints, or: headwater people add NAME MAIL --role "
                      f"{role}; headwater people link MAIL makes a new link.")


def _letters(store: db.Store) -> Iterator[Finding]:
    with store.read() as conn:
        waiting, undelivered = outbox.count_unsent(conn)
    yield Finding(what="letters", well=undelivered == 0, found=f"{waiting} wait, {undelivered} were not delivered",
                  advice="" if undelivered == 0 else "headwater mail list says which and why.")


def _backlog(store: db.Store) -> Iterator[Finding]:
    with store.read() as conn:
        now = counts.count(conn, now=app.now())
    if not now.feeds:
        yield Finding(what="feeds", well=False, found="none", advice="Run: headwater outlets add URL, or headwater init")
        return
    well = now.feeds_answering > 0 or now.feeds_polled == 0
    yield Finding(what="feeds", well=well, found=f"{now.feeds_answering} of {now.feeds} answer",
                  advice="" if well else "Is this machine online? `headwater outlets check` says what each feed answers.")
    stale = now.newest_poll is None or app.now() - now.newest_poll > timedelta(hours=1)
    yield Finding(what="newest poll", well=not stale, found=str(now.newest_poll or "never"),
                  advice="Nothing gathers at present: start headwater run." if stale else "")
    yield Finding(what="digests pending", well=now.pending < 10_000, found=str(now.pending),
                  advice="" if now.pending < 10_000 else "The digest lags behind: is the worker running?")
