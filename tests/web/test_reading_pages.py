"""What people see: each page, its links to sources, its words on rights, and nothing that is withheld."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from headwater import model

TIDE = "Tide gate closes for the first time in forty years"
COST = "What the gate cost, and who paid"
ARABIC = "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"
CHINESE = "埃勒里港四十年来首次关闭防潮闸门"


def tree(client: TestClient, path: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return LexborHTMLParser(answer.text)


def first(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = node.css_first(selector)
    assert found is not None, selector
    return found


def words(node: LexborHTMLParser | LexborNode, selector: str = "main") -> str:
    return re.sub(r"\s+", " ", first(node, selector).text())


def hrefs(node: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [one.attributes.get("href") or "" for one in node.css(selector)]


def every_page(news: Any) -> list[str]:
    shown = [name for name in news.articles if "SECRET" not in name and name != "Page that is gone"]
    return [
        "/", "/?lang=en", "/latest", "/latest?lang=ar", "/outlets", "/search", "/search?q=gate", "/about", "/complaint", "/complaint?type=other", "/log", "/api",
        "/legal/contact", "/legal/notice-policy", "/legal/privacy", "/legal/terms",
        *(f"/story/{news.stories[name]}" for name in ("tide", "arabic", "chinese", "russian", "lone")),
        *(f"/article/{news.articles[name]}" for name in shown), *(f"/outlet/{one}" for one in news.outlets.values()),
    ]  # fmt: skip


def test_the_front_page_shows_stories_by_rank_with_reference_and_origin(client: TestClient, news: Any) -> None:
    page = tree(client, "/")
    stories = page.css("article.story")
    assert [words(one, "h2") for one in stories[:4]] == [TIDE, ARABIC, CHINESE, "Приливные ворота закрыты впервые за сорок лет"]
    lead = stories[0]
    assert hrefs(lead, "a.reference")[0].endswith(news.articles[TIDE][:12])
    assert "Ministry of Ports" in words(lead, "span.origin")
    assert "5 outlets, 3 independent reports" in words(lead, ".also")
    assert len(hrefs(lead, ".also a.ref")) == 4
    assert hrefs(stories[1], "a.origin") == ["https://wire.example/n/1"]


def test_the_front_page_can_be_narrowed_to_a_language(client: TestClient) -> None:
    arabic = tree(client, "/?lang=ar")
    assert [words(one, "h2") for one in arabic.css("article.story")] == [ARABIC]
    english = tree(client, "/?lang=en")
    assert words(english, "article.story h2") == TIDE  # written in en-GB
    assert ARABIC not in words(english)
    assert "no stories" in words(tree(client, "/?lang=fi")).lower()


def test_the_languages_offered_are_those_of_the_news(client: TestClient) -> None:
    assert [one.text() for one in tree(client, "/").css(".languages a")] == ["All", "English", "العربية", "Русский", "中文"]


def test_pages_of_the_front_follow_each_other(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, stories_a_page=4)
    seen, path = [], "/"
    while path:
        page = tree(client, path)
        seen += [words(one, "h2") for one in page.css("article.story")]
        path = next(iter(hrefs(page, "a[rel=next]")), "")
    assert len(seen) == len(set(seen)) == 11


def test_latest_folds_copies_under_their_original_and_goes_on_by_cursor(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, articles_a_page=5)
    seen, path = [], "/latest"
    while path:
        page = tree(client, path)
        seen += [words(one, "h2") for one in page.css("article.entry")]
        path = next(iter(hrefs(page, "a[rel=next]")), "")
    assert seen[0] == COST
    assert "Port Ellery shuts its gate against the tide" in seen
    assert "Gate shut: the tide held back" not in seen
    assert "Gate shut in Port Ellery" not in seen
    assert len(seen) == len(set(seen)) == 16


def test_a_copy_stands_for_itself_once_its_original_is_withheld(news: Any, client: TestClient) -> None:
    news.withhold("Port Ellery shuts its gate against the tide")
    assert "Gate shut: the tide held back" in words(tree(client, "/latest"))


def test_a_story_tells_who_reported_when_and_folds_copies(client: TestClient, news: Any) -> None:
    page = tree(client, f"/story/{news.stories['tide']}")
    assert words(page, "h1") == TIDE
    assert len(page.css(".plot circle")) == 5
    assert len(page.css(".plot circle.copy")) == 2
    assert [words(one, ".entry h2") for one in page.css(".reports > li")] == [
        "Port Ellery shuts its gate against the tide", TIDE, COST]
    copies = [one.text() for one in page.css("details.copies li > a")]
    assert copies == ["Gate shut: the tide held back", "Gate shut in Port Ellery"]  # the copy of a copy too
    assert len(page.css("a.reference")) == 5


def test_a_merged_story_redirects_for_ever(client: TestClient, news: Any) -> None:
    answer = client.get(f"/story/{news.stories['merged']}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/story/{news.stories['tide']}"


def test_a_story_of_which_nothing_may_be_shown_is_gone(client: TestClient, news: Any) -> None:
    assert "SECRET" not in words(tree(client, f"/story/{news.stories['hidden']}", 410))


def test_an_article_has_one_reference_above_its_text_and_says_what_is_known(client: TestClient, news: Any) -> None:
    page = tree(client, f"/article/{news.articles[TIDE]}")
    reference = hrefs(page, "a.reference")
    assert len(reference) == 1
    assert reference[0].startswith("https://")
    assert (page.html or "").index("a class=\"reference\"") < (page.html or "").index("class=\"text\"")
    assert "Ines Calder, Tom Ferrow" in words(page, ".line")
    assert "21 November 2026, 12:55 (UTC+02:00)" in words(page, ".times")
    assert "The great gate at Port Ellery" in words(page, ".text")
    assert "Ministry of Ports" in words(page, ".way .origin")
    assert "very likely" in words(page, ".way .origin")
    assert "a report of the ministry" in words(page, "details.why")
    assert "Why is this shortened?" in words(page, ".side")
    assert "We know of no licence" in words(page, ".side")
    assert len(page.css(".others li")) == 4
    assert all(one.startswith("https://") for one in hrefs(page, ".others a.ref"))
    assert not [one for one in page.css("a[rel]") if "nofollow" in (one.attributes["rel"] or "")]


def test_only_an_excerpt_names_the_outlets_page_as_canonical(client: TestClient, news: Any) -> None:
    short = tree(client, f"/article/{news.articles[TIDE]}")
    assert hrefs(short, "link[rel=canonical]") == hrefs(short, "a.reference")
    whole = tree(client, f"/article/{news.articles[COST]}")
    assert hrefs(whole, "link[rel=canonical]") == [f"http://site.example/article/{news.articles[COST]}"]


def test_an_article_says_of_what_kind_it_is_who_made_it_and_what_the_outlet_asks(client: TestClient, news: Any) -> None:
    path = f"/article/{news.articles['What the gate cost, and who paid']}"
    page = client.get(path).text
    assert '<a href="https://millrace.example/lena" rel="external author"><bdi>Lena Marsh</bdi></a>' in page
    assert "Translation:</span> <bdi>Ito Vey</bdi>" in page
    assert ">Opinion</span>" in page
    assert "lets visitors read a number of articles free" in page
    assert "<blockquote><p>“We never hid them,” the keeper said. “Nobody asked.”</p></blockquote>" in page
    assert '"@type": "OpinionNewsArticle"' in page
    assert '"isAccessibleForFree": false' in page
    answer = client.get(f"/api/v1/articles/{path.rsplit('/', 1)[-1]}").json()
    assert (answer["kind"], answer["access"], answer["forms"]) == ("opinion", "metered", {"3": "quote"})
    assert answer["contributors"][1] == {"name": "Ito Vey", "role": "translator", "url": None}


def test_a_whole_text_carries_licence_rights_and_correction(client: TestClient, news: Any) -> None:
    page = tree(client, f"/article/{news.articles[COST]}")
    assert "“Nobody asked.”" in words(page, ".text")
    assert "Correction by the outlet" in words(page, ".text")
    assert hrefs(page, ".rights a") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "outlet’s own reporting" in words(page, ".way")
    assert "Why is this shown whole?" in words(page, ".side")


def test_structured_data_says_that_the_article_is_the_outlets(client: TestClient, news: Any) -> None:
    page = tree(client, f"/article/{news.articles[COST]}")
    told = json.loads(first(page, "script").text())
    assert told["@type"] == "WebPage"
    inner, reference = told["mainEntity"], hrefs(page, "a.reference")[0]
    assert inner["@type"] == "OpinionNewsArticle"  # the outlet says that it is one
    assert inner["@id"] == inner["url"] == told["isBasedOn"] == reference
    assert inner["publisher"]["name"] == inner["creditText"] == "The Millrace"
    assert inner["license"] == "https://creativecommons.org/licenses/by/4.0/"
    wire = json.loads(first(tree(client, f"/article/{news.articles[ARABIC]}"), "script").text())
    assert wire["mainEntity"]["isBasedOn"] == "https://wire.example/n/1"
    supplier = {"@type": "Organization", "name": "Meridian Wire"}
    assert (wire["mainEntity"]["provider"], wire["mainEntity"]["copyrightHolder"]) == (supplier, supplier)
    assert wire["mainEntity"]["usageInfo"].startswith("https://")
    assert "usageInfo" not in inner and inner["copyrightHolder"]["name"] == inner["publisher"]["name"]


def test_an_unlisted_article_asks_robots_to_pass_by_and_is_not_found(client: TestClient, news: Any) -> None:
    page = tree(client, f"/article/{news.articles['Unlisted note on eels']}")
    assert first(page, "meta[name=robots]").attributes["content"] == "noindex"
    assert not tree(client, "/search?q=eels").css("article.entry")


def test_scripts_from_right_to_left_run_that_way(client: TestClient, news: Any) -> None:
    for path, selector in (("/", "article.story[lang=ar]"), (f"/article/{news.articles[ARABIC]}", ".piece header[lang=ar]"),
                           ("/latest", "article.entry[lang=ar]")):
        assert first(tree(client, path), selector).attributes["dir"] == "rtl"
    assert first(tree(client, "/"), "article.story[lang=zh-Hans]").attributes["dir"] == "ltr"
    assert "قبل" in words(tree(client, "/"), "article.story[lang=ar] time")


def test_label_and_day_are_isolated_from_each_other_in_scripts_from_right_to_left(client: TestClient, news: Any) -> None:
    page = tree(client, f"/article/{news.articles[ARABIC]}")
    line = first(page, ".times")
    assert [one.text() for one in line.css("span[lang=en][dir=ltr]")] == ["Published"]
    assert line.css("bdi > time") and len(line.css("bdi > time")) == len(line.css("time"))



@pytest.mark.parametrize(("query", "title"), [("gate forty", TIDE), ("防潮", CHINESE), ("بوابة", ARABIC), ("ворота", "Приливные")])
def test_search_finds_words_in_any_script(client: TestClient, query: str, title: str) -> None:
    page = tree(client, f"/search?q={query}")
    assert title in words(page)
    assert query in (first(page, "#find").attributes["value"] or "")


def test_outlets_say_in_words_how_their_feeds_do(client: TestClient, news: Any) -> None:
    rows = {words(one, ".small-head").strip(): words(one, ".health") for one in tree(client, "/outlets").css(".outlets li")}
    assert len(rows) == 9
    assert "Reads well" in rows["Harbour Courier"]
    assert "We keep trying" in rows["Broken Bugle"]
    assert "Not visited yet" in rows["Silent Star"]
    page = tree(client, f"/outlet/{news.outlets['Harbour Courier']}")
    assert "Reads well" in words(page, ".health")
    assert len(hrefs(page, "link[rel=alternate]")) == 3


def test_a_withdrawn_and_a_vanished_article_answer_410_with_the_reason(client: TestClient, news: Any) -> None:
    assert "The outlet has withdrawn this article" in words(tree(client, f"/article/{news.articles['SECRET withdrawn']}", 410))
    gone = tree(client, f"/article/{news.articles['Page that is gone']}", 410)
    assert "The outlet’s page is gone" in words(gone)
    assert len(hrefs(gone, "a.reference")) == 1
    assert "not shown" in words(tree(client, f"/article/{news.articles['SECRET withheld by a person']}", 410))


def test_an_origin_without_confidence_or_on_the_same_page_is_not_shown(client: TestClient, news: Any) -> None:
    doubtful = model.Origin(kind="agency", name="Doubtful Wire", url="https://doubt.example/", confidence=0.3)
    news.change(TIDE, origin=doubtful)
    page = tree(client, f"/article/{news.articles[TIDE]}")
    assert "Doubtful" not in words(page)
    same = model.Origin(kind="agency", name="Same", url=hrefs(page, "a.reference")[0] + "?utm_source=x", confidence=0.9)
    news.change(TIDE, origin=same)
    assert not tree(client, f"/article/{news.articles[TIDE]}").css(".way .origin")


def test_every_item_on_every_page_has_its_reference(client: TestClient, news: Any) -> None:
    items = 0
    for path in every_page(news):
        page = tree(client, path)
        for item in page.css("article.story, article.entry, article.piece, .others li, .copies > ul > li"):
            found = hrefs(item, "a.reference, a.ref")
            assert found, (path, item.html)
            assert all(re.match(r"https://[0-9a-f]{8}\.example/news/", one) for one in found), path
            items += 1
    assert items > 100


def test_the_rights_line_names_outlet_authors_supplier_and_whose_the_rights_are(client: TestClient, news: Any) -> None:
    whole = words(tree(client, f"/article/{news.articles[COST]}"), ".rights")
    assert whole == "Rights The Millrace · by Lena Marsh · CC BY 4.0", "each thing once"
    page = tree(client, f"/article/{news.articles[ARABIC]}")
    assert "text supplied by Meridian Wire · all rights with صحيفة الميناء and Meridian Wire" in words(page, ".rights").replace("\u200f", "")
    home = f"https://{news.outlets['صحيفة الميناء'][:8]}.example/"
    assert hrefs(page, ".rights a") == [home]
    assert hrefs(page, ".report a") == [f"/complaint?item={news.articles[ARABIC]}"]
    contract = model.Licence(uri="", name="Agreement of 2026", where="operator")
    news.change(COST, licence=contract)
    page = tree(client, f"/article/{news.articles[COST]}")
    assert words(page, ".rights").startswith("Rights The Millrace · by Lena Marsh · shown with permission (Agreement of 2026); its terms")
    news.change(COST, licence=None, terms_url="https://millrace.example/terms")
    page = tree(client, f"/article/{news.articles[COST]}")
    assert hrefs(page, ".rights a") == ["https://millrace.example/terms"], "the page's own terms where it names them"
    news.change(COST, terms_url="javascript:alert(1)")
    assert "javascript:alert" not in client.get(f"/article/{news.articles[COST]}").text


def test_nothing_withheld_is_on_any_page(client: TestClient, news: Any) -> None:
    for path in [*every_page(news), "/search?q=SECRET"]:
        text = client.get(path).text.replace('value="SECRET"', "").replace("<bdi>SECRET</bdi>", "").replace("SECRET ·", "")
        text = re.sub(r"(?:q=|Search: )SECRET", "", text)
        assert "SECRET" not in text, path


def test_a_decision_hides_at_once(client: TestClient, news: Any) -> None:
    path, before = f"/article/{news.articles[CHINESE]}", client.get("/")
    assert CHINESE in before.text
    news.withhold(CHINESE)
    after = client.get("/", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert CHINESE not in after.text
    assert client.get(path).status_code == 410


def test_every_foot_says_what_the_site_is_and_where_to_complain(client: TestClient, news: Any) -> None:
    for path in [*every_page(news), "/nothing-here"]:
        foot = words(LexborHTMLParser(client.get(path).text), "footer")
        for said in ("gathers news by itself", "Every item links its source", "belong to their owners", "within 24 hours"):
            assert said in foot, path
        assert "desk@site.example" in foot


def test_the_sample_is_called_a_sample(news: Any, client_of: Callable[..., TestClient]) -> None:
    assert "Sample news" in words(tree(client_of(news, sample_banner=True), "/"), "aside.banner[aria-label]"), "in a landmark of its own"
    assert not tree(client_of(news), "/").css(".banner")


def test_an_empty_site_says_what_is_happening_and_what_to_do(empty: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(empty)
    assert "headwater outlets add" in words(tree(client, "/"))
    empty.outlet("New Paper", polled=False)
    assert "none has been visited yet" in words(tree(client, "/"))
    empty.outlet("Bad Paper", failures=2)
    assert "1 of 2 feeds have been visited" in words(tree(client, "/"))
    assert "headwater doctor" in words(tree(client, "/"))
    for path in ("/latest", "/outlets", "/search?q=a", "/sitemap.xml", "/feeds/front.atom", "/opml", "/api/v1/stories"):
        assert client.get(path).status_code == 200, path


def test_search_shows_the_released_words_around_those_looked_for(client: TestClient) -> None:
    page = client.get("/search", params={"q": "boat enters"}).text
    assert "Every boat that enters the harbour" in page
