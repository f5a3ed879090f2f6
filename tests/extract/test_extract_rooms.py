"""The rooms of extraction, each by itself."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from headwater import nesting
from headwater.extract import authors, boilerplate, dates, decode, images, language, moments, scripted


def test_nesting_is_counted_outside_scripts_and_comments_and_capped():
    markup, depth = nesting.cap("<div><!--<div><div>--><script>'<div><div>'</script><p>a<p>b</div>")
    assert (markup.count("<p>"), depth) == (2, 2)
    capped, depth = nesting.cap("<div>" * 10 + "text" + "</div>" * 10, limit=4)
    assert (capped.replace("<br>", ""), depth) == ("<div>" * 4 + "text" + "</div>" * 4, 10)


@pytest.mark.parametrize(("body", "content_type", "text", "name"), [
    ("Zürich".encode(), "text/html; charset=iso-8859-1", "Zürich", "utf-8"),
    ("Zürich".encode("latin-1"), "text/html", "Zürich", "cp1252"),
    ("Привет, мир, как дела".encode("cp1251"), "text/html; charset=windows-1251", "Привет, мир, как дела", "cp1251"),
    (b"<meta charset=euc-kr>" + "안녕하세요".encode("cp949"), "", "<meta charset=euc-kr>안녕하세요", "cp949"),
    (b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">' + "港".encode("cp932"), "",
     '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">港', "cp932"),
    (b"\xff\xfe" + "Hej".encode("utf-16-le"), "", "Hej", "utf-16-le"),
    ("“quoted”".encode()[:-1], "", "“quoted\ufffd", "utf-8"),
    (b"plain", "text/html; charset=no-such-thing", "plain", "utf-8"),
])
def test_charset_by_mark_validity_header_and_meta(body, content_type, text, name):
    assert decode.decode(body, content_type) == (text, name)


@pytest.mark.parametrize(("value", "instant"), [
    ("2026-03-03T08:30:00Z", datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
    ("2026-03-03T08:30:00.123+0530", datetime(2026, 3, 3, 8, 30, 0, 123000, tzinfo=timezone(timedelta(hours=5.5)))),
    ("2026-03-03 08:30 CET", datetime(2026, 3, 3, 8, 30, tzinfo=timezone(timedelta(hours=1)))),
    ("20260303T083000Z", datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
    ("Tue, 03 Mar 2026 08:30:00 -0300", datetime(2026, 3, 3, 8, 30, tzinfo=timezone(timedelta(hours=-3)))),
    ("1772526600", datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
])
def test_machine_dates_are_read_with_their_zone(value, instant):
    assert dates.parse(value) == instant


@pytest.mark.parametrize(("value", "local"), [
    ("2026年3月3日 8時30分", "2026-03-03T08:30:00"), ("2026年3月3日", "2026-03-03T00:00:00"), ("2026-03-03", "2026-03-03T00:00:00"),
    ("2026. 3. 3. 08:30", "2026-03-03T08:30:00"),
])
def test_a_zone_is_never_invented(value, local):
    found = dates.parse(value)
    assert found is not None
    assert found.isoformat() == local


@pytest.mark.parametrize("value", ["Yesterday", "2 hours ago", "gestern", "heute, 14:05 Uhr", "2026-13-45", "", "99999999", "in 2 days", "Monday"])
def test_relative_and_broken_dates_are_none(value):
    assert dates.parse(value) is None
    assert moments.written(value, "en") is None


def test_written_dates_follow_the_language():
    lines = (("3 mai 2026, 15h47", "fr"), ("04/05/2026", "de"), ("04/05/2026", "en"))
    found = [str(moments.written(*line)) for line in lines]
    assert found == ["2026-05-03 15:47:00", "2026-05-04 00:00:00", "2026-04-05 00:00:00"]


@pytest.mark.parametrize(("value", "names"), [
    ("By Jane Thornfield and Tomás Ibarra in Port Selwyn", ("Jane Thornfield", "Tomás Ibarra")),
    ("Von Max Huber, Redakteur und Anna Lenz", ("Max Huber", "Anna Lenz")),
    ("Jane Thornfield, Political Editor", ("Jane Thornfield",)),
    ("Par Léa Morin et Paul Petit", ("Léa Morin", "Paul Petit")),
    ("jane@harbour.example Jane Thornfield", ("Jane Thornfield",)),
    ("문지연 기자", ("문지연",)),
    ("Jane ThornfieldApril 28, 2026", ("Jane Thornfield",)),
    ("admin", ()),
    ("Submitted on Mon", ()),
    ("https://harbour.example/authors/jane", ()),
])
def test_names_are_cleaned_of_what_surrounds_them(value, names):
    assert authors.clean([value]) == names


@pytest.mark.parametrize(("line", "caption", "credit"), [
    ("The quay. Photo: Ana Reis/AFP", "The quay.", "Ana Reis/AFP"),
    ("The quay (AP Photo/Ana Reis)", "The quay", "AP Photo/Ana Reis"),
    ("Foto: dpa", "", "dpa"),
    ("The quay in winter © Ana Reis", "The quay in winter", "Ana Reis"),
    ("Workers at the quay.REUTERS", "Workers at the quay.", "REUTERS"),
    ("Der Kai. | Ana Reis/dpa", "Der Kai.", "Ana Reis/dpa"),
    ("배가 부두에 서 있다. 연합뉴스", "배가 부두에 서 있다.", "연합뉴스"),
    ("A caption without any credit.", "A caption without any credit.", ""),
])
def test_caption_and_credit_are_told_apart(line, caption, credit):
    assert images.split(line) == (caption, credit)


@pytest.mark.parametrize("line", ["READ MORE: Storm closes quay", "Lesen Sie auch:", "Czytaj więcej", "関連記事", "LATEST:", "Advertisement", "Anzeige",
                                  "Foto: dpa", "Getty Images", "Il vous reste 57.09% de cet article à lire.", "Subscribe to our newsletter", "Published 3 March 2026, 08:30"])
def test_lines_that_are_no_text(line):
    assert boilerplate.of_line(line)


@pytest.mark.parametrize("line", ["“More,” he said.", "He read more than forty books that winter.", "The advertisement ran for years.", "– No.",
                                  "Updated rules for schools", "The photo shows a man at the quay, and nobody knows who he is.", "Thema war auch der Kai."])
def test_lines_that_are_text(line):
    assert not boilerplate.of_line(line)


@pytest.mark.parametrize(("title", "lead", "code"), [
    ("Více lodí na ostrovy", "Lodní společnost oznámila, že od května budou jezdit dvě lodě navíc, které si obyvatelé přáli.", "cs"),
    ("Flere båter til øyene", "Selskapet sier at det ikke blir flere turer etter sommeren, men båtene går også om natten.", "nb"),
    ("Fleire båtar til øyane", "Selskapet seier at det ikkje vert fleire turar etter sommaren, men båtane går òg om natta.", "nn"),
    ("Više brodova za otoke", "Tvrtka je u priopćenju izvijestila da će od svibnja voziti dva broda više tijekom cijelog tjedna.", "hr"),
    ("Више бродова за острва", "Компанија је саопштила да ће од маја возити још два брода, што су људи тражили.", "sr"),
    ("Додатни бродови", "Компанијата соопшти дека ќе вози уште два брода кон островите од мај.", "mk"),
    ("離島航路を増便", "会社は五月から便数を増やすと発表した。", "ja"),
    ("渡轮公司增加班次", "公司星期二宣布五月起增加两班渡轮。", "zh"),
    ("연락선 증편", "회사는 5월부터 두 편을 늘린다고 밝혔다.", "ko"),
    ("המעבורות יגדלו", "החברה הודיעה ביום שלישי על שתי סירות נוספות.", "he"),
    ("فيري جديد", "أعلنت الشركة عن قاربين إضافيين.", "ar"),
    ("کشتی‌های بیشتر", "شرکت اعلام کرد که از ماه مه دو کشتی دیگر به جزیره‌ها می‌روند.", "fa"),
])
def test_language_of_headlines(title, lead, code):
    assert language.detect(title, lead) == code


def test_declared_language_decides_nothing_against_the_script():
    assert language.detect("離島航路を増便", "会社は五月から便数を増やすと発表した。", declared="en") == "ja"
    assert language.detect("", "", declared="de-AT") == "de"


def test_a_body_in_content_elements_is_joined():
    elements = ",".join(f'{{"type":"text","content":"Sentence {n} of a story that is told in a script, and long enough."}}' for n in range(9))
    script = f'window.Fusion.globalContent = {{"headlines":1,"content_elements":[{elements}]}};'
    found, _, _ = scripted.body((script,), "")
    assert found.count("<p>") == 9
