"""A complaint comes in, and everything that follows at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from headwater import model, notices
from headwater.actions import receive
from headwater.notices import Channel, Scope, State, Type
from headwater.store import ledger, steps
from headwater.store import notices as rows
from support import costs
from support.complaints import START, WHOLE, Office


def test_a_complete_notice_is_reviewed_acknowledged_and_has_its_deadline(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(f"https://site.example/article/{article}")
    notice = office.notice(received)
    assert notice.state is State.UNDER_REVIEW
    assert notice.missing == ()
    assert (notice.received_at, notice.deadline_at) == (START, START + timedelta(hours=24))
    (ack,) = office.letters("ack")
    assert ack.recipient == "mara@lind.example"
    for wanted in (notice.reference, "Sun 22 November 2026, 09:00 UTC", f"https://site.example/complaint/status/{received.token}",
                   "copyright in a text", "> The text that is yours: Report on the harbour gate of Osk"):
        assert wanted in ack.body
    with office.store.read() as conn:
        row, sealed = ledger.of(conn, notice.reference)
        assert sealed.kind == "notice.sealed"
        assert row.kind == "notice.received"
        assert "mara" not in str(row.facts).lower()
        assert not list(ledger.verify(conn))
        assert rows.by_token(conn, received.token) == notice
        assert rows.by_reference(conn, notice.reference.lower().replace("-", " ")) == notice


def test_the_same_form_sent_twice_is_one_notice(office: Office) -> None:
    article = office.article(office.outlet())
    draft = office.draft(article)
    first = receive.receive(office.store, draft, rules=office.rules, now=office.now)
    again = receive.receive(office.store, draft, rules=office.rules, now=office.now + timedelta(minutes=1))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.notice, again.token) == (first.notice, first.token)
    assert len(office.letters("ack")) == 1


def test_two_anonymous_notices_on_one_item_are_two_cases_with_one_token_each(small: Office) -> None:
    article = small.article(small.outlet())
    both = [small.complain(article, type=Type.COMMENT_ABUSE, contact=notices.Contact(), explanation="Insults a person") for _ in range(2)]
    assert len({one.notice.reference for one in both}) == len({one.token for one in both}) == 2
    with small.store.read() as conn:
        assert len(rows.of_object(conn, notices.Kind.ARTICLE, article)) == 2
        kinds = [row.kind for row in ledger.of(conn, both[0].notice.reference)]
    assert kinds == ["notice.received", "notice.sealed", "notice.no_contact"]  # nobody to write to, and it is said


def test_what_is_missing_is_asked_for_item_by_item_with_the_receipt(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article, fields=[one for one in WHOLE if one[0] != "signature"])
    notice = small.notice(received)
    assert notice.state is State.NEEDS_INFO
    assert notice.missing == ("signature",)
    assert notice.info_until == START + timedelta(days=7)
    (ack,) = small.letters("ack")
    assert "Your signature: your full name, typed, is enough." in ack.body


def test_what_comes_later_completes_the_notice_and_starts_a_second_round(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article, fields=WHOLE[:-1])
    office.deliver()
    office.wait(3)
    more = notices.Statement(fields=(("signature", "Mara Lind"),))
    after = receive.add_info(office.store, received.token, more, rules=office.rules, now=office.now)
    assert after is not None
    assert after.state is State.UNDER_REVIEW
    assert after.received_at == START  # T0 never changes
    assert after.deadline_at == START + timedelta(hours=27)
    assert after.outcome is None
    with office.store.read() as conn:
        settled = [row.facts for row in ledger.of(conn, after.reference) if row.kind == "promise.settled"]
        open_ones = {one.name for one in steps.of_notice(conn, after.id) if one.done_at is None}
    assert [(one["outcome"], one["turn"]) for one in settled] == [("asked", 1)]
    assert {"interim.2", "promise.2"} <= open_ones
    assert "interim" not in open_ones


def test_words_after_the_decision_are_read_by_the_desk_and_change_nothing(small: Office) -> None:
    small.reviewer()
    received = small.complain(small.article(small.outlet()))
    receive.retract(small.store, received.token, rules=small.rules, now=small.now)
    before = small.notice(received)
    receive.add_info(small.store, received.token, notices.Statement(explanation="Wait, I mean it"), rules=small.rules, now=small.now)
    assert small.notice(received) == before
    with small.store.read() as conn:
        assert [one.text for one in rows.notes(conn, before.id)] == ["Wait, I mean it"]
    assert any("written again" in one.subject for one in small.letters())


def test_a_token_in_wrong_hands_does_not_redirect_letters(small: Office) -> None:
    received = small.complain(small.article(small.outlet()), fields=WHOLE[:-1])
    thief = notices.Contact(mail="thief@other.example", phone="555")
    after = receive.add_info(small.store, received.token, notices.Statement(), contact=thief, rules=small.rules, now=small.now)
    assert after is not None
    assert (after.contact.mail, after.contact.phone) == ("mara@lind.example", "555")
    assert receive.add_info(small.store, "no-such-token", notices.Statement(), rules=small.rules, now=small.now) is None


def test_a_mail_from_an_unproven_sender_waits_for_its_confirmation(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article, channel=Channel.MAIL, is_proven=False)
    assert received.notice.state is State.UNVERIFIED
    (ack,) = office.letters("ack")
    assert "confirm it there, or answer this mail" in ack.body
    office.wait(2)
    after = receive.confirm(office.store, received.token, rules=office.rules, now=office.now)
    assert after is not None
    assert after.state is State.UNDER_REVIEW
    assert (after.received_at, after.missing) == (START, ())
    again = receive.confirm(office.store, received.token, rules=office.rules, now=office.now)
    assert again == after


def test_an_intimate_picture_is_hidden_on_receipt_even_by_unproven_mail(office: Office) -> None:
    picture = "https://img.tide.example/gate.jpg"
    article = office.article(office.outlet(), picture=picture)
    received = office.complain(picture, type=Type.INTIMATE_IMAGE, channel=Channel.MAIL, is_proven=False, scope=Scope.IMAGE)
    shown = office.shown(article)
    assert shown is not None
    assert [one.url for one in shown.images] == [""]
    assert shown.paragraphs  # the exact target, nothing else
    notice = office.notice(received)
    assert (notice.interim_id is not None, notice.outcome) == (True, notices.Outcome.ACTED)
    assert "done this at once" in office.letters("interim")[0].body


def test_child_safety_needs_neither_name_nor_mail(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article, type=Type.CHILD_SAFETY, contact=notices.Contact(), fields=[("good_faith", "yes")])
    assert received.notice.missing == ()
    assert received.notice.category is notices.Category.U0


def test_what_lies_on_another_site_is_misdirected_and_told_so(small: Office) -> None:
    small.outlet()
    received = small.complain("https://elsewhere.example/a")
    assert received.notice.state is State.MISDIRECTED
    (ack,) = small.letters("ack")
    assert "Not found here:\n- https://elsewhere.example/a" in ack.body
    small.deliver()
    small.wait(25)
    assert small.notice(received).outcome is notices.Outcome.ASKED


def test_an_address_of_an_outlet_that_we_read_is_looked_at_by_a_person(small: Office) -> None:
    small.outlet()
    received = small.complain("https://tide.example/news/unknown")
    assert received.notice.state is State.NEEDS_INFO
    assert received.notice.missing == ("location",)


@pytest.mark.parametrize(("domain", "lacks"), [("", ("proof",)), ("gmail.com", ("proof",)), ("tide.example", ())])
def test_only_the_outlets_own_domain_proves_that_it_wants_to_be_left_out(small: Office, domain: str, lacks: tuple[str, ...]) -> None:
    outlet = small.outlet()
    received = small.complain(f"/outlet/{outlet}", type=Type.OPT_OUT, channel=Channel.MAIL, fields=[("wish", "headline_only")], verified_domain=domain,
                              scope=Scope.OUTLET)
    assert received.notice.missing == lacks


@pytest.mark.parametrize("portal", ["yahoo.com", "mail.ru", "web.de", "sina.com.cn", "seznam.cz", "orange.fr"])
def test_a_mailbox_that_anybody_can_have_proves_nobody_to_be_the_portals_newsroom(small: Office, portal: str) -> None:
    outlet = small.outlet(home=f"https://news.{portal}/")
    article = small.article(outlet)
    received = small.complain(f"/outlet/{outlet}", type=Type.OPT_OUT, channel=Channel.MAIL, fields=[("wish", "stop")], verified_domain=portal, scope=Scope.OUTLET)
    assert (received.notice.missing, received.notice.category) == (("proof",), notices.Category.N)
    small.wait(21)
    assert small.shown(article) is not None


@pytest.mark.parametrize("answer", ["Yes, it is us", "We never wrote to you!", "Thank you for your question about your subscription."])
def test_an_answer_from_the_publishers_domain_is_a_proof_that_a_person_reads_before_anything_is_done(small: Office, answer: str) -> None:
    """Anybody can name a newsroom's address in the form, or make it answer to the address that carries a notice's token."""
    outlet = small.outlet()
    article = small.article(outlet)
    received = small.complain(f"/outlet/{outlet}", type=Type.OPT_OUT, fields=[("wish", "stop")], scope=Scope.OUTLET)
    after = receive.join(small.store, received.notice.id, notices.Statement(explanation=answer), verified_domain="tide.example", rules=small.rules, now=small.now)
    assert after is not None
    assert (after.state, after.category, after.missing) == (State.UNDER_REVIEW, notices.Category.U2, ())
    small.wait(0.1)
    receive.add_info(small.store, received.token, notices.Statement(explanation="And again"), rules=small.rules, now=small.now)
    small.wait(0.1)
    shown = small.shown(article)
    assert shown is not None
    assert shown.view is model.View.FULL
    assert small.notice(received).decision_id is None


def test_a_publisher_that_writes_from_its_own_domain_is_obeyed_at_once(small: Office) -> None:
    outlet = small.outlet()
    article = small.article(outlet)
    small.complain(f"/outlet/{outlet}", type=Type.OPT_OUT, channel=Channel.MAIL, fields=[("wish", "headline_only")], verified_domain="tide.example", scope=Scope.OUTLET)
    small.wait(0.1)
    shown = small.shown(article)
    assert shown is not None
    assert shown.view is model.View.LINK_ONLY


def test_t0_is_when_our_mail_host_had_it_never_the_future(small: Office) -> None:
    article = small.article(small.outlet())
    early = small.complain(article, received_at=START - timedelta(hours=3))
    late = small.complain(article, received_at=START + timedelta(days=3))
    assert early.notice.received_at == START - timedelta(hours=3)
    assert late.notice.received_at == START


def test_retracting_lifts_what_was_done(office: Office) -> None:
    article = office.article(office.outlet())
    before = office.shown(article)
    received = office.complain(article)
    office.wait(20)
    assert office.shown(article) != before
    after = receive.retract(office.store, received.token, rules=office.rules, now=office.now)
    assert after is not None
    assert after.state is State.RETRACTED
    assert office.shown(article) == before
    assert office.wait(100) == 0  # nothing is due any more
    assert "shown again" in office.letters("retracted")[0].body


# ---- attacks -----------------------------------------------------------------------------------------------

_SCRIPT = "<script>alert(1)</script>\x00\ud800"


def test_script_in_every_field_stays_text(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(
        article, _SCRIPT, contact=notices.Contact(name=_SCRIPT, mail="mara@lind.example", phone=_SCRIPT, address=_SCRIPT, organisation=_SCRIPT, principal=_SCRIPT),
        explanation=_SCRIPT, fields=[(name, _SCRIPT) for name, _ in WHOLE], language=_SCRIPT, message_id=_SCRIPT,
    )  # fmt: skip
    notice = office.notice(received)
    assert notice.state is State.UNDER_REVIEW
    assert "<script>alert(1)</script>" in notice.contact.name
    assert "<script>alert(1)</script>" in notice.targets[1].given
    (ack,) = office.letters("ack")
    assert "> The text that is yours: <script>alert(1)</script>" in ack.body  # plain text, quoted
    assert "\n" not in ack.in_reply_to
    with office.store.read() as conn:
        assert not list(ledger.verify(conn))


def test_a_thousand_notices_of_one_address_are_kept_flagged_and_answered_within_bounds(small: Office) -> None:
    article = small.article(small.outlet())
    begun = time.process_time()
    received = [small.complain(article, fields=WHOLE[: 4 - number % 2]) for number in range(1000)]
    seconds = time.process_time() - begun
    assert len({one.notice.reference for one in received}) == 1000
    assert seconds < 60
    flagged = [one.notice for one in received if any(flag.startswith("A4/") for flag in one.notice.flags)]
    assert len(flagged) == 950
    assert all(one.risk == "high" for one in flagged)
    with small.store.read() as conn:
        assert len(rows.queue(conn, limit=50)) == 50
        assert costs.cpu(lambda: rows.queue(conn, limit=50), below=0.2) < 0.2
        assert rows.count(conn) == 1000
        assert not list(ledger.verify(conn))
    acks = small.letters("ack")
    assert len([one for one in acks if not one.held_at]) == 5  # V3
    small.deliver()
    small.wait(1.1)
    together = [one for one in small.letters("ack") if "complaints from you" in one.body]
    assert len(together) == 1
    assert received[10].notice.reference in together[0].body
    small.wait(1.1)
    small.wait(1.1)
    small.wait(1.1)
    told = "".join(one.body for one in small.letters("ack") if not one.held_at)
    assert all(one.notice.reference in told for one in received)  # V8: nobody loses the acknowledgement
    small.wait(15.7)
    small.wait(5)
    to_sender = [one for one in small.letters() if one.recipient == "mara@lind.example" and one.kind != "ack" and not one.held_at]
    assert len(to_sender) < 80
    outcomes = [small.notice(one).outcome for one in received]
    assert notices.Outcome.BREACHED not in outcomes
    shown = small.shown(article)
    assert shown is not None
    assert shown.view is model.View.LINK_ONLY


@pytest.mark.parametrize("values", [
    {"contact": notices.Contact(mail="x" * 300)}, {"contact": notices.Contact(mail="a@b\r\nBcc: all@site.example")},
    {"targets_many": 3000}, {"fields": [("work", "w" * 100_000)]}, {"dedupe": "\x00" * 50},
])  # fmt: skip
def test_odd_input_is_kept_and_breaks_nothing(small: Office, values: dict[str, Any]) -> None:
    article = small.article(small.outlet())
    given = [article] + [f"https://elsewhere.example/{number}" for number in range(values.pop("targets_many", 0))]
    received = small.complain(*given, **values)
    assert small.notice(received).is_open
    assert all("\n" not in one.recipient for one in small.letters())


def test_who_adds_without_end_makes_no_case_that_nobody_can_open(small: Office) -> None:
    received = small.complain(small.article(small.outlet()))
    for number in range(15):
        targets = tuple((f"https://elsewhere.example/{number}/{one}", Scope.ITEM) for one in range(300))
        receive.add_info(small.store, received.token, notices.Statement(explanation=f"{number} " + "x" * 19_000), targets=targets, rules=small.rules, now=small.now)
    notice = small.notice(received)
    assert len(notice.targets) <= 2001
    assert notice.targets[-1].given.endswith("more that were not looked up")
    assert len(notice.statement.explanation) < 201_000
    assert notice.statement.explanation.count("it is kept in the ledger") == 1
    with small.store.read() as conn:  # nothing that was said is lost
        private = [ledger.private_of(conn, row.seq) for row in ledger.of(conn, notice.reference) if row.kind == "notice.info_received"]
    assert "14 xxx" in private[-1]
    assert "https://elsewhere.example/14/299" in private[-1]


def test_what_is_not_found_here_is_listed_once_however_often_it_is_named(small: Office) -> None:
    received = small.complain(small.article(small.outlet()))
    for _ in range(3):
        receive.add_info(small.store, received.token, notices.Statement(), targets=(("https://elsewhere.example/a", Scope.ITEM),), rules=small.rules, now=small.now)
    assert [one.given for one in small.notice(received).targets].count("https://elsewhere.example/a") == 1
