"""Pictures: what belongs to them and not to the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, images


def test_a_line_that_only_says_what_stands_beside_the_pictures_is_told() -> None:
    picture = model.Image(url="x", alt="A ferry on a rock", caption="The ferry at dawn.", credit="Gull Pictures")
    assert images.is_about("A ferry on a rockThe ferry at dawn. Ferry agroundGull Pictures", [picture], "Ferry aground")
    assert images.is_about("Gull Pictures", [picture], "Ferry aground")
    assert not images.is_about("Ferry aground", [picture], "Ferry aground")  # the headline alone says nothing of pictures
    assert not images.is_about("The ferry at dawn. Nobody was hurt.", [picture], "Ferry aground")
    assert not images.is_about("Nobody was hurt.", [], "Ferry aground")


def test_the_word_for_a_photograph_is_no_part_of_a_credit_in_any_script() -> None:
    for written in ("تصوير: سلمى البدري", "صورة: سلمى البدري", "Photo: سلمى البدري", "写真：سلمى البدري", "سلمى البدري"):
        assert images.clean_credit(written) == "سلمى البدري", written


TEXT = "".join(f"<p>The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide.</p>" for number in range(6))
EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(("picture", "wanted"), [
    (f'<img src="{EMPTY}" data-src="/gate-900.jpg">', "gate-900.jpg"), ('<img src="/placeholder.gif" data-lazy-src="/gate.jpg">', "gate.jpg"),
    ('<img srcset="/gate-300.jpg 300w, /gate-900.jpg 900w" src="/gate-30.jpg">', "gate-900.jpg"), ('<img data-srcset="/gate-300.jpg 300w, /gate-900.jpg 900w">', "gate-900.jpg"),
    ('<img src="data:,"><noscript><img src="/gate.jpg"></noscript>', "gate.jpg"), ('<amp-img src="/gate.jpg" width="900" height="600"></amp-img>', "gate.jpg"),
    ('<img src="/max/60/1*gate-at-dawn.jpeg?q=20"><noscript><img src="/max/1200/1*gate-at-dawn.jpeg"></noscript>', "max/1200/1*gate-at-dawn.jpeg"),
    ('<img src="/i/gate-at-the-dawn.jpg?w=40"><noscript><img src="/i/gate-at-the-dawn.jpg?w=1200"></noscript>', "i/gate-at-the-dawn.jpg?w=1200"),
    ('<img src="/gate-at-the-dawn.jpg"><img src="/lock-in-the-evening-900.jpg">', "gate-at-the-dawn.jpg"),
    ('<img src="/count.php?id=1" width="1" height="1"><img src="/gate.jpg">', "gate.jpg"), (f'<img src="{EMPTY}">', None), ('<img src="/count.php" width="1" height="1">', None),
])
def test_56_a_lazy_picture_is_the_one_that_readers_see_and_a_pixel_is_none(picture: str, wanted: str | None) -> None:
    page = f'<html lang="en"><title>Harbour opens</title><article><h1>Harbour opens</h1><figure>{picture}<figcaption>The gate. Photo: Ann Marsh</figcaption></figure>{TEXT}</article>'
    found = article.extract(model.Page(url="https://tide.example/2026/11/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))
    assert isinstance(found, model.Article)
    assert [(one.url, one.credit) for one in found.images] == ([(f"https://tide.example/{wanted}", "Ann Marsh")] if wanted else [])
