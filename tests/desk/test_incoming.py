"""Reading mail: every charset, every nesting, and no mail that does harm."""

from __future__ import annotations

import base64
import hashlib
import io
import time
import zipfile
from email.message import EmailMessage

import hypothesis
import pytest
from hypothesis import strategies

from headwater.desk import incoming


def made(body: str = "Please take it down.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Ada Quill <Ada@Tidewater.example>")
    message["To"] = "complaints@news.example"
    message["Subject"] = headers.pop("subject", "A complaint")
    message["Message-ID"] = "<a1@tidewater.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def read(raw: bytes | EmailMessage) -> incoming.Incoming:
    return incoming.read(raw if isinstance(raw, bytes) else raw.as_bytes())


def quickly(raw: bytes, seconds: float = 20.0) -> incoming.Incoming:
    started = time.process_time()
    found = incoming.read(raw)
    assert time.process_time() - started < seconds
    return found


def test_a_plain_mail_is_read() -> None:
    found = read(made("One.\nTwo.\n", In_Reply_To="<b@x>", References="<a@x> <b@x>"))
    assert (found.sender, found.sender_name, found.subject) == ("ada@tidewater.example", "Ada Quill", "A complaint")
    assert (found.message_id, found.answers) == ("<a1@tidewater.example>", ("<b@x>", "<a@x>"))
    assert (found.text, found.recipients, found.defects) == ("One.\nTwo.", ("complaints@news.example",), ())


@pytest.mark.parametrize(
    ("charset", "words"),
    [("koi8-r", "Уберите мою фотографию"), ("windows-1256", "أزيلوا صورتي من الموقع"), ("iso-2022-jp", "写真を削除してください"),
     ("gb18030", "请删除我的照片"), ("windows-1251", "Жалоба"), ("utf-16", "Größe"), ("euc-kr", "사진을 삭제"), ("iso-8859-15", "€ 5")],
)
def test_every_charset_is_read_in_body_and_headers(charset: str, words: str) -> None:
    encoded = base64.b64encode(words.encode(charset)).decode()
    raw = (
        f"From: =?{charset}?B?{encoded}?= <ada@tidewater.example>\r\nSubject: =?{charset}?b?{encoded}?=\r\n"
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
    ).encode()
    found = read(raw)
    assert (found.sender_name, found.subject, found.text) == (words, words, words)
    assert found.defects == ()


@pytest.mark.parametrize("charset", ["", "nonsense", "rot13", "unicode_escape", "zlib", "idna", "punycode", "us-ascii", "utf-8", "x" * 300, "../../etc"])
def test_wrong_and_dangerous_charsets_still_give_the_words(charset: str) -> None:
    words = "Пожалуйста, удалите мою фотографию с вашего сайта, я её автор и не давал разрешения."
    head = f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert read(head + words.encode("utf-8")).text == words
    found = read(head + words.encode("windows-1251"))
    assert "фотографию" in found.text
    assert found.defects


def test_headers_with_raw_bytes_and_parted_letters_are_read() -> None:
    parted = "=?utf-8?B?" + base64.b64encode("я".encode()[:1]).decode() + "?=\r\n =?utf-8?B?" + base64.b64encode("я".encode()[1:]).decode() + "?="
    assert read(b"Subject: " + parted.encode() + b"\r\n\r\n").subject == "я"
    assert read("Subject: Жалоба\r\n\r\n".encode()).subject == "Жалоба"
    assert read(b"Subject: =?utf-8?Q?a_=3D_b?= =?utf-8?q?c?= and =?x?y?= =?utf-8?B?!!!?=\r\n\r\n").subject == "a = bc and =?x?y?="


def test_plain_text_is_preferred_unless_it_says_nothing() -> None:
    message = made("The words of the plain part, which are enough.")
    message.add_alternative("<p>The words of HTML</p>", subtype="html")
    assert read(message).text == "The words of the plain part, which are enough."
    message = made("HTML only")
    message.add_alternative('<p>See <a href="https://tidewater.example/a?b=1&amp;c=2">this</a></p>', subtype="html")
    assert read(message).text == "See https://tidewater.example/a?b=1&c=2 this"


def test_nothing_of_scripts_styles_and_comments_is_text() -> None:
    markup = "<head><title>T</title></head><style>p{}</style><SCRIPT>alert(1)</SCRIPT><!-- <p>no</p> --><p>Yes</p><script>never ends"
    assert incoming.html_text(markup) == "Yes"


def test_a_forwarded_notice_is_walked() -> None:
    inner = made("The picture is mine.", sender="Bea <bea@photo.example>", subject="My picture")
    outer = made("Please see below.", subject="Fwd")
    outer.add_attachment(inner)
    found = read(outer)
    assert "Please see below." in found.text
    assert "The picture is mine." in found.text
    assert "From: Bea <bea@photo.example>" in found.text
    assert found.sender == "ada@tidewater.example"


def test_attachments_are_listed_with_name_size_and_hash_and_never_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", b"\0" * 50_000_000)
    message = made("See the file.")
    message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="evidence\u202ezip.exe")
    message.add_attachment("<script>alert(1)</script>", subtype="html", filename="a.html")
    started = time.process_time()
    found = read(message)
    assert time.process_time() - started < 2
    assert [(one.name, one.size) for one in found.attachments] == [("evidencezip.exe", len(packed.getvalue())), ("a.html", 26)]
    assert found.attachments[0].sha256 == hashlib.sha256(packed.getvalue()).hexdigest()
    assert found.text == "See the file."


def test_a_mail_of_ten_thousand_parts_is_read_to_its_bounds() -> None:
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\npart %d\r\n" % number for number in range(10_000))
    found = quickly(b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n")
    assert "part 0" in found.text and "part 9999" not in found.text
    assert any("200 parts" in one for one in found.defects)


@pytest.mark.parametrize("depth", [20, 39, 500, 5000])
def test_deep_nesting_is_read_to_its_bounds(depth: int) -> None:
    head = b"From: a@b.example\r\nSubject: deep\r\n"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(depth))
    found = quickly(head + nested + b"\r\nwords\r\n" + b"\r\n" * 100_000)
    assert found.subject == "deep"
    assert found.defects


@pytest.mark.parametrize("depth", [30, 900, 20_000])
def test_messages_in_messages_are_read_to_their_bounds(depth: int) -> None:
    found = quickly(b"From: a@b.example\r\nSubject: deep\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"words\r\n" + b"\r\n" * 100_000)
    assert found.subject == "deep"
    assert found.defects


@pytest.mark.parametrize(
    "body",
    [b"x" * 50_000_000, b"\n" * 20_000_000, b"<!--" * 2_000_000, b"<script" * 1_000_000, b"<a href=x " * 1_000_000, b"&amp" * 2_000_000, b"=?a?b?" * 1_000_000],
    ids=["one line", "lines", "comments", "scripts", "links", "entities", "words"],
)
@pytest.mark.parametrize("kind", [b"text/plain", b"text/html", b"multipart/mixed; boundary=x"])
def test_fifty_megabytes_of_anything_are_read_in_bounded_time(body: bytes, kind: bytes) -> None:
    found = quickly(b"From: a@b.example\r\nContent-Type: " + kind + b"\r\n\r\n" + body, 20)
    assert len(found.text) <= incoming.MOST_TEXT


@pytest.mark.parametrize("value", [b"(" * 100_000, b"<" * 100_000, b"a@b," * 100_000, b'"\\' * 50_000, b"=?utf-8?q?" * 20_000, b"\r\n x" * 50_000, b";a*0*=" * 20_000])
@pytest.mark.parametrize("name", [b"From", b"Subject", b"Content-Type", b"Content-Disposition", b"References", b"To", b"Received"])
def test_hostile_headers_are_read_in_bounded_time(name: bytes, value: bytes) -> None:
    quickly(name + b": " + value + b"\r\n\r\nwords\r\n", 3)


def test_several_senders_prove_nothing_of_any() -> None:
    assert read(b"From: a@b.example, c@d.example\r\n\r\n").sender == ""
    assert read(b"From: a@b.example\r\nFrom: c@d.example\r\n\r\n").sender == ""
    found = read(b'From: "boss@bank.example" <thief@evil.example>\r\n\r\n')
    assert (found.sender, found.sender_name) == ("thief@evil.example", "")


def test_null_bytes_and_controls_are_gone_from_what_is_read() -> None:
    found = read(b"From: a\x00b <a@b.example>\r\nSubject: a\x00b\x1b[31m\r\n\r\nbody\x00\x07 end\r\n")
    assert found.text == "body end"
    assert "\x00" not in found.subject + found.sender_name


def test_a_mail_without_anything_is_read() -> None:
    for raw in (b"", b"\r\n", b"no header at all", b"\xff\xfe\x00", b":\n:\n", b"From\n\nx"):
        assert isinstance(incoming.read(raw), incoming.Incoming)


def test_the_same_mail_on_two_ways_has_the_same_content_and_another_has_not() -> None:
    raw = made().as_bytes()
    by_imap = b"Received: from x by mx.news.example; Mon, 1 Jun 2026 12:00:00 +0000\r\n" + raw.replace(b"\n", b"\r\n")
    by_file = b"Return-Path: <ada@tidewater.example>\nDelivered-To: desk\n" + raw
    assert incoming.content(read(by_imap), by_imap) == incoming.content(read(by_file), by_file)
    other = made("Another matter.").as_bytes()
    assert incoming.content(read(other), other) != incoming.content(read(raw), raw)


@hypothesis.given(strategies.binary(max_size=400))
def test_reading_never_raises(raw: bytes) -> None:
    incoming.read(raw)
    incoming.read(b"From: a@b\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n" + raw + b"\r\n--b--")


@hypothesis.given(strategies.text(alphabet="<>!-/scriptyle a=\"'\n", max_size=300))
def test_html_never_leaves_a_tag(markup: str) -> None:
    assert "<script" not in incoming.html_text(markup).lower()


@pytest.mark.parametrize("part", [
    b"Content-Disposition: attachment; filename=\"%s\"\r\n\r\nx\r\n", b"Content-Type: message/x\r\nFrom: %s\r\nDate: %s\r\nSubject: %s\r\n\r\nx\r\n",
])  # fmt: skip
def test_headers_of_hundreds_of_words_in_no_known_charset_are_read_in_bounded_time(part: bytes) -> None:
    words = b"".join(b"=?c%d?q?=E9=F1=FF?=" % (number % 7) for number in range(400))[:7900]
    parts = (b"--b\r\n" + part.replace(b"%s", words)) * 20
    found = quickly(b"From: ada@tidewater.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n", 5.0)
    assert found.sender == "ada@tidewater.example"
