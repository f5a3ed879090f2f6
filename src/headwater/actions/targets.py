"""What a notice is about: addresses and identifiers as people write them, resolved to objects of ours (C7).

In: texts of submitters, with the scope of each. Out: one target for each text, in order; what is not found here stays
listed as such. Never: a fetch, or a text that is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from headwater import notices, urls
from headwater.notices import Kind, Scope
from headwater.store import articles, outlets, subjects

MOST = 1000  # of one notice that are looked up
_MOST_GIVEN = 2000  # characters kept of each
_MOST_PREFIXES = 50
_AROUND = " \t\r\n<>\"'`.,;)]}|*"
_DOT = re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?", re.I)  # "news[.]example", "news (dot) example"
_COLON = re.compile(r"[\[(]:[\])]")  # "https[:]//"
_SCHEME = re.compile(r"^h(?:xx|tt|XX)p(s?)(?=\W)", re.I)  # "hxxps://"
_UUID = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
_OURS = re.compile(rf"(?:^|/)(articles?|story|stories|outlets?|images?|comments?)/({_UUID})(?=[/?#.]|$)", re.I)  # "/article/0190...?x=1"
_ANCHOR = re.compile(rf"#c(?:omment)?-?({_UUID})$", re.I)  # "#comment-0190..."
_BARE = re.compile(rf"(?:urn:uuid:|id[:= ]\s?)?({_UUID})", re.I)  # "urn:uuid:0190...", "0190..."
_PREFIX = re.compile(r"[0-9a-f]{12,31}", re.I)  # the first digits, as shown under an item
_ITEM = re.compile(rf"[?&](?:item|image|comment|outlet|story)=({_UUID})(?=&|#|$)", re.I)  # "/complaint?item=0190..."
_NATURAL = {Kind.IMAGE: Scope.IMAGE, Kind.COMMENT: Scope.COMMENT, Kind.OUTLET: Scope.OUTLET}


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text may name."""

    id: str = ""  # 32 digits
    prefix: str = ""
    address: str = ""  # canonical


def resolve(conn: sa.Connection, given: Sequence[tuple[str, Scope]]) -> tuple[notices.Target, ...]:
    """A target for each text; ``kind`` is None where nothing of ours is named so."""
    some = given[:MOST]
    read = [_read(text) for text, _ in some]
    known = subjects.by_ids(conn, list({one.id for one in read if one.id}))
    addresses = list({one.address for one in read if one.address})
    named = articles.by_address(conn, addresses)
    pictures = subjects.by_image_keys(conn, list({key for one in addresses if (key := urls.image_key(one))}))
    prefixes = {one: subjects.by_prefix(conn, one) for one in list(dict.fromkeys(each.prefix for each in read if each.prefix))[:_MOST_PREFIXES]}
    found = []
    for (text, scope), one in zip(some, read, strict=True):
        target = notices.Target(given=text.strip()[:_MOST_GIVEN], scope=scope)
        if one.id in known:
            target = replace(target, kind=known[one.id], object_id=one.id)
        elif one.prefix and (hit := prefixes.get(one.prefix)):
            target = replace(target, kind=hit[1], object_id=hit[0])
        elif one.address:
            target = _addressed(conn, target, one.address, named, pictures)
        found.append(target)
    if len(given) > MOST:
        found.append(notices.Target(given=f"and {len(given) - MOST} more that were not looked up"))
    return _scoped(conn, found)


def _read(given: str) -> _Read:
    text = _COLON.sub(":", _DOT.sub(".", given[: 2 * _MOST_GIVEN])).strip(_AROUND)
    text = _SCHEME.sub(r"http\1", text)
    if found := _ANCHOR.search(text) or _ITEM.search(text):
        return _Read(id=_digits(found[1]))
    if found := _OURS.search(text.partition("?")[0].partition("#")[0]):
        return _Read(id=_digits(found[2]), address=urls.canonical(text) or "")
    if found := _BARE.fullmatch(text):
        return _Read(id=_digits(found[1]))
    if (plain := _digits(text)) and _PREFIX.fullmatch(plain):
        return _Read(prefix=plain)
    address = text if "://" in text or text.startswith("//") else f"https://{text}" if "." in text.partition("/")[0] else ""
    return _Read(address=(urls.canonical(address) or "") if address and " " not in address else "")


def _digits(text: str) -> str:
    return text.replace("-", "").lower()


def _addressed(
    conn: sa.Connection, target: notices.Target, address: str, named: dict[str, str], pictures: dict[str, str]
) -> notices.Target:
    """By the publisher's own address: an article's, a picture's, an outlet's home page."""
    if article_id := named.get(urls.key(address)):
        return replace(target, kind=Kind.ARTICLE, object_id=article_id)
    if image_id := pictures.get(urls.image_key(address)):
        return replace(target, kind=Kind.IMAGE, object_id=image_id)
    if urls.is_home(address) and (outlet := outlets.by_home(conn, address)):
        return replace(target, kind=Kind.OUTLET, object_id=outlet.id)
    return target


def _scoped(conn: sa.Connection, targets: Sequence[notices.Target]) -> tuple[notices.Target, ...]:
    """The scope that fits what was found; an item of which the whole outlet is meant becomes the outlet."""
    whole = [one.object_id for one in targets if one.kind is Kind.ARTICLE and one.scope is Scope.OUTLET]
    owners = subjects.outlets_of(conn, whole) if whole else {}
    fitting: dict[tuple[Kind | None, str, Scope, str], notices.Target] = {}
    for one in targets:
        if one.kind is Kind.ARTICLE and one.scope is Scope.OUTLET:
            one = replace(one, kind=Kind.OUTLET, object_id=owners[one.object_id])
        elif one.kind is not None:
            one = replace(one, scope=_NATURAL.get(one.kind, one.scope))
        key = (one.kind, one.object_id, one.scope, one.given if one.kind is None else "")
        fitting.setdefault(key, one)  # two addresses of one thing are one target
    return tuple(fitting.values())


def hosts_of_unknown(targets: Sequence[notices.Target]) -> list[str]:
    """The hosts of addresses that are not found here, "" for what is no address."""
    return [urls.hostname(_read(one.given).address) for one in targets if one.kind is None]
