"""Chains through the river: remade when a page that they pass changes, without end in no case; circles, aggregators, oneself, dead links."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model
from headwater.store import articles, pending, schema
from headwater.web import site
from support.world import START, World, id_of, item, rss

HARBOUR = ("In Tidewater the mayor Ada Marsh counted 1,250 lanterns, 4.7 percent more than the keeper Bo Sand of the Harbour Authority had told Ula Wren.",
           "Tom Ferrow of the Osier Museum asked Ada Marsh for 83 ledgers, and the Harbour Authority gave them to him at Fenwick.")
OWN = ("The mayor Ada Marsh, who stayed all night, found 1,250 lanterns in Tidewater. Bo Sand had spoken of fewer to Ula Wren, by 4.7 percent. "
       "Her 83 ledgers came to Fenwick, where Tom Ferrow of the Osier Museum had wanted them.")
STATEMENT = "https://harbour.gov/press-releases/2026/lantern-count"


def said(name: str) -> str:
    return f"The count was first reported by {name}."


def write(world: World, host: str, name: str, *, hours: float, cites: tuple[str, str] | None = None, links: tuple[model.BodyLink, ...] = ()) -> str:
    """An outlet with one report, which may say from whom it has it; gives the article's identifier."""
    slug = f"2026110100{len(host)}"
    world.enrol(f"https://{host}/feed", name=name)
    world.answers[f"https://{host}/feed"] = rss(item(slug, title=f"Lanterns counted, says {name}", host=host))
    lines: list[str] = [*HARBOUR]
    given = list(links)
    if cites:
        lines.insert(1, said(cites[0]))
        given.append(model.BodyLink(url=cites[1], text=cites[0], context=said(cites[0]), paragraph=1))
    world.page(slug, text="\n".join(lines), title=f"Lanterns counted, says {name}", host=host, published=START - timedelta(hours=hours), outlet_name=name, links=tuple(given))
    world.live()
    return id_of(world, slug, host)


def address(host: str) -> str:
    return f"https://{host}/news/2026110100{len(host)}"


def kept(world: World, article_id: str) -> articles.Kept:
    with world.store.read() as conn:
        found = articles.get(conn, article_id)
    assert found
    return found


def way(world: World, article_id: str) -> list[str]:
    origin = kept(world, article_id).origin
    assert origin
    return [link.url or link.name for link in origin.chain]


def revise(world: World, article_id: str, **facts: object) -> None:
    """The page was read again and says something else."""
    before = kept(world, article_id)
    assert before.article
    with world.store.write() as conn:
        articles.save(conn, replace(before, article=replace(before.article, **facts)))  # pyright: ignore[reportArgumentType]
        pending.add(conn, [article_id], reason="read again", now=world.now)
    world.digest()


def test_a_chain_is_remade_when_the_cited_report_says_where_it_has_it_from(world: World) -> None:
    first = write(world, "herald.example", "The Herald", hours=6)
    middle = write(world, "courier.example", "The Courier", hours=4)
    last = write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", address("courier.example")))
    assert way(world, last) == [address("courier.example")]
    line = said("The Herald")
    revise(world, middle, body="\n".join([HARBOUR[0], line, HARBOUR[1]]),
           links=(model.BodyLink(url=address("herald.example"), text="The Herald", context=line, paragraph=1),))
    assert way(world, middle) == [address("herald.example")]
    assert way(world, last) == [address("courier.example"), address("herald.example")]
    assert kept(world, last).origin.url == address("herald.example")  # pyright: ignore[reportOptionalMemberAccess]
    revise(world, middle, body="\n".join(HARBOUR), links=())
    assert way(world, last) == [address("courier.example")]
    assert way(world, first) == []


def test_a_chain_is_remade_when_a_page_two_steps_on_names_a_document(world: World) -> None:
    first = write(world, "herald.example", "The Herald", hours=6)
    write(world, "courier.example", "The Courier", hours=4, cites=("The Herald", address("herald.example")))
    last = write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", address("courier.example")))
    line = "The Harbour Authority announced the count in a statement on Sunday."
    revise(world, first, body="\n".join([line, *HARBOUR]), links=(model.BodyLink(url=STATEMENT, text="statement", context=line, paragraph=0),))
    assert way(world, last)[-1] == STATEMENT


def test_the_way_goes_on_behind_a_report_that_is_only_named(world: World) -> None:
    write(world, "herald.example", "The Herald", hours=6)
    middle = write(world, "courier.example", "The Courier", hours=4, cites=("The Herald", address("herald.example")))
    last = write(world, "tide.example", "Tidewater Post", hours=1)
    revise(world, middle, body=f"{OWN}\n{said('The Herald')}")
    revise(world, last, body="\n".join([HARBOUR[0], said("The Courier"), HARBOUR[1]]))
    assert way(world, last) == [address("courier.example"), address("herald.example")]


def names_the_courier(world: World) -> str:
    """A report that names the Courier without a link."""
    last = write(world, "tide.example", "Tidewater Post", hours=1)
    revise(world, last, body="\n".join([HARBOUR[0], said("The Courier"), HARBOUR[1]]))
    return last


def test_of_two_outlets_of_one_name_neither_is_the_one_that_is_named(world: World) -> None:
    middle = write(world, "courier.example", "The Courier", hours=4)
    revise(world, middle, body=OWN)
    last = names_the_courier(world)
    assert way(world, last) == [address("courier.example")]
    other = write(world, "thecourier.example", "The Courier", hours=0.5)
    revise(world, other, body=OWN.replace("all night", "for an hour"))
    assert kept(world, other).story_id == kept(world, last).story_id
    revise(world, last, title="Lanterns were counted")
    assert way(world, last) == ["Courier"]


def test_a_copy_is_not_the_report_that_is_named(world: World) -> None:
    write(world, "herald.example", "The Herald", hours=6)
    middle = write(world, "courier.example", "The Courier", hours=4)
    assert kept(world, middle).copy_of
    assert way(world, names_the_courier(world)) == ["The Courier"]


def test_a_time_that_is_not_believed_makes_no_report_the_earlier_one(world: World) -> None:
    middle = write(world, "courier.example", "The Courier", hours=9)
    revise(world, middle, body=OWN)
    last = names_the_courier(world)
    assert way(world, last) == [address("courier.example")]
    with world.store.write() as conn:  # its feed was read without it eight hours after the time that it gives
        conn.execute(sa.update(schema.article).where(schema.article.c.id == middle).values(unlisted_at=START - timedelta(hours=1), first_seen=START + timedelta(hours=1)))
    revise(world, last, title="Lanterns were counted")
    assert way(world, last) == ["The Courier"]
    cites = write(world, "osier.example", "Osier Gazette", hours=1, cites=("The Courier", address("courier.example")))
    assert way(world, cites) == [address("courier.example")]
    assert kept(world, cites).origin.kind == "own"  # pyright: ignore[reportOptionalMemberAccess]  (it came later)


def test_who_is_called_up_calls_up_nobody(world: World) -> None:
    """Three that lead to each other in a circle: a change of one is heard once by each, and the digest comes to rest."""
    hosts = ("herald.example", "courier.example", "tide.example")
    names = ("The Herald", "The Courier", "Tidewater Post")
    made = [write(world, host, name, hours=3 - at, cites=(names[at - 1], address(hosts[at - 1]))) for at, (host, name) in enumerate(zip(hosts, names, strict=True))]
    before = world.tally.counts["digested"]
    revise(world, made[0], body="\n".join([*HARBOUR, "Nothing more was known on Sunday night."]))
    assert world.tally.counts["digested"] - before <= len(made)
    with world.store.read() as conn:
        assert pending.count(conn) == 0


def test_an_article_that_is_digested_again_as_it_was_calls_up_nobody(world: World) -> None:
    cited = write(world, "courier.example", "The Courier", hours=4)
    write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", address("courier.example")))
    before = world.tally.counts["digested"]
    with world.store.write() as conn:
        pending.add(conn, [cited], reason="again", now=world.now)
    world.digest()
    assert world.tally.counts["digested"] - before == 1


def test_of_two_that_cite_each_other_the_first_is_the_source_and_rests_on_nobody(world: World) -> None:
    first = write(world, "herald.example", "The Herald", hours=6, cites=("The Courier", address("courier.example")))
    second = write(world, "courier.example", "The Courier", hours=2, cites=("The Herald", address("herald.example")))
    assert kept(world, second).origin.url == address("herald.example")  # pyright: ignore[reportOptionalMemberAccess]
    assert kept(world, first).origin.url is None  # pyright: ignore[reportOptionalMemberAccess]


def test_an_outlet_that_cites_itself_is_no_source(world: World) -> None:
    older = write(world, "tide.example", "Tidewater Post", hours=6)
    world.answers["https://tide.example/feed"] = rss(item("20261101888", title="Lanterns again"))
    world.page("20261101888", text=f"{HARBOUR[1]}\n{said('Tidewater Post')}\n{HARBOUR[0]}", title="Lanterns again", published=START - timedelta(hours=1),
               links=(model.BodyLink(url=kept(world, older).reference_url, text="Tidewater Post", context=said("Tidewater Post"), paragraph=1),))
    world.live(minutes=90)
    assert way(world, id_of(world, "20261101888")) == []


@pytest.mark.parametrize("url", ["https://www.msn.com/en-us/news/lanterns/ar-AA1234567", "https://news.google.com/articles/CBMiAAABBBCCC1234567"])
def test_a_site_that_only_lists_is_no_source_and_is_not_visited(world: World, url: str) -> None:
    made = write(world, "tide.example", "Tidewater Post", hours=1, cites=("MSN", url))
    world.live(minutes=11)
    assert not [link for link in way(world, made) if "://" in link]
    assert not [one for one in world.asked if one.url == url]


def test_a_dead_link_is_no_source(world: World) -> None:
    made = write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", "https://courier.example/news/20261101999"))
    world.live(minutes=11)
    assert kept(world, made).origin.url is None  # pyright: ignore[reportOptionalMemberAccess]


def test_what_was_taken_down_stays_a_source_without_an_address(world: World) -> None:
    cited = write(world, "courier.example", "The Courier", hours=4)
    made = write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", address("courier.example")))
    assert kept(world, made).origin.url == address("courier.example")  # pyright: ignore[reportOptionalMemberAccess]
    with world.store.write() as conn:
        articles.save(conn, replace(kept(world, cited), presence=model.Presence.GONE))
        pending.add(conn, [cited], reason="its page is gone", now=world.now)
    world.digest()
    origin = kept(world, made).origin
    assert origin and (origin.name, origin.url) == ("The Courier", None)


def test_the_api_gives_the_way_with_evidence_and_confidence(world: World) -> None:
    write(world, "herald.example", "The Herald", hours=6)
    write(world, "courier.example", "The Courier", hours=4, cites=("The Herald", address("herald.example")))
    last = write(world, "tide.example", "Tidewater Post", hours=1, cites=("The Courier", address("courier.example")))
    with TestClient(site.make_app(world.store, site.SiteSettings(), now=lambda: world.now), base_url="http://site.example") as client:
        given = client.get(f"/api/v1/articles/{last}").json()
        feed = client.get(f"/outlet/{kept(world, last).outlet_id}/feed.json").json()
    assert given["reference_url"] == address("tide.example")
    near, far = given["origin"]["chain"]
    assert (near["step"], near["url"], near["said_by"]) == ("based_on", address("courier.example"), None)
    assert (far["url"], far["said_by"]) == (address("herald.example"), address("courier.example"))
    assert [one["where"] for one in near["evidence"]] == ["body", "compared"] and "in common" in near["evidence"][1]["quote"]
    assert all(not one["quote"] or one["where"] == "compared" for one in far["evidence"])
    assert 0.5 <= far["confidence"] <= near["confidence"] <= 1
    assert given["origin"]["url"] == far["url"]
    assert [one["url"] for one in feed["items"][0]["_headwater"]["origin_chain"]] == [near["url"], far["url"]]
