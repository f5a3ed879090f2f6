"""Lines that an outlet repeats are learnt from its pages and taken away."""

from headwater.extract import learn

BODIES = [f"Story {n} tells of the harbour.\nSupport our work at the harbour desk.\nIt ends with sentence {n}." for n in range(6)]


def test_recurring_lines_go_whatever_the_order():
    lines = learn.recurring(BODIES)
    assert lines == learn.recurring(reversed(BODIES)) == {"support our work at the harbour desk."}
    assert learn.without(BODIES[0], lines) == "Story 0 tells of the harbour.\nIt ends with sentence 0."


def test_few_pages_and_copies_of_one_teach_nothing():
    assert not learn.recurring(BODIES[:2])
    assert not learn.recurring([BODIES[0]] * 9)


def test_a_body_never_becomes_empty():
    assert learn.without("Same line.", frozenset({"same line."})) == "Same line."
