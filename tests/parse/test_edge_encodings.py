"""Groups 39 to 43 of the hard cases: some eighty encodings, declared rightly, wrongly or not at all, and odd characters."""

from __future__ import annotations

import time

import pytest

from headwater.parse import encoding, feed, plausible

GERMAN = "Die Fähre kam eine Stunde später an, größer war die Verspätung nur im März, fügte die Behörde später hinzu."
CZECH = "Příliš žluťoučký kůň, loď přijela o hodinu později kvůli silnému větru, řekl mluvčí přístavu."
LATVIAN = "Laiva aizkavējās par vienu stundu stiprā vēja dēļ, paziņoja osta; ļaudis gaidīja krastā."
ICELANDIC = "Ferjunni seinkaði um klukkustund vegna hvassviðris, þorskur og ýsa í höfninni, æðarfugl á sjó."
TURKISH = "Şehirde yağmur yağıyor, gemi bir saat gecikti; çeşme arasındaki yol güçlü rüzgâr nedeniyle kapandı."
ROMANIAN = "Feribotul a întârziat o oră din cauza vântului puternic, așteptând în port mulți călători și țărani."
ESPERANTO = "Ĉiuj ŝipoj malfruis unu horon pro la forta vento, kaj la ĵurnalistoj ŝuldas ĝin al la ĥoro."
WELSH = "Mae’r fferi yn hwyr, ŵyl y dŵr a’r tŷ, gŵr a ddaeth i lan y môr â’i gŵn, sŵn y gwynt yn y tŷ."
RUSSIAN = "Паром опоздал на час из-за сильного ветра, сообщили в порту. Пассажиры ждали на берегу, съёмка шла весь день."
UKRAINIAN = "Пором запізнився на годину через сильний вітер, повідомили в порту. Її пасажири чекали на березі."
SERBIAN = "Трајект је каснио један сат због јаког ветра, саопштила је лука. Путници су чекали на обали, љубав њихова."
KAZAKH = "Паром қатты желдің салдарынан бір сағатқа кешікті, деп хабарлады порт. Жолаушылар жағада күтті."
TAJIK = "Паром бинобар шамоли сахт як соат дер монд, гуфт бандар. Мусофирон дар соҳил интизор шуданд, ҷаҳон ғам."
GREEK = "Το πλοίο άργησε μία ώρα λόγω ισχυρών ανέμων, ανακοίνωσε το λιμάνι. Οι επιβάτες περίμεναν στην ακτή."
HEBREW = "המעבורת מאחרת בשעה בגלל הרוח החזקה, נמסר מהנמל. הנוסעים המתינו על החוף במשך כל היום."
ARABIC = "تأخرت العبارة ساعة واحدة بسبب الرياح القوية، حسبما أعلن الميناء. وانتظر الركاب على الشاطئ طوال اليوم."
THAI = "เรือข้ามฟากล่าช้าหนึ่งชั่วโมงเนื่องจากลมแรง ท่าเรือแจ้ง ผู้โดยสารรออยู่ที่ชายฝั่งตลอดวัน"
SIMPLIFIED = "渡轮因大风晚点一小时，港口方面表示。旅客们在岸边等候了一整天，直到傍晚才登船离开。"
TRADITIONAL = "渡輪因大風晚點一小時，港口方面表示。旅客們在岸邊等候了一整天，直到傍晚才登船離開。"
JAPANESE = "フェリーは強風のため一時間遅れたと港が発表した。乗客は一日中海岸で待っていた。"
KOREAN = "강풍으로 여객선이 한 시간 늦었다고 항구가 발표했다. 승객들은 하루 종일 해안에서 기다렸다."

DECIDABLE = [  # labels as feeds write them, Python's codec where it has another name, a text: known by their letters alone
    ("iso-8859-1", "", GERMAN), ("windows-1252", "", GERMAN), ("iso-8859-15", "", GERMAN), ("iso-8859-10", "", ICELANDIC),
    ("windows-1250", "", CZECH), ("iso-8859-2", "", CZECH), ("windows-1257", "", LATVIAN), ("iso-8859-4", "", LATVIAN),
    ("iso-8859-13", "", LATVIAN), ("windows-1254", "", TURKISH), ("iso-8859-9", "", TURKISH), ("windows-1251", "", RUSSIAN),
    ("koi8-r", "", RUSSIAN), ("KOI8-R", "koi8-r", RUSSIAN), ("iso-8859-5", "", RUSSIAN), ("cp866", "", RUSSIAN),
    ("x-mac-cyrillic", "mac-cyrillic", RUSSIAN), ("koi8-u", "", UKRAINIAN), ("cp-1251", "cp1251", UKRAINIAN), ("win-1251", "cp1251", SERBIAN),
    ("windows-1253", "", GREEK), ("iso-8859-7", "", GREEK), ("windows-1255", "", HEBREW), ("iso-8859-8", "", HEBREW),
    ("windows-1256", "", ARABIC), ("iso-8859-6", "", ARABIC), ("windows-874", "cp874", THAI), ("tis-620", "", THAI), ("iso-8859-11", "", THAI),
    ("gb2312", "", SIMPLIFIED), ("gbk", "", TRADITIONAL), ("gb18030", "", SIMPLIFIED), ("x-gbk", "gbk", SIMPLIFIED), ("big5", "", TRADITIONAL),
    ("big5-hkscs", "", TRADITIONAL), ("x-x-big5", "big5", TRADITIONAL), ("cp950", "", TRADITIONAL), ("shift_jis", "", JAPANESE),
    ("x-sjis", "shift_jis", JAPANESE), ("windows-31j", "cp932", JAPANESE), ("euc-jp", "", JAPANESE), ("x-euc-jp", "euc-jp", JAPANESE),
    ("iso-2022-jp", "", JAPANESE), ("iso-2022-jp-1", "", JAPANESE), ("euc-kr", "", KOREAN), ("ks_c_5601-1987", "euc-kr", KOREAN),
    ("cp949", "", KOREAN),
    ("utf-8", "", SIMPLIFIED), ("utf-8", "utf-8-sig", THAI), ("utf-16", "", JAPANESE), ("utf-16le", "utf-16-le", RUSSIAN),
    ("utf-16be", "utf-16-be", ARABIC), ("utf-32", "", KOREAN), ("utf-32le", "utf-32-le", GREEK), ("utf-32be", "utf-32-be", HEBREW),
]
BY_LABEL = [  # known by their label alone: no page or feed is sent in them without one
    ("iso-8859-3", "", ESPERANTO), ("iso-8859-14", "", WELSH), ("iso-8859-16", "", ROMANIAN), ("koi8-t", "", TAJIK), ("cp855", "", SERBIAN),
    ("ibm852", "cp852", CZECH), ("cp437", "", GERMAN), ("cp850", "", GERMAN), ("ibm850", "cp850", GERMAN), ("cp857", "", TURKISH),
    ("cp858", "", GERMAN), ("cp862", "", HEBREW), ("cp869", "", GREEK), ("cp737", "", GREEK), ("cp775", "", LATVIAN), ("cp863", "", GERMAN),
    ("cp860", "", GERMAN), ("cp1125", "", UKRAINIAN), ("ptcp154", "", KAZAKH), ("kz1048", "", KAZAKH), ("mac-greek", "", GREEK),
    ("mac-turkish", "", TURKISH), ("mac-latin2", "", CZECH), ("mac-iceland", "", ICELANDIC), ("macintosh", "mac-roman", GERMAN),
    ("hz-gb-2312", "hz", SIMPLIFIED), ("euc_jis_2004", "", JAPANESE), ("iso-2022-kr", "", KOREAN), ("johab", "", KOREAN), ("utf-7", "", GREEK),
]
ALL = DECIDABLE + BY_LABEL


def written(label: str, codec: str, title: str, declaration: str) -> tuple[bytes, str]:
    """A feed in an encoding, without the characters that it lacks, and its entry's title as it must come out."""
    document = f"{declaration}<rss><channel><title>News</title><item><title>{title}</title><description>{title}</description></item></channel></rss>"
    return document.encode(codec or label, "ignore"), " ".join(title.encode(codec or label, "ignore").decode(codec or label).split())


def title_of(body: bytes, content_type: str = "") -> str:
    return feed.parse(body, content_type=content_type).entries[0].title


def test_39_there_are_eighty_encodings_here() -> None:
    assert len(ALL) >= 80


@pytest.mark.parametrize(("label", "codec", "text"), ALL, ids=[f"{label}-{number}" for number, (label, _, _) in enumerate(ALL)])
def test_39_a_text_in_the_encoding_that_its_declaration_names(label: str, codec: str, text: str) -> None:
    body, wanted = written(label, codec, text, f'<?xml version="1.0" encoding="{label}"?>')
    assert title_of(body) == wanted


@pytest.mark.parametrize(("label", "codec", "text"), ALL, ids=[f"{label}-{number}" for number, (label, _, _) in enumerate(ALL)])
def test_39_a_text_in_the_encoding_that_its_header_names(label: str, codec: str, text: str) -> None:
    body, wanted = written(label, codec, text, "")
    assert title_of(body, f'text/xml; charset="{label}"') == wanted


@pytest.mark.parametrize(("label", "codec", "text"), ALL, ids=[f"{label}-{number}" for number, (label, _, _) in enumerate(ALL)])
def test_39_a_header_that_says_latin_1_unasked_does_not_outweigh_the_declaration(label: str, codec: str, text: str) -> None:
    body, wanted = written(label, codec, text, f'<?xml version="1.0" encoding="{label}"?>')
    assert title_of(body, "text/xml; charset=iso-8859-1") == wanted


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "x-nonsense"])
@pytest.mark.parametrize(("label", "codec", "text"), DECIDABLE, ids=[f"{label}-{number}" for number, (label, _, _) in enumerate(DECIDABLE)])
def test_40_a_text_whose_encoding_is_declared_wrongly_or_not_at_all(label: str, codec: str, text: str, declared: str) -> None:
    body, wanted = written(label, codec, text, f'<?xml version="1.0" encoding="{declared}"?>' if declared else "")
    assert title_of(body) == wanted


@pytest.mark.parametrize(("text", "codec", "label"), [
    (RUSSIAN, "koi8-r", "windows-1251"), (GREEK, "cp1253", "windows-1250"), (JAPANESE, "euc-jp", "windows-1252"), (HEBREW, "cp1255", "iso-8859-2"),
])
def test_40_a_label_in_which_the_text_reads_badly_is_not_believed(text: str, codec: str, label: str) -> None:
    body, wanted = written(codec, codec, text, f'<?xml version="1.0" encoding="{label}"?>')
    assert title_of(body) == wanted


@pytest.mark.parametrize("text", ["café, naïve, Zoë, Ångström", "It’s the “day” – so to speak… © ™ €", "10 £ / 5 €", "Erdő"])
def test_40_a_few_letters_are_not_taken_for_another_script(text: str) -> None:
    body, wanted = written("cp1252", "cp1252", text, "")
    assert title_of(body) == wanted


def test_40_a_text_of_no_script_that_we_know_is_left_to_its_label() -> None:
    assert plausible.best("".join(map(chr, range(0xA1, 0xFF))).encode("latin-1"), ("cp1252",)) is not None
    assert plausible.best(b"plain", ()) is None


@pytest.mark.parametrize("label", ["koi8-r", "big5", "utf-16", "windows-1251", "iso-utf-8", "bogus"])
def test_41_a_prolog_that_says_otherwise_does_not_spoil_utf_8(label: str) -> None:
    assert title_of(written("utf-8", "", RUSSIAN, f'<?xml version="1.0" encoding="{label}"?>')[0], f"text/xml; charset={label}") == RUSSIAN


def test_41_a_declaration_far_into_the_document_is_none() -> None:
    body = f'<?xml version="1.0"?><!--{"x" * 3000}--><rss><channel><item><title>{CZECH}</title></item></channel></rss>'.encode("cp1250")
    assert title_of(body) == CZECH


def test_39_bytes_that_are_no_utf_8_after_a_byte_order_mark() -> None:
    body = b"\xef\xbb\xbf" + f"<rss><channel><item><title>{RUSSIAN} X</title></item></channel></rss>".encode().replace(b" X", b" Espa\xf1a")
    assert title_of(body) == f"{RUSSIAN} España"


def test_39_windows_characters_called_latin_1() -> None:
    for document in (b"<rss><channel><item><title>don\x92t \x93so\x94</title></item></channel></rss>",
                     "<rss><channel><item><title>don\x92t \x93so\x94</title></item></channel></rss>".encode(),
                     b"<rss><channel><item><title>don&#146;t &#147;so&#148;</title></item></channel></rss>"):
        assert title_of(document) == "don’t “so”"


def test_39_utf_8_that_was_read_as_latin_1_and_written_again() -> None:
    item = "<item><title>Grupo Fórmula – ¿Qué será de mañana? “Nada”</title></item>"
    twice = item.encode().decode("latin-1").translate(encoding._C1)
    assert title_of(f"<rss><channel>{twice}</channel></rss>".encode()) == "Grupo Fórmula – ¿Qué será de mañana? “Nada”"
    assert title_of(b"<rss><channel><item><title>&#226;&#128;&#166;</title></item></channel></rss>") == "…"


def test_39_some_of_it_written_again_and_some_spoilt_is_mended_where_it_can_be() -> None:
    twice = "Fórmula, mañana, será: así es".encode().decode("latin-1")
    assert title_of(f"<rss><channel><item><title>{twice} \u2192 Â </title></item></channel></rss>".encode()).startswith("Fórmula, mañana, será: así es")


def test_39_a_title_about_wrong_encodings_stays_as_it_is_written() -> None:
    others = "<item><title>Größe, Länge, Höhe, Übung, später, früher</title></item>"
    found = feed.parse(f"<rss><channel><item><title>Martine Ã©crit en UTF-8</title></item>{others}</channel></rss>".encode())
    assert found.entries[0].title == "Martine Ã©crit en UTF-8"


def test_39_line_noise_costs_only_itself() -> None:
    body = f"<rss><channel><item><title>{GREEK}</title></item></channel></rss>".encode().replace("λιμάνι".encode(), "λιμάνι".encode() + b"\x80\xff")
    assert title_of(body).startswith(GREEK[:50])


def test_39_letters_in_an_attribute() -> None:
    body = '<?xml version="1.0" encoding="euc-kr"?><rss><channel><item><title>T</title><description><img alt="년"/></description></item></channel></rss>'
    assert '"년"' in feed.parse(body.encode("euc-kr")).entries[0].summary


def test_42_control_characters_and_nul_are_gone_everywhere() -> None:
    item = "<item><guid>a\x00\x01b</guid><title>Fer\x0bry\x1f late&#0;&#x1;\ufffe</title><author>An\x08n</author><category>s\x0cea</category></item>"
    one = feed.parse(f"<rss><channel>{item}</channel></rss>".encode()).entries[0]
    assert (one.entry_id, one.title, one.authors, one.categories) == ("ab", "Ferry late", ("Ann",), ("sea",))


@pytest.mark.parametrize("before", ["\n\n  ", "\ufeff\n", "Warning: mysql_connect() in /srv/a.php\n", "<br />\n<b>Notice</b>: x\n", "\x00\x00", " " * 600])
def test_43_text_before_the_xml_declaration(before: str) -> None:
    body = f'{before}<?xml version="1.0" encoding="utf-8"?><rss><channel><title>Fjord</title><item><title>Größe</title></item></channel></rss>'
    found = feed.parse(body.encode())
    assert (found.format, found.entries[0].title) == ("rss2.0", "Größe")


def test_43_blanks_before_the_declaration_do_not_hide_its_encoding() -> None:
    body = f'\n\n<?xml version="1.0" encoding="koi8-r"?><rss><channel><item><title>{RUSSIAN}</title></item></channel></rss>'
    assert title_of(body.encode("koi8-r")) == RUSSIAN


def test_39_an_encoding_is_found_quickly_in_a_large_document() -> None:
    body = f"<rss><channel>{f'<item><title>{RUSSIAN}</title></item>' * 5000}</channel></rss>".encode("cp1251")
    start = time.process_time()
    found, _ = encoding.to_utf8(body)
    assert RUSSIAN in found.decode()
    assert time.process_time() - start < 5
