"""How fast a notice must be dealt with: its class, and the limit of each (rights-desk requirements, 2.2).

In: the type, what was ticked, whether the publisher itself writes. Out: a Category, spans of time. Never: the clock.
"""

from __future__ import annotations

from datetime import timedelta

from headwater import notices
from headwater.desk import forms
from headwater.notices import Category, Type

PROMISE = timedelta(hours=24)  # what the foot of every page promises, whatever the class
LIMITS = {
    Category.U0: timedelta(hours=1), Category.U1: timedelta(hours=24), Category.U2: timedelta(hours=4),
    Category.N: PROMISE, Category.L: PROMISE,
}  # fmt: skip
L_DECISION = timedelta(days=7)  # class L: an answer in 24 hours, a decision in 7 days


def of(type: Type, statement: notices.Statement, *, is_own: bool) -> Category:
    """The class of a notice; ``is_own``: a publisher, proven to be it, about its own items."""
    usual = forms.TYPES[type].category
    asked = {one.name for one in forms.TYPES[type].fields}
    if usual is Category.N and "danger" in asked and statement.get("danger"):
        return Category.U0
    if usual is Category.N and (is_own or ("minor" in asked and statement.get("minor"))):
        return Category.U2
    return usual
