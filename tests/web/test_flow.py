"""The order of a whole text on its page, and who made it."""

from __future__ import annotations

from datetime import UTC, datetime

from headwater import model
from headwater.web import flow, makers
from headwater.web.figures import Figure

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)


def publication(*paragraphs: str, **more: object) -> model.Publication:
    return model.Publication(
        article_id=model.ArticleId("a"), view=model.View.FULL, listed=True, headline="Gate shut", reference_url="https://harbour.example/1",
        outlet_id=model.OutletId("o"), outlet_name="Harbour Courier", first_seen=NOW, paragraphs=paragraphs, **more)  # pyright: ignore[reportArgumentType]


def kinds(found: model.Publication, *figures: Figure) -> list[str]:
    return [piece.kind for piece in flow.pieces(found, figures)]


def test_lines_of_a_list_and_rows_of_a_table_stand_together() -> None:
    found = publication("One.", "ink", "rope", "Year\tTide", "1962\t5.7 m", "“Nobody asked.”", "What next", "Two.",
                        forms=((1, "item"), (2, "item"), (3, "row"), (4, "row"), (5, "quote"), (6, "heading")))
    pieces = list(flow.pieces(found, ()))
    assert [piece.kind for piece in pieces] == ["p", "list", "table", "quote", "heading", "p"]
    assert pieces[1].lines == ("ink", "rope")
    assert pieces[2].rows == (("Year", "Tide"), ("1962", "5.7 m"))


def test_pictures_stand_where_the_outlet_put_them() -> None:
    found = publication("One.", "Two.", "Three.")
    at = [Figure(report="r", place=place) for place in (None, 2, 9, None)]
    assert kinds(found, *at) == ["figure", "p", "p", "figure", "p", "figure", "figure"]
    assert kinds(found) == ["p", "p", "p"]


def test_a_picture_parts_a_list() -> None:
    found = publication("ink", "rope", forms=((0, "item"), (1, "item")))
    assert kinds(found, Figure(report="r", place=1)) == ["list", "figure", "list"]


def test_posts_of_a_live_blog_have_their_time_and_their_headline_once() -> None:
    found = publication("Gate opens", "Boats pass.", "Wind drops.", posts=(
        model.Post(line=0, at=NOW, title="Gate opens"), model.Post(line=2, at=NOW)))
    pieces = list(flow.pieces(found, ()))
    assert [(piece.kind, piece.text) for piece in pieces] == [("post", "Gate opens"), ("p", "Boats pass."), ("post", ""), ("p", "Wind drops.")]
    assert pieces[0].at == NOW


def test_no_word_is_lost_whatever_the_forms_say() -> None:
    found = publication("a", "b", forms=((0, "row"), (1, "item"), (7, "quote")), posts=(model.Post(line=5, title="z"),))
    assert kinds(found) == ["table", "list"]


def test_people_are_linked_to_their_pages_at_the_outlet_and_nowhere_else() -> None:
    found = publication("One.", authors=("Lena Marsh", "Ito Vey"), contributors=(
        model.Contributor(name="Lena Marsh", url="https://harbour.example/by/lena"),
        model.Contributor(name="Ito Vey", url="javascript:alert(1)"),
        model.Contributor(name="Ana Voss", role="photographer"), model.Contributor(name="Bo", role="agency")))
    assert makers.writers(found) == [("Lena Marsh", "https://harbour.example/by/lena"), ("Ito Vey", None)]
    assert list(makers.others(found)) == [("Photographs", "Ana Voss", None)]
