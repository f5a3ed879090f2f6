"""What an outlet repeats is learnt from its pages and taken away; what its articles share stays."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from headwater import model
from headwater.extract import article, template
from headwater.extract.template import Lesson, Spot, Template
from support import repeating


def taught(pages: list[repeating.Made], known: Template | None = None) -> tuple[list[model.Article], Template]:
    """Pages read one after another, each teaching the next."""
    found: list[model.Article] = []
    known = known or Template()
    for made in pages:
        reading = article.study(made.page, template=known)
        assert isinstance(reading.found, model.Article) and reading.lesson is not None
        found.append(reading.found)
        known = template.learn(known, reading.lesson)
    return found, known


def lines(one: model.Article | model.NotArticle) -> Counter[str]:
    assert isinstance(one, model.Article)
    return Counter(one.body.split("\n"))


@pytest.mark.parametrize("number", range(48))
def test_no_true_sentence_goes_and_what_is_repeated_goes_from_the_fourth_page_on(number: int) -> None:
    """48 outlets in eight languages and six skins, redesigned in the middle; with refrains, corrections, shared paragraphs."""
    pages = repeating.outlet(number, pages=16, redesign=8)
    for count, (made, found) in enumerate(zip(pages, taught(pages)[0], strict=True)):
        plain, now, true = lines(article.extract(made.page)), lines(found), Counter(made.lines)
        assert not (plain & true) - now, "a true line was eaten"
        late = 3 <= count < 8 or count >= 11
        left = [line for line in made.repeated if line in now]
        assert not late or not left or (repeating.skin_of(number).note == "p" and left == [made.repeated[-1]]), left


def test_without_a_template_the_other_pages_change_nothing() -> None:
    made = repeating.outlet(3, pages=1)[0]
    assert article.extract(made.page) == article.extract(made.page, template=Template()) == article.study(made.page).found


def test_a_promotion_that_is_a_plain_paragraph_goes_once_it_stood_below_several_authors() -> None:
    pages = repeating.outlet(40, pages=9)
    found, _ = taught(pages)
    assert pages[2].repeated[-1] in lines(found[2]) and pages[8].repeated[-1] not in lines(found[8])


def test_three_pages_that_know_of_each_other_are_enough() -> None:
    pages = repeating.outlet(8, pages=3)
    _, known = taught(pages)
    for made in pages:
        assert not set(made.repeated) & set(lines(article.extract(made.page, template=known)))


def test_two_pages_teach_nothing_yet() -> None:
    pages = repeating.outlet(8, pages=2)
    _, known = taught(pages)
    assert all(article.extract(made.page, template=known) == article.extract(made.page) for made in pages)


def test_one_authors_last_line_is_hers_whatever_the_share() -> None:
    """A refrain that ends every text of an outlet with a single author."""
    refrain = repeating.TONGUES[0].refrain
    pages = [made for seed in (0, 48, 96) for made in repeating.outlet(seed, pages=16) if refrain in made.lines]
    found, known = taught(pages)
    assert len(pages) == 12 and all(made.lines[-1] == refrain or refrain in made.lines for made in pages)
    assert all(refrain in lines(one) for one in found)
    assert known.pages == 12


def test_the_same_article_at_another_address_teaches_once() -> None:
    made = repeating.outlet(0, pages=1)[0]
    known = Template()
    for count in range(9):
        page = model.Page(url=f"https://paper0.example/copy/{count}", body=made.page.body, fetched_at=made.page.fetched_at)
        lesson = article.study(page).lesson
        assert lesson is not None
        known = template.learn(known, lesson)
    assert known.pages == 1


def test_a_page_that_is_read_again_teaches_nothing_new() -> None:
    pages = repeating.outlet(0, pages=4)
    _, known = taught(pages)
    lesson = article.study(pages[1].page).lesson
    assert lesson is not None and template.learn(known, lesson) is known


def test_what_was_learnt_is_the_same_in_another_order() -> None:
    pages = repeating.outlet(16, pages=10)
    bodies = []
    for seed in range(3):
        order = pages[:]
        random.Random(seed).shuffle(order)
        known = taught(order)[1]
        bodies.append([article.extract(made.page, template=known) for made in pages])
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_place_that_held_a_promotion_and_now_holds_the_standfirst_is_unlearnt_at_once() -> None:
    """``repeating.outlet`` gives the standfirst the class that the promotion had before the redesign."""
    pages = repeating.outlet(0, pages=14, redesign=10)
    found, _ = taught(pages)
    for made, one in zip(pages[10:], found[10:], strict=True):
        assert made.lead in lines(one) or made.lead not in lines(article.extract(made.page))


def test_a_standfirst_that_the_page_does_not_mark_is_found_where_the_outlets_standfirsts_stand() -> None:
    pages = repeating.outlet(8, pages=12)
    found, _ = taught(pages)
    unmarked = [count for count in range(6, 12) if not article_lead(pages[count])]
    assert unmarked, "every page marks its standfirst: nothing is shown"
    assert all(found[count].lead == pages[count].lead for count in unmarked)


def article_lead(made: repeating.Made) -> str:
    one = article.extract(made.page)
    assert isinstance(one, model.Article)
    return one.lead


def test_an_agencys_line_that_recurs_still_reaches_the_trace_stage() -> None:
    """It leaves the body, and stands among the end notes."""
    note = "With material from AFP and the harbour desk"
    found = []
    for made in repeating.outlet(0, pages=6):
        body = made.page.body.replace(b'</div></div><div class="end">', f'<p class="src">{note}</p></div></div><div class="end">'.encode())
        found.append(repeating.Made(page=model.Page(url=made.page.url, body=body, fetched_at=made.page.fetched_at), title=made.title, lines=made.lines, repeated=made.repeated))
    last = taught(found)[0][-1]
    assert note not in lines(last) and note in last.end_notes


def _lesson(number: int, pick: random.Random) -> Lesson:
    spots = tuple(Spot(line=pick.randrange(2**32), place=pick.randrange(2**32), role=pick.choice(("body", "lead", "byline", "dropped", "outside", "cue")), told=True)
                  for _ in range(240))
    return Lesson(address=number + 1, sketch=tuple(pick.randrange(2**32) for _ in range(4)), author=pick.randrange(2**32), container=pick.randrange(2**32),
                  spots=spots, name=pick.randrange(2**32), pictures=tuple(pick.randrange(2**32) for _ in range(12)))


def test_ten_thousand_pages_leave_it_as_small_as_a_hundred() -> None:
    """The worst page: every text and place is new."""
    pick, known, sizes = random.Random(1), Template(), []
    lessons = [_lesson(number, pick) for number in range(200)]
    for number in range(10_000):
        one = lessons[number % 200]
        known = template.learn(known, Lesson(address=number + 1, sketch=(number,), author=one.author, container=one.container, spots=one.spots[:40], name=one.name))
        if number % 1000 == 99:
            sizes.append(len(template.dumps(known)))
    assert known.pages == 10_000
    assert max(sizes) <= template.MOST_BYTES and len(known.lines) <= template.MOST_LINES and len(known.places) <= template.MOST_PLACES
    known = template.learn(known, _lesson(20_000, pick))
    assert len(template.dumps(known)) <= template.MOST_BYTES


def test_it_comes_back_from_json_as_it_was_and_strange_json_is_an_empty_one() -> None:
    _, known = taught(repeating.outlet(24, pages=7))
    assert template.loads(template.dumps(known)) == known
    for text in ("", "{}", "[]", "null", '{"version":1}', '{"version":99,"pages":3}', '{"version":1,"pages":1,"recent":3}', "[" * 100_000):
        assert template.loads(text) == Template()


def test_what_was_on_none_of_the_last_pages_is_forgotten() -> None:
    pick, known = random.Random(2), Template()
    old = _lesson(0, pick)
    known = template.learn(known, old)
    for number in range(template.WINDOW):
        fresh = _lesson(number + 1, pick)
        known = template.learn(known, Lesson(address=fresh.address, sketch=fresh.sketch, spots=fresh.spots[:5]))
    assert not {spot.place for spot in old.spots} & set(known.places) and old.container not in known.containers


def test_once_much_is_known_only_some_pages_are_worth_a_write_unless_the_text_stands_elsewhere() -> None:
    pages = repeating.outlet(0, pages=44, redesign=40)
    known, wanted = Template(), []
    for made in pages:
        lesson = article.study(made.page).lesson
        assert lesson is not None
        wanted.append(template.wants(known, lesson))
        known = template.learn(known, lesson)
    assert all(wanted[: template.WINDOW]) and all(wanted[40:43]) and not all(wanted[template.WINDOW : 40])
