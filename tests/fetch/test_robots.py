"""robots.txt: RFC 9309's examples, leniency, encodings, notes for rights, hostile files, and readings over HTTP."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.fetch import robots
from headwater.fetch.politeness import CachedRobots, MemoryRobots
from headwater.model import Purpose, Refusal, Refused, Response

ME = "headwater"


def can(text: str | bytes, path: str, agent: str = ME) -> bool:
    return robots.allowed(text, agent, "https://outlet.example" + path)


def test_our_own_group_counts_alone_and_all_of_its_parts_are_merged() -> None:
    text = """User-agent: *
Disallow: /

User-Agent: HEADWATER/2.0
Disallow: /a

User-agent: other
User-agent: headwater
Disallow: /b
"""
    assert can(text, "/news")
    assert not can(text, "/a/1")
    assert not can(text, "/b")
    assert not can(text, "/news", "nobody")
    assert can(text, "/a", "other")


def test_a_longer_name_is_not_ours() -> None:
    assert can("User-agent: headwaters\nDisallow: /", "/")
    assert not can("User-agent: headwater-news\nUser-agent: headwater\nDisallow: /", "/")


@pytest.mark.parametrize("agent", ["Headwater", "headwater/0.1", "HEADWATER/0.1 (+https://x.example)"])
def test_our_name_is_found_in_any_case_and_with_a_version(agent: str) -> None:
    assert not can("user-agent: Headwater\ndisallow: /x", "/x", agent)


@pytest.mark.parametrize(("rules", "path", "expected"), [
    ("Allow: /a/b\nDisallow: /a", "/a/b/c", True),
    ("Disallow: /a\nAllow: /a", "/a", True),
    ("Allow: /\nDisallow: /x", "/x1", False),
    ("Disallow: *.gif$", "/a/b.gif", False),
    ("Disallow: *.gif$", "/a/b.gif?x", True),
    ("Disallow: /a*b*c", "/a-1-b-2-c-3", False),
    ("Disallow: /a*b*c", "/a-1-c-2-b", True),
    ("Disallow: /a*a$", "/a", True),
    ("Disallow: /a*a$", "/aa", False),
    ("Disallow: /*/x$", "/y/x/x", False),
    ("Disallow: /$", "/", False),
    ("Disallow: /$", "/a", True),
    ("Disallow: /a$b", "/a$b", False),
    ("Disallow: /?", "/?q=1", False),
    ("Disallow: /?", "/q", True),
    ("Disallow: /[a]", "/a", True),
    ("Disallow: /[a]", "/[a]", False),
    ("Disallow:", "/a", True),
    ("Disallow: /a # why", "/a", False),
    ("Disallow: /**", "/a", False),
    ("Disallow: /a//b", "/a/b", True),
    ("Disallow: x", "/x", True),
    ("Disallow: /robots.txt\nDisallow: /", "/robots.txt", True),
    ("Disallow /a", "/a", False),
    ("Dissallow: /a", "/a", False),
    ("Disallow: /\nAllow: /n/index.html", "/n/", True),
    ("Disallow: /\nAllow: /n/index.html", "/n/x", False),
])
def test_the_longest_pattern_wins_and_allow_wins_ties(rules: str, path: str, expected: bool) -> None:
    assert can(f"User-agent: *\n{rules}\n", path) is expected


@pytest.mark.parametrize(("rule", "path", "expected"), [
    ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", False),
    ("Disallow: /foo/bar/\u30c4", "/foo/bar/%E3%83%84", False),
    ("Disallow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", False),
    ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
    ("Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", False),
    ("Disallow: /a%2Fb", "/a/b", True),
    ("Disallow: /a/b", "/a%2fb", True),
    ("Disallow: /%", "/%", False),
])
def test_percent_encodings_are_compared_as_the_rfc_says_and_never_in_our_favour(rule, path, expected) -> None:
    assert can(f"User-agent: *\n{rule}\n", path) is expected


def test_allowing_an_encoded_path_opens_only_what_both_readings_open() -> None:
    text = "User-agent: *\nDisallow: /\nAllow: /foo/%62%61%7A\n"
    assert can(text, "/foo/%62%61%7A")
    assert not can(text, "/foo/baz")


@pytest.mark.parametrize("text", [b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", b"\xef\xbbUser-agent: *\nDisallow: /a",
                                  "User-agent: *\r\nDisallow: /a".encode("utf-16"), b"User-agent: *\rDisallow: /a\r",
                                  b"\xff\xfa\nUser-agent: *\nDisallow: /a\n\x80\x81"])
def test_marks_line_ends_and_odd_bytes_do_not_hide_the_rules(text: bytes) -> None:
    assert not can(text, "/a")


def test_a_crawl_delay_between_two_agents_keeps_their_groups_apart() -> None:
    """By the letter of RFC 9309 both would be one group; no publisher means that, and older parsers split there."""
    text = "User-agent: *\nCrawl-delay: 10\n\nUser-agent: BadBot\nDisallow: /\n"
    assert can(text, "/")
    assert robots.parse(text, ME).crawl_delay == 10.0
    assert not can(text, "/", "BadBot")


def test_a_sitemap_between_two_agents_does_not_part_them() -> None:
    assert not can("User-agent: headwater\nSitemap: https://x.example/s\nUser-agent: *\nDisallow: /\n", "/")


@pytest.mark.parametrize(("lines", "delay"), [
    ("Crawl-delay: 2.5", 2.5), ("Crawl-delay: 1\nCrawl-delay: 7", 7.0), ("Request-rate: 1/10", 10.0),
    ("Request-rate: 2/1m", 30.0), ("Request-rate: 0/5", None), ("Crawl-delay: soon", None), ("Crawl-delay: -3", None),
    ("Crawl-delay: 3\nRequest-rate: 1/5s", 5.0), ("Disallow: /a", None),
])
def test_the_delay_is_the_longer_of_what_is_asked(lines: str, delay: float | None) -> None:
    assert robots.parse(f"User-agent: *\n{lines}\n", ME).crawl_delay == delay


def test_lines_for_the_rights_are_kept_as_found() -> None:
    rules = robots.parse("""License: https://outlet.example/licence.xml
Content-Signal: ai-train=no
User-agent: *
Content-Signal: search=yes, ai-input=no
Content-Usage: /news train-ai=n
Disallow:
User-agent: other
Content-Usage: train-ai=y
Sitemap: https://outlet.example/sitemap-\u00e9.xml
sitemap : https://outlet.example/2.xml
""", ME)
    assert rules.licenses == ("https://outlet.example/licence.xml",)
    assert rules.content_signal == ("ai-train=no", "search=yes, ai-input=no")
    assert rules.content_usage == ("/news train-ai=n",)
    assert rules.sitemaps == ("https://outlet.example/sitemap-\u00e9.xml", "https://outlet.example/2.xml")


def test_what_lies_beyond_the_first_half_mebibyte_is_not_read() -> None:
    filler = "# " + "x" * 98 + "\n"
    text = "User-agent: *\nDisallow: /early\n" + filler * 6000 + "Disallow: /late\n"
    assert not can(text.encode(), "/early")
    assert can(text.encode(), "/late")
    assert not can(("User-agent: *\n" + filler * 5000 + "Disallow: /late\n").encode(), "/late")


def test_hostile_patterns_and_files_cost_little_time() -> None:
    start = time.process_time()
    can("User-agent: *\nDisallow: /" + "*a" * 8000 + "b\n", "/" + "a" * 2000)
    can("User-agent: *\n" + "".join(f"Disallow: /*{n}*x$\n" for n in range(20_000)), "/" + "a" * 2000)
    can("User-agent: headwater\nUser-agent: *\n" * 10_000 + "Disallow: /", "/")
    can("\n" * 500_000, "/")
    can("User-agent:" * 40_000, "/")
    assert time.process_time() - start < 5


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200)), st.text(max_size=20), st.text(max_size=50))
def test_any_file_agent_and_address_give_a_verdict(text: bytes | str, agent: str, url: str) -> None:
    assert robots.allowed(text, agent, url) in (True, False)


@given(st.lists(st.sampled_from(["User-agent: *", "User-agent: headwater", "Disallow: /a", "Allow: /a*", "Disallow: /%61",
                                 "Disallow: *$", "Crawl-delay: 1", ""]), max_size=12))
def test_the_verdict_does_not_depend_on_line_ends_or_case_of_keys(lines: list[str]) -> None:
    plain = can("\n".join(lines), "/abc")
    assert can("\r\n".join(lines), "/abc") is plain
    assert can("\n".join(line.replace("Dis", "dIS").replace("User", "USER") for line in lines), "/abc") is plain


def test_the_verb_answers_one_case() -> None:
    line = {"id": 7, "robots": "user-agent: foo\ndisallow: /", "agent": "Foo", "url": "http://x.example/"}
    assert robots.verb(line) == {"id": 7, "allowed": False}
    assert robots.verb({"id": 8}) == {"id": 8, "allowed": True}


# ---- readings over HTTP -------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


def reading(kit, *answers: bytes, purpose: Purpose = Purpose.PAGE, waits: tuple[dict, ...] = ({},) * 9, **settings):
    """Outcomes of asking for one page after each pause, with robots.txt giving one answer after the other."""
    left = list(answers)
    clock = Clock()

    async def scenario():
        give = lambda seen: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
        async with kit.Web({"/robots.txt": give, "/a": kit.answer(body=b"page")}) as web, kit.opened(kit.fast(**settings), clock=clock) as client:
            outcomes = [await client.get(kit.page(web.url("/a"), purpose))]
            for wait in waits[: 0 if waits == ({},) * 9 else None]:
                clock.passes(**wait)
                outcomes.append(await client.get(kit.page(web.url("/a"), purpose)))
            return outcomes, [seen.path for seen in web.seen]

    return asyncio.run(scenario())


FORBID = b"User-agent: *\nDisallow: /a\n"


@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.PAGE, Purpose.IMAGE, Purpose.DISCOVERY])
def test_what_robots_forbid_is_not_asked_for_whatever_it_is(kit, purpose: Purpose) -> None:
    outcomes, paths = reading(kit, kit.answer(body=FORBID), purpose=purpose)
    assert outcomes[0].reason is Refusal.ROBOTS
    assert paths == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_robots_refused_with_a_client_error_restrict_nothing(kit, status: int) -> None:
    outcomes, paths = reading(kit, kit.answer(status, FORBID))
    assert isinstance(outcomes[0], Response)
    assert paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize("raw", [b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n",
                                 b"HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n", b"", b"no http\r\n\r\n",
                                 b"HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 9\r\n\r\nUser"])
def test_robots_that_cannot_be_read_mean_not_now_and_are_not_asked_again_at_once(kit, raw: bytes) -> None:
    outcomes, paths = reading(kit, raw, kit.answer(), waits=({"seconds": 30}, {"seconds": 31}))
    assert [getattr(outcome, "reason", None) for outcome in outcomes] == [Refusal.ROBOTS_UNREACHABLE] * 2 + [None]
    assert outcomes[0].retry_after == 60.0
    assert set(paths[:-2]) == {"/robots.txt"}


def test_pauses_grow_while_robots_stay_unreachable(kit) -> None:
    outcomes, _ = reading(kit, kit.answer(500), waits=({"minutes": 1}, {"minutes": 2}, {"minutes": 3}, {"minutes": 1}))
    assert [outcome.retry_after for outcome in outcomes] == [60.0, 120.0, 240.0, 60.0, 480.0]


def test_robots_unreachable_for_thirty_days_forbid_no_longer_and_go_on_being_read(kit) -> None:
    """RFC 9309, 2.3.1.4: "a reasonably long period of time (for example, 30 days)"."""
    days = ({"days": 3},) * 9
    outcomes, paths = reading(kit, kit.answer(500), waits=(*days, {"days": 2}, {"days": 1, "seconds": 1}, {"minutes": 5}, {"hours": 2}))
    assert [isinstance(one, Response) for one in outcomes] == [False] * 11 + [True] * 3
    assert paths[-5:] == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"], "at most each hour"


def test_after_thirty_days_the_copy_that_we_have_counts_again(kit) -> None:
    copy = kit.answer(body=FORBID)
    outcomes, _ = reading(kit, copy, kit.answer(503), waits=(({"days": 3},) * 11))
    assert outcomes[0].reason is Refusal.ROBOTS
    assert {one.reason for one in outcomes[1:10]} == {Refusal.ROBOTS_UNREACHABLE}
    assert outcomes[-1].reason is Refusal.ROBOTS


def test_a_host_that_was_asked_twice_in_a_month_is_not_long_unreachable(kit) -> None:
    outcomes, _ = reading(kit, kit.answer(500), waits=({"days": 31},))
    assert [one.reason for one in outcomes] == [Refusal.ROBOTS_UNREACHABLE] * 2


def test_once_reachable_again_the_thirty_days_begin_anew(kit) -> None:
    answers = [kit.answer(500)] * 9 + [kit.answer(body=b"User-agent: *\nAllow: /\n"), kit.answer(500)]
    outcomes, _ = reading(kit, *answers, waits=({"days": 3},) * 12)
    assert isinstance(outcomes[9], Response)
    assert outcomes[12].reason is Refusal.ROBOTS_UNREACHABLE


def test_each_authority_scheme_and_port_has_rules_of_its_own(kit) -> None:
    """RFC 9309, 2.3: the file counts for the scheme, host and port that it came from."""

    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"1")}) as one, kit.Web({"/a": kit.answer(body=b"2")}) as other, kit.opened() as client:
            one.routes["/robots.txt"] = kit.answer(body=FORBID)
            one.routes["b.localhost/robots.txt"] = kit.answer(body=b"User-agent: headwater\nAllow: /a\n")
            return [await client.get(kit.page(url)) for url in
                    (one.url("/a"), other.url("/a"), one.url("/a", "b.localhost"), other.url("/a", "b.localhost"))]

    outcomes = asyncio.run(scenario())
    assert [getattr(one, "reason", None) for one in outcomes] == [Refusal.ROBOTS, None, None, None]


@pytest.mark.parametrize("forbidden", ["feeds", "pages", "images"])
def test_feed_page_and_picture_are_each_asked_of_their_own_host(kit, forbidden: str) -> None:
    """A feed on one host, its articles on another, their pictures on a third: each file binds its own host only."""

    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"x")}) as web, kit.opened() as client:
            web.routes[f"{forbidden}.localhost/robots.txt"] = kit.answer(body=FORBID)
            asked = {"feeds": Purpose.FEED, "pages": Purpose.PAGE, "images": Purpose.IMAGE}
            found = {name: await client.get(kit.page(web.url("/a", f"{name}.localhost"), purpose)) for name, purpose in asked.items()}
            return found, [(seen.host.partition(".")[0], seen.path) for seen in web.seen]

    found, asked = asyncio.run(scenario())
    assert {name for name, outcome in found.items() if isinstance(outcome, Refused)} == {forbidden}
    assert sorted(asked) == sorted([("feeds", "/robots.txt"), ("pages", "/robots.txt"), ("images", "/robots.txt"),
                                    *((name, "/a") for name in found if name != forbidden)])


def test_robots_are_read_once_a_day_and_kept_when_unreachable_or_unchanged(kit) -> None:
    outcomes, paths = reading(
        kit, kit.answer(body=b"User-agent: *\nDisallow: /b\n", ETag='"1"'), kit.answer(500), kit.answer(304),
        waits=({"hours": 23}, {"hours": 1, "seconds": 1}, {"minutes": 2}, {"hours": 23}))
    assert [isinstance(outcome, Response) for outcome in outcomes] == [True, True, False, True, True]
    assert paths == ["/robots.txt", "/a", "/a", "/robots.txt", "/robots.txt", "/a", "/a"]


@pytest.mark.parametrize(("control", "hours", "again"), [("max-age=60", 0.9, False), ("max-age=60", 1.1, True),
                                                         ("public, max-age=7200", 1.9, False),
                                                         ("max-age=999999", 23.9, False), ("max-age=999999", 24.1, True),
                                                         ("no-store", 23.0, False)])
def test_cache_control_shortens_the_day_down_to_an_hour(kit, control: str, hours: float, again: bool) -> None:
    _, paths = reading(kit, kit.answer(Cache_Control=control), waits=({"hours": hours},))
    assert (paths.count("/robots.txt") == 2) is again


def test_robots_are_followed_over_five_redirects_also_to_another_host(kit) -> None:
    def chain(length: int):
        async def scenario():
            async with kit.Web({"/a": kit.answer()}) as web, kit.opened() as client:
                for n in range(length):
                    web.routes["/robots.txt" if n == 0 else f"/r{n}"] = kit.redirect(web.url(f"/r{n + 1}", "cdn.localhost"))
                web.routes[f"/r{length}"] = kit.answer(body=FORBID)
                return await client.get(kit.page(web.url("/a")))

        return asyncio.run(scenario())

    assert chain(1).reason is Refusal.ROBOTS
    assert chain(5).reason is Refusal.ROBOTS
    assert isinstance(chain(6), Response), "RFC 9309, 2.3.1.2: taken as unavailable"


def test_huge_robots_are_read_as_far_as_they_go(kit) -> None:
    outcomes, _ = reading(kit, kit.answer(body=FORBID + b"# filler\n" * 300_000))
    assert outcomes[0].reason is Refusal.ROBOTS


def test_robots_are_obeyed_at_every_redirect_hop_and_host(kit) -> None:
    async def scenario():
        async with kit.Web({}) as web, kit.opened() as client:
            web.routes = {"/a": kit.redirect(web.url("/a", "b.localhost")),
                          "b.localhost/robots.txt": kit.answer(body=FORBID)}
            outcome = await client.get(kit.page(web.url("/a", "a.localhost")))
            return outcome, [(seen.host, seen.path) for seen in web.seen]

    outcome, asked = asyncio.run(scenario())
    assert outcome.reason is Refusal.ROBOTS
    assert asked == [("a.localhost", "/robots.txt"), ("a.localhost", "/a"), ("b.localhost", "/robots.txt")]


def test_many_pages_at_once_read_robots_once(kit) -> None:
    async def scenario():
        async with kit.Web({f"/{n}": kit.answer() for n in range(5)}) as web, kit.opened() as client:
            await asyncio.gather(*(client.get(kit.page(web.url(f"/{n}"))) for n in range(5)))
            return [seen.path for seen in web.seen].count("/robots.txt")

    assert asyncio.run(scenario()) == 1


def test_the_rules_of_a_host_can_be_asked_for(kit) -> None:
    async def scenario():
        body = b"User-agent: *\nContent-Signal: ai-train=no\nSitemap: https://x.example/s.xml\n"
        async with kit.Web({"/robots.txt": kit.answer(body=body)}) as web, kit.opened() as client:
            return await client.rules(web.url("/any")), await client.rules("nonsense:")

    rules, bad = asyncio.run(scenario())
    assert isinstance(rules, robots.Rules)
    assert (rules.content_signal, rules.sitemaps) == (("ai-train=no",), ("https://x.example/s.xml",))
    assert isinstance(bad, Refused)
    assert bad.reason is Refusal.BAD_URL


def test_the_cache_in_memory_drops_what_was_read_longest_ago() -> None:
    async def scenario():
        cache = MemoryRobots(kept=2)
        for name in ("a", "b", "a", "c"):
            await cache.put(name, CachedRobots(body=name.encode()))
        return [await cache.get(name) for name in ("a", "b", "c")]

    first, second, third = asyncio.run(scenario())
    assert second is None
    assert first and third
