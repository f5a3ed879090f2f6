"""Commands for the desk's mail: send, fetch, list.

In: the store and the mail servers that are set up. Out: what was sent and taken in, what was not and why. Never: a letter
written by hand.
"""

from __future__ import annotations

from typing import Annotated

import typer

from headwater import app, config
from headwater.actions import desk_tick, mail_out
from headwater.cli import common
from headwater.errors import ConfigError, Transient
from headwater.store import db, inbox, notices, outbox

cli = typer.Typer(no_args_is_help=True, help="Mail of the desk: what goes out, what comes in, what was not sent and why.")
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="Most letters and messages shown.")]


def register(root: typer.Typer) -> None:
    """Add these commands."""
    root.add_typer(cli, name="mail")


@cli.command()
def send(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Send what waits in the outbox now."""
    settings = common.settings(config_file)
    store, desk = _desk(settings)
    try:
        if desk.post.mail.out is None:
            raise ConfigError(f"{mail_out.NO_SERVER}: set mail.smtp_host")
        done = desk.send()
    finally:
        desk.close()
    with store.read() as conn:
        waiting, undelivered = outbox.count_unsent(conn)
    if as_json:
        common.show_json(common.plainly(done) | {"waiting": waiting, "undelivered": undelivered})
    else:
        print(f"Sent {done.sent}, failed {done.failed}, given up {done.given_up}, held back {done.held}. Waiting {waiting}, not delivered {undelivered}.")
    if done.why:
        raise Transient(done.why)


@cli.command()
def fetch(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Take in what is new in the mailbox and the folder now."""
    _, desk = _desk(common.settings(config_file))
    post = desk.post.mail
    try:
        if post.imap is None and post.maildir is None:
            raise ConfigError("no mailbox is set up: set mail.imap_host or mail.maildir")
        count = desk.read_imap() + desk.read_maildir() + desk.read_stored()
    finally:
        desk.close()
    if as_json:
        common.show_json({"read": count})
    else:
        print(f"Read {count} {'message' if count == 1 else 'messages'}.")


@cli.command("list")
def list_(config_file: common.Config = None, as_json: common.Json = False, limit: Limit = 50) -> None:
    """Say what was not sent and why, and what came in."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    with store.read() as conn:
        unsent, came = outbox.unsent(conn, limit=limit), inbox.newest(conn, limit=limit)
        of = {one.notice_id: notices.get(conn, one.notice_id) for one in came if one.notice_id}
    named = {key: f" {found.reference}" for key, found in of.items() if found}
    is_set_up = bool(settings.mail.smtp_host)
    if as_json:
        common.show_json({
            "not_sent": [common.plainly(one) | {"state": one.state, "why": why(one, is_set_up=is_set_up)} for one in unsent],
            "came_in": [common.plainly(one) | {"means": inbox.OUTCOMES.get(one.outcome, one.outcome)} for one in came],
        })  # fmt: skip
        return
    print(f"Not sent: {len(unsent)}")
    for letter in unsent:
        print(f"  {letter.made_at:%Y-%m-%d %H:%M}  {letter.kind:10} {letter.recipient or '(nobody)'}  {letter.subject}\n    {why(letter, is_set_up=is_set_up)}")
    print(f"Came in: {len(came)}")
    for one in came:
        detail = f": {one.detail}" if one.detail else ""
        print(f"  {one.received_at:%Y-%m-%d %H:%M}  {one.source:8} {one.size} bytes, {inbox.OUTCOMES.get(one.outcome, one.outcome)}{named.get(one.notice_id, '') if one.notice_id else ''}{detail}")


def why(letter: outbox.Letter, *, is_set_up: bool) -> str:
    """Why a letter has not reached its recipient."""
    if letter.state == "waiting" and not is_set_up:
        return mail_out.NO_SERVER
    if letter.state == "waiting":
        tried = f"tried {letter.attempts} times, next at {letter.due_at:%Y-%m-%d %H:%M} UTC" if letter.attempts else "waits for the next round"
        return tried + (f": {letter.last_error}" if letter.last_error else "")
    return letter.last_error if letter.state == "held" else f"not delivered: {letter.last_error}"


def _desk(settings: config.Settings) -> tuple[db.Store, desk_tick.Desk]:
    """The desk, taken from the worker where none has it."""
    store = app.open_store(settings)
    desk = app.make_desk(settings, store, owner=app.make_tools(settings, store).owner)
    if not desk.is_ours():
        raise Transient("a running worker does this by itself, every few seconds: headwater mail list says how it goes")
    return store, desk
