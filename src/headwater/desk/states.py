"""Where a notice can go from where: the table of states (rights-desk requirements, 2.1).

In: a state and what happened. Out: the next state. Never: a move that the table does not hold: :class:`Illegal`.
"""

from __future__ import annotations

from enum import StrEnum

from headwater import errors
from headwater.notices import State


class Event(StrEnum):
    """What can happen to a notice."""

    COMPLETE = "complete"  # validated: every element there, targets found
    INCOMPLETE = "incomplete"
    NO_TARGET = "no_target"  # nothing of it is on this site
    CONFIRM = "confirm"  # the sender is proven
    INFO = "info"  # something was added, and it is complete now
    INFO_PART = "info_part"  # something was added, and something still lacks
    ASK = "ask"
    TIMEOUT = "timeout"  # what was asked for did not come
    ACT = "act"
    NO_ACTION = "no_action"
    UNDO = "undo"
    RETRACT = "retract"
    SPAM = "spam"
    MISDIRECTED = "misdirected"
    REOPEN = "reopen"


class Illegal(errors.HeadwaterError):
    """A move that the table does not hold."""


_NEW = (State.UNVERIFIED, State.RECEIVED, State.TRIAGED, State.NEEDS_INFO, State.UNDER_REVIEW)
_SET_ASIDE = (State.MISDIRECTED, State.CLOSED)
_ENDED = (State.ACTED, State.NO_ACTION, State.RESTORED)


def _table() -> dict[tuple[State, Event], State]:
    moves: dict[tuple[State, Event], State] = {}
    for event, sources, target in (
        (Event.COMPLETE, (State.RECEIVED, State.TRIAGED), State.UNDER_REVIEW),
        (Event.INCOMPLETE, (State.RECEIVED, State.TRIAGED), State.NEEDS_INFO),
        (Event.NO_TARGET, (State.RECEIVED, State.NEEDS_INFO), State.MISDIRECTED),
        (Event.CONFIRM, (State.UNVERIFIED,), State.RECEIVED),
        (Event.INFO, (*_NEW, *_SET_ASIDE), State.UNDER_REVIEW),
        (Event.INFO_PART, (State.UNVERIFIED,), State.UNVERIFIED),
        (Event.INFO_PART, (State.RECEIVED, State.NEEDS_INFO, *_SET_ASIDE), State.NEEDS_INFO),
        (Event.INFO_PART, (State.UNDER_REVIEW, State.TRIAGED), State.UNDER_REVIEW),
        (Event.ASK, (State.UNVERIFIED,), State.UNVERIFIED),
        (Event.ASK, (State.RECEIVED, State.TRIAGED, State.NEEDS_INFO, State.UNDER_REVIEW), State.NEEDS_INFO),
        (Event.TIMEOUT, (State.NEEDS_INFO, State.UNVERIFIED), State.CLOSED),
        (Event.ACT, (*_NEW, State.NO_ACTION, State.RESTORED), State.ACTED),
        (Event.NO_ACTION, (*_NEW, State.RESTORED), State.NO_ACTION),
        (Event.UNDO, (State.ACTED,), State.RESTORED),
        (Event.RETRACT, (*_NEW, *_ENDED, *_SET_ASIDE), State.RETRACTED),
        (Event.SPAM, _NEW, State.SPAM),
        (Event.MISDIRECTED, _NEW, State.MISDIRECTED),
        (Event.REOPEN, (State.SPAM, *_SET_ASIDE, State.NO_ACTION, State.RESTORED), State.UNDER_REVIEW),
    ):
        moves |= {(source, event): target for source in sources}
    return moves


TABLE = _table()


def after(state: State, event: Event) -> State:
    """The next state; raises Illegal, in words, where there is none."""
    if (state, event) not in TABLE:
        raise Illegal(f"a notice that is {state.value.replace('_', ' ')} cannot take the step {event.value.replace('_', ' ')!r}: look at it again")
    return TABLE[state, event]
