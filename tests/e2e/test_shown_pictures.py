"""Pictures of the sample web, gathered over real HTTP: shown where their rights allow, with their credits inside."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from PIL import Image, IptcImagePlugin

from headwater import model, urls
from headwater.images import credits
from headwater.sample import loader
from headwater.store import desk_tables

if TYPE_CHECKING:
    from e2e.conftest import Gathered

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rows(gathered: Gathered) -> list[sa.Row[Any]]:
    with gathered.store.read() as conn:
        return list(conn.execute(sa.select(desk_tables.image)))


def test_every_picture_that_may_be_shown_is_ready_and_served(gathered: Gathered, rows: list[sa.Row[Any]]) -> None:
    released = {
        urls.image_key(image.url): name
        for name, item in gathered.items.items() if item.publication for image in item.publication.images if image.url
    }
    assert len(released) >= 15
    assert {row.key for row in rows} == set(released)
    assert [(row.url, row.status, row.reason) for row in rows if row.status != "ready"] == []
    for row in rows:
        answer = gathered.site.get(f"/image/{row.id}/640")
        assert answer.status_code == 200, row.url
        picture = Image.open(io.BytesIO(answer.content))
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (640, 360))


def test_pictures_stand_on_the_pages_of_their_articles_with_credit_and_report_link(gathered: Gathered, rows: list[sa.Row[Any]]) -> None:
    by_key = {row.key: row for row in rows}
    seen = 0
    for name, item in gathered.items.items():
        if item.publication is None or item.row is None or not item.publication.images:
            continue
        text = gathered.site.get(f"/article/{item.row.id}").text
        assert not re.findall(r'<img[^>]+src="(?!/image/)', text), name
        for image in item.publication.images:
            if not image.url:
                assert 'class="place"' in text, name
                continue
            row = by_key[urls.image_key(image.url)]
            assert f"/image/{row.id}/640" in text, name
            assert f"/complaint?item={row.id}" in text, name
            assert image.url not in text, name
            seen += 1
    assert seen >= 15


def test_credits_of_the_original_are_inside_every_size_in_exif_iptc_and_xmp(gathered: Gathered, rows: list[sa.Row[Any]]) -> None:
    truth = loader.images()
    for row in rows:
        known = truth[row.url.rsplit("/", 1)[1].removesuffix(".jpg")]
        for width in (320, 640, 800):
            picture = Image.open(io.BytesIO(gathered.site.get(f"/image/{row.id}/{width}").content))
            found = credits.read(picture)
            assert found.creator == known.creator, row.url
            assert known.rights in found.copyright, row.url
            assert found.credit == known.credit, row.url
            if known.statement:
                assert found.web_statement == known.statement, row.url
            exif, iim = picture.getexif(), IptcImagePlugin.getiptcinfo(picture)  # pyright: ignore[reportArgumentType]
            assert exif[0x013B].encode("latin-1").decode() == known.creator, row.url
            assert iim and known.credit.startswith(iim[2, 110].decode()), row.url  # pyright: ignore[reportAttributeAccessIssue]


def test_no_picture_was_asked_for_that_is_not_shown(gathered: Gathered, rows: list[sa.Row[Any]]) -> None:
    asked = [json.loads(line) for line in gathered.web.log.lines().splitlines()]
    fetched = {f"{urls.domain(one['host'])}{one['path']}" for one in asked if one["path"].startswith("/images/")}
    allowed = {f"{urls.domain(urls.hostname(row.url))}{urls.path(row.url)}" for row in rows}
    assert fetched == allowed
    shortened = {item.truth.outlet for item in gathered.items.values() if item.publication and item.publication.view is not model.View.FULL}
    full = {item.truth.outlet for item in gathered.items.values() if item.publication and item.publication.view is model.View.FULL}
    assert not {one.split(".", 1)[0] for one in fetched} & (shortened - full)
