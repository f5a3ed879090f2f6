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


_ALSO = re.compile(  # "Read more: Floods in ...", "Lesen Sie auch", "LATEST:"
    r"^\W*(?:(?:also\s+)?read\s+(?:more|also|next|now|the full|our)|also\s+read|read|more|related|see\s+also|see\s+more|watch|listen|latest|don.t miss|"
    r"more\s+(?:on|from|about|news|stories|to read|like this)|related\s+(?:articles?|stories|news|posts?|topics?|content)|recommended(?:\s+for\s+you)?|top stories|"
    r"lesen\s+sie\s+(?:auch|hier|mehr|dazu|jetzt)|lesen\s+sie|lies\s+(?:auch|hier|mehr)|mehr\s+(?:zum|zu|dazu|aus|lesen|über|news)|auch\s+interessant|"
    r"das\s+könnte\s+(?:sie|dich)|weitere\s+(?:artikel|nachrichten|themen|infos?|meldungen|informationen)|passend\s+(?:zum|dazu)|siehe\s+auch|zum\s+thema|hier\s+(?:lesen|geht|finden|kommen)|"
    r"weiterlesen|mehr\s+dazu|hören\s+sie|sehen\s+sie|interview|hintergrund|thema|newsblog|liveblog|im video|video|podcast|"
    r"(?:à|a)\s+lire(?:\s+(?:aussi|également))?|lire\s+(?:aussi|également|la suite)|voir\s+aussi|sur le même (?:sujet|thème)|"
    r"leggi\s+anche|leggi|guarda\s+anche|approfondisci|lee?\s+(?:también|tambien|más|mas)|lea\s+(?:también|además|más)|te\s+(?:puede|podría|recomendamos)|ver\s+también|más\s+información|noticias?\s+relacionad\w+|"
    r"leia\s+(?:também|mais)|veja\s+(?:também|mais)|saiba\s+mais|lees\s+(?:ook|meer|verder)|bekijk\s+ook|les\s+(?:også|mer|meer|mere|saken)|læs\s+(?:også|mere)|läs\s+(?:också|mer|även)|lue\s+(?:myös|lisää)|se\s+(?:også|också)|"
    r"czytaj\s+(?:więcej|także|też|również|dalej)|zobacz\s+(?:też|także|również)|przeczytaj|čtěte|přečtěte|více\s+(?:o|zde)|čítajte|prečítajte|citește|citeşte|olvassa|pročitajte|preberite|"
    r"читайте|прочетете|читать|διαβάστε|baca\s+juga|baca|đọc\s+thêm|xem\s+thêm|ayrıca\s+okuyun|ilgili\s+haber\w*|haberin\s+devamı|soma\s+(?:zaidi|pia)|lestu|skaitykite|lasi\s+arī|loe\s+ka|"
    r"यह\s+भी\s+पढ़ें|ये\s+भी\s+पढ़ें|इसे\s+भी\s+पढ़ें|भी\s+पढ़ें|और\s+पढ़ें|اقرأ|إقرأ|اقرؤوا|المزيد|مزید\s+پڑھیں|بیشتر\s+بخوانید|קראו|לקריאה|"
    r"相关阅读|相關閱讀|延伸阅读|延伸閱讀|相关新闻|相關新聞|更多|関連記事|関連|あわせて読みたい|関連ニュース|관련\s*기사|관련\s*뉴스|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง)"
    r"(?P<rest>.*)$", re.I | re.S)
_ALSO_MARK = re.compile(r"^\s*(?:[:：>»→|–—-]|\.{3}|…|$)")  # what follows the label: ": Floods ...", "> ..." or nothing
_INVITE = gate.Gated(re.compile(  # newsletters, applications, social networks, gifts
    r"(?:sign\s+up|subscribe|subscribing|register|join|download|follow|like|get)\b.{0,60}\b(?:newsletters?|inbox|our\s+(?:app|channel|page|free|daily|weekly|whatsapp|telegram)|us\s+on|push\s+notifications|whatsapp|telegram|facebook|google news)|"
    r"\b(?:newsletter|whatsapp[- ]kanal|whatsapp[- ]channel|push-?nachrichten)\b.{0,80}\b(?:anmeld|abonn|hier|bestell|sign|here|suscr|inscri|iscri|lang|kostenlos|folgen)|"
    r"(?:melden\s+sie\s+sich|abonnieren\s+sie|jetzt\s+abonnieren|folgen\s+sie|folge\s+uns|laden\s+sie|bestellen\s+sie|hier\s+(?:kostenlos\s+)?(?:anmelden|abonnieren))|"
    r"(?:suscr[ií]bete|s[ií]guenos|inscrivez-vous|abonnez-vous|suivez(?:-|\s)nous|iscriviti|seguici|assine|inscreva-se|siga-nos|zapisz się|zaprenumeruj|abonneer|volg ons|følg oss|följ oss|"
    r"takip edin|abone ol|подпис(?:ывайтесь|аться)|підписуйтесь|ikuti kami|theo dõi|구독|订阅|訂閱|関注|关注我们|تابعونا|اشترك)|"
    r"^(?:the\s+)?(?:latest|breaking)\s+news.{0,60}(?:whatsapp|app|inbox)|social[- ]media:", re.I))
_WALL = gate.Gated(re.compile(  # paywalls and accounts
    r"il\s+vous\s+reste\s+[\d.,]+\s*%|la\s+suite\s+est\s+réservée|réservé\s+aux\s+abonnés|tu\s+suscripción\s+se\s+está|(?:añadir|usando)\s+.{0,30}suscripción|"
    r"(?:already|become)\s+a\s+(?:subscriber|member)|to\s+continue\s+reading|continue\s+reading|subscribers?\s+only|for\s+subscribers|unlock\s+this|log\s*in\s+to|create\s+(?:a\s+free\s+)?account|"
    r"nur\s+für\s+abonnenten|jetzt\s+weiterlesen|weiterlesen\s+mit|als\s+abonnent|bereits\s+(?:abonnent|registriert|kunde)|monatlich\s+kündbar|"
    r"(?:solo|sólo)\s+para\s+suscriptores|contenuto\s+riservato|hai\s+già\s+un\s+abbonamento|treść\s+dostępna|tylko\s+dla\s+subskrybentów|この記事は有料|残り\d+文字|会員限定", re.I))
_SLOT = re.compile(  # a line that only labels an advertisement or a function of the page
    r"^\W*(?:advertisement|advertising|ad|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|annonse|annons|annonce|reklama|реклама|reklam|iklan|quảng cáo|広告|광고|广告|廣告|إعلان|"
    r"(?:story|article)\s+continues\s+(?:below|after)\b.*|scroll to continue.*|loading\W*|share(?:\s+(?:this|on)\b.*)?|teilen|drucken|print|copy link|link kopieren|kommentare?n?|comments?|"
    r"back to top|nach oben|video laden|recommended|tags?|topics?|themen|mehr|more|foto(?:galerie)?|click here.*|go to .{0,60} (?:website|homepage)|"
    r"(?:this|the)\s+(?:article|story|content)\s+(?:was|is)\s+(?:originally|sponsored).{0,160}|empfohlener (?:externer|redaktioneller) inhalt.*|externer inhalt.*|(?:this is )?(?:a )?(?:breaking|developing)(?: news?)? story.{0,80}|more (?:to follow|follows|about)|current issue|an dieser stelle .{0,200}|"
    r"ich bin (?:damit )?einverstanden.*|(?:für dieses|dieses) (?:element|embed|inhalt).{0,160}|link zum \w+[- ]inhalt|das projekt hätte.{0,40})\W*$", re.I)
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
    if _SLOT.match(line) or (length < 120 and any(char.isdigit() for char in line) and _STAMP.match(line)):
        return "label"
    if length < 300 and (match := _ALSO.match(line)):
        rest = match["rest"]
        if density > 0.4 or _ALSO_MARK.match(rest):
            return "read-also"
    if length < 160 and (_CREDIT.match(line) or _AGENCY_ONLY.match(line)):
        return "credit"
    if (length < 260 or density > 0.3) and _INVITE.search(line):
        return "newsletter"
    if length < 160 and _WALL.search(line):
        return "paywall"
    if length < 320 and _LEGAL.search(line):
        return "legal"
    if length < 200 and _MACHINE.search(line):
        return "machine-note"
    return furniture.of_line(line, density)
