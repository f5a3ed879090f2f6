"""Letters say what they must, name nobody to the other side, and quote as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from headwater import notices
from headwater.desk import letters
from headwater.notices import Action, Category, State, Type

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
RULES = notices.DeskRules(site_name="Osk News", base_url="https://site.example", owner="Site Ltd", complaints_mail="complaints@site.example", sends_mail=True)
SECRET = notices.Contact(name="Mara Lind", mail="mara@lind.example", phone="0151 234567", address="1 Quay Street", organisation="Lind Ltd", principal="Old Lind")
NOTICE = notices.Notice(
    id=notices.NoticeId("1"), reference="HW-7K2M-9QXD", channel=notices.Channel.FORM, type=Type.COPYRIGHT_TEXT, category=Category.N, state=State.UNDER_REVIEW,
    received_at=START, deadline_at=START + timedelta(hours=24), contact=SECRET,
    statement=notices.Statement(explanation="Line one\n<script>alert(1)</script>", fields=(("work", "A report"),)),
    targets=(notices.Target(given="https://gone.example/x"),),
)  # fmt: skip
DECISION = notices.Decision(id=notices.DecisionId("2"), notice_id=NOTICE.id, made_at=START, made_by="p1", action=Action.HIDE_ITEM, basis="legal", reason="Shown whole.", stay_down=True)
INTERIM = replace(DECISION, action=Action.LINK_ONLY, automated="full", interim=True, basis="terms")
MISSING = (notices.Missing(element="signature", words="Your signature."),)
THINGS = ["Harbour gate closes: https://site.example/article/1"]

TO_SUBMITTER: dict[str, Callable[[], letters.Letter]] = {
    "ack": lambda: letters.ack(NOTICE, RULES, "tok", MISSING), "ask": lambda: letters.ask(NOTICE, RULES, "tok", MISSING, words="Which one?", until=START),
    "interim": lambda: letters.interim(NOTICE, RULES, "tok", [INTERIM]), "decided": lambda: letters.decided(NOTICE, RULES, "tok", DECISION),
    "undone": lambda: letters.undone(NOTICE, RULES, "tok", DECISION, "Erred"), "lapsed": lambda: letters.lapsed(NOTICE, RULES, "tok"),
    "apology": lambda: letters.apology(NOTICE, RULES, "tok", until=START + timedelta(days=2)), "closed": lambda: letters.closed(NOTICE, RULES, "tok"),
    "retracted": lambda: letters.retracted(NOTICE, RULES, "tok", lifted=1), "series": lambda: letters.series([(NOTICE, "tok", MISSING)], RULES),
}
TO_OTHERS: dict[str, Callable[[], letters.Letter]] = {
    "warning": lambda: letters.warning(NOTICE, RULES, THINGS, at=START), "reasons": lambda: letters.reasons(NOTICE, RULES, [DECISION], THINGS),
    "interim reasons": lambda: letters.reasons(NOTICE, RULES, [INTERIM], THINGS, ends_at=START + timedelta(days=10)),
    "restored": lambda: letters.restored(NOTICE, RULES, THINGS, "Erred"), "alarm": lambda: letters.alarm(NOTICE, RULES, "A promise is broken"),
    "reminder": lambda: letters.reminder([NOTICE], RULES, now=START, urgency="Reminder"),
}


@pytest.mark.parametrize("name", TO_SUBMITTER)
def test_every_letter_to_the_submitter_leads_to_the_status_page_under_its_reference(name: str) -> None:
    letter = TO_SUBMITTER[name]()
    assert letter.subject.startswith("[HW-7K2M-9QXD] Osk News: ")
    assert "https://site.example/complaint/status/tok" in letter.body
    assert "Site Ltd" in letter.body
    assert "\n" not in letter.subject


@pytest.mark.parametrize("name", TO_OTHERS)
def test_no_letter_to_others_says_who_complained_or_what_they_wrote(name: str) -> None:
    letter = TO_OTHERS[name]()
    said = letter.subject + letter.body
    for word in ("Mara", "mara@", "0151", "Quay", "Lind", "Line one", "tok", "A report"):
        assert word not in said
    assert "HW-7K2M-9QXD" in said


def test_the_receipt_has_its_six_things_and_the_warnings() -> None:
    body = TO_SUBMITTER["ack"]().body
    for wanted in ("Reference: HW-7K2M-9QXD", "> Line one\n> <script>alert(1)</script>", "copyright in a text", "- Your signature.", "Sun 22 November 2026, 09:00 UTC",
                   "512(f)", "public log", "Not found here:\n- https://gone.example/x"):
        assert wanted in body


def test_the_statement_of_reasons_has_what_article_17_wants() -> None:
    body = TO_OTHERS["reasons"]().body
    for wanted in ("The item is hidden", "every country", "without a time limit", "somebody complained to us", "a legal ground: copyright in a text", "Reason: Shown whole.",
                   "no automated means", "out-of-court dispute settlement body", "court"):
        assert wanted in body
    interim = TO_OTHERS["interim reasons"]().body
    for wanted in ("Only the headline and the link", "until Tue 01 December 2026, 09:00 UTC", "without a person deciding", "our terms"):
        assert wanted in interim


def test_what_stands_in_no_form_is_quoted_with_a_label_too() -> None:
    mailed = replace(NOTICE, statement=notices.Statement(fields=(("subject", "Our picture"), ("work", "A report"))))
    quoted = letters.copy(mailed)
    assert "> Subject: Our picture" in quoted and "> The text that is yours: A report" in quoted


def test_a_long_text_is_quoted_in_part() -> None:
    long = replace(NOTICE, statement=notices.Statement(explanation="word " * 5000))
    assert len(letters.copy(long)) < 4500
    assert letters.copy(long).endswith("[...]")


def test_times_in_any_zone_are_written_in_utc() -> None:
    assert letters.when(datetime.fromisoformat("2026-11-21T22:40:00+05:30")) == "Sat 21 November 2026, 17:10 UTC"


def test_a_reminder_of_many_stays_readable() -> None:
    letter = letters.reminder([NOTICE] * 450, RULES, now=START + timedelta(days=2), urgency="Urgent")
    assert letter.subject == "Urgent: 450 complaints waiting"
    assert letter.body.count("OVERDUE") == 200
    assert "and 250 more" in letter.body
