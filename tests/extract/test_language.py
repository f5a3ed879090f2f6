"""Languages of headlines: close ones told apart, scripts, and what a declaration may decide. All sentences are ours."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.extract import close, language, words


@pytest.mark.parametrize(("wanted", "title", "lead"), [
    ("hr", "Vlak za Split kasni zbog snijega", "Ministar je priopćio da će promet biti uspostavljen sljedeći tjedan, a tvrtka traži odštetu."),
    ("hr", "Sveučilište otvara novu zgradu u listopadu", "Glazba i kazalište dobivaju više mjesta, rekao je ravnatelj."),
    ("bs", "Voz za Mostar kasni zbog snijega", "Ministar je saopćio da će saobraćaj biti uspostavljen sljedeće sedmice, a kompanija traži odštetu."),
    ("bs", "Univerzitet otvara novu zgradu u oktobru", "Historija grada dobija više mjesta, rekao je direktor, a hiljade studenata čekaju."),
    ("sr", "Voz za Niš kasni zbog snega", "Ministar je saopštio da će saobraćaj biti uspostavljen sledeće nedelje, a lep deo puta je već čist."),
    ("sr", "Gde su nestale dve reke", "Posle suše deca ne veruju da je ovde nekada bilo mesta za plivanje."),
    ("sr", "Влада је усвојила нови закон о грађевинама", "Министар каже да ће људи моћи раније да траже дозволе."),
    ("mk", "Владата донесе нов закон за градежништво", "Министерот рече дека граѓаните ќе можат порано да бараат дозволи."),
    ("sl", "Vlak zamuja zaradi snega", "Minister je povedal, da bo promet ponovno stekel v nedeljo, podjetje pa zahteva odškodnino."),
    ("id", "Polisi menahan tiga pria karena mencuri mobil", "Mereka mengatakan bahwa uang itu bisa dikembalikan pada hari Jumat di kantor pemerintah kota."),
    ("ms", "Polis menahan tiga lelaki kerana mencuri kereta", "Mereka berkata bahawa wang itu boleh dikembalikan pada hari Jumaat di pejabat kerajaan bandar."),
    ("zu", "Amaphoyisa abophe amadoda amathathu eThekwini", "Uhulumeni uthe izwe lizoba nezimali ezengeziwe, kodwa abantu abaningi noma bathenge noma bathengise."),
    ("nd", "Amapholisa abophe amadoda amathathu eBulawayo", "Uhulumende uthe ilizwe lizaba lemali enengi, njalo abantu abanengi balamuhla loba bathenga loba bathengisa."),
    ("xh", "Amapolisa abambe amadoda amathathu eMonti", "Urhulumente uthe ilizwe liza kufumana imali, kwaye abantu abaninzi okanye bathenge xa befuna, kuba ixesha liyaphela."),
    ("ss", "Emaphoyisa abophe emadvodza lamatsatfu eMbabane", "Hulumende utsi live litawuba netimali letinyenti, kepha bantfu labanyenti batsi loku kutsatsa sikhatsi."),
    ("ny", "Apolisi amanga amuna atatu ku Lilongwe", "Boma lati dziko lidzakhala ndi ndalama zambiri, koma anthu ambiri akuti izi zimatenga nthawi yaitali."),
    ("sn", "Mapurisa asunga varume vatatu kuHarare", "Hurumende yakati nyika ichawana mari yakawanda, asi vanhu vazhinji vanoti izvi zvinotora nguva."),
    ("nb", "Regjeringen stenger broen etter ulykken", "Ingen ble skadet, men det kan ta flere uker før veien åpner igjen, sier politiet."),
    ("nn", "Regjeringa stengjer brua etter ulukka", "Ingen vart skadde, men det kan ta fleire veker før vegen opnar att, seier politiet. Dei veit ikkje kvifor."),
    ("bo", "རྒྱལ་ས་ལྷ་ས་ནས་གསར་འགྱུར་ཐོན་པ་རེད།", "མི་དམངས་ཀྱིས་བྱས་པའི་ལས་དོན་ནི་ཡག་པོ་རེད་ཟེར།"),
    ("dv", "ރައްޔިތުންގެ މަޖިލީހުން ބިލެއް ފާސްކޮށްފި", ""),
    ("ti", "መንግስቲ ሓድሽ ሕጊ ኣውጺኡ እዩ", "እቲ ሚኒስተር ነቲ ህዝቢ ካብ ሎሚ ጀሚሩ ከምዝሰርሕ ተዛሪቡ ኣሎ።"),
    ("am", "መንግሥት አዲስ ሕግ አወጣ", "ሚኒስትሩ ከዛሬ ጀምሮ በሥራ ላይ እንደሚውል ተናግረዋል፤ ይህ ትልቅ ለውጥ ነው።"),
    ("mi", "Kua whakatuwheratia te whare hou e te pirimia", "I kī te minita ka āwhina tēnei i ngā tamariki me ngā whānau o te motu."),
    ("sm", "Ua tatala e le palemia le falema'i fou", "Na fai mai le minisita o le a fesoasoani lenei mea i tamaiti ma aiga o le atunuu."),
    ("fj", "E sa dolava na vale ni bula vou na paraiminisita", "E kaya na minisita ni na vukea oqo na gone kei na vuvale e Viti."),
    ("tn", "Tona e butse sepetela se sesha kwa Gaborone", "O rile batho ba le bantsi ba tla thusiwa ke puso, mme bana ba tla ithuta sentle."),
    ("wo", "Njiitu réew mi ubbi na hôpital bu bees", "Nee na nit ñi dinañu am ndimbal, te xale yi dinañu jàng bu baax ci dëkk bi."),
    ("ee", "Dukplɔla ʋu kɔdzi yeye ɖe dua me", "Egblɔ be amewo akpɔ kpekpeɖeŋu eye ɖeviwo asrɔ̃ nu nyuie le dukɔa me."),
    ("ja", "台風が九州に近づく", "気象庁は警戒を呼びかけている。"), ("zh", "台风接近沿海地区", "气象部门发出预警。"), ("ko", "태풍이 남해안으로 다가온다", ""),
    ("ps", "ولسمشر له وزیرانو سره ولیدل", "هغه وویل چې ښوونځي به ډېر ژر پرانیستل شي او ټول ماشومان به پکې زده کړې وکړي."),
    ("sd", "وزير اعليٰ ٿر جو دورو ڪيو", "هن چيو ته ماڻهن کي پاڻي ۽ خوراڪ ڏني ويندي ۽ اسپتال ٺاهي ويندي."),
])
def test_a_language_is_named_by_its_text_alone(wanted: str, title: str, lead: str) -> None:
    assert language.detect(title, lead) == wanted
    assert language.of_entry(title, lead, declared="en") == wanted  # a wrong declaration changes nothing


@pytest.mark.parametrize(("declared", "title"), [
    ("bs", "Ambasador je stigao na aerodrom"), ("sr", "Ambasador je stigao na aerodrom"), ("id", "Tiga orang hilang di laut"),
    ("ms", "Tiga orang hilang di laut"),
])
def test_a_declaration_decides_where_close_languages_look_alike(declared: str, title: str) -> None:
    assert language.detect(title, declared=declared) == declared


def test_a_line_without_letters_is_in_the_declared_language() -> None:
    assert language.of_entry("2:1", "", declared="pt-BR") == "pt"
    assert language.of_entry("2:1", "") == ""
    assert language.of_entry("", "") == ""


def test_markup_of_a_summary_is_not_read() -> None:
    lead = "<p class='the and of for with that'>Die Schleuse ist seit Sonntag für alle Schiffe gesperrt, und das bleibt auch so.</p>"
    assert language.of_entry("Schleuse gesperrt", lead, declared="en") == "de"


@pytest.mark.parametrize("code", sorted(words.COMMON))
def test_the_small_words_of_a_language_confirm_it(code: str) -> None:
    line = " ".join(words.COMMON[code].split()[:12])
    assert language.of_entry(line, "", declared=code) == code


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_text_raises(title: str, declared: str) -> None:
    for found in (language.detect(title, declared=declared), language.of_entry(title, title, declared=declared)):
        assert found == "" or (2 <= len(found) <= 3 and found.isascii())


def test_hostile_lines_are_read_in_linear_time() -> None:
    start = time.process_time()
    for unit in ("ije", "ukulo", "tshtsh", "isasi ", "meškan bahwa ", "la-A", "\u0f00"):
        line = unit * 2000
        language.detect(line, line)
        for tell in (close.south_slavic, close.nguni, close.malay):
            tell(line[:3000])
    assert time.process_time() - start < 5.0
