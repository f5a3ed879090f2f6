"""What polls make of validators, redirects, twins, indexes, archives and walls."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from headwater import model
from headwater.feeds import pauses
from headwater.gathering import FeedLog, Polled, Push, Subscription
from headwater.pipeline import children, poll
from headwater.store import db, feed_logs, feeds, hosts, schema, subscriptions
from support.world import World, item, rss

FEED = "https://tide.example/feed"
ITEMS = (item("lock", title="Lock closed"), item("frost", title="Frost in the valley"), item("pears", title="Pears dearer"))
WHOLE = rss(*ITEMS)
MORE = rss(item("ferry", title="Ferry late"), *ITEMS)


@pytest.fixture
def world(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(store=sqlite_store)
    made.manners = replace(made.manners, pages=False)
    made.enrol()
    monkeypatch.setattr(poll.random, "random", lambda: 0.5)
    return made


def known(world: World, url: str = FEED) -> feeds.KnownFeed:
    with world.store.read() as conn:
        found = feeds.by_url(conn, url)
    assert found is not None, url
    return found


def log(world: World, url: str = FEED) -> FeedLog:
    with world.store.read() as conn:
        return feed_logs.get(conn, known(world, url).feed.id)


def titles(world: World) -> list[str]:
    with world.store.read() as conn:
        return sorted(conn.execute(sa.select(schema.article.c.title)).scalars())


def go(world: World, *, hours: float = 0.0, only: str | None = None) -> None:
    """Poll feeds now (all, or one), whatever their schedule says; what that makes due is visited too."""
    world.now += timedelta(hours=hours, seconds=5)
    with world.store.write() as conn:
        ids = None if only is None else [one.feed.id for one in feeds.every(conn) if one.feed.url == only]
        for host in feeds.poll_now(conn, ids, now=world.now):
            hosts.need(conn, host, world.now)
    world.gather()


def not_modified(**headers: str) -> model.NotModified:
    return model.NotModified(url=FEED, headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()), fetched_at=datetime(2026, 11, 1, tzinfo=UTC))


# ---- validators --------------------------------------------------------------------------------------------


def test_02_a_server_that_says_304_of_a_changed_document_is_found_out_and_asked_without_validators(world: World) -> None:
    lies = [True]

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        world.asked.append(request)
        if lies[0] and request.etag:
            return not_modified()
        return world.response(FEED, MORE if len(world.asked) > 1 else WHOLE, etag=f'"{len(world.asked)}"')

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    for _ in range(6):
        go(world, hours=24)
    assert "Ferry late" not in titles(world), "it says that nothing has changed"
    go(world, hours=25)  # the seventh day: asked without validators
    assert "Ferry late" in titles(world)
    assert known(world).history.validators_lie
    assert "without validators" in log(world).recent[0].detail
    go(world, hours=1)
    assert world.asked[-1].etag is None


def test_02_an_honest_server_whose_document_changed_since_the_last_304_keeps_its_validators(world: World) -> None:
    state = {"body": WHOLE, "etag": '"1"'}

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        world.asked.append(request)
        return not_modified() if request.etag == state["etag"] else world.response(FEED, state["body"], etag=state["etag"])  # pyright: ignore[reportArgumentType]

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    go(world, hours=24)
    state.update(body=MORE, etag='"2"')
    go(world, hours=24 * 7)
    assert not known(world).history.validators_lie and known(world).history.etag == '"2"'
    assert "Ferry late" in titles(world)


def test_02_a_feed_is_asked_without_validators_once_a_week(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"')
    for _ in range(15):
        go(world, hours=24)
    assert [number for number, one in enumerate(world.asked) if one.etag is None] == [0, 7, 14]


def test_03_a_304_renews_what_it_names_and_keeps_what_it_does_not(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"', last_modified="Sun, 01 Nov 2026 09:00:00 GMT")
    go(world)
    world.answers[FEED] = not_modified(last_modified="Mon, 02 Nov 2026 09:00:00 GMT")
    go(world, hours=1)
    assert (known(world).history.etag, known(world).history.last_modified) == ('"1"', "Mon, 02 Nov 2026 09:00:00 GMT")
    world.answers[FEED] = not_modified(etag='"2"')
    go(world, hours=1)
    assert (known(world).history.etag, known(world).history.last_modified) == ('"2"', "Mon, 02 Nov 2026 09:00:00 GMT")


def test_04_expires_0_means_that_nothing_is_to_be_kept(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"', expires="0")
    go(world)
    assert known(world).history.etag is None


def test_04_last_modified_goes_back_as_it_came_whatever_its_form(world: World) -> None:
    odd = "2026-11-01 09:00:00 +0300 (local)"
    world.answers[FEED] = world.response(FEED, WHOLE, last_modified=odd)
    go(world)
    go(world, hours=1)
    assert world.asked[-1].last_modified == odd


def test_05_the_same_bytes_every_time_are_read_once_and_an_error_page_is_no_success(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    read = []
    monkeypatch.setattr(poll.feed_reader, "parse", lambda *args, **more: read.append(args) or model.ParsedFeed(format=""))
    go(world, hours=1)
    assert read == [] and log(world).recent[0].reason == "same-bytes"
    world.answers[FEED] = b"<html>We will be back soon</html>"
    before = known(world).history.body_hash
    go(world, hours=1)
    after = known(world).history
    assert read and after.failures == 1 and after.body_hash == before


def test_06_a_part_of_the_document_with_status_226_removes_nothing(world: World) -> None:
    """RFC 3229: we ask for no deltas; a server that sends one all the same is read as far as it goes."""
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = replace(world.response(FEED, rss(item("ferry", title="Ferry late")), im="feed"), status=226)
    go(world, hours=1)
    assert len(titles(world)) == 4 and known(world).history.failures == 0


# ---- refusals ----------------------------------------------------------------------------------------------


def test_08_a_403_and_a_429_part_the_feeds_of_a_host(world: World) -> None:
    refused = model.Refused(url=FEED, reason=model.Refusal.RATE_LIMITED, status=429)
    waits = {round(pauses.seconds(refused, 1, interval=3600, jitter=number / 50)) for number in range(50)}
    assert len(waits) == 50 and max(waits) >= min(waits) + 600


def test_09_a_bot_wall_is_named_as_one_and_left_alone(world: World) -> None:
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.BLOCKED, status=403, detail="a bot wall asks for a challenge")
    go(world)
    one = known(world).history
    assert one.last_error.startswith("blocked: ") and "bot wall" in one.why
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(hours=12)


@pytest.mark.parametrize("page", [
    b"<html><head><title>Before you continue to Tidewater</title></head><body>Accept all cookies</body></html>",
    b"<html><head><title>Zustimmung</title></head><body>Datenschutzeinstellungen: Werbung und Tracking</body></html>",
])
def test_a_consent_wall_at_a_feeds_address_is_named_as_one_and_not_followed_as_a_page(world: World, page: bytes) -> None:
    world.answers[FEED] = page
    go(world)
    assert known(world).history.last_error.startswith("consent: ")
    assert known(world).feed.kind is model.FeedKind.UNKNOWN


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t"])
def test_21_an_empty_answer_is_a_failure_that_passes_soon(world: World, body: bytes) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = body
    go(world, hours=1)
    one = known(world).history
    assert one.last_error.startswith("empty: ") and one.failures == 1
    assert one.next_poll_at is not None and one.next_poll_at - world.now < timedelta(hours=1)
    assert len(titles(world)) == 3


# ---- redirects ---------------------------------------------------------------------------------------------


def moved(world: World, to: str, body: bytes = WHOLE, frm: str = FEED) -> model.Response:
    return replace(world.response(frm, body), final_url=to, moved_to=to)


def test_11_a_redirect_that_goes_away_within_the_week_changes_nothing(world: World) -> None:
    world.answers[FEED] = moved(world, "https://elsewhere.example/feed")
    for _ in range(20):
        go(world, hours=5)
    world.answers[FEED] = WHOLE
    go(world, hours=5)
    assert (known(world).moved_to, known(world).moved_times, known(world).moved_since) == (None, 0, None)
    world.answers[FEED] = moved(world, "https://elsewhere.example/feed")
    go(world, hours=5)
    assert known(world).moved_times == 1


def test_11_many_polls_in_a_day_do_not_make_a_week(world: World) -> None:
    world.answers[FEED] = moved(world, "https://tide.example/new")
    for _ in range(30):
        go(world, hours=0.5)
    assert known(world).moved_times == 30


def test_11_http_that_becomes_https_is_adopted_after_two_polls(sqlite_store: db.Store) -> None:
    plain, safe = "http://tide.example/feed", "https://tide.example/feed"
    world = World(store=sqlite_store)
    world.manners = replace(world.manners, pages=False)
    world.enrol(plain)
    world.answers[plain] = moved(world, safe, frm=plain)
    go(world)
    assert known(world, plain).moved_times == 1
    go(world, hours=1)
    assert known(world, safe).history.failures == 0


@pytest.mark.parametrize("status", [404, 410])
def test_11_an_address_that_is_gone_after_it_had_been_moving_is_left_at_once(world: World, status: int) -> None:
    there = "https://tide.example/new"
    world.answers[FEED] = moved(world, there)
    go(world)
    world.answers[FEED], world.answers[there] = model.Refused(url=FEED, reason=model.Refusal.GONE, status=status), MORE
    go(world, hours=1)
    assert known(world, there).history.failures == 0 and "Ferry late" in titles(world)
    assert "its old address is gone" in log(world, there).recent[0].detail


def test_12_a_redirect_to_a_feed_that_is_followed_already_makes_it_hardly_polled_until_it_differs(world: World) -> None:
    there = "https://tide.example/rss.xml"
    world.enrol(there)
    world.answers[there], world.answers[FEED] = WHOLE, moved(world, there)
    go(world)
    assert known(world).same_as is None, "once is not enough"
    go(world, hours=24, only=FEED)
    assert known(world).same_as == known(world, there).feed.id
    go(world, hours=24, only=FEED)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(days=6.9) and "same entries" in one.why
    world.answers[FEED] = rss(*(item(f"other{number}", title=f"Other {number}") for number in range(9)))
    go(world, hours=24 * 7, only=FEED)
    assert known(world).same_as is None and len(titles(world)) == 12


def test_12_a_redirect_to_the_home_page_is_never_adopted(world: World) -> None:
    home = "https://tide.example/"
    world.answers[FEED] = moved(world, home, b"<html><head><title>Tidewater</title></head><body>Welcome</body></html>")
    for _ in range(12):
        go(world, hours=24)
    assert known(world).moved_to is None and known(world).history.failures == 12


def test_13_a_redirect_to_itself_stops_nobody(world: World) -> None:
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.REDIRECTS, status=301, detail=f"redirects go in a circle at {FEED}")
    world.enrol("https://hill.example/feed", name="Hill")
    world.answers["https://hill.example/feed"] = rss(item("snow", title="Snow", host="hill.example"))
    go(world)
    assert titles(world) == ["Snow"] and known(world).history.failures == 1


# ---- what stands at the address ----------------------------------------------------------------------------


PAGE = b'<html><head><title>Tidewater</title><link rel="alternate" type="application/rss+xml" href="%s"></head><body>Hello</body></html>'


def test_46_a_feed_that_worked_is_looked_for_in_the_page_only_when_it_stays(world: World) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED], world.answers["https://tide.example/new.xml"] = PAGE % b"/new.xml", MORE
    for _ in range(2):
        go(world, hours=2)
        assert known(world).history.last_error.startswith("not_a_feed: ")
    go(world, hours=4)
    assert known(world, "https://tide.example/new.xml").history.failures == 0


def test_46_a_page_that_names_another_sites_feed_leads_nowhere(world: World) -> None:
    world.answers[FEED], world.answers["https://evil.example/feed"] = PAGE % b"https://evil.example/feed", MORE
    go(world)
    assert known(world).history.failures == 1 and titles(world) == []
    assert all("evil" not in one.url for one in world.asked)


def test_46_a_page_that_names_itself_is_asked_once_and_the_news_sitemap_of_robots_txt_helps(world: World) -> None:
    news = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        b"<loc>https://tide.example/news/lock</loc><news:news><news:publication><news:name>Tide</news:name><news:language>en</news:language></news:publication>"
        b"<news:publication_date>2026-11-01T09:00:00Z</news:publication_date><news:title>Lock closed</news:title></news:news></url></urlset>"
    )
    world.answers[FEED], world.answers["https://tide.example/map.xml"] = PAGE % b"/feed", news
    with world.store.write() as conn:
        hosts.robots_put(conn, "https://tide.example", hosts.Robots(status=200, body=b"Sitemap: https://tide.example/map.xml\n", fetched_at=world.now))
    go(world)
    assert known(world, "https://tide.example/map.xml").feed.kind is model.FeedKind.SITEMAP
    assert titles(world) == ["Lock closed"]
    assert [one.url for one in world.asked] == [FEED, "https://tide.example/map.xml"]


# ---- hosts -------------------------------------------------------------------------------------------------


def test_26_slow_hosts_do_not_occupy_the_places_of_the_others(world: World) -> None:
    for number in range(30):
        url = f"https://town{number}.example/feed"
        world.enrol(url, name=f"Town {number}")
        world.answers[url] = rss(item(f"n{number}", host=f"town{number}.example"))
    quick, ended = world.get, list[str]()

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        await asyncio.sleep(1.5 if "town1" in request.url else 0.0)  # eleven of thirty
        ended.append(request.url)
        return await quick(request)

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    assert len(ended) == 31 and all("town1" not in url for url in ended[:20])


def test_27_a_document_of_thousands_of_entries_is_saved_as_far_as_a_poll_goes(world: World) -> None:
    world.manners = replace(world.manners, entries_a_poll=40)
    world.answers[FEED] = rss(*(item(f"n{number}") for number in range(3000)))
    go(world)
    assert len(titles(world)) == 40 and known(world).history.failures == 0


# ---- twins -------------------------------------------------------------------------------------------------


def test_34_two_feeds_of_one_outlet_with_the_same_entries_become_one_after_days(world: World) -> None:
    twin = "https://tide.example/feed/"
    world.enrol(twin)
    poorer: list[int] = []
    for day in range(5):
        slugs = [f"d{number}" for number in range(max(0, day * 3 - 4), day * 3 + 6)]
        world.answers[FEED] = rss(*(item(slug) for slug in slugs))
        world.answers[twin] = rss(*(item(slug, summary="A longer word on what has happened at the harbour. " * 4) for slug in slugs))
        go(world, hours=24)
        poorer.append(sum(one.same_as is not None for one in (known(world), known(world, twin))))
    assert poorer[:2] == [0, 0] and poorer[-1] == 1
    assert known(world).same_as == known(world, twin).feed.id, "the richer one stays"


def test_34_a_section_of_a_feed_is_not_the_same_as_the_feed(world: World) -> None:
    part = "https://tide.example/sports"
    world.enrol(part)
    for day in range(6):
        world.answers[FEED] = rss(*(item(f"d{number}") for number in range(day * 10, day * 10 + 20)))
        world.answers[part] = rss(*(item(f"d{number}") for number in range(day * 10, day * 10 + 20, 3)))
        go(world, hours=24)
    assert known(world).same_as is None and known(world, part).same_as is None


def test_34_a_feed_that_stood_for_another_and_fails_stands_for_it_no_longer(world: World) -> None:
    twin = "https://tide.example/feed/"
    world.enrol(twin)
    world.answers[FEED] = world.answers[twin] = WHOLE
    go(world)
    with world.store.write() as conn:
        feeds.same_as(conn, known(world, twin).feed.id, known(world).feed.id)
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.STATUS, status=500)
    for _ in range(3):
        go(world, hours=1, only=FEED)
    assert known(world, twin).same_as is None


# ---- sitemaps ----------------------------------------------------------------------------------------------


def index(*urls: str) -> bytes:
    return ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>").encode()


def urlset(*listed: tuple[str, str]) -> bytes:
    return ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(
        f"<url><loc>{url}</loc>" + (f"<lastmod>{when}</lastmod>" if when else "") + "</url>" for url, when in listed) + "</urlset>").encode()


def test_65_an_index_is_followed_by_its_newest_sitemaps_and_leaves_those_that_it_names_no_longer(world: World) -> None:
    october, november, december = (f"https://tide.example/sitemap-2026-{month}.xml" for month in (10, 11, 12))
    old = "https://tide.example/sitemap-2019-03.xml"
    world.answers[FEED] = index(old, october, november)
    for url in (october, november, december):
        world.answers[url] = urlset((f"https://tide.example/news/{url[-6:-4]}", world.now.isoformat()))
    go(world)
    with world.store.read() as conn:
        assert {one.feed.url for one in feeds.every(conn)} == {FEED, october, november}
    assert known(world, november).parent_id == known(world).feed.id
    assert all(old != one.url for one in world.asked)
    world.now = datetime(2026, 12, 9, tzinfo=UTC)
    world.answers[FEED] = index(old, october, november, december)
    go(world, only=FEED)
    late = known(world, october).history
    assert late.next_poll_at is not None and late.next_poll_at - world.now >= timedelta(days=29) and "names it no longer" in late.why
    assert known(world, december).history.polled_at is not None


def test_65_an_index_that_names_others_each_time_has_no_more_feeds_than_the_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "OF_AN_OUTLET", 8)
    for round in range(5):
        names = [f"https://tide.example/news-{round}-{number}.xml" for number in range(4)]
        for name in names:
            world.answers[name] = urlset((name.replace(".xml", ""), (world.now + timedelta(hours=1)).isoformat()))
        world.answers[FEED] = index(*names)
        go(world, hours=2)
        with world.store.read() as conn:
            urls = {one.feed.url for one in feeds.every(conn)}
        assert urls.issuperset(names) and len(urls) <= 9
        assert all(known(world, name).history.succeeded_at is not None for name in names)
    with world.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.article)).scalar() == 20


def test_65_an_index_in_a_circle_ends_and_so_does_one_that_is_too_deep(world: World) -> None:
    one, two = "https://tide.example/news-a.xml", "https://tide.example/news-b.xml"
    world.answers[FEED], world.answers[one], world.answers[two] = index(one, FEED), index(two, FEED), index(one, two, FEED, "https://tide.example/news-c.xml")
    world.answers["https://tide.example/news-c.xml"] = index("https://tide.example/news-d.xml")
    go(world)
    with world.store.read() as conn:
        assert sorted(one.feed.url for one in feeds.every(conn)) == [FEED, one, two, "https://tide.example/news-c.xml"]
    assert "3 deep" in log(world, "https://tide.example/news-c.xml").recent[0].detail


def test_65_a_plain_sitemap_brings_only_what_is_from_the_last_days(world: World) -> None:
    recent, old = world.now - timedelta(days=1), world.now - timedelta(days=400)
    world.answers[FEED] = urlset(
        ("https://tide.example/news/lock", recent.isoformat()), ("https://tide.example/about", old.isoformat()),
        ("https://tide.example/2026/10/31/frost", ""), ("https://tide.example/2019/10/31/flood", ""), ("https://tide.example/contact", ""),
    )
    go(world)
    with world.store.read() as conn:
        assert sorted(conn.execute(sa.select(schema.article.c.reference_url)).scalars()) == ["https://tide.example/2026/10/31/frost", "https://tide.example/news/lock"]
    assert "old-addresses" in [one.code for one in log(world).warnings]


def test_61_a_lastmod_that_all_addresses_share_is_when_the_map_was_made(world: World) -> None:
    made = world.now.isoformat()
    world.answers[FEED] = urlset(*((f"https://tide.example/page/{number}", made) for number in range(40)), ("https://tide.example/2026/11/01/lock", made))
    go(world)
    with world.store.read() as conn:
        assert list(conn.execute(sa.select(schema.article.c.reference_url)).scalars()) == ["https://tide.example/2026/11/01/lock"]


def test_65_a_sitemap_without_news_is_asked_for_weekly_later_monthly_and_news_wakes_it(world: World) -> None:
    world.answers[FEED] = urlset(("https://tide.example/about", "2020-01-01"))
    go(world)
    waits = []
    for _ in range(3):
        go(world, hours=24 * 70)
        one = known(world).history
        assert one.next_poll_at is not None
        waits.append((one.next_poll_at - world.now).days)
    assert waits == [7, 7, 30], "the first of them 70 days after it was added"
    world.answers[FEED] = urlset(("https://tide.example/about", "2020-01-01"), ("https://tide.example/news/lock", world.now.isoformat()))
    go(world, hours=24)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now <= timedelta(days=1)


def test_65_an_index_that_names_a_new_sitemap_each_day_is_not_asked_for_weekly(world: World) -> None:
    names = [f"https://tide.example/news-{number}.xml" for number in range(30)]
    for day, name in enumerate(names):
        world.answers[name] = urlset((f"https://tide.example/news/{day}", (world.now + timedelta(days=1)).isoformat()))
        world.answers[FEED] = index(*reversed(names[: day + 1]))
        go(world, hours=23, only=FEED)
        go(world, hours=1, only=FEED)  # unchanged
        one = known(world).history
        assert one.next_poll_at is not None and one.next_poll_at - world.now < timedelta(hours=6), (day, one.why)
    assert known(world, names[-1]).history.polled_at is not None


def test_the_sitemaps_of_an_index_that_likely_hold_news_come_first() -> None:
    now = datetime(2026, 11, 5, tzinfo=UTC)
    base = "https://a.example/"
    names = ("sitemap-videos.xml", "sitemap-2026-11.xml", "sitemap-2026-10.xml", "sitemap-2026-09.xml", "news-sitemap.xml", "sitemap-pages.xml")
    assert children.chosen(tuple(base + name for name in names), now=now) == [base + "news-sitemap.xml", base + "sitemap-2026-11.xml", base + "sitemap-2026-10.xml"]
    assert children.chosen(tuple(f"{base}post-sitemap{number}.xml" for number in range(50)), now=now) == [f"{base}post-sitemap{number}.xml" for number in range(3)]


# ---- archives, pushes, the log -----------------------------------------------------------------------------


def test_an_archive_is_read_two_pages_back_at_the_first_poll_and_old_entries_are_left(world: World) -> None:
    """RFC 5005, section 4."""

    def page(number: int, *years: int) -> bytes:
        entries = "".join(
            f"<entry><id>tag:{number}-{year}</id><title>Page {number} of {year}</title><link href='https://tide.example/news/{number}-{year}'/>"
            f"<updated>{year}-09-01T10:00:00Z</updated><published>{year}-09-01T10:00:00Z</published></entry>" for year in years)
        return (f"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:tide</id><title>Tide</title><link href='https://tide.example/'/><updated>2026-09-01T10:00:00Z</updated>"
                f"<link rel='prev-archive' href='https://tide.example/archive/{number + 1}'/>{entries}</feed>").encode()

    world.answers[FEED] = page(0, 2026)
    for number in range(1, 6):
        world.answers[f"https://tide.example/archive/{number}"] = page(number, 2026, 2024)
    go(world)
    assert [one.url for one in world.asked] == [FEED, "https://tide.example/archive/1", "https://tide.example/archive/2"]
    assert titles(world) == ["Page 0 of 2026", "Page 1 of 2026", "Page 2 of 2026"]
    world.answers["https://hill.example/feed"] = page(0, 2026).replace(b"https://tide.example/archive", b"https://elsewhere.example/archive")
    world.enrol("https://hill.example/feed", name="Hill")
    go(world, only="https://hill.example/feed")
    assert world.asked[-1].url == "https://hill.example/feed", "another site's archive is none of this feed's"
    world.answers[FEED] = page(0, 2026, 2025)
    asked = len(world.asked)
    go(world, hours=1, only=FEED)
    assert [one.url for one in world.asked[asked:] if "tide" in one.url] == [FEED]


def test_71_a_feed_whose_hub_pushes_is_pulled_rarely_and_a_pull_that_finds_what_no_push_brought_counts(world: World) -> None:
    world.manners = replace(world.manners, push="https://news.example")
    world.answers[FEED] = WHOLE
    go(world)
    active = Subscription(feed_id=known(world).feed.id, hub="https://hub.example/", topic=FEED, token="t", secret="s", state=Push.ACTIVE,
                          lease_until=world.now + timedelta(days=9), verified_at=world.now)
    with world.store.write() as conn:
        subscriptions.put(conn, active)
    world.answers[FEED] = not_modified()
    go(world, hours=1)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(hours=5) and "hub pushes" in one.why
    date = (world.now + timedelta(minutes=20)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    world.answers[FEED] = MORE.replace(b"Sun, 01 Nov 2026 09:00:00 +0100", date.encode(), 1)
    go(world, hours=1)
    with world.store.read() as conn:
        missed = subscriptions.get(conn, known(world).feed.id)
    assert missed is not None and missed.missed == 1


def test_the_log_keeps_what_polls_came_to_and_says_why_the_next_is_then(world: World) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = not_modified()
    go(world, hours=1)
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.STATUS, status=502, detail="status 502")
    go(world, hours=1)
    found = log(world)
    assert [(one.result, one.status, one.new) for one in found.recent] == [(Polled.FAILED, 502, 0), (Polled.UNCHANGED, 304, 0), (Polled.BROUGHT, 200, 3)]
    assert found.recent[0].reason == "status" and found.days == (("2026-11-01", 3),)
    assert known(world).history.why.startswith("in 1")
    for _ in range(40):
        go(world, hours=1)
    assert len(log(world).recent) == 20


def test_an_unchanged_poll_costs_two_writes_of_its_own(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"')
    go(world)
    world.answers[FEED] = not_modified()
    wrote: list[str] = []

    def note(conn: object, cursor: object, statement: str, *more: object) -> None:
        if statement.startswith(("UPDATE feed ", "INSERT INTO feed", "UPDATE feed_log", "INSERT INTO entry", "UPDATE entry")):
            wrote.append(statement.split("(")[0].split("SET")[0].strip())

    engine = world.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        world.now += timedelta(days=2)
        world.gather()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert wrote == ["UPDATE feed", "INSERT INTO feed_log"]
