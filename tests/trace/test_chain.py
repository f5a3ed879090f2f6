"""The chain: links behind an article, their confidence, and what ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from headwater import model
from headwater.trace import bearing, chain, known

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FACTS = "In Tidewater the mayor Ada Marsh counted 1,250 lanterns, 4.7 percent more. “We counted every lantern twice that night,” she said. Bo Sand of the Harbour Authority agreed with Ada Marsh."
ELSEWHERE = "In Brackwater the keeper Ines Calder lost 83 ledgers. Nobody at the Osier Museum in Fenwick saw them, and Tom Ferrow found 19 more at Millbrook with Ula Wren."
SAID = model.Evidence(where="body", quote="first reported by")
A, B, C = "https://post.example/news/1001", "https://courier.example/news/2002", "https://herald.example/news/3003"
STUDY = "https://doi.org/10.5555/lantern.1"


def based(name: str, url: str | None = None, *, kind: str = "outlet_report", confidence: float = 0.8) -> model.BasedOn:
    return model.BasedOn(name=name, kind=kind, url=url, evidence=SAID, confidence=confidence)


def origin(*rests: model.BasedOn, supplier: model.Supplier | None = None) -> model.Origin:
    """An origin as the tracer gives it."""
    best = next((one for one in rests if one.url and one.confidence >= 0.65), None)
    wishes = tuple(one.url for one in rests if one.url and one.kind == "outlet_report")
    if supplier:
        return model.Origin(kind=supplier.kind, name=supplier.name, url=supplier.url, confidence=supplier.confidence, evidence=(supplier.evidence,),
                            supplier=supplier, based_on=rests, wishes=wishes)
    if best:
        return model.Origin(kind=best.kind, name=best.name, url=best.url, confidence=best.confidence, evidence=(SAID,), based_on=rests, wishes=wishes)
    return model.Origin(kind="own", name="me", confidence=0.5 if rests else 0.4, based_on=rests, wishes=wishes)


def page(url: str, name: str, of: model.Origin | None = None, *, hours: float | None = 0, facts: str = FACTS) -> chain.Page:
    """A page published so many hours before noon."""
    published = None if hours is None else NOON - timedelta(hours=hours)
    return chain.Page(url=url, outlet_name=name, language="en", published=published, origin=of, marks=bearing.marks(facts, "en"))


def given(*pages: chain.Page, common: frozenset[int] = frozenset()) -> chain.Pages:
    return chain.Pages(by_key={chain.key(one.url, ""): one for one in pages}, common=common)


def way(found: model.Origin) -> list[tuple[str, str]]:
    return [(one.step, one.name) for one in found.chain]


ME = page(A, "The Post", origin(based("The Courier", B)))


def test_without_other_pages_the_origin_is_what_the_article_says() -> None:
    found = chain.settle(ME, chain.Pages())
    assert (found.kind, found.name, found.url, found.confidence) == ("outlet_report", "The Courier", B, 0.8)
    (link,) = found.chain
    assert (link.step, link.url, link.at, link.evidence) == ("based_on", B, "", (SAID,))


def test_a_page_that_bears_the_claim_out_makes_it_surer_and_says_why() -> None:
    found = chain.settle(ME, given(page(B, "The Courier", origin(), hours=1)))
    assert found.confidence == 0.92
    assert "figures" in found.chain[0].evidence[-1].quote and found.chain[0].evidence[-1].where == "compared"


def test_the_chain_goes_on_over_the_other_page_and_confidence_multiplies() -> None:
    middle = page(B, "The Courier", origin(based("The Herald", C, confidence=0.9)), hours=1)
    first = page(C, "The Herald", origin(based("lantern study (doi.org)", STUDY, kind="study", confidence=0.9)), hours=2)
    found = chain.settle(ME, given(middle, first))
    assert way(found) == [("based_on", "The Courier"), ("based_on", "The Herald"), ("document", "lantern study (doi.org)")]
    assert [one.at for one in found.chain] == ["", B, C]
    assert found.chain[1].confidence == pytest.approx(0.92 * 0.96, abs=0.001)
    assert found.chain[2].confidence == pytest.approx(0.92 * 0.96 * 0.9, abs=0.001)
    assert (found.kind, found.url) == ("study", STUDY)


def test_the_words_of_another_page_are_not_repeated() -> None:
    middle = page(B, "The Courier", origin(based("The Herald", C, confidence=0.9)), hours=1)
    found = chain.settle(ME, given(middle))
    assert [one.quote for one in found.chain[1].evidence] == [""]


def test_what_is_not_sure_enough_along_the_chain_is_not_the_primary_source() -> None:
    middle = page(B, "The Courier", origin(based("The Herald", C, confidence=0.5)), hours=1)
    found = chain.settle(ME, given(middle))
    assert (found.url, len(found.chain)) == (B, 2)


@pytest.mark.parametrize(("hours", "facts"), [(-5, FACTS), (1, ELSEWHERE)], ids=["published later", "on something else"])
def test_a_page_that_does_not_bear_the_claim_out_takes_it_back(hours: float, facts: str) -> None:
    found = chain.settle(ME, given(page(B, "The Courier", origin(), hours=hours, facts=facts)))
    assert (found.kind, found.url) == ("own", None)
    assert found.chain[0].confidence <= chain.REFUTED


def test_a_dead_link_is_no_source() -> None:
    found = chain.settle(ME, given(chain.Page(url=B, outcome="gone")))
    assert (found.kind, found.url, found.chain[0].url) == ("own", None, None)


def test_a_page_that_may_not_be_read_changes_nothing() -> None:
    assert chain.settle(ME, given(chain.Page(url=B, outcome="refused"))).confidence == 0.8


def test_of_two_that_cite_each_other_the_clock_tells_who_was_first() -> None:
    other = page(B, "The Courier", origin(based("The Post", A)), hours=1)
    assert chain.settle(ME, given(other)).url == B
    assert chain.settle(other, given(ME)).kind == "own"


def test_of_two_that_cite_each_other_without_clocks_neither_is_a_source() -> None:
    me, other = replace(ME, published=None), page(B, "The Courier", origin(based("The Post", A)), hours=None)
    assert chain.settle(me, given(other)).kind == "own"
    assert chain.settle(other, given(me)).kind == "own"


def test_a_link_back_that_is_no_claim_makes_a_circle_too() -> None:
    me, other = replace(ME, published=None), replace(page(B, "The Courier", origin(), hours=None), links=(A,))
    assert chain.settle(me, given(other)).kind == "own"


def test_a_longer_circle_ends() -> None:
    second = page(B, "The Courier", origin(based("The Herald", C)), hours=1)
    third = page(C, "The Herald", origin(based("The Post", A)), hours=2)
    found = chain.settle(ME, given(second, third, ME))
    assert way(found) == [("based_on", "The Courier"), ("based_on", "The Herald")]


@pytest.mark.parametrize(("name", "url"), [("The Post", "https://elsewhere.example/news/1"), ("Post", None), ("Other", "https://post.test/news/7")])
def test_an_outlet_is_not_its_own_source(name: str, url: str | None) -> None:
    found = chain.settle(page(A, "The Post", origin(based(name, url))), chain.Pages())
    assert (found.kind, found.chain) == ("own", ())


def test_its_edition_in_another_language_is_one() -> None:
    english = "https://en.post.example/news/1"
    me = page("https://de.post.example/news/2", "The Post", origin(based("original edition (en.post.example)", english)))
    assert chain.settle(me, chain.Pages()).url == english


def test_a_redirector_is_opened_or_is_no_address() -> None:
    wrapped = "https://www.google.com/url?q=https%3A%2F%2Fcourier.example%2Fnews%2F2002"
    assert chain.settle(page(A, "The Post", origin(based("The Courier", wrapped))), chain.Pages()).url == B
    sealed = chain.settle(page(A, "The Post", origin(based("The Courier", "https://t.co/abc"))), chain.Pages())
    assert (sealed.name, sealed.url) == ("The Courier", None)


def test_an_aggregator_is_passed_through_and_never_shown() -> None:
    lists = "https://www.msn.com/en-us/news/ar-1"
    me = page(A, "The Post", origin(based("MSN", lists)))
    assert chain.settle(me, chain.Pages()).chain == ()
    behind = chain.settle(me, given(page(lists, "MSN", origin(based("The Courier", B)), hours=1)))
    assert (behind.url, [one.at for one in behind.chain]) == (B, [lists])
    loop = chain.settle(me, given(page(lists, "MSN", origin(based("The Post", A)), hours=1)))
    assert (loop.kind, loop.chain) == ("own", ())


AGENCY = model.Supplier(name="Coast Wire", kind="agency", share="whole", evidence=model.Evidence(where="byline", quote="Coast Wire"), confidence=0.9)


def test_a_supplied_text_leads_on_to_what_the_agency_rests_on() -> None:
    wire = "https://wire.example/news/9"
    me = page(A, "The Post", origin(supplier=replace(AGENCY, url=wire)))
    agency = page(wire, "Coast Wire", origin(based("The Courier", B, confidence=0.9)), hours=1)
    found = chain.settle(me, given(agency, page(B, "The Courier", origin(), hours=3)))
    assert way(found) == [("carried_from", "Coast Wire"), ("based_on", "The Courier")]
    assert found.url == B and found.supplier and found.supplier.name == "Coast Wire"


def test_an_agency_may_publish_later_what_it_supplied_earlier() -> None:
    wire = "https://wire.example/news/9"
    found = chain.settle(page(A, "The Post", origin(supplier=replace(AGENCY, url=wire))), given(page(wire, "Coast Wire", origin(), hours=-6)))
    assert (found.kind, found.url) == ("agency", wire)


def test_a_name_becomes_an_address_only_where_the_texts_agree() -> None:
    me = page(A, "The Post", origin(based("The Courier", confidence=0.45)))
    for facts, url in ((FACTS, B), (ELSEWHERE, None)):
        found = chain.settle(me, chain.Pages(by_key={chain.key(None, "The Courier"): page(B, "The Courier", origin(), hours=1, facts=facts)}))
        assert found.url == url


def test_wishes_are_for_pages_of_others_that_are_not_known() -> None:
    me = page(A, "The Post", origin(based("The Courier", B), based("MSN", "https://www.msn.com/ar-1"), based("The Post", "https://post.example/9"), based("H", C)))
    assert chain.open_wishes(me, chain.Pages()) == [B, C]
    assert chain.open_wishes(me, given(chain.Page(url=B, outcome="wanted"))) == [C]


def test_settling_twice_changes_nothing() -> None:
    pages = given(page(B, "The Courier", origin(based("The Herald", C)), hours=1))
    once = chain.settle(ME, pages)
    assert chain.settle(ME, pages) == once


def test_what_many_texts_have_bears_nothing_out() -> None:
    other = page(B, "The Courier", origin(), hours=1, facts=f"{ELSEWHERE} The mayor Ada Marsh and Bo Sand of the Harbour Authority were named.")
    assert chain.settle(ME, given(other)).url == B  # three names in common
    usual = frozenset(bearing.marks("Then Ada Marsh and Bo Sand of the Harbour Authority came.", "en"))
    found = chain.settle(ME, given(other, common=usual))
    assert (found.url, found.confidence) == (B, 0.8)  # as sure as its words: neither borne out nor refuted
    assert chain.settle(ME, given(page(B, "The Courier", origin(), hours=1, facts=ELSEWHERE), common=usual)).kind == "own"
    assert found.chain[0].evidence[-1].quote == "has nothing but what many texts have in common with this text; published 1 hour before it"


def test_a_page_whose_headline_is_about_others_is_not_the_one() -> None:
    facts = f"{ELSEWHERE} Ada Marsh and Bo Sand were there."
    about = bearing.headline("Ines Calder loses ledgers at Brackwater", bearing.marks(facts, "en"), "en")
    assert chain.settle(ME, given(replace(page(B, "The Courier", origin(), hours=1, facts=facts)))).url == B
    assert chain.settle(ME, given(replace(page(B, "The Courier", origin(), hours=1, facts=facts), head=about))).url is None


def test_what_came_a_little_later_is_a_source_only_of_what_was_changed_since() -> None:
    later = page(B, "The Courier", origin(), hours=-1)
    assert chain.settle(ME, given(later)).kind == "own"
    assert chain.settle(replace(ME, updated=NOON + timedelta(hours=2)), given(later)).url == B
    assert chain.settle(replace(ME, updated=NOON + timedelta(minutes=10)), given(later)).kind == "own"


def test_a_name_is_a_source_where_its_words_are_sure_and_is_told_as_a_fact_where_a_table_has_it() -> None:
    me = page(A, "The Post", origin(based("Ellery Harbour Courier", confidence=0.7), based("Ada Marsh", kind="statement", confidence=0.45)))
    found = chain.settle(me, chain.Pages())
    assert (found.kind, found.name, found.url, found.confidence) == ("outlet_report", "Ellery Harbour Courier", None, 0.7)
    assert [link.outlet for link in found.chain] == [""]  # that its name sounds like an outlet's is no fact
    panorama = page(A, "The Post", origin(based("Panorama", confidence=0.7)))
    assert [link.outlet for link in chain.settle(panorama, chain.Pages()).chain] == [""]
    others = known.roster([("Panorama", "https://panorama.example/", False)])
    assert [link.outlet for link in chain.settle(panorama, chain.Pages(others=others)).chain] == ["Panorama"]


def test_another_page_of_the_outlet_takes_nothing_from_what_the_text_says() -> None:
    me = page(A, "The Post", origin(based("The Courier", confidence=0.7)))
    found = chain.settle(me, chain.Pages(by_key={chain.key(None, "The Courier"): page(B, "The Courier", origin(based("The Herald", C)), hours=1, facts=ELSEWHERE)}))
    assert (found.name, found.url, found.confidence, len(found.chain)) == ("The Courier", None, 0.7, 1)


@pytest.mark.parametrize(("confidence", "outcome", "url"), [(0.55, "short", STUDY), (0.45, "short", None), (0.55, "refused", None), (0.55, "gone", None)])
def test_a_document_linked_as_such_is_the_source_once_its_page_is_known_to_be_there(confidence: float, outcome: str, url: str | None) -> None:
    me = page(A, "The Post", origin(based("the act", STUDY, kind="document", confidence=confidence)))
    assert chain.settle(me, chain.Pages()).url is None
    assert chain.settle(me, given(chain.Page(url=STUDY, outcome=outcome))).url == url


def test_a_document_in_another_alphabet_is_there_too_but_no_report_gains_by_that() -> None:
    there = replace(page(STUDY, "", None, hours=None, facts=ELSEWHERE), language="el")
    assert chain.settle(page(A, "The Post", origin(based("the act", STUDY, kind="document", confidence=0.55))), given(there)).url == STUDY
    report = replace(page(B, "The Courier", origin(), hours=1, facts=ELSEWHERE), language="el")
    assert chain.settle(page(A, "The Post", origin(based("The Courier", B, confidence=0.55))), given(report)).url is None
