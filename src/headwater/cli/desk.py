"""Commands of the rights desk: list, show, claim, ask, decide, undo, note, sort, add; what the pages at /desk do, without a browser.

In: references, verdicts. Out: notices for people or programs; what the use cases of ``actions`` save. Never: a rule of its own.
Whoever may run commands on the store may decide: ``--by`` says for whom, else the record says "command line".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from headwater import app, notices
from headwater.actions import decide as deciding
from headwater.actions import judging, receive, restrict, sorting, telling
from headwater.actions import people as accounts
from headwater.cli import common
from headwater.desk import forms
from headwater.errors import ConfigError, HeadwaterError
from headwater.store import db, ids, ledger, outbox, people, steps, subjects
from headwater.store import notices as rows

Which = Annotated[str, typer.Argument(metavar="REFERENCE", help="Reference of the notice, such as HW-7K2M-9QXD.")]
By = Annotated[str, typer.Option("--by", help="Mail address of the reviewer for whom this is done.")]


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="Complaints: list, show, claim, ask, decide, undo, note, sort, add.")
    group.command("list")(list_)
    group.command("show")(show)
    group.command("claim")(claim)
    group.command("ask")(ask)
    group.command("decide")(decide)
    group.command("undo")(undo)
    group.command("note")(note)
    group.command("sort")(sort)
    group.command("add")(add)
    cli.add_typer(group, name="desk")


def list_(
    config_file: common.Config = None, as_json: common.Json = False,
    state: Annotated[list[notices.State] | None, typer.Option(help="Only these states; else those that are open.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
) -> None:
    """List notices, those that are due first on top."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        found = rows.queue(conn, states=tuple(state or ()), limit=limit)
        total, names = rows.count(conn, states=tuple(state or ())), people.names(conn)
    if as_json:
        common.show_json(found)
        return
    for one in found:
        marks = [one.state.value, one.risk + " risk" if one.risk != "low" else "", "interim" if one.interim_id else "", names.get(one.claimed_by or "", one.claimed_by or "")]
        print(f"{one.reference}  {one.category}  {_left(one, app.now())}  {forms.GROUNDS[one.type]}  ({', '.join(each for each in marks if each)})")
    if total > len(found):
        print(f"... and {total - len(found)} more; --limit shows them")
    if not found:
        print("No complaint is open." if not state else "None.")


def _left(notice: notices.Notice, now: datetime) -> str:
    if notice.outcome:
        return str(notice.outcome)
    hours = (notice.deadline_at - now).total_seconds() / 3600
    return f"{hours:.1f} h left" if hours > 0 else f"OVERDUE by {-hours:.1f} h"


def show(reference: Which, config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Show a notice with everything that belongs to it."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        notice = _notice(conn, reference)
        told = {
            "notice": notice, "about": subjects.of(conn, [one for one in notice.targets if one.kind]), "lacks": judging.lacks(notice),
            "decisions": rows.decisions(conn, notice.id), "notes": rows.notes(conn, notice.id), "steps": steps.of_notice(conn, notice.id),
            "letters": outbox.of_notice(conn, notice.id), "ledger": ledger.of(conn, notice.reference),
        }  # fmt: skip
    if as_json:
        common.show_json(told)
    else:
        print("\n".join(_in_words(told, app.desk_rules(common.settings(config_file)))))


def _in_words(told: dict[str, Any], rules: notices.DeskRules) -> list[str]:
    notice: notices.Notice = told["notice"]
    who = notice.contact
    lines = [
        f"{notice.reference}  {forms.TYPES[notice.type].label}", f"  state      {notice.state} ({notice.category}, {notice.risk} risk), version {notice.version}",
        f"  received   {notice.received_at:%Y-%m-%d %H:%M} UTC by {notice.channel}", f"  promised   {notice.deadline_at:%Y-%m-%d %H:%M} UTC, {_left(notice, app.now())}",
        f"  from       {', '.join(one for one in (who.name, who.organisation, who.mail, who.phone) if one) or 'somebody who gave no name'} ({notice.relation})",
    ]  # fmt: skip
    lines += [f"  flag       {one}" for one in notice.flags] + [f"  lacks      {one.words}" for one in told["lacks"]]
    lines += [f"  about      {telling.described(one, rules)}" for one in told["about"]]
    lines += [f"  not found  {one.given}" for one in notice.targets if one.kind is None]
    lines += [f"  {name}: {value}" for name, value in notice.statement.fields]
    lines += ["", *(f"  | {line}" for line in notice.statement.explanation.split("\n"))] if notice.statement.explanation else []
    lines += [f"  decision   {one.id} {one.action} by {one.made_by}{', interim' if one.interim else ''}{', undone' if one.undone_at else ''}: {one.reason}" for one in told["decisions"]]
    lines += [f"  next       {one.name} at {one.due_at:%Y-%m-%d %H:%M} UTC" for one in told["steps"] if one.done_at is None][:5]
    lines += [f"  note       {one.at:%Y-%m-%d %H:%M} {one.by}: {one.text}" for one in told["notes"]]
    return lines + [f"  letter     {one.made_at:%Y-%m-%d %H:%M} {one.kind} to {one.recipient}: {one.state}" for one in told["letters"]]


def claim(reference: Which, by: By, config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Take a notice on for a reviewer."""
    store = app.open_store(common.settings(config_file))
    notice = deciding.claim(store, _id(store, reference), by=_person(store, by), now=app.now())
    _tell(notice, f"{notice.reference} is taken on.", as_json)


def ask(
    reference: Which,
    element: Annotated[list[str] | None, typer.Option("--element", help="What is missing, such as signature, work, location; several may be given.")] = None,
    words: Annotated[str, typer.Option(help="Words of your own.")] = "",
    by: By = "", config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Ask the submitter for what is missing."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    notice = deciding.ask(store, _id(store, reference), element or [], words=words, by=_person(store, by), rules=app.desk_rules(settings), now=app.now())
    _tell(notice, f"{notice.reference}: asked for {', '.join(notice.missing) or 'what you wrote'}; open until {notice.info_until:%Y-%m-%d %H:%M} UTC.", as_json)


def decide(
    reference: Which,
    action: Annotated[notices.Action, typer.Argument(help="What is done.")],
    reason: Annotated[str, typer.Option(help="Reason that may be read in public: facts and ground, no personal data.")] = "",
    basis: Annotated[str, typer.Option(help="legal (answers 451) or terms (410).")] = "terms",
    ground: Annotated[str, typer.Option(help="Ground in a word; else the type of the notice.")] = "",
    desk_note: Annotated[str, typer.Option("--note", help="For the desk alone.")] = "",
    target: Annotated[list[str] | None, typer.Option(help="Only this target, as the notice gives it; several may be given.")] = None,
    stay_down: Annotated[bool, typer.Option("--stay-down/--no-stay-down", help="Whether the same is kept from coming back.")] = True,
    spare: Annotated[list[str] | None, typer.Option(help="Domain whose own copies are never hit.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show what would be reached, and change nothing.")] = False,
    by: By = "", config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Decide a notice, or preview what a decision would reach."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    with store.read() as conn:
        notice = _notice(conn, reference)
        targets = _targets(notice, target or [])
        spared = deciding.spared(conn, notice, targets, spare or [])
        if preview:
            _preview(restrict.preview(conn, action, subjects.articles_of_stories(conn, targets), stay_down=stay_down, spare=spared), spared, as_json)
            return
    verdict = deciding.Verdict(action=action, targets=targets, basis=basis, ground=ground, reason=reason, note=desk_note, stay_down=stay_down, spare=tuple(spare or ()))
    made = deciding.decide(store, notice.id, verdict, by=_person(store, by), version=notice.version, rules=app.desk_rules(settings), now=app.now())
    _tell(made, f"{notice.reference} is decided: {made.action}. To take it back: headwater desk undo {made.id} --reason ...", as_json)


def _targets(notice: notices.Notice, named: list[str]) -> tuple[notices.Target, ...]:
    if unknown := set(named) - {one.given for one in notice.targets} - {one.object_id for one in notice.targets}:
        raise ConfigError(f"{notice.reference} does not name {', '.join(sorted(unknown))}: `headwater desk show {notice.reference}` shows what it names")
    return tuple(one for one in notice.targets if one.kind and (not named or one.given in named or one.object_id in named))


def _preview(reached: restrict.Preview, spared: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        common.show_json(reached)
        return
    for one in reached.articles:
        print(f"{'reaches' if one.blocks else 'to look at'}  {one.headline}  {one.outlet}  ({one.why}{f', {one.score:.2f}' if one.score < 1 else ''})")
    for _, address in reached.images:
        print(f"reaches  picture {address}")
    if reached.comments:
        print(f"reaches  {len(reached.comments)} comment(s)")
    if reached.outlet_articles:
        print(f"reaches  {reached.outlet_articles} article(s) of whole outlets")
    for one in reached.skipped:
        print(f"does nothing on  {one.given}")
    print(f"spares  {', '.join(spared) or 'nobody'}\nNothing is changed: leave --preview out to decide.")


def undo(
    decision: Annotated[str, typer.Argument(help="Identifier of the decision, as `headwater desk show` names it.")],
    reason: Annotated[str, typer.Option(help="Why, in words that may be read in public.")] = "",
    by: By = "", config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Take a decision back; what it hid is shown again as before."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    undone = deciding.undo(store, decision, by=_person(store, by), reason=reason, rules=app.desk_rules(settings), now=app.now())
    _tell(undone, "Taken back.", as_json)


def note(
    reference: Which, words: Annotated[str, typer.Argument(help="What to write down.")], by: By = "", config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Write a note for the desk."""
    store = app.open_store(common.settings(config_file))
    notice_id = _id(store, reference)
    deciding.note(store, notice_id, words, by=_person(store, by), now=app.now())
    with store.read() as conn:
        _tell(rows.notes(conn, notice_id)[-1], "Noted.", as_json)


def sort(
    reference: Which, type: Annotated[notices.Type, typer.Argument(help="What kind of complaint it is.")],
    target: Annotated[list[str] | None, typer.Option(help="Address or identifier of what it is about besides; several may be given.")] = None,
    by: By = "", config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Set right what kind of complaint it is; everything that its sender said stays."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    notice = sorting.sort(store, _id(store, reference), type, more=target or [], by=_person(store, by), rules=app.desk_rules(settings), now=app.now())
    lacks = "".join(f"\n  it lacks: {one.words}" for one in judging.lacks(notice))
    _tell(notice, f"{notice.reference}: {forms.TYPES[notice.type].label} ({notice.category}){lacks}", as_json)


def add(
    type: Annotated[notices.Type, typer.Argument(help="What it is about.")],
    target: Annotated[list[str] | None, typer.Option(help="Address or identifier of what it is about; several may be given.")] = None,
    scope: Annotated[notices.Scope, typer.Option(help="Which part.")] = notices.Scope.ITEM,
    explanation: Annotated[str, typer.Option(help="What the letter says.")] = "",
    field: Annotated[list[str] | None, typer.Option(help="A field of the form, as name=value; several may be given.")] = None,
    received: Annotated[datetime | None, typer.Option(help="When it was received (UTC); else now.")] = None,
    relation: Annotated[notices.Relation, typer.Option(help="Who complains.")] = notices.Relation.OTHER,
    config_file: common.Config = None, as_json: common.Json = False,
) -> None:
    """Write down a complaint that came by letter or telephone; what it lacks is asked for."""
    settings = common.settings(config_file)
    contact, fields = _fields(type, field or [])
    now = app.now()
    draft = receive.Draft(
        channel=notices.Channel.DESK, type=type, contact=contact, relation=relation, dedupe=f"desk:{ids.new()}",
        statement=notices.Statement(explanation=explanation, fields=fields), targets=tuple((one, scope) for one in target or []),
        received_at=received.replace(tzinfo=UTC) if received else now,
    )  # fmt: skip
    made = receive.receive(app.open_store(settings), draft, rules=app.desk_rules(settings), now=now)
    words = [f"{made.notice.reference}: an action or an answer is promised by {made.notice.deadline_at:%Y-%m-%d %H:%M} UTC.",
             f"  status page {app.desk_rules(settings).base_url}{notices.status_path(made.token)}"]
    words += [f"  not found here: {one.given}" for one in made.notice.targets if one.kind is None]
    words += [f"  it lacks: {one.words}" for one in judging.lacks(made.notice)]
    _tell(made, "\n".join(words), as_json)


def _fields(type: notices.Type, given: list[str]) -> tuple[notices.Contact, tuple[tuple[str, str], ...]]:
    """What ``--field`` gives, told apart into contact and statement."""
    known = {one.name: one for one in forms.TYPES[type].fields}
    contact, fields = {}, []
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in known:
            raise ConfigError(f"{one!r} is no field of {type}: write name=value with one of {', '.join(name for name in known if name not in ('relation', 'explanation'))}")
        if known[name].of_contact:
            contact[name] = value
        else:
            fields.append((name, value))
    return notices.Contact(**contact), tuple(fields)


def _notice(conn: sa.Connection, reference: str) -> notices.Notice:
    found = rows.by_reference(conn, reference) or rows.get(conn, reference)
    if found is None:
        raise HeadwaterError(f"there is no notice {reference}: `headwater desk list` shows those that are open")
    return found


def _id(store: db.Store, reference: str) -> str:
    with store.read() as conn:
        return _notice(conn, reference).id


def _person(store: db.Store, mail: str) -> notices.PersonId:
    """The reviewer of ``--by``; without one, the command line itself."""
    if not mail:
        return notices.PersonId(accounts.COMMAND_LINE)
    with store.read() as conn:
        known = people.by_mail(conn, mail)
    if known is None or known[0].disabled_at or notices.Role.REVIEWER not in known[0].roles:
        raise ConfigError(f"{mail} is no reviewer: `headwater people list` shows who is")
    return known[0].id


def _tell(value: object, words: str, as_json: bool) -> None:
    if as_json:
        common.show_json(value)
    else:
        print(words)
