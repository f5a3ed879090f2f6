"""A seeded site: synthetic news in four scripts, with everything that pages must tell apart."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model
from headwater.store import codec, db, publications, schema, search
from headwater.web import site

NOW = datetime(2026, 11, 21, 14, 5, 30, tzinfo=UTC)
HOSTILE = "Hostile \x00\x0b<script>alert(1)</script> ]]> & \"quotes\" \u202eevil \ufffe end"


def some_id(*parts: object) -> str:
    """An identifier that depends on its name only."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))).hex


@dataclass
class News:
    """A store that is being filled, and the names of what is in it."""

    store: db.Store
    outlets: dict[str, str] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)

    def outlet(self, name: str, *, language: str = "en", agency: bool = False, failures: int = 0, polled: bool = True) -> str:
        outlet_id = self.outlets[name] = some_id("outlet", name)
        home = f"https://{outlet_id[:8]}.example/"
        at = NOW - timedelta(minutes=7) if polled else None
        with self.store.write() as conn:
            conn.execute(sa.insert(schema.outlet).values(
                id=outlet_id, name=name, home_url=home, home_key=home, language=language, country="gb",
                is_agency=agency, policy="{}", added_at=NOW))
            conn.execute(sa.insert(schema.feed).values(
                id=some_id("feed", name), outlet_id=outlet_id, url=home + "feed.xml", host=f"{outlet_id[:8]}.example",
                added_at=NOW, polled_at=at, succeeded_at=None if failures else at, failures=failures, next_poll_at=NOW))
        return outlet_id

    def story(self, name: str, *, rank: float = 1.0, lead: str | None = None, merged_into: str | None = None) -> str:
        story_id = self.stories[name] = some_id("story", name)
        with self.store.write() as conn:
            conn.execute(sa.insert(schema.story).values(
                id=story_id, status="merged" if merged_into else "open", merged_into=merged_into, language="en",
                created_at=NOW, last_at=NOW, articles=1, outlets=2, rank=rank,
                lead_article_id=some_id("article", lead) if lead else None))
        return story_id

    def article(
        self, name: str, outlet: str, *, story: str | None = None, copy_of: str | None = None, minutes: float = 60,
        withheld: bool = False, presence: str = "there", **values: Any,
    ) -> model.Publication:
        article_id = self.articles[name] = some_id("article", name)
        outlet_id, at = self.outlets[outlet], NOW - timedelta(minutes=minutes)
        released = replace(model.Publication(
            article_id=model.ArticleId(article_id), view=model.View.EXCERPT, listed=True, headline=name,
            reference_url=f"https://{outlet_id[:8]}.example/news/{article_id[:12]}", outlet_id=model.OutletId(outlet_id),
            outlet_name=outlet, published=at.astimezone(timezone(timedelta(hours=2))), first_seen=at, language="en",
            reasons=(model.Reason(rule="unknown-rights", where="default"),)), **values)
        with self.store.write() as conn:
            conn.execute(sa.insert(schema.article).values(
                id=article_id, outlet_id=outlet_id, feed_id=some_id("feed", outlet), reference_url=released.reference_url,
                title=name, first_seen=at, presence=presence, entry="{}", allowance="{}"))
            place = publications.Place(
                input_version=1, story_id=self.stories[story] if story else None,
                copy_of=some_id("article", copy_of) if copy_of else None)
            publications.save(conn, released, place, now=at + timedelta(minutes=1))
            if withheld:
                conn.execute(sa.update(schema.publication).where(schema.publication.c.article_id == article_id).values(withheld=True))
            search.put(conn, article_id, " ".join((released.headline, released.excerpt, *released.paragraphs)))
        return released

    def change(self, name: str, **values: Any) -> None:
        """Release an article again, changed."""
        with self.store.write() as conn:
            row = conn.execute(sa.select(schema.publication).where(schema.publication.c.article_id == self.articles[name])).one()
            old = codec.load(model.Publication, row.payload)
            publications.save(
                conn, replace(old, **values),
                publications.Place(input_version=row.input_version, story_id=row.story_id, copy_of=row.copy_of), now=NOW)

    def withhold(self, name: str) -> None:
        """As a decision does."""
        with self.store.write() as conn:
            table = schema.publication
            conn.execute(sa.update(table).where(table.c.article_id == self.articles[name]).values(
                withheld=True, version=table.c.version + 1))


WIRE = model.Origin(
    kind="agency", name="Meridian Wire", url="https://wire.example/n/1", confidence=0.93,
    evidence=(model.Evidence(where="byline", quote="By Meridian Wire"),),
    supplier=model.Supplier(name="Meridian Wire", kind="agency", share="whole", evidence=model.Evidence(where="end_note", quote="With material of Meridian Wire")))
PAPER = model.Origin(
    kind="document", name="Ministry of Ports", confidence=0.8, evidence=(model.Evidence(where="body", quote="a report of the ministry"),),
    based_on=(model.BasedOn(name="Ministry of Ports", kind="document", url=None, evidence=model.Evidence(where="body", quote="a report of the ministry")),))
CC = model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="page")


def fill(news: News) -> None:
    """The synthetic news."""
    for name, language in (("Harbour Courier", "en-GB"), ("The Millrace", "en"), ("صحيفة الميناء", "ar"), ("河湾日报", "zh-Hans"),
                           ("Речной вестник", "ru"), ("Tidewater Post", "en")):
        news.outlet(name, language=language)
    news.outlet("Meridian Wire", agency=True)
    news.outlet("Broken Bugle", failures=3)
    news.outlet("Silent Star", polled=False)
    _tide(news)
    _scripts(news)
    _hidden(news)
    news.story("merged", merged_into=news.stories["tide"])


def _tide(news: News) -> None:
    news.story("tide", rank=9, lead="Tide gate closes for the first time in forty years")
    lead = "Tide gate closes for the first time in forty years"
    news.article(
        lead, "Harbour Courier", story="tide", minutes=190, section="Harbour", origin=PAPER, authors=("Ines Calder", "Tom Ferrow"),
        excerpt="The great gate at Port Ellery swung shut at dawn as the spring tide met a northerly gale, and the old town stayed dry.",
        images=(model.Image(url="https://img.example/gate.jpg", caption="The gate at dawn", credit="Ana Voss / Courier"),))
    news.article("Port Ellery shuts its gate against the tide", "Meridian Wire", story="tide", minutes=240,
                 excerpt="PORT ELLERY (MW) - The tide gate was closed on Saturday, officials said.")
    news.article("Gate shut: the tide held back", "Tidewater Post", story="tide", copy_of="Port Ellery shuts its gate against the tide",
                 minutes=170, origin=WIRE, excerpt="The tide gate was closed on Saturday, officials said.")
    news.article("Gate shut in Port Ellery", "Broken Bugle", story="tide", copy_of="Gate shut: the tide held back", minutes=120, origin=WIRE)
    news.article(
        "What the gate cost, and who paid", "The Millrace", story="tide", minutes=45, view=model.View.FULL, licence=CC,
        rights="© The Millrace Cooperative", updated=NOW - timedelta(minutes=20),
        excerpt="Forty years of dues, counted.", correction="An earlier version gave the cost in the wrong currency.",
        origin=model.Origin(kind="own", confidence=0.9, evidence=(model.Evidence(where="byline", quote="By Lena Marsh"),)),
        authors=("Lena Marsh",), kind="opinion", access="metered", forms=((3, "quote"),),
        contributors=(model.Contributor(name="Lena Marsh", url="https://millrace.example/lena"), model.Contributor(name="Ito Vey", role="translator")),
        reasons=(model.Reason(rule="licence-cc-by", where="page", quote="CC BY 4.0"),),
        paragraphs=("Forty years of dues, counted.", "Every boat that enters the harbour pays a little towards the gate, and has since it was drawn on paper.",
                    "The ledgers fill a room above the fish market. This week they were opened.",
                    "“We never hid them,” the keeper said. “Nobody asked.”"),
        images=(model.Image(url="https://img.example/ledger.jpg", caption="The ledgers", credit="Lena Marsh", licence="CC BY 4.0"),))


def _scripts(news: News) -> None:
    news.story("arabic", rank=7)
    news.article("إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً", "صحيفة الميناء", story="arabic", minutes=100, language="ar", section="محليات",
                 excerpt="أُغلقت البوابة الكبرى فجر السبت مع وصول المد العالي ورياح شمالية قوية، وبقيت البلدة القديمة جافة.", origin=WIRE)
    news.story("chinese", rank=6)
    news.article("埃勒里港四十年来首次关闭防潮闸门", "河湾日报", story="chinese", minutes=130, language="zh-Hans", section="港口",
                 excerpt="周六清晨，大潮遇上强劲北风，港口的防潮闸门四十年来首次关闭，老城区安然无恙。")
    news.story("russian", rank=5)
    news.article("Приливные ворота закрыты впервые за сорок лет", "Речной вестник", story="russian", minutes=80, language="ru",
                 excerpt="Большие ворота Порт-Эллери закрылись на рассвете в субботу: весенний прилив встретил северный шторм.", origin=PAPER)
    news.story("lone", rank=4)
    news.article("Ferry timetable changes for the winter", "The Millrace", story="lone", minutes=1900, view=model.View.LINK_ONLY)
    news.article("A note without a story", "Tidewater Post", minutes=4000, excerpt="It stands alone.")
    for number in range(6):
        news.story(f"more{number}", rank=3 - number / 10)
        news.article(f"Council weighs plan number {number} for the old quay", "Tidewater Post", story=f"more{number}", minutes=300 + 61 * number,
                     excerpt="Members heard from shopkeepers, rowers and the harbour master before they put the question off to the spring." if number % 2 else "")


def _hidden(news: News) -> None:
    news.story("hidden", rank=8)
    news.article("SECRET withheld by a person", "The Millrace", story="hidden", withheld=True, excerpt="SECRET excerpt")
    news.article("SECRET withheld by the gate", "The Millrace", story="hidden", view=model.View.WITHHELD, excerpt="SECRET excerpt")
    news.article("SECRET in the tide", "Silent Star", story="tide", withheld=True, excerpt="SECRET excerpt")
    news.article("SECRET withdrawn", "The Millrace", story="tide", presence="withdrawn", excerpt="SECRET excerpt")
    news.article("Page that is gone", "The Millrace", presence="gone", view=model.View.LINK_ONLY)
    news.article("Unlisted note on eels", "The Millrace", listed=False, minutes=500)
    news.article("hostile", "Tidewater Post", headline=HOSTILE, excerpt=HOSTILE, authors=(HOSTILE,), section=HOSTILE, rights=HOSTILE,
                 language='x"><b>', minutes=600, origin=replace(WIRE, url="javascript:alert(1)", name=HOSTILE),
                 licence=model.Licence(uri="javascript:alert(2)", name=HOSTILE, where="page"))


@pytest.fixture(scope="session")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> News:
    """The synthetic news, made once."""
    path = tmp_path_factory.mktemp("web") / "filled.db"
    shutil.copy(sqlite_template, path)
    made = News(store=db.Store.open(path))
    fill(made)
    made.store.close()
    return made


@pytest.fixture
def empty(sqlite_store: db.Store) -> News:
    """No news at all."""
    return News(store=sqlite_store)


@pytest.fixture
def news(filled: News, tmp_path: Path) -> Iterator[News]:
    """The synthetic news, in a store of this test's own."""
    for suffix in ("", "-wal"):
        source = Path(f"{filled.store.url.database}{suffix}")
        if source.exists():
            shutil.copy(source, f"{tmp_path / 'news.db'}{suffix}")
    store = db.Store.open(tmp_path / "news.db")
    yield replace(filled, store=store, outlets=dict(filled.outlets), articles=dict(filled.articles), stories=dict(filled.stories))
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def news_on_both(request: pytest.FixtureRequest) -> News:
    """The synthetic news on each database in turn."""
    made = News(store=request.getfixturevalue(f"{request.param}_store"))
    fill(made)
    return made


@pytest.fixture
def client_of() -> Iterator[Callable[..., TestClient]]:
    """Makes clients of a store's site; settings as keywords."""

    def make(news: News, *, now: datetime = NOW, raising: bool = True, **settings: Any) -> TestClient:
        chosen = site.SiteSettings(**{"name": "Headwater", "mail": "desk@site.example", "owner": "River Society", **settings})
        app = site.make_app(news.store, chosen, now=lambda: now)
        return TestClient(app, base_url="http://site.example", follow_redirects=False, raise_server_exceptions=raising)

    yield make


@pytest.fixture
def client(news: News, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(news)
