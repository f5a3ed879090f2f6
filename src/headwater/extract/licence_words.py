"""Licences printed beside pictures: "Ana Reis, CC BY-SA 4.0", "(Ana Reis/Flickr, CC BY 2.0)", "Public domain".

In: a caption or a credit, elements that hold one. Out: the line without the licence and the licence's words, or the address
of its link. Never: what a licence permits (:mod:`headwater.licences` knows that), or "public domain" within a sentence.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from headwater import licences, urls
from headwater.extract import credit_words, markup

_LONGEST = 1200  # characters of a line that are looked at
_MOST_LINKS = 20
_ELEMENTS = r"(?:BY|NC|ND|SA)"
_CC = rf"\(?CC\)?[ :_-]{{0,2}}(?:{_ELEMENTS}(?:[ _/–-]{{1,2}}{_ELEMENTS}){{0,3}}|0|Zero)(?![A-Za-z])(?:[ _-]{{0,2}}v?[1-4]\.[05])?(?: (?:International|Unported|Generic|Int\.|IGO|DEED|[A-Z]{{2}}(?![A-Za-z])))?"
_FULL = (r"Creative Commons(?: [–—-])?(?: (?:Attribution|Zero|Namensnennung|Reconocimiento|Atribución|Atribuição|Attribuzione|Uznanie autorstwa)"
         r"(?:[ -]{1,3}(?:Share ?-?Alike|Non ?-?Commercial|No ?-?Deriv(?:ative)?s|NoDerivatives|Weitergabe unter gleichen Bedingungen|CompartirIgual)){0,3}(?: [1-4]\.[05])?(?: (?:International|Unported|Generic))?"
         rf"| {_ELEMENTS}(?:[ -]{_ELEMENTS}){{0,3}}(?: [1-4]\.[05])?)")
_UNDER = r"(?:(?:(?:licen[cs]ed|published|used|available|lizenziert|veröffentlicht)\s+)?(?:under|unter|sous|bajo|sob|con)\s+(?:(?:the|a|der|einer|licence|licencia|licença|licenza)\s+)?|(?:licen[cs]e|lizenz|licencia|licença|licenza|licentie|lisens|licens|licencja|лицензия)\s*[:：]?\s*)?"
_BEHIND = r"(?:\s+(?:licen[cs]e|lizenz|licencia|licença|licenza))?"
_NAMED = re.compile(rf"(?P<mark>^|(?<![\s,;|/·•(\[–—-])[\s,;|/·•(\[–—-]++)(?i:{_UNDER})(?P<licence>{_CC}|(?i:{_FULL})){_BEHIND}(?=$|[\s,;|/)\].·•])")  # ", under CC BY-SA 4.0"
_FREE = re.compile(  # ". Public domain", "/ gemeinfrei", "(domaine public)"; never "in the public domain of letters"
    r"(?P<mark>^|(?:[.,;:|/·•(\[–—-]|(?<=[.!?。])\s)\s*)(?P<licence>(?i:public domain(?: mark)?|gemeinfrei|domaine public|dominio p[úu]blico|domínio público|dominio pubblico|domena publiczna|общественное достояние"
    r"|publiek domein|パブリックドメイン|公有领域|公有領域|公共领域|ملكية عامة))\s*(?=$|[.,;|/)\]·•])")
_HINT = re.compile(r"CC|reative|ublic|gemeinfrei|dom[iíÍ]nio|domena|достояние|publiek|パブリック|公[有共]|ملكية")  # what all of these hold
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_LICENSE_LINKS: Any = etree.XPath("//a[contains(@rel, 'license')][@href]")
_NOT_TEXT = frozenset({"figure", "figcaption", "nav", "blockquote", "form"})
_OTHERS = re.compile(r"comment|kommentar|caption|credit|figure|photo|picture|image|gallery|related|teaser|recommend|sidebar|widget|embed|player|card")
_SENTENCE = 400  # characters of a box that is about its licence alone
_WORD = re.compile(r"\w+")
_BADGE = re.compile(r"licen|creativecommons|creative commons|\bcc\b|cc-by|88x31", re.I)  # "https://i.creativecommons.org/l/by/4.0/88x31.png"
_MARKS = " ,;|/·•–—-"


def apart(line: str) -> tuple[str, str]:
    """The line without the licence that it names, and the licence's words; "" if it names none.

    >>> apart("A quay. (Ana Reis/Flickr, CC BY 2.0)"), apart("A quay. Public domain")
    (('A quay. (Ana Reis/Flickr)', 'CC BY 2.0'), ('A quay.', 'Public domain'))
    """
    if len(line) > _LONGEST or not _HINT.search(line):
        return line, ""
    found = next((match for match in _NAMED.finditer(line) if licences.read(match["licence"])), None) or _FREE.search(line)
    if found is None:
        return line, ""
    before, after = line[: found.start()] + (found["mark"].rstrip() if found["mark"].strip() in (".", "(", "[", ":") else ""), line[found.end() :]
    inside = before.rstrip()[-1:] in ("(", "[", "")
    if inside or after.strip()[:1] in (")", "]", ""):
        after = after.lstrip(_MARKS) if inside else after
        before = before if inside else before.rstrip(_MARKS)
    rest = f"{before}{'' if not after or after[0] in ',;.)] ' or inside else ' '}{after}"
    return _EMPTY.sub("", rest).strip(_MARKS), found["licence"].strip(" ()")


def of_text(root: markup.Element, container: markup.Element | None, base: str) -> tuple[str, ...]:
    """The addresses of the licences of the page's text: ``<a rel="license">`` in it, below it or in the page's own footer.

    Not those of a picture, a comment, a teaser or another item (HTML Living Standard, "license": it is the main content's).
    """
    found: list[str] = []
    own = {container, *container.iterancestors()} if container is not None else set()
    for node in _LICENSE_LINKS(root)[:_MOST_LINKS]:
        address = urls.absolute((node.get("href") or "").strip()[:500], base or None)
        if address and not _is_of_another(node, own):
            found.append(address)
    return tuple(dict.fromkeys(found))


def _is_of_another(link: markup.Element, own: set[markup.Element]) -> bool:
    """Whether a link to a licence speaks of a picture, or of something that is not the article."""
    small = True
    for above in link.iterancestors():
        if above.tag in _NOT_TEXT or _OTHERS.search(markup.label(above)) or (above.tag == "article" and own and above not in own):
            return True
        small = small and above not in own and above.tag not in ("body", "main", "footer") and not markup.is_longer(above, _SENTENCE)
        if small and (_speaks_of_pictures(markup.text(above)) or any(not _is_badge(one) for one in above.iter("img", "amp-img", "video", "audio"))):
            return True
    return False


def _speaks_of_pictures(line: str) -> bool:
    low = credit_words.lowered(line)
    return not credit_words.table().photo.isdisjoint(_WORD.findall(low)) or credit_words.opens(low) > 0


def _is_badge(picture: markup.Element) -> bool:
    return _BADGE.search(f"{picture.get('src') or ''} {picture.get('alt') or ''}") is not None


def linked(*elements: markup.Element | None) -> tuple[str, str]:
    """The address of the licence that a link within the elements names, and the link's words; "" if none does."""
    for element in elements:
        if element is None:
            continue
        for count, node in enumerate(element.iter("a")):
            if count >= _MOST_LINKS:
                break
            href = (node.get("href") or "").strip()
            named = "license" in (node.get("rel") or "").lower().split()
            if href and len(href) <= 500 and (named or ("licen" in href or "publicdomain" in href)):
                address = urls.absolute(href, None) or ""
                if address and (named or licences.read(address)):
                    return address, markup.text(node)
    return "", ""
