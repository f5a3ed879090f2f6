"""Commands on people: add, list, roles, disable, link; and the first operator's way in.

In: names, roles. Out: people in the store, one-time links on standard output. Never: a password.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from headwater import app, config, notices
from headwater.actions import people
from headwater.cli import common
from headwater.errors import HeadwaterError
from headwater.store import db
from headwater.store import people as rows

Roles = Annotated[list[notices.Role], typer.Option("--role", help="A role; several may be given. Each includes nothing of the others.")]
Whom = Annotated[str, typer.Argument(help="Mail address or identifier of the person.")]


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="People who work at the desk: add, list, roles, disable, link.")
    group.command("add")(add)
    group.command("list")(list_)
    group.command("roles")(roles)
    group.command("disable")(disable)
    group.command("link")(link)
    cli.add_typer(group, name="people")


def add(
    name: Annotated[str, typer.Argument(help="What the person is called.")],
    mail: Annotated[str, typer.Argument(help="Mail address, for log-ins and reminders.")],
    role: Roles,
    config_file: common.Config = None,
    as_json: common.Json = False,
) -> None:
    """Add a person and print a one-time log-in link."""
    settings = common.settings(config_file)
    made = people.add(app.open_store(settings), name, mail, role, by=people.COMMAND_LINE, now=app.now())
    _show_link(settings, made, as_json)


def list_(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """List the people with their roles."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        listed = rows.every(conn)
    if as_json:
        common.show_json([_plainly(one.person) | {"added": one.made_at, "seen": one.seen_at} for one in listed])
        return
    for one in listed:
        who = one.person
        state = "shut out" if who.disabled_at else "" if who.has_password else "has not logged in yet"
        print(f"{who.name}  <{who.mail}>  {', '.join(sorted(who.roles))}" + (f"  ({state})" if state else ""))
    if not listed:
        print("Nobody yet: `headwater init` prints the first operator's log-in.")


def roles(whom: Whom, role: Roles, config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Give a person exactly the roles named."""
    store = app.open_store(common.settings(config_file))
    changed = people.set_roles(store, _found(store, whom).id, role, by=people.COMMAND_LINE, now=app.now())
    if as_json:
        common.show_json(_plainly(changed))
    else:
        print(f"{changed.name}: {', '.join(sorted(changed.roles))}")


def disable(whom: Whom, config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Shut a person out at once; an operator can let them in again at /desk/people."""
    store = app.open_store(common.settings(config_file))
    who = _found(store, whom)
    people.disable(store, who.id, by=people.COMMAND_LINE, now=app.now())
    if as_json:
        common.show_json({"id": who.id, "disabled": True})
    else:
        print(f"{who.name} is shut out; every log-in of theirs has ended.")


def link(whom: Whom, config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Print a one-time log-in link for a person, e.g. one who forgot the password."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    made = people.link(store, _found(store, whom).id, by=people.COMMAND_LINE, now=app.now())
    _show_link(settings, made, as_json)


def first_log_in(settings: config.Settings, store: db.Store, *, port: int | None = None) -> str:
    """What ``init`` and ``run`` print while nobody can run this site; "" once an operator has a password."""
    made = people.first(store, mail=settings.site.mail, now=app.now())
    if made is None:
        return ""
    return f"First log-in as operator, once and within 24 hours: {address(settings, made.token, port=port)}"


def address(settings: config.Settings, token: str, *, port: int | None = None) -> str:
    """Where a one-time link leads."""
    base = settings.site.base_url.rstrip("/") or f"http://{_host(settings.web.host)}:{port or settings.web.port}"
    return f"{base}/desk/log-in/{token}"


def _host(given: str) -> str:
    """A host to ask for where the site listens on all addresses of this machine."""
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    if found.is_unspecified:
        return "localhost"
    return f"[{given}]" if found.version == 6 else given


def _show_link(settings: config.Settings, made: people.Added, as_json: bool) -> None:
    link = address(settings, made.token)
    if as_json:
        common.show_json(_plainly(made.person) | {"link": link})
    else:
        print(f"{made.person.name} logs in, once and within 24 hours, at {link}")


def _plainly(who: notices.Person) -> dict[str, object]:
    return {"id": who.id, "name": who.name, "mail": who.mail, "roles": sorted(who.roles), "has_password": who.has_password,
            "disabled": who.disabled_at}


def _found(store: db.Store, whom: str) -> notices.Person:
    with store.read() as conn:
        known = rows.by_mail(conn, whom)
        found = known[0] if known else rows.get(conn, whom)
    if found is None:
        raise HeadwaterError(f"nobody here is {whom!r}: `headwater people list` shows who is")
    return found
