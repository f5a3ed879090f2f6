"""What signals and policy allow, and that more signals never allow more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model, reasons, rights

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
NO_POLICY = model.OutletPolicy()
BY = "https://creativecommons.org/licenses/by/4.0/"
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"
CONTRACT = model.Licence(uri="", name="Contract with the publisher", where="operator")
VIEWS = [model.View.FULL, model.View.EXCERPT, model.View.LINK_ONLY, model.View.WITHHELD]


def decide(*signals: rights.Signal, policy: model.OutletPolicy = NO_POLICY, commercial: bool = False,
           now: datetime = NOW) -> model.Allowance:
    return rights.allow(signals, policy, commercial=commercial, now=now)


def page(**fields: object) -> tuple[rights.Signal, ...]:
    return rights.of_page(replace(model.PageSignals(), **fields))  # pyright: ignore[reportArgumentType]


def licensed(address: str = BY) -> tuple[rights.Signal, ...]:
    return page(licences=(address,))


# ---- the default, licences and the operator ----------------------------------------------------------------


def test_unknown_rights_give_an_excerpt_of_160_characters_and_no_pictures() -> None:
    allowance = decide()
    assert (allowance.view, allowance.excerpt, allowance.images) == (model.View.EXCERPT, 160, False)
    assert allowance.reasons[0].rule == "unknown-rights"
    assert allowance.analyse and allowance.fetch and allowance.list


def test_an_open_licence_gives_the_whole_text_and_pictures() -> None:
    allowance = decide(*licensed())
    assert (allowance.view, allowance.images) == (model.View.FULL, True)
    assert allowance.licence and allowance.licence.name == "CC BY 4.0"
    assert allowance.reasons[0] == model.Reason(rule="licence-cc-by", where="page", quote=BY)


@pytest.mark.parametrize(("commercial", "view"), [(False, model.View.FULL), (True, model.View.EXCERPT)])
def test_a_non_commercial_licence_serves_non_commercial_operators_only(commercial: bool, view: model.View) -> None:
    assert decide(*licensed(BY_NC), commercial=commercial).view is view


def test_terms_that_no_machine_reads_take_an_open_licence_back() -> None:
    allowance = decide(*page(licences=(BY, "https://outlet.example/terms")))
    assert allowance.view is model.View.EXCERPT
    assert allowance.reasons[0].rule == "licence-unread"


def test_an_open_licence_that_a_person_recorded_stands_beside_unread_terms() -> None:
    recorded = model.OutletPolicy(licence=model.Licence(uri=BY, name="CC BY 4.0", where="outlet"))
    assert decide(*licensed("https://outlet.example/terms"), policy=recorded).view is model.View.FULL
    assert decide(*licensed(BY_NC), policy=recorded, commercial=True).view is model.View.EXCERPT


def test_an_open_licence_does_not_override_an_opt_out_even_if_the_operator_recorded_it() -> None:
    recorded = model.OutletPolicy(licence=model.Licence(uri=BY, name="CC BY 4.0", where="operator"))
    assert decide(*page(robots=("nosnippet",)), policy=recorded).view is model.View.LINK_ONLY


def test_a_contract_overrides_every_reuse_signal() -> None:
    signals = (*page(robots=("noindex, nosnippet, noarchive",), tdm_reservation="1", free=False),
               *rights.of_robots([("Content-Signal", "search=no, ai-train=no")]))
    allowance = decide(*signals, policy=model.OutletPolicy(licence=CONTRACT), commercial=True)
    assert (allowance.view, allowance.images, allowance.list, allowance.analyse) == (model.View.FULL, True, True, True)
    assert allowance.reasons[0].rule == "operator-licence"


def test_a_contract_that_has_run_out_counts_for_nothing() -> None:
    policy = model.OutletPolicy(licence=replace(CONTRACT, expires=NOW - timedelta(days=1)))
    allowance = decide(policy=policy)
    assert allowance.view is model.View.EXCERPT
    assert {reason.rule for reason in allowance.reasons} == {"licence-expired", "unknown-rights"}


def test_nothing_overrides_a_withdrawal_in_the_feed() -> None:
    signals = rights.of_feed(model.ParsedFeed(format="rss2.0"), model.Entry(entry_id="1", url="", media_status="deleted"))
    assert decide(*signals, policy=model.OutletPolicy(licence=CONTRACT)).view is model.View.WITHHELD


@pytest.mark.parametrize(("status", "images"), [("restriction: deny sharing", False), ("restriction: allow country de", False), ("rating: adult", False),
                                                ("restriction: allow sharing", True), ("", True)])
def test_restrictions_of_pictures_in_the_feed_are_kept(status: str, images: bool) -> None:
    entry = model.Entry(entry_id="1", url="", media_status=status, licences=(BY,))
    assert decide(*rights.of_feed(model.ParsedFeed(format="rss2.0"), entry)).images is images


def test_the_operator_can_show_less_than_is_allowed_but_not_more() -> None:
    assert decide(*licensed(), policy=model.OutletPolicy(most=model.View.LINK_ONLY)).view is model.View.LINK_ONLY
    assert decide(policy=model.OutletPolicy(most=model.View.FULL)).view is model.View.EXCERPT
    assert not decide(*licensed(), policy=model.OutletPolicy(images=False)).images


# ---- robots directives -------------------------------------------------------------------------------------


@pytest.mark.parametrize("directive", ["nosnippet", "NOSNIPPET", "max-snippet:0", "max-snippet: 0", "noindex", "none", "all, noindex"])
def test_directives_that_leave_the_headline_and_the_link(directive: str) -> None:
    for signals in (page(robots=(directive,)), rights.of_headers([("x-robots-tag", directive)])):
        allowance = decide(*licensed(), *signals)
        assert (allowance.view, allowance.excerpt, allowance.images) == (model.View.LINK_ONLY, 0, False)
        assert allowance.list is ("snippet" in directive.lower())


def test_max_snippet_sets_the_excerpt_and_minus_one_sets_nothing() -> None:
    assert decide(*page(robots=("max-snippet:50",))).excerpt == 50
    assert decide(*page(robots=("max-snippet:9000",))).excerpt == 160
    assert decide(*licensed(), *page(robots=("max-snippet:50",))).view is model.View.EXCERPT
    assert decide(*licensed(), *page(robots=("index, follow, max-snippet:-1, max-image-preview:large",))).view is model.View.FULL


def test_noarchive_keeps_no_copy_and_so_shows_no_whole_text() -> None:
    allowance = decide(*licensed(), *page(robots=("noarchive",)))
    assert (allowance.archive, allowance.view) == (False, model.View.EXCERPT)
    assert allowance.reasons[0].rule == "robots-noarchive"


@pytest.mark.parametrize("directive", ["noimageindex", "max-image-preview:none"])
def test_pictures_stay_away_where_the_page_says_so(directive: str) -> None:
    allowance = decide(*licensed(), *page(robots=(directive,)))
    assert (allowance.view, allowance.images) == (model.View.FULL, False)


@pytest.mark.parametrize("date", ["25 Jun 2030 15:00:00 GMT", "Tuesday, 25-Jun-30 15:00:00 GMT", "2030-06-25T15:00:00Z", "2030-06-25",
                                  "Tue, 25 Jun 2030 15:00:00 +0000"])
def test_unavailable_after_withholds_when_the_time_has_come(date: str) -> None:
    signals = page(robots=(f"unavailable_after: {date}, noarchive",))
    before, after = decide(*signals, now=datetime(2030, 6, 1, tzinfo=UTC)), decide(*signals)
    assert before.until and before.until.date().isoformat() == "2030-06-25"
    assert (before.view, before.archive) == (model.View.EXCERPT, False)
    assert (after.view, after.list, after.fetch) == (model.View.WITHHELD, False, False)


def test_headers_for_other_robots_are_not_for_us() -> None:
    assert decide(*rights.of_headers([("x-robots-tag", "googlebot: noindex, nosnippet")])).view is model.View.EXCERPT
    mixed = rights.of_headers([("x-robots-tag", "otherbot: noindex, headwater: nosnippet"), ("x-robots-tag", "noarchive")])
    assert {signal.rule for signal in mixed} == {"robots-nosnippet", "robots-noarchive"}
    assert rights.of_headers([("x-robots-tag", "max-snippet: 20")])[0].effects == (("view", "excerpt"), ("excerpt", "20"))


def test_noai_forbids_embedding_only() -> None:
    allowance = decide(*page(robots=("noai, noimageai",)))
    assert (allowance.embed, allowance.analyse, allowance.view) == (False, True, model.View.EXCERPT)


# ---- reservations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signals", [
    rights.of_headers([("tdm-reservation", "1"), ("tdm-policy", "https://outlet.example/tdm.json")]),
    page(tdm_reservation="1"),
    rights.of_feed(model.ParsedFeed(format="rss2.0", reservations=(("tdm-reservation", "1"),)), model.Entry(entry_id="", url="")),
])
def test_a_mining_reservation_leaves_the_feeds_entry_alone(signals: tuple[rights.Signal, ...]) -> None:
    allowance = decide(*licensed(), *signals)
    assert (allowance.fetch, allowance.store, allowance.extract, allowance.analyse, allowance.embed) == (False,) * 5
    assert (allowance.view, allowance.excerpt, allowance.list) == (model.View.EXCERPT, 160, True)
    assert allowance.reasons[0].rule == "tdm-reservation"


@pytest.mark.parametrize("value", ["0", "2", "", "yes"])
def test_other_values_of_the_reservation_are_unset(value: str) -> None:
    assert rights.of_headers([("tdm-reservation", value)]) == ()


@pytest.mark.parametrize("line", [("Content-Signal", "search=no,ai-train=no"), ("content-usage", "train-ai=n, search=n")])
def test_search_no_leaves_the_link(line: tuple[str, str]) -> None:
    allowance = decide(*licensed(), *rights.of_robots([line]))
    assert (allowance.view, allowance.analyse, allowance.embed) == (model.View.LINK_ONLY, False, False)


def test_no_training_means_no_embedding_and_nothing_else() -> None:
    for line in (("Content-Signal", "search=yes,ai-train=no"), ("Content-Signal", "ai-input=no"), ("Content-Usage", "train-ai=n")):
        allowance = decide(*licensed(), *rights.of_robots([line]))
        assert (allowance.view, allowance.embed, allowance.analyse) == (model.View.FULL, False, True)


def test_of_robots_lines_with_paths_the_longest_that_fits_counts() -> None:
    lines = [("Content-Usage", "train-ai=n, search=n"), ("Content-Usage", "/open/ search=y"), ("Content-Usage", "/*.pdf$ train-ai=n")]
    assert rights.of_robots(lines, url_path="/open/a.html") == ()
    assert len(rights.of_robots(lines, url_path="/news/a.html")) == 2
    assert [signal.rule for signal in rights.of_robots(lines, url_path="/x/a.pdf")] == ["content-usage-train-ai"]
    assert len(rights.of_robots(lines)) == 3


@pytest.mark.parametrize("written", ["/café/", "/caf%C3%A9/", "/caf%c3%a9/", "/%63afé/", "*/café/"])
@pytest.mark.parametrize("asked", ["/caf%C3%A9/a.html", "/café/a.html", "/%63af%c3%a9/a.html"])
def test_paths_of_robots_lines_are_compared_like_those_of_its_rules(written: str, asked: str) -> None:
    """AIPREF attach, section 5: as RFC 9309, 2.2.2 says, so percent-encodings written otherwise are the same path."""
    lines = [("Content-Usage", f"{written} train-ai=n"), ("Content-Signal", "/cafe/ search=no")]
    assert [signal.rule for signal in rights.of_robots(lines, url_path=asked)] == ["content-usage-train-ai"]


def test_rsl_terms_reserve_embedding_and_demands_of_payment_leave_the_link() -> None:
    assert not decide(*rights.of_robots([("License", "https://outlet.example/rsl.xml")])).embed
    paid = '<rsl><license><payment type="subscription"/></license></rsl>'
    feed = model.ParsedFeed(format="rss2.0", reservations=(("rsl", paid),))
    assert decide(*rights.of_feed(feed, model.Entry(entry_id="", url=""))).view is model.View.LINK_ONLY


# ---- feeds, links, subscriptions ---------------------------------------------------------------------------


def test_an_entrys_own_licence_stands_in_place_of_its_feeds() -> None:
    feed = model.ParsedFeed(format="atom1.0", licences=(BY,))
    assert decide(*rights.of_feed(feed, model.Entry(entry_id="", url=""))).view is model.View.FULL
    own = model.Entry(entry_id="", url="", licences=("https://outlet.example/terms",))
    assert decide(*rights.of_feed(feed, own)).view is model.View.EXCERPT


def test_a_rights_line_counts_only_if_it_names_a_licence() -> None:
    entry = model.Entry(entry_id="", url="")
    assert rights.of_feed(model.ParsedFeed(format="rss2.0", rights="© 2031 The Tidewater Post"), entry) == ()
    named = rights.of_feed(model.ParsedFeed(format="rss2.0", rights="Text: Creative Commons Attribution 4.0"), entry)
    assert decide(*named).view is model.View.FULL


def test_a_link_header_can_name_the_licence() -> None:
    headers = [("link", f'<https://a.example/style.css>; rel="preload", <{BY}>; rel="license"')]
    assert decide(*rights.of_headers(headers)).view is model.View.FULL


def test_an_article_for_subscribers_is_never_shown_whole_without_a_contract() -> None:
    assert decide(*licensed(), *page(free=False)).view is model.View.EXCERPT
    assert decide(*page(free=False), policy=model.OutletPolicy(licence=CONTRACT)).view is model.View.FULL


# ---- what always holds -------------------------------------------------------------------------------------

_EFFECTS = st.one_of(
    st.tuples(st.just("view"), st.sampled_from([str(view) for view in VIEWS] + ["other"])),
    st.tuples(st.just("excerpt"), st.sampled_from(["0", "5", "120", "900", "x"])),
    st.tuples(st.sampled_from(["fetch", "store", "extract", "analyse", "embed", "list", "images", "unknown"]), st.just("no")),
    st.tuples(st.just("until"), st.sampled_from(["2030-01-01", "2040-01-01", "never"])),
)
_RESTRICTIONS = st.builds(rights.Signal, rule=st.just("r"), where=st.just("page"), effects=st.lists(_EFFECTS, max_size=3).map(tuple))
_GRANTS = st.lists(st.sampled_from([BY, BY_NC, "https://outlet.example/terms"]), max_size=2).map(lambda urls: page(licences=tuple(urls)))
_POLICIES = st.builds(model.OutletPolicy, most=st.sampled_from([None, *VIEWS]), images=st.sampled_from([None, True, False]),
                      licence=st.sampled_from([None, CONTRACT, model.Licence(uri=BY, name="", where="outlet")]))


def shows_no_more(less: model.Allowance, more: model.Allowance) -> bool:
    flags = ("fetch", "store", "extract", "analyse", "embed", "list", "images")
    return (VIEWS.index(less.view) >= VIEWS.index(more.view) and less.excerpt <= more.excerpt
            and all(getattr(more, flag) or not getattr(less, flag) for flag in flags)
            and (more.until is None or (less.until is not None and less.until <= more.until)))


@given(_GRANTS, st.lists(_RESTRICTIONS, max_size=4), _RESTRICTIONS, _POLICIES, st.booleans())
def test_a_further_restriction_never_yields_more(
        grants: tuple[rights.Signal, ...], signals: list[rights.Signal], further: rights.Signal, policy: model.OutletPolicy,
        commercial: bool) -> None:
    before = decide(*grants, *signals, policy=policy, commercial=commercial)
    after = decide(*grants, *signals, further, policy=policy, commercial=commercial)
    assert shows_no_more(after, before)
    assert after.reasons


@given(st.permutations([*page(robots=("nosnippet", "noarchive, max-snippet:20"), tdm_reservation="1", licences=(BY,))]))
def test_the_order_of_signals_does_not_matter(signals: list[rights.Signal]) -> None:
    first, second = decide(*signals), decide(*reversed(signals))
    assert replace(first, reasons=()) == replace(second, reasons=())


@given(st.text(max_size=200), st.text(max_size=30))
def test_hostile_signals_never_raise(value: str, name: str) -> None:
    signals = (*rights.of_robots([("Content-Usage", value), ("License", value), (name, value)], url_path="/" + name),
               *rights.of_headers([("x-robots-tag", value), ("link", value), ("content-usage", value), (name, value)]),
               *page(robots=(value, "unavailable_after: " + value), licences=(value,), copyright=value, tdm_reservation=value))
    assert decide(*signals).view in VIEWS


def test_every_reason_can_be_explained_in_a_sentence() -> None:
    signals = (*licensed(), *page(robots=("noindex,nosnippet,max-snippet:3,noarchive,noai",), tdm_reservation="1", free=False),
               *rights.of_robots([("Content-Signal", "search=no,ai-train=no"), ("License", "https://a.example/l")]))
    for reason in decide(*signals).reasons:
        sentence = reasons.explain(reason)
        assert sentence.endswith(".")
        assert reason.quote in sentence
    assert "160" not in reasons.explain(model.Reason(rule="unknown-rights", where="default"))
    assert reasons.explain(model.Reason(rule="anything", where="x")).endswith(".")
