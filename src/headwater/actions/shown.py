"""What is shown, kept as the restrictions say: publications, the search index, pictures, comments.

In: restrictions that have begun or ended, or an article that is released. Out: rows rewritten. Never: a restriction
decided here. It looks only at what stands now, so that beginning and ending are the same work.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices, urls
from headwater.actions import staydown as again
from headwater.publish import restrict as rules
from headwater.store import articles, pending, publications, restrictions, search

MOST_AT_ONCE = 500  # publications of an outlet rewritten in one transaction; the worker does the rest


def settle(conn: sa.Connection, about: Sequence[notices.Restriction], *, now: datetime) -> None:
    """Make everything that these restrictions are about as it must be now, whether they begin or have ended.

    The caller holds ``restrictions.guard``.
    """
    of_kind = {kind: list(dict.fromkeys(one.object_id for one in about if one.kind is kind)) for kind in notices.Kind}
    for outlet_id in of_kind[notices.Kind.OUTLET]:
        lesser = any(one.object_id == outlet_id and one.action is not notices.Action.HIDE_OUTLET for one in about)
        _settle_outlet(conn, outlet_id, lesser=lesser, now=now)
    pictures = of_kind[notices.Kind.IMAGE]
    users = restrictions.users_of_images(conn, pictures)
    for article_id in dict.fromkeys((*of_kind[notices.Kind.ARTICLE], *users)):
        refresh(conn, article_id, now=now)
    hiding = {one.object_id for one in about if one.action in rules.HIDING}  # whose address origins elsewhere may tell
    for article_id in publications.leading_to(conn, sorted(hiding), limit=MOST_AT_ONCE):
        refresh(conn, article_id, now=now)
    pictures += [row.id for row in restrictions.images_of_articles(conn, of_kind[notices.Kind.ARTICLE])]
    for outlet_id in of_kind[notices.Kind.OUTLET]:
        pictures += restrictions.images_of_outlet(conn, outlet_id)
    restrictions.settle_images(conn, sorted(set(pictures)))
    for comment_id in of_kind[notices.Kind.COMMENT]:
        restrictions.touch_comment(conn, comment_id, now=now)


def refresh(conn: sa.Connection, article_id: str, *, now: datetime) -> bool:
    """Rewrite a publication as what stands on it says; False if it is so already, or there is none."""
    row = publications.stored_to_change(conn, article_id)
    if row is None:
        return False
    before = row.shown
    standing = restrictions.active_of_article(conn, article_id, row.outlet_id)
    limits = limited(conn, row.whole, standing)
    if not publications.restrict(conn, row, limits, now=now):
        return False
    if _words_allowed(before) != _words_allowed(limits.shown):
        index(conn, article_id, again.kept(conn, article_id), limits.shown)
    return True


def release(
    conn: sa.Connection, kept: articles.Kept, released: model.Publication, place: publications.Place, *, now: datetime
) -> None:
    """Save what the gate released of an article, as far as nothing stands against it, and index its words.

    The caller holds ``restrictions.guard``, and has had the article checked for what must stay down.
    """
    standing = restrictions.active_of_article(conn, kept.id, kept.outlet_id)
    limits = limited(conn, released, standing)
    publications.save(conn, released, place, now=now, limits=limits)
    index(conn, kept.id, kept, limits.shown)


def free_pictures(conn: sa.Connection, article_id: str) -> None:
    """A picture that was blocked because every item with it was hidden is free where another item shows it too."""
    if blocked := restrictions.blocked_images(conn, article_id):
        restrictions.settle_images(conn, blocked)


def limited(
    conn: sa.Connection, whole: model.Publication, standing: Sequence[notices.Restriction]
) -> publications.Limits:
    """What restrictions leave of a publication."""
    hidden = _hidden_images(conn, whole)
    return publications.Limits(
        shown=rules.apply(whole, standing, hidden_images=hidden, hidden_addresses=_hidden_addresses(conn, whole)),
        withheld=rules.is_hidden(standing),
        demoted=rules.is_demoted(standing),
    )  # fmt: skip


def index(conn: sa.Connection, article_id: str, kept: articles.Kept | None, shown: model.Publication) -> None:
    """Put the words by which an article may be found into the search index: none that a restriction hides."""
    listed, whole_text = _words_allowed(shown)
    if not listed:
        search.drop(conn, article_id)
        return
    body = [articles.text_of(kept)] if whole_text and kept and kept.allowance.analyse else shown.paragraphs if whole_text and kept is None else ()
    search.put(conn, article_id, "\n".join((words(shown), *body)))


def words(shown: model.Publication) -> str:
    """What readers see of an article besides its text, and by which it may be found."""
    return "\n".join((shown.headline, *shown.authors, shown.outlet_name, shown.excerpt))


def _words_allowed(shown: model.Publication) -> tuple[bool, bool]:
    """Whether an article may be found at all, and by the words of its text."""
    listed = shown.listed and shown.view is not model.View.WITHHELD
    return listed, all(note.action != notices.Action.LINK_ONLY for note in shown.notes)


def _hidden_images(conn: sa.Connection, whole: model.Publication) -> frozenset[str]:
    """Keys of those pictures of a publication that are restricted everywhere, or must stay down."""
    keys = list(filter(None, dict.fromkeys(urls.image_key(image.url) for image in whole.images)))
    if not keys:
        return frozenset()
    down = {key for key, _ in again.picture_hits(conn, whole)}
    return frozenset(restrictions.restricted_keys(conn, keys) | down)


def _hidden_addresses(conn: sa.Connection, whole: model.Publication) -> frozenset[str]:
    """Keys of the addresses to which a publication's origin leads and whose article is hidden here."""
    named = rules.addresses(whole)
    if not named:
        return frozenset()
    owners = articles.by_address(conn, named)
    hidden = publications.withheld(conn, set(owners.values()) - {whole.article_id})
    return frozenset(key for key, article_id in owners.items() if article_id in hidden)


def _settle_outlet(conn: sa.Connection, outlet_id: str, *, lesser: bool, now: datetime) -> None:
    """All of an outlet: hidden or shown by one statement; lesser limits are written into each, the newest at once."""
    standing = restrictions.of_object(conn, notices.Kind.OUTLET, outlet_id)
    if any(one.action is notices.Action.HIDE_OUTLET for one in standing):
        publications.hide_outlet(conn, outlet_id)
        if not lesser:
            return
    else:
        publications.show_outlet(conn, outlet_id)
        if not (lesser or standing):
            return
    mine = publications.of_outlet(conn, outlet_id)
    for article_id in mine[:MOST_AT_ONCE]:
        refresh(conn, article_id, now=now)
    later = mine[MOST_AT_ONCE:]
    if later and standing:  # what is not rewritten yet must not show what it may not
        publications.withhold_all(conn, later)
    pending.add(conn, later, reason="restrictions on the outlet have changed", now=now)
