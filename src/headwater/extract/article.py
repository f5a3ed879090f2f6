"""The extraction of one page: every room in its order, a pure function of the page and its entry.

In: a Page and, if known, the Entry that led to it. Out: an Article, or a NotArticle with its reason. Never: an
exception on any bytes, a request, or a look at the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater import model, nesting, text, urls
from headwater.extract import (
    about,
    authors,
    blocks,
    body,
    clock,
    dates,
    day,
    decode,
    echoes,
    forms,
    further,
    head,
    images,
    jsonld,
    kinds,
    language,
    learn,
    licence_words,
    live,
    markup,
    metadata,
    nosnippet,
    notes,
    scripted,
    taught,
    verdict,
)
from headwater.extract import title as titles
from headwater.extract.template import Reading, Template

_NOT_HTML = ("application/pdf", "image/", "video/", "audio/", "application/zip", "application/octet-stream", "application/json",
             "application/rss+xml", "application/atom+xml", "text/css", "text/javascript", "application/javascript")
_MIN_BODY = 400  # below this, scripts and structured data are asked for the text


def extract(page: model.Page, entry: model.Entry | None = None, template: Template | None = None) -> model.Article | model.NotArticle:
    """The article of a page. Deterministic: depends on the page, the entry and what the outlet's other pages taught alone."""
    return _extract(page, entry, template)[0]


def study(page: model.Page, entry: model.Entry | None = None, template: Template | None = None) -> Reading:
    """The same with what the page teaches, which is what it says without any template."""
    found, parts, shown = _extract(page, entry, template)
    if parts is None or not isinstance(found, model.Article):
        return Reading(found=found)
    return Reading(found=found, lesson=learn.lesson(
        page.url, parts.layout, parts.plain, title=parts.full_title, authors=found.authors, pictures=shown,
        declared=parts.authors_where.startswith(("jsonld", "meta"))))


def _extract(page: model.Page, entry: model.Entry | None, template: Template | None,
             ) -> tuple[model.Article | model.NotArticle, _Parts | None, tuple[model.Image, ...]]:
    """The outcome, what it was put together of, and the pictures before any were left out."""
    media_type = page.content_type.split(";")[0].strip().lower()
    if media_type.startswith(_NOT_HTML) or page.body[:5] == b"%PDF-" or b"\x00\x00\x00" in page.body[:200]:
        return model.NotArticle(url=page.url, reason="not-html", detail=media_type), None, ()
    content, _ = decode.decode(page.body, page.content_type)
    if not decode.is_text(content):
        return model.NotArticle(url=page.url, reason="not-html", detail="control characters"), None, ()
    root, depth = markup.parse(content)
    if root is None:
        return model.NotArticle(url=page.url, reason="empty"), None, ()
    warnings = [model.Warned(code="deep-nesting", detail=str(depth))] if depth > nesting.CAP else []
    found = head.read(root, page.url)
    warnings += [model.Warned(code=word) for word in dict.fromkeys(found.broken)]
    markup.settle(root)
    echoes.hush(root)
    reader = taught.Reader.of(template, page.url) if template and template.pages else None
    parts = _read(page, entry, root, found, reader)
    if depth > nesting.CAP and not parts.lines:
        return model.NotArticle(url=page.url, reason="too-deep", detail=str(depth)), None, ()
    reason, detail = verdict.verdict(found, parts.layout, title=parts.title.value, lines=parts.lines)
    if reason:
        amp_url = further.amp_url(found) if reason in ("empty", "too-short") else ""
        return model.NotArticle(url=page.url, reason=reason, detail=detail, amp_url=amp_url), None, ()
    shown = images.images(root, found, headline=parts.title.value, body=parts.lines, container=parts.chosen.container, text=parts.chosen,
                          heading=parts.layout.blocks[parts.layout.start - 1].element if parts.layout.start else None)
    return _article(page, entry, root, parts, taught.pictures(reader, shown) if reader else shown, warnings), parts, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the rooms gave, before the article is put together."""

    head: head.Head
    layout: blocks.Layout
    chosen: body.Text
    plain: body.Text  # as chosen without a template
    full_title: str  # the same
    title: model.Found
    outlet: str
    authors: tuple[str, ...]
    authors_where: str
    bylines: tuple[str, ...]
    lines: tuple[str, ...]
    lead: str


def _read(page: model.Page, entry: model.Entry | None, root: markup.Element, found: head.Head, reader: taught.Reader | None) -> _Parts:
    outlet = metadata.outlet(found)
    title = titles.title(found, titles.headings(root), outlet=outlet, listed=text.plain(entry.title) if entry else "")
    full_title = title.value
    title = taught.title(reader, title) if reader else title
    layout = blocks.blocks(root, title.value)
    lines = notes.bylines(layout, ())
    lines = tuple(dict.fromkeys((*lines, *taught.bylines(reader, layout)))) if reader else lines
    names, where = authors.authors(found, root, bylines=lines, outlet=outlet, listed=entry.authors if entry else ())
    description = jsonld.plain(found.meta("og:description", "description", "twitter:description"))
    chosen = plain = body.choose(layout, headline=title.value, description=description, names=names)
    if reader and (core := taught.core(reader, layout, chosen)) is not None:
        layout = blocks.around(layout, core)
        chosen = plain = body.choose(layout, headline=title.value, description=description, names=names)
    chosen = taught.text_of(reader, layout, chosen) if reader else chosen
    chosen = _rescued(chosen, found, title.value, description, names)
    return _Parts(head=found, layout=layout, chosen=chosen, plain=plain, full_title=full_title, title=title, outlet=outlet, authors=names, authors_where=where,
                  bylines=lines, lines=chosen.lines, lead=chosen.lead)


def _rescued(chosen: body.Text, found: head.Head, headline: str, description: str, names: tuple[str, ...]) -> body.Text:
    """The text, from scripts or structured data where the page itself shows little of it."""
    have = sum(blocks.size(line) for line in chosen.lines)
    if have >= _MIN_BODY:
        return chosen
    best, best_size = chosen, max(have, 1)
    given = jsonld.string_lines(found.article.get("articleBody"))
    given = max(given, live.updates(found), key=len)
    source, lead, _ = scripted.body(found.scripts, headline)
    for where, content, first in (("script", source, lead), ("jsonld.articleBody", given, "")):
        if not content:
            continue
        other = body.of_markup(content, lead=first, where=where, headline=headline, description=description, names=names)
        weight = sum(blocks.size(line) for line in other.lines)
        if weight > 1.5 * best_size and weight > 200:
            best, best_size = other, weight
    return best


def _article(page: model.Page, entry: model.Entry | None, root: markup.Element, parts: _Parts, pictures: tuple[model.Image, ...],
             warnings: list[model.Warned]) -> model.Article:
    found = parts.head
    own = metadata.canonical(found, warnings)
    when = dates.dates(found, root, now=page.fetched_at, listed=entry.published if entry else None, listed_updated=entry.updated if entry else None,
                       heading=parts.layout.blocks[parts.layout.start - 1].element if parts.layout.start else None, beside=day.beside(parts.layout), changed=day.changed(parts.layout))
    lines, pictures = images.apart(parts.lines, pictures, parts.title.value)
    content = "\n".join(lines)
    declared = found.language or found.meta("og:locale", "content-language", "language", "dc.language")
    spoken = language.detect(parts.title.value, content, declared=declared or (entry.language or "" if entry else ""))
    said = about.read(found, root, parts.layout, parts.chosen, headline=parts.title.value, lines=lines,
                      signed=about.Signed(names=parts.authors, where=parts.authors_where, bylines=parts.bylines, outlet=parts.outlet))
    posts = live.posts(found, parts.chosen.blocks, lines, said=said.kind == "live",
                       times=clock.Times(published=when.published, updated=when.updated, fetched=page.fetched_at, language=spoken or ""))
    kind = kinds.by_form(model.Found(value=said.kind, where=said.found.get("kind", "")), posts=len(posts), size=blocks.size(content),
                         captions=[picture.caption for picture in pictures if picture.caption])
    where = {"title": parts.title.where, "authors": parts.authors_where, "published": when.where, "updated": when.updated_where,
             "body": parts.chosen.where, "outlet_name": metadata.outlet_found(found).where, "canonical_url": metadata.canonical_where(found, own),
             "language": ("declared" if language.normal(declared).split("-")[0] == spoken else "text") if spoken else "", **said.found, "kind": kind.where}
    return model.Article(
        url=page.url, canonical_url=own or urls.canonical(page.url) or page.url, title=parts.title.value, body=content,
        forms=forms.forms(parts.chosen, lines), nosnippet=nosnippet.lines(lines, root if nosnippet.may(page.body) else None, parts.chosen.tree), lead=parts.lead, authors=parts.authors,
        published=when.published, updated=when.updated, language=spoken or None, tongues=tuple(language.others(lines, spoken)),
        outlet_name=parts.outlet, section=said.section, images=pictures, contributors=said.contributors, kind=kind.value,
        tags=said.tags, access=said.access, corrections=said.corrections,
        posts=posts,
        next_urls=further.next_urls(root, found, parts.chosen.container), amp_url=further.amp_url(found),
        signals=metadata.signals(found, page.headers, linked=licence_words.of_text(root, parts.chosen.container, found.base)), links=notes.links(parts.chosen, found.base),
        bylines=parts.bylines, end_notes=notes.end_notes(parts.layout, parts.chosen),
        structured=notes.structured(found, own), found=tuple((key, found.where(value)) for key, value in where.items() if value),
        warnings=tuple([*warnings, *when.warnings][:30]),
    )
