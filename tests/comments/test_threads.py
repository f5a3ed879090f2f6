"""Threads: a tree four deep, then flat; places of what is gone; pages by what answers the article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headwater.comments import threads
from headwater.discussion import Comment, CommentId, Node, Status

START = datetime(2026, 11, 1, tzinfo=UTC)


def comment(name: str, parent: str | None = None, *, minute: int | None = None, status: Status = Status.SHOWN) -> Comment:
    at = START + timedelta(minutes=minute if minute is not None else int(name) if name.isdecimal() else 0)
    return Comment(id=CommentId(name), article_id="a", parent_id=CommentId(parent) if parent else None, name=name,
                   is_verified=False, status=status, text="", html=name, written_at=at)  # fmt: skip


def shape(nodes: tuple[Node, ...]) -> list:
    return [(node.comment.id, shape(node.replies)) if node.replies else str(node.comment.id) for node in nodes]


def test_answers_hang_on_what_they_answer_oldest_first() -> None:
    found = threads.build([comment("3", "1"), comment("2"), comment("1"), comment("4", "1"), comment("5", "3")])
    assert shape(found) == [("1", [("3", ["5"]), "4"]), "2"]


def test_below_the_fourth_level_answers_stand_in_a_row_and_say_to_whom() -> None:
    found = threads.build([comment(str(n), str(n - 1) if n > 1 else None) for n in range(1, 9)])
    assert shape(found) == [("1", [("2", [("3", ["4", "5", "6", "7", "8"])])])]
    deep = [node for node in threads.walk(found) if node.depth == 4]
    assert [node.to.id if node.to else None for node in deep] == [None, "4", "5", "6", "7"]


def test_branches_below_the_fourth_level_keep_their_order() -> None:
    found = threads.build([comment("1"), comment("2", "1"), comment("3", "2"), comment("4", "3"), comment("5", "3"),
                           comment("6", "4"), comment("7", "5"), comment("8", "4")])  # fmt: skip
    assert shape(found) == [("1", [("2", [("3", ["4", "6", "8", "5", "7"])])])]


def test_what_is_gone_keeps_its_place_while_something_hangs_on_it() -> None:
    removed = comment("1", status=Status.REMOVED)
    assert shape(threads.build([removed, comment("2", "1"), comment("3", "1"), comment("4", "1")])) == [("1", ["2", "3", "4"])]
    assert threads.build([removed]) == ()
    assert threads.build([removed, comment("2", "1", status=Status.HIDDEN)]) == ()


def test_an_answer_to_what_is_unknown_answers_the_article() -> None:
    assert shape(threads.build([comment("2", "missing")])) == ["2"]


def test_pages_are_cut_between_roots() -> None:
    found = threads.build([comment(f"{n:03}", minute=n) for n in range(65)] + [comment("x", "064", minute=99)])
    assert [len(threads.page(found, number)[0]) for number in (1, 2, 3)] == [30, 30, 5]
    assert threads.page(found, 9)[1:] == (3, 3)
    assert threads.page((), 1) == ((), 1, 1)
    assert threads.page_of(found, "x") == 3
    assert threads.page_of(found, "nothing") is None


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(list(Status))), max_size=30))
def test_every_shown_comment_stands_in_the_tree_once_whatever_hangs_on_what(links: list[tuple[int, Status]]) -> None:
    given = [comment(f"{n:02}", f"{parent:02}", minute=n % 7, status=status) for n, (parent, status) in enumerate(links)]
    nodes = list(threads.walk(threads.build(given)))
    ids = [node.comment.id for node in nodes]
    assert len(ids) == len(set(ids))
    assert {one.id for one in given if one.status is Status.SHOWN} <= set(ids)
    assert all(1 <= node.depth <= threads.DEEPEST for node in nodes)


def test_a_chain_of_thousands_does_not_break_the_stack() -> None:
    found = threads.build([comment(f"{n:04}", f"{n - 1:04}" if n else None, minute=n) for n in range(2000)])
    assert sum(1 for _ in threads.walk(found)) == 2000
