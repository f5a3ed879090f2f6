"""The whole river on the sample web, compared with what is true of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from e2e import harness
from headwater import model, text
from headwater.sample import faults
from headwater.sample.record import Asked
from headwater.store import schema

if TYPE_CHECKING:
    from e2e.conftest import Gathered

pytestmark = pytest.mark.slow
ATOM = "{http://www.w3.org/2005/Atom}"
RESERVED, FORBIDDEN, WITHDRAWN, FAULTY = "le-quai", "counting-house", "minister-echo", "ferry-echo"


@pytest.fixture(scope="session")
def pages(gathered: Gathered) -> dict[str, str]:
    """Every page, feed and answer of the API that can be reached, by its address."""
    with gathered.store.read() as conn:
        articles = conn.execute(sa.select(schema.publication.c.article_id)).scalars().all()
        stories = conn.execute(sa.select(schema.story.c.id).where(schema.story.c.merged_into.is_(None))).scalars().all()
        outlets = conn.execute(sa.select(schema.outlet.c.id)).scalars().all()
    wanted = ["/", "/latest", "/outlets", "/about", "/complaint", "/log", "/legal/contact", "/opml", "/sitemap.xml", "/search?q=ferry", "/api/v1/outlets"]
    wanted += [f"/?page={number}" for number in (2, 3, 4)] + [f"/api/v1/stories?limit=100&page={n}" for n in (1, 2)]
    wanted += [f"/{kind}/{one}" for kind, ids in (("article", articles), ("story", stories), ("outlet", outlets)) for one in ids]
    wanted += [f"/feeds/front.{end}" for end in ("atom", "rss", "json")]
    wanted += [f"/outlet/{one}/feed.{end}" for one in outlets for end in ("atom", "rss", "json")]
    wanted += [f"/api/v1/articles/{one}" for one in articles]
    found: dict[str, str] = {}
    while wanted:
        address = wanted.pop()
        if address in found:
            continue
        answer = gathered.site.get(address)
        assert answer.status_code in {200, 410}, address
        found[address] = answer.text
        if "/latest" in address or address.startswith("/outlet/"):
            wanted += [one.replace("&amp;", "&") for one in re.findall(r'rel="next" href="([^"]+)"', answer.text)]
    cursor = ""
    while True:
        address = f"/api/v1/articles?limit=100{cursor}"
        answer = gathered.site.get(address).json()
        found[address] = json.dumps(answer, ensure_ascii=False)
        if not answer["next"]:
            return found
        cursor = f"&cursor={answer['next']}"


def of(pages: dict[str, str], prefix: str) -> dict[str, str]:
    return {address: body for address, body in pages.items() if address.startswith(prefix)}


def page_of(gathered: Gathered, pages: dict[str, str], name: str) -> str:
    row = gathered.items[name].row
    assert row is not None
    return pages[f"/article/{row.id}"]


# ---- every article -----------------------------------------------------------------------------------------


def test_every_article_is_there_once_with_headline_outlet_date_and_reference(gathered: Gathered) -> None:
    with gathered.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.article)).scalar() == len(gathered.items)
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.publication)).scalar() == len(gathered.items)
    names = {slug: one.name for slug, one in gathered.web.edition.content.outlets.items()}
    for name, item in gathered.items.items():
        shown = item.publication
        assert shown, name
        assert shown.reference_url == item.reference, name
        assert shown.outlet_name == names[item.truth.outlet], name
        if name != WITHDRAWN:
            assert text.squeeze(shown.headline) == text.squeeze(item.truth.headline), name
            assert shown.published == item.truth.published, name
            assert (shown.language or "").split("-")[0] == item.truth.language.split("-")[0], name


def test_no_reference_is_a_redirector(gathered: Gathered, pages: dict[str, str]) -> None:
    assert not [one for one in gathered.items.values() if one.publication and "/r/" in one.publication.reference_url]
    assert not [address for address, body in pages.items() if "daily-relay.localhost" in body and re.search(r"daily-relay\.localhost:\d+/r/", body)]


def test_each_is_shown_as_its_rights_allow(gathered: Gathered) -> None:
    wrong = {
        name: (str(item.publication.view), item.truth.view)
        for name, item in gathered.items.items() if item.publication and item.publication.view != item.truth.view
    }
    assert wrong == {}


def test_texts_under_an_open_licence_are_whole(gathered: Gathered) -> None:
    for name, item in gathered.items.items():
        if item.truth.view != "full":
            continue
        assert item.publication and item.publication.licence, name
        shown = " ".join(item.publication.paragraphs)
        wanted = [one for one in harness.paragraphs(gathered.web.edition.pieces[name]) if len(one) > 60]
        missing = [one for one in wanted if text.squeeze(one)[:60] not in text.squeeze(shown)]
        assert len(missing) <= len(wanted) // 4, (name, missing)


def test_shortened_items_show_no_word_beyond_their_excerpt(gathered: Gathered, pages: dict[str, str]) -> None:
    for name, item in gathered.items.items():
        shown = item.publication
        assert shown
        if shown.view is not model.View.FULL:
            assert shown.paragraphs == (), name
            assert len(shown.excerpt) <= (160 if shown.view is model.View.EXCERPT else 0), name
    texts = {  # by sentence from the middle of a text: who wrote it, and may it be shown
        " ".join(one.split())[80:150]: name
        for name, item in gathered.items.items() if item.truth.view != "full" and item.truth.kind != "copy"
        for one in list(harness.paragraphs(gathered.web.edition.pieces[name]))[2:] if len(one) > 200
    }
    free = " ".join(" ".join(item.publication.paragraphs) for item in gathered.items.values() if item.publication)
    bodies = "\n".join(pages.values())
    leaked = {name: part for part, name in texts.items() if part in bodies and part not in free}
    assert len(texts) > 50
    assert leaked == {}


# ---- copies, stories, origins ------------------------------------------------------------------------------


def test_copies_are_recognised_and_nothing_else_is(gathered: Gathered) -> None:
    same_original = {name: item.truth.copy_of for name, item in gathered.items.items() if item.truth.copy_of}
    found = {name: item.copy_of for name, item in gathered.items.items() if item.copy_of}

    def root(name: str) -> str:
        return same_original.get(name, name)

    right = [name for name, of in found.items() if of and root(of) == root(name)]
    assert len(right) >= 0.9 * len(same_original), set(same_original) - set(found)
    assert len(right) >= 0.97 * len(found), set(found) - set(right)


def test_copies_are_folded_under_their_original(gathered: Gathered, pages: dict[str, str]) -> None:
    latest = "\n".join(of(pages, "/latest").values())
    heads = re.findall(r'class="head"><a href="/article/(\w+)"', latest)
    copies = {item.row.id for item in gathered.items.values() if item.copy_of and item.row is not None}
    assert len(heads) == len(set(heads)) > 100
    assert not copies & set(heads)
    for name, item in gathered.items.items():
        if item.copy_of:
            said = page_of(gathered, pages, name)
            assert any(words in said for words in ("This article repeats", "has the same text", "of the same supplier", "in whole or in part")), name


def test_articles_on_one_event_are_one_story(gathered: Gathered) -> None:
    have = {name: item for name, item in gathered.items.items() if item.story_id}
    placed = {name: item.story_id for name, item in have.items()}
    event = {name: item.truth.event or name for name, item in have.items()}
    language = {name: item.truth.language.split("-")[0] for name, item in have.items()}
    precision, recall = harness.b_cubed(placed, {name: (event[name], language[name]) for name in have})
    assert recall >= 0.88  # within a language; 0.93 measured
    precision, _ = harness.b_cubed(placed, event)
    assert precision >= 0.96  # 0.994 measured
    english = [name for name in have if language[name] == "en"]
    precision, recall = harness.b_cubed({name: placed[name] for name in english}, {name: event[name] for name in english})
    assert 2 * precision * recall / (precision + recall) >= 0.90  # 0.947 measured


def test_suppliers_and_primary_sources_are_named_with_evidence(gathered: Gathered) -> None:
    for name, item in gathered.items.items():
        origin = item.publication.origin if item.publication else None
        if origin is None or origin.kind == "own":
            continue
        assert 0 < origin.confidence <= 1, name
        assert origin.name or origin.url, name
        if origin.url:
            assert origin.url != item.reference, name
            assert "/r/" not in origin.url, name
    documents = {urlsplit(gathered.web.edition.document_url(one)).netloc for one in gathered.web.edition.content.documents.values()}
    traced = Counter(
        urlsplit(item.publication.origin.url or "").netloc for item in gathered.items.values()
        if item.publication and item.publication.origin and item.publication.origin.kind != "own"
    )
    assert sum(traced[host] for host in documents) >= 40
    copies = [item for item in gathered.items.values() if item.copy_of and item.publication and item.publication.origin]
    foreign = [item for item in copies if item.publication and item.publication.origin and item.publication.origin.kind != "own"]
    assert len(foreign) >= 0.6 * len(copies)


# ---- the faulty page ---------------------------------------------------------------------------------------


def test_the_faulty_page_passes_none_of_its_faults_on(gathered: Gathered, pages: dict[str, str]) -> None:
    piece = gathered.web.edition.pieces[FAULTY]
    item = gathered.items[FAULTY]
    assert item.row is not None and item.publication
    places = [body for address, body in pages.items() if item.row.id in body and not address.startswith("/api/v1/articles?")]
    assert len(places) > 5
    caption = faults.caption(piece)
    for body in places:
        for part in (caption, caption[:90], f"{piece.article.headline}{faults.AGENCY}", "LATEST:", "Yesterday, 9.58pm", "&amp;quot;", "&amp;#"):
            assert part not in body, part
    shown = html.fromstring(page_of(gathered, pages, FAULTY))
    assert text.squeeze(shown.findtext(".//h1") or "") == piece.article.headline
    times = [one.get("datetime") for one in shown.iter("time")]
    assert any(one and one.startswith(piece.published.astimezone(piece.outlet.zone).strftime("%Y-%m-%dT%H:%M")) for one in times)


def test_the_faulty_page_is_read_without_its_faults(gathered: Gathered) -> None:
    row = gathered.items[FAULTY].row
    assert row is not None
    lines = (row.text or "").split("\n")
    assert not [line for line in lines if line.strip() == faults.AGENCY or line.startswith("LATEST")]
    headlines = {item.truth.headline for item in gathered.items.values()}
    assert not headlines & set(lines)
    wanted = harness.paragraphs(gathered.web.edition.pieces[FAULTY])
    assert [one for one in wanted if one in lines] == list(wanted)  # not one cut at a forced line break, all speakers


# ---- rights ------------------------------------------------------------------------------------------------


def test_reserved_text_stands_nowhere(gathered: Gathered, pages: dict[str, str]) -> None:
    own = [name for name, item in gathered.items.items() if item.truth.outlet == RESERVED]
    assert own
    ids = {gathered.items[name].row.id for name in own}  # pyright: ignore[reportOptionalMemberAccess]
    parts = [one[40:90] for name in own for one in list(harness.paragraphs(gathered.web.edition.pieces[name]))[1:] if len(one) > 120]
    everything = "\n".join(pages.values())
    assert not [part for part in parts if part in everything]
    with gathered.store.read() as conn:
        assert not ids & set(conn.execute(sa.select(schema.shingle_article.c.article_id)).scalars())
        for row in conn.execute(sa.select(schema.article).where(schema.article.c.id.in_(ids))):
            assert (row.text, row.facts, row.snapshot, row.exact) == (None, None, None, None), row.reference_url
    database = b"".join(path.read_bytes() for path in gathered.folder.glob("headwater.sqlite*"))
    assert not [part for part in parts if part.encode() in database]
    assert not [one for one in snapshots(gathered) if b"le-quai.localhost" in one[:6000] or any(part.encode() in one for part in parts)]
    for part in parts[:5]:
        assert gathered.site.get("/search", params={"q": f'"{part}"'}).text.count('class="entry"') == 0


def snapshots(gathered: Gathered) -> list[bytes]:
    from headwater import app

    archive = app.make_archive(harness.settings(gathered.folder))
    found = [archive.get(path.stem) for path in (gathered.folder / "archive").rglob("*.zst")]
    return [one for one in found if one]


def test_of_the_forbidden_outlet_only_robots_and_feeds_were_asked(gathered: Gathered) -> None:
    asked = {one.path for one in asked_of(gathered) if one.host.startswith(FORBIDDEN)}
    assert asked == {"/robots.txt", "/feed.xml", "/feeds/markets.xml"}


def test_the_withdrawn_article_stands_nowhere(gathered: Gathered, pages: dict[str, str]) -> None:
    item = gathered.items[WITHDRAWN]
    assert item.row is not None
    piece = gathered.web.edition.pieces[WITHDRAWN]
    parts = [piece.article.headline, *(one[20:70] for one in harness.paragraphs(piece) if len(one) > 90)]
    gone = pages.pop(f"/article/{item.row.id}")
    everything = "\n".join(pages.values())
    pages[f"/article/{item.row.id}"] = gone
    assert not [part for part in parts if part in everything or part in gone]
    assert gathered.site.get(f"/article/{item.row.id}").status_code == 410
    assert gathered.site.get(f"/api/v1/articles/{item.row.id}").status_code == 410
    assert not [one for one in snapshots(gathered) if piece.article.headline.encode() in one and b"northgate-echo" in one and item.reference.encode() in one[:3000]]
    for part in parts:
        assert item.row.id not in gathered.site.get("/search", params={"q": part}).text


# ---- manners -----------------------------------------------------------------------------------------------


def asked_of(gathered: Gathered) -> list[Asked]:
    lines = map(json.loads, gathered.web.log.lines().splitlines())
    return [Asked(**one) for one in lines if "Headwater" in one["user_agent"]]


def test_every_host_was_treated_politely(gathered: Gathered) -> None:
    manners = gathered.web.log.manners(agent="Headwater")
    assert len(manners) == 18
    for host, how in manners.items():
        assert how.robots_first, host
        assert how.concurrent == 1, host
        assert how.smallest_interval is None or how.smallest_interval >= 0.28, host
    assert all(re.match(r"Headwater/[\d.]+ \(.+\)$", one.user_agent) for one in asked_of(gathered))
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for one in asked_of(gathered):
        seen[one.host][one.path] += 1
    feeds = {"/feed.xml", "/atom.xml", "/feed.json", "/index.rdf", "/news-sitemap.xml"}
    assert not {(host, path) for host, paths in seen.items() for path, times in paths.items() if times > 1 and path not in feeds and "/feeds/" not in path}


# ---- what readers and programs see -------------------------------------------------------------------------


def test_each_item_on_each_page_has_its_reference(gathered: Gathered, pages: dict[str, str]) -> None:
    reference = {item.row.id: item.reference for item in gathered.items.values() if item.row is not None}
    seen = 0
    for address, body in pages.items():
        if not address.startswith(("/latest", "/outlet/", "/search?", "/story/", "/?page", "/article/")) or "/feed." in address:
            continue
        root = html.fromstring(body)
        links = {one.get("href") for one in root.iter("a")}
        shown = {link.rsplit("/", 1)[1] for link in links if link and re.fullmatch(r"/article/\w+", link)}
        seen += len(shown)
        assert not [one for one in shown if reference[one] not in links], address
    assert seen > 500


def test_each_article_page_has_reference_and_canonical(gathered: Gathered, pages: dict[str, str]) -> None:
    for name, item in gathered.items.items():
        if name == WITHDRAWN:
            continue
        root = html.fromstring(page_of(gathered, pages, name))
        assert [one.get("href") for one in root.find_class("reference")] == [item.reference], name
        canonical = root.xpath("//link[@rel='canonical']/@href")
        assert canonical == [item.reference] or item.truth.view == "full", name


def test_right_to_left_pages_say_so(gathered: Gathered, pages: dict[str, str]) -> None:
    arabic = [name for name, item in gathered.items.items() if item.truth.language.startswith("ar")]
    assert len(arabic) == 6
    for name in arabic:
        root = html.fromstring(page_of(gathered, pages, name))
        piece = root.find_class("piece")[0]
        assert [one.get("dir") for one in piece if one.tag == "header"] == ["rtl"]
        assert {one.get("dir") for one in piece.find_class("text")} == {"rtl"}
        assert root.get("dir") == "ltr"  # the site's own words are English


def test_feeds_carry_each_reference_and_nothing_unlisted(gathered: Gathered, pages: dict[str, str]) -> None:
    known = {item.reference for item in gathered.items.values()}
    unlisted = {item.reference for item in gathered.items.values() if item.publication and not item.publication.listed}
    seen: set[str] = set()
    for address, body in pages.items():
        if address.endswith(".atom"):
            found = [one.get("href") for one in etree.fromstring(body.encode()).findall(f"{ATOM}entry/{ATOM}link[@rel='alternate']")]
        elif address.endswith(".rss"):
            found = [one.text for one in etree.fromstring(body.encode()).findall("channel/item/link")]
        elif address.endswith(".json"):
            found = [one["external_url"] for one in json.loads(body)["items"]]
        else:
            continue
        assert set(found) <= known - unlisted, address
        seen |= set(found)
    assert seen == known - unlisted
    assert {gathered.items[name].reference for name in (WITHDRAWN,)} <= unlisted


def test_the_api_gives_every_listed_article_once_with_its_reference(gathered: Gathered, pages: dict[str, str]) -> None:
    listed = Counter(
        one["reference_url"] for address, body in pages.items() if address.startswith("/api/v1/articles?")
        for one in json.loads(body)["articles"]
    )
    assert set(listed.values()) == {1}
    assert set(listed) == {item.reference for item in gathered.items.values() if item.publication and item.publication.listed}


def test_no_page_asks_another_host_for_anything(pages: dict[str, str]) -> None:
    for address, body in pages.items():
        if address.startswith(("/api", "/feeds", "/opml", "/sitemap")) or "/feed." in address:
            continue
        root = html.fromstring(body)
        sources = root.xpath("//@src | //link[@rel='stylesheet' or @rel='icon']/@href | //@srcset | //form/@action")
        assert not [one for one in sources if not one.startswith("/")], address
        assert not root.xpath("//script[not(@type='application/ld+json')]"), address


def test_searching_finds_news_in_every_script(gathered: Gathered) -> None:
    for words, name in (
        ("Gull Rock", "ferry-courier"), ("苍鹭二号", "heron-linlan"), ("灯台", "light-shiosaki"), ("الحصبة", "measles-marsa"),
        ("нахождение горняков", ""), ("горняков", "mine-vestnik"), ("чип", ""), ("चिप", "chip-nadipur"), ("surua", "measles-sauti"),
    ):  # fmt: skip
        body = gathered.site.get("/search", params={"q": words}).text
        if name:
            row = gathered.items[name].row
            assert row is not None and row.id in body, words


# ---- again -------------------------------------------------------------------------------------------------


def test_gathering_again_changes_nothing(gathered: Gathered) -> None:
    """A run when nothing is due; then every feed read anew as if never seen."""
    before = harness.contents(gathered.store)
    assert harness.headwater(gathered.folder, "run", "--once").returncode == 0
    assert harness.contents(gathered.store) == before
    with gathered.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(etag=None, last_modified=None, body_hash=None))
    done = harness.headwater(gathered.folder, "poll")
    assert done.returncode == 0, done.stderr
    after = harness.contents(gathered.store)
    changed = {name: [one for one in after[name] if one not in before[name]][:3] for name in before if before[name] != after[name]}
    assert changed == {}
