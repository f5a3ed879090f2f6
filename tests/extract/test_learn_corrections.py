"""A notice of correction stays on the page, even where the outlet's template knows its box and its very words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, template
from headwater.extract.template import Template

NOTICES = {
    "en": "Correction: An earlier version of this article misstated the depth of the lock.",
    "en-amended": "This article was amended on 3 May 2026 to correct the depth of the lock.",
    "de": "Korrektur: In einer früheren Version hieß es, die Schleuse sei zwölf Meter tief.",
    "fr": "Rectificatif : une première version de cet article donnait une autre profondeur de l’écluse.",
    "es": "Fe de errores: una versión anterior de esta noticia decía que la esclusa tiene doce metros.",
    "pl": "Sprostowanie: we wcześniejszej wersji artykułu podaliśmy błędną głębokość śluzy.",
    "ru": "Уточнение: в предыдущей версии этой статьи была указана другая глубина шлюза.",
    "ar": "تصحيح: نسخة سابقة من هذا المقال ذكرت عمقا آخر للهويس.",
    "ja": "訂正：この記事の以前の版では水門の深さに誤りがありました。",
}


def page(number: int, box: str) -> model.Page:
    told = "".join(f"<p>Divers reached gate number {number * 7 + k} and found crack {number * 13 + k} longer than district {number} "
                   f"had said in its report number {k * 3 + number} on the matter.</p>" for k in range(6))
    title = f"Gate {number} is shut again"
    markup = f'<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{told}<div class="c-x1">{box}</div></article></body></html>'
    return model.Page(url=f"https://tide.example/harbour/gate-{number}-is-shut-again", body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC))


def last_of(count: int, box: str) -> model.Article:
    """The last of so many pages of an outlet, each with the same box."""
    known = Template()
    for number in range(1, count):
        lesson = article.study(page(number, box), template=known).lesson
        assert lesson is not None
        known = template.learn(known, lesson)
    found = article.extract(page(count, box), template=known)
    assert isinstance(found, model.Article)
    return found


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_notice_in_a_box_without_a_telling_class_stays(notice: str, count: int) -> None:
    found = last_of(count, f"<p>{notice}</p>")
    assert found.body.endswith(notice) and found.corrections == (notice,)


def test_a_notice_below_its_heading_stays_with_it() -> None:
    found = last_of(3, "<p><em>Clarification</em></p><p>The lock is twelve metres deep, not twenty.</p>")
    assert found.body.endswith("Clarification\nThe lock is twelve metres deep, not twenty.")


def test_other_boxes_go_and_so_does_a_link_to_where_corrections_are_asked_for() -> None:
    other = "The harbour desk of this paper is open on all days of the week."
    assert other not in last_of(3, f"<p>{other}</p>").body
    asks = '<p>Corrections: found a mistake? <a href="/desk">Write to our standards desk about it</a></p>'
    assert "mistake" not in last_of(3, asks).body
