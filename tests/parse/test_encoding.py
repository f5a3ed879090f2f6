"""Characters: whatever a document is written in and says of itself, its title comes out right."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.parse import encoding, feed

BODY = "<rss><channel><title>{}</title></channel></rss>"
TITLES = {
    "windows-1251": "Паром опоздал на час", "koi8-r": "Паром опоздал на час", "iso-8859-2": "Příliš žluťoučký kůň", "iso-8859-1": "Fährverspätung",
    "windows-1252": "It’s the ferry’s “day”", "iso-8859-9": "Şehirde yağmur", "windows-1255": "המעבורת מאחרת", "windows-1256": "تأخرت العبارة",
    "iso-8859-7": "Το πλοίο άργησε", "gb2312": "渡轮晚点一小时", "gbk": "渡輪晚點一小時", "big5": "渡輪晚點一小時", "shift_jis": "フェリーが遅れた",
    "euc-jp": "フェリーが遅れた", "euc-kr": "여객선이 늦었다", "tis-620": "เรือข้ามฟากล่าช้า", "utf-16": "Fähre – 渡轮", "utf-16-le": "Fähre", "utf-16-be": "Fähre",
    "utf-32": "Fähre", "utf-8-sig": "Fähre", "iso-2022-jp": "フェリーが遅れた", "cp1254": "Şehirde yağmur",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_declared_encoding_is_read(name: str) -> None:
    document = f'<?xml version="1.0" encoding="{name}"?>' + BODY.format(TITLES[name])
    assert feed.parse(document.encode(name)).title == TITLES[name]


@pytest.mark.parametrize("name", [one for one in TITLES if not one.startswith("utf-")])
def test_the_charset_of_content_type_is_read(name: str) -> None:
    found = feed.parse(BODY.format(TITLES[name]).encode(name), content_type=f'text/xml; charset="{name}"')
    assert found.title == TITLES[name]


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_need_neither_mark_nor_declaration(name: str) -> None:
    assert feed.parse(BODY.format("Fähre").encode(name)).title == "Fähre"


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "shift_jis", "bogus-8", "utf-16"])
def test_utf8_is_read_as_utf8_whatever_is_declared(label: str) -> None:
    document = f'<?xml version="1.0" encoding="{label}"?>' + BODY.format("Fähre – 渡轮")
    assert feed.parse(document.encode(), content_type=f"text/xml; charset={label}").title == "Fähre – 渡轮"


def test_a_wrong_label_is_noted() -> None:
    document = '<?xml version="1.0" encoding="windows-1251"?>' + BODY.format("Fähre")
    assert "mislabelled-charset" in {one.code for one in feed.parse(document.encode()).warnings}


def test_windows_1252_called_latin1_keeps_its_quotation_marks() -> None:
    document = b'<?xml version="1.0" encoding="iso-8859-1"?>' + BODY.format("X").encode().replace(b"X", b"don\x92t")
    assert feed.parse(document).title == "don’t"


def test_latin1_called_utf8_is_read() -> None:
    document = b'<?xml version="1.0" encoding="utf-8"?>' + BODY.format("X").encode().replace(b"X", "Fährverspätung".encode("latin-1"))
    assert feed.parse(document).title == "Fährverspätung"


def test_a_bad_byte_in_utf8_costs_only_itself() -> None:
    document = BODY.format("Fähre – 渡轮 X und noch mehr – größer – schöner").encode().replace(b"X", b"\x92")
    found = feed.parse(document)
    assert found.title == "Fähre – 渡轮 ’ und noch mehr – größer – schöner"
    assert "invalid-bytes" in {one.code for one in found.warnings}


def test_controls_meant_as_windows_1252_are_mended() -> None:
    assert feed.parse(BODY.format("don\x92t").encode()).title == "don’t"


def test_text_encoded_twice_is_mended_where_all_of_it_is() -> None:
    twice = BODY.format("Fährverspätung für Gäste").encode().decode("cp1252").encode()
    found = feed.parse(twice)
    assert found.title == "Fährverspätung für Gäste"
    assert "double-encoded" in {one.code for one in found.warnings}


def test_a_word_quoted_in_the_wrong_encoding_stays() -> None:
    assert feed.parse(BODY.format("Why you see FÃ¤hre – 渡轮").encode()).title == "Why you see FÃ¤hre – 渡轮"


def test_undeclared_text_of_another_script_is_recognised() -> None:
    sentence = "Паром опоздал на час из-за сильного ветра, сообщили в порту. Пассажиры ждали на берегу. "
    assert feed.parse(BODY.format(sentence * 10).encode("cp1251")).title.startswith("Паром опоздал на час")


@pytest.mark.parametrize(("label", "codec"), [
    ("ISO-8859-1", "cp1252"), ("latin1", "cp1252"), ("GB2312", "gb18030"), ("x-sjis", "cp932"), ("cp-1251", "cp1251"), ("win-1251", "cp1251"),
    ("windows-1251", "cp1251"), ("iso-utf-8", "utf-8"), ("bogus", None), ("", None), ("rot13", None), ("unicode_escape", None), ("base64", None),
])
def test_labels_name_codecs(label: str, codec: str | None) -> None:
    assert encoding.codec_of(label) == codec


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_become_utf8(body: bytes, content_type: str) -> None:
    found, codes = encoding.to_utf8(body, content_type)
    found.decode("utf-8")
    assert all(isinstance(code, str) for code in codes)


@given(st.text(max_size=200))
def test_utf8_comes_through_unchanged(given_text: str) -> None:
    body = ("<a>" + given_text).encode("utf-8", "replace")
    if not body.count(b"\xc3") and not given_text.startswith("\ufeff"):
        assert encoding.to_utf8(body)[0] == body


def test_every_codec_of_the_table_exists() -> None:
    for label in encoding._LABELS.values():
        assert codecs.lookup(label)
