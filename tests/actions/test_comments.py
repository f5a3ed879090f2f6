"""Comments: written, verified, edited, deleted, reported, forgotten; on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from headwater import discussion
from headwater.actions import comments as actions
from headwater.actions import reports
from headwater.desk import staydown as staydown_rules
from headwater.discussion import ReportReason, Status, Verdict
from headwater.store import (
    comment_tables,
    comments,
    db,
    desk_tables,
    ledger,
    moderation,
    restrictions,
    staydown,
)
from support.talk import NOW, RULES, SECRET, TEXT, Talk

MAIL = "ann@reader.example"


@pytest.fixture
def talk(store: db.Store) -> Talk:
    return Talk(store)


# ---- posting -----------------------------------------------------------------------------------------------


def test_a_guest_waits_and_is_never_shown_without_a_moderator(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article)
    assert (posted.status, posted.verifies) == (Status.PENDING, False)
    assert talk.texts(article) == []
    assert talk.thread(article).shown == 0
    assert talk.kinds(posted.id) == ["comment.posted"]


def test_a_verified_comment_is_shown(talk: Talk) -> None:
    article = talk.article("Gate")
    comment_id = talk.shown(article)
    assert talk.texts(article) == [TEXT]
    assert talk.get(comment_id).is_verified
    assert talk.kinds(comment_id) == ["comment.posted", "comment.verified"]


def test_without_mail_set_up_no_address_is_kept_and_everything_waits(talk: Talk) -> None:
    talk.rules = replace(RULES, sends_mail=False)
    article = talk.article("Gate")
    posted = talk.send(article, mail=MAIL)
    assert (posted.status, posted.verifies) == (Status.PENDING, False)
    assert MAIL not in talk.everything()


def test_an_unverified_address_gains_nothing_however_well_known_it_is(talk: Talk) -> None:
    article = talk.article("Gate")
    talk.shown(article, "The first, confirmed from the mailbox.")
    posted = talk.send(article, "Somebody else writes under her address.", mail=MAIL)
    assert posted.status is Status.PENDING
    assert not talk.get(posted.id).is_verified
    assert talk.texts(article) == ["The first, confirmed from the mailbox."]


def test_a_link_works_once_and_for_24_hours_and_a_look_changes_nothing(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article, mail=MAIL)
    token = talk.token(posted.id)
    for _ in range(3):
        with talk.store.read() as conn:
            assert actions.asked(conn, token, now=talk.now) is not None
    assert talk.get(posted.id).status is Status.PENDING
    assert actions.verify(talk.store, token, rules=RULES, now=talk.now) is not None
    assert actions.verify(talk.store, token, rules=RULES, now=talk.now) is None
    late = talk.send(article, "Another one, and too late.", mail=MAIL)
    token = talk.token(late.id)
    talk.later(hours=24, seconds=1)
    assert actions.verify(talk.store, token, rules=RULES, now=talk.now) is None
    assert talk.get(late.id).status is Status.PENDING


def test_what_another_phase_holds_waits_though_it_is_verified(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article, mail=MAIL, seconds=1.0)
    done = actions.verify(talk.store, talk.token(posted.id), rules=RULES, now=talk.now)
    assert done is not None
    assert (done.status, done.is_verified) == (Status.PENDING, True)
    assert [one.phase for one in talk.get(posted.id).checks if one.verdict is Verdict.HOLD] == ["time"]


def test_the_mail_holds_nothing_that_the_writer_wrote(talk: Talk) -> None:
    posted = talk.send(talk.article("Gate"), "Buy at https://evil.example", name="Cheap https://evil.example", mail="victim@reader.example")
    with talk.store.read() as conn:
        row = conn.execute(sa.select(desk_tables.mail_out)).one()
    assert posted.verifies
    assert row.recipient == "victim@reader.example"
    assert "evil" not in row.body + row.subject
    assert "https://news.example/comment/verify/" in row.body


def test_the_same_form_makes_one_comment_and_gives_the_same_key(talk: Talk) -> None:
    article = talk.article("Gate")
    once = {"network": "198.51.100.0/24", "once": "one form"}
    first, second = talk.send(article, **once), talk.send(article, **once)
    assert (second.id, second.key, second.is_new) == (first.id, first.key, False)
    talk.later(minutes=3)
    assert talk.send(article, **once).key == "", "a form that comes back late gets no private key"
    with talk.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(comment_tables.comment)).scalar() == 1


def test_two_at_once_make_one_comment(talk: Talk) -> None:
    article = talk.article("Gate")
    found: list[object] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait(5)
        draft = actions.Draft(article_id=article, name="Ann", text=TEXT, network="192.0.2.0/24", seconds=30.0, once="x")
        found.append(actions.post(talk.store, draft, rules=RULES, now=NOW, secret=SECRET))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert len({one.id for one in found if isinstance(one, actions.Posted)}) == 1
    assert len(found) == 4


def test_what_must_change_is_said_for_each_field_and_nothing_is_kept(talk: Talk) -> None:
    article = talk.article("Gate")
    refused = talk.send(article, "x", name="\u200b")
    assert isinstance(refused, actions.Refused)
    assert [field for field, _ in refused.problems] == ["name", "text"]
    trapped = talk.send(article, honeypot="https://evil.example")
    assert [field for field, _ in trapped.problems] == ["website"]
    with talk.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(comment_tables.comment)).scalar() == 0


def test_a_network_that_writes_too_much_is_told_when_to_come_back(talk: Talk) -> None:
    article = talk.article("Gate")
    mine = {"network": "198.51.100.0/24"}
    for number in range(2):
        assert isinstance(talk.send(article, f"Comment number {number}, about the gate.", **mine), actions.Posted)
    assert talk.send(article, "A third within the minute.", **mine) == actions.Limited(retry_after=60)
    assert isinstance(talk.send(article, "Somebody else may."), actions.Posted)
    talk.rules = replace(RULES, a_day=2)
    talk.later(minutes=2)
    assert talk.send(article, "A third within the day.", **mine) == actions.Limited(retry_after=3600)


def test_who_repeats_themselves_waits(talk: Talk) -> None:
    article = talk.article("Gate")
    said = "The harbour master should open the books of the tide gate before the council sits"
    talk.shown(article, said, network="198.51.100.0/24")
    talk.later(minutes=5)
    again = talk.send(article, said + " again", network="198.51.100.0/24", mail=MAIL)
    done = actions.verify(talk.store, talk.token(again.id), rules=RULES, now=talk.now)
    assert done is not None and done.status is Status.PENDING


def test_a_text_that_was_taken_down_waits_as_a_comment_too(talk: Talk) -> None:
    text = "The ledgers of the gate fill a room above the market, and this week somebody opened them for the first time in forty years of dues"
    measured = staydown_rules.measure(text)
    key = staydown.Key(id="k" * 32, restriction_id="r" * 32, kind="text", value="", weight=len(measured.shingles), shingles=measured.shingles)
    with talk.store.write() as conn:
        staydown.put(conn, [key], now=talk.now)
    article = talk.article("Gate")
    talk.shown(article, "The gate is a fine one, and nobody pays too much for it, if you ask me or anybody else in this town tonight.")
    held = talk.send(article, f"They took this down: {text}.", mail=MAIL)
    done = actions.verify(talk.store, talk.token(held.id), rules=RULES, now=talk.now)
    assert done is not None and done.status is Status.PENDING
    assert [one.phase for one in talk.get(held.id).checks if one.reason] == ["stay_down"]


def test_the_dry_run_keeps_nothing(talk: Talk) -> None:
    draft = actions.Draft(article_id="", name="x", text="Buy https://a.example https://b.example https://c.example", seconds=9.0)
    found = actions.dry_run(talk.store, draft, rules=RULES, now=NOW)
    assert found.verdict is Verdict.HOLD
    assert "links" in [one.phase for one in found.checks if one.verdict is Verdict.HOLD]
    with talk.store.read() as conn:
        assert ledger.head(conn) == (0, ledger.FIRST)


# ---- where ------------------------------------------------------------------------------------------------


def test_copies_share_their_originals_thread(talk: Talk) -> None:
    original = talk.article("Original")
    copy = talk.article("Copy", copy_of=original)
    further = talk.article("Copy of a copy", copy_of=copy)
    other = talk.article("Something else")
    first = talk.shown(original, "Under the original.")
    talk.shown(further, "An answer under the copy of the copy.", parent_id=first)
    for article in (original, copy, further):
        assert talk.texts(article) == ["Under the original.", "An answer under the copy of the copy."]
    assert talk.texts(other) == []


def test_two_that_are_copies_of_each_other_do_not_turn_in_a_circle(talk: Talk) -> None:
    one = talk.article("One")
    two = talk.article("Two", copy_of=one)
    with talk.store.write() as conn:
        from headwater.store import schema

        conn.execute(sa.update(schema.publication).where(schema.publication.c.article_id == one).values(copy_of=two))
    talk.shown(one)
    assert talk.texts(two) == [TEXT]


def test_under_a_withheld_item_nothing_is_shown_or_taken_and_its_copies_show_none_of_it(talk: Talk) -> None:
    original = talk.article("Original")
    copy = talk.article("Copy", copy_of=original)
    talk.shown(original, "Under the original.")
    talk.shown(copy, "Under the copy.")
    talk.withhold(original)
    with talk.store.read() as conn:
        assert comments.place(conn, original) is None
        assert [one.html for one in actions.feed(conn, copy)] == ['<p dir="auto">Under the copy.</p>']
    closed = talk.send(original, "More.")
    assert isinstance(closed, actions.Closed) and closed.gone
    assert talk.texts(copy) == ["Under the copy."]


def test_an_article_that_is_too_old_is_closed_and_keeps_what_is_there(talk: Talk) -> None:
    article = talk.article("Gate", days=29)
    talk.shown(article)
    assert talk.thread(article).open
    talk.later(days=2)
    assert not talk.thread(article).open
    assert talk.texts(article) == [TEXT]
    closed = talk.send(article)
    assert isinstance(closed, actions.Closed) and "30 days" in closed.why
    talk.rules = replace(RULES, close_days=0)
    assert talk.thread(article).open


@pytest.mark.parametrize(("mode", "sends_mail", "verified", "expected"), [
    ("auto", True, True, Status.SHOWN), ("auto", True, False, Status.PENDING), ("auto", False, False, Status.PENDING),
    ("premoderate", True, True, Status.PENDING), ("premoderate", True, False, Status.PENDING), ("closed", True, True, None),
])  # fmt: skip
def test_the_modes(talk: Talk, mode: str, sends_mail: bool, verified: bool, expected: Status | None) -> None:
    talk.rules = replace(RULES, mode=mode, sends_mail=sends_mail)
    posted = talk.send(talk.article("Gate"), mail=MAIL if verified else "")
    if expected is None:
        assert isinstance(posted, actions.Closed)
        return
    if verified:
        assert actions.verify(talk.store, talk.token(posted.id), rules=talk.rules, now=talk.now) is not None
    assert talk.get(posted.id).status is expected


def test_what_is_not_shown_cannot_be_answered(talk: Talk) -> None:
    article = talk.article("Gate")
    waiting = talk.send(article)
    assert isinstance(talk.send(article, "An answer.", parent_id=waiting.id), actions.Closed)
    elsewhere = talk.shown(talk.article("Other"))
    assert isinstance(talk.send(article, "An answer.", parent_id=elsewhere), actions.Closed)


def test_a_restriction_by_the_rights_desk_hides_a_comment_at_once_and_lifting_it_shows_it_again(talk: Talk) -> None:
    from headwater import notices

    article = talk.article("Gate")
    comment_id = talk.shown(article)
    talk.shown(article, "An answer to it.", parent_id=comment_id)
    before = talk.thread(article)
    limit = notices.Restriction(
        id=notices.RestrictionId("r" * 32), decision_id=notices.DecisionId("d" * 32), notice_id=None, reference="", starts_at=talk.now,
        action=notices.Action.HIDE_COMMENT, kind=notices.Kind.COMMENT, object_id=comment_id)
    with talk.store.write() as conn:
        restrictions.add(conn, [limit])
    assert talk.texts(article) == ["-", "An answer to it."]
    assert talk.thread(article).state != before.state
    assert talk.thread(article).nodes[0].comment.name == ""
    with talk.store.read() as conn:
        assert reports.reportable(conn, comment_id) is None
        assert comments.counts(conn, [article]) == {article: 1}
    with talk.store.write() as conn:
        restrictions.lift(conn, [limit.id], now=talk.now)
    assert talk.thread(article) == before


# ---- its author --------------------------------------------------------------------------------------------


def test_a_comment_is_changed_within_ten_minutes_and_its_history_kept(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article, mail=MAIL)
    actions.verify(talk.store, talk.token(posted.id), rules=RULES, now=talk.now)
    talk.later(minutes=10)
    done = actions.edit(talk.store, posted.id, posted.key, "Changed my mind.", rules=RULES, now=talk.now)
    assert isinstance(done, discussion.Comment)
    assert (done.status, done.edited_at) == (Status.SHOWN, talk.now)
    assert talk.texts(article) == ["Changed my mind."]
    with talk.store.read() as conn:
        assert comments.before(conn, posted.id) == [(talk.now, TEXT)]
    talk.later(seconds=1)
    assert isinstance(actions.edit(talk.store, posted.id, posted.key, "Again.", rules=RULES, now=talk.now), actions.Closed)
    assert talk.texts(article) == ["Changed my mind."]


def test_a_change_passes_the_phases_too(talk: Talk) -> None:
    talk.rules = replace(RULES, banned_words=("casino",))
    article = talk.article("Gate")
    posted = talk.send(article, mail=MAIL)
    actions.verify(talk.store, talk.token(posted.id), rules=RULES, now=talk.now)
    refused = actions.edit(talk.store, posted.id, posted.key, "casino", rules=talk.rules, now=talk.now)
    assert isinstance(refused, actions.Refused)
    spam = "https://a.example https://b.example https://c.example"
    held = actions.edit(talk.store, posted.id, posted.key, spam, rules=talk.rules, now=talk.now)
    assert isinstance(held, discussion.Comment)
    assert held.status is Status.PENDING
    assert talk.texts(article) == []


def test_nobody_but_its_author_changes_or_deletes_a_comment(talk: Talk) -> None:
    article = talk.article("Gate")
    mine, other = talk.send(article), talk.send(article, "Another.")
    for key in ("", "x", other.key, mine.key[:-1], mine.key + "A"):
        assert actions.edit(talk.store, mine.id, key, "Mine now.", rules=RULES, now=talk.now) is None
        assert actions.withdraw(talk.store, mine.id, key, now=talk.now) is False
    assert talk.get(mine.id).text == TEXT
    assert mine.key not in talk.everything(), "the key is kept as a hash alone"


def test_deleting_keeps_the_answers_and_leaves_no_word_behind(talk: Talk) -> None:
    article = talk.article("Gate")
    text = "Words that shall be gone for ever."
    posted = talk.send(article, text, mail=MAIL, name="Zebedee")
    actions.verify(talk.store, talk.token(posted.id), rules=RULES, now=talk.now)
    for number in range(3):
        talk.shown(article, f"Answer number {number}.", parent_id=posted.id)
    actions.edit(talk.store, posted.id, posted.key, text + " Nearly.", rules=RULES, now=talk.now)
    talk.later(days=20)
    assert actions.withdraw(talk.store, posted.id, posted.key, now=talk.now)
    assert actions.withdraw(talk.store, posted.id, posted.key, now=talk.now), "twice is as good as once"
    assert talk.texts(article) == ["-", "Answer number 0.", "Answer number 1.", "Answer number 2."]
    left = talk.everything()
    assert "gone for ever" not in left
    assert "Zebedee" not in left
    assert talk.kinds(posted.id)[-1] == "comment.deleted"
    assert talk.kinds(posted.id).count("comment.deleted") == 1


# ---- reports -----------------------------------------------------------------------------------------------


def report(talk: Talk, comment_id: str, network: str, once: str = "", reason: ReportReason = ReportReason.SPAM, note: str = "") -> bool:
    return reports.report(talk.store, comment_id, reason, note, network=network, once=once or network, rules=talk.rules, now=talk.now)


def test_each_anonymous_report_is_its_own_record_and_a_form_sent_twice_is_one(talk: Talk) -> None:
    comment_id = talk.shown(talk.article("Gate"))
    assert report(talk, comment_id, "192.0.2.0/24", "a")
    assert report(talk, comment_id, "192.0.2.0/24", "a")
    assert report(talk, comment_id, "192.0.2.0/24", "b", note="It is an advert.")
    with talk.store.read() as conn:
        assert [one.note for one in moderation.reports(conn, comment_id)] == ["", "It is an advert."]
    assert talk.get(comment_id).reports == 2


def test_reports_of_four_networks_hide_a_comment_until_a_moderator_looks(talk: Talk) -> None:
    article = talk.article("Gate")
    comment_id = talk.shown(article)
    for number in range(3):
        report(talk, comment_id, f"192.0.{number}.0/24")
    for number in range(9):
        report(talk, comment_id, "192.0.0.0/24", f"again {number}")
    assert talk.texts(article) == [TEXT], "one network counts once"
    report(talk, comment_id, "192.0.7.0/24")
    assert talk.get(comment_id).status is Status.HIDDEN
    assert talk.get(comment_id).reason == "reports"
    assert talk.texts(article) == []
    assert talk.kinds(comment_id)[-1] == "comment.hidden"


def test_reports_never_hide_where_the_operator_says_so(talk: Talk) -> None:
    talk.rules = replace(RULES, reports_hide=0)
    comment_id = talk.shown(talk.article("Gate"))
    for number in range(9):
        report(talk, comment_id, f"192.0.{number}.0/24")
    assert talk.get(comment_id).status is Status.SHOWN


def test_what_readers_do_not_see_they_cannot_report(talk: Talk) -> None:
    article = talk.article("Gate")
    assert not report(talk, talk.send(article).id, "192.0.2.0/24")
    comment_id = talk.shown(article)
    talk.withhold(article)
    assert not report(talk, comment_id, "192.0.2.0/24")


# ---- privacy -----------------------------------------------------------------------------------------------


def test_an_address_stands_in_its_own_table_and_in_the_mail_alone(talk: Talk) -> None:
    comment_id = talk.shown(talk.article("Gate"), mail="ann.secret@reader.example")
    with talk.store.read() as conn:
        from headwater.store import schema

        for table in schema.metadata.sorted_tables:
            if table.name not in ("commenter", "mail_out"):
                assert "ann.secret" not in str(conn.execute(sa.select(table)).all()), table.name
        assert "ann.secret" not in repr(comments.get(conn, comment_id))
    assert "ann.secret" not in repr(talk.get(comment_id))


def test_networks_go_after_30_days_and_rejected_words_after_90(talk: Talk) -> None:
    article = talk.article("Gate")
    kept = talk.shown(article, "It stays, for it is shown.", network="198.51.100.0/24")
    waiting = talk.send(article, "Never approved by anybody.", network="203.0.113.0/24", name="Zebedee").id
    report(talk, kept, "192.0.2.0/24")
    talk.later(days=29)
    actions.tidy_up(talk.store, now=talk.now)
    assert "198.51.100.0/24" in talk.everything()
    talk.later(days=2)
    actions.tidy_up(talk.store, now=talk.now)
    left = talk.everything()
    assert not any(one in left for one in ("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24"))
    assert "Never approved" in left
    talk.later(days=60)
    assert actions.tidy_up(talk.store, now=talk.now) > 0
    left = talk.everything()
    assert "Never approved" not in left and "Zebedee" not in left
    assert talk.get(waiting).status is Status.PENDING
    assert talk.get(kept).text == "It stays, for it is shown."
    assert actions.tidy_up(talk.store, now=talk.now) == 0


def test_an_address_that_was_not_verified_is_forgotten_in_two_days(talk: Talk) -> None:
    article = talk.article("Gate")
    talk.send(article, mail="other@reader.example")
    talk.shown(article, "Verified.", mail=MAIL)
    talk.later(days=2, hours=1)
    actions.tidy_up(talk.store, now=talk.now)
    with talk.store.read() as conn:
        assert list(conn.execute(sa.select(comment_tables.commenter.c.mail)).scalars()) == [MAIL]
