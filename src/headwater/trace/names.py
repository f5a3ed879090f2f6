"""Names in a sentence: who stands right before or right behind a phrase, as printed.

In: a sentence and a place in it. Out: a name, "" where none is sure. Never: a name put together from parts that do not
stand beside each other.
"""

from __future__ import annotations

import re

from headwater.trace import phrases


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_QUOTED = re.compile(r"^\s?[«»„“\"'‘《〈「『（(]{1,2}([^«»„“”\"'‘’《》〈〉「」『』]{2,60})[»«“”\"'’》〉」』]")  # "《某报》", "„Harbour Review“"
_CLAUSE = re.compile(r"[,;:—–«»„“”\"()。，、；：「」『』؛،।？！?!]|\s-\s")  # where a clause begins or ends
_WORD = re.compile(r"[^\s,;:—–«»„“”\"()。，、；：「」『』؛،।？！?!]+|[,;:—–«»„“”\"()。，、；：「」『』؛،।？！?!]")
_JOIN = _words("of for on the de la du des di del della dell' delle dei da do dos das der dem den van von und zu zum zur al el bin ibn y "
    " e i och og für en het à au aux na w we ds")
_PRONOUN = _words("he she they it who we i which that this er sie es wir il elle ils elles on qui él ella ellos lui lei ele ela hij zij ze han hon hun den det "
    "de on ona oni ono он она они оно він вона вони o ő ők el ea ei hän se he hy sie dieser diese αυτός αυτή هو هي")
_AND = _words("and und et y e en och og i a и та și και ve és")
_LEAD = _words("but and the a an aber und der die das mais et le la les l’ l' pero y el los las un una ma e il lo gli i men og och dat de "
    " het een ale však ал но и а its his her their")
_ARTICLE = _words("an a one ein eine einem einer einen un une uno una um uma en ett et een bir egy o")
_PREPOSITION = _words("auf in im am an bei mit nach vor on at by to from sur dans en à lors con sobre em no na nos nas su nel alla op bij met på "
    " i ved med w z do v ve u к в на по при у із з في خلال على عبر نقلا وفق بحسب حسب در به با طی σε με στο στη στην kwa katika "
    " kwenye dalam di melalui")
_AS = _words("wie as comme como come som jak jako ako как як kot kao όπως")  # "wie sein Sohn Ado Marsh auf X mitteilte"
_PAREN = re.compile(r"\s?\([^()]{1,30}\)\s*$")  # "Harbour Authority (HA)"
_ASIDE = re.compile(r"(?:^|[.!?”\"»]\s)([^,.!?]{3,50}),\s[^,]{3,100},$")  # "Ada Marsh, who runs the harbour, wrote"
_ADVERB = ("특히", "또", "또한", "한편", "이어", "이날", "다만", "앞서", "그러나")
_SUBJECT = re.compile(r"^(.{1,18}?)(?:측은|측이|께서는|께서|은|는|이|가)(?=\s|$)")  # "송영길 의원은 이날"
_PARTICLE = re.compile(r"(?:は|が|も|で|によると|氏は|氏が|은|는|이|가|측은|측이|在|於|于|则|則|也|ने|نے)$")
_STOPS = _words("and or who which that whom where when while but as und oder der die das et ou qui que y o e ed che en of og och eller som i a oraz albo który która które a "
    "nebo který która které и или который которая которое та або який яка яке και ή που ve veya dan atau yang và hoặc na au ambayo és vagy şi și sau care "
    "أن إن في على من عن التي الذي قبل بعد يوم خلال که در به از را و כי ש של על אל את ביום นั้น")  # ends a name without capitals
_BEFORE = _words("by from to von vom durch par por de do da dal dalla door av af przez od")  # what can stand behind a phrase, before a name
_BODY = 5  # words of a body that is named without capitals
_MAX = 8  # words of a name
_SHORT = 5  # words of a clause that is nothing but who speaks


def after(sentence: str, at: int) -> str:
    """The name that begins right behind a place: capitals, or what stands in quotation marks."""
    rest = sentence[at : at + 160]
    if quoted := _QUOTED.match(rest):
        return quoted[1].strip()
    if not _has_case(rest):
        return ""
    return _run(_WORD.findall(rest.lstrip(" „“\"«»'‘’")), lead=3)


def body(sentence: str, at: int) -> str:
    """Who or what begins right behind a place, with or without capitals: "the county sheriff", "Ukraine's security service"."""
    rest = sentence[at : at + 160]
    if quoted := _QUOTED.match(rest):
        return quoted[1].strip()
    words = _CLAUSE.split(rest.strip(" „“\"«»'‘’"))[0].split()
    while words and words[0].lower() in _LEAD:
        words = words[1:]
    taken: list[str] = []
    cased = _has_case(rest)
    for number, word in enumerate(words[: _BODY if cased else 3]):
        joins = bool(taken) and cased and (word.lower() in _JOIN and (word.lower() not in _AND or (words[number + 1 : number + 2] and words[number + 1][0].isupper())))
        if not joins and (word.lower() in _STOPS or word.lower() in _PREPOSITION or not word[0].isalpha() or (not cased and taken and word[0] == "و" and len(word) > 3)):
            break
        if taken and taken[-1][:1].isupper() and word.islower() and not joins and not taken[-1].endswith(("'s", "’s", "'", "’")):
            break
        taken.append(word)
    while taken and taken[-1].lower() in _JOIN:
        taken.pop()
    return " ".join(taken).rstrip(".,:’'")


def bare(thing: str) -> str:
    """A thing without the preposition and the article before it: "In an intercepted call", "dans un enregistrement"."""
    words = thing.split()
    while len(words) > 1 and (words[0].lower() in _PREPOSITION or words[0].lower() in _ARTICLE or words[0].lower() in _LEAD):
        words = words[1:]
    return " ".join(words)


def before(sentence: str, at: int) -> str:
    """The name that ends right before a place: the whole clause if it is short, else the capitals nearest to it."""
    head = _PAREN.sub("", sentence[max(0, at - 200) : at].rstrip())
    if aside := _ASIDE.search(head):
        return aside[1].strip() if _run(aside[1].split(), lead=1) and len(aside[1].split()) <= _SHORT else ""
    if head.endswith((",", "”", "\"", "»", "“", "」", "』", "。")):
        return ""
    clause = _CLAUSE.split(head)[-1].strip()
    words = clause.split()
    if phrases.unspaced(clause):
        return _glued(clause, words)
    if not _has_case(clause):
        return _bare(clause) if words and len(words) <= _SHORT else ""
    if not words:
        return ""
    while len(words) > 1 and words[0].lower() in _LEAD:
        words = words[1:]
    if words[0].lower() in _AS or len(words) > _SHORT or not words[0][0].isalpha():
        return nearest(words)
    return "" if len(words) == 1 and words[0].lower() in _PRONOUN else " ".join(words)


def _glued(clause: str, words: list[str]) -> str:
    """Korean, Chinese, Japanese, Thai: what stands before the particle of the subject, or a short clause as it is."""
    if len(words) > 1:
        while words and words[0] in _ADVERB:
            words = words[1:]
        subject = _SUBJECT.match(" ".join(words))
        return subject[1].strip() if subject and len(subject[1].split()) <= 4 else ""
    return _bare(clause) if len(clause) <= 18 else ""


def opening(sentence: str, at: int) -> str:
    """The name with which the clause before a place begins: "Die Behörde", where its verb is not part of the phrase."""
    clause = _CLAUSE.split(sentence[max(0, at - 200) : at].rstrip())[-1].strip()
    words = clause.split()
    if words and words[0].lower() in _AS:
        return nearest(words)
    if not _has_case(clause) or not clause[:1].isupper():
        return ""
    found = _run(_WORD.findall(clause), lead=1)
    return "" if found.lower() in _PRONOUN else found


def is_preposition(word: str) -> bool:
    """Whether a word leads to a thing rather than says what somebody does."""
    return word.lower() in _PREPOSITION or word[:1] == "ב"  # Hebrew writes it as one word


def filling(gap: str) -> str:
    """The name in a gap between a verb and what follows: all of it where it is short and begins with one."""
    words = gap.split()
    while len(words) > 1 and words[0].lower() in _LEAD:
        words = words[1:]
    plain = all(word.lower() not in _PREPOSITION and word.isalpha() for word in words)
    if words and words[0][0].isupper() and len(words) <= _SHORT and plain:
        return " ".join(words)
    return within(gap)


def within(span: str) -> str:
    """The name in a span that a phrase holds in its middle."""
    quoted = _QUOTED.match(span)
    return quoted[1].strip() if quoted else _run(_WORD.findall(span.strip()), lead=3) if _has_case(span) else _bare(span)


def _run(words: list[str], *, lead: int) -> str:
    """The first run of capitalised words, with at most so many small words before it."""
    taken: list[str] = []
    if words and words[0].lower() in _LEAD:
        words = words[1:]
    for number, word in enumerate(words[: _MAX + lead]):
        if word[0].isupper() or (taken and word[0].isdigit()):
            taken.append(word)
        elif not taken and number < lead and word[0].isalpha() and word.lower() not in _PREPOSITION:
            continue
        elif taken and (word.lower() in _JOIN or (word.lower() in _AND and words[number + 1 : number + 2] and words[number + 1][0].isupper())):
            taken.append(word)
        else:
            break
    while taken and (taken[-1].lower() in _JOIN and not taken[-1][0].isupper()):
        taken.pop()
    return " ".join(taken[:_MAX]).rstrip(".,:’'").removesuffix("’s").removesuffix("'s")


def nearest(words: list[str]) -> str:
    """The run of capitalised words at the end, with at most two small words behind it."""
    taken: list[str] = []
    skipped = 0
    for word in reversed(words):
        if word[0].isupper() or (taken and word.lower() in _JOIN):
            taken.append(word)
        elif taken:
            break
        elif (skipped := skipped + 1) > 2:
            return ""
    while taken and taken[-1].lower() in _JOIN:
        taken.pop()
    return " ".join(reversed(taken[:_MAX]))


def _bare(clause: str) -> str:
    return _PARTICLE.sub("", clause.strip(" ,.'’")).strip()


def _has_case(line: str) -> bool:
    return any(char.isupper() or char.islower() for char in line[:40])
