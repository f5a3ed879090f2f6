"""The gate: what of an item readers see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model, pictures, text, urls
from headwater.publish import credits, release

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
BY = model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="page")
CONTRACT = model.Licence(uri="", name="Agreement of May", where="operator")
OUTLET = model.Outlet(id=model.OutletId("o1"), name="The Tidewater Post", home_url="https://tidewater.example/", language="en")
ENTRY = model.Entry(
    entry_id="e1", url="https://tidewater.example/news/harbour?utm_source=rss", title="Harbour “reopens”, says s***-weary mayor",
    summary="<p>The harbour opened on Monday after nine weeks. The post Harbour appeared first on The Tidewater Post.</p>")
ARTICLE = model.Article(
    url="https://tidewater.example/news/harbour", canonical_url="https://tidewater.example/news/harbour-reopens",
    title="Harbour “reopens”, says s***-weary mayor | The Tidewater Post", authors=("Ada Marsh",), language="en",
    body="The standfirst.\n\nShips came back at dawn.\nThe mayor counted lanterns.", lead="The standfirst.", section="City",
    images=(model.Image(url="https://tidewater.example/a.jpg", credit="Ada Marsh"),
            model.Image(url="https://tidewater.example/b.jpg"),
            model.Image(url="https://tidewater.example/c.jpg", credit="Someone / Getty Images")))
ITEM = release.Item(article_id=model.ArticleId("a1"), outlet=OUTLET, entry=ENTRY, article=ARTICLE, first_seen=NOW)
FULL = model.Allowance(view=model.View.FULL, images=True, licence=BY, reasons=(model.Reason(rule="licence-cc-by", where="page"),))
EXCERPT = model.Allowance(reasons=(model.Reason(rule="unknown-rights", where="default"),))
LINK = replace(EXCERPT, view=model.View.LINK_ONLY, excerpt=0)
EVIDENCE = model.Evidence(where="body", quote="Ships came back at dawn.")
ORIGIN = model.Origin(
    kind="agency", name="Coast Wire", confidence=0.9, evidence=(EVIDENCE,),
    supplier=model.Supplier(name="Coast Wire", kind="agency", share="whole", evidence=model.Evidence(where="byline", quote="Coast Wire")))


def released(item: release.Item = ITEM, allowance: model.Allowance = EXCERPT, **more: bool) -> model.Publication:
    return release.release(item, None, allowance, now=NOW, **more)


def test_a_whole_text_has_paragraphs_and_the_pictures_that_the_licence_covers() -> None:
    publication = released(allowance=FULL)
    assert publication.paragraphs == ("The standfirst.", "Ships came back at dawn.", "The mayor counted lanterns.")
    assert [image.url for image in publication.images if image.url] == ["https://tidewater.example/a.jpg"]
    assert publication.licence == BY
    assert publication.rights == "© The Tidewater Post; Ada Marsh; CC BY 4.0"


def test_names_are_found_only_in_the_words_that_are_released() -> None:
    told = replace(ARTICLE, body="The standfirst.\nMayor Ines Calder met Tom Ferrow in Port Ellery, and Li Wen.", tags=("Li Wen", "Port Ellery"),
                   structured=(("jsonld.named.person", "Li Wen"), ("jsonld.named.place", "Far Ellery")))
    item = replace(ITEM, article=told, entry=replace(ENTRY, summary="The harbour opened in Port Ellery.", categories=("Tom Ferrow",)))
    assert {one.name: one.kind for one in released(item, FULL).named} == {"Li Wen": "person", "Ines Calder": "person", "Port Ellery": "place", "Tom Ferrow": "name"}
    assert [one.name for one in released(item).named] == ["Port Ellery"]  # an excerpt of the feed's own words
    assert released(item, LINK).named == released(item, FULL, withheld=True).named == released(item, replace(EXCERPT, excerpt=0)).named == ()


def test_a_whole_text_keeps_its_forms_posts_places_and_corrections_counted_in_paragraphs() -> None:
    rich = replace(
        ARTICLE, kind="live", access="metered", corrections=("The date was wrong.",), forms=((2, "quote"), (900, "item")),
        contributors=(model.Contributor(name="Ada Marsh", url="https://tidewater.example/ada"),),
        posts=(model.Post(line=3, at=NOW), model.Post(line=5000)), images=(replace(ARTICLE.images[0], place=3),))
    shown = released(replace(ITEM, article=rich), FULL)
    assert (shown.forms, shown.posts, shown.images[0].place) == (((1, "quote"),), (model.Post(line=2, at=NOW),), 2)
    assert (shown.kind, shown.access, shown.correction) == ("live", "metered", "The date was wrong.")
    assert shown.contributors == rich.contributors
    cut = released(replace(ITEM, article=rich))
    assert (cut.forms, cut.posts, cut.correction, cut.kind, cut.access) == ((), (), "", "live", "metered")


def test_a_contract_covers_pictures_without_a_credit_too() -> None:
    assert len(released(allowance=replace(FULL, licence=CONTRACT)).images) == 3
    assert "shown with permission" in released(allowance=replace(FULL, licence=CONTRACT)).rights


def test_an_excerpt_is_the_feeds_own_summary_and_never_the_page() -> None:
    publication = released()
    assert publication.excerpt == "The harbour opened on Monday after nine weeks."
    assert (publication.paragraphs, publication.images, publication.licence) == ((), (), None)
    bare = released(replace(ITEM, entry=replace(ENTRY, summary="")))
    assert bare.excerpt == ""
    assert "all rights with The Tidewater Post" in publication.rights


def test_a_feeds_full_text_is_cut_to_the_excerpt() -> None:
    publication = released(replace(ITEM, entry=replace(ENTRY, summary="", content="<p>" + "lantern " * 200 + "</p>")))
    assert 100 < len(publication.excerpt) <= 160
    assert publication.excerpt.endswith("…")


def test_a_summary_that_repeats_the_headline_is_no_excerpt() -> None:
    assert released(replace(ITEM, entry=replace(ENTRY, summary=ENTRY.title + " …"))).excerpt == ""


@pytest.mark.parametrize(("summary", "kept"), [
    ("People read more books in winter.", "People read more books in winter."),
    ("Boats sail again. Read more about boats", "Boats sail again."),
    ("Boats sail again […]", "Boats sail again"),
    ("Comments", ""),
    ("Il dit « oui »", "Il dit « oui »"),
])
def test_what_feeds_add_to_a_summary_goes(summary: str, kept: str) -> None:
    assert released(replace(ITEM, entry=replace(ENTRY, summary=summary))).excerpt == kept


def test_headlines_lose_the_outlets_name_and_keep_quotes_and_masked_words() -> None:
    assert released().headline == "Harbour “reopens”, says s***-weary mayor"
    for title in ("A “B” c*** D - tidewater.example", "The Tidewater Post: A “B” c*** D", "A “B” c*** D — Tidewater Post"):
        assert released(replace(ITEM, article=replace(ARTICLE, title=title))).headline == "A “B” c*** D"
    assert release.headline("The Tidewater Post", ("The Tidewater Post",)) == "The Tidewater Post"
    assert release.headline("Why the Tidewater Post went quiet", ("The Tidewater Post",)) == "Why the Tidewater Post went quiet"


def test_the_reference_is_the_canonical_address_of_the_outlets_own_page() -> None:
    assert released().reference_url == "https://tidewater.example/news/harbour-reopens"
    elsewhere = replace(ARTICLE, canonical_url="https://sister.example/news/1")
    assert released(replace(ITEM, article=elsewhere)).reference_url == ARTICLE.url
    assert released(replace(ITEM, article=None)).reference_url == "https://tidewater.example/news/harbour"


def test_the_reference_is_never_a_redirector() -> None:
    short = replace(ENTRY, url="https://t.co/abc")
    assert released(replace(ITEM, entry=short, article=None, page_url="https://tidewater.example/x")).reference_url == (
        "https://tidewater.example/x")
    original = replace(short, origin_url="https://tidewater.example/y")
    assert released(replace(ITEM, entry=original, article=None)).reference_url == "https://tidewater.example/y"
    for link in ("https://www.bit.ly/x", "https://google.com/url?q=https://tidewater.example/x", "https://rss.tidewater.example/~r/p/~3/x/"):
        behind = replace(ENTRY, url=link)
        known = released(replace(ITEM, entry=behind, article=None, page_url="https://tidewater.example/x"))
        assert known.reference_url == "https://tidewater.example/x"
        unread = released(replace(ITEM, entry=behind, article=None, page_url=link))
        assert (unread.view, unread.reference_url) == (model.View.WITHHELD, OUTLET.home_url)
    unknown = released(replace(ITEM, entry=short, article=None))
    assert (unknown.view, unknown.reference_url) == (model.View.WITHHELD, OUTLET.home_url)
    assert unknown.reasons[0].rule == "no-reference"


@pytest.mark.parametrize(("named", "kept"), [("https://tide.example/terms", "https://tide.example/terms"), ("javascript:alert(1)", ""), ("all rights reserved", ""), ("", "")])
def test_the_terms_that_a_page_names_by_an_address_are_kept(named: str, kept: str) -> None:
    item = replace(ITEM, article=replace(ARTICLE, signals=model.PageSignals(usage_info=named)))
    assert released(item).terms_url == kept


def test_link_only_leaves_headline_outlet_date_and_link() -> None:
    publication = released(allowance=LINK)
    assert publication.headline and publication.reference_url and publication.outlet_name
    assert (publication.excerpt, publication.paragraphs, publication.images) == ("", (), ())


def test_a_reserved_item_lives_on_its_feed_entry_alone() -> None:
    publication = released(allowance=replace(EXCERPT, extract=False, store=False, analyse=False))
    assert publication.authors == ()
    assert publication.section == ""
    assert publication.headline == ENTRY.title


@pytest.mark.parametrize(("item", "allowance", "withheld", "rule"), [
    (ITEM, FULL, True, "desk-withheld"),
    (replace(ITEM, presence=model.Presence.WITHDRAWN), FULL, False, "withdrawn"),
    (ITEM, replace(FULL, until=NOW - timedelta(hours=1)), False, "licence-cc-by"),
    (ITEM, replace(FULL, view=model.View.WITHHELD), False, "licence-cc-by"),
])
def test_a_withheld_item_says_nothing_but_why(item: release.Item, allowance: model.Allowance, withheld: bool, rule: str) -> None:
    publication = released(item, allowance, withheld=withheld)
    assert (publication.view, publication.listed, publication.headline) == (model.View.WITHHELD, False, "")
    assert (publication.excerpt, publication.paragraphs, publication.images, publication.authors) == ("", (), (), ())
    assert publication.reasons[0].rule == rule


def test_of_a_page_that_is_gone_the_link_stays_with_a_note() -> None:
    publication = released(replace(ITEM, presence=model.Presence.GONE), FULL)
    assert (publication.view, publication.presence) == (model.View.LINK_ONLY, model.Presence.GONE)
    assert publication.reasons[0].rule == "gone"


def test_quotes_of_evidence_are_derived_text_and_bow_to_the_view() -> None:
    views = {allowance.view: release.release(ITEM, ORIGIN, allowance, now=NOW) for allowance in (FULL, EXCERPT, LINK)}
    quotes = {view: (shown.origin.evidence[0].quote, shown.origin.supplier.evidence.quote)
              for view, shown in views.items() if shown.origin and shown.origin.supplier}
    assert quotes[model.View.FULL] == ("Ships came back at dawn.", "Coast Wire")
    assert quotes[model.View.EXCERPT] == ("", "Coast Wire")
    assert quotes[model.View.LINK_ONLY] == ("", "")
    assert "text: Coast Wire" in views[model.View.EXCERPT].rights


ANCHOR = "ministers had known for weeks that the pier would give way"


def based_on_links() -> model.Origin:
    quoted = model.Evidence(where="body", quote=f"The paper wrote that {ANCHOR}.")
    linked = tuple(model.BasedOn(name=ANCHOR, kind="outlet_report", evidence=quoted, url=f"https://www.gull{n}.example/a") for n in range(5))
    unlinked = model.BasedOn(name="The Gull", kind="outlet_report", evidence=quoted)
    return model.Origin(kind="outlet_report", name=ANCHOR, url="https://www.gull0.example/a", confidence=0.9, evidence=(quoted,),
                        based_on=(*linked, unlinked))


@pytest.mark.parametrize("allowance", [EXCERPT, LINK])
def test_the_words_of_a_link_in_the_body_are_no_name_where_the_text_is_not_released(allowance: model.Allowance) -> None:
    publication = release.release(ITEM, based_on_links(), allowance, now=NOW)
    assert publication.origin is not None
    assert publication.origin.name == "gull0.example"
    assert [one.name for one in publication.origin.based_on] == [f"gull{n}.example" for n in range(5)]
    assert "ministers" not in repr(publication)
    whole = release.release(ITEM, based_on_links(), FULL, now=NOW)
    assert whole.origin == based_on_links()


def test_a_supplier_named_in_the_body_alone_is_not_in_the_rights_line() -> None:
    supplier = model.Supplier(name=ANCHOR, kind="outlet", share="whole", evidence=EVIDENCE)
    origin = model.Origin(kind="outlet", name=ANCHOR, confidence=0.9, evidence=(EVIDENCE,), supplier=supplier)
    publication = release.release(ITEM, origin, EXCERPT, now=NOW)
    assert publication.origin is not None
    assert (publication.origin.name, publication.origin.supplier) == ("", None)
    assert "ministers" not in repr(publication)


def quoted_characters(publication: model.Publication) -> int:
    origin = publication.origin
    if origin is None:
        return 0
    every = [*origin.evidence, *([origin.supplier.evidence] if origin.supplier else []), *(one.evidence for one in origin.based_on)]
    return sum(len(quote) for _, quote in {(one.where, one.quote) for one in every})


def test_quotes_and_excerpt_share_one_budget() -> None:
    lines = [model.Evidence(where=where, quote=f"{where} " + "lantern " * 20) for where in ("byline", "credit_line", "jsonld", "feed")]
    origin = replace(ORIGIN, evidence=tuple(lines), based_on=tuple(
        model.BasedOn(name="Gull", kind="document", evidence=line, url="https://gull.example/a") for line in lines))
    long = replace(ITEM, entry=replace(ENTRY, summary="harbour " * 100))
    publication = release.release(long, origin, EXCERPT, now=NOW)
    assert quoted_characters(publication) > 0
    assert len(publication.excerpt) >= 100
    assert len(publication.excerpt) + quoted_characters(publication) <= 160
    assert quoted_characters(release.release(long, origin, LINK, now=NOW)) == 0
    assert len(release.release(long, None, EXCERPT, now=NOW).excerpt) > 140


def test_snippets_of_whole_texts_show_where_the_word_stands() -> None:
    long = replace(ARTICLE, body="Opening words.\n" + "filler " * 100 + "the lanterns glowed " + "filler " * 100)
    publication = released(replace(ITEM, article=long), FULL)
    snippet = release.snippet(publication, "LANTERNS")
    assert "lanterns" in snippet
    assert len(snippet) <= 160
    assert release.snippet(publication, "absent") == publication.excerpt


def test_what_a_page_keeps_out_of_snippets_is_in_none_and_in_the_whole_text() -> None:
    marked = replace(ITEM, article=replace(ARTICLE, nosnippet=(0, 3)), entry=replace(ENTRY, summary=""))
    publication = released(marked, allowance=FULL)
    assert (publication.paragraphs[2], publication.nosnippet) == ("The mayor counted lanterns.", (0, 2))
    assert publication.excerpt == ""
    assert release.snippet(publication, "lanterns") == release.snippet(publication, "standfirst") == "Ships came back at dawn."
    assert release.snippet(replace(publication, nosnippet=(0, 1, 2)), "lanterns") == ""
    assert released(marked).nosnippet == ()


@pytest.mark.parametrize(("authors", "people", "shown"), [
    (("Ada Marsh", "Coast Wire", "Bergen"), ("Ada Marsh",), ("Ada Marsh",)), (("Coast Wire",), (), ()), (("Ada Marsh", "Coast Wire"), ("Ada Marsh", "Coast Wire"), ("Ada Marsh",))])
def test_authors_shown_are_persons(authors: tuple[str, ...], people: tuple[str, ...], shown: tuple[str, ...]) -> None:
    article = replace(ARTICLE, authors=authors, found=(("authors", "byline"),), contributors=tuple(model.Contributor(name=name) for name in people))
    publication = release.release(replace(ITEM, article=article, entry=replace(ENTRY, authors=("Coast Wire",))), ORIGIN, FULL, now=NOW)
    assert publication.authors == shown
    assert ("Ada Marsh" in publication.rights) is bool(shown)


def test_a_feeds_authors_are_shown_where_no_page_names_any_but_not_the_supplier() -> None:
    bare = replace(ITEM, article=None, entry=replace(ENTRY, authors=("Bo Reed", "Coast Wire")))
    assert release.release(bare, ORIGIN, EXCERPT, now=NOW).authors == ("Bo Reed",)


def test_a_snippet_adds_nothing_to_an_excerpt() -> None:
    assert release.snippet(released(), "lanterns") == released().excerpt
    assert release.snippet(released(allowance=LINK), "harbour") == ""


def test_pictures_with_their_own_terms_follow_them() -> None:
    own = (model.Image(url="https://a.example/1", credit="B", licence="https://a.example/all-rights"),
           model.Image(url="https://a.example/2", credit="B", licence=BY.uri),
           model.Image(url="https://a.example/3", licence=BY.uri))
    assert [image.url for image in credits.images_shown(own, BY) if image.url] == ["https://a.example/2"]


@pytest.mark.parametrize("status", ["rating: adult", "status: deleted", "status: blocked", "restriction: deny country no se", "restriction: allow country de"])
def test_a_picture_that_its_feed_holds_back_leaves_neither_itself_nor_a_place(status: str) -> None:
    given = (model.Image(url="https://a.example/1", credit="B", status=status), model.Image(url="https://a.example/2", credit="B", status="rating: nonadult"))
    assert [image.url for image in credits.images_shown(given, BY)] == ["https://a.example/2"]


BARE = model.Image(url="https://tidewater.example/b-600x400.jpg")


@pytest.mark.parametrize(("on_page", "in_feed", "is_shown"), [
    (BARE, {"credit": "Ada Marsh"}, True),
    (BARE, {"credit": "Ada Marsh", "licence": BY.uri}, True),
    (BARE, {"credit": "Ada Marsh", "licence": "https://a.example/all-rights"}, False),
    (BARE, {"credit": "Ada Marsh", "status": "rating: adult"}, False),
    (BARE, {"credit": "Ada Marsh", "copyright": "Getty Images"}, False),
    (replace(BARE, credit="B. Reed"), {"credit": "B. Reed / AFP"}, False),
    (replace(BARE, credit="B. Reed", licence=BY.uri), {"licence": "https://creativecommons.org/licenses/by-nc/4.0/"}, False),
    (replace(BARE, credit="B. Reed", licence="https://a.example/all-rights"), {"licence": BY.uri}, False),
    (replace(BARE, credit="B. Reed"), {}, True),
])  # fmt: skip
def test_56_what_a_feed_says_of_a_picture_holds_on_the_page_that_shows_it_bare(on_page: model.Image, in_feed: dict[str, Any], is_shown: bool) -> None:
    listed = model.Image(url="https://tidewater.example/b-1200x800.jpg", **in_feed)
    other = model.Image(url="https://tidewater.example/other.jpg", credit="Nobody", licence=BY.uri)  # says nothing of this one
    item = replace(ITEM, entry=replace(ENTRY, images=(other, listed)), article=replace(ARTICLE, images=(on_page,)))
    shown = [image for image in released(item, FULL).images if image.url]
    assert [image.url for image in shown] == ([on_page.url] if is_shown else [])
    assert not [image for image in shown if image.credit not in ("Ada Marsh", "B. Reed")]


def test_56_the_pictures_of_a_feed_stand_in_where_the_page_has_none_each_with_what_belongs_to_it() -> None:
    own = model.Image(url="https://tidewater.example/1.jpg", credit="Ada Marsh", copyright="The Post", licence=BY.uri, caption="Locks", width=900)
    adult = model.Image(url="https://tidewater.example/2.jpg", credit="Ada Marsh", status="rating: adult")
    entry = replace(ENTRY, images=(own, adult))
    assert released(replace(ITEM, entry=entry, article=replace(ARTICLE, images=())), FULL).images == (own,)
    assert released(replace(ITEM, entry=entry, article=None), FULL).images == (own,)


@pytest.mark.parametrize("hostile", [
    "<script>alert(1)</script>", "<style>p{background:expression(alert(1))}</style>", '<img src="x" onerror="alert(1)">', '<a href="javascript:alert(1)">Ships</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<svg><script>alert(1)</script><set onbegin="alert(1)"/></svg>', "<scr<script>ipt>alert(1)</script>",
    '<img src="/1x1.gif" width="1" height="1" srcset="javascript:alert(1) 2x">', '<p style="width:expression(alert(1))">Ships</p>', "<!--[if IE]><script>alert(1)</script><![endif]-->",
])
def test_53_of_a_feeds_markup_nothing_but_words_is_released(hostile: str) -> None:
    entry = replace(ENTRY, summary=f"<p>The harbour opened.</p>{hostile}", content=f"<p>The harbour opened.</p>{hostile}<p>Ships came.</p>")
    shown = released(replace(ITEM, article=None, entry=entry), FULL)
    words = " ".join((shown.headline, shown.excerpt, *shown.paragraphs))
    assert "The harbour opened." in words and not [one for one in ("alert", "expression", "<script", ">") if one in words]


def test_51_an_item_without_a_title_has_the_beginning_of_its_summary_else_of_its_content_for_a_headline() -> None:
    bare = replace(ITEM, article=None)
    summary = "The ferry to the outer islands sails again from Tuesday, the harbour master said, once the last of the ice has gone from the sound."
    long = released(replace(bare, entry=replace(ENTRY, title=" ", summary=summary)))
    assert long.headline.startswith("The ferry to the outer islands sails") and len(long.headline) <= 90 and long.excerpt == summary
    short = released(replace(bare, entry=replace(ENTRY, title="", summary="The ferry sails again.")))
    assert (short.headline, short.excerpt) == ("The ferry sails again.", "")
    assert released(replace(bare, entry=replace(ENTRY, title="", summary="", content="<p>The ferry sails.</p>"))).headline == "The ferry sails."
    assert released(replace(bare, entry=replace(ENTRY, title="", summary="The ferry sails again.")), LINK).headline == ""  # nothing of the text


def test_the_language_of_an_item_without_a_page_is_the_one_that_its_words_are_in() -> None:
    declared = replace(ITEM, article=None, entry=replace(ENTRY, language="en"))
    assert released(replace(declared, language="de")).language == "de"
    assert released(declared).language == "en"
    assert released(replace(ITEM, language="de")).language == "en"  # the page was read: its text says more


def test_of_a_picture_that_may_not_be_shown_a_place_stays_that_says_whose_it_is() -> None:
    places = [image for image in released(allowance=FULL).images if not image.url]
    assert [place.credit for place in places] == ["", "Someone / Getty Images"]
    many = tuple(model.Image(url=f"https://a.example/{number}", caption="words", alt="words", credit=f"AFP {number}") for number in range(9))
    shown = credits.images_shown(many, BY)
    assert len(shown) == 2
    assert not [place for place in shown if place.url or place.caption or place.alt]
    assert released(allowance=replace(FULL, images=False)).images == ()


@pytest.mark.parametrize(("said", "why"), [
    ({"instructions": "NO SALES; NO ARCHIVES"}, "NO SALES"),
    ({"instructions": "No archives"}, "No archives"),
    ({"instructions": "AUSTRIA OUT / MANDATORY CREDIT"}, "AUSTRIA OUT"),
    ({"instructions": "Embargo: not before Monday"}, "Embargo"),
    ({"constraints": "ONLINE OUT"}, "ONLINE OUT"),
    ({"credit": "Getty Images"}, "an agency: Getty"),
    ({"supplier": "AFP"}, "an agency: AFP"),
    ({"copyright": "Ada Marsh. All rights reserved."}, "All rights reserved"),
    ({"licence": "https://creativecommons.org/licenses/by-nc/4.0/"}, "another licence: CC BY-NC 4.0"),
    ({"web_statement": "https://creativecommons.org/licenses/by-nc-nd/4.0/"}, "another licence"),
])  # fmt: skip
def test_a_pictures_own_file_may_forbid_it(said: dict[str, str], why: str) -> None:
    embedded = pictures.Embedded(**said)
    assert why in credits.forbids(embedded, BY)
    assert credits.forbids(embedded, CONTRACT) == ""


@pytest.mark.parametrize("said", [
    {}, {"instructions": "MANDATORY CREDIT: Ada Marsh"}, {"credit": "Ada Marsh", "copyright": "© Ada Marsh, CC BY 4.0"},
    {"instructions": "Ships head out at dawn"}, {"licence": BY.uri, "data_mining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"},
])  # fmt: skip
def test_a_file_that_says_nothing_against_it_changes_nothing(said: dict[str, str]) -> None:
    assert credits.forbids(pictures.Embedded(**said), BY) == ""


def test_a_file_that_allows_all_does_not_make_a_picture_shown() -> None:
    free = model.Image(url="https://a.example/1")  # the page says nothing; whatever its file says is not even read
    assert not [image for image in credits.images_shown((free,), BY) if image.url]


_TEXT = st.text(max_size=400)
_ALLOWANCES = st.builds(
    model.Allowance, view=st.sampled_from(list(model.View)), excerpt=st.sampled_from([0, 1, 7, 60, 160]), images=st.booleans(),
    extract=st.booleans(), list=st.booleans(), licence=st.sampled_from([None, BY, CONTRACT]),
    until=st.sampled_from([None, NOW - timedelta(1), NOW + timedelta(1)]))


@given(_ALLOWANCES, _TEXT, _TEXT, _TEXT, st.booleans(), st.sampled_from(list(model.Presence)))
def test_what_is_released_never_exceeds_the_allowance(
        allowance: model.Allowance, title: str, summary: str, body: str, withheld: bool, presence: model.Presence) -> None:
    entry = replace(ENTRY, title=title, summary=summary, content=body)
    item = replace(ITEM, entry=entry, article=replace(ARTICLE, title=title, body=body), presence=presence, correction=body)
    origin = replace(ORIGIN, evidence=(EVIDENCE, model.Evidence(where="end_note", quote=body)))
    shown = release.release(item, origin, allowance, withheld=withheld, now=NOW)
    order = [model.View.FULL, model.View.EXCERPT, model.View.LINK_ONLY, model.View.WITHHELD]
    assert order.index(shown.view) >= order.index(allowance.view)
    assert not shown.paragraphs or shown.view is model.View.FULL
    assert not shown.images or (shown.view is model.View.FULL and allowance.images)
    assert not shown.listed or allowance.list
    if shown.view is not model.View.FULL:
        assert len(shown.excerpt) + len(shown.correction) + quoted_characters(shown) <= allowance.excerpt
    assert len(shown.excerpt) <= allowance.excerpt
    snippet = release.snippet(shown, summary)
    assert len(snippet) <= 160
    if shown.view is not model.View.FULL:
        assert snippet in (shown.excerpt, text.cut(shown.excerpt, 160))
    assert shown.reference_url and not urls.is_redirector(shown.reference_url)
