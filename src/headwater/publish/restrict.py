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
    hidden_images: frozenset[str] = frozenset(),
) -> model.Publication:
    """What readers may see while these restrictions stand; ``hidden_images`` are keys (``urls.image_key``).

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
        publication, view=model.View.LINK_ONLY, excerpt="", paragraphs=(), images=(), correction="", licence=None,
        origin=_named_only(publication.origin), reasons=(model.Reason(rule="desk-link-only", where="operator"),),
    )


def _named_only(origin: model.Origin | None) -> model.Origin | None:
    """An origin without a word of the article: no quotation, and no name that stands in the text alone."""
    if origin is None:
        return None
    supplier = origin.supplier and replace(origin.supplier, evidence=replace(origin.supplier.evidence, quote=""))
    based_on = tuple(
        replace(one, name=_name(one.name, one.url, one.evidence), evidence=replace(one.evidence, quote=""))
        for one in origin.based_on
    )
    in_text = any(one.where == "body" for one in origin.evidence)
    name = (urls.domain(origin.url) if origin.url else "") if in_text else origin.name
    evidence = tuple(replace(one, quote="") for one in origin.evidence)
    return replace(origin, name=name, evidence=evidence, supplier=supplier, based_on=based_on)


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
