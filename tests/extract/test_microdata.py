"""Pages that say in the attributes of their elements what others say in scripts: microdata and RDFa."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from headwater import model
from headwater.extract import article

TOLD = "".join(f"<p>Divers reached gate number {k} before noon and found the crack longer than the harbour office had said in report {k}.</p>" for k in range(8))
PERSON = "https://tide.example/people/jane-doe"
PUBLISHED, UPDATED = datetime.fromisoformat("2026-05-03T10:00:00+02:00"), datetime.fromisoformat("2026-05-03T12:00:00+02:00")


def read(body: str, head: str = "<title>Tide</title>", attributes: str = "") -> model.Article:
    markup = f"<html><head>{head}</head><body {attributes}>{body}</body></html>"
    found = article.extract(model.Page(url="https://tide.example/harbour/gate-is-shut-again-now", body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))
    assert isinstance(found, model.Article), found
    return found


MICRODATA = f"""<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Gate five is shut again</h2>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/people/jane-doe"><span itemprop="name">Jane Doe</span></a>
<span itemprop="jobTitle">Harbour editor</span></span><meta itemprop="datePublished" content="2026-05-03T10:00:00+02:00">
<meta itemprop="dateModified" content="2026-05-03T12:00:00+02:00"><meta itemprop="articleSection" content="Harbour"><div itemprop="articleBody">{TOLD}</div></div>"""
RDFA = (MICRODATA.replace('itemscope itemtype="https://schema.org/', 'typeof="schema:').replace('itemprop="', 'property="schema:'))


def check(found: model.Article) -> None:
    where = dict(found.found)
    assert found.title == "Gate five is shut again" and where["title"] == "microdata.headline"
    assert found.authors == ("Jane Doe",) and where["authors"] == "microdata.author"
    assert [(one.name, one.url) for one in found.contributors] == [("Jane Doe", PERSON)]
    assert (found.published, found.updated, found.section) == (PUBLISHED, UPDATED, "Harbour")
    assert "crack" in found.body and "Harbour editor" not in found.body


def test_microdata_gives_headline_person_and_dates() -> None:
    check(read(MICRODATA))


def test_rdfa_gives_the_same_with_a_prefix_and_with_a_vocabulary() -> None:
    check(read(RDFA))
    check(read(RDFA.replace("schema:", ""), attributes='vocab="https://schema.org/"'))


def test_an_article_that_is_the_subject_of_its_page_and_told_by_name() -> None:
    found = read(f"""<article about="/gate" property="schema:mainEntity" typeof="schema:Article"><span property="schema:name">Gate five is shut again</span>
        <span property="schema:dateCreated" content="2026-05-03T10:00:00+02:00"></span>{TOLD}</article>""")
    assert found.title == "Gate five is shut again" and found.published == PUBLISHED


def test_scripts_and_social_titles_go_before_attributes() -> None:
    data = {"@type": "NewsArticle", "headline": "Gate six is shut for good", "author": {"@type": "Person", "name": "John Roe"}, "datePublished": "2026-05-04T10:00:00Z"}
    found = read(MICRODATA, head=f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert (found.title, found.authors) == ("Gate six is shut for good", ("John Roe",))
    assert read(MICRODATA, head='<meta property="og:title" content="Why gate five is shut once more">').title == "Why gate five is shut once more"


def test_teasers_that_are_items_say_nothing_of_the_article() -> None:
    teaser = """<div itemscope itemtype="https://schema.org/NewsArticle"><a itemprop="url" href="/other/{0}"><b itemprop="headline">Harbour fees rise by {0} euro</b></a>
        <i itemprop="author" itemscope itemtype="https://schema.org/Person"><s itemprop="name">Max Roe</s></i></div>"""
    for count in (1, 3):
        found = read(f"<h1>Gate five is shut again</h1>{TOLD}" + "".join(teaser.format(k) for k in range(count)))
        assert found.title == "Gate five is shut again" and "microdata" not in dict(found.found)["title"]


def test_many_items_in_items_end() -> None:
    deep = '<div itemprop="author" itemscope itemtype="https://schema.org/Person">' * 150 + "x" + "</div>" * 150
    assert read(MICRODATA + deep * 20).title == "Gate five is shut again"
