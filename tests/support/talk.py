"""Articles under which comments stand, and short ways to write, verify and read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import discussion, model
from headwater.actions import comments as actions
from headwater.discussion import Comment, Rules, Status
from headwater.store import comments, db, desk_tables, ids, ledger, publications, schema

NOW = datetime(2026, 11, 21, 14, 5, 30, tzinfo=UTC)
RULES = Rules(sends_mail=True, base_url="https://news.example", site_name="Headwater")
SECRET = b"0123456789abcdef0123456789abcdef"
TEXT = "The gate held, and the cellar stayed dry for once."


@dataclass
class Talk:
    """A store with articles, a clock that is moved by hand, and the operator's rules."""

    store: db.Store
    rules: Rules = RULES
    now: datetime = NOW
    _sent: list[int] = field(default_factory=list)

    def article(self, name: str, *, copy_of: str | None = None, days: float = 1) -> str:
        """An article that is shown, ``days`` old; gives its identifier."""
        article_id, at = ids.new(), self.now - timedelta(days=days)
        with self.store.write() as conn:
            outlet_id = conn.execute(sa.select(schema.outlet.c.id)).scalar()
            if outlet_id is None:
                outlet_id = ids.new()
                conn.execute(sa.insert(schema.outlet).values(
                    id=outlet_id, name="Tidewater Post", home_url="https://tide.example/", home_key="tide.example", language="en",
                    country="gb", is_agency=False, policy="{}", added_at=at))
            conn.execute(sa.insert(schema.article).values(
                id=article_id, outlet_id=outlet_id, feed_id=ids.new(), reference_url=f"https://tide.example/{article_id}", title=name,
                first_seen=at, presence="there", entry="{}", allowance="{}"))
            publications.save(conn, model.Publication(
                article_id=model.ArticleId(article_id), view=model.View.EXCERPT, listed=True, headline=name,
                reference_url=f"https://tide.example/{article_id}", outlet_id=model.OutletId(outlet_id), outlet_name="Tidewater Post",
                published=at, first_seen=at, language="en",
            ), publications.Place(input_version=1, story_id=None, copy_of=copy_of), now=at)  # fmt: skip
        return article_id

    def withhold(self, article_id: str) -> None:
        """As a decision does."""
        with self.store.write() as conn:
            table = schema.publication
            conn.execute(sa.update(table).where(table.c.article_id == article_id).values(withheld=True, version=table.c.version + 1))

    def later(self, **passed: float) -> None:
        """Move the clock."""
        self.now += timedelta(**passed)

    def send(self, article_id: str, text: str = TEXT, **changes: Any) -> Any:
        """Send the form; each time another one, from another network."""
        self._sent.append(1)
        number = len(self._sent)
        draft = actions.Draft(article_id=article_id, name="Ann", text=text, network=f"192.0.{number}.0/24", seconds=30.0, once=f"form {number}")
        return actions.post(self.store, replace(draft, **changes), rules=self.rules, now=self.now, secret=SECRET)

    def shown(self, article_id: str, text: str = TEXT, *, mail: str = "ann@reader.example", **changes: Any) -> str:
        """A comment that was verified and is shown; gives its identifier."""
        posted = self.send(article_id, text, mail=mail, **changes)
        assert isinstance(posted, actions.Posted), posted
        done = actions.verify(self.store, self.token(posted.id), rules=self.rules, now=self.now)
        assert done is not None and done.status is Status.SHOWN, done
        return posted.id

    def token(self, comment_id: str) -> str:
        """The token in the mail that asks whether a comment is its recipient's."""
        with self.store.read() as conn:
            table = desk_tables.mail_out.c
            body = conn.execute(sa.select(table.body).where(table.key == f"verify:{comment_id}")).scalar_one()
        found = re.search(r"/comment/verify/(\S+)", body)
        assert found, body
        return found[1]

    def get(self, comment_id: str) -> Comment:
        """The comment as moderators see it."""
        with self.store.read() as conn:
            kept = comments.get(conn, comment_id)
        assert kept is not None
        return kept.comment

    def thread(self, article_id: str, number: int = 1) -> discussion.Thread:
        """What readers see under an article."""
        with self.store.read() as conn:
            place = comments.place(conn, article_id)
            assert place is not None
            return actions.thread(conn, article_id, since=place.sort_at, number=number, rules=self.rules, now=self.now)

    def texts(self, article_id: str) -> list[str]:
        """What is shown, in the order of reading; "-" for an empty place."""
        return [re.sub(r"<[^>]+>", "", node.comment.html) or "-" for node in actions.walk(self.thread(article_id).nodes)]

    def kinds(self, comment_id: str) -> list[str]:
        """What the ledger, which must hold, says happened to a comment."""
        with self.store.read() as conn:
            assert list(ledger.verify(conn)) == []
            return [row.kind for row in ledger.of(conn, comment_id)]

    def everything(self) -> str:
        """All that stands in any table, for a search as with grep."""
        with self.store.read() as conn:
            rows = [str(tuple(row)) for table in schema.metadata.sorted_tables for row in conn.execute(sa.select(table))]
        return "\n".join(rows)


