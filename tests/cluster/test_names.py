"""Names and figures as other alphabets write them."""

import pytest

from headwater.cluster import names


@pytest.mark.parametrize("written", [
    ("Trump", "Трамп", "トランプ", "트럼프"),
    ("Indonesia", "Индонезия", "インドネシア", "인도네시아", "Indonésie"),
    ("Maduro", "Мадуро", "Μαδούρο"),
    ("Putin", "Poutine", "Путин", "プーチン", "푸틴"),
])
def test_a_name_has_one_skeleton_in_every_alphabet(written):
    assert len({names.skeleton(one) for one in written}) == 1


def test_other_names_have_others():
    found = {names.skeleton(one) for one in ("Felden", "Northham", "Gomel", "Macedonia", "Liverpool")}
    assert len(found) == 5


def test_a_text_names_what_stands_out_and_its_figures():
    here = names.names("Storm hits Valdoria", "Mayor Kernstrom said 1,200 homes and the NATO base at Belgorodka lost power.")
    there = names.names("Шторм в Валдории", "По словам Кернстрома, без света остались 1.200 домов и база NATO в Белгородке.")
    assert len(here & there) >= names.SHARED
    assert not names.names("a storm has hit the coast", "nobody was hurt, it says.")


@pytest.mark.parametrize("odd", ["", "\ud800", "가", "ー", "é" * 9, "Ъ", "İstanbul", "١٢٣", "ᄀ"])
def test_any_text_has_an_answer(odd):
    assert isinstance(names.names(odd, odd), frozenset)
    assert isinstance(names.skeleton(odd), str)


def test_stories_with_enough_in_common_are_found_likest_first():
    index = names.Index()
    index.put("a", frozenset({1, 2, 3, 4, 5, 6}))
    index.put("b", frozenset({1, 2, 3, 4}))
    index.put("c", frozenset({1, 2, 7, 8}))
    index.put("d", frozenset({1, 2}))
    found = index.nearest(frozenset({1, 2, 3, 4}))
    assert [name for name, _ in found] == ["b", "a"]
    assert found[0][1] == pytest.approx(1)
    index.drop("b")
    index.drop("b")
    assert [name for name, _ in index.nearest(frozenset({1, 2, 3, 4}))] == ["a"]
    assert index.get("b") == frozenset()


def test_what_is_held_is_bounded():
    index = names.Index(most=5)
    for number in range(40):
        index.put(str(number), frozenset({number, number + 1, number + 2}))
    assert len(index) == 5
    assert not index.nearest(frozenset({3, 4, 5}))
    assert index.nearest(frozenset({39, 40, 41}))


def test_a_name_that_hundreds_have_says_nothing():
    index = names.Index()
    for number in range(names.MOST_UNDER + 5):
        index.put(str(number), frozenset({1, 2, 3, 1000 + number}))
    assert not index.nearest(frozenset({1, 2, 3}))
