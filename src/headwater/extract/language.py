"""Which language a text is in.

In: headline and text, what the page declares. Out: a code, two letters where ISO 639-1 has them. Never: the declared
language against clear evidence of the text, which is wrong on many pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from headwater import text
from headwater.extract import close, words

MAX_CHARS = 3000
_WORD = re.compile(r"[\w'’ʻ‘-]+")
_DIGIT = re.compile(r"[\d\W_]+")
_LETTER = re.compile(r"[^\d\W_]")
_SCRIPTS = (  # scripts that one language alone uses among those of the news
    ("\u0370-\u03ff", "el"), ("\u0530-\u058f", "hy"), ("\u10a0-\u10ff", "ka"), ("\u0e00-\u0e7f", "th"), ("\u0e80-\u0eff", "lo"),
    ("\u1780-\u17ff", "km"), ("\u1000-\u109f", "my"), ("\u0d80-\u0dff", "si"), ("\u0780-\u07bf", "dv"), ("\u0b80-\u0bff", "ta"),
    ("\u0c00-\u0c7f", "te"), ("\u0c80-\u0cff", "kn"), ("\u0d00-\u0d7f", "ml"), ("\u0a80-\u0aff", "gu"), ("\u0a00-\u0a7f", "pa"),
    ("\u0b00-\u0b7f", "or"), ("\uac00-\ud7af", "ko"), ("\u3040-\u30ff", "ja"), ("\u0f00-\u0fff", "bo"), ("\u1200-\u137f", "am"),
    ("\u0590-\u05ff", "he"), ("\u0980-\u09ff", "bn"),
)
_SCRIPT_RUNS = tuple((re.compile(f"[{span}]"), code) for span, code in _SCRIPTS)
_HAN = re.compile("[\u3400-\u9fff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC_LETTERS = (  # letters that only these languages use, the rarest first
    ("ps", "ښڼځڅړږۍ"), ("ug", "ېۆۈۋڭ"), ("sd", "ڳٻڃڇڄٿڦڍڌڊٽڀڪ"), ("ckb", "ێڕڵۆ"), ("ur", "ٹڈڑںےہھ"), ("fa", "پچژگیک"),
)
_CYRILLIC_LETTERS = (
    ("mk", "ѓќѕ"), ("sr", "ћђ"), ("be", "ў"), ("uk", "їєґ"), ("ba", "ҙҫҡғҺһ"), ("kk", "ұәіқғң"), ("tg", "ҷӣӯҳ"), ("tt", "җәһө"), ("mn", "өү"), ("ky", "ңөү"),
)
_TIGRINYA = re.compile(r"(?:ናይ|ኣብ|እዩ|ድማ|ከምዝ|ካብ|ኣሎ|ምስ|እቲ|ብዝ|ዘሎ|ነቲ)")  # small words that Amharic does not have
_AMHARIC = re.compile(r"(?:ነው|ላይ|ውስጥ|እና|የሚ|ናቸው|ጋር|እንደ|ነበር|አዲስ)")
_DZONGKHA = re.compile(r"(?:ཨིན|ནང་|འབད|དེ་ཅིག|ཡོདཔ|ལུ་|གཞུང་གི|ཨིནམ)")
_TIBETAN = re.compile(r"(?:རེད|ཡོད་པ|ནས་|ཀྱིས|མི་དམངས|བྱས|དང་|ཟེར)")
_YIDDISH = re.compile(r"(?:ײ|װ|ױ|אַ|אָ|\bאון\b|\bדער\b|\bפון\b)")
_YORUBA = re.compile("[ẹṣẸṢ]|[eo]\u0323|n\u0301|ń")  # letters of "ẹ̀ṣọ́", which its neighbours do not have together
_ASSAMESE = re.compile("[ৰৱ]")
_SPELT = (  # close languages that their spelling tells apart
    (frozenset({"hr", "sr", "bs", "sh"}), close.south_slavic), (frozenset({"zu", "xh", "ss", "nd"}), close.nguni),
    (frozenset({"id", "ms"}), close.malay),
)
_NAMED: dict[str, tuple[str, ...]] = {}  # a small word -> the languages that have it
for _code, _line in {**words.UNKNOWN, **words.PAIRS}.items():
    for _one in dict.fromkeys(_line.split()):
        _NAMED[_one] = (*_NAMED.get(_one, ()), _code)
_COMMON: dict[str, tuple[str, ...]] = {}  # the same, of the words that confirm a declared language
for _code, _line in words.COMMON.items():
    for _one in dict.fromkeys(_line.split()):
        _COMMON[_one] = (*_COMMON.get(_one, ()), _code)
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2e80-\uffff]")  # beyond Latin letters and punctuation
_TOLD = 250  # characters of an entry in which they are looked for
_FIRST, _MARGIN = 800, 100  # characters of a long summary that are read for these, and what its cut end may spoil of them
_ENOUGH = 3  # small words that confirm a declared language
_PLENTY = 12  # small words that leave no doubt, where they are a quarter of all words and no other language has 0.6 of them
_SURELY = 5  # small words that show that a line is in another language than its text
_LINES = 12  # of a text that are looked at for that
_A_LOOK = 1000  # characters in which they are counted
_APART = frozenset(["de", "en", "et", "fi", "fr", "hu", "it", "lt", "lv", "pl", "ro", "tr", "vi"])  # languages without a close relative among those of the news
_LISTED = frozenset(code for code, line in {**words.UNKNOWN, **words.PAIRS}.items() if line)
_KNOWN_GROUPS = (frozenset({"hr", "sr", "bs", "sl"}), frozenset({"nb", "nn", "da", "no", "sv"}), frozenset({"id", "ms"}), frozenset({"cs", "sk"}),
                 frozenset({"es", "gl", "pt"}), frozenset({"af", "nl"}), frozenset({"ru", "uk", "be", "bg", "mk", "sr"}), frozenset({"xh", "zu", "ss"}))
_SURE_CODES = "en fr de es it pt nl ca ga cy sq hu ro pl cs sk sl hr bs sr lt lv et fi sv eu gl tr az sw id ms vi"
_SURE = frozenset(_SURE_CODES.split())
_SAME = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "zh-cn": "zh", "zh-tw": "zh", "ji": "yi", "yue": "zh", "mo": "ro", "sh": "sr"}


def detect(title: str, lead: str = "", *, declared: str = "") -> str:
    """The language of a text; "" where there are no letters. ``declared`` decides between close languages."""
    line = f"{title}. {lead}"[:MAX_CHARS]
    if not _LETTER.search(line):
        return normal(declared)
    if _OTHER_SCRIPT.search(line) and (by_script := _script(line)):
        return by_script
    code = normal(declared)
    return code if code in _APART and _is_clearly(line[:_A_LOOK], code) else _by_words(line, code)


def _is_clearly(line: str, code: str) -> bool:
    """Whether a text shows its declared language beyond doubt, in small words alone: a tenth of the cost of statistics."""
    counts, number = _common(line)
    mine = counts.pop(code, 0)
    return mine >= _PLENTY and 4 * mine >= number and 5 * max(counts.values(), default=0) <= 3 * mine


def others(lines: Sequence[str], spoken: str) -> Iterator[tuple[int, str]]:
    """Of the first lines of a text those that are surely in another language: by their script, or by many small words of it and none of the text's own."""
    for number, line in enumerate(lines[:_LINES]):
        part = line[:_A_LOOK]
        if _OTHER_SCRIPT.search(part) and (by_script := _script(part)):
            if by_script != spoken and not any({by_script, spoken} <= group for group in _KNOWN_GROUPS):
                yield number, by_script
            continue
        if spoken in _SURE and 2 * len(_OTHER_SCRIPT.findall(part)) > len(part):
            yield number, detect("", part)
            continue
        counts, size = _common(part)
        best = max(counts, key=lambda code: counts[code], default="")
        rivals = max((many for code, many in counts.items() if code != best), default=0)
        alike = any({best, spoken} <= group for group in _KNOWN_GROUPS)
        if best and best != spoken and not alike and counts[best] >= _SURELY and 5 * counts[best] >= size and 2 * max(rivals, counts.get(spoken, 0)) <= counts[best]:
            yield number, best


def of_entry(title: str, summary: str, *, declared: str = "") -> str:
    """The language of a feed's entry, from its headline and summary as given; "" where there are no letters.

    Most outlets declare their language rightly, and a line of theirs has small words of it: then that is enough, at a
    tenth of the cost of :func:`detect`. It is wanted for every entry of every feed.
    """
    code = normal(declared)
    if code in words.COMMON:
        lead = text.plain(summary[:_FIRST]) if len(summary) > _FIRST else ""
        if len(lead) < _TOLD + _MARGIN:  # mostly markup, or short
            lead = text.plain(summary[:MAX_CHARS]) if summary else ""
        if _confirms(f"{title} {lead}"[:_TOLD], code):
            return code
    return detect(title, text.plain(summary[:MAX_CHARS]) if summary else "", declared=declared)


def _confirms(line: str, code: str) -> bool:
    """Whether a line has small words of a language, and of no other more; its close relatives do not count."""
    counts, _ = _common(line)
    mine = counts.get(code, 0)
    family = next((group for group in _KNOWN_GROUPS if code in group), frozenset[str]())
    return mine >= _ENOUGH and all(number < mine for one, number in counts.items() if one != code and one not in family)


def _common(line: str) -> tuple[dict[str, int], int]:
    """How many small words of each language a line has, and how many words."""
    counts: dict[str, int] = {}
    tokens = line.lower().split()
    for word in tokens:
        for one in _COMMON.get(word, ()):
            counts[one] = counts.get(one, 0) + 1
    return counts, len(tokens)


def normal(code: str) -> str:
    """A declared code in our form: "" if it is none."""
    base = re.split(r"[-_]", code.strip().lower())[0]
    base = _SAME.get(base, base)
    return base if 2 <= len(base) <= 3 and base.isascii() and base.isalpha() and base not in ("und", "mul", "xx") else ""


def _script(line: str) -> str:
    """The language where the script or its letters decide."""
    letters = len(_DIGIT.sub("", line)) or 1
    counts = [(len(pattern.findall(line)), code) for pattern, code in _SCRIPT_RUNS]
    best, code = max(counts)
    if code == "ja" and best * 12 > letters:
        return "ja"
    japanese = next(count for count, name in counts if name == "ja")
    han = len(_HAN.findall(line))
    if han * 2 > letters:
        return "ja" if japanese * 20 > han else "zh"
    if best * 3 < letters:
        return _letters(line, letters)
    if code == "am":
        return "ti" if len(_TIGRINYA.findall(line)) > len(_AMHARIC.findall(line)) else "am"
    if code == "bo":
        return "dz" if len(_DZONGKHA.findall(line)) > len(_TIBETAN.findall(line)) else "bo"
    if code == "he":
        return "yi" if len(_YIDDISH.findall(line)) > 2 else "he"
    if code == "bn":
        return "as" if _ASSAMESE.search(line) else "bn"
    return code


def _letters(line: str, letters: int) -> str:
    if len(_ARABIC.findall(line)) * 2 > letters:
        for code, special in _ARABIC_LETTERS:
            if sum(line.count(char) for char in special) * (60 if code != "fa" else 25) > letters:
                return code
        return "ar"
    return ""


def _by_words(line: str, declared: str) -> str:
    """Statistics first, then the small words of close or unknown languages."""
    if len(_YORUBA.findall(line)) * 40 > len(line):
        return "yo"
    import py3langid  # here: most pages do without, and it takes half a second to load

    guess = _SAME.get(code := str(py3langid.classify(line)[0]), code)
    scores, total = _scores(line)
    group = next((group for group in _KNOWN_GROUPS if guess in group), frozenset[str]())
    if group:
        close_ones = {code: scores.get(code, 0.0) for code in group if code in _LISTED}
        best = max(close_ones, key=lambda code: (close_ones[code], code == declared, code == guess))
        if close_ones[best] > scores.get(guess, 0.0) and total >= 4:
            guess = best
    is_cyrillic = len(_CYRILLIC.findall(line)) * 2 > len(line) // 2
    unknown = {code: score for code, score in scores.items() if code in words.UNKNOWN and (code in ("ba", "tt", "tg")) == is_cyrillic}
    best = max(unknown, key=lambda code: unknown[code], default="")
    if best and unknown[best] >= (0.3 if guess in _SURE else 0.16) and unknown[best] > scores.get(guess, 0.0) + 0.04:
        guess = best
    if not is_cyrillic:
        for spelt, tell in _SPELT:
            if guess in spelt:
                return tell(line, declared) or (declared if declared in spelt else guess)
    if declared and declared in group:
        near = scores.get(declared, 0.0)
        return declared if near >= scores.get(guess, 0.0) - 0.01 else guess
    return guess


def _scores(line: str) -> tuple[dict[str, float], int]:
    """For each language the share of the line that are small words of it, and how many words the line has."""
    found: dict[str, int] = {}
    tokens = _WORD.findall(line.lower())
    for word in tokens:
        for code in _NAMED.get(word.strip("'’-"), ()):
            found[code] = found.get(code, 0) + 1
    total = len(tokens) or 1
    return {code: number / total for code, number in found.items()}, total
