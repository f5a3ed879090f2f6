"""Comments as a tree that stays readable: four steps deep, then one after another, each saying whom it answers.

In: comments of one thread in any order. Out: nodes, page by page of those that answer the article. Never: a comment
lost because what it answers is gone: the place of that stays, empty, as long as something hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headwater.discussion import Comment, CommentId, Node, Status

DEEPEST = 4
ROOTS = 30  # a page


def build(comments: Sequence[Comment]) -> tuple[Node, ...]:
    """The whole tree, oldest first on each level."""
    ordered = sorted(comments, key=lambda one: (one.written_at, one.id))
    known = {one.id: one for one in ordered}
    below: dict[CommentId | None, list[Comment]] = {}
    for one in ordered:
        below.setdefault(_parent(one, known), []).append(one)
    wanted = _needed(ordered, known)
    return tuple(_node(one, 1, below, wanted) for one in below.get(None, ()) if one.id in wanted)


def page(nodes: Sequence[Node], number: int) -> tuple[tuple[Node, ...], int, int]:
    """The nodes of a page, its number, and how many pages there are; a number beyond the last gives the last."""
    pages = max(1, -(-len(nodes) // ROOTS))
    number = min(max(1, number), pages)
    return tuple(nodes[(number - 1) * ROOTS : number * ROOTS]), number, pages


def page_of(nodes: Sequence[Node], comment_id: str) -> int | None:
    """On which page a comment stands, None where it is on none."""
    for place, root in enumerate(nodes):
        if any(node.comment.id == comment_id for node in walk((root,))):
            return place // ROOTS + 1
    return None


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, in the order of reading."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.replies))


def _parent(one: Comment, known: dict[CommentId, Comment]) -> CommentId | None:
    """What a comment hangs on; one whose parent is unknown, or younger than itself, answers the article."""
    parent = known.get(one.parent_id) if one.parent_id else None
    if parent is None or (parent.written_at, parent.id) >= (one.written_at, one.id):
        return None
    return parent.id


def _needed(ordered: Sequence[Comment], known: dict[CommentId, Comment]) -> set[CommentId]:
    """Those that are shown, and all above them."""
    needed: set[CommentId] = set()
    for one in ordered:
        at: CommentId | None = one.id if one.status is Status.SHOWN else None
        while at is not None and at not in needed:
            needed.add(at)
            at = _parent(known[at], known)
    return needed


def _node(one: Comment, depth: int, below: dict[CommentId | None, list[Comment]], wanted: set[CommentId]) -> Node:
    """A node with its replies; those of the deepest level stand in a row, whole branches flattened."""
    replies = [reply for reply in below.get(one.id, ()) if reply.id in wanted]
    if depth < DEEPEST - 1:
        return Node(comment=one, depth=depth, replies=tuple(_node(reply, depth + 1, below, wanted) for reply in replies))
    return Node(comment=one, depth=depth, replies=tuple(_flat(one, below, wanted)) if depth < DEEPEST else ())


def _flat(one: Comment, below: dict[CommentId | None, list[Comment]], wanted: set[CommentId]) -> Iterator[Node]:
    """All that hangs on a comment, in the order of the tree, on the deepest level."""
    waiting: list[tuple[Comment, Comment | None]] = [(reply, None) for reply in reversed(below.get(one.id, ()))]
    while waiting:
        reply, to = waiting.pop()
        if reply.id not in wanted:
            continue
        yield Node(comment=reply, depth=DEEPEST, to=to)
        waiting.extend((next_one, reply) for next_one in reversed(below.get(reply.id, ())))
