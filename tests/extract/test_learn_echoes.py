"""Notes that pages hide in their links are no words of the article."""

from __future__ import annotations

from headwater.extract import echoes, markup


def told(inner: str) -> tuple[int, str]:
    root, _ = markup.parse(f"<html><body>{inner}</body></html>")
    assert root is not None
    gone = echoes.hush(root)
    return gone, markup.text(root)


def link(number: int, words: str, note: str) -> str:
    return f'<p>See <a href="/{number}">{words}<span class="x">{note}</span></a> there.</p>'


def test_a_note_in_three_links_goes_in_any_language():
    for note in (" (opens in a new window)", ", öffnet im neuen Fenster", " (يفتح في نافذة جديدة)"):
        page = "".join(link(number, f"the report {number}", note) for number in range(3))
        gone, text = told(page)
        assert gone == 3 and text == "See the report 0 there.See the report 1 there.See the report 2 there."


def test_words_of_links_stay():
    assert told("".join(link(number, "the report", " (opens in a new window)") for number in (1, 1, 1)))[0] == 0, "one address"
    assert told("".join(link(number, f"report {number}", " of the harbour board" * 4) for number in range(5)))[0] == 0, "long"
    assert told("".join(link(number, "", "the harbour report") for number in range(5)))[0] == 0, "the whole link"
    assert told("".join(link(number, f"report {number}", " new") for number in range(5)))[0] == 0, "a word"
    assert told("".join(link(number, f"report {number}", f" note {number} of ours") for number in range(5)))[0] == 0, "all different"
