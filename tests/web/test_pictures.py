"""Pictures on pages, in the API and at their own address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import errors, model, pictures
from headwater.images import album
from headwater.pictures import Embedded, Made, Rendition
from headwater.store import desk_tables, images, schema
from headwater.web import figures

if TYPE_CHECKING:
    from web.conftest import News

LEDGERS = "What the gate cost, and who paid"  # shown whole, with a picture
URL = "https://img.example/ledger.jpg"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAID = Embedded(creator="Lena Marsh", copyright="© 2026 Lena Marsh", web_statement="https://millrace.example/terms")


def put(news: News, folder: Path, *, embedded: Embedded = SAID, url: str = URL, article: str = LEDGERS) -> tuple[str, album.Album]:
    """A picture that is ready, as the worker makes it."""
    kept_at = album.opened(folder / "album")
    made = Made(width=1000, height=625, embedded=embedded, hashes=(1, 2), renditions=tuple(
        Rendition(width=width, height=width * 5 // 8, media_type="image/jpeg", body=f"jpeg {width}".encode()) for width in (320, 640, 1000)
    ))  # fmt: skip
    with news.store.write() as conn:
        kept = images.want(conn, url, news.articles[article], now=NOW)
        assert kept
        sizes = [kept_at.put(kept.id, one) for one in made.renditions]
        images.ready(conn, kept.id, made, sizes=sizes, sha256="ab", hashes=b"", now=NOW)
    return kept.id, kept_at


@pytest.fixture
def shown(news: News, client_of: Callable[..., TestClient], tmp_path: Path) -> tuple[TestClient, str]:
    """A site with a picture that is ready, and the picture's identifier."""
    image_id, kept_at = put(news, tmp_path)
    return client_of(news, picture=kept_at.get), image_id


def page(client: TestClient, news: News, name: str = LEDGERS) -> str:
    answer = client.get(f"/article/{news.articles[name]}")
    assert answer.status_code == 200
    return answer.text


def set_image(news: News, **values: Any) -> None:
    with news.store.write() as conn:
        conn.execute(sa.update(desk_tables.image).values(**values))


# ---- on pages ----------------------------------------------------------------------------------------------


def test_a_ready_picture_stands_with_everything_that_belongs_to_it(shown: tuple[TestClient, str], news: News) -> None:
    client, image_id = shown
    text = page(client, news)
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert f'src="/image/{image_id}/640"' in figure
    assert f'srcset="/image/{image_id}/320 320w, /image/{image_id}/640 640w, /image/{image_id}/1000 1000w"' in figure
    assert 'width="1000" height="625"' in figure and 'decoding="async"' in figure and "sizes=" in figure
    assert "The ledgers" in figure
    assert "Photo: <bdi>Lena Marsh</bdi>" in figure
    assert "© 2026 Lena Marsh" in figure
    assert 'rel="external license">CC BY 4.0</a>' in figure
    assert 'href="https://millrace.example/terms"' in figure
    assert "From <bdi>The Millrace</bdi>" in figure
    assert f'href="/complaint?item={image_id}">Report this picture</a>' in figure
    assert URL not in text and "img.example" not in text


def test_a_further_picture_is_loaded_late(news: News, client_of: Callable[..., TestClient], tmp_path: Path) -> None:
    second = "https://img.example/second.jpg"
    _, kept_at = put(news, tmp_path)
    put(news, tmp_path, url=second)
    with news.store.write() as conn:
        table = schema.publication
        payload = conn.execute(sa.select(table.c.payload).where(table.c.article_id == news.articles[LEDGERS])).scalar_one()
        tree = json.loads(payload)
        tree["images"].append(tree["images"][0] | {"url": second})
        conn.execute(sa.update(table).where(table.c.article_id == news.articles[LEDGERS]).values(payload=json.dumps(tree)))
    text = page(client_of(news, picture=kept_at.get), news)
    first, further = re.findall(r"<img [^>]+>", text)
    assert "loading" not in first
    assert 'loading="lazy"' in further


@pytest.mark.parametrize("change", [{"status": "wanted"}, {"blocked": True}])
def test_of_a_picture_that_is_not_checked_or_blocked_nothing_is_shown(shown: tuple[TestClient, str], news: News, change: dict[str, Any]) -> None:
    client, image_id = shown
    set_image(news, **change)
    text = page(client, news)
    assert "<figure" not in text
    assert "The ledgers</" not in text and 'class="caption"' not in text
    assert image_id not in text
    api = client.get(f"/api/v1/articles/{news.articles[LEDGERS]}").json()
    assert api["images"] == []


@pytest.mark.parametrize("status", ["refused", "bad"])
def test_a_refused_picture_is_a_place_with_the_way_to_it(shown: tuple[TestClient, str], news: News, status: str) -> None:
    client, image_id = shown
    set_image(news, status=status)
    text = page(client, news)
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "<img" not in figure
    assert 'class="place"' in figure
    assert "see it at <bdi>The Millrace</bdi>" in figure
    assert f"/complaint?item={image_id}" in figure


def test_a_site_that_shows_no_pictures_shows_places(news: News, client: TestClient) -> None:
    text = page(client, news)
    assert 'class="place"' in text and "The ledgers" in text
    assert f"/complaint?item={news.articles[LEDGERS]}&amp;type=copyright_image" in text


def test_a_picture_that_becomes_ready_or_blocked_changes_the_etag(shown: tuple[TestClient, str], news: News) -> None:
    client, _ = shown
    address = f"/article/{news.articles[LEDGERS]}"
    before = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": before}).status_code == 304
    set_image(news, blocked=True)
    assert client.get(address, headers={"if-none-match": before}).status_code == 200
    api = f"/api/v1/articles/{news.articles[LEDGERS]}"
    etag = client.get(api).headers["etag"]
    set_image(news, blocked=False)
    assert client.get(api, headers={"if-none-match": etag}).status_code == 200


def test_what_a_machine_made_is_labelled(news: News, client_of: Callable[..., TestClient], tmp_path: Path) -> None:
    vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    _, kept_at = put(news, tmp_path, embedded=replace(SAID, source_type=vocabulary + "trainedAlgorithmicMedia"))
    assert '<span class="badge">AI-generated</span>' in page(client_of(news, picture=kept_at.get), news)


def test_what_a_file_says_is_escaped(news: News, client_of: Callable[..., TestClient], tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    embedded = Embedded(creator=evil, copyright=evil, description=evil, web_statement="javascript:alert(1)", licensor_url="data:text/html,x")
    _, kept_at = put(news, tmp_path, embedded=embedded)
    text = page(client_of(news, picture=kept_at.get), news)
    assert "<script>alert" not in text
    assert "javascript:alert" not in text and "data:text" not in text


@pytest.mark.parametrize(("creator", "page_says", "file_says", "wanted"), [
    ("Ana Voss", "Ana Voss", "", "Ana Voss"),
    ("Ana Voss", "Harbour Courier", "", "Ana Voss / Harbour Courier"),
    ("", "Ana Voss / Courier", "Courier", "Ana Voss / Courier"),
    ("Ana Voss", "", "Wire", "Ana Voss / Wire"),
    ("ana voss", "Ana Voss", "Ana Voss", "ana voss"),
])  # fmt: skip
def test_a_credit_says_each_thing_once(creator: str, page_says: str, file_says: str, wanted: str) -> None:
    size = pictures.Size(width=320, height=200, media_type="image/jpeg", key="k")
    known = images.ImageShown(id="i", status=images.Status.READY, embedded=Embedded(creator=creator, credit=file_says), sizes=(size,))
    publication = model.Publication(
        article_id=model.ArticleId("a"), view=model.View.FULL, listed=True, headline="", reference_url="https://o.example/a",
        outlet_id=model.OutletId("o"), outlet_name="O", first_seen=NOW, images=(model.Image(url=URL, credit=page_says),),
    )  # fmt: skip
    [figure] = figures.of(publication, {URL: known})
    assert figure.credit == wanted
    assert figures.of(publication, {}) == ()


@pytest.mark.parametrize(("line", "wanted"), [
    ("Ana Voss", ""), ("© Ana Voss", ""), ("Ana Voss, CC BY 4.0", ""), ("", ""), ("Public domain", "Public domain"),
    ("© 2026 Ana Voss", "© 2026 Ana Voss"), ("Harbour Pictures", "© Harbour Pictures"), ("Ana Voss. All rights reserved", "Ana Voss. All rights reserved"),
])  # fmt: skip
def test_a_copyright_line_is_shown_where_it_says_more_than_the_credit(line: str, wanted: str) -> None:
    size = pictures.Size(width=320, height=200, media_type="image/jpeg", key="k")
    known = images.ImageShown(id="i", status=images.Status.READY, embedded=Embedded(copyright=line), sizes=(size,))
    publication = model.Publication(
        article_id=model.ArticleId("a"), view=model.View.FULL, listed=True, headline="", reference_url="https://o.example/a",
        outlet_id=model.OutletId("o"), outlet_name="O", first_seen=NOW, images=(model.Image(url=URL, credit="Ana Voss"),),
        licence=model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="page"),
    )  # fmt: skip
    [figure] = figures.of(publication, {URL: known})
    assert (figure.copyright, figure.licence) == (wanted, "CC BY 4.0")


# ---- in the API --------------------------------------------------------------------------------------------


def test_the_api_gives_our_address_and_where_to_report(shown: tuple[TestClient, str], news: News) -> None:
    client, image_id = shown
    wanted = {
        "url": f"http://site.example/image/{image_id}/1000", "width": 1000, "height": 625, "caption": "The ledgers",
        "credit": "Lena Marsh", "copyright": "© 2026 Lena Marsh", "licence": "https://creativecommons.org/licenses/by/4.0/",
        "generated": False, "report": f"http://site.example/complaint?item={image_id}",
    }  # fmt: skip
    assert client.get(f"/api/v1/articles/{news.articles[LEDGERS]}").json()["images"] == [wanted]
    listed = client.get("/api/v1/articles?limit=100").json()["articles"]
    assert [one["images"] for one in listed if one["id"] == news.articles[LEDGERS]] == [[wanted]]
    stories = client.get(f"/api/v1/stories/{news.stories['tide']}").json()["articles"]
    assert [one["images"] for one in stories if one["id"] == news.articles[LEDGERS]] == [[wanted]]
    assert client.get(wanted["url"].removeprefix("http://site.example")).content == b"jpeg 1000"


# ---- at its own address ------------------------------------------------------------------------------------


def test_a_picture_is_served_as_nothing_but_a_picture(shown: tuple[TestClient, str]) -> None:
    client, image_id = shown
    answer = client.get(f"/image/{image_id}/320")
    assert (answer.status_code, answer.content) == (200, b"jpeg 320")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "public, max-age=30"
    assert "set-cookie" not in answer.headers
    again = client.get(f"/image/{image_id}/320", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=30"
    assert client.get(f"/image/{image_id}/640").headers["etag"] != answer.headers["etag"]
    head = client.head(f"/image/{image_id}/320")
    assert (head.status_code, head.content) == (200, b"")


def test_a_blocked_picture_is_451_in_every_size_whoever_has_it_already(shown: tuple[TestClient, str], news: News) -> None:
    client, image_id = shown
    etag = client.get(f"/image/{image_id}/320").headers["etag"]
    set_image(news, blocked=True)
    for width in (320, 640, 1000, 7):
        answer = client.get(f"/image/{image_id}/{width}", headers={"if-none-match": etag})
        assert answer.status_code == 451
        assert b"jpeg" not in answer.content
        assert answer.headers["link"] == '<http://site.example/legal/contact>; rel="blocked-by"'
        assert answer.headers["cache-control"] == "no-store"


def test_a_blocked_picture_is_not_even_looked_for(news: News, client_of: Callable[..., TestClient], tmp_path: Path) -> None:
    image_id, _ = put(news, tmp_path)
    set_image(news, blocked=True)
    client = client_of(news, picture=lambda key: pytest.fail(f"asked for {key}"))
    assert client.get(f"/image/{image_id}/320").status_code == 451


@pytest.mark.parametrize("hide", [
    {"withheld": True}, {"view": "withheld"}, {"payload": lambda tree: tree | {"images": []}},
], ids=["a person", "the gate", "the picture alone"])  # fmt: skip
def test_a_picture_is_served_only_while_an_article_shows_it(shown: tuple[TestClient, str], news: News, hide: dict[str, Any]) -> None:
    client, image_id = shown
    table = schema.publication
    mine = table.c.article_id == news.articles[LEDGERS]
    with news.store.write() as conn:
        if callable(change := hide.get("payload")):
            hide = {"payload": json.dumps(change(json.loads(conn.execute(sa.select(table.c.payload).where(mine)).scalar_one())))}
        conn.execute(sa.update(table).where(mine).values(**hide))
    assert client.get(f"/image/{image_id}/320").status_code == 410


def test_what_was_not_made_is_not_there(shown: tuple[TestClient, str], news: News, client_of: Callable[..., TestClient]) -> None:
    client, image_id = shown
    for path in (f"/image/{image_id}/321", f"/image/{image_id}/x", f"/image/{image_id}", f"/image/{'0' * 32}/320", "/image/..%2f/320", "/image/x/320",
                 f"/image/{image_id}/99999999999999999999"):
        assert client.get(path).status_code == 404, path
    set_image(news, status="wanted")
    assert client.get(f"/image/{image_id}/320").status_code == 404
    set_image(news, status="ready")
    assert client_of(news, picture=lambda key: None).get(f"/image/{image_id}/320").status_code == 404
    assert client_of(news).get(f"/image/{image_id}/320").status_code == 404

    def away(key: str) -> bytes:
        raise errors.Transient("the store of objects does not answer")

    assert client_of(news, picture=away).get(f"/image/{image_id}/320").status_code == 503
