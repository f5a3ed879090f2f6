"""Which stories are found by a term."""

import random
from collections import Counter, defaultdict

import pytest

from headwater.cluster import postings


def listed(stories: dict[int, set[int]]) -> postings.Postings:
    """Stories by number and the terms that each is found by, added in the order given."""
    found = postings.Postings()
    for number, terms in stories.items():
        found.add(number, terms)
    return found


def votes(known: postings.Postings, terms: list[int], weights: list[float] | None = None, most: int = 600) -> dict[int, float]:
    numbers, sums = known.votes(terms, weights or [1.0] * len(terms), most=most)
    return dict(zip(numbers.tolist(), sums.tolist(), strict=True))


def test_each_story_has_the_sum_of_the_weights_of_the_terms_that_it_shares():
    known = listed({7: {1, 2}, 3: {2, 4}, 5: {9}})
    assert votes(known, [1, 2, 4, 8], [0.5, 0.25, 2.0, 9.0]) == {7: 0.75, 3: 2.25}


def test_nothing_is_found_by_terms_that_nobody_has():
    assert votes(listed({1: {1}}), [2, 3]) == {}
    assert votes(listed({}), []) == {}


def test_rare_terms_are_read_first_and_no_more_entries_than_allowed():
    known = listed({number: {1} | ({2} if number < 4 else set()) | ({3} if number < 2 else set()) for number in range(6)})
    assert votes(known, [1, 2, 3], [10.0, 1.0, 0.5], most=6) == {0: 1.5, 1: 1.5, 2: 1.0, 3: 1.0}  # 2 and 4 entries; 6 more would be 12
    assert votes(known, [1], [10.0], most=6) == dict.fromkeys(range(6), 10.0)
    assert votes(known, [1], [10.0], most=5) == {}  # nobody reads what all have


@pytest.mark.parametrize("seed", range(5))
def test_it_answers_as_sets_would_whatever_was_added_and_removed_and_in_which_order(seed):
    rng, stories, known = random.Random(seed), dict[int, set[int]](), postings.Postings()
    for _ in range(400):
        number = rng.randrange(40)
        if number in stories:
            known.remove(number, stories.pop(number))
        else:
            stories[number] = set(rng.sample(range(30), 5))
            known.add(number, stories[number])
    expected: defaultdict[int, float] = defaultdict(float)
    sizes = Counter(term for terms in stories.values() for term in terms)
    asked = sorted((sizes[term], place, term) for place, term in enumerate(range(0, 30, 2)) if sizes[term])
    read = 0
    for size, _, term in asked:
        read += size
        if read > 50:
            break
        for number, terms in stories.items():
            if term in terms:
                expected[number] += term + 1
    terms = list(range(0, 30, 2))
    assert votes(known, terms, [term + 1.0 for term in terms], most=50) == expected
    again = listed(dict(sorted(stories.items(), reverse=True)))
    assert votes(again, terms, [term + 1.0 for term in terms], most=50) == expected
    assert len(known) == len(again) == len(sizes)
    for number, mine in stories.items():
        known.remove(number, mine)
    assert len(known) == 0
