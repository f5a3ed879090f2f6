"""Restrictions applied to a publication: what is left of it for readers.

In: a publication as the gate released it, the restrictions that stand on it or on its outlet. Out: the publication to
show. Never: more than was released, or a look at the store. Hiding the whole item is no matter of words: it is the
column ``publication.withheld``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from headwater import model, notices, urls

NOTED = frozenset({notices.Action.LABEL, notices.Action.HIDE_IMAGE, notices.Action.LINK_ONLY})
HIDING = frozenset({notices.Action.HIDE_ITEM, notices.Action.HIDE_OUTLET})
WITHOUT_PICTURES = HIDING | {notices.Action.HIDE_IMAGE, notices.Action.LINK_ONLY}


def apply(
    publication: model.Publication, restrictions: Sequence[notices.Restriction], *,
    hidden_images: frozenset[str] = frozenset(), hidden_addresses: frozenset[str] = frozenset(),
) -> model.Publication:
    """What readers may see while these restrictions stand.

    ``hidden_images`` are keys (``urls.image_key``), ``hidden_addresses`` those (``urls.key``) of articles that are hidden.

    The same publication, unchanged, where nothing of it is restricted.
    """
    actions = {one.action for one in restrictions}
    shown = publication
    if publication.view is model.View.WITHHELD:
        return publication
    if notices.Action.DEMOTE in actions:
        shown = replace(shown, listed=False)
    if notices.Action.HIDE_IMAGE in actions:
        shown = replace(shown, images=tuple(map(_emptied, shown.images)))
    elif hidden_images:
        shown = replace(shown, images=tuple(
            _emptied(image) if urls.image_key(image.url) in hidden_images else image for image in shown.images
        ))
    if notices.Action.LINK_ONLY in actions:
        shown = _link_only(shown)
    if hidden_addresses and shown.origin:
        shown = replace(shown, origin=_not_leading(shown.origin, hidden_addresses))
    notes = _notes(restrictions)
    return replace(shown, notes=notes) if notes else shown


def is_hidden(restrictions: Iterable[notices.Restriction]) -> bool:
    """Whether the whole item is hidden."""
    return any(one.action in HIDING for one in restrictions)


def is_demoted(restrictions: Iterable[notices.Restriction]) -> bool:
    """Whether the item is kept out of the front page."""
    return any(one.action is notices.Action.DEMOTE for one in restrictions)


def is_link_only(restrictions: Iterable[notices.Restriction]) -> bool:
    """Whether only the headline and the Reference are left, so that search may know no other word."""
    return any(one.action is notices.Action.LINK_ONLY for one in restrictions)


def _emptied(image: model.Image) -> model.Image:
    """The place of a picture: who made it is still said, its address and words are not."""
    return model.Image(url="", credit=image.credit, copyright=image.copyright, licence=image.licence)


def _link_only(publication: model.Publication) -> model.Publication:
    return replace(
        publication, view=model.View.LINK_ONLY, excerpt="", paragraphs=(), images=(), correction="", forms=(), posts=(), changes=(), licence=None, named=(),
        origin=_named_only(publication.origin), reasons=(model.Reason(rule="desk-link-only", where="operator"),),
    )


def _named_only(origin: model.Origin | None) -> model.Origin | None:
    """An origin without a word of the article: no quotation, and no name that stands in the text alone."""
    if origin is None:
        return None
    supplier = origin.supplier
    if supplier is not None:
        name = _name(supplier.name, supplier.url, supplier.evidence)
        supplier = replace(supplier, name=name, evidence=replace(supplier.evidence, quote="")) if name else None
    based_on = tuple(
        replace(one, name=_name(one.name, one.url, one.evidence), evidence=replace(one.evidence, quote=""), attribution=(), certainty=())
        for one in origin.based_on
    )
    in_text = any(one.where == "body" for one in origin.evidence)
    name = (urls.domain(origin.url) if origin.url else "") if in_text else origin.name
    evidence = tuple(replace(one, quote="") for one in origin.evidence)
    chain = tuple(
        replace(one, name=told, evidence=tuple(replace(each, quote="") for each in one.evidence))
        for one in origin.chain if (told := next((_name(one.name, one.url, each) for each in one.evidence[:1]), one.name))
    )
    return replace(origin, name=name, evidence=evidence, supplier=supplier, based_on=based_on, chain=chain)


def addresses(publication: model.Publication) -> tuple[str, ...]:
    """The addresses of others to which a publication's origin leads."""
    origin = publication.origin
    if origin is None:
        return ()
    chain = (address for one in origin.chain for address in (one.url, one.at))
    named = (origin.url, origin.supplier and origin.supplier.url, *(one.url for one in origin.based_on), *chain)
    return tuple(dict.fromkeys(filter(None, named)))


def _not_leading(origin: model.Origin, hidden: frozenset[str]) -> model.Origin:
    """An origin that names whom it named, without the addresses of what is hidden, or the words in which they stood."""
    evidence, supplier = origin.evidence, origin.supplier
    if _is_of(origin.url, hidden):
        evidence = tuple(replace(one, quote="") for one in evidence)
    if supplier and _is_of(supplier.url, hidden):
        supplier = replace(supplier, url=None, evidence=replace(supplier.evidence, quote=""))
    based_on = tuple(
        replace(one, url=None, evidence=replace(one.evidence, quote="")) if _is_of(one.url, hidden) else one
        for one in origin.based_on
    )
    wishes = tuple(one for one in origin.wishes if not _is_of(one, hidden))
    url = None if _is_of(origin.url, hidden) else origin.url
    chain = tuple(_link_not_leading(one, hidden) for one in origin.chain if not _is_of(one.at, hidden))  # what a hidden page says is not told
    return replace(origin, url=url, evidence=evidence, supplier=supplier, based_on=based_on, wishes=wishes, chain=chain)


def _link_not_leading(link: model.Link, hidden: frozenset[str]) -> model.Link:
    if not _is_of(link.url, hidden):
        return link
    return replace(link, url=None, evidence=tuple(replace(one, quote="") for one in link.evidence))


def _is_of(url: str | None, hidden: frozenset[str]) -> bool:
    return bool(url) and urls.key(url) in hidden


def _name(name: str, url: str | None, evidence: model.Evidence) -> str:
    if evidence.where != "body":
        return name
    return urls.domain(url) if url else ""


def _notes(restrictions: Sequence[notices.Restriction]) -> tuple[model.Note, ...]:
    """What a reader is told of each action, the oldest first; the same words once."""
    found = {
        model.Note(action=str(one.action), reason=one.reason, reference=one.reference, at=one.starts_at, interim=one.interim)
        for one in restrictions if one.action in NOTED
    }
    return tuple(sorted(found, key=lambda note: (note.at, note.action, note.reference, note.reason)))
