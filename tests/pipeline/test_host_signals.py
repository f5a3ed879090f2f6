"""What the robots.txt of each host says about reuse counts for the pages of that host, and for the paths that it names."""

from __future__ import annotations

import sqlalchemy as sa

from headwater import model
from headwater.pipeline import allow
from headwater.store import codec, hosts, schema
from support.world import World, item, rss


def says(world: World, origin: str, body: str) -> None:
    with world.store.write() as conn:
        hosts.robots_put(conn, origin, hosts.Robots(status=200, body=body.encode(), fetched_at=world.now))


def allowances(world: World) -> dict[str, model.Allowance]:
    query = sa.select(schema.article.c.reference_url, schema.article.c.allowance)
    with world.store.read() as conn:
        return {row.reference_url.rpartition("/")[2]: codec.load(model.Allowance, row.allowance) for row in conn.execute(query)}


def test_signals_are_taken_from_the_host_of_the_page_and_not_of_its_feed(world: World) -> None:
    says(world, "https://feeds.tide.example", "User-agent: *\nContent-Signal: search=no\n")
    says(world, "https://tide.example", "User-agent: *\nContent-Usage: /news/closed train-ai=n, search=n\nLicense: https://tide.example/rsl.xml\n")
    says(world, "https://cdn.example", "User-agent: *\nContent-Signal: search=no\n")
    feed = "https://feeds.tide.example/feed"
    world.enrol(feed)
    world.answers[feed] = rss(item("open"), item("closed"))
    world.gather()
    found = allowances(world)
    assert (found["open"].view, found["closed"].view) == (model.View.EXCERPT, model.View.LINK_ONLY)
    assert {reason.rule for reason in found["open"].reasons} == {"unknown-rights", "rsl-licence"}
    assert {reason.where for reason in found["closed"].reasons} == {"default", "robots.txt"}


def test_a_group_of_our_own_replaces_that_of_everyone_and_lines_outside_groups_count_always(world: World) -> None:
    says(world, "https://tide.example", "Content-Signal: ai-train=no\nUser-agent: *\nContent-Signal: search=no\nUser-agent: headwater\nAllow: /\n")
    with world.store.read() as conn:
        rules = [signal.rule for signal in allow.of_host(conn, "https://tide.example/news/a")]
        assert rules == ["content-signal-ai-train"]
        assert allow.of_host(conn, "http://tide.example/news/a") == (), "another scheme is another host, RFC 9309, 2.3"
        assert allow.of_host(conn, "https://tide.example:8443/news/a") == ()
