"""Links followed one step: pages that articles rest on are visited once, compared, and forgotten but for what they show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model, notices
from headwater.actions import restrict
from headwater.pipeline import follow
from headwater.store import articles, fetches, ids, publications, schema, witnesses
from headwater.web import site
from support.world import START, World, id_of, item, rss

COURIER = "https://courier.example/news/2026110100"
WORDS = ("In Tidewater the mayor Ada Marsh counted 1,250 lanterns, which is 4.7 percent more than the keeper Bo Sand of the Harbour Authority had told Ula Wren.",
         "Tom Ferrow of the Osier Museum asked Ada Marsh for 83 ledgers, and the Harbour Authority gave them to him at Fenwick.")
CITES = "According to The Courier, the count was done at night."


def link(url: str = COURIER) -> model.BodyLink:
    return model.BodyLink(url=url, text="The Courier", context=f"{CITES} It was long.", paragraph=1)


def cites(world: World, slug: str = "lamp", url: str = COURIER, host: str = "tide.example") -> str:
    """An article of ours that says that the Courier had it first."""
    world.enrol(f"https://{host}/feed", name=f"Post of {host}")
    world.answers[f"https://{host}/feed"] = rss(item(slug, title=f"Lanterns {slug}", host=host))
    world.page(slug, text=f"{WORDS[0]}\n{CITES}\n{WORDS[1]}", title=f"Lanterns {slug}", host=host, links=(link(url),), published=START - timedelta(hours=1))
    world.live()
    return id_of(world, slug, host)


def serve(world: World, *, text: str = "\n".join(reversed(WORDS)), url: str = COURIER, **facts: object) -> None:
    world.answers[url] = b"<html>"
    world.pool.found[url] = model.Article(url=url, canonical_url=url, title="The lantern count", body=text, language="en", outlet_name="The Courier",
                                          published=START - timedelta(hours=5), **facts)  # pyright: ignore[reportArgumentType]


def origin(world: World, article_id: str) -> model.Origin:
    with world.store.read() as conn:
        kept = articles.get(conn, article_id)
    assert kept and kept.origin
    return kept.origin


def witness(world: World, url: str = COURIER) -> model.Witness:
    with world.store.read() as conn:
        (found,) = witnesses.get(conn, [url.removeprefix("https://")], now=world.now).values()
    return found


def visits(world: World, url: str = COURIER) -> int:
    return sum(request.url == url for request in world.asked)


def test_a_page_that_bears_the_claim_out_makes_the_origin_surer(world: World) -> None:
    serve(world)
    article_id = cites(world)
    before = origin(world, article_id)
    assert (before.url, visits(world)) == (COURIER, 0)  # digest never fetches, and gather waits whether it comes by itself
    world.live(minutes=11)
    assert visits(world) == 1
    after = origin(world, article_id)
    assert after.url == COURIER and after.confidence > before.confidence
    assert "published 4 hours before it" in after.chain[0].evidence[-1].quote
    world.live(minutes=11)
    assert visits(world) == 1


def test_nothing_of_the_text_is_kept(world: World) -> None:
    serve(world, links=(model.BodyLink(url="https://herald.example/news/3003004", text="The Herald", context="As first reported by The Herald.", paragraph=0),))
    cites(world)
    world.live(minutes=11)
    found = witness(world)
    assert (found.outcome, found.title, found.outlet_name, found.published) == ("read", "The lantern count", "The Courier", START - timedelta(hours=5))
    assert found.origin and found.origin.name and found.marks
    with world.store.read() as conn:
        stored = repr(conn.execute(sa.select(schema.witness)).all())
        assert len(conn.execute(sa.select(schema.article.c.id)).all()) == 1
    for words in ("lanterns, which", "Ada Marsh", "As first reported"):
        assert words not in stored


@pytest.mark.parametrize("case", ["gone", "something else", "later", "home"])
def test_a_page_that_does_not_bear_it_out_takes_the_claim_back(world: World, case: str) -> None:
    other = "In Brackwater the keeper Ines Calder lost 19 ledgers at Millbrook. Nobody at the Saltney Mill in Wrenfield saw Otto Lind, or Eva Holm and Max Orrin of Hollin."
    if case == "something else":
        serve(world, text=other)
    elif case == "later":
        serve(world)
        world.pool.found[COURIER] = model.Article(url=COURIER, canonical_url=COURIER, title="x", body="\n".join(WORDS), language="en", published=START + timedelta(hours=6))
    elif case == "home":
        world.answers[COURIER] = model.Response(url=COURIER, final_url="https://courier.example/", status=200, headers=(), body=b"<html>", fetched_at=START)
    article_id = cites(world)
    world.live(minutes=11)
    found = origin(world, article_id)
    assert (found.kind, found.url) == ("own", None)
    with world.store.read() as conn:
        shown = publications.get(conn, article_id)
    assert shown and shown.origin and shown.origin.url is None


@pytest.mark.parametrize("how", ["robots", "header", "page"])
def test_a_page_that_may_not_be_read_leaves_only_that(world: World, how: str) -> None:
    if how == "page":
        serve(world, signals=model.PageSignals(tdm_reservation="1"))
    else:
        serve(world)
    if how == "robots":
        world.answers[COURIER] = model.Refused(url=COURIER, reason=model.Refusal.ROBOTS, detail="robots.txt forbids")
    elif how == "header":
        world.answers[COURIER] = world.response(COURIER, b"<html>", tdm_reservation="1")
    article_id = cites(world)
    before = origin(world, article_id)
    world.live(minutes=11)
    assert witness(world) == model.Witness(url=COURIER, outcome="refused", detail="may not be read")
    assert (origin(world, article_id).url, origin(world, article_id).confidence) == (COURIER, before.confidence)


def test_a_page_that_two_articles_rest_on_is_visited_once_and_both_are_looked_at_again(world: World) -> None:
    serve(world)
    one, two = cites(world), cites(world, slug="light", host="port.example")
    world.live(minutes=11)
    assert visits(world) == 1
    assert all(origin(world, each).chain[0].evidence[-1].where == "compared" for each in (one, two))


def test_an_article_of_ours_is_not_visited_as_a_witness(world: World) -> None:
    serve(world)
    article_id = cites(world)
    world.enrol("https://courier.example/feed", name="The Courier")
    world.answers["https://courier.example/feed"] = rss(item("2026110100", title="The lantern count", host="courier.example"))
    world.live(minutes=1)
    asked = visits(world)
    assert asked == 1  # as an article
    assert origin(world, article_id).chain[0].evidence[-1].where == "compared"
    world.live(minutes=11)
    assert visits(world) == 1
    with world.store.read() as conn:
        assert not conn.execute(sa.select(schema.witness)).all()


def test_a_fault_that_may_pass_is_tried_again(world: World) -> None:
    article_id = cites(world)
    world.answers[COURIER] = model.Refused(url=COURIER, reason=model.Refusal.TIMEOUT, detail="no answer")
    world.live(minutes=11)
    assert origin(world, article_id).url == COURIER
    serve(world)
    world.live(minutes=31)
    assert (visits(world), witness(world).outcome) == (2, "read")


def test_an_article_wants_few_pages_a_day_and_none_when_it_is_old(world: World) -> None:
    links = [f"https://paper{n}.example/news/202611010{n}" for n in range(6)]
    article_id = cites(world)
    with world.store.write() as conn:
        kept = articles.get(conn, article_id)
        assert kept
        for one in links:
            conn.execute(sa.delete(schema.fetch_due).where(schema.fetch_due.c.purpose == "witness"))
            follow._want(conn, world.tools, kept, [one])
        wanted = conn.execute(sa.select(sa.func.count()).select_from(schema.witness)).scalar_one()
        assert wanted == follow.MOST_A_DAY
    world.now += timedelta(days=3)
    with world.store.write() as conn:
        follow._want(conn, world.tools, kept, ["https://late.example/news/20261104"])
        assert fetches.next_due(conn, "late.example") is None


def test_the_address_of_a_hidden_article_is_not_shown_through_a_chain(world: World) -> None:
    far = "https://herald.example/news/20261101001"
    world.enrol("https://courier.example/feed", name="The Courier")
    world.answers["https://courier.example/feed"] = rss(item("2026110100", title="The lantern count", host="courier.example"))
    serve(world, links=(model.BodyLink(url=far, text="The Herald", context="According to The Herald, the count was done.", paragraph=0),))
    world.live()
    article_id = cites(world)
    assert origin(world, article_id).chain
    hidden = id_of(world, "2026110100", "courier.example")
    decision = notices.Decision(
        id=notices.DecisionId(ids.new()), notice_id=None, action=notices.Action.HIDE_ITEM, ground="g", reason="r", basis="legal", interim=False,
        made_by="desk", made_at=world.now, stay_down=False, spare=(),
    )
    target = notices.Target(given=COURIER, kind=notices.Kind.ARTICLE, object_id=hidden)
    with world.store.write() as conn:
        restrict.impose(conn, decision, [target], reference="", now=world.now)
        shown = publications.get(conn, article_id)
    assert shown and shown.origin
    assert "courier.example/" not in repr(shown)


def test_explain_and_the_pages_say_the_way_in_words(world: World) -> None:
    serve(world)
    article_id = cites(world)
    world.live(minutes=11)
    with world.store.read() as conn:
        kept = articles.get(conn, article_id)
        assert kept and kept.story_id
    with TestClient(site.make_app(world.store, site.SiteSettings(), now=lambda: world.now), base_url="http://site.example") as client:
        story, page = client.get(f"/story/{kept.story_id}").text, client.get(f"/article/{article_id}").text
    assert "Where this comes from" in story and COURIER in story and "1 of 1 independent report goes back to it" in story
    assert "by its own clock" in story
    assert "published 4 hours before it" in page
    assert datetime(2026, 11, 1, tzinfo=UTC) < START


def test_a_page_that_is_visited_is_read_with_the_outlets_that_it_links(world: World) -> None:
    world.enrol("https://mirrorgate.example/feed", name="Mirrorgate")
    cited = model.BodyLink(url="https://mirrorgate.example/news/3003004", text="the gate count", context="As reported in the gate count, it was long.", paragraph=0)
    serve(world, text=f"{cited.context}\n{WORDS[1]}\n{WORDS[0]}", links=(cited,))
    cites(world)
    world.live(minutes=11)
    found = witness(world).origin
    assert found and [(one.kind, one.name, one.url) for one in found.based_on if one.url] == [("outlet_report", "Mirrorgate", cited.url)]


@pytest.mark.parametrize("is_known", [True, False])
def test_an_outlets_name_without_a_link_is_told_where_it_is_a_fact(world: World, *, is_known: bool) -> None:
    if is_known:
        world.enrol("https://fenwick.example/feed", name="Fenwick Herald")
    world.enrol("https://tide.example/feed", name="Tidewater Post")
    world.answers["https://tide.example/feed"] = rss(item("lamp", title="Lanterns lamp", host="tide.example"))
    world.page("lamp", text=f"{WORDS[0]}\nThe count was first reported by the Fenwick Herald.\n{WORDS[1]}", title="Lanterns lamp", host="tide.example")
    world.live()
    article_id = id_of(world, "lamp", "tide.example")
    assert (origin(world, article_id).name, origin(world, article_id).url) == ("Fenwick Herald", None)
    with world.store.read() as conn:
        shown = publications.get(conn, article_id)
    assert shown and shown.origin
    assert (shown.view, shown.origin.name, shown.origin.evidence[0].quote) == (model.View.EXCERPT, "Fenwick Herald" if is_known else "", "")


def test_of_an_outlet_that_is_named_the_page_that_it_took_over_is_not_meant(world: World) -> None:
    wire = model.Supplier(name="AFP", kind="agency", share="whole", evidence=model.Evidence(where="byline", quote="AFP"))
    assert follow.is_carried(model.Origin(kind="agency", supplier=wire))
    assert not follow.is_carried(model.Origin(kind="own", supplier=None))
