"""What news rests on, the primary link, and what always holds of an origin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import model, text
from headwater.trace import credits, known, origin, verb

ARTICLE = model.Article(
    url="https://tidewater.example/news/1", canonical_url="https://tidewater.example/news/harbour", title="Harbour reopens",
    outlet_name="The Tidewater Post", body="The harbour opened on Monday.\nShips came back.\nThe mayor counted lanterns.")


def linked(url: str, anchor: str, context: str, paragraph: int = 1) -> model.Article:
    link = model.BodyLink(url=url, text=anchor, context=context, paragraph=paragraph)
    return replace(ARTICLE, links=(link,), body=f"The harbour opened.\n{context}\nMore.")


@pytest.mark.parametrize(("url", "anchor", "context", "kind"), [
    ("https://harbour.gov.example/newsroom/press-releases/12", "statement", "The authority said in a statement that ships may return.", "statement"),
    ("https://ports.gov.uk/files/report.pdf", "report", "According to a report, ships may return.", "document"),
    ("https://doi.org/10.1000/xyz123", "study", "A study published on Monday found more lanterns.", "study"),
    ("https://www.heise.de/news/Haefen-offen-9700000.html", "Heise", "Wie Heise berichtet, sind die Häfen offen.", "outlet_report"),
    ("https://www.tidelandnews.com/2031/05/04/harbour-opens-again-today", "Tideland News", "Ifølge Tideland News er havnen åpen.", "outlet_report"),
    ("https://ministerio.gob.example/comunicados/2031-05-04", "comunicado", "Según un comunicado, el puerto abrió.", "document"),
    ("https://x.com/harbour/status/123456", "on X", "The mayor wrote on X that ships may return.", "social_post"),
    ("https://courts.gov.example/a/judgment-12.pdf", "judgment", "The court said in its judgment that ships may return.", "court_record"),
])
def test_links_are_told_apart_by_what_they_lead_to(url: str, anchor: str, context: str, kind: str) -> None:
    found = origin.trace(linked(url, anchor, context))
    assert [(each.kind, each.url) for each in found.based_on][:1] == [(kind, url)]
    assert found.based_on[0].evidence.quote in context


def test_a_cited_early_source_is_the_primary_one_and_a_late_aside_is_not() -> None:
    context = "According to a report of the authority, ships may return."
    early = origin.trace(linked("https://ports.gov.uk/files/report.pdf", "report", context, paragraph=0))
    assert origin.primary_url(early) == "https://ports.gov.uk/files/report.pdf"
    assert early.kind == "document"
    late = origin.trace(linked("https://lanterns.example/history/of-lanterns", "lanterns", "The mayor likes lanterns.", paragraph=30))
    assert (late.kind, origin.primary_url(late), late.based_on) == ("own", None, ())


@pytest.mark.parametrize("url", [
    "https://tidewater.example/topics/harbour", "https://harbour.example/", "https://www.facebook.com/sharer/sharer.php?u=x", "https://ecb.example/home/html/index.en.html",
    "https://pxl.to/crash10", "https://www.linkedin.com/in/mayor/", "https://shop.example/product/lantern", "mailto:mayor@harbour.example",
])
def test_own_pages_home_pages_shares_and_shops_are_no_sources(url: str) -> None:
    assert origin.trace(linked(url, "report", "According to a report, ships may return.", paragraph=0)).based_on == ()


@pytest.mark.parametrize("sentence", [
    "The New York Times reported on Monday that ships may return.", "Wie die Süddeutsche Zeitung berichtet, sind die Schiffe zurück.",
    "Selon Le Monde, les navires sont revenus.", "Según informó El País, los barcos han vuelto.", "Jak podaje Gazeta Wyborcza, statki wróciły.",
    "Об этом пишет Коммерсантъ.", "朝日新聞によると報じられた。朝日新聞が報じた。",
])
def test_outlets_that_are_cited_without_a_link_are_named(sentence: str) -> None:
    found = origin.trace(replace(ARTICLE, body=f"{sentence}\nMore.\nAnd more."))
    assert [each.kind for each in found.based_on] == ["outlet_report"]
    assert found.based_on[0].url is None
    assert found.based_on[0].evidence.quote in sentence
    assert origin.primary_url(found) is None


def test_a_translation_leads_to_the_outlets_own_original() -> None:
    note = "Dieser Artikel wurde im Original veröffentlicht auf Englisch"
    link = model.BodyLink(url="https://en.tidewater.example/news/harbour-opens", text="Englisch", context=note, paragraph=3)
    found = origin.trace(replace(ARTICLE, url="https://de.tidewater.example/n/1", end_notes=(note,), links=(link,)))
    assert origin.primary_url(found) == "https://en.tidewater.example/news/harbour-opens"


def test_a_link_to_another_article_of_the_story_weighs_more() -> None:
    article = linked("https://www.heise.de/news/Haefen-offen-9700000.html", "here", "More on this is said here.", paragraph=4)
    alone = origin.trace(article)
    together = origin.trace(article, story=["https://www.heise.de/news/Haefen-offen-9700000.html"])
    assert together.confidence >= alone.confidence


def test_the_verb_prints_the_shape_that_people_and_scripts_read() -> None:
    own = verb.as_json(origin.trace(ARTICLE), ARTICLE)
    assert own == {"supplier": None, "based_on": [], "primary_url": "https://tidewater.example/news/harbour"}
    given_article = replace(ARTICLE, bylines=("By Associated Press",))
    supplied = verb.as_json(origin.trace(given_article), given_article)
    assert supplied["supplier"] == {"name": "Associated Press", "kind": "agency", "share": "whole", "evidence": "By Associated Press",
                                    "where": "byline", "url": None}
    assert supplied["primary_url"] == ARTICLE.canonical_url


def test_an_agencys_bare_name_below_a_text_with_an_author_is_a_pictures_credit() -> None:
    assert origin.trace(replace(ARTICLE, authors=("Ada Marsh",), end_notes=("REUTERS",))).supplier is None
    assert origin.trace(replace(ARTICLE, end_notes=("Reuters",))).supplier is not None


_WORDS = st.one_of(st.text(max_size=120), st.sampled_from([
    "By AP", "(AFP)", "dpa/", "First published in", "mit Material von", "© ", "Quelle:", "/ritzau/", "新华社北京电", "((((", "a/" * 60, "According to Reuters,"]))
_LINES = st.lists(_WORDS, max_size=4).map(tuple)
_LINKS = st.lists(st.builds(model.BodyLink, url=st.one_of(st.text(max_size=40), st.just("https://doi.org/10.1/x"), st.just("https://[bad/")),
                            text=_WORDS, context=_WORDS, paragraph=st.integers(0, 9)), max_size=3).map(tuple)


@settings(max_examples=50)
@given(_LINES, _LINES, _LINES, _LINKS, st.lists(st.tuples(st.sampled_from(["link.canonical", "jsonld.isBasedOn", "jsonld.author"]), _WORDS)).map(tuple))
def test_every_evidence_is_verbatim_and_short_and_nothing_raises(
        bylines: tuple[str, ...], notes: tuple[str, ...], body: tuple[str, ...], links: tuple[model.BodyLink, ...],
        structured: tuple[tuple[str, str], ...]) -> None:
    article = replace(ARTICLE, bylines=bylines, end_notes=notes, body="\n".join(body), links=links, structured=structured)
    found = origin.trace(article)
    assert 0 <= found.confidence <= 1
    assert found.kind == "own" or found.evidence
    lines = (*bylines, *notes, *body, *(link.context + "\n" + link.text for link in links), *(value for _, value in structured))
    given_words = "".join(text.squeeze("\n".join(lines)).split())  # control characters count as spaces
    for evidence in (*found.evidence, *(each.evidence for each in found.based_on)):
        assert len(evidence.quote) <= 200
        if evidence.where not in ("canonical", "meta", "jsonld"):  # addresses are shown in their normal form
            assert "".join(evidence.quote.split()) in given_words


@pytest.mark.parametrize("line", ["(" * 5000, "a/" * 5000, "By " * 5000, "dpa " * 5000, "mit " * 3000 + "dpa", "新华社" * 3000, " - ".join("AP" for _ in range(3000))])
def test_long_hostile_lines_take_no_time(line: str) -> None:
    me = credits.Self(names=("A",), domain="a.example")
    for read in (credits.of_byline, credits.of_note, credits.of_dateline, credits.of_trailing):
        read(line, me)
    origin.trace(replace(ARTICLE, body=line, bylines=(line,), end_notes=(line,), links=(model.BodyLink(url="https://b.example/a", text=line, context=line),)))
    assert len(known.in_text(line)) < 3000
