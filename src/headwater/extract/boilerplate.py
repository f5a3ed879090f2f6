"""What surrounds news on its page: by the names of elements and by the words of lines.

In: labels of elements, lines of text. Out: why they are no text of an article, "" if they may be. Never: a look at
the tree.
"""

from __future__ import annotations

import re
from functools import lru_cache

from headwater import gate
from headwater.extract import furniture

_HARD = re.compile(  # boxes that never hold the article, however large
    r"(?:^|[\s_-])(?:comments?(?:-?(?:list|section|area|container))?|disqus\w*|kommentare?|footer|breadcrumbs?|cookie\w*|consent\w*|gdpr|"
    r"taboola\w*|outbrain\w*|sidebar(?=$|\s|__)|skip-?links?|sr-only|visually-?hidden|screen-?reader\w*|navigation|navbar|menu|search)(?:$|[\s_-])")
_FOREIGN = re.compile(  # boxes whose prose is never the outlet's article: readers' comments, consent, legal texts
    r"(?:^|[\s_-])(?:comments?(?:-?(?:list|section|area|container|thread|body|text|content))?|disqus\w*|kommentare?|cookies?\w*|consent\w*|gdpr\w*|dsgvo\w*|onetrust\w*|didomi\w*|"
    r"cmp|privacy\w*|old-?ie\w*|outdated\w*|browser-?(?:update|warning|hint)\w*|under-?article|second-?article|next-?(?:article|story)\w*)(?:$|[\s_-])")
_DOUBTFUL = re.compile(  # boxes whose prose is seldom the article
    r"(?:^|[\s_-])(?:modal|pop-?up|subscription-?\w*|related\w*|recommend\w*|teasers?|slider\w*|carousel\w*|swiper\w*|ticker\w*|widgets?|footer\w*|menu\w*|promo\w*|newsletter\w*)(?:$|[\s_-])")
_SOFT = re.compile(  # class "article__related", "newsletter-box": only where little of the page's text stands inside
    r"(?:^|[\s_-])(?:(?:re)?related\w*|relacionad\w+|recommend\w*|recirc\w*|empfehl\w*|more-?(?:on|from|stories|news|articles|like)|read-?(?:more|also|next|on)|also-?read|"
    r"see-?also|weitere\w*|mehr-?zum|leggi-?anche|lire-?aussi|a-?lire|voir-?aussi|lees-?ook|les-?ogsaa?|czytaj\w*|"
    r"teasers?(?:-?(?:list|group|box|grid|item|block|container|card))?|promo(?:s|box|tions?)?|post-?card\w*|newsletters?\w*|nl-?(?:box|form|signup)|subscri\w*|abo(?:box|nnement\w*)?|paywall\w*|piano\w*|regwall\w*|"
    r"advert\w*|ads?|adv|adslot|ad-?(?:box|slot|unit|wrapper|container)\w*|anzeige\w*|werbung|banner\w*|sponsor\w*|"
    r"socials?\w*|share\w*|sharing|share-?(?:bar|buttons?)|follow-?(?:us|me)?|whatsapp|telegram|"
    r"author-?(?:bio\w*|box\w*|info\w*|card\w*|profile\w*|description|details|block|about|section|meta)|about-?(?:the-?)?authors?|bio(?:graphy)?|autor(?:en)?-?(?:box|info|bio)\w*|bylines?|"
    r"authors?|article-?authors?|contributors?|"
    r"tags?|tag-?(?:list|cloud|s)\w*|topics?-?(?:list|tags)?|keywords?|schlagworte|etiquetas|"
    r"captions?\w*|(?:image|img|photo|foto|media|picture|bild)[-_]*(?:captions?|credits?|desc\w*|text|info|copyright|source|legend\w*|author|meta|subtitle|unterschrift)\w*|"
    r"credits?|copyrights?|bildunterschrift|bildtext|pie-?(?:de-?)?foto|legende?|didascalia|"
    r"galler(?:y|ies)\w*|slideshow\w*|carousel\w*|slider\w*|swiper\w*|lightbox\w*|"
    r"video-?(?:js|player|container|box|wrapper|list|teaser|description|title|caption)\w*|player\w*|audio-?\w*|podcast-?\w*|"
    r"toolbar\w*|(?:sub|main|site|page)-?nav\w*|nav|widgets?\w*|polls?|quiz\w*|pop-?up\w*|modal\w*|overlay\w*|tooltip\w*|"
    r"login\w*|log-?in|sign-?up\w*|sign-?in\w*|register\w*|registration|donat\w*|spenden\w*|membership\w*|"
    r"info-?box\w*|fact-?(?:box|sheet)\w*|faktaboks\w*|infokasten|summary-?box|key-?(?:points?|takeaways?|facts?)\w*|highlights-?box|toc|table-?of-?contents?|inhaltsverzeichnis|"
    r"timestamps?|date-?(?:line|time|published|modified)?|datetime|pub-?date|published(?:-?(?:at|on|date))?|reading-?time|post-?meta|article-?(?:meta|info|tools|footer|actions|nav|tags|share|date|author)\w*|entry-?(?:meta|footer)\w*|meta-?(?:info|data)?|"
    r"trending\w*|most-?(?:read|popular|viewed)\w*|popular\w*|latest-?\w*|(?<!live[-_ ])ticker(?!-?(?:entr|item|post|event|text|body|content))\w*|"
    r"disclaimer\w*|feedback\w*|report-?error|corrections?-?policy|print-?only|no-?print|hide|hidden|"
    r"embeds?|tweet\w*|twitter-?\w+|instagram-?\w+|facebook-?\w+|fb-?\w+|pagination|pager|prev-?next|next-?(?:article|post|story)\w*|"
    r"reactions?|rating\w*|votes?|emotions?|ai-?(?:summary|box|disclaimer)\w*|article-?summary-?ai|"
    r"product-?\w*|affiliate\w*|shop\w*|coupon\w*|commercial\w*|partner\w*|"
    r"kicker|eyebrow|overline|dachzeile|rubrik|spitzmarke|"
    r"pull-?quotes?|pullquote\w*|blockquote-?(?:author|source)|jump-?links?|app-?(?:promo|banner|download)\w*|call-?to-?action|cta\w*)(?:$|[\s_-])")


_CREDIT = re.compile(  # "Foto: Jane Doe/dpa", "(Photo by Jane Doe)", "© AFP", "Getty Images"
    r"^\W*(?:(?:photo|foto|fotos|photos|image|images|bild|bilder|picture|quelle|source|fonte|fuente|imagen|imágenes|ảnh|zdjęcie|ljósmynd|mynd|写真|사진|图片|صورة|фото|illustration|grafik|graphic|video|credit)s?\s*(?:by\b|[:：/=＝|©])|"
    r"photograph(?:s|ed)?\s+by\b|©|\(c\)\s|copyright\b)", re.I)
_AGENCY_ONLY = re.compile(
    r"^[\W\d]*+(?:(?:via|by|and|und|et|y|e|/|,|&|\s)*\b(?:getty(?:\s+images)?|istock|shutterstock|reuters|afp|ap|associated press|ap photo|dpa|picture[- ]alliance|imago(?:\s+images)?|epa|efe|ansa|keystone|sda|apa|ntb|"
    r"scanpix|tt|lusa|pap|čtk|ctk|tass|xinhua|kyodo|jiji|yonhap|pa(?:\s+media)?|pa wire|belga|anp|ritzau|mti|bloomberg|alamy|unsplash|pixabay|archyde|zuma|press|wire|photos?|pool|images?)\b)+[\W\d]*$", re.I)
_STAMP = re.compile(  # a line that is only a date or says when something was changed
    r"^\W*(?:(?:last\s+)?(?:published|updated|modified|posted)|aktualisiert|veröffentlicht|erschienen|stand|publi[ée](?:\s+le)?|mis à jour|publicado|actualizado|aggiornato|pubblicato|opublikowano|aktualizacja|oppdatert|publisert|päivitetty)"
    r"\b(?:[^.!?]|\.(?=\s?\d)|(?<=\d)\.){0,80}$|^\W*(?:\d{1,2}[./:-]){1,2}\d{2,4}[\s\d.:,|–-]*(?:uhr|min|h)?\W*$|^\d+\s*(?:min|minutes?|minuten|comments?|kommentare)\b.{0,20}$", re.I)
_SPEECH = re.compile(r"^[\"„“”»«‘'–—-].{0,200}[.!?…,][\"”“»«’']?$", re.S)  # '"More," he said.', "– Nei."
_LEGAL = gate.Gated(re.compile(r"all\s+rights\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés|todos\s+los\s+derechos|無断転載|저작권자|무단\s*전재|版权所有|版權所有", re.I))
_MACHINE = gate.Gated(re.compile(  # notes on who made a summary or a translation
    r"(?:chatgpt|künstliche[rn]? intelligenz|artificial intelligence|\bAI\b|\bKI\b|\bki\b).{0,60}(?:generated|erstellt|laget|translated|übersetzt|summar|zusammenfassung|godkjent)|"
    r"(?:laget|erstellt|generated|translated|übersetzt|summari[sz]ed)\b.{0,40}(?:chatgpt|\bAI\b|\bKI\b)", re.I))


_GATE = re.compile(r"^(?:read-?more|paywall|piano|regwall|teaser|subscri|abo|ads?$|adv$|widget|commercial|partner|product|content-?lock|slideshow|slider|swiper|carousel|galler|hide|hidden|no-print|video|player|tooltip|overlay)")
# gates and frames that may stand around an article's own paragraphs: "paywall", "teaser-content"


@lru_cache(maxsize=20_000)
def _matched(label: str) -> str:
    match = _HARD.search(label) or _SOFT.search(label)
    return match[0].strip(" _-") if match else ""


@lru_cache(maxsize=20_000)
def is_foreign(label: str) -> bool:
    """Whether prose in an element of this label is never the article, however much there is."""
    return bool(label and _FOREIGN.search(label))


@lru_cache(maxsize=20_000)
def trust(label: str) -> float:
    """How much prose in an element of this label counts towards being the article, 0 to 1."""
    if is_foreign(label):
        return 0.05
    return 0.3 if label and _DOUBTFUL.search(label) else 1.0


def of_label(label: str, share: float, *, style: str = "", hidden: bool = False, prose: bool = False) -> str:
    """Why an element of this label holds no article text.

    ``share`` is its prose as a part of the core's; ``prose`` says that it holds long unlinked paragraphs like the core's.
    """
    if share < 0.6 and (hidden or "display:none" in style.replace(" ", "").lower()):
        return "hidden"
    if not label or share >= 0.35:
        return "foreign" if label and is_foreign(label) else ""
    reason = _matched(label)
    return "" if prose and _GATE.match(reason) else reason


def is_agency(name: str) -> bool:
    """Whether a name is that of a news or picture agency."""
    return bool(_AGENCY_ONLY.match(name))


def of_line(line: str, density: float = 0.0) -> str:
    """Why a line is no text of an article; ``density`` is the share of it that is links.

    Long lines are prose whatever they begin with; the words decide only where the line is short or mostly a link.
    """
    length = len(line)
    if length > 400 or (density < 0.3 and _SPEECH.match(line)):
        return ""
    if length < 120 and any(char.isdigit() for char in line) and _STAMP.match(line):
        return "label"
    if length < 160 and (_CREDIT.match(line) or _AGENCY_ONLY.match(line)):
        return "credit"
    if length < 320 and _LEGAL.search(line):
        return "legal"
    if length < 200 and _MACHINE.search(line):
        return "machine-note"
    return furniture.of_line(line, density)


@lru_cache(maxsize=1024)
def of_line_again(line: str, density: float) -> str:
    """As :func:`of_line`, for lines of a text that are asked for several times."""
    return of_line(line, density)
