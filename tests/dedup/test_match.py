"""Copy, revision or new."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import model
from headwater.dedup import direction, fingerprint, match

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def prose(seed: int, words: int = 200) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefgh", k=5)) for _ in range(words))


def item(name: str, text: str, *, outlet: str = "", title: str = "", hours: float = 0) -> model.Candidate:
    when = NOON + timedelta(hours=hours)
    return model.Candidate(article_id=model.ArticleId(name), outlet_id=model.OutletId(outlet or f"outlet-{name}"),
                           url=f"https://{name}.example/", title=title or f"Title {name}", text=text, published=when,
                           first_seen=when + timedelta(minutes=5))


def test_the_same_text_at_two_outlets_is_a_verbatim_copy():
    found = match.match(item("b", prose(1), hours=1), [item("a", prose(1))])
    assert isinstance(found, model.Copy)
    assert (found.of, found.verbatim, found.containment, found.first) == ("a", True, 1.0, False)
    assert "100%" in found.evidence[0]
    assert "200 words" in found.evidence[1]


def test_a_trimmed_text_inside_a_longer_report_is_a_copy():
    found = match.match(item("b", prose(2, 400) + " " + prose(1)[:600]), [item("a", prose(1))])
    assert isinstance(found, model.Copy)
    assert not found.verbatim
    assert 0.3 <= found.containment < 0.6


def test_unrelated_texts_are_new_and_say_how_near_the_nearest_was():
    found = match.match(item("b", prose(2) + " " + " ".join(prose(1).split()[:30])), [item("a", prose(1))])
    assert isinstance(found, model.New)
    assert 0.1 < found.nearest < 0.3


def test_no_candidates_is_new():
    assert match.match(item("b", prose(2)), []) == model.New()


def test_an_article_is_no_copy_of_itself():
    assert isinstance(match.match(item("a", prose(1)), [item("a", prose(1))]), model.New)


def test_of_several_equal_candidates_the_earliest_is_the_original():
    found = match.match(item("d", prose(1), hours=9),
                        [item("b", prose(1), hours=3), item("a", prose(1), hours=2), item("c", prose(1), hours=4)])
    assert isinstance(found, model.Copy)
    assert found.of == "a"


def test_the_nearest_is_the_original_although_an_earlier_one_is_a_bit_like_it():
    bit = " ".join(prose(1).split()[:80]) + " " + prose(5, 120)
    found = match.match(item("c", prose(1), hours=9), [item("a", bit), item("b", prose(1), hours=3)])
    assert isinstance(found, model.Copy)
    assert found.of == "b"


def test_an_article_that_was_published_before_the_one_we_had_says_so():
    found = match.match(item("wire", prose(1), hours=-2), [item("paper", prose(1))])
    assert isinstance(found, model.Copy)
    assert found.first
    assert direction.earlier(item("wire", prose(1), hours=-2), item("paper", prose(1))).article_id == "wire"


def test_a_date_in_the_future_does_not_count():
    late = replace(item("a", prose(1)), published=NOON + timedelta(days=400))
    assert direction.moment(late) == late.first_seen
    assert direction.moment(replace(late, published=None)) == late.first_seen
    assert direction.moment(replace(late, published=datetime(2026, 1, 1))).tzinfo is UTC  # noqa: DTZ001


def test_nearly_the_same_text_of_the_same_outlet_is_a_revision():
    found = match.match(item("b", prose(1) + " " + prose(9, 20), outlet="o", hours=3), [item("a", prose(1), outlet="o")])
    assert isinstance(found, model.Revision)
    assert found.of == "a"


def test_a_rewritten_text_under_the_same_title_is_a_revision():
    new = " ".join(prose(1).split()[:100]) + " " + prose(9, 100)
    found = match.match(item("b", new, outlet="o", title="River rises near Felden, two bridges closed", hours=3),
                        [item("a", prose(1), outlet="o", title="River rises near Felden: bridges closed")])
    assert isinstance(found, model.Revision)


def test_a_follow_up_that_repeats_the_background_is_new():
    new = " ".join(prose(1).split()[:80]) + " " + prose(9, 120)
    assert isinstance(match.match(item("b", new, outlet="o"), [item("a", prose(1), outlet="o")]), model.New)
    assert isinstance(match.match(item("b", new, outlet="p"), [item("a", prose(1), outlet="o")]), model.Copy)


def test_the_same_column_weeks_later_is_no_revision():
    found = match.match(item("b", prose(1), outlet="o", hours=24 * 30), [item("a", prose(1), outlet="o")])
    assert isinstance(found, model.Copy)


@pytest.mark.parametrize("body", ["", "Mayor resigns after vote", "Mayor resigns after vote."])
def test_items_without_text_are_not_copies_by_a_short_title(body):
    a = item("a", "", title="Mayor resigns after vote")
    b = item("b", body, title="Mayor resigns after vote")
    assert isinstance(match.match(b, [a]), model.New)


def test_items_without_text_are_copies_by_a_long_identical_title_only():
    long = "Mayor of Felden resigns after a close vote on the new bridge over the river"
    found = match.match(item("b", "", title=long), [item("a", long, title=long)])
    assert isinstance(found, model.Copy)
    assert isinstance(match.match(item("b", "", title=long), [item("a", "", title=long + " again")]), model.New)


def test_a_title_alone_does_not_make_an_item_a_copy_of_a_text():
    assert isinstance(match.match(item("b", "", title="T one two three four five six seven eight nine ten"),
                                  [item("a", prose(1), title="T one two three four five six seven eight nine ten")]),
                      model.New)


def test_a_chance_phrase_does_not_make_short_texts_copies():
    a = item("a", "police said on monday that the road is closed until noon")
    b = item("b", "police said on monday that the school opens again")
    assert isinstance(match.match(b, [a]), model.New)


def test_frequent_phrases_do_not_count():
    notice = prose(77, 80)
    a, b = item("a", prose(1, 60) + " " + notice), item("b", prose(2, 60) + " " + notice)
    assert isinstance(match.match(b, [a]), model.Copy)
    frequent = fingerprint.fingerprint(notice).sample
    assert isinstance(match.match(b, [a], frequent=frequent), model.New)
    assert isinstance(match.match(item("c", a.text), [a], frequent=frequent), model.Copy)


def test_evidence_quotes_nobody():
    found = match.match(item("b", prose(1)), [item("a", prose(1))])
    assert isinstance(found, model.Copy)
    assert not set(" ".join(found.evidence).split()) & set(prose(1).split())


pieces = st.lists(st.integers(min_value=0, max_value=6), max_size=6)


@settings(max_examples=150, deadline=None)
@given(pieces, pieces, st.booleans(), st.integers(min_value=-200, max_value=200), st.booleans())
def test_the_relation_does_not_depend_on_the_order_of_arguments(ours, theirs, same_outlet, hours, without):
    """Whatever the texts: copy stays copy, revision stays revision, with the same containment."""
    a = item("a", " ".join(prose(piece, 30) for piece in ours), outlet="o", title="One two three")
    b = item("b", " ".join(prose(piece, 30) for piece in theirs), outlet="o" if same_outlet else "p",
             title="One two three" if without else "Four five six", hours=hours)
    frequent = fingerprint.fingerprint(prose(3, 30)).sample if without else ()
    one, other = match.match(a, [b], frequent=frequent), match.match(b, [a], frequent=frequent)
    assert type(one) is type(other)
    first, second = match.side(a), match.side(b)
    assert match.relate(first, second, frequent=frozenset(frequent)) == match.relate(second, first,
                                                                                     frequent=frozenset(frequent))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters()), st.text(alphabet=st.characters()))
def test_any_two_strings_can_be_compared(ours, theirs):
    match.match(item("a", ours, title=theirs), [item("b", theirs, title=ours), item("c", ours)])


def standing_of(**words: str) -> match.Ask:
    """Pages of outlets named after their articles, with these words on them."""
    def ask(ids: Sequence[str]) -> dict[str, direction.Standing]:
        return {one: direction.Standing(names=(f"{one.capitalize()} Courier",), domain=f"{one}.example", words=words.get(one, "")) for one in ids}

    return ask


def test_what_a_page_says_decides_who_was_first_and_the_evidence_tells():
    a, b = item("tide", prose(1)), item("delta", prose(1), hours=3)
    found = match.match(b, [a], standing=standing_of(tide="(Delta Courier)"))
    assert isinstance(found, model.Copy)
    assert (found.first, found.first_by) == (True, model.FirstBy.CREDIT)
    assert found.evidence[-1] == "the other names the outlet of this one"
    other = match.match(a, [b], standing=standing_of(tide="(Delta Courier)"))
    assert isinstance(other, model.Copy)
    assert (other.first, other.evidence[-1]) == (False, "this one names the outlet of the other")


def test_a_family_has_one_first_whoever_is_asked():
    family = [item(name, prose(1), hours=hours) for name, hours in (("tide", 0), ("delta", 1), ("osier", 2), ("calder", 3))]
    for words, root in (({}, "tide"), ({"tide": "(Osier Courier)"}, "delta"), ({"tide": "(Osier Courier)", "delta": "(Osier Courier)"}, "osier"),
                        ({"tide": "(Delta Courier)", "delta": "(Tide Courier)"}, "tide")):
        first = set[str]()
        for one in family:
            found = match.match(one, [other for other in family if other is not one], standing=standing_of(**words))
            assert isinstance(found, model.Copy)
            if found.first:
                first.add(one.article_id)
        assert first == {root}, words


def test_level_clocks_are_undecided_and_the_same_one_stands_for_both():
    a, b = item("tide", prose(1)), item("delta", prose(1), hours=0.05)
    one, other = match.match(a, [b]), match.match(b, [a])
    assert isinstance(one, model.Copy)
    assert isinstance(other, model.Copy)
    assert (one.first, other.first, one.first_by, other.first_by) == (True, False, model.FirstBy.UNDECIDED, model.FirstBy.UNDECIDED)


def test_a_translated_headline_over_the_same_text_is_a_copy_and_an_outlets_update_is_not():
    a = item("a", prose(1), title="Fluss steigt bei Felden, zwei Brücken gesperrt", outlet="o")
    assert isinstance(match.match(item("b", prose(1), title="River rises near Felden", hours=2), [a]), model.Copy)
    assert isinstance(match.match(item("b", f"{prose(1)} {prose(3, 30)}", title="River rises near Felden", hours=2, outlet="o"), [a]), model.Revision)


def test_texts_of_boilerplate_alone_are_neither_copies_nor_revisions():
    notice = prose(77, 80)
    frequent = fingerprint.fingerprint(notice).sample
    for outlet in ("o", "p"):
        assert isinstance(match.match(item("b", notice, outlet=outlet), [item("a", notice, outlet="o")], frequent=frequent), model.New)
    assert isinstance(match.match(item("b", notice), [item("a", notice)]), model.Copy)


def test_a_long_text_that_is_the_same_to_the_last_word_is_a_copy_however_common_its_passages_are():
    report = prose(5, match.WHOLE)
    frequent = fingerprint.fingerprint(report).sample
    found = match.match(item("b", report, outlet="p"), [item("a", report, outlet="o")], frequent=frequent)
    assert isinstance(found, model.Copy)
    assert (found.containment, found.verbatim, [one.words for one in found.passages]) == (1.0, True, [match.WHOLE])
    changed = report.rsplit(" ", 1)[0] + " otherwise"
    assert isinstance(match.match(item("b", changed, outlet="p"), [item("a", report, outlet="o")], frequent=frequent), model.New)


def test_an_outlets_notice_in_place_of_many_texts_makes_no_revisions_of_them():
    """What its pages give instead of the text is the same to the last word under headlines of all kinds."""
    notice = prose(5, match.WHOLE + 20)
    frequent = frozenset(match.shingled(notice).distinct.tolist())
    moment = datetime(2026, 3, 1, tzinfo=UTC)

    def side(outlet: str, title: str) -> match.Side:
        return match.prepare(outlet=outlet, title=title, body=notice, moment=moment)

    assert match.relate(side("a", "Lock closed after a crack"), side("a", "Pears are dearer"), frequent=frequent) is None
    assert match.relate(side("a", "Lock closed after a crack"), side("a", "Lock closed after a crack"), frequent=frequent)
    assert match.relate(side("a", "Lock closed after a crack"), side("b", "Pears are dearer"), frequent=frequent)
