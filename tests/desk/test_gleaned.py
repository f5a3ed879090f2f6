"""What a complaint by mail says is found, in several languages, whatever hides it."""

from __future__ import annotations

import time

import hypothesis
import pytest
from hypothesis import strategies

from headwater.desk import gleaned
from headwater.notices import Relation

BASE = "https://news.example"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("See https://a.example/b?c=1#d, please.", ["https://a.example/b?c=1#d"]),
        ("hxxps://a.example/b and HXXP://c[.]example/d", ["https://a.example/b", "http://c.example/d"]),
        ("https[:]//a(dot)example/b, https://c {.} example/d", ["https://a.example/b", "https://c.example/d"]),
        ("http://a.example/bhttp://c.example/d", ["http://a.example/b", "http://c.example/d"]),
        ("https://web.archive.org/web/2020/https://a.example/b", ["https://web.archive.org/web/2020/https://a.example/b"]),
        ("https://a.example/?u=https://b.example/", ["https://a.example/?u=https://b.example/"]),
        ("https://a.exam=\nple/long=\n-name", ["https://a.example/long-name"]),
        ("<https://a.example/long\n  -name>", ["https://a.example/long-name"]),
        ("(https://a.example/b_(c)) [https://d.example/]. www.e.example/f!", ["https://a.example/b_(c)", "https://d.example/", "https://www.e.example/f"]),
        ("«https://a.example/б» https://b.example/写真。", ["https://a.example/%D0%B1", "https://b.example/%E5%86%99%E7%9C%9F"]),
        ("https://a.example/b https://a.example/b", ["https://a.example/b"]),
        ("https:// https://[ http://a b ftp://c.example mailto:x@y.example", ["http://a/"]),
    ],
)
def test_addresses_are_found_whatever_hides_them(words: str, expected: list[str]) -> None:
    assert list(gleaned.addresses(words)) == expected


def test_our_own_address_is_what_is_complained_about_and_the_other_is_the_original() -> None:
    found = gleaned.glean("Your copy: https://news.example/article/1\nIt stands at https://tidewater.example/a", base_url=BASE)
    assert found.addresses == ("https://news.example/article/1",)
    assert dict(found.fields)["original_url"] == "https://tidewater.example/a"


def test_without_ours_the_words_before_tell_the_original_from_the_rest() -> None:
    words = "You show https://tidewater.example/a\n\nMy original photograph is at https://quill.example/p.jpg"
    found = gleaned.glean(words, base_url=BASE)
    assert found.addresses == ("https://tidewater.example/a",)
    assert found.originals == ("https://quill.example/p.jpg",)


@pytest.mark.parametrize(
    "words",
    [
        "I have a good faith belief that the use is not authorized. I swear, under penalty of perjury, that this is accurate.",
        "Ich erkläre in gutem Glauben und versichere an Eides statt, dass dies stimmt.",
        "Je déclare de bonne foi et sous peine de parjure que ceci est exact.",
        "Declaro de buena fe y bajo pena de perjurio que es exacto.",
        "Dichiaro in buona fede e sotto giuramento che è esatto.",
        "Declaro de boa-fé e sob juramento que é exato.",
        "Я добросовестно полагаю и под страхом ответственности за лжесвидетельство заявляю.",
        "أصرح بحسن نية وتحت طائلة شهادة الزور",
        "我善意地相信，并愿承担伪证责任。",
    ],
)
def test_statements_are_found_in_several_languages(words: str) -> None:
    fields = dict(gleaned.glean(words).fields)
    assert (fields.get("good_faith"), fields.get("accuracy")) == ("yes", "yes")


def test_what_was_not_said_is_not_found() -> None:
    assert gleaned.glean("Please remove the picture. Thank you.\nAda") == gleaned.Gleaned()


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("Regards\n/s/ Ada Quill", "", "Ada Quill"), ("Signature: Ada Quill\n", "", "Ada Quill"), ("Подпись: Ада Квилл", "", "Ада Квилл"),
        ("Kind regards,\nAda Quill\nTidewater Post", "Ada Quill", "Ada Quill"), ("Ada", "Ada", ""), ("Ada Quill wrote it.", "Ada Quill", ""),
    ],
)
def test_a_typed_name_is_a_signature(words: str, name: str, expected: str) -> None:
    assert dict(gleaned.glean(words, name=name).fields).get("signature", "") == expected


@pytest.mark.parametrize(
    "words",
    ["It was first published on 3 May 2026 by us.", "First published: 2026-05-03", "originally published May 3rd, 2026", "Erstmals veröffentlicht am 3. Mai 2026",
     "publiée le 3 mai 2026", "publicado por primera vez el 3 de mayo de 2026", "впервые опубликована 3 мая 2026 года"],
)
def test_the_day_of_first_publication_is_found(words: str) -> None:
    assert dict(gleaned.glean(words).fields)["first_published"] == "2026-05-03"


def test_a_day_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    assert "first_published" not in dict(gleaned.glean("first published on 03/05/2026").fields)
    assert "first_published" not in dict(gleaned.glean("first published on 2026-13-45").fields)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("I write on behalf of Tidewater Media Ltd, whose text it is.", Relation.AGENT), ("I am the author of it.", Relation.OWNER), ("Я являюсь автором снимка", Relation.OWNER),
     ("It is a photo of me.", Relation.SUBJECT), ("We hold an exclusive licence.", Relation.LICENSEE), ("Hello.", Relation.OTHER),
     ("I am the author and owner. Under penalty of perjury, I am authorised to act for the owner.", Relation.OWNER),
     ("I took the picture.\nUnder penalty of perjury, I am authorized\nto act on behalf of the\nowner of an exclusive right.", Relation.OWNER),
     ("I swear, under penalty of perjury, that I am authorised to act for the owner.", Relation.OTHER),
     ("I am the copyright owner, or am authorized to act on behalf of the owner, of an exclusive right that is allegedly infringed.", Relation.OTHER),
     ("Je suis autorisé à agir au nom du titulaire des droits.", Relation.OTHER), ("Ich bin befugt, im Namen des Rechteinhabers zu handeln.", Relation.OTHER),
     ("I am authorised to act for Tidewater Media Ltd.", Relation.AGENT), ("I write on behalf of the copyright owner, Ada Quill.", Relation.AGENT)],
)
def test_the_role_of_the_sender_is_found(words: str, expected: Relation) -> None:
    assert gleaned.glean(words).relation is expected


def test_the_formula_of_the_oath_names_no_principal() -> None:
    oath = "Under penalty of perjury, I am authorized to act on behalf of the owner of an exclusive right that is allegedly infringed."
    assert dict(gleaned.glean(oath).contact) == {}
    assert dict(gleaned.glean(f"I write on behalf of Tidewater Media Ltd. {oath}").contact) == {"principal": "Tidewater Media Ltd"}


def test_labelled_lines_fill_the_fields_of_the_form() -> None:
    found = gleaned.glean("Court: Landgericht Musterstadt\n- Case number: 12 O 345/26\nPhone: +49 30 1\nOn behalf of: Tidewater\nhttps://a.example: x\n")
    assert dict(found.fields) == {"court": "Landgericht Musterstadt", "case_number": "12 O 345/26"}
    assert dict(found.contact) == {"phone": "+49 30 1", "principal": "Tidewater"}


def test_an_answer_gives_only_what_is_new() -> None:
    ours = "We still need from you:\n- That you swear, under penalty of perjury, that it is accurate.\n"
    for answer in (
        "It is accurate.\n\nOn Mon, 1 Jun 2026 at 12:00, The News wrote:\n> under penalty of perjury",
        "It is accurate.\n-----Original Message-----\nunder penalty of perjury",
        "It is accurate.\n\n01.06.2026, 12:00, Новости пишет:\nunder penalty of perjury",
        "- That you swear, under penalty of perjury, that it is accurate.\nIt is accurate.",
        "> under penalty of perjury\nIt is accurate.",
    ):
        assert gleaned.new_words(answer, [ours]) == "It is accurate."


def test_references_are_found() -> None:
    assert gleaned.references("Re: [HW-7K2M-9QXD] and hw-7k2m-9qxd, not HW-1") == ("HW-7K2M-9QXD",)


@pytest.mark.parametrize("words", ["http://" * 50_000, "https://a.example/" + "x" * 300_000, "<https://" * 50_000, "(" * 300_000, "a:" * 100_000, "on behalf of " * 20_000,
                                   "on x" * 50_000 + " wrote", "first published " * 20_000, "/s/ " * 50_000, "[.]" * 100_000, "original " * 30_000 + "https://a.example",
                                   "\n" * 20 + "s/ ab" + " " * 59_000 + "x", "a" + "\u0315\u0300" * 100_000])
def test_hostile_text_is_gleaned_in_bounded_time(words: str) -> None:
    started = time.process_time()
    gleaned.glean(words, name="Ada Quill", base_url=BASE)
    gleaned.new_words(words, [words])
    assert time.process_time() - started < 5


@hypothesis.given(strategies.text(max_size=300))
def test_gleaning_never_raises(words: str) -> None:
    gleaned.glean(words, name=words[:20], base_url=BASE)
    gleaned.new_words(words, [words[:50]])
    gleaned.references(words)
