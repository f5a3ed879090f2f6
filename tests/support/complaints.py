"""A small desk for use cases: an outlet with articles, complaints about them, a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import model, notices, urls
from headwater.actions import clock, receive
from headwater.notices import Channel, Kind, Relation, Scope, Type
from headwater.store import articles, db, desk_tables, ids, outbox, outlets, people, publications
from headwater.store import notices as rows

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
WORDS = ("The harbour gate of Osk closed at noon on Friday after its motor failed, said the harbour master, "
         "who expects ferries to wait until the tide turns on Sunday evening.")
WHOLE = (("work", "Report on the harbour gate of Osk"), ("good_faith", "yes"), ("accuracy", "yes"), ("signature", "Mara Lind"))


@dataclass
class Office:
    """A desk on a store."""

    store: db.Store
    now: datetime = START
    rules: notices.DeskRules = field(default_factory=lambda: notices.DeskRules(
        base_url="https://site.example", owner="Site Ltd", complaints_mail="complaints@site.example", sends_mail=True))
    sent: int = 0

    def outlet(self, name: str = "Tidewater Post", home: str = "https://tide.example/", *, contact: str = "rights@tide.example",
               days: float = 10) -> str:
        """An outlet that we have read for some days."""
        licence = model.Licence(uri="", name="Contract", where="operator", contact=contact) if contact else None
        one = model.Outlet(id=model.OutletId(ids.new()), name=name, home_url=home, policy=model.OutletPolicy(licence=licence))
        with self.store.write() as conn:
            return outlets.add(conn, one, now=self.now - timedelta(days=days))

    def article(self, outlet_id: str, slug: str = "gate", *, title: str = "Harbour gate closes", text: str = WORDS, picture: str = "") -> str:
        """An article that is published whole, with a picture if one is named."""
        with self.store.write() as conn:
            outlet = outlets.get(conn, outlet_id)
            assert outlet is not None
            url, article_id = f"{outlet.home_url}news/{slug}", model.ArticleId(ids.new())
            images = (model.Image(url=picture, credit="Photo: Ana Berg"),) if picture else ()
            articles.add(conn, [articles.Kept(
                id=article_id, outlet_id=outlet.id, feed_id=model.FeedId("feed"), reference_url=url, title=title, language="en",
                published=self.now, updated=None, first_seen=self.now - timedelta(hours=5), entry=model.Entry(entry_id=url, url=url, title=title),
                allowance=model.Allowance(view=model.View.FULL),
                article=model.Article(url=url, canonical_url=url, title=title, body=text))])
            articles.claim(conn, url, article_id, kind="entry")
            publications.save(conn, model.Publication(
                article_id=article_id, view=model.View.FULL, listed=True, headline=title, reference_url=url, outlet_id=outlet.id,
                outlet_name=outlet.name, first_seen=self.now, language="en", excerpt=text[:60], paragraphs=(text,), images=images,
            ), publications.Place(input_version=1, story_id=None, copy_of=None), now=self.now)
            if picture:
                self._picture(conn, picture, article_id)
        return article_id

    def _picture(self, conn: sa.Connection, url: str, article_id: str) -> None:
        image_id = ids.new()
        conn.execute(sa.insert(desk_tables.image).values(
            id=image_id, key=urls.image_key(url), url=url, host=urls.host(url), status="ready", wanted_at=self.now))
        conn.execute(sa.insert(desk_tables.image_use).values(article_id=article_id, image_id=image_id))

    def reviewer(self, name: str = "Rea") -> notices.PersonId:
        """Somebody who decides; the same one for the same name."""
        with self.store.read() as conn:
            if known := people.by_mail(conn, f"{name.lower()}@site.example"):
                return known[0].id
        person = notices.Person(id=notices.PersonId(ids.new()), name=name, mail=f"{name.lower()}@site.example", roles=frozenset({notices.Role.REVIEWER}))
        with self.store.write() as conn:
            people.add(conn, person, now=self.now)
        return person.id

    def draft(self, *given: str, scope: Scope = Scope.TEXT, **values: Any) -> receive.Draft:
        """A complaint about a text, complete unless ``values`` say otherwise."""
        self.sent += 1
        fields = values.pop("fields", WHOLE)
        explanation = values.pop("explanation", "")
        usual: dict[str, Any] = {
            "channel": Channel.FORM, "type": Type.COPYRIGHT_TEXT, "relation": Relation.OWNER,
            "contact": notices.Contact(name="Mara Lind", mail="mara@lind.example"),
            "statement": notices.Statement(explanation=explanation, fields=tuple(fields)),
            "dedupe": f"form:{self.sent}", "received_at": self.now,
        }  # fmt: skip
        return receive.Draft(targets=tuple((one, scope) for one in given), **(usual | values))

    def complain(self, *given: str, **values: Any) -> receive.Received:
        """Receive a complaint."""
        return receive.receive(self.store, self.draft(*given, **values), rules=self.rules, now=self.now)

    def wait(self, hours: float) -> int:
        """Let time pass and the clock run; mail goes out as soon as it is queued."""
        self.now += timedelta(hours=hours)
        done = clock.run(self.store, rules=self.rules, now=self.now, limit=10_000)
        self.deliver()
        return done

    def deliver(self) -> None:
        """A mail server that takes everything at once."""
        with self.store.write() as conn:
            for one in outbox.due(conn, now=self.now, limit=10_000):
                outbox.sent(conn, one.id, now=self.now)

    def notice(self, received: receive.Received) -> notices.Notice:
        """The notice as it stands."""
        with self.store.read() as conn:
            found = rows.get(conn, received.notice.id)
        assert found is not None
        return found

    def shown(self, article_id: str) -> model.Publication | None:
        """What readers see of an article; None where it is hidden."""
        with self.store.read() as conn:
            row = publications.stored(conn, article_id)
        return None if row is None or row.withheld else row.shown

    def letters(self, kind: str = "") -> list[outbox.Letter]:
        """Every letter of a kind that was queued, oldest first."""
        with self.store.read() as conn:
            table = desk_tables.mail_out.c
            found = [outbox.get(conn, one) for one in conn.execute(sa.select(table.id).order_by(table.made_at, table.id)).scalars()]
        return [one for one in found if one and (not kind or one.kind == kind)]


def article(object_id: str, scope: Scope = Scope.TEXT) -> notices.Target:
    """An article as a target."""
    return notices.Target(given=object_id, kind=Kind.ARTICLE, object_id=object_id, scope=scope)
