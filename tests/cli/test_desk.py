"""The desk and the ledger from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.conftest import Command
from headwater import app, config, notices
from headwater.store import db
from support.complaints import Office


@pytest.fixture
def desk(folder: Path) -> Office:
    """A desk on the store that the commands open."""
    return Office(store=app.open_store(config.load()), now=app.now())


def _damage(store: db.Store, statement: str) -> None:
    with store.write() as conn:
        conn.execute(sa.text(statement))


def test_a_complaint_is_listed_shown_previewed_decided_and_taken_back(command: Command, desk: Office) -> None:
    article = desk.article(desk.outlet())
    reference = desk.complain(article).notice.reference
    desk.reviewer("Rea")
    assert reference in command("desk", "list").out
    shown = command("desk", "show", reference.lower())
    assert "work: Report on the harbour gate of Osk" in shown.out
    assert "about      Harbour gate closes" in shown.out
    preview = command("desk", "decide", reference, "hide_item", "--preview")
    assert "reaches  Harbour gate closes" in preview.out
    assert "spares  lind.example" in preview.out
    assert desk.shown(article) is not None
    claimed = command("desk", "claim", reference, "--by", "rea@site.example", "--json").json
    assert claimed["claimed_by"]
    decided = command("desk", "decide", reference, "hide_item", "--reason", "Shown whole.", "--by", "rea@site.example", "--json")
    assert decided.status == 0, decided.err
    told = command("explain", article)
    assert f"decided     hide_item since {desk.now:%Y-%m-%d}" in told.out and f"headwater desk show {reference}" in told.out
    (standing,) = command("explain", article, "--json").json["restrictions"]
    assert (standing["action"], standing["notice"], standing["until"]) == ("hide_item", reference, None)
    assert desk.shown(article) is None
    assert command("desk", "list").out == "No complaint is open.\n"
    assert reference in command("desk", "list", "--state", "acted").out
    undone = command("desk", "undo", decided.json["id"], "--reason", "A permission was found.")
    assert undone.status == 0, undone.err
    assert command("explain", article, "--json").json["restrictions"] == []
    assert desk.shown(article) is not None
    assert command("ledger", "show", reference, "--json").json[-1]["kind"] == "decision.undone"


def test_a_letter_is_written_down_with_what_it_lacks(command: Command, desk: Office) -> None:
    article = desk.article(desk.outlet())
    made = command("desk", "add", "copyright_text", "--target", article, "--target", "https://x.example/", "--scope", "text",
                   "--field", "work=A report", "--field", "name=Mara Lind", "--field", "address=1 Quay Street")
    assert made.status == 0, made.err
    assert "not found here: https://x.example/" in made.out
    assert "it lacks: Your signature" in made.out
    reference = made.out.split(":")[0]
    assert command("desk", "note", reference, "Rang twice").status == 0
    assert command("desk", "note", reference, "Rang again", "--json").json["text"] == "Rang again"
    asked = command("desk", "ask", reference, "--element", "signature", "--words", "Please sign.")
    assert "asked for" in asked.out
    shown = command("desk", "show", reference, "--json").json
    assert [one["text"] for one in shown["notes"]] == ["Rang twice", "Rang again"]
    assert shown["notice"]["state"] == "needs_info"


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (("desk", "show", "HW-2222-2222"), 1, "headwater desk list"), (("desk", "undo", "nothing", "--reason", "x"), 1, "headwater desk show"),
    (("desk", "claim", "HW-2222-2222", "--by", "nobody@site.example"), 1, "headwater desk list"),
    (("desk", "add", "privacy", "--field", "shoe=9"), 2, "write name=value with one of"), (("ledger", "verify", "--expect", "nine"), 2, "NUMBER:HASH"),
])  # fmt: skip
def test_what_is_wrongly_asked_says_what_to_do(command: Command, desk: Office, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = command(*arguments)
    assert done.status == status
    assert words in done.err
    assert "Traceback" not in done.err


def test_only_reviewers_can_be_named_and_a_reason_is_needed(command: Command, desk: Office) -> None:
    reference = desk.complain(desk.article(desk.outlet())).notice.reference
    nobody = command("desk", "decide", reference, "none", "--reason", "x", "--by", "nobody@site.example")
    assert (nobody.status, "is no reviewer" in nobody.err) == (2, True)
    silent = command("desk", "decide", reference, "none")
    assert (silent.status, "needs a reason" in silent.err) == (1, True)
    other = command("desk", "decide", reference, "label", "--reason", "x", "--target", "https://x.example/")
    assert (other.status, "does not name" in other.err) == (2, True)


def test_the_ledger_verifies_until_a_row_is_changed_and_names_that_row(command: Command, desk: Office) -> None:
    desk.complain(desk.article(desk.outlet()))
    desk.wait(25)
    well = command("ledger", "verify", "--json")
    assert well.status == 0
    assert well.json["broken"] == []
    _damage(desk.store, "UPDATE ledger SET facts = replace(facts, 'breached', 'acted') WHERE kind = 'promise.settled'")
    broken = command("ledger", "verify")
    assert broken.status == 1
    row = command("ledger", "show", "--json").json
    settled = next(one["seq"] for one in row if one["kind"] == "promise.settled")
    assert f"row {settled}: its content is not what was written" in broken.out


def test_rows_cut_off_at_the_end_are_found_by_a_head_noted_before(command: Command, desk: Office) -> None:
    desk.complain(desk.article(desk.outlet()))
    known = command("ledger", "verify", "--json").json
    head = f"{known['rows']}:{known['head']}"
    assert command("ledger", "verify", "--expect", head).status == 0
    _damage(desk.store, f"DELETE FROM ledger WHERE seq = {known['rows']}")
    assert command("ledger", "verify").status == 0  # the chain alone cannot see it
    gone = command("ledger", "verify", "--expect", head)
    assert gone.status == 1
    assert f"row {known['rows']}: it is gone" in gone.out


def test_a_complaint_is_sorted(command: Command, desk: Office) -> None:
    article = desk.article(desk.outlet())
    reference = desk.complain(type=notices.Type.OTHER, fields=(), explanation="It is mine.").notice.reference
    done = command("desk", "sort", reference, "copyright_text", "--target", article)
    assert done.status == 0, done.err
    assert f"{reference}: My text is shown without permission (N)" in done.out and "it lacks: Your signature" in done.out
    assert "about      Harbour gate closes" in command("desk", "show", reference).out
    assert command("desk", "sort", reference, "copyright_text", "--target", "https://x.example/").status == 1
