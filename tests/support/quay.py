"""An outlet whose article with a picture is taken down, decisions on it, and everything that the site gives out meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model, notices
from headwater.actions import restrict
from headwater.cli import story_of
from headwater.store import db, ids, publications, schema, staydown
from headwater.web import site
from support.prose import prose
from support.world import World, id_of, item, rss

BY = model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="operator")
TEXT = "Zanzibar lanterns glow. " + prose(200, seed=7)
SUMMARY = " ".join(TEXT.split()[:30])
PICTURE = model.Image(url="https://img.tide.example/lanterns.jpg", caption="Quixotic caption", credit="Ana Voss")
LEGAL = {"basis": "legal", "ground": "copyright", "reason": "Its owner has not allowed it."}
SAID = ("Lanterns of the quay", "Zanzibar", "Quixotic", "lanterns.jpg", "tide.example/news/lanterns")  # what no surface may say of it
_A = notices.Action


def quay(store: db.Store) -> World:
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


def second_outlet(world: World, *items: str, name: str = "Copy Courier", host: str = "copy.example") -> None:
    """Another outlet's feed, with the same licence."""
    world.enrol(f"https://{host}/feed", name=name, licence=BY)
    world.answers[f"https://{host}/feed"] = rss(*items, title=name)


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


def take_down(world: World, **values: Any) -> notices.Decision:
    made = decision(stay_down=True, **values)
    impose(world, made, on(id_of(world, "lanterns")))
    return made


def hits(world: World) -> list[staydown.PastHit]:
    with world.store.read() as conn:
        return staydown.hits(conn)


def same_text(world: World) -> str:
    """The second outlet prints the same under another headline."""
    second_outlet(world, item("other", title="Something else entirely", host="copy.example", summary="Quite short."))
    return world.page("other", text=TEXT, title="Something else entirely", host="copy.example")
