"""Release: the one gate through which an item becomes something that readers see.

In: an item (outlet, entry, article), its origin, its allowance, whether the desk withholds it. Out: a
``model.Publication``, and snippets taken from one. Never: a Publication made elsewhere; a word of the page's body beyond
the allowance; a reference that redirects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from headwater import clocks, licences, model, text, urls
from headwater.publish import credits, named, provenance, topics

MAX_HEADLINE = 300  # characters
MAX_MADE = 90  # of one made of the summary
MAX_PARAGRAPHS = 1000
_SEPARATORS = r"[|\-–—:·•»«/]"
_TAIL = re.compile(  # what feeds add to a summary: "The post A appeared first on B.", "[…]", ". Read more »"
    r"\s*(?:The post .{1,300} (?:appeared|first appeared) (?:first )?on .{1,200}|\[(?:…|\.{3})\]|(?:^|(?<=[.…!?\])\"”]))\s*"
    r"(?:Continue reading|Read (?:more|the full)|Weiterlesen|Lire la suite|Leer más|Seguir leyendo|Leggi tutto|Continua a leggere"
    r"|Leia mais|Lees meer|Läs mer|Les mer|Læs mere|Czytaj (?:więcej|dalej)|Читать далее|Читати далі)\b.{0,120}|^Comments)\s*$")
_TAIL_WORDS = ("appeared", "[…]", "[...]", "reading", "read more", "read the full", "weiterlesen", "lire la suite", "leer más", "seguir leyendo",
               "leggi tutto", "continua a leggere", "leia mais", "lees meer", "läs mer", "les mer", "læs mere", "czytaj", "читать далее",
               "читати далі", "comments")
_QUOTES = 4  # a quarter of the excerpt budget is kept for quotations that say where the text is from


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """All that is known of one item when it is released."""

    article_id: model.ArticleId
    outlet: model.Outlet
    entry: model.Entry  # as the feed lists it
    article: model.Article | None = None  # None: no page was read, or none may be used
    page_url: str = ""  # final address of the fetched page, if one was fetched
    language: str | None = None  # as its own words name it; feeds declare one for all that they list
    first_seen: datetime  # our own clock
    unlisted_at: datetime | None = None  # when its feed was last read without it
    presence: model.Presence = model.Presence.THERE
    correction: str = ""  # the publisher's own note
    changes: tuple[model.Change, ...] = ()  # that we noticed
    first_by: str = ""  # model.FirstBy of the article that stands as its original
    compared: bool = True  # False: at first sight, in no story yet: its names are not looked for


def release(item: Item, origin: model.Origin | None, allowance: model.Allowance, *, withheld: bool = False,
            now: datetime) -> model.Publication:
    """What readers may see of an item now."""
    article = item.article if allowance.extract else None
    reference, known = _reference(item)
    view, reasons = _view(item, allowance, withheld=withheld, known=known, now=now)
    if view is model.View.WITHHELD:
        return model.Publication(
            article_id=item.article_id, view=view, listed=False, headline="", reference_url=reference,
            outlet_id=item.outlet.id, outlet_name=item.outlet.name, first_seen=item.first_seen, reasons=reasons,
            presence=item.presence)
    full = view is model.View.FULL
    title = headline(article.title if article and article.title else item.entry.title, _mastheads(item))
    paragraphs, lines = _paragraphs(item.entry, article) if full else ((), {})
    budget = allowance.excerpt if view in (model.View.FULL, model.View.EXCERPT) else 0
    correction = text.cut(item.correction or (_correction(article) if full else ""), 500 if full else budget // 2)
    budget -= 0 if full else len(correction)
    kept = 0 if full else min(provenance.wanted(origin), budget // _QUOTES)
    excerpt = _excerpt(item.entry, title, budget - kept, lead=_lead(article) if full and article else "")
    origin = provenance.shown(origin, whole=full, budget=budget - len(excerpt))
    title, excerpt = (title, excerpt) if title else _titled(excerpt)
    authors = _authors(item.entry, article, origin)[:20]
    published = (article and article.published) or item.entry.published
    licence = allowance.licence
    return model.Publication(
        article_id=item.article_id, view=view, listed=allowance.list, headline=title, reference_url=reference,
        outlet_id=item.outlet.id, outlet_name=item.outlet.name, authors=authors,
        published=published, is_doubted=clocks.is_doubted(published, unlisted_at=item.unlisted_at),
        updated=(article and article.updated) or item.entry.updated, first_seen=item.first_seen,
        language=(article and article.language) or item.language or item.entry.language or item.outlet.language,
        excerpt=excerpt, paragraphs=paragraphs,
        images=credits.images_shown(_pictures(item.entry, article, lines), licence) if full and allowance.images else (),
        section=text.cut(article.section, 80) if article else "", topics=topics.of(section=article.section if article else "", url=reference, categories=item.entry.categories), kind=article.kind if article else "news",
        access=article.access if article else "", contributors=article.contributors[:20] if article else (),
        nosnippet=tuple(lines[line] for line in article.nosnippet if line in lines) if article and full else (),
        forms=_forms(article, lines) if article and full else (), posts=_posts(article, lines) if article and full else (), licence=licence if full else None,
        rights=_rights(item, origin, authors=authors, licence=licence if full else None),
        terms_url=_terms(article), origin=origin, reasons=reasons, correction=correction, presence=item.presence,
        changes=_changes(item, full=full) if view is not model.View.LINK_ONLY else (), first_by=item.first_by,
        named=_named(item, article, (title, excerpt, *paragraphs)) if view is not model.View.LINK_ONLY and item.compared else ())


def _named(item: Item, article: model.Article | None, words: tuple[str, ...]) -> tuple[model.Named, ...]:
    """The places and people in what is released; the page and the feed may mark them, but add no word."""
    language = (article and article.language) or item.language or item.entry.language or item.outlet.language
    structured = article.structured if article else ()
    marked = [(key.rpartition(".")[2], value) for key, value in structured if key.startswith("jsonld.named.")]
    return named.of(words, language=language, marked=marked, tags=(*(article.tags if article else ()), *item.entry.categories))


def snippet(publication: model.Publication, query: str, *, limit: int = 160) -> str:
    """At most ``limit`` characters of what was released, around the first paragraph that holds a word of ``query``.

    An excerpt is its own snippet, so that search adds nothing to the budget of the item; "" where only a link is shown.
    """
    if publication.view is not model.View.FULL or not publication.paragraphs:
        return text.cut(publication.excerpt, limit)
    wanted = set(text.tokens(query[:500]))
    barred = frozenset(publication.nosnippet)
    open_ = [paragraph for number, paragraph in enumerate(publication.paragraphs[:200]) if number not in barred]
    for paragraph in open_:
        if not wanted.isdisjoint(text.tokens(paragraph[:5000])):
            return _around(paragraph[:5000], wanted, limit)
    return text.cut(publication.excerpt or next(iter(open_), ""), limit)


def headline(title: str, mastheads: tuple[str, ...] = ()) -> str:
    """A title without the outlet's name at either end; quotation marks, masked words and the rest stay as they are.

    >>> headline("“We won’t go”, say s***-stirrers – The Tidewater Post", ("The Tidewater Post",))
    '“We won’t go”, say s***-stirrers'
    """
    line = text.unspoof(text.squeeze(title))
    for name in filter(None, mastheads):
        for pattern in _affixes(name) if _bare(name).casefold() in line.casefold() else ():
            line = pattern.sub("", line, count=1).strip() or line
    return text.cut(line, MAX_HEADLINE)


def _bare(name: str) -> str:
    """A masthead without its article."""
    return name[4:].lstrip() if name[:4].lower() == "the " else name


@lru_cache(maxsize=4096)
def _affixes(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a masthead stands at the end and at the beginning of a title."""
    bare = re.escape(_bare(name))
    return (
        re.compile(rf"\s{_SEPARATORS}+\s*(?:the\s+)?{bare}\W{{0,2}}$", re.I),
        re.compile(rf"^(?:the\s+)?{bare}\s*{_SEPARATORS}+\s+", re.I),
    )


def _view(item: Item, allowance: model.Allowance, *, withheld: bool, known: bool,
          now: datetime) -> tuple[model.View, tuple[model.Reason, ...]]:
    """The view and its reasons, the deciding one first."""
    first: model.Reason | None = None
    view = allowance.view
    if withheld:
        view, first = model.View.WITHHELD, model.Reason(rule="desk-withheld", where="operator")
    elif item.presence is model.Presence.WITHDRAWN:
        view, first = model.View.WITHHELD, model.Reason(rule="withdrawn", where="page")
    elif allowance.until and allowance.until <= now:
        view = model.View.WITHHELD
    elif not known:
        view, first = model.View.WITHHELD, model.Reason(rule="no-reference", where="default")
    elif item.presence is model.Presence.GONE and view is not model.View.WITHHELD:
        view, first = model.View.LINK_ONLY, model.Reason(rule="gone", where="page")
    return view, (first, *allowance.reasons) if first else allowance.reasons


def _authors(entry: model.Entry, article: model.Article | None, origin: model.Origin | None) -> tuple[str, ...]:
    """The persons who wrote it: of a page those whom it names as such, agencies and desks apart, whom the origin names."""
    supplier = text.fold(origin.supplier.name) if origin and origin.supplier else ""
    names = article.authors if article and article.authors else entry.authors
    if article and article.authors and ("authors" in dict(article.found) or article.contributors):
        names = tuple(one.name for one in article.contributors if one.role == "author")
    return tuple(name for name in names if not supplier or text.fold(name) != supplier)


def _reference(item: Item) -> tuple[str, bool]:
    """The outlet's own page, and whether it is known; the outlet's home page where it is not.

    The canonical address counts where it lies on the site of the page itself: an outlet's copy of another's article is
    still the page that readers of this outlet see.
    """
    page = item.article.url if item.article else item.page_url
    canonical = item.article.canonical_url if item.article else ""
    entry = item.entry
    origin = entry.origin_url if urls.same_site(entry.origin_url, item.outlet.home_url) else ""
    candidates = (canonical if urls.same_site(canonical, page) else "", page, item.page_url, origin, entry.url)
    for candidate in candidates:
        address = urls.canonical(candidate) if candidate else None
        if address and not urls.is_redirector(address) and not urls.is_home(address):
            return address, True
    return urls.canonical(item.outlet.home_url) or item.outlet.home_url, False


def _mastheads(item: Item) -> tuple[str, ...]:
    """The names under which the outlet may stand in a title, longest first."""
    return _names(item.outlet.name, item.outlet.home_url, item.article.outlet_name if item.article else "")


@lru_cache(maxsize=4096)
def _names(name: str, home_url: str, as_it_says: str) -> tuple[str, ...]:
    names = {name, as_it_says, urls.domain(home_url), urls.hostname(home_url)}
    return tuple(sorted((one[:100] for one in names if len(one) > 2), key=len, reverse=True))


def _excerpt(entry: model.Entry, title: str, limit: int, *, lead: str = "") -> str:
    """Of the feed's own summary, never of the page's body; the standfirst only where the whole text is released."""
    for source in (entry.summary, lead, entry.content):
        line = _beginning(source, limit) if source else ""
        while line and _may_end_so(line) and (match := _TAIL.search(line[-600:])):
            line = line[: len(line) - len(line[-600:]) + match.start()]
        line = line.strip()
        if line and text.fold(line).strip(" .…") != text.fold(title).strip(" .…"):
            return text.cut(line, limit)
    return ""


def _lead(article: model.Article) -> str:
    """The standfirst, unless the page asks that no snippet be made of it."""
    lines = article.body.split("\n") if article.nosnippet else []
    barred = any(article.lead in lines[number] or lines[number] in article.lead for number in article.nosnippet if number < len(lines))
    return "" if barred else article.lead


def _titled(excerpt: str) -> tuple[str, str]:
    """A headline for an item that has none, of the words that are shown anyway (RSS 2.0: an item has a title or a description),
    and what still stands below it."""
    line = text.cut(excerpt, MAX_MADE)
    return line, excerpt if line != excerpt else ""


def _beginning(source: str, limit: int) -> str:
    """The text of a summary, or of its beginning where that is enough for an excerpt."""
    first = source[: 20 * limit]
    if len(first) < len(source):
        whole_tags = first[: first.rfind("<")] if first.rfind("<") > first.rfind(">") else first
        line = text.squeeze(text.plain(whole_tags))
        if len(line) > 2 * limit:
            return line
    return text.squeeze(text.plain(source[:20_000]))


def _may_end_so(line: str) -> bool:
    """A quick look for what ends a summary in :data:`_TAIL`."""
    end = line[-600:].casefold()
    return any(word in end for word in _TAIL_WORDS)


def _paragraphs(entry: model.Entry, article: model.Article | None) -> tuple[tuple[str, ...], dict[int, int]]:
    """The paragraphs to show, and how many of them stand before each line of the body."""
    body = article.body if article and article.body else text.plain(entry.content)
    kept: list[str] = []
    before: dict[int, int] = {}
    for number, line in enumerate(body.split("\n")):
        before[number] = len(kept)
        if (words := text.squeeze(line)) and len(kept) < MAX_PARAGRAPHS:
            kept.append(words)
    return tuple(kept), before


def _posts(article: model.Article, lines: dict[int, int]) -> tuple[model.Post, ...]:
    """A live blog's entries, counted in paragraphs; its last ones where these were cut are left out."""
    placed = (replace(post, line=lines.get(post.line, MAX_PARAGRAPHS)) for post in article.posts)
    return tuple(post for post in placed if post.line < MAX_PARAGRAPHS)


def _forms(article: model.Article, lines: dict[int, int]) -> tuple[tuple[int, str], ...]:
    """What its lines are, counted in paragraphs."""
    placed = ((lines.get(line, MAX_PARAGRAPHS), form) for line, form in article.forms)
    return tuple((line, form) for line, form in placed if line < MAX_PARAGRAPHS)


def _changes(item: Item, *, full: bool) -> tuple[model.Change, ...]:
    """What was changed; where the whole text is not released, of all headlines before only the last is told."""
    last = max((change.number for change in item.changes if change.headline), default=0)
    names = _mastheads(item)
    return tuple(replace(change, headline=headline(change.headline, names) if change.headline and (full or change.number == last) else "")
                 for change in item.changes)


def _correction(article: model.Article | None) -> str:
    """The outlet's notices on its page; they are words of it, so they are shown with its text only."""
    return " ".join(article.corrections) if article else ""


def _pictures(entry: model.Entry, article: model.Article | None, lines: dict[int, int]) -> tuple[model.Image, ...]:
    """The page's pictures, with what the feed says of the same ones; where the page has none, the feed's."""
    if article is None or not article.images:
        return entry.images
    listed = {urls.image_key(image.url): image for image in entry.images}
    placed = (replace(image, place=None if image.place is None else lines.get(image.place)) for image in article.images)
    return tuple(credits.together(image, listed.get(urls.image_key(image.url))) for image in placed)


def _terms(article: model.Article | None) -> str:
    """The terms of use that a page names (usageInfo, acquireLicensePage), "" where it names none by an address."""
    return (urls.absolute(article.signals.usage_info) or "") if article and article.signals.usage_info else ""


def _rights(item: Item, origin: model.Origin | None, *, authors: tuple[str, ...], licence: model.Licence | None) -> str:
    supplier = origin.supplier.name if origin and origin.supplier else ""
    return credits.rights_line(item.outlet.name, authors=authors, supplier=supplier, licence=licence,
                               open_licence=bool(licence and licences.is_open(licence)))


def _around(paragraph: str, wanted: set[str], limit: int) -> str:
    """A window of a paragraph that starts a little before the first word sought."""
    line = text.squeeze(paragraph)
    if len(line) <= limit:
        return line
    for word in re.finditer(r"\S+", line):
        if not wanted.isdisjoint(text.tokens(word[0])):
            start = max(0, word.start() - limit // 3)
            start = line.rfind(" ", 0, start + 1) + 1 if start else 0
            return text.cut("…" + line[start:] if start else line, limit)
    return text.cut(line, limit)
