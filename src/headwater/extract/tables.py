"""Tables that belong to an article's text: a line a row.

In: the blocks of the text's container. Out: the same blocks, the cells of data tables joined row by row. Never: tables
that only lay out a page, or boxes of fixtures, prices and weather.
"""

from __future__ import annotations

import re
from itertools import islice

from headwater.extract import markup
from headwater.extract.blocks import Block

BETWEEN = "\t"  # what separates the cells of a row
_MAX_ROWS = 200
_LONGEST_CELL = 160  # characters of a cell, on average; longer ones are text that a table lays out
_FIGURE = re.compile(r"^\W{0,2}\d[\d.,:/\s–-]*\W{0,2}\w{0,6}\W{0,2}$")  # "10m", "3,5 %", "€ 40", "12 km/h"
_WIDGET = re.compile(  # class "fixtures-table", "stock-ticker": data of the site, not of the article
    r"(?:^|[\s_-])(?:fixtures?|results?-?widget|standings?|livescores?|score-?board|match(?:day|es|coverage)?|league\w*|stocks?\w*|quotes?-?table|ticker\w*|kurs\w*|börse\w*|boerse\w*|weather\w*|wetter\w*|"
    r"calendar|kalender|tv-?guide|programm|schedule|odds|betting|widget\w*|price-?compar\w*|size-?chart|cookies?\w*|consent\w*|related\w*|nav\w*|menu)(?:$|[\s_-])")


def with_rows(inside: list[Block]) -> list[Block]:
    """The blocks, those of a data table's cells replaced by one block of kind "row" for each row.

    Only tables between paragraphs count, or right behind the last one, beside it: what stands before or behind the text is mostly
    the site's.
    """
    if not any(block.drop == "table" for block in inside):
        return inside
    cells: dict[markup.Element, list[Block]] = {}
    prose = [place for place, block in enumerate(inside) if block.is_prose and block.kind == "p"]
    beside = {block.trail[-1] for block in inside if block.is_prose and block.kind == "p" and block.trail}
    last = inside[prose[-1]].trail[-1] if prose and inside[prose[-1]].trail else None
    for place, block in enumerate(inside):
        if block.drop == "table" and prose and prose[0] < place and (table := _table(block)) is not None and (place < prose[-1] or _holder(table) is last):
            cells.setdefault(table, []).append(block)
    behind = {id(block) for block in inside[prose[-1] :]} if prose else set()
    kept = {table: _rows(table, members, plain=_holder(table) in beside and id(members[0]) not in behind) for table, members in cells.items()}
    instead = {id(members[0]): kept[table] for table, members in cells.items() if kept[table]}
    gone = {id(block) for table, members in cells.items() if kept[table] for block in members}
    found: list[Block] = []
    for block in inside:
        found += instead.get(id(block), ())
        if id(block) not in gone:
            found.append(block)
    return found


def _table(block: Block) -> markup.Element | None:
    """The nearest table around a block that was put aside for standing in one."""
    return next((above for above in (block.element, *reversed(block.trail)) if markup.name(above) == "table"), None)


def _holder(table: markup.Element) -> markup.Element | None:
    """What a table stands in, seen through a frame of its own, as a figure or a box that scrolls."""
    above = table.getparent()
    while above is not None and markup.name(above) in ("figure", "div") and not any(markup.name(other) != "figcaption" for other in above if other is not table):
        table, above = above, above.getparent()
    return above


def _rows(table: markup.Element, cells: list[Block], *, plain: bool) -> list[Block]:
    """The rows of a data table; none if it is no such table. ``plain``: paragraphs stand beside it on both sides, so that figures make it one without headings."""
    if not (_is_headed(table) or (plain and _is_of_figures(table))) or table.get("role") == "presentation" or table.find(".//table") is not None or _is_widget(table):
        return []
    rows: dict[markup.Element, dict[markup.Element, list[Block]]] = {}
    for block in cells:
        path = (*block.trail, block.element)
        row = next((above for above in reversed(path) if markup.name(above) == "tr"), None)
        cell = next((above for above in reversed(path) if markup.name(above) in ("td", "th")), None)
        if row is not None and cell is not None:
            rows.setdefault(row, {}).setdefault(cell, []).append(block)
    several = [row for row in rows.values() if len(row) > 1]
    total = sum(block.size for block in cells)
    count = sum(len(row) for row in rows.values())
    if not 2 <= len(rows) <= _MAX_ROWS or 2 * len(several) < len(rows) or total > _LONGEST_CELL * count:
        return []
    if 2 * sum(block.linked for block in cells) > total or table.find(".//form") is not None:
        return []
    return [_row(row, parts) for row, parts in rows.items()]


def _row(row: markup.Element, parts: dict[markup.Element, list[Block]]) -> Block:
    members = [block for blocks in parts.values() for block in blocks]
    first = members[0]
    trail = first.trail[: first.trail.index(row)] if row in first.trail else first.trail
    return Block(element=row, kind="row", text=BETWEEN.join(" ".join(block.text for block in blocks) for blocks in parts.values()),
                 size=sum(block.size for block in members), linked=sum(block.linked for block in members), trail=trail)


def _is_headed(table: markup.Element) -> bool:
    """Whether a table has a caption, or a first row of headings; headings down the side alone make a box of facts."""
    first = next(table.iter("tr"), None)
    return next(table.iter("caption"), None) is not None or (first is not None and len(first) > 1 and (
        all(cell.tag == "th" for cell in first[1:]) or (first.getparent() is not None and first.getparent().tag == "thead") or all(_is_bold(cell) for cell in first)))


def _is_bold(cell: markup.Element) -> bool:
    """Whether the whole of a cell is written as a heading: "<td><strong>Votes</strong></td>"."""
    whole = markup.text(cell)
    return bool(whole) and any(markup.text(mark) == whole for mark in cell.iter("strong", "b"))


def _is_of_figures(table: markup.Element) -> bool:
    """Whether a table without headings has three or more rows of three or more cells each, most of them figures but for the first."""
    rows = list(islice(table.iter("tr"), _MAX_ROWS))
    widths = {len(row) for row in rows}
    if len(rows) < 3 or len(widths) != 1 or widths.pop() < 3 or next(table.iter("img", "th"), None) is not None:
        return False
    told = [markup.text(cell) for row in rows for cell in row[1:]]
    return 2 * sum(1 for cell in told if _FIGURE.match(cell)) > len(told)


def _is_widget(table: markup.Element) -> bool:
    near = [table]
    while len(near) < 4 and (above := near[-1].getparent()) is not None:
        near.append(above)
    return any(_WIDGET.search(markup.label(element)) for element in near)
