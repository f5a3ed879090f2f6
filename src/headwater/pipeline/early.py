"""New articles found at once: released from their feed entries, before they are compared with others or their pages read.

In: articles that nobody can find yet. Out: publications marked as early, and the words of headline and summary in the search
index. Never: a place in a list, a story or a feed (an article that turns out to be a copy must not have been news), a word
that the gate or a restriction holds back.

The digest does this first, in batches, so that a backlog of comparisons keeps nothing from being found. It overwrites all
of it when the article's own turn comes.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from headwater import model, urls
from headwater.actions import restrict, shown
from headwater.pipeline.tools import Tools
from headwater.publish import release as gate
from headwater.store import articles, hosts, outlets, pending, publications, restrictions, search, staydown

BATCH = 200  # articles a transaction: some 50 ms


def release(conn: sa.Connection, tools: Tools, article_ids: Sequence[str]) -> int:
    """Release what may be found of these articles; gives how many can be found now. The caller's lease is checked."""
    restrictions.guard(conn, exclusive=False)
    unknown = publications.unknown(conn, article_ids)
    if not staydown.is_empty(conn):  # its page may show that it is what was taken down: it waits for that
        unknown = pending.ready(conn, unknown)
    waiting = _heard(conn, articles.as_listed(conn, unknown))
    whose = {one: outlets.get(conn, one) for one in {kept.outlet_id for kept in waiting}}
    released = [(kept, _released(kept, outlet, tools)) for kept in waiting if (outlet := whose[kept.outlet_id])]
    shows = [(kept, one) for kept, one in released if one.view is not model.View.WITHHELD]
    if restrictions.are_any(conn):
        free = _free(conn, [one for _, one in shows], tools)
        shows = [(kept, one) for kept, one in shows if kept.id in free]
    publications.add_early(conn, [(one, kept.version, kept.allowance.until) for kept, one in shows], now=tools.now())
    found = [one for _, one in shows if one.listed]
    search.add(conn, [(one.article_id, shown.words(one)) for one in found])
    pending.found(conn, article_ids)
    return len(found)


def _heard(conn: sa.Connection, waiting: list[articles.AsListed]) -> list[articles.AsListed]:
    """Those of which their host's robots.txt was heard when they came in; or whose pages are not waited for.

    A feed elsewhere may list what the host reserves, which is decided when the page is visited.
    """
    origins = {one.id: urls.origin(one.reference_url) for one in waiting}
    heard = hosts.heard(conn, set(origins.values()))
    others = [one.id for one in waiting if (at := heard.get(origins[one.id])) is None or at > one.first_seen]
    left = set(others) - set(pending.ready(conn, others)) if others else set()
    return [one for one in waiting if one.id not in left]


def _released(kept: articles.AsListed, outlet: model.Outlet, tools: Tools) -> model.Publication:
    item = gate.Item(
        article_id=kept.id, outlet=outlet, entry=kept.entry, language=kept.language, first_seen=kept.first_seen, presence=kept.presence,
        compared=False,
    )
    return gate.release(item, None, kept.allowance, now=tools.now())


def _free(conn: sa.Connection, released: Sequence[model.Publication], tools: Tools) -> set[str]:
    """The articles against which, their outlet or what they are copies of nothing stands; the others wait for the digest."""
    of_article = {one.article_id: one for one in released}
    return {
        kept.id for kept in articles.many(conn, list(of_article))
        if not restrict.check_article(conn, kept, articles.text_of(kept), of_article[kept.id], tools.now())
        and not restrictions.active_of_article(conn, kept.id, kept.outlet_id)
    }
