"""The shapes of the read API's answers, and how a publication, a story or an outlet becomes one.

In: what the store reads. Out: pydantic models, whose fields are the API's description. Never: a field that is not in a
publication; an article without ``reference_url``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from fastapi import Request
from pydantic import BaseModel, Field

from headwater import model
from headwater.store import directory, images
from headwater.store import pages as reads
from headwater.web import context, figures, folding, origins
from headwater.web import named as naming


class LinkOut(BaseModel):
    """One step of the way from an article back to its primary source."""

    step: str = Field(description="carried_from: its text was supplied by; based_on: it rests on a report of; document: it rests on")
    kind: str = Field(description="What it leads to: agency, outlet_report, document, statement, ...")
    name: str
    url: str | None = Field(description="Its address, never a redirector; null where it is only named")
    confidence: float = Field(description="From 0 to 1, that the news goes back to it")
    said_by: str | None = Field(description="The page that says so, where it is not the article itself")
    evidence: list[dict[str, str]] = Field(description="Where it is said, and the words; of other pages only where")


class OriginOut(BaseModel):
    """The primary source of an article, where it is another one than the outlet."""

    kind: str = Field(description="What it is: agency, document, statement, ...")
    name: str
    url: str | None = Field(description="Its address, where one is known")
    confidence: float = Field(description="From 0 to 1")
    evidence: list[dict[str, str]] = Field(description="Where it is said, and the words")
    chain: list[LinkOut] = Field(description="The way there, the nearest step first, as far as it is sure enough to be shown")


class ImageOut(BaseModel):
    """A picture as far as it may be shown."""

    url: str | None = Field(description="Our copy of it, made small; null where only its place is shown: see it on the outlet's own page")
    width: int | None = Field(description="Pixels of that copy")
    height: int | None
    caption: str
    credit: str = Field(description="To be shown with it")
    copyright: str
    licence: str = Field(description="Address or name of the licence of the picture, where it has one")
    generated: bool = Field(description="Its file says that a machine made it")
    report: str = Field(description="Where a problem with it is reported")


class NoteOut(BaseModel):
    """What the desk of this site has done with an article that is still shown."""

    action: str = Field(description="label, hide_image or link_only")
    since: datetime
    reason: str
    reference: str = Field(description="Of the complaint, empty where there was none")
    interim: bool = Field(description="Until somebody decides")


class PersonOut(BaseModel):
    """Somebody who made an article, as its outlet names them."""

    name: str
    role: str = Field(description="author, editor, translator, photographer, illustrator, producer or contributor")
    url: str | None = Field(description="Their page at the outlet")


class PostOut(BaseModel):
    """An entry of a live blog."""

    paragraph: int = Field(description="Number, from 0, of the paragraph with which it begins")
    at: datetime | None
    title: str


class ChangeOut(BaseModel):
    """A change that the outlet made and we noticed."""

    at: datetime = Field(description="When we noticed")
    headline: str = Field(description="The headline before, where it was changed")
    added: int = Field(description="Words of the text that came; characters in scripts without spaces")
    removed: int = Field(description="Words of the text that went")


class TopicOut(BaseModel):
    """A top level of the IPTC Media Topics, by the outlet's own sections."""

    code: str = Field(description="medtop:15000000")
    topic: str = Field(description="Its name in our addresses and in the parameter topic")
    name: str
    where: str = Field(description="What says so: section, address, feed")
    quote: str = Field(description="The outlet's own name of it")


class ArticleOut(BaseModel):
    """An article as far as it may be shown."""

    id: str = Field(description="Permanent identifier")
    url: str = Field(description="Our page about it")
    reference_url: str = Field(description="The outlet's own page: always there, never a redirector")
    origin: OriginOut | None = Field(description="The primary source, where it is another one and known with some confidence")
    headline: str = Field(description="The article's own title")
    outlet: str = Field(description="Name of the outlet")
    outlet_id: str = Field(description="Identifier of the outlet")
    authors: list[str] = Field(description="As the outlet names them")
    published: datetime | None = Field(description="The publisher's first date, in the publisher's offset")
    updated: datetime | None = Field(description="The publisher's last change")
    first_seen: datetime = Field(description="When we first saw it")
    changed: datetime = Field(description="When the released text last changed")
    language: str | None = Field(description="BCP 47")
    section: str = Field(description="The outlet's own division")
    topics: list[TopicOut] = Field(description="What it is about, by the outlet's own sections")
    view: str = Field(description="How much is shown: full, excerpt or link_only")
    excerpt: str = Field(description="Plain text")
    kind: str = Field(description="news, opinion, live, press_release, fact_check, obituary, advertorial, gallery or video")
    access: str = Field(description="What the outlet asks of readers: free, metered, registration, subscription; empty where it does not say")
    contributors: list[PersonOut] = Field(description="Everybody who made it, with role and page")
    paragraphs: list[str] = Field(description="Plain text, only where the view is full")
    forms: dict[int, str] = Field(description="Paragraphs that are something else: heading, item of a list, quote, row of a table (cells apart by tabs)")
    posts: list[PostOut] = Field(description="Of a live blog, as the outlet lists them")
    images: list[ImageOut] = Field(description="Pictures with caption, credit and licence; those not checked yet are left out")
    correction: str = Field(description="The publisher's own note")
    changes: list[ChangeOut] = Field(description="What the outlet changed since we first read it, oldest first; word by word at url + /changes")
    rights: str = Field(description="The publisher's rights line")
    licence: str | None = Field(description="Address or name of the licence under which it is shown")
    reasons: list[str] = Field(description="Rules that decided how much is shown")
    notes: list[NoteOut] = Field(description="What the desk of this site left less of, and why")
    story_id: str | None = Field(description="The story that it belongs to")
    copy_of: str | None = Field(description="The article under which its text is counted")
    first_by: str = Field(description="By what that one was told to be the original: canonical, credit, link, agency, published, seen; supplied: neither is; undecided: it cannot be told; empty: no other is, or they were not compared with each other")


class ArticlesOut(BaseModel):
    """A page of articles, newest first."""

    articles: list[ArticleOut]
    next: str | None = Field(description="Cursor of the next page; null on the last")


class NamedOut(BaseModel):
    """A name that independent reports of at least two outlets have in common."""

    name: str
    kind: str = Field(description="place, person, name, or tag: what outlets file it under")
    outlets: int = Field(description="Whose independent reports name it")
    language: str | None = Field(description="Of this form of the name; null: English")
    why: str


class StoryOut(BaseModel):
    """A story: articles on one event."""

    id: str
    url: str
    headline: str = Field(description="Of one of its articles, the lead: never invented")
    standfirst: str = Field(description="The first words of the earliest independent report among the articles below that shows any")
    standfirst_of: str | None = Field(description="The article that they are from")
    named: list[NamedOut] = Field(description="Places and people by rules, in what is shown of the independent reports among the articles below")
    joined: list[datetime] | None = Field(description="When the stories began that were found to be this one; null in lists of stories, which do not tell")
    apart: list[str] | None = Field(description="Identifiers of stories that were one with it until they were found to be two; null in lists of stories, which do not tell")
    first_at: datetime
    last_at: datetime
    outlets: int
    reports: int = Field(description="Articles, copies included")
    independent: int = Field(description="Articles that repeat no other: copies count once")
    articles: list[ArticleOut] = Field(description="The lead first; in lists at most eight")


class StoriesOut(BaseModel):
    """A page of stories in the order of the front page."""

    stories: list[StoryOut]
    next: int | None = Field(description="Number of the next page; null on the last")


class OutletOut(BaseModel):
    """An outlet and how its feeds do."""

    id: str
    url: str
    name: str
    home_url: str
    language: str | None
    country: str | None
    is_agency: bool
    feeds: int
    feeds_failing: int
    polled: datetime | None


class OutletsOut(BaseModel):
    """A page of outlets by name."""

    outlets: list[OutletOut]
    next: int | None = Field(description="Number of the next page; null on the last")


Pictures = dict[str, dict[str, images.ImageShown]] | None  # by article and key; None: this site shows no pictures


def pictures_of(request: Request, conn: sa.Connection, items: Iterable[reads.Shown]) -> Pictures:
    """What is known of the pictures of articles."""
    with_some = [item.publication.article_id for item in items if item.publication.images]
    return images.of_articles(conn, with_some) if context.of(request).settings.picture else None


def _image(one: figures.Figure, site: str) -> ImageOut:
    return ImageOut(
        url=f"{site}{one.largest}" if one.largest else None, width=one.width or None, height=one.height or None,
        caption=one.caption, credit=one.credit, copyright=one.copyright, licence=one.licence_url or one.licence,
        generated=one.generated, report=f"{site}{one.report}",
    )  # fmt: skip


def article_of(item: reads.Shown, site: str, known: Pictures) -> ArticleOut:
    one, origin = item.publication, origins.of(item.publication)
    return ArticleOut(
        id=one.article_id, url=f"{site}/article/{one.article_id}", reference_url=one.reference_url,
        origin=_origin(one, origin) if origin else None, headline=one.headline, outlet=one.outlet_name,
        outlet_id=one.outlet_id, authors=list(one.authors), published=one.published, updated=one.updated,
        first_seen=one.first_seen, changed=item.changed_at, language=one.language, section=one.section,
        topics=[TopicOut(code=each.code, topic=each.slug, name=each.name, where=each.where, quote=each.quote) for each in one.topics],
        view=str(one.view), excerpt=one.excerpt,
        kind=one.kind, access=one.access,
        contributors=[PersonOut(name=each.name, role=each.role, url=origins.web_address(each.url)) for each in one.contributors],
        paragraphs=list(one.paragraphs) if one.view is model.View.FULL else [], forms=dict(one.forms),
        posts=[PostOut(paragraph=post.line, at=post.at, title=post.title) for post in one.posts],
        images=[_image(figure, site) for figure in figures.of(one, None if known is None else known.get(one.article_id, {}))],
        correction=one.correction, rights=one.rights,
        changes=[ChangeOut(at=each.at, headline=each.headline, added=each.added, removed=each.removed) for each in one.changes],
        licence=(origins.web_address(one.licence.uri) or one.licence.name) if one.licence else None,
        reasons=[reason.rule for reason in one.reasons],
        notes=[
            NoteOut(action=note.action, since=note.at, reason=note.reason, reference=note.reference, interim=note.interim)
            for note in one.notes
        ],
        story_id=item.story_id, copy_of=item.copy_of, first_by=one.first_by,
    )  # fmt: skip


def _origin(publication: model.Publication, origin: model.Origin) -> OriginOut:
    chain = [
        LinkOut(step=one.step, kind=one.kind, name=one.name, url=origins.web_address(one.url), confidence=one.confidence,
                said_by=origins.web_address(one.at), evidence=_evidence(one.evidence))
        for one in origins.links(publication)
    ]
    return OriginOut(kind=origin.kind, name=origin.name, url=origins.link(origin), confidence=origin.confidence,
                     evidence=_evidence(one for *_, one in origins.evidence(origin)), chain=chain)


def _evidence(found: Iterable[model.Evidence]) -> list[dict[str, str]]:
    return [{"where": one.where, "quote": one.quote} for one in found]


def story_of(found: reads.StoryShown, site: str, known: Pictures, *, alone: bool = False) -> StoryOut:
    """A story; what it was joined from and what was taken out of it is looked up only for one ``alone``."""
    reports = [one.item.publication for one in folding.fold(found.items)]
    opening = naming.standfirst([origins.first(reports)[0], *reports])
    return StoryOut(
        standfirst=opening[0] if opening else "", standfirst_of=opening[1].article_id if opening else None,
        named=[NamedOut(name=one.name, kind=one.kind, outlets=one.outlets, language=one.language, why=one.why) for one in naming.shared(reports)],
        joined=list(found.joined) if alone else None, apart=[one.id for one in found.apart] if alone else None, id=found.id, url=f"{site}/story/{found.id}", headline=found.items[0].publication.headline,
        first_at=found.created_at, last_at=found.last_at, outlets=found.outlets, reports=found.reports, independent=found.independent,
        articles=[article_of(item, site, known) for item in found.items],
    )  # fmt: skip


def outlet_of(one: directory.OutletShown, site: str) -> OutletOut:
    return OutletOut(
        id=one.id, url=f"{site}/outlet/{one.id}", name=one.name, home_url=one.home_url, language=one.language,
        country=one.country, is_agency=one.is_agency, feeds=one.health.feeds, feeds_failing=one.health.failing,
        polled=one.health.polled_at,
    )  # fmt: skip
