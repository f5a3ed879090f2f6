"""Which language a text is in.

In: headline and text, what the page declares. Out: a code, two letters where ISO 639-1 has them. Never: the declared
language against clear evidence of the text, which is wrong on many pages.
"""

from __future__ import annotations

import re
from collections import Counter

import py3langid

from headwater.extract import words

MAX_CHARS = 3000
_WORD = re.compile(r"[\w'’ʻ‘-]+")
_DIGIT = re.compile(r"[\d\W_]+")
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
_SETS = {code: frozenset(line.split()) for code, line in {**words.UNKNOWN, **words.PAIRS}.items() if line}
_KNOWN_GROUPS = (frozenset({"hr", "sr", "bs", "sl"}), frozenset({"nb", "nn", "da", "no", "sv"}), frozenset({"id", "ms"}), frozenset({"cs", "sk"}),
                 frozenset({"es", "gl", "pt"}), frozenset({"af", "nl"}), frozenset({"ru", "uk", "be", "bg", "mk", "sr"}), frozenset({"xh", "zu", "ss"}))
_SURE_CODES = "en fr de es it pt nl ca ga cy sq hu ro pl cs sk sl hr bs sr lt lv et fi sv eu gl tr az sw id ms vi"
_SURE = frozenset(_SURE_CODES.split())
_SAME = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "zh-cn": "zh", "zh-tw": "zh", "ji": "yi", "yue": "zh", "mo": "ro", "sh": "sr"}


def detect(title: str, lead: str = "", *, declared: str = "") -> str:
    """The language of a text; "" where there are no letters. ``declared`` decides between close languages."""
    line = f"{title}. {lead}"[:MAX_CHARS]
    if not _DIGIT.sub("", line):
        return normal(declared)
    by_script = _script(line)
    if by_script:
        return by_script
    return _by_words(line, normal(declared))


def of_entry(title: str, summary: str, *, declared: str = "") -> str:
    """The language of a feed's entry, from its headline and summary; "" where there are no letters."""
    return detect(title, summary, declared=declared)


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
    guess = _SAME.get(code := str(py3langid.classify(line)[0]), code)
    tokens = Counter(word.strip("'’-").lower() for word in _WORD.findall(line))
    total = sum(tokens.values()) or 1
    scores = {code: sum(tokens[word] for word in known) / total for code, known in _SETS.items()}
    group = next((group for group in _KNOWN_GROUPS if guess in group), frozenset[str]())
    if group:
        close = {code: scores[code] for code in group if code in scores}
        best = max(close, key=lambda code: (close[code], code == declared, code == guess))
        if close[best] > scores.get(guess, 0.0) and total >= 4:
            guess = best
    cyrillic = len(_CYRILLIC.findall(line)) * 2 > len(line) // 2
    candidates = {code: score for code, score in scores.items() if code in words.UNKNOWN and (code in ("ba", "tt", "tg")) == cyrillic}
    best = max(candidates, key=lambda code: candidates[code])
    if candidates[best] >= (0.3 if guess in _SURE else 0.16) and candidates[best] > scores.get(guess, 0.0) + 0.04:
        return best
    if declared and declared in group:
        near = scores.get(declared, 0.0)
        return declared if near >= scores.get(guess, 0.0) - 0.01 else guess
    return guess
