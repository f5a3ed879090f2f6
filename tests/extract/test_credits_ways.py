"""Credit lines in the ways in which outlets print them, and lines that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.extract import credit_lines
from headwater.extract.credit_lines import Told
from support import costs


@pytest.mark.parametrize(("line", "caption", "credit"), [
    ("Workers at the quay.REUTERS", "Workers at the quay.", "REUTERS"),
    ("rescue workers at workAFP", "rescue workers at work", "AFP"),
    ("Ships at the quay on May 5.PHOTO: REUTERS", "Ships at the quay on May 5.", "REUTERS"),
    ("Ships at the quay. Picture taken in July. Jo Marsh / Pool via Reuters", "Ships at the quay. Picture taken in July.", "Jo Marsh / Pool via Reuters"),
    ("Ships at the quay. J. Marsh/AFP", "Ships at the quay.", "J. Marsh/AFP"),
    ("Ships in the old harbour / Lorenza Marina", "Ships in the old harbour", "Lorenza Marina"),
    ("The quay. | Jo Marsh", "The quay.", "Jo Marsh"),
    ("The quay. — Reuters pic", "The quay.", "Reuters pic"),
    ("The quay. AFP - JO MARSH", "The quay.", "AFP - JO MARSH"),
    ("The quay. (Jo Marsh)", "The quay.", "Jo Marsh"),
    ("The quay at dawn (Jo Marsh/The Courier)", "The quay at dawn", "Jo Marsh/The Courier"),
    ("The quay. (Courier Photo by Jo Marsh)", "The quay.", "Courier Photo by Jo Marsh"),
    ("The quay (photo: Jo Marsh) in winter", "The quay in winter", "Jo Marsh"),
    ("(The Tidewater Post)", "", "The Tidewater Post"),
    ("picture alliance / dpa | Jo Marsh", "", "picture alliance / dpa | Jo Marsh"),
    ("Credit...Jo Marsh for The Courier", "", "Jo Marsh for The Courier"),
    ("Image source, Getty Images", "", "Getty Images"),
    ("Image caption, The ships at the quay", "The ships at the quay", ""),
    ("Image: Supplied", "", "Supplied"),
    ("6 of 12 | The ships at the quay. (AP Photo/Jo Marsh)", "The ships at the quay.", "AP Photo/Jo Marsh"),
    ("FILE PHOTO: The mast of a ship is seen at the old harbour. REUTERS/Jo Marsh/File Photo", "The mast of a ship is seen at the old harbour.", "REUTERS/Jo Marsh/File Photo"),
    ("The quay. (AP Photo/Jo Marsh) - Copyright", "The quay.", "AP Photo/Jo Marsh"),
    ("The quay. Photo credit: Jo Marsh | Gull Media", "The quay.", "Jo Marsh | Gull Media"),
    ("The quay in winter. Enlarge image", "The quay in winter.", ""),
    ("The quay at dawn. Jo Marsh (EFE)", "The quay at dawn.", "Jo Marsh (EFE)"), ("The ships of the old harbour JO MARSH (EFE)", "The ships of the old harbour", "JO MARSH (EFE)"),
    ("The ships of the old harbour EFE", "The ships of the old harbour", "EFE"),
    ("The ships of the old harbour. Jo Marsh", "The ships of the old harbour.", "Jo Marsh"),
    ("Text: Ana Reis, Foto: Jo Marsh", "Text: Ana Reis", "Jo Marsh"),
    ("The quay at dawn. Image source, Gull Images", "The quay at dawn.", "Gull Images"), ("The quay at dawn. AFP PHOTO / JO MARSH", "The quay at dawn.", "AFP PHOTO / JO MARSH"),
    ("Die Schiffe am Kai.Foto: picture alliance/dpa | Jo Marsh", "Die Schiffe am Kai.", "picture alliance/dpa | Jo Marsh"), ("Le navi al molo (foto Jo Marsh)", "Le navi al molo", "Jo Marsh"),
    ("Le navi al molo (Ansa)", "Le navi al molo", "Ansa"), ("Los barcos en el muelle (JO MARSH)", "Los barcos en el muelle", "JO MARSH"),
    ("The quay at dawn. Jo Marsh for The Courier", "The quay at dawn.", "Jo Marsh for The Courier"), ("Photo by Jo Marsh: The quay at dawn.", "The quay at dawn.", "Jo Marsh"),
    ("Les bateaux au quai. LP/Jo Marsh", "Les bateaux au quai.", "LP/Jo Marsh"),
])
def test_a_credit_is_found_however_it_is_printed(line: str, caption: str, credit: str) -> None:
    told = credit_lines.tell(line)
    assert (told.caption, told.credit) == (caption, credit)


@pytest.mark.parametrize(("line", "caption"), [
    ("Image caption The river at dawn", "The river at dawn"), ("Image caption: မြစ်ကမ်းဘေး", "မြစ်ကမ်းဘေး"), ("Open image in gallery “Gone,” they said", "“Gone,” they said"),
    ("Image of the river at dawn", "Image of the river at dawn"), ("Caption contests are back", "Caption contests are back"),
])
def test_the_words_of_buttons_go_and_sentences_that_begin_alike_stay(line: str, caption: str) -> None:
    assert credit_lines.tell(line).caption == caption


@pytest.mark.parametrize("line", [
    "A caption without any credit.", "Ships in Rome. Photo of the year", "The mayor shows a photo of the harbour", "The mayor (left) and the harbour master", "Mayor Jo Marsh (SPD)",
    "The ferry (built in 1988)", "Video: Storm hits the coast", "The flag of the AP and of the AFP chief", "Ships, 50 metres long: the fleet", "The share of the ships / of the ferries", "The mayor thanked the crews. AI was no help",
    "Credit cards at the bank", "The map shows the source: a spring", "Ships and/or ferries", "He works by night", "The office of AFP", "The mayor and St. Jo Marsh", "Ships of the USA", "The trial of Marsh vs. Jo Reis", "Jo Marsh, 37", "Before - and after", "The quay (foto storica)", "The mayor (left)", "The island (anno 1906)", "He voted. Jo Marsh for mayor", "The map (AI)",
])
def test_what_only_looks_like_a_credit_stays_in_the_caption(line: str) -> None:
    assert credit_lines.tell(line) == Told(caption=line)


def test_a_copyright_notice_stands_for_itself() -> None:
    assert credit_lines.clean("Jo Marsh/Copyright 2026 The AP. All rights reserved") == ("Jo Marsh", "Copyright 2026 The AP. All rights reserved")
    assert credit_lines.clean("© 2026 Jo Marsh") == ("Jo Marsh", "")
    assert credit_lines.tell("The quay. Jo Marsh/Copyright 2026 The AP. All rights reserved").copyright.endswith("All rights reserved")


@pytest.mark.parametrize(("line", "credit", "instructions"), [
    ("Fire is seen. REUTERS/Jo Marsh THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. NO RESALES. NO ARCHIVES", "REUTERS/Jo Marsh", "THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. NO RESALES. NO ARCHIVES"),
    ("The quay. (Foto: Jo Marsh/APA) AUSTRIA OUT", "Jo Marsh/APA", "AUSTRIA OUT"), ("The quay says NO WAY OUT", "", ""),
])
def test_an_agencys_instructions_stand_for_themselves(line: str, credit: str, instructions: str) -> None:
    told = credit_lines.tell(line)
    assert (told.credit, told.instructions) == (credit, instructions)


@pytest.mark.parametrize("line", ["2:43 min", "01:30 Min. | 19 May", "Photo", "Foto:", "©", "...", "|", ""])
def test_what_names_nobody_is_no_credit(line: str) -> None:
    assert credit_lines.clean(line) == ("", "")


@given(st.text(max_size=300))
def test_any_line_is_told_apart_without_an_error_and_nothing_is_invented(line: str) -> None:
    told = credit_lines.tell(line)
    assert len(told.caption) <= len(line) + 1 and len(told.credit) <= 160
    credit_lines.clean(line)


@pytest.mark.parametrize("line", ["(" * 5000, "Photo: " * 2000, "a / " * 3000, "A. " * 3000, "© " * 3000, "Jo Marsh | " * 1000, "x" * 50_000, "（" * 3000 + "）" * 3000, "- " * 5000, "Foto: © (c) " * 800])
def test_a_hostile_line_costs_little(line: str) -> None:
    assert costs.cpu(lambda: (credit_lines.tell(line), credit_lines.clean(line)), below=0.3) < 0.3
