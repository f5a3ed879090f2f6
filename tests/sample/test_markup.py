from __future__ import annotations

from headwater.sample import markup

TEXT = "One [link](source:a) & more.\n\n## Head\n\n> Said.\n\nTwo\nlines."


def test_blank_lines_divide_and_marks_tell_the_kind() -> None:
    assert [block.tag for block in markup.blocks(TEXT)] == ["p", "h2", "blockquote", "p"]


def test_html_escapes_and_resolves_links() -> None:
    first = markup.blocks(TEXT)[0]
    assert markup.html(first, lambda target: f"/{target}?a=1&b=2") == (
        'One <a href="/source:a?a=1&amp;b=2">link</a> &amp; more.'
    )


def test_plain_keeps_the_words_of_links() -> None:
    assert markup.plain(markup.blocks(TEXT)[0]) == "One link & more."


def test_targets_are_listed() -> None:
    assert markup.targets(TEXT) == ("source:a",)
