"""Licences: what an address or a name of a licence permits.

In: addresses and short texts as feeds, pages, headers and people give them. Out: a ``model.Licence`` with its usual
name, and its terms. Never: a guess; what is not recognised is ``None``, and the caller treats it as no permission.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from headwater import model, text

MAX_LENGTH = 1000  # characters read of a licence's name or address


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a licence asks and permits; all who use it credit the author."""

    whole: bool = True  # the whole text may be shown
    images: bool = True  # pictures of the same author too; what others made is never covered
    unmodified: bool = False  # nd: only as it is
    non_commercial: bool = False  # nc
    share_alike: bool = False  # sa

    @property
    def strictness(self) -> tuple[bool, ...]:
        """For comparing: the greater, the less is allowed."""
        return (not self.whole, self.non_commercial, self.unmodified, not self.images, self.share_alike)


CONTRACT = Terms()  # what an operator's own agreement is taken to permit
_NOTHING = Terms(whole=False, images=False)

_CC_ADDRESS = re.compile(  # "https://creativecommons.org/licenses/by-nc/3.0/de/deed.de", "i.creativecommons.org/l/by/4.0/"
    r"(?:^|//|//www\.|//i\.|[\s(])creativecommons\.(?:org|net)/l(?:icen[sc]es?)?/([a-z+-]{2,20})(?:/(\d\.\d))?(?:/([a-z]{2,9})(?![a-z.]))?", re.I)
_CC_PUBLIC = re.compile(  # "https://creativecommons.org/publicdomain/zero/1.0/"
    r"(?:^|//|//www\.|//i\.|[\s(])creativecommons\.org/(?:publicdomain/(zero|mark|certification)|licenses/publicdomain|p/)",
    re.I)
_CC_SHORT = re.compile(  # "CC-BY-SA-4.0", "CC BY NC 3.0 IGO", "cc_by_nd", "(CC) BY", not "cc by the river"
    r"(?<![A-Za-z])(?:\(?CC\)?[\s:_-]{0,3}(?=[A-Z]{2})|(?i:cc)[_-])"
    r"((?i:by|nc|nd|sa)(?:[\s_+/-]{1,3}(?i:by|nc|nd|sa)){0,3})(?![A-Za-z])(?:[\s_-]{0,2}v?(\d\.\d))?")
_CC_ZERO = re.compile(r"(?<![a-z])cc[\s_-]?(?:0|zero)(?![a-z\d])", re.I)  # "CC0 1.0"
_CC_WORDS = re.compile(r"creative\s?commons|クリエイティブ・?コモンズ|知识共享|創用\s?cc|크리에이티브\s?커먼즈", re.I)
_VERSION = re.compile(r"(?<![\d.])([1-4]\.[05])(?![\d.])")  # "4.0" in "Attribution 4.0 International"
_ELEMENTS = {  # what the elements are called where a licence's name is written out; folded
    "by": re.compile(r"attribu|namensnennung|reconocimiento|atribuci|atribui|naamsvermelding|uznanie autorstwa|uvedte"
                     r"|navngivelse|erkannande|nimea|атрибуц|署名|表示|저작자|نسب|ייחוס|attribuz|attribution"),
    "nc": re.compile(r"non-?\s?commerci|nicht.?\s?kommerziell|no\s?comercial|nao\s?comercial|pas d.utilisation commerciale"
                     r"|niet-?\s?commerci|uzycie niekomercyjne|neuzivejte|ikke-?\s?kommerci|ickekommersiell|некоммерч"
                     r"|非商业|非商業|非営利|비영리|غير تجاري|שימוש לא מסחרי"),
    "nd": re.compile(r"no-?\s?deriv|keine.?\s?bearbeit|sin\s?(?:obra\s?)?deriv|sem\s?deriv|pas de modification|geen afgeleide"
                     r"|non opere derivate|bez utworow|без производных|禁止演绎|禁止改作|改変禁止|변경금지|منع الاشتقاق"),
    "sa": re.compile(r"share-?\s?alike|gleichen bedingungen|compartir\s?igual|compartilha\s?igual|partage dans les memes"
                     r"|partage a l.identique|gelijk\s?delen|condividi|na tych samych|del pa samme|dela lika|на тех же"
                     r"|相同方式共享|相同方式分享|継承|동일조건"),
}
_OTHERS: tuple[tuple[str, str, Terms, str], ...] = (  # pattern on the folded text, usual name, terms, address
    (r"nationalarchives\.gov\.uk/doc/non-commercial|non-commercial government licen[cs]e",
     "Non-Commercial Government Licence (UK)", Terms(non_commercial=True),
     "https://www.nationalarchives.gov.uk/doc/non-commercial-government-licence/version/2/"),
    (r"nationalarchives\.gov\.uk/doc/open-government-licence|open government licen[cs]e(?!.{0,9}canada)"
     r"|\bogl[\s-]?(?:uk[\s-]?)?(?:v\.?\s?)?[123](?:\.0)?\b", "Open Government Licence (UK)", Terms(),
     "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    (r"open\.canada\.ca/[\w/-]{0,40}licence|open government licen[cs]e.{0,9}canada|\bogl-?canada",
     "Open Government Licence – Canada", Terms(), "https://open.canada.ca/en/open-government-licence-canada"),
    (r"etalab|licence ouverte", "Licence Ouverte / Etalab", Terms(),
     "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    (r"dati\.gov\.it/iodl|\biodl\b|italian open data licen[cs]e", "Italian Open Data License", Terms(),
     "https://www.dati.gov.it/iodl/2.0/"),
    (r"dl-de[/-]zero|datenlizenz deutschland.{0,5}zero", "Datenlizenz Deutschland – Zero", Terms(),
     "https://www.govdata.de/dl-de/zero-2-0"),
    (r"dl-de[/-]by|datenlizenz deutschland.{0,5}namensnennung", "Datenlizenz Deutschland – Namensnennung", Terms(),
     "https://www.govdata.de/dl-de/by-2-0"),
    (r"data\.norge\.no/nlod|\bnlod\b|norsk lisens for offentlige data", "Norwegian Licence for Open Government Data",
     Terms(), "https://data.norge.no/nlod"),
    (r"data\.gov\.tw/licen[cs]e|政府資料開放授權", "Open Government Data License (Taiwan)", Terms(),
     "https://data.gov.tw/license"),
    (r"data\.gov\.in/.{0,40}licen[cs]e|government open data licen[cs]e.{0,5}india", "Government Open Data License – India",
     Terms(), "https://www.data.gov.in/Godl"),
    (r"政府標準利用規約|公共データ利用規約|public data licen[cs]e.{0,20}japan", "Public Data License (Japan)", Terms(),
     "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"),
    (r"kogl\.or\.kr/.{0,40}type=?4|공공누리\s*제?\s*4", "KOGL type 4", Terms(non_commercial=True, unmodified=True),
     "https://www.kogl.or.kr/info/licenseType4.do"),
    (r"kogl\.or\.kr/.{0,40}type=?3|공공누리\s*제?\s*3", "KOGL type 3", Terms(unmodified=True),
     "https://www.kogl.or.kr/info/licenseType3.do"),
    (r"kogl\.or\.kr/.{0,40}type=?2|공공누리\s*제?\s*2", "KOGL type 2", Terms(non_commercial=True),
     "https://www.kogl.or.kr/info/licenseType2.do"),
    (r"kogl\.or\.kr/.{0,40}type=?1|공공누리\s*제?\s*1", "KOGL type 1", Terms(),
     "https://www.kogl.or.kr/info/licenseType1.do"),
    (r"usa\.gov/(?:government-works|government-copyright|publicdomain)|(?:u\.?\s?s\.?|united states) government works?\b"
     r"|17 u\.?\s?s\.?\s?c\.?\s*(?:§|sec\S*)?\s*105", "Public domain (US government work)", Terms(),
     "https://www.usa.gov/government-works"),
    (r"gnu\.org/(?:licenses|copyleft)/(?:old-licenses/)?fdl|gnu free documentation|\bgfdl\b",
     "GNU Free Documentation License", Terms(share_alike=True), "https://www.gnu.org/licenses/fdl-1.3.html"),
    (r"artlibre\.org|free art licen[cs]e|licence art libre", "Free Art License", Terms(share_alike=True),
     "https://artlibre.org/licence/lal/en/"),
    (r"opendatacommons\.org/licenses/odbl|\bodbl\b", "Open Database License", Terms(share_alike=True),
     "https://opendatacommons.org/licenses/odbl/"),
    (r"opendatacommons\.org/licenses/(?:by|pddl)|\bodc-by\b|\bpddl\b", "Open Data Commons", Terms(),
     "https://opendatacommons.org/licenses/"),
    (r"eur-lex\.europa\.eu/eli/dec/2011/833|2011/833/eu", "European Commission reuse decision", Terms(),
     "https://eur-lex.europa.eu/eli/dec/2011/833/oj"),
)
_OTHER_PATTERNS = tuple((re.compile(pattern, re.I), name, terms, uri) for pattern, name, terms, uri in _OTHERS)
_PUBLIC_DOMAIN = re.compile(  # "in the public domain", "gemeinfrei", "public domain mark"
    r"^(?:public domain|domaine public|dominio publico|dominio pubblico|dominio público|gemeinfrei|パブリックドメイン)\W{0,3}$"
    r"|(?:is|are|works?|content) (?:all )?in the public domain|public domain mark", re.I)
_DENIED = re.compile(  # a text that takes back, or speaks of something else than the text
    r"all rights reserved|alle rechte vorbehalten|tous droits reserves|todos los derechos reservados"
    r"|tutti i diritti riservati|todos os direitos reservados|все права защищены|版权所有|無断転載|무단\s?전재"
    r"|\bnot\b|\bexcept|\bunless\b|\bphotos?\b|\bimages?\b|\bpictures?\b|\bsoftware\b|\bausgenommen\b|\bfotos?\b|\bbild", re.I)


def read(value: str, *, where: str = "page") -> model.Licence | None:
    """The licence that an address or a short text names, or None where it is not one that we know.

    A longer text is read only if it does not take the permission back or speak of pictures alone.
    """
    known = _recognise(value)
    return None if known is None else model.Licence(uri=known[0], name=known[1], where=where)


def terms(licence: model.Licence) -> Terms:
    """What a licence permits: a known one by its terms; an operator's own without an address as a contract."""
    known = _recognise(licence.uri) or _recognise(licence.name)
    if known:
        return known[2]
    return CONTRACT if licence.where == "operator" else _NOTHING


def is_open(licence: model.Licence) -> bool:
    """Whether the licence is a public one, given to everybody, rather than a contract of this operator's."""
    return bool(_recognise(licence.uri) or _recognise(licence.name))


def strictest(licences: Iterable[model.Licence]) -> model.Licence | None:
    """Of several licences the one that allows least; None of none."""
    return max(licences, key=lambda licence: terms(licence).strictness, default=None)


def _recognise(value: str) -> tuple[str, str, Terms] | None:
    """Address, name and terms."""
    line = text.squeeze(value[:MAX_LENGTH]) if value else ""
    if not line:
        return None
    address = "://" in line and " " not in line
    folded = text.fold(line)
    if not address and _DENIED.search(folded):
        return None
    found = _creative_commons(line, folded)
    if found:
        return found
    for pattern, name, what, uri in _OTHER_PATTERNS:
        if pattern.search(folded):
            return uri, name, what
    if _PUBLIC_DOMAIN.search(folded):
        return "https://creativecommons.org/publicdomain/mark/1.0/", "Public domain", Terms()
    return None


def _creative_commons(line: str, folded: str) -> tuple[str, str, Terms] | None:
    public = _CC_PUBLIC.search(line)
    if public or _CC_ZERO.search(line):
        zero = not public or (public[1] or "").lower() == "zero"
        uri = f"https://creativecommons.org/publicdomain/{'zero' if zero else 'mark'}/1.0/"
        return uri, "CC0 1.0" if zero else "Public Domain Mark 1.0", Terms()
    version = port = ""
    if address := _CC_ADDRESS.search(line):
        elements = set(address[1].lower().split("-"))
        version, port = address[2] or "", (address[3] or "").lower()
    elif short := _CC_SHORT.search(line):
        elements = set(re.split(r"[\s_+/-]+", short[1].lower()))
        version = short[2] or ""
    elif _CC_WORDS.search(folded):
        elements = {name for name, pattern in _ELEMENTS.items() if pattern.search(folded)}
        match = _VERSION.search(line)
        version = match[1] if match else ""
    else:
        return None
    if not elements or not elements <= {"by", "nc", "nd", "sa"}:
        return None  # "Sampling Plus", "DevNations", or Creative Commons without a word on which
    return _named(elements, version, port if port not in ("deed", "legalcode", "rdf") else "")


def _named(elements: set[str], version: str, port: str) -> tuple[str, str, Terms]:
    """The usual address and name, the elements in the usual order."""
    code = "-".join(element for element in ("by", "nc", "nd", "sa") if element in elements)
    if version != "1.0":
        code = code.replace("nd-sa", "nd")
    uri = f"https://creativecommons.org/licenses/{code}/" + (f"{version}/" if version else "") + (
        f"{port}/" if version and port else "")
    name = " ".join(part for part in ("CC", code.upper(), version, port.upper()) if part)
    return uri, name, Terms(unmodified="nd" in elements, non_commercial="nc" in elements, share_alike="sa" in elements)
