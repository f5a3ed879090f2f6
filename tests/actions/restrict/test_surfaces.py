"""A decision bites on every surface in its own transaction, and lifting it brings all back: on a fake web."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import notices
from headwater.actions import restrict
from headwater.store import (
    comment_tables,
    comments,
    ids,
    ledger,
    schema,
    staydown,
)
from support.prose import prose
from support.quay import SAID, Surfaces, decision, impose, lift, on
from support.world import World, id_of, item, rss

_A = notices.Action


def test_before_any_decision_the_words_stand_on_many_surfaces(surfaces: Surfaces) -> None:
    assert len(surfaces.having("Lanterns of the quay")) > 10
    assert surfaces.having("Zanzibar") and surfaces.having("Quixotic") and surfaces.having("news/lanterns")


def test_a_hidden_item_is_nowhere_with_the_worker_stopped_and_comes_back_whole(world: World, surfaces: Surfaces) -> None:
    before, made = surfaces.all(), decision()
    article = id_of(world, "lanterns")
    done = impose(world, made, on(article))
    assert [one.status for one in done.restrictions] == [451]
    assert surfaces.having(*SAID) == set()
    assert lift(world, made) == 1
    after = surfaces.all()
    assert {path for path in before if before[path] != after[path]} == set()


def test_a_hidden_item_says_451_or_410_with_reason_date_reference_and_ways_on(world: World, surfaces: Surfaces) -> None:
    article, client = id_of(world, "lanterns"), surfaces.client()
    first = decision(reason="Its owner <b>asked</b>.")
    impose(world, first, on(article))
    page = client.get(f"/article/{article}")
    assert page.status_code == 451 and page.headers["link"] == '<https://site.example/>; rel="blocked-by"'
    for words in ("Its owner &lt;b&gt;asked", "HW-7K2M-9QXD", "1 November 2026", 'href="/log"', f"/complaint?item={article}", "noindex"):
        assert words in page.text
    program = client.get(f"/api/v1/articles/{article}")
    assert program.status_code == 451 and "blocked-by" in program.headers["link"] and "HW-7K2M-9QXD" in program.json()["detail"]
    lift(world, first)
    impose(world, decision(basis="terms", interim=True), on(article))
    page = client.get(f"/article/{article}")
    assert page.status_code == 410 and "link" not in page.headers and "interim" in page.text
    assert client.get(f"/api/v1/articles/{article}").status_code == 410


def test_our_atom_feeds_say_for_a_week_what_is_gone(world: World, surfaces: Surfaces) -> None:
    article = id_of(world, "lanterns")
    impose(world, decision(), on(article))
    with world.store.read() as conn:
        outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
    entry = f'deleted-entry ref="urn:uuid:{article[:8]}-'
    for path in ("/feeds/front.atom", f"/outlet/{outlet}/feed.atom"):
        assert entry in surfaces.client().get(path).text
    assert "deleted-entry" not in surfaces.client().get("/feeds/front.rss").text
    world.now += timedelta(days=8)
    assert "deleted-entry" not in surfaces.client().get("/feeds/front.atom").text


def test_link_only_leaves_the_headline_and_search_knows_no_other_word(world: World, surfaces: Surfaces) -> None:
    before, made, article = surfaces.all(), decision(_A.LINK_ONLY), id_of(world, "lanterns")
    impose(world, made, on(article))
    assert surfaces.having("Zanzibar", "Quixotic", "lanterns.jpg") == set()
    client = surfaces.client()
    assert client.get("/api/v1/search?q=zanzibar").json()["articles"] == []
    assert [one["id"] for one in client.get("/api/v1/search?q=lanterns").json()["articles"]] == [article]
    page = client.get(f"/article/{article}")
    assert page.status_code == 200 and "Lanterns of the quay" in page.text and "news/lanterns" in page.text
    assert "HW-7K2M-9QXD" in page.text and "Its owner has not allowed it." in page.text
    assert client.get(f"/api/v1/articles/{article}").json()["notes"][0]["action"] == "link_only"
    world.now += timedelta(hours=1)
    lift(world, made)
    world.now -= timedelta(hours=1)
    after = surfaces.all()
    moved = {path for path in before if before[path] != after[path]}
    assert f"/article/{article}" not in moved and all(".atom" in path or ".rss" in path or ".json" in path or "/api/" in path or "sitemap" in path for path in moved)


def test_changed_at_moves_with_the_text_that_is_shown_and_the_version_with_anything(world: World) -> None:
    article = id_of(world, "lanterns")

    def row() -> tuple[int, Any]:
        with world.store.read() as conn:
            table = schema.publication.c
            return tuple(conn.execute(sa.select(table.version, table.changed_at).where(table.article_id == article)).one())  # pyright: ignore[reportReturnType]

    version, changed = row()
    world.now += timedelta(minutes=5)
    labelled = decision(_A.LABEL)
    impose(world, labelled, on(article))
    assert row() == (version + 1, changed)
    impose(world, decision(_A.LINK_ONLY), on(article))
    assert row() == (version + 2, world.now)
    lift(world, labelled)
    assert row()[0] == version + 3


def test_a_demoted_item_is_out_of_lists_and_still_has_its_page(world: World, surfaces: Surfaces) -> None:
    before, made, article = surfaces.all(), decision(_A.DEMOTE), id_of(world, "lanterns")
    impose(world, made, on(article))
    assert {path.rsplit("/", 1)[0].partition("?")[0] for path in surfaces.having("Lanterns of the quay")} <= {
        "/article", "/api/v1/articles", "/story", "/api/v1/stories", "/outlet", "export",
    }  # fmt: skip
    assert surfaces.client().get(f"/article/{article}").status_code == 200
    lift(world, made)
    assert surfaces.all() == before


def test_a_label_is_read_under_the_item(world: World, surfaces: Surfaces) -> None:
    before, made, article = surfaces.all(), decision(_A.LABEL, interim=True), id_of(world, "lanterns")
    impose(world, made, on(article))
    page = surfaces.client().get(f"/article/{article}").text
    assert "About this item" in page and "Zanzibar" in page and "until it is decided" in page
    lift(world, made)
    assert surfaces.all() == before


def test_several_decisions_hold_each_by_itself(world: World, surfaces: Surfaces) -> None:
    article, first, second = id_of(world, "lanterns"), decision(), decision(_A.LINK_ONLY)
    impose(world, first, on(article))
    impose(world, second, on(article))
    lift(world, first)
    assert surfaces.having("Zanzibar") == set() and surfaces.having("Lanterns of the quay")
    impose(world, first, on(article))
    lift(world, second)
    assert surfaces.having(*SAID) == set()


class TestOutlets:
    def test_an_outlet_is_hidden_by_one_statement_and_its_new_articles_never_show(self, world: World, surfaces: Surfaces) -> None:
        before, made = surfaces.all(), decision(_A.HIDE_OUTLET)
        with world.store.read() as conn:
            outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
        assert impose(world, made, on(outlet, notices.Kind.OUTLET)).reached.outlet_articles == 2
        assert surfaces.having(*SAID, "Eels return") == set()
        world.answers["https://tide.example/feed"] = rss(item("gulls", title="Gulls counted at last", summary="Many."))
        world.page("gulls", text="Ultramarine gulls. " + prose(90, seed=60), title="Gulls counted at last")
        world.live(70)
        assert id_of(world, "gulls") and surfaces.having("Gulls counted", "Ultramarine") == set()
        lift(world, made)
        assert surfaces.having("Gulls counted") and surfaces.client().get(f"/article/{id_of(world, 'lanterns')}").status_code == 200
        assert surfaces.all().keys() > before.keys()

    def test_lifting_leaves_hidden_what_is_hidden_by_itself(self, world: World, surfaces: Surfaces) -> None:
        with world.store.read() as conn:
            outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
        impose(world, decision(), on(id_of(world, "lanterns")))
        made = decision(_A.HIDE_OUTLET)
        impose(world, made, on(outlet, notices.Kind.OUTLET))
        lift(world, made)
        assert surfaces.having(*SAID) == set() and surfaces.having("Eels return")

    def test_all_of_an_outlet_may_be_left_as_links(self, world: World, surfaces: Surfaces, monkeypatch: pytest.MonkeyPatch) -> None:
        from headwater.actions import shown

        monkeypatch.setattr(shown, "MOST_AT_ONCE", 1)  # the other waits for the worker, and is hidden until then
        with world.store.read() as conn:
            outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
        made = decision(_A.LINK_ONLY)
        impose(world, made, on(outlet, notices.Kind.OUTLET))
        assert surfaces.having("Zanzibar", "They do.") == set()
        world.digest()
        assert surfaces.having("Zanzibar", "They do.") == set()
        assert surfaces.having("Lanterns of the quay") and surfaces.having("Eels return")
        lift(world, made)
        world.digest()
        assert surfaces.having("Zanzibar") and surfaces.having("They do.")


class TestTime:
    def test_a_restriction_that_has_run_out_is_lifted_once(self, world: World, surfaces: Surfaces) -> None:
        article = id_of(world, "lanterns")
        impose(world, decision(stay_down=True), on(article), ends_at=world.now + timedelta(days=1))
        assert restrict.expire(world.store, world.now) == 0
        world.now += timedelta(days=1)
        assert restrict.expire(world.store, world.now) == 1
        assert restrict.expire(world.store, world.now) == 0
        assert surfaces.having("Zanzibar")
        with world.store.read() as conn:
            assert staydown.is_empty(conn)
            assert [row.kind for row in ledger.of(conn, "HW-7K2M-9QXD")] == ["restriction.imposed", "restriction.expired"]

    def test_a_digest_in_between_keeps_to_what_stands(self, world: World, surfaces: Surfaces) -> None:
        article, made = id_of(world, "lanterns"), decision(_A.LINK_ONLY)
        before = surfaces.all()[f"/article/{article}"]
        impose(world, made, on(article))
        with world.store.write() as conn:
            from headwater.store import pending

            pending.add(conn, [article], reason="test", now=world.now)
        world.digest()
        assert surfaces.having("Zanzibar") == set()
        lift(world, made)
        assert surfaces.all()[f"/article/{article}"] == before


def test_a_row_that_cannot_be_read_is_hidden_all_the_same(world: World, surfaces: Surfaces) -> None:
    article = id_of(world, "lanterns")
    with world.store.write() as conn:
        conn.execute(sa.update(schema.article).where(schema.article.c.id == article).values(entry="{"))
    impose(world, decision(stay_down=True), on(article))
    assert surfaces.client().get(f"/article/{article}").status_code == 451


def test_what_an_action_cannot_do_is_said_and_left(world: World) -> None:
    with world.store.read() as conn:
        outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
    targets = [on(outlet, notices.Kind.OUTLET), on("f" * 32, notices.Kind.STORY), notices.Target(given="https://elsewhere.example/")]
    with world.store.read() as conn:
        preview = restrict.preview(conn, _A.HIDE_ITEM, targets, stay_down=True)
    assert len(preview.skipped) == 3 and not preview.articles
    assert impose(world, decision(), *targets).restrictions == ()


def test_each_decision_is_in_the_ledger_and_the_chain_holds(world: World) -> None:
    article, made = id_of(world, "lanterns"), decision()
    impose(world, made, on(article))
    lift(world, made)
    with world.store.read() as conn:
        rows = ledger.of(conn, "HW-7K2M-9QXD")
        assert [row.kind for row in rows] == ["restriction.imposed", "restriction.lifted"]
        assert rows[0].facts["restrictions"] == [{"action": "hide_item", "kind": "article", "object": article, "because": ""}]
        assert list(ledger.verify(conn)) == []


def test_a_comment_is_hidden_and_comes_back(world: World) -> None:
    article, comment, made = id_of(world, "lanterns"), ids.new(), decision(_A.HIDE_COMMENT)
    with world.store.write() as conn:
        conn.execute(sa.insert(comment_tables.comment).values(
            id=comment, article_id=article, name="Reader", status="shown", text="Words", html="<p>Words</p>", written_at=world.now,
            shown_at=world.now, changed_at=world.now, dedupe="x"))  # fmt: skip

    def seen() -> tuple[str, int]:
        with world.store.read() as conn:
            (found,) = comments.thread(conn, article)
        return str(found.status), found.version

    assert seen() == ("shown", 1)
    world.now += timedelta(minutes=1)
    assert impose(world, made, on(comment, notices.Kind.COMMENT)).reached.comments == (comment,)
    assert seen() == ("hidden", 2)
    lift(world, made)
    assert seen() == ("shown", 3)
