"""Evidence: what was complained of stays as it was, sealed by the ledger, whatever its publisher changes afterwards."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from headwater import notices
from headwater.actions import evidence
from headwater.notices import Channel, Type
from headwater.store import desk_tables, ledger, publications
from support.complaints import WORDS, Office


def rewrite(office: Office, article: str, words: str) -> None:
    """What the publisher does afterwards."""
    shown = office.shown(article)
    assert shown is not None
    with office.store.write() as conn:
        publications.save(conn, replace(shown, paragraphs=(words,)), publications.Place(input_version=2, story_id=None, copy_of=None), now=office.now)


def test_what_was_complained_of_is_kept_as_it_was(office: Office) -> None:
    article = office.article(office.outlet())
    notice = office.notice(office.complain(article))
    with office.store.read() as conn:
        assert not evidence.of(conn, notice)[article].changed
    rewrite(office, article, "Nothing happened.")
    with office.store.read() as conn:
        was = evidence.of(conn, notice)[article]
        assert was.changed and was.publication and was.publication.paragraphs == (WORDS,)
        row = next(one for one in ledger.of(conn, notice.reference) if one.kind == evidence.SEALED)
        assert WORDS not in str(row.facts), "the content stands beside the chain"
        assert not list(ledger.verify(conn))
    with office.store.write() as conn:
        table = desk_tables.ledger_private
        conn.execute(sa.update(table).where(table.c.seq == row.seq).values(body=sa.func.replace(table.c.body, "harbour", "market")))
    with office.store.read() as conn:
        assert [one.seq for one in ledger.verify(conn)] == [row.seq], "whoever changes the evidence is found"


def test_of_what_nobody_proves_and_of_harm_to_children_the_hash_alone_is_kept(small: Office) -> None:
    article = small.article(small.outlet())
    mail = small.notice(small.complain(article, channel=Channel.MAIL, is_proven=False))
    child = small.notice(small.complain(article, type=Type.CHILD_SAFETY, fields=(), contact=notices.Contact()))
    rewrite(small, article, "Nothing happened.")
    with small.store.read() as conn:
        for one in (mail, child):
            assert evidence.of(conn, one)[article] == evidence.Sealed(changed=True)


def test_a_notice_about_nothing_here_seals_nothing_and_a_long_one_is_bounded(small: Office) -> None:
    nothing = small.notice(small.complain("https://nowhere.example/1"))
    outlet = small.outlet()
    many = small.notice(small.complain(*[small.article(outlet, f"gate-{number}", text=f"{number} {'harbour ' * 2000}") for number in range(25)]))
    with small.store.read() as conn:
        assert evidence.of(conn, nothing) == {}
        kept = evidence.of(conn, many)
    assert len(kept) == 20 and 5 < sum(one.publication is not None for one in kept.values()) < 15
