"""A decision bites on every surface in its own transaction, lifting it brings all back, and nothing returns: on a fake web."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model, notices, urls
from headwater.actions import restrict
from headwater.cli import story_of
from headwater.store import (
    comment_tables,
    comments,
    db,
    desk_tables,
    ids,
    ledger,
    publications,
    restrictions,
    schema,
    staydown,
)
from headwater.web import site
from support.prose import characters, prose
from support.world import World, id_of, item, rss

BY = model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="operator")
TEXT = "Zanzibar lanterns glow. " + prose(200, seed=7)
SUMMARY = " ".join(TEXT.split()[:30])
PICTURE = model.Image(url="https://img.tide.example/lanterns.jpg", caption="Quixotic caption", credit="Ana Voss")
LEGAL = {"basis": "legal", "ground": "copyright", "reason": "Its owner has not allowed it."}
_A = notices.Action


@pytest.fixture
def world(store: db.Store) -> World:
    """An outlet with a licensed article that has a picture, and another article."""
    made = World(store=store)
    made.enrol(name="Tidewater Post", licence=BY)
    made.answers["https://tide.example/feed"] = rss(
        item("lanterns", title="Lanterns of the quay", summary=SUMMARY), item("eels", title="Eels return to the river", summary="They do.")
    )
    made.page("lanterns", text=TEXT, title="Lanterns of the quay", images=(PICTURE,))
    made.page("eels", text=prose(150, seed=50), title="Eels return to the river")
    made.live()
    return made


def decision(action: notices.Action = _A.HIDE_ITEM, **values: Any) -> notices.Decision:
    given = {"id": ids.new(), "notice_id": None, "made_by": "somebody", "action": action, **LEGAL, **values}
    return notices.Decision(made_at=World.now, **given)


def on(object_id: str, kind: notices.Kind = notices.Kind.ARTICLE) -> notices.Target:
    return notices.Target(given=object_id, kind=kind, object_id=object_id)


def impose(world: World, made: notices.Decision, *targets: notices.Target, **more: Any) -> restrict.Imposed:
    with world.store.write() as conn:
        return restrict.impose(conn, made, targets, reference="HW-7K2M-9QXD", now=world.now, **more)


def lift(world: World, made: notices.Decision) -> int:
    with world.store.write() as conn:
        return restrict.lift(conn, made.id, now=world.now)


@dataclass
class Surfaces:
    """Everything that the site gives out, and the export."""

    world: World

    def client(self) -> TestClient:
        settings = site.SiteSettings(name="Headwater", base_url="https://site.example", owner="River Society")
        return TestClient(site.make_app(self.world.store, settings, now=lambda: self.world.now), base_url="https://site.example")

    def paths(self) -> list[str]:
        with self.world.store.read() as conn:
            articles = conn.execute(sa.select(schema.article.c.id)).scalars().all()
            outlets = conn.execute(sa.select(schema.outlet.c.id)).scalars().all()
            stories = conn.execute(sa.select(schema.story.c.id)).scalars().all()
        feeds = [f"/feeds/front.{form}" for form in ("atom", "rss", "json")] + [
            f"/search/feed.{form}?q={word}" for form, word in (("atom", "lanterns"), ("rss", "zanzibar"), ("json", "quay"))
        ]
        return [
            "/", "/latest", "/outlets", "/sitemap.xml", "/opml", "/api/v1/articles", "/api/v1/stories", "/api/v1/outlets", *feeds,
            *(f"{path}?q={word}" for path in ("/search", "/api/v1/search") for word in ("zanzibar", "lanterns")),
            *(f"{path}/{one}" for one in articles for path in ("/article", "/api/v1/articles")),
            *(f"{path}/{one}" for one in stories for path in ("/story", "/api/v1/stories")),
            *(f"{path}/{one}" for one in outlets for path in ("/outlet", "/api/v1/outlets")),
            *(f"/outlet/{one}/feed.{form}" for one in outlets for form in ("atom", "rss", "json")),
        ]  # fmt: skip

    def all(self) -> dict[str, str]:
        client = self.client()
        found = {path: client.get(path).text for path in self.paths()}
        with self.world.store.read() as conn:
            found["export"] = "\n".join(repr(story_of.exported(row)) for row in publications.every(conn))
        return found

    def having(self, *needles: str) -> set[str]:
        """The surfaces on which any of these stands; the words asked for, which a search repeats, do not count."""
        return {
            path for path, body in self.all().items()
            if any(needle.lower() in body.lower() for needle in needles if f"q={needle.lower()}" not in path)
        }  # fmt: skip


SAID = ("Lanterns of the quay", "Zanzibar", "Quixotic", "lanterns.jpg", "tide.example/news/lanterns")


@pytest.fixture
def surfaces(world: World) -> Surfaces:
    return Surfaces(world)


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


# ---- stay-down ---------------------------------------------------------------------------------------------


def second_outlet(world: World, *items: str, name: str = "Copy Courier", host: str = "copy.example") -> None:
    """Another outlet's feed, with the same licence."""
    world.enrol(f"https://{host}/feed", name=name, licence=BY)
    world.answers[f"https://{host}/feed"] = rss(*items, title=name)


def take_down(world: World, **values: Any) -> notices.Decision:
    made = decision(stay_down=True, **values)
    impose(world, made, on(id_of(world, "lanterns")))
    return made


def hits(world: World) -> list[staydown.PastHit]:
    with world.store.read() as conn:
        return staydown.hits(conn)


Bring = Callable[[World], str]


def _same_text(world: World) -> str:
    second_outlet(world, item("other", title="Something else entirely", host="copy.example", summary="Quite short."))
    return world.page("other", text=TEXT, title="Something else entirely", host="copy.example")


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


@pytest.mark.parametrize("bring", [_same_text, _cut_to_25, _words_changed, _same_canonical, _summary_alone])
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
    _same_text(world)
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
    _same_text(world)
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
    _same_text(world)
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


# ---- pictures ----------------------------------------------------------------------------------------------


def picture(world: World, slug: str = "lanterns", *, url: str = PICTURE.url, host: str = "tide.example", **values: Any) -> str:
    """A picture that an article shows, as the worker would have had it."""
    image_id, article = ids.new(), id_of(world, slug, host)
    with world.store.write() as conn:
        known = conn.execute(sa.select(desk_tables.image.c.id).where(desk_tables.image.c.key == urls.image_key(url))).scalar()
        if known is None:
            conn.execute(sa.insert(desk_tables.image).values(
                id=image_id, key=urls.image_key(url), url=url, host=urls.host(url), status="ready", wanted_at=world.now,
                fetched_at=world.now, attempts=0, **values))  # fmt: skip
        use = {"article_id": article, "image_id": known or image_id}
        conn.execute(sa.insert(desk_tables.image_use).values(use))
    return known or image_id


def blocked(world: World, image_id: str) -> bool:
    with world.store.read() as conn:
        return conn.execute(sa.select(desk_tables.image.c.blocked).where(desk_tables.image.c.id == image_id)).scalar_one()


HASHES = (0x0123456789ABCDEF, 0xFEDCBA9876543210)


def packed(hashes: Sequence[int]) -> bytes:
    return b"".join(one.to_bytes(8, "big") for one in hashes)


@pytest.fixture
def no_uses(world: World) -> World:
    """Without what the pipeline noted of pictures, so that the test says it."""
    with world.store.write() as conn:
        conn.execute(sa.delete(desk_tables.image_use))
        conn.execute(sa.delete(desk_tables.image))
    return world


@pytest.mark.usefixtures("no_uses")
class TestPictures:
    def test_the_pictures_of_an_item_are_hidden_and_served_no_more(self, world: World, surfaces: Surfaces) -> None:
        before, image_id, made = surfaces.all(), picture(world), decision(_A.HIDE_IMAGE)
        impose(world, made, on(id_of(world, "lanterns")))
        assert surfaces.having("Quixotic", "lanterns.jpg") == set() and surfaces.having("Zanzibar")
        assert blocked(world, image_id)
        lift(world, made)
        assert not blocked(world, image_id)
        after = surfaces.all()
        assert after[f"/article/{id_of(world, 'lanterns')}"] == before[f"/article/{id_of(world, 'lanterns')}"]

    @pytest.mark.parametrize("action", [_A.HIDE_ITEM, _A.LINK_ONLY])
    def test_with_an_item_goes_its_picture_unless_another_item_shows_it(self, world: World, action: notices.Action) -> None:
        alone, made = picture(world), decision(action)
        shared = picture(world, url="https://img.tide.example/shared.jpg")
        assert picture(world, "eels", url="https://img.tide.example/shared.jpg") == shared
        impose(world, made, on(id_of(world, "lanterns")))
        assert blocked(world, alone) and not blocked(world, shared)
        impose(world, decision(action), on(id_of(world, "eels")))
        assert blocked(world, shared)
        lift(world, made)
        assert not blocked(world, alone) and not blocked(world, shared)

    def test_one_picture_is_hidden_in_every_item(self, world: World, surfaces: Surfaces) -> None:
        image_id, made = picture(world), decision(_A.HIDE_IMAGE)
        impose(world, made, on(image_id, notices.Kind.IMAGE))
        assert blocked(world, image_id) and surfaces.having("Quixotic", "lanterns.jpg") == set()
        lift(world, made)
        assert not blocked(world, image_id) and surfaces.having("Quixotic")

    def test_keys_of_a_picture_alone_do_not_touch_texts(self, world: World, surfaces: Surfaces) -> None:
        picture(world)
        take_down(world, action=_A.HIDE_IMAGE)
        _same_text(world)
        world.live(70)
        assert surfaces.client().get(f"/article/{id_of(world, 'other', 'copy.example')}").status_code == 200
        with world.store.read() as conn:
            assert set(conn.execute(sa.select(desk_tables.stay_down.c.kind)).scalars()) == {"image_url"}

    def test_the_same_address_in_another_size_is_left_out_on_release_and_counted(self, world: World, surfaces: Surfaces) -> None:
        picture(world)
        take_down(world, action=_A.HIDE_IMAGE)
        second_outlet(world, item("boats", title="Boats at rest", host="copy.example"))
        resized = replace(PICTURE, url="https://img.tide.example/lanterns-300x200.jpg?w=300", caption="Boats")
        world.page("boats", text=prose(90, seed=74), title="Boats at rest", host="copy.example", images=(resized,))
        world.live(70)
        article = id_of(world, "boats", "copy.example")
        with world.store.read() as conn:
            found = publications.get(conn, article)
        assert found and [one.url for one in found.images] == [""]
        assert [(one.kind, one.object_id, one.key_kind) for one in hits(world)] == [("article", article, "image_url")]

    def test_a_picture_that_looks_the_same_is_blocked_and_a_near_one_reviewed(self, world: World) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        take_down(world)
        same, near, other, spared = (picture(world, "eels", url=f"https://else.example/{name}.jpg") for name in "abcd")
        for image_id, differing, expected in ((same, 8, True), (near, 12, False), (other, 13, None)):
            seen = [HASHES[0] ^ ((1 << differing) - 1)]
            with world.store.write() as conn:
                hit = staydown.image_hit(conn, key=f"https://else.example/{differing}", sha256="", hashes=seen, host_domain="else.example")
                assert (hit.blocks if hit else None) is expected
                if hit:
                    assert restrict.block_image(conn, image_id, hit, world.now) is expected
        assert [blocked(world, one) for one in (same, near, other, spared)] == [True, False, False, False]
        assert {(one.object_id, one.effect) for one in hits(world) if one.kind == "image"} >= {(same, "blocked"), (near, "review")}

    def test_by_its_bytes_and_by_its_address(self, world: World) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        made = take_down(world)
        with world.store.read() as conn:
            for known in ({"key": urls.image_key(PICTURE.url)}, {"sha256": "aa"}):
                asked: dict[str, Any] = {"key": "", "sha256": "", "hashes": (), "host_domain": "else.example", **known}
                hit = staydown.image_hit(conn, **asked)
                assert hit and hit.blocks and hit.score == 1.0
        lift(world, made)
        with world.store.read() as conn:
            assert staydown.image_hit(conn, key="", sha256="aa", hashes=HASHES, host_domain="else.example") is None

    def test_pictures_that_are_here_already_are_swept(self, world: World, surfaces: Surfaces) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        twin = picture(world, "eels", url="https://else.example/twin.jpg", hashes=packed([HASHES[0] ^ 7]), sha256="bb")
        with world.store.read() as conn:
            preview = restrict.preview(conn, _A.HIDE_ITEM, [on(id_of(world, "lanterns"))], stay_down=True)
        assert twin in dict(preview.images)
        made = take_down(world)
        assert blocked(world, twin)
        lift(world, made)
        assert not blocked(world, twin)

    def test_the_licensed_publishers_picture_stays_where_he_uses_it(self, world: World, surfaces: Surfaces) -> None:
        _same_text(world)
        world.pool.found["https://copy.example/news/other"] = replace(
            world.pool.found["https://copy.example/news/other"], images=(PICTURE,))  # pyright: ignore[reportArgumentType]
        world.live()
        image_id = picture(world)
        assert picture(world, "other", host="copy.example") == image_id
        impose(world, decision(stay_down=True, spare=("tide.example",)), on(id_of(world, "other", "copy.example")))
        assert not blocked(world, image_id)
        assert "Quixotic" in surfaces.client().get(f"/article/{id_of(world, 'lanterns')}").text
