"""What an outlet changed is told apart from what our reading made of its page."""

from __future__ import annotations

import time

import pytest

from headwater import differences
from headwater.pipeline import apart

MORE = "More news of the harbour every morning in our letter."
TWELVE, FOURTEEN = "Twelve people were hurt when the lock failed.", "Fourteen people were hurt when the lock failed."


def page(*lines: str, title: str = "Lock closed | Tidewater Post") -> bytes:
    return f"<html><head><title>{title}</title><style>p {{}}</style></head><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


def tell(old: str, new: str, *, here: bytes, there: bytes | None = None, heads: tuple[str, str] = ("Lock closed", "Lock closed")) -> apart.Apart:
    return apart.told((heads[0], old), (heads[1], new), page=here, page_before=there)


def test_a_line_that_reading_leaves_out_and_the_page_still_has_is_no_change() -> None:
    found = tell(f"{TWELVE}\n{MORE}", TWELVE, here=page(TWELVE, MORE))
    assert (found.before, found.after, found.ours) == (TWELVE, TWELVE, (differences.mark(MORE),))


def test_a_line_that_reading_finds_and_the_page_had_before_is_no_change() -> None:
    found = tell(TWELVE, f"{TWELVE}\n{MORE}", here=page(TWELVE, MORE), there=page(TWELVE, MORE))
    assert found.before == found.after == TWELVE


def test_a_correction_is_one_also_beside_what_reading_left_out() -> None:
    found = tell(f"{TWELVE}\n{MORE}", FOURTEEN, here=page(FOURTEEN, MORE), there=page(TWELVE, MORE))
    assert (found.before, found.after) == (TWELVE, FOURTEEN) and differences.counts(found.before, found.after) == (1, 1)


@pytest.mark.parametrize("there", [None, page(TWELVE)])
def test_a_note_that_quotes_what_it_corrects_does_not_hide_the_correction(there: bytes | None) -> None:
    note = f"An earlier version said: {TWELVE}"
    found = tell(TWELVE, f"{FOURTEEN}\n{note}", here=page(FOURTEEN, note), there=there)
    assert found.before == TWELVE and FOURTEEN in found.after and found.ours == ()


def test_what_came_new_is_the_outlets() -> None:
    assert tell(TWELVE, f"{TWELVE}\n{MORE}", here=page(TWELVE, MORE), there=page(TWELVE)).after == f"{TWELVE}\n{MORE}"
    assert tell(TWELVE, f"{TWELVE}\n{MORE}", here=page(TWELVE, MORE)).after == f"{TWELVE}\n{MORE}"  # no page of before: so it was until now


def test_without_the_page_of_before_what_came_goes_with_what_went() -> None:
    other = "A pilot said that the gate had stuck since spring."
    assert tell(f"{TWELVE}\n{MORE}", f"{TWELVE}\n{other}", here=page(TWELVE, MORE, other)).ours == tuple(sorted(map(differences.mark, (MORE, other))))


def test_a_headline_without_the_outlets_name_is_ours_and_another_is_not() -> None:
    assert tell("", "", here=page(TWELVE), heads=("Lock closed | Tidewater Post", "Lock closed")).headline_is_ours
    assert not tell("", "", here=page(TWELVE, title="Lock open"), heads=("Lock closed", "Lock open")).headline_is_ours


def test_scripts_without_spaces_too() -> None:
    before, more = "港湾局は水門が壊れたと発表した。", "毎朝の便りを読む。"
    assert tell(f"{before}\n{more}", before, here=page(before, more)).ours == (differences.mark(more),)
    assert tell(before, "港湾局は水門を直したと発表した。", here=page("港湾局は水門を直したと発表した。")).ours == ()


def test_the_cost_is_bounded() -> None:
    began = time.process_time()
    old, new = ("\n".join(f"{word} {number} stood on the quay of the old harbour" for number in range(3000)) for word in ("Boat", "Ship"))
    tell(old, new, here=page(*new.split("\n")) * 20, there=page(*old.split("\n")) * 20)
    assert time.process_time() - began < 20
