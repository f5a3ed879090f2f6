"""Names of months and zones as feeds write them, in some thirty languages.

In: nothing. Out: tables and look-ups. Never: a guess between two months.
"""

from __future__ import annotations

import re

from headwater import text

SHORT = {name: number for number, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)}

_NAMES: dict[int, str] = {  # folded, whole names and the short forms that are no prefix of at least three letters
    1: "january januar janvier enero gennaio janeiro januari styczen stycznia leden ledna januára januar ianuarie gener"
       " tammikuu tammikuuta januára ocak январь января січень січня студзеня януари јануар јануара siječanj siječnja"
       " sijecanj sijecnja jaanuar sausio janvaris janvari janvāris jänner jenner ιανουαριος ιανουαριου يناير كانون"
       " जनवरी জানুয়ারি januarie ينائر ژانویه ינואר มกราคม januaris",
    2: "february februar fevrier février febrero febbraio fevereiro februari luty lutego únor února unor unora február"
       " februarie febrer helmikuu helmikuuta şubat subat февраль февраля лютий лютого февруари фебруар фебруара"
       " veljača veljače veljaca veljace veebruar vasario februaris februāris φεβρουαριος φεβρουαριου فبراير شباط"
       " फरवरी फ़रवरी ফেব্রুয়ারি فوریه פברואר กุมภาพันธ์ fév fev",
    3: "march marz märz mars marzo marco março maart marzec marca brezen března března brezna marec martie març"
       " maaliskuu maaliskuuta március marcius mart март марта березень березня сакавіка ožujak ožujka ozujak ozujka märts kovo"
       " marts μαρτιος μαρτιου مارس آذار मार्च মার্চ מרץ มีนาคม mrz mrt",
    4: "april avril abril aprile kwiecien kwietnia kwiecień duben dubna apríl aprilie huhtikuu huhtikuuta április aprilis"
       " nisan апрель апреля квітень квітня красавіка април travanj travnja aprill balandžio aprilis aprīlis απριλιος"
       " απριλιου أبريل ابريل نيسان अप्रैल এপ্রিল آوریل אפריל เมษายน avr abr kwi",
    5: "may mai mayo maggio maio mei maj maja květen května kveten kvetna máj mája maig toukokuu toukokuuta május majus"
       " mayıs mayis май мая травень травня мај svibanj svibnja gegužės maijs μαιος μαιου مايو أيار मई মে"
       " مه מאי พฤษภาคม",
    6: "june juni juin junio giugno junho czerwiec czerwca cerven červen června jún júna iunie juny kesäkuu kesäkuuta"
       " június junius haziran июнь июня червень червня јун јуна lipanj lipnja juuni birželio jūnijs junijs ιουνιος ιουνιου"
       " يونيو حزيران जून জুন ژوئن יוני มิถุนายน юни",
    7: "july juli juillet julio luglio julho lipiec lipca červenec července cervenec cervence júl júla iulie juliol"
       " heinäkuu heinäkuuta július julius temmuz июль июля липень липня јул јула srpanj srpnja juuli liepos jūlijs julijs"
       " ιουλιος ιουλιου يوليو تموز जुलाई জুলাই ژوئیه יולי กรกฎาคม juil юли",
    8: "august aout août agosto augustus sierpien sierpnia sierpień srpen srpna augusta agost elokuu elokuuta augusztus"
       " ağustos agustos август августа серпень серпня kolovoz kolovoza rugpjūčio augusts αυγουστος αυγουστου"
       " أغسطس اغسطس آب अगस्त আগস্ট اوت אוגוסט สิงหาคม augusti agustus ogos",
    9: "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia wrzesień września září zari septembra"
       " septembrie setembre syyskuu syyskuuta szeptember eylül eylul сентябрь сентября вересень вересня септември септембар"
       " септембра rujan rujna rugsėjo septembris σεπτεμβριος σεπτεμβριου سبتمبر أيلول सितंबर सितम्बर সেপ্টেম্বর سپتامبر"
       " ספטמבר กันยายน sept",
    10: "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika październik października říjen října"
        " rijen rijna októbra október octombrie lokakuu lokakuuta ekim октябрь октября жовтень жовтня октомври октобар"
        " октобра listopada-hr spalio oktobris οκτωβριος οκτωβριου أكتوبر اكتوبر تشرين-1 अक्टूबर অক্টোবর اکتبر אוקטובר ตุลาคม okt",
    11: "november novembre noviembre novembro listopad listopada-pl listopadu novembra noiembrie marraskuu marraskuuta"
        " kasım kasim ноябрь ноября листопад листопада ноември новембар новембра studeni studenoga studenog lapkričio"
        " novembris νοεμβριος νοεμβριου نوفمبر नवंबर नवम्बर নভেম্বর نوامبر נובמבר พฤศจิกายน nopember",
    12: "december dezember décembre decembre diciembre dicembre dezembro grudzien grudnia grudzień prosinec prosince"
        " decembra decembrie desembre joulukuu joulukuuta aralık aralik декабрь декабря грудень грудня декември децембар"
        " децембра prosinac prosinca detsember gruodžio decembris δεκεμβριος δεκεμβριου ديسمبر दिसंबर दिसम्बर ডিসেম্বর دسامبر"
        " דצמבר ธันวาคม desember disember",
}


def _table() -> dict[str, int]:
    """Whole names, and prefixes of three letters and more that name one month alone."""
    whole: dict[str, int] = {}
    prefixes: dict[str, set[int]] = {}
    for number_, names in _NAMES.items():
        for name in names.split():
            word = text.fold(name.split("-")[0])
            if word in whole and whole[word] != number_:
                whole[word] = 0  # two months in two languages: none
                continue
            whole.setdefault(word, number_)
            for length in range(3, len(word)):
                prefixes.setdefault(word[:length], set()).add(number_)
    found = {prefix: next(iter(numbers)) for prefix, numbers in prefixes.items() if len(numbers) == 1}
    english = {name.casefold(): number_ for name, number_ in SHORT.items()}
    return found | {word: number_ for word, number_ in whole.items() if number_} | english


_MONTHS = _table()
_WEEKDAY = re.compile(r"^\s*[^\W\d_]{2,12}\.?\s*[, ]\s*(?=\d|[^\W\d_]{3,}\.?\s+\d)", re.UNICODE)  # "mar., 3 mars", "Sat Oct 28"
_HAN_HALF = re.compile(r"(上午|下午|午前|午後|오전|오후)\s*(\d{1,2})(?::|时|時|点|시\s?)(\d{2})")  # "下午3:09"
_HAN_CLOCK = re.compile(r"(\d{1,2})\s?(?:时|時|点|시)\s?(\d{1,2})\s?(?:分|분)(?:\s?(\d{1,2})\s?(?:秒|초))?")  # "15时30分"

ZONES = {  # minutes east of UTC; North America's as RFC 822 has them, Europe's, and those that mean one thing in news
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "IST": 330, "CET": 60, "MET": 60, "MEZ": 60,
    "CEST": 120, "MEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "AST": -240, "ADT": -180,
    "EST": -300, "EDT": -240, "ET": -300, "CST": -360, "CDT": -300, "CT": -360, "MST": -420, "MDT": -360, "MT": -420,
    "PST": -480, "PDT": -420, "PT": -480, "AKST": -540, "AKDT": -480, "HST": -600, "NST": -210, "NDT": -150,
    "BRT": -180, "ART": -180, "SAST": 120, "EAT": 180, "WAT": 60, "CAT": 120, "GST": 240, "PKT": 300, "NPT": 345,
    "WIB": 420, "WITA": 480, "WIT": 540, "ICT": 420, "SGT": 480, "HKT": 480, "PHT": 480, "AWST": 480, "JST": 540,
    "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}


def number(word: str) -> int | None:
    """The month that a word or its usual short form names.

    >>> number("juil."), number("Октября"), number("Thu")
    (7, 10, None)
    """
    return _MONTHS.get(text.fold(word.rstrip(".")))


def spelled(line: str) -> str:
    """A line without the weekday before it, and with East Asian times written with colons."""
    if max(line, default=" ") > "\u3040":
        line = _HAN_HALF.sub(lambda m: f"{m[2]}:{m[3]} {'pm' if m[1] in '下午午後오후' else 'am'}", line)
        line = _HAN_CLOCK.sub(lambda m: f"{m[1]}:{m[2]:0>2}" + (f":{m[3]:0>2}" if m[3] else ""), line)
    found = _WEEKDAY.match(line)
    if found and not (number(found[0].strip(" ,")) and not re.search(r"[^\W\d_]{3,}", line[found.end():])):
        line = line[found.end():]
    return line


def order_of(language: str | None) -> str:
    """The order of numbers in a date that is numbers alone."""
    base = (language or "en").split("-")[0].lower()
    if base in ("zh", "ja", "ko", "hu", "lt", "mn"):
        return "YMD"
    return "MDY" if (language or "en").lower() in ("en", "en-us", "fil", "fil-ph") else "DMY"
