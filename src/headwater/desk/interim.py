"""Which interim action is taken when nobody has decided: graded, and never more than the notice is about.

In: a notice with its targets, flags and risk. Out: moves, each an action and what it is done to; none where asking for
what is missing is the action. Never: deletion, or a headline and link that go. (Requirements, 2.2, 2.3 and 2.4.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headwater import notices
from headwater.desk import forms, risk
from headwater.notices import Action, Category, Kind, Scope, State, Type

RULE = "rule:interim/1"
RULE_OWN = "rule:own-content/1"
RULE_URGENT = "rule:urgent/1"
_LESS = {Scope.IMAGE: Action.HIDE_IMAGE, Scope.TEXT: Action.LINK_ONLY, Scope.ITEM: Action.LINK_ONLY, Scope.HEADLINE: Action.DEMOTE,
         Scope.SEARCH: Action.DEMOTE, Scope.COMMENT: Action.HIDE_COMMENT, Scope.OUTLET: Action.LABEL}  # fmt: skip
_WHOLE = {Scope.IMAGE: Action.HIDE_IMAGE, Scope.TEXT: Action.LINK_ONLY, Scope.ITEM: Action.HIDE_ITEM, Scope.HEADLINE: Action.HIDE_ITEM,
          Scope.SEARCH: Action.DEMOTE, Scope.COMMENT: Action.HIDE_COMMENT, Scope.OUTLET: Action.HIDE_OUTLET}  # fmt: skip
_WISHES = {"stop": Action.HIDE_OUTLET, "headline_only": Action.LINK_ONLY, "no_images": Action.HIDE_IMAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One action on some of a notice's targets."""

    action: Action
    targets: tuple[notices.Target, ...]


def at_receipt(notice: notices.Notice) -> tuple[Move, ...]:
    """Class U0: the picture or comment that is named goes at once, whoever asks; everything else waits for a look.

    More than :data:`risk.MOST_TARGETS` at once wait too, for the reviewers who are alarmed or for the clock: else one
    form without a name could empty a site of its pictures.
    """
    if notice.category is not Category.U0:
        return ()
    now = [one for one in _found(notice) if one.kind in (Kind.IMAGE, Kind.COMMENT) or (one.kind is Kind.ARTICLE and one.scope is Scope.IMAGE)]
    return _grouped([(_less(one), one) for one in now]) if len(now) <= risk.MOST_TARGETS else ()


def choose(notice: notices.Notice) -> tuple[Move, ...]:
    """What is done at +20 h; () where nothing is, because it is not that kind of notice or something is missing."""
    if notice.category in (Category.L, Category.U1) or (notice.category is not Category.U0 and is_asking(notice)):
        return ()
    found = _found(notice)
    if risk.has(notice.flags, "A1"):
        return _grouped([(Action.LABEL, one) for one in found if one.kind is not Kind.COMMENT])
    if notice.risk == "high" or notice.type is Type.DEFAMATION:
        return _grouped([(_careful(one), one) for one in found])
    return _grouped([(_less(one), one) for one in found])


def own(notice: notices.Notice) -> tuple[Move, ...]:
    """What a publisher that is proven to be it gets for its own: fully what it asks."""
    wish = _WISHES.get(notice.statement.get("wish"), Action.HIDE_OUTLET) if notice.type is Type.OPT_OUT else None
    return _grouped([(_fully(one, wish), one) for one in _found(notice)])


def is_asking(notice: notices.Notice) -> bool:
    """Whether something is missing, so that the itemised request is the action."""
    return bool(notice.missing) or notice.state is State.UNVERIFIED


def label(notice: notices.Notice, action: Action, *, is_urgent: bool = False) -> str:
    """What readers are told: that there is a complaint, never who complains or that it is right."""
    what = forms.GROUNDS[notice.type]
    if is_urgent:
        return f"Hidden at once after a complaint ({what}), until somebody has looked at it."
    if action is Action.LABEL:
        return f"A complaint about this ({what}) has not been decided yet. Until then it is shown as before; that is no judgement."
    return f"A complaint about this ({what}) has not been decided yet. Until then it is shown in a reduced form; that is no judgement."


def _found(notice: notices.Notice) -> list[notices.Target]:
    return [one for one in notice.targets if one.kind is not None]


def _less(target: notices.Target) -> Action:
    """The least that takes away exactly what the notice is about."""
    if target.kind is Kind.IMAGE:
        return Action.HIDE_IMAGE
    if target.kind is Kind.COMMENT:
        return Action.HIDE_COMMENT
    if target.kind is Kind.OUTLET:
        return Action.LABEL
    return _LESS[target.scope]


def _careful(target: notices.Target) -> Action:
    """For doubtful notices: excerpt and pictures go, headline, link and a label stay."""
    least = _less(target)
    return Action.LINK_ONLY if target.kind in (Kind.ARTICLE, Kind.STORY) and least is not Action.DEMOTE else least


def _fully(target: notices.Target, wish: Action | None) -> Action:
    if target.kind is Kind.OUTLET:
        return wish or Action.HIDE_OUTLET
    if target.kind is Kind.IMAGE:
        return Action.HIDE_IMAGE
    if target.kind is Kind.COMMENT:
        return Action.HIDE_COMMENT
    if wish is Action.LINK_ONLY or wish is Action.HIDE_IMAGE:
        return wish
    return _WHOLE[target.scope]


def _grouped(pairs: Sequence[tuple[Action, notices.Target]]) -> tuple[Move, ...]:
    """The strictest action first."""
    order = list(Action)
    groups: dict[Action, list[notices.Target]] = {}
    for action, target in pairs:
        groups.setdefault(action, []).append(target)
    return tuple(Move(action=action, targets=tuple(groups[action])) for action in sorted(groups, key=order.index, reverse=True))
