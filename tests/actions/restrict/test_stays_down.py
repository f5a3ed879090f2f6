"""What was taken down stays down, however it comes again, and nothing else goes with it: on a fake web."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headwater import notices
from headwater.actions import restrict
from headwater.store import (
    ledger,
    restrictions,
)
from support.prose import characters, prose
from support.quay import (
    SAID,
    SUMMARY,
    TEXT,
    Surfaces,
    decision,
    hits,
    impose,
    lift,
    on,
    same_text,
    second_outlet,
    take_down,
)
from support.world import World, id_of, item, rss

_A = notices.Action


Bring = Callable[[World], str]


def _cut_to_25(world: World) -> str:
    cut = " ".join(TEXT.split()[:25])
    second_outlet(world, item("cut", title="Another headline of theirs", host="copy.example", summary=cut))
    return "https://copy.example/news/cut"


def _words_changed(world: World) -> str:
    text = " ".join(f"other{at}" if at % 12 == 0 else word for at, word in enumerate(TEXT.split(), 1))
    second_outlet(world, item("changed", title="Words have been changed", host="copy.example"))
    return world.page("changed", text=text, title="Words have been changed", host="copy.example")


def _same_canonical(world: World) -> str:
    second_outlet(world, item("linked", title="By its canonical link", host="copy.example"))
    return world.page("linked", text=prose(90, seed=70), title="By its canonical link", host="copy.example",
                      structured=(("link.canonical", "https://tide.example/news/lanterns"),))  # fmt: skip


def _summary_alone(world: World) -> str:
    second_outlet(world, item("again", title="Lanterns of the quay", host="copy.example", summary=f"{SUMMARY} Read it there."))
    return "https://copy.example/news/again"


@pytest.mark.parametrize("bring", [same_text, _cut_to_25, _words_changed, _same_canonical, _summary_alone])
def test_what_was_taken_down_does_not_come_back_by_another_feed(world: World, surfaces: Surfaces, bring: Bring) -> None:
    made, url = take_down(world), bring(world)
    world.live(70)
    article = id_of(world, url.rsplit("/", 1)[1], "copy.example")
    assert surfaces.client().get(f"/article/{article}").status_code == 451
    assert surfaces.having("copy.example/news", "Zanzibar") == set()
    assert [(one.object_id, one.effect) for one in hits(world)] == [(article, "blocked")]
    with world.store.read() as conn:
        (standing,) = restrictions.of_object(conn, notices.Kind.ARTICLE, article)
        assert (standing.decision_id, standing.because) == (made.id, hits(world)[0].key_id)
        assert [row.facts["object"] for row in ledger.of(conn, "HW-7K2M-9QXD") if row.kind == "stay_down.hit"] == [article]
    assert lift(world, made) == 2
    assert surfaces.client().get(f"/article/{article}").status_code == 200


def test_the_same_feed_read_again_shows_nothing_of_it(world: World, surfaces: Surfaces) -> None:
    take_down(world)
    world.answers["https://tide.example/feed"] = rss(
        item("lanterns", title="Lanterns of the quay", summary=SUMMARY, guid="urn:anew"),
        item("lanterns-2", title="Lanterns of the quay", summary=SUMMARY, guid="https://tide.example/news/lanterns"),
    )
    world.page("lanterns-2", text=TEXT, title="Lanterns of the quay")
    world.live(70)
    world.live(60 * 24)
    assert surfaces.having(*SAID) == set()


def test_an_article_that_turns_into_what_was_taken_down_is_hidden_when_it_is_read_again(world: World, surfaces: Surfaces) -> None:
    second_outlet(world, item("turns", title="Turning tide", host="copy.example"))
    world.page("turns", text=prose(90, seed=71), title="Turning tide", host="copy.example")
    world.live()
    take_down(world)
    assert surfaces.client().get(f"/article/{id_of(world, 'turns', 'copy.example')}").status_code == 200
    world.page("turns", text=TEXT, title="Turning tide", host="copy.example")
    world.live(70)
    assert surfaces.client().get(f"/article/{id_of(world, 'turns', 'copy.example')}").status_code == 451


def test_copies_that_are_here_already_are_swept_in_the_same_transaction_and_foretold(world: World, surfaces: Surfaces) -> None:
    same_text(world)
    second_outlet(world, item("cut", title="Cut short", host="third.example", summary=" ".join(TEXT.split()[40:70])),
                  name="Third Herald", host="third.example")  # fmt: skip
    world.live()
    target = on(id_of(world, "lanterns"))
    with world.store.read() as conn:
        preview = restrict.preview(conn, _A.HIDE_ITEM, [target], stay_down=True)
        assert restrict.preview(conn, _A.HIDE_ITEM, [target], stay_down=False).swept == ()
    assert {(one.outlet, one.blocks) for one in preview.swept} == {("Copy Courier", True), ("Third Herald", True)}
    made = take_down(world)
    assert surfaces.having("Zanzibar", "Something else entirely", "Cut short") == set()
    assert lift(world, made) == 3
    assert surfaces.having("Something else entirely") and surfaces.having("Cut short")


def test_the_licensed_publishers_own_copy_is_never_hit(world: World, surfaces: Surfaces) -> None:
    same_text(world)
    world.live()
    made = decision(stay_down=True, spare=("tide.example",))
    scraped = id_of(world, "other", "copy.example")
    assert impose(world, made, on(scraped)).reached.swept == ()
    assert surfaces.client().get(f"/article/{id_of(world, 'lanterns')}").status_code == 200
    assert surfaces.client().get(f"/article/{scraped}").status_code == 451
    world.answers["https://tide.example/feed"] = rss(item("lanterns-2", title="Lanterns again", summary=SUMMARY))
    world.page("lanterns-2", text=TEXT, title="Lanterns again")
    second_outlet(world, item("third", title="Third time", host="third.example"), name="Third", host="third.example")
    world.page("third", text=TEXT, title="Third time", host="third.example")
    world.live(70)
    assert surfaces.client().get(f"/article/{id_of(world, 'lanterns-2')}").status_code == 200
    assert surfaces.client().get(f"/article/{id_of(world, 'third', 'third.example')}").status_code == 451


def test_a_report_about_the_takedown_that_quotes_is_shown(world: World, surfaces: Surfaces) -> None:
    take_down(world)
    quotation = " ".join(TEXT.split()[:20])
    summary = f"A court ordered a site to take an article down. It had said: “{quotation}”"
    second_outlet(world, item("report", title="Court orders a takedown", host="copy.example", summary=summary))
    world.page("report", text=f"{summary} {prose(150, seed=72)}", title="Court orders a takedown", host="copy.example")
    world.live(70)
    assert surfaces.client().get(f"/article/{id_of(world, 'report', 'copy.example')}").status_code == 200


def test_what_is_half_alike_is_shown_while_a_person_looks_and_judges(world: World, surfaces: Surfaces) -> None:
    take_down(world)
    half = " ".join(f"other{at}" if at % 6 == 0 else word for at, word in enumerate(TEXT.split(), 1))
    second_outlet(world, item("half", title="Half of it", host="copy.example"))
    world.page("half", text=half, title="Half of it", host="copy.example")
    world.live(70)
    article = id_of(world, "half", "copy.example")
    (hit,) = hits(world)
    assert (hit.effect, hit.object_id) == ("review", article) and 0.4 <= hit.score < 0.75
    client = surfaces.client()
    assert client.get(f"/article/{article}").status_code == 200
    assert restrict.judge(world.store, hit.id, uphold=True, by="somebody", now=world.now)
    assert client.get(f"/article/{article}").status_code == 451
    assert restrict.judge(world.store, hit.id, uphold=False, by="somebody", now=world.now)
    assert client.get(f"/article/{article}").status_code == 200
    assert not restrict.judge(world.store, "0" * 32, uphold=True, by="somebody", now=world.now)


def test_a_block_that_a_person_took_back_does_not_return(world: World, surfaces: Surfaces) -> None:
    take_down(world)
    same_text(world)
    world.live(70)
    article = id_of(world, "other", "copy.example")
    restrict.judge(world.store, hits(world)[0].id, uphold=False, by="somebody", now=world.now)
    with world.store.write() as conn:
        from headwater.store import pending

        pending.add(conn, [article], reason="test", now=world.now)
    world.digest()
    assert surfaces.client().get(f"/article/{article}").status_code == 200
    assert [one.judgement for one in hits(world)] == ["allowed"]


def test_scripts_without_spaces_stay_down_too(world: World, surfaces: Surfaces) -> None:
    text = characters(400, seed=5)
    second_outlet(world, item("han", title="港口的灯笼", host="han.example", summary=text[:60]), name="河湾日报", host="han.example")
    world.page("han", text=text, title="港口的灯笼", host="han.example")
    world.live()
    impose(world, decision(stay_down=True), on(id_of(world, "han", "han.example")))
    second_outlet(world, item("cut", title="另一个标题", host="copy.example", summary=text[:50]))
    world.live(70)
    assert surfaces.client().get(f"/article/{id_of(world, 'cut', 'copy.example')}").status_code == 451
