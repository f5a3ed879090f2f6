"""What a complaint by mail says, found by patterns: addresses, dates, statements, who writes in what role.

In: the text of a mail. Out: what the form would have asked, as far as it stands there. Never: a guess that hides what was
written (the text itself stays the explanation), or a pattern whose time grows faster than the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from headwater import text, urls
from headwater.desk import phrases
from headwater.notices import Relation

MOST_ADDRESSES = 500
_SCAN = 60_000  # characters that are looked through
_HIDDEN_DOT = re.compile(r"\s?[\[({]\s?(?:\.|dot|punkt|point|punto|точка)\s?[\])}]\s?", re.I)  # "[.]", " (dot) "
_HIDDEN_COLON = re.compile(r"[\[(]:(//)?[\])]")  # "https[:]//", "https[://]"
_HIDDEN_SCHEME = re.compile(r"\bh(?:xx|tx|\*\*|--)p(s?)(?=\s{0,2}:)", re.I)  # "hxxps://"
_SOFT_BREAK = re.compile(r"=\r?\n")  # "https://a.exam=\nple" of quoted-printable that was not decoded
_BROKEN_ANGLES = re.compile(r"<(https?://[^<>]{1,2000})>", re.I)  # "<https://a.example/long\n-name>"
_ADDRESS = re.compile(r"(?:https?://|\bwww\.(?=\w))[^\s<>\"{}|\\^`\u0000-\u0020«»“”„‘’、。，；（）【】「」]{1,2000}", re.I)  # "https://a.example/b"
_JOINED = re.compile(r"(?<=[^\s=/&?%:#])(?=https?://)", re.I)  # between "http://a" and "http://b", not in "?u=http://b"
_END = ".,;:!?*_'"
_ORIGINAL = re.compile(phrases.ORIGINAL_BEFORE)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")  # "2026-05-03"
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:\.|er|st|nd|rd|th|º)?\s(?:de\s|of\s)?([^\W\d]{3,12})\.?,?\s(?:de\s)?((?:19|20)\d\d)\b")  # "3 May 2026"
_MONTH_FIRST = re.compile(r"\b([^\W\d]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)\b")  # "May 3, 2026"
_PUBLISHED = re.compile(phrases.PUBLISHED)
_SIGNED = re.compile(r"/?s/\s{0,5}([^/]{2,100}?)\s{0,5}/?")  # a whole line, without spaces around it: "/s/ Ada Quill"
_BEHALF = re.compile(phrases.BEHALF)
_REFERENCE = re.compile(r"\bHW-?[0-9A-Z]{4}-?[0-9A-Z]{4}\b", re.I)  # "HW-7K2M-9QXD"
_QUOTES = re.compile(r"^\s{0,3}(?:>|\|)")  # "> as you wrote"
_CUT = re.compile(phrases.QUOTE_BEGINS, re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gleaned:
    """What was found."""

    addresses: tuple[str, ...] = ()  # what is complained about, as far as it can be told apart
    originals: tuple[str, ...] = ()  # where the submitter's own is
    fields: tuple[tuple[str, str], ...] = ()  # under the names of the forms
    contact: tuple[tuple[str, str], ...] = ()  # phone, address, organisation, principal, name
    relation: Relation = Relation.OTHER


def glean(words: str, *, name: str = "", base_url: str = "") -> Gleaned:
    """What a text says; ``name`` is the sender's, by which a signature at the end is known."""
    words = words[:_SCAN]
    folded = text.fold(words)
    about, originals = _told_apart(words, base_url)
    labelled = _labelled(words)
    fields = {key: value for key, value in labelled.items() if key not in phrases.CONTACT and key != "original_url"}
    if originals:
        fields["original_url"] = "\n".join(originals[:10])
    for element, pattern in phrases.STATEMENTS.items():
        if pattern.search(folded):
            fields[element] = "yes"
    if (first := _iso(labelled.get("first_published", "")) or _first_published(words)) or "first_published" in fields:
        fields["first_published"] = first
    if signature := _signature(words, name, labelled.get("signature", "")):
        fields["signature"] = signature
    contact = {key: labelled[key] for key in phrases.CONTACT if labelled.get(key)}
    said = phrases.OATH.sub(" ", re.sub(r"\s+", " ", words))
    if "principal" not in contact and (behalf := _BEHALF.search(said)):
        contact["principal"] = text.cut(behalf[1], 200)
    relation = next((role for role, pattern in phrases.RELATIONS if pattern.search(text.fold(said))), Relation.OTHER)
    return Gleaned(
        addresses=about, originals=originals, fields=tuple((key, value) for key, value in fields.items() if value),
        contact=tuple(contact.items()), relation=relation,
    )


def addresses(words: str) -> tuple[str, ...]:
    """Every web address in a text, in order, once each, with disguises taken off; those that name nothing left out."""
    found: dict[str, None] = {}
    for _, address in _found(_unhidden(words[:_SCAN])):
        found.setdefault(address)
    return tuple(list(found)[:MOST_ADDRESSES])


def references(words: str) -> tuple[str, ...]:
    """References of notices that a text names."""
    return tuple(dict.fromkeys(one.upper() for one in _REFERENCE.findall(words[:_SCAN])))[:10]


def new_words(words: str, ours: Sequence[str]) -> str:
    """What an answer says itself: without quoted lines, without lines of our own letters, ending where a quotation begins."""
    known = {text.squeeze(line) for letter in ours for line in letter.split("\n")} - {""}
    kept: list[str] = []
    for line in words.split("\n"):
        if _CUT.search(line[:300]) and any(text.squeeze(one) for one in kept):
            break
        if not _QUOTES.match(line) and text.squeeze(line) not in known:
            kept.append(line)
    return "\n".join(kept).strip()


def _unhidden(words: str) -> str:
    words = _SOFT_BREAK.sub("", words)
    words = _HIDDEN_COLON.sub(lambda colon: ":" + (colon[1] or ""), _HIDDEN_DOT.sub(".", words))
    words = _HIDDEN_SCHEME.sub(r"http\1", words)
    words = re.sub(r"(?i)\b(https?)\s{0,2}:\s{0,2}//\s{0,2}", r"\1://", words)
    return _BROKEN_ANGLES.sub(lambda angles: "<" + re.sub(r"\s+", "", angles[1]) + ">", words)


def _found(words: str) -> list[tuple[int, str]]:
    """Addresses with the place at which each stands."""
    pairs = []
    for match in _ADDRESS.finditer(words):
        place = match.start()
        for part in _JOINED.split(match[0]):
            address = _trimmed(part)
            if absolute := urls.absolute(address if "://" in address else f"https://{address}"):
                pairs.append((place, absolute))
            place += len(part)
        if len(pairs) >= 2 * MOST_ADDRESSES:
            break
    return pairs


def _trimmed(address: str) -> str:
    """Without what belongs to the sentence: a final stop, a bracket that was opened before."""
    while address and (address[-1] in _END or (address[-1] in ")]}" and address.count(address[-1]) > address.count("([{"[")]}".index(address[-1])]))):
        address = address[:-1]
    return address


def _told_apart(words: str, base_url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses complained about, and the submitter's own: by our host where it is named, else by the words before."""
    whole = _unhidden(words)
    ours, host = [], urls.hostname(base_url) if base_url else ""
    others: list[str] = []
    originals: list[str] = []
    for place, address in _found(whole):
        before = text.fold(whole[max(0, place - 120) : place].rpartition("\n\n")[2])
        if host and urls.hostname(address) == host:
            ours.append(address)
        elif _ORIGINAL.search(before.rpartition("://")[2]):
            originals.append(address)
        else:
            others.append(address)
    about = ours or others
    own = originals + (others if ours else [])
    return tuple(dict.fromkeys(about))[:MOST_ADDRESSES], tuple(dict.fromkeys(own))[:MOST_ADDRESSES]


def _labelled(words: str) -> dict[str, str]:
    """Lines such as "Case number: 12 O 345/26", under the names of the forms."""
    found: dict[str, str] = {}
    for line in words.split("\n")[:2000]:
        label, colon, value = line[:600].replace("：", ":", 1).partition(":")
        if not colon or len(label) > 60 or value.startswith("//"):
            continue
        name = phrases.LABELS.get(text.fold(label).strip(" -*•>#_.").replace("_", " "))
        if name and (value := text.squeeze(value)) and name not in found:
            found[name] = value[:500]
    return found


def _signature(words: str, name: str, labelled: str) -> str:
    """A name typed as a signature: behind "/s/", behind its label, or the sender's own at the end."""
    if labelled:
        return labelled[:200]
    for line in words.split("\n"):
        if typed := _SIGNED.fullmatch(line[:1000].strip()[:150]):
            return text.squeeze(typed[1])
    last = [text.fold(line) for line in words.strip().split("\n")[-6:]]
    folded = text.fold(name).strip()
    return name if len(folded) > 4 and " " in folded and any(line.strip(" ,.-") == folded for line in last) else ""


def _first_published(words: str) -> str:
    """The first date that follows words such as "first published on", as YYYY-MM-DD."""
    for match in _PUBLISHED.finditer(words):
        if found := _iso(words[match.end() : match.end() + 60]):
            return found
    return ""


def _iso(words: str) -> str:
    """The date at the beginning of a text, where it can be read in one way only."""
    if found := _ISO.search(words):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(words):
        return _checked(int(found[3]), phrases.MONTHS.get(text.fold(found[2])[:12], 0), int(found[1]))
    if found := _MONTH_FIRST.search(words):
        return _checked(int(found[3]), phrases.MONTHS.get(text.fold(found[1])[:12], 0), int(found[2]))
    return ""


def _checked(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
