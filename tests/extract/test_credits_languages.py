"""Whose picture it is, in the words of each language."""

from __future__ import annotations

import pytest

from headwater.extract import credit_lines, credit_words

LINES = [  # language, line, caption, credit
    ("am", "መርከቦች በወደብ። ፎቶ፦ አልማዝ ከበደ", "መርከቦች በወደብ።", "አልማዝ ከበደ"),
    ("ar", "القوارب في الميناء (تصوير: سلمى البدري)", "القوارب في الميناء", "سلمى البدري"),
    ("ar", "القوارب في الميناء - رويترز", "القوارب في الميناء", "رويترز"),
    ("ar", "القوارب في الميناء. (أ ف ب)", "القوارب في الميناء.", "أ ف ب"),
    ("ar", "صدر الصورة، سلمى البدري", "", "سلمى البدري"),
    ("az", "Gəmilər limanda. Foto: Ayla Quliyeva", "Gəmilər limanda.", "Ayla Quliyeva"),
    ("bg", "Корабите на кея. Снимка: Ана Петрова", "Корабите на кея.", "Ана Петрова"),
    ("bn", "ঘাটে জাহাজ। ছবি: রহিম উদ্দিন", "ঘাটে জাহাজ।", "রহিম উদ্দিন"),
    ("ca", "Els vaixells al port. Foto: Ona Puig / ACN", "Els vaixells al port.", "Ona Puig / ACN"),
    ("cs", "Lodě v přístavu. Foto: Jana Malá, ČTK", "Lodě v přístavu.", "Jana Malá, ČTK"),
    ("cs", "Zdroj: Jana Malá", "", "Jana Malá"),
    ("da", "Skibene ved kajen. (Foto: © Mette Holm, Ritzau Scanpix)", "Skibene ved kajen.", "Mette Holm, Ritzau Scanpix"),
    ("de", "Die Schiffe am Kai. Foto: Ana Voß/dpa", "Die Schiffe am Kai.", "Ana Voß/dpa"),
    ("de", "Die Schiffe am Kai. © picture alliance / dpa | Ana Voß", "Die Schiffe am Kai.", "picture alliance / dpa | Ana Voß"),
    ("de", "Die Schiffe am Kai. | Bildrechte: Ana Voß", "Die Schiffe am Kai.", "Ana Voß"),
    ("el", "Τα πλοία στο λιμάνι. Φωτογραφία: Άννα Ρήγα", "Τα πλοία στο λιμάνι.", "Άννα Ρήγα"),
    ("el", "Τα πλοία στο λιμάνι (Φωτ.: ΑΠΕ-ΜΠΕ)", "Τα πλοία στο λιμάνι", "ΑΠΕ-ΜΠΕ"),
    ("en", "Ships at the quay. Photograph: Ana Reis/The Tidewater Post", "Ships at the quay.", "Ana Reis/The Tidewater Post"),
    ("en", "Ships at the quay. (AP Photo/Ana Reis)", "Ships at the quay.", "AP Photo/Ana Reis"),
    ("en", "Ships at the quay | Photo Credit: PTI", "Ships at the quay", "PTI"),
    ("es", "Los barcos en el puerto. Foto: Ana Reis / EFE", "Los barcos en el puerto.", "Ana Reis / EFE"),
    ("es", "Los barcos en el puerto. | Fuente: Cortesía", "Los barcos en el puerto.", "Cortesía"),
    ("et", "Laevad sadamas. Foto: Mari Tamm", "Laevad sadamas.", "Mari Tamm"),
    ("fa", "کشتی‌ها در بندر. عکس: سارا کریمی", "کشتی‌ها در بندر.", "سارا کریمی"),
    ("fi", "Laivat satamassa. KUVA: Anna Virtanen / Lehtikuva", "Laivat satamassa.", "Anna Virtanen / Lehtikuva"),
    ("fr", "Les bateaux au port. Crédit photo : Léa Morin", "Les bateaux au port.", "Léa Morin"),
    ("fr", "Les bateaux au port. LÉA MORIN / AFP", "Les bateaux au port.", "LÉA MORIN / AFP"),
    ("he", "הסירות בנמל (צילום: דנה לוי)", "הסירות בנמל", "דנה לוי"),
    ("he", "הסירות בנמל | צילום: דנה לוי, פלאש 90", "הסירות בנמל", "דנה לוי, פלאש 90"),
    ("hi", "घाट पर नावें (फोटो: पीटीआई)", "घाट पर नावें", "पीटीआई"),
    ("hi", "घाट पर नावें। तस्वीर: रमेश कुमार", "घाट पर नावें।", "रमेश कुमार"),
    ("hr", "Brodovi u luci. Foto: Iva Marić/PIXSELL", "Brodovi u luci.", "Iva Marić/PIXSELL"),
    ("hu", "Hajók a kikötőben. Fotó: Kiss Anna / MTI", "Hajók a kikötőben.", "Kiss Anna / MTI"),
    ("hy", "Լուսանկարը: Անի Սարգսյան", "", "Անի Սարգսյան"),
    ("id", "Kapal di pelabuhan. (Foto: Siti Rahma)", "Kapal di pelabuhan.", "Siti Rahma"),
    ("id", "Kapal di pelabuhan. (ANTARA FOTO/Siti Rahma)", "Kapal di pelabuhan.", "ANTARA FOTO/Siti Rahma"),
    ("is", "Skipin við bryggjuna. Ljósmynd/Anna Jónsdóttir", "Skipin við bryggjuna.", "Anna Jónsdóttir"),
    ("it", "Le barche in porto. Foto di Anna Riva", "Le barche in porto.", "Anna Riva"),
    ("it", "Le barche in porto (Ansa)", "Le barche in porto", "Ansa"),
    ("ja", "港に並ぶ船（写真：春名一郎）", "港に並ぶ船", "春名一郎"),
    ("ja", "港に並ぶ船＝秋月正樹撮影", "港に並ぶ船", "秋月正樹"),
    ("ja", "港に並ぶ船＝共同", "港に並ぶ船", "共同"),
    ("ja", "港に並ぶ船＝東京都内", "港に並ぶ船＝東京都内", ""),
    ("ka", "გემები ნავსადგურში. ფოტო: ანა ბერიძე", "გემები ნავსადგურში.", "ანა ბერიძე"),
    ("kk", "Кемелер айлақта. Сурет: Айгүл Серік", "Кемелер айлақта.", "Айгүл Серік"),
    ("ko", "배가 부두에 서 있다. 연합뉴스", "배가 부두에 서 있다.", "연합뉴스"),
    ("ko", "배가 부두에 서 있다. 민경아 기자", "배가 부두에 서 있다.", "민경아"),
    ("ko", "부두에 선 배. [사진=뉴시스]", "부두에 선 배.", "뉴시스"),
    ("lt", "Laivai uoste / J. Kauno / LRT nuotr.", "Laivai uoste", "J. Kauno / LRT"),
    ("lv", "Kuģi ostā. Foto: Anna Bērziņa/LETA", "Kuģi ostā.", "Anna Bērziņa/LETA"),
    ("ms", "Kapal di pelabuhan. — Gambar oleh Siti Aminah", "Kapal di pelabuhan.", "Siti Aminah"),
    ("nl", "De schepen in de haven. Beeld: Anna de Wit / ANP", "De schepen in de haven.", "Anna de Wit / ANP"),
    ("no", "Skipene ved kaia. FOTO: Kari Nes / NTB", "Skipene ved kaia.", "Kari Nes / NTB"),
    ("pl", "Statki w porcie. Fot. Anna Kowal / PAP", "Statki w porcie.", "Anna Kowal / PAP"),
    ("pt", "Os barcos no porto. — Foto: Ana Reis/Agência Brasil", "Os barcos no porto.", "Ana Reis/Agência Brasil"),
    ("pt", "Os barcos no porto. Crédito: Ana Reis", "Os barcos no porto.", "Ana Reis"),
    ("ro", "Navele în port. Sursa foto: Ana Pop", "Navele în port.", "Ana Pop"),
    ("ru", "Корабли в порту. Фото: Анна Белова / РИА Новости", "Корабли в порту.", "Анна Белова / РИА Новости"),
    ("sk", "Lode v prístave. Zdroj: TASR - Jana Malá", "Lode v prístave.", "TASR - Jana Malá"),
    ("sl", "Ladje v pristanišču. Foto: Ana Kos/STA", "Ladje v pristanišču.", "Ana Kos/STA"),
    ("sq", "Anijet në port. Foto: Ana Hoxha", "Anijet në port.", "Ana Hoxha"),
    ("sr", "Бродови у луци. Фото: Ана Илић", "Бродови у луци.", "Ана Илић"),
    ("sv", "Fartygen vid kajen. Bild: Anna Berg/TT", "Fartygen vid kajen.", "Anna Berg/TT"),
    ("sw", "Meli bandarini. Picha: Asha Juma", "Meli bandarini.", "Asha Juma"),
    ("ta", "துறைமுகத்தில் கப்பல்கள். படம்: குமார்", "துறைமுகத்தில் கப்பல்கள்.", "குமார்"),
    ("th", "เรือที่ท่า (ภาพ: สมชาย ใจดี)", "เรือที่ท่า", "สมชาย ใจดี"),
    ("th", "เรือที่ท่า ภาพจาก AFP", "เรือที่ท่า", "AFP"),
    ("tr", "Tekneler limanda. (Fotoğraf: Ayşe Kaya/AA)", "Tekneler limanda.", "Ayşe Kaya/AA"),
    ("tr", "FOTOĞRAF : İPEK Kaya", "", "İPEK Kaya"),
    ("uk", "Кораблі в порту. Фото: Ганна Бойко/УНІАН", "Кораблі в порту.", "Ганна Бойко/УНІАН"),
    ("ur", "بندرگاہ پر جہاز۔ تصویر: علی رضا", "بندرگاہ پر جہاز۔", "علی رضا"),
    ("vi", "Tàu ở cảng. Ảnh: Nguyễn Thị An", "Tàu ở cảng.", "Nguyễn Thị An"),
    ("zh", "船停在码头。（新华社记者王明摄）", "船停在码头。", "新华社记者王明"),
    ("zh", "船停在碼頭（圖／美聯社）", "船停在碼頭", "美聯社"),
    ("zh", "船停在碼頭。記者王明攝", "船停在碼頭。", "記者王明"),
    ("zh", "船隻靠岸。（圖取自臉書）", "船隻靠岸。", "臉書"),
]


@pytest.mark.parametrize(("language", "line", "caption", "credit"), LINES, ids=lambda value: value[:24])
def test_caption_and_credit_are_told_apart_in_each_language(language: str, line: str, caption: str, credit: str) -> None:
    told = credit_lines.tell(line)
    assert (told.caption, told.credit) == (caption, credit)


def test_every_language_of_the_table_has_a_line() -> None:
    assert set(credit_words.languages()) == {language for language, *_ in LINES}


@pytest.mark.parametrize("label", ["Foto:", "Photo :", "Bildquelle:", "Crédits :", "Fotó:", "Kuva:", "Фото:", "צילום:", "صورة:", "फोटो:", "写真：", "사진=", "图片：", "ภาพ:", "Ảnh:", "©", "(c)", "Photo by", "Foto von"])
def test_a_label_is_no_part_of_a_credit(label: str) -> None:
    assert credit_lines.clean(f"{label} Ana Reis") == ("Ana Reis", "")


@pytest.mark.parametrize("reserved", ["All rights reserved", "Tous droits réservés.", "Alle Rechte vorbehalten", "Todos los derechos reservados", "Все права защищены", "版权所有", "無断転載", "جميع الحقوق محفوظة",
                                      "Wszelkie prawa zastrzeżone", "Tutti i diritti riservati", "Tüm hakları saklıdır"])
def test_words_on_rights_are_no_part_of_a_credit(reserved: str) -> None:
    assert credit_lines.clean(f"Ana Reis / Gull Pictures. {reserved}")[0] == "Ana Reis / Gull Pictures"
