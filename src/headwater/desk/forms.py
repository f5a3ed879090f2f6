"""The forms of complaint: which types there are and what each asks (filled in below).

In: nothing. Out: :data:`TYPES`, and the words of warning. Never: a refusal.
"""

from __future__ import annotations

from headwater import notices

TYPES: dict[notices.Type, notices.Spec] = {}
