"""The words by which complaints in several languages are recognised.

In: nothing. Out: tables; phrases that are looked for in folded text are written folded (lower case, without marks). Never:
a rule: what follows from a phrase stands in ``gleaned`` and ``guess``.
"""

from __future__ import annotations

import re

from headwater import text
from headwater.notices import Relation, Type


def _any(*phrases: str) -> re.Pattern[str]:
    """Any of these, folded; a phrase of Latin or Cyrillic letters begins at a word's beginning."""
    folded = sorted({text.fold(one) for one in phrases}, key=len, reverse=True)
    return re.compile("|".join((r"\b" if one[0].isalpha() and ord(one[0]) < 0x590 else "") + re.escape(one) for one in folded))


STATEMENTS: dict[str, re.Pattern[str]] = {  # by the names of the forms' ticks
    "good_faith": _any(
        "good faith", "good-faith", "guten glauben", "gutem glauben", "bonne foi", "buena fe", "buona fede", "boa-fé", "boa fé", "goede trouw",
        "dobrej wierze", "добросовестно", "добросовестн", "добросовісн", "حسن نية", "بحسن نية", "善意", "誠実に信じ", "iyi niyet", "선의",
    ),
    "accuracy": _any(
        "penalty of perjury", "penalties of perjury", "under oath", "eidesstattlich", "eides statt", "peine de parjure", "sur l'honneur",
        "pena de perjurio", "bajo juramento", "pena di spergiuro", "sotto giuramento", "sob juramento", "straffe van meineed", "pod rygorem odpowiedzialności karnej",
        "лжесвидетельств", "неправдиві свідчення", "شهادة الزور", "الحنث باليمين", "伪证", "偽証", "yalan yere yemin", "위증",
    ),
    "fair_use": _any("considered fair use", "fair use into consideration", "fair use into account", "considered whether a quotation", "considered fair dealing"),
}

RELATIONS: tuple[tuple[Relation, re.Pattern[str]], ...] = (  # the first that is found
    (Relation.AGENT, _any("on behalf of", "authorized to act", "authorised to act", "authorized agent", "authorised agent", "im namen", "im auftrag", "bevollmächtigt",
                          "au nom de", "mandataire", "en nombre de", "en representación", "a nome di", "per conto di", "em nome de", "namens", "w imieniu",
                          "от имени", "в интересах", "від імені", "نيابة عن", "بالنيابة عن", "代表", "代理人", "adına")),
    (Relation.LICENSEE, _any("exclusive licen", "exklusive lizenz", "ausschließliche lizenz", "licence exclusive", "licencia exclusiva", "исключительной лицензи")),
    (Relation.OWNER, _any("i am the owner", "we are the owner", "copyright owner", "copyright holder", "rights holder", "i am the author", "i own the", "we own the",
                          "i took the", "i am the photographer", "we are the publisher", "i publish", "ich bin der urheber", "ich bin die urheberin", "rechteinhaber", "je suis l'auteur",
                          "titulaire des droits", "soy el autor", "soy la autora", "titular de los derechos", "sono l'autore", "titolare dei diritti", "sou o autor",
                          "titular dos direitos", "rechthebbende", "jestem autorem", "я автор", "являюсь автором", "правообладател", "я є автором",
                          "أنا صاحب", "أنا المؤلف", "صاحب الحقوق", "مالك حقوق", "著作権者", "权利人", "hak sahibi")),
    (Relation.SUBJECT, _any("photo of me", "picture of me", "image of me", "about me", "my personal data", "my home address", "foto von mir", "über mich", "me concernant", "foto mía",
                            "sobre mí", "на фото я", "обо мне", "мои персональные данные", "عني", "صورتي", "بياناتي", "我的个人信息", "私の個人情報")),
)  # fmt: skip

# The formula of the oath itself says nothing of who writes: "I am the owner or authorized to act on behalf of the owner of an exclusive right".
OATH = re.compile(
    r"(?i)(?:\b(?:i am|we are) (?:the |an )?(?:copyright |rights? |rightful )?(?:owner|holder)s?,? or (?:that )?(?:(?:i|we) )?(?:am |are )?)?(?:\ban? agent )?"
    r"\bauthori[sz]ed (?:to act |agent )?(?:on behalf of|on the behalf of|for|of) (?:the |an )?(?:copyright |rights? |rightful )?(?:owner|holder)s?\b(?: of an? (?:allegedly )?(?:infringed )?exclusive rights?)?"
    r"|\b(?:im namen|im auftrag) de[sr] (?:rechte|urheberrechts|urheber)?(?:inhabers?|inhaberin|eigent[uü]mers?)\b|\bau nom d(?:u|e la) (?:titulaire|propri[eé]taire)(?: des? droits?(?: d'auteur)?)?"
    r"|\ben nombre de(?:l| la) (?:titular|propietari[oa])(?: de (?:los )?derechos?)?|от имени (?:правообладателя|владельца)"
)

TYPES: dict[Type, tuple[tuple[float, re.Pattern[str]], ...]] = {
    Type.COPYRIGHT_TEXT: (
        (2, _any("copyright", "dmca", "512(c)", "urheberrecht", "droit d'auteur", "droits d'auteur", "derechos de autor", "diritto d'autore", "diritti d'autore",
                 "direitos autorais", "direitos de autor", "auteursrecht", "prawa autorskie", "praw autorskich", "авторск", "исключительн прав", "авторськ",
                 "حقوق النشر", "حقوق المؤلف", "الملكية الفكرية", "著作権", "版权", "版權", "著作权", "telif hak", "저작권")),
        (1, _any("without permission", "without our permission", "without my permission", "ohne erlaubnis", "sans autorisation", "sin permiso", "senza autorizzazione",
                 "sem autorização", "без разрешения", "без моего разрешения", "دون إذن", "بدون إذن", "無断", "未经授权", "未经许可", "izinsiz")),
    ),
    Type.TRADEMARK: ((2.5, _any("trademark", "trade mark", "registered mark", "markenrecht", "marque déposée", "marca registrada", "marchio registrato", "handelsmerk",
                                "znak towarowy", "товарн", "торгов марк", "علامة تجارية", "العلامة التجارية", "商标", "商標", "ticari marka", "상표")),),
    Type.COUNTERFEIT: ((3, _any("counterfeit", "fake goods", "produktfälschung", "contrefaçon", "falsificaci", "contraffa", "контрафакт", "подделк", "مقلدة", "假货", "偽物")),),
    Type.DEFAMATION: ((2.5, _any("defamation", "defamatory", "defames", "libel", "slander", "verleumd", "üble nachrede", "diffamat", "difamaci", "difamatori", "calumni", "diffamazione",
                                 "difamação", "smaad", "laster", "zniesław", "клевет", "порочащ", "наклеп", "تشهير", "誹謗", "诽谤", "名誉毀損", "iftira")),),
    Type.PRIVACY: (
        (2.5, _any("personal data", "gdpr", "right to be forgotten", "right to erasure", "personenbezogen", "dsgvo", "données personnelles", "données à caractère personnel", "rgpd",
                   "datos personales", "dati personali", "dados pessoais", "persoonsgegevens", "dane osobowe", "danych osobowych", "персональн", "право на забвение",
                   "персональні дані", "بيانات شخصية", "البيانات الشخصية", "بياناتي", "个人信息", "個人情報", "kişisel veri", "개인정보")),
        (1, _any("privacy", "home address", "privatsphäre", "vie privée", "privacidad", "личн жизн", "خصوصية", "隐私", "プライバシー")),
    ),
    Type.PUBLICITY: ((2, _any("photo of me", "picture of me", "image of me", "my likeness", "recht am eigenen bild", "foto von mir", "droit à l'image", "derecho a la imagen",
                              "derecho de imagen", "моё изображение", "мое изображение", "صورتي", "肖像权", "肖像権")),),
    Type.COURT_ORDER: ((3, _any("court order", "injunction", "court has ordered", "gerichtsbeschluss", "einstweilige verfügung", "ordonnance du tribunal", "ordonnance de référé",
                                "décision de justice", "orden judicial", "ordine del tribunale", "ordem judicial", "решение суда", "решением суда", "определение суда",
                                "рішення суду", "أمر قضائي", "حكم قضائي", "أمر المحكمة", "法院", "裁判所", "mahkeme karar")),),
    Type.GOVERNMENT: ((2, _any("law enforcement", "police department", "ministry of", "regulatory authority", "public prosecutor", "staatsanwaltschaft", "polizeipräsidium",
                               "préfecture", "fiscalía", "роскомнадзор", "прокуратур", "وزارة", "النيابة العامة", "公安", "警察")),),
    Type.INTIMATE_IMAGE: ((3, _any("revenge porn", "intimate image", "intimate photo", "intimate picture", "nude photo", "nude picture", "nude image", "naked photo", "ncii", "nacktbild", "nacktfoto",
                                   "intime bilder", "images intimes", "photos intimes", "imágenes íntimas", "fotos íntimas", "immagini intime", "imagens íntimas", "интимн",
                                   "обнаженн", "صور حميمة", "صورا حميمة", "صورة عارية", "裸照", "裸の写真", "ヌード写真", "çıplak")),),
    Type.CHILD_SAFETY: ((4, _any("child sexual abuse", "csam", "child porn", "sexual image of a minor", "kinderporn", "pédoporn", "pornographie enfantine", "pedopornograf",
                                 "pornografía infantil", "pornografia infantil", "детск порнограф", "детская порнограф", "детской порнограф", "استغلال الأطفال", "إباحية الأطفال",
                                 "儿童色情", "児童ポルノ", "çocuk pornografi")),),
    Type.TERRORIST: ((3, _any("terrorist content", "2021/784", "terroristische inhalte", "contenu à caractère terroriste", "contenido terrorista", "террористическ", "محتوى إرهابي")),),
    Type.ILLEGAL_SPEECH: ((2, _any("hate speech", "incitement to", "incites", "volksverhetzung", "hassrede", "incitation à la haine", "discurso de odio", "incitación al odio",
                                   "incitamento all'odio", "разжигание", "خطاب الكراهية", "تحريض", "仇恨言论", "ヘイトスピーチ", "nefret söylemi")),),
    Type.CORRECTION: ((2, _any("correction", "factual error", "factually wrong", "right of reply", "richtigstellung", "gegendarstellung", "korrektur", "droit de réponse", "rectificati",
                               "rectificación", "derecho de réplica", "rettifica", "correção", "direito de resposta", "rectificatie", "sprostowani", "опровержени", "исправьте",
                               "ошибк", "спростуванн", "تصحيح", "حق الرد", "訂正", "更正", "düzeltme", "tekzip")),),
    Type.OPT_OUT: ((2.5, _any("opt out", "opt-out", "stop aggregating", "stop republishing our", "remove our feed", "remove all our articles", "remove our outlet", "remove our site", "do not show our articles",
                              "leave out our", "nicht mehr aggregier", "unser angebot nicht", "ne plus reprendre", "retirer notre flux", "dejen de agregar", "retiren nuestro", "удалите нашу ленту",
                              "удалите наш сайт", "исключите наш", "إزالة موقعنا", "停止抓取", "配信を停止")),),
    Type.COMMENT_ABUSE: ((1.5, _any("comment under", "comment by", "this comment", "the comment", "commenter", "kommentar", "commentaire", "comentario", "commento", "comentário",
                                    "комментари", "تعليق", "评论", "コメント", "yorum")),),
    Type.ACCESSIBILITY: ((2.5, _any("accessibility", "screen reader", "wcag", "barrierefrei", "screenreader", "accessibilité", "lecteur d'écran", "accesibilidad", "accessibilità",
                                    "acessibilidade", "доступност", "экранн диктор", "無障礙", "アクセシビリティ")),),
}  # fmt: skip

PICTURES = _any("photo", "photograph", "picture", "image", "illustration", "drawing", "foto", "bild", "bilder", "imagen", "imágenes", "imagem", "imagens", "immagin", "afbeelding", "zdjęci",
                "фотограф", "фото", "снимок", "снимк", "изображен", "صورة", "صور", "写真", "画像", "照片", "图片", "圖片", "fotoğraf", "resim", "사진")  # fmt: skip

ORIGINAL_BEFORE = (  # in folded text before an address that is the submitter's own: "my original is at "
    r"(?:original|originale|originally|our (?:own )?(?:article|site|page|website)|my (?:own )?(?:article|site|page|website)|first published|published first|erstveroffentlich|unser(?:e|er|em)? (?:artikel|seite)"
    r"|source of the work|notre (?:article|site)|nuestro (?:articulo|sitio)|оригинал|первоисточник|наш(?:а|ей|ем)? (?:стать|сайт)|الاصل|الأصل|原文|原作)[^\n]{0,80}$"
)
PUBLISHED = (  # before the day on which the original appeared: "first published on 3 May 2026"
    r"(?i)(?:first published|originally published|date of (?:first )?publication|published first|erstmals (?:am )?veröffentlicht|zuerst veröffentlicht|publiée? (?:pour la première fois )?le|publicad[oa] (?:por primera vez )?el"
    r"|pubblicat[oa] (?:per la prima volta )?il|впервые опубликован\w{0,3}|نشر لأول مرة)"
)
BEHALF = (  # "on behalf of Tidewater Media Ltd."
    r"(?i:on behalf of|im namen (?:von|der|des)|im auftrag (?:von|der|des)|au nom de|en nombre de|per conto di|em nome de|namens|w imieniu|от имени|نيابة عن)\s{1,3}([^\n.;,]{2,120})"
)
QUOTE_BEGINS = (  # the line from which on an answer only quotes: "On 3 May 2026 Ada wrote:", "-----Original Message-----"
    r"^\s{0,3}(?:-{2,}\s{0,3}(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|mensagem original|исходное сообщение|пересылаемое сообщение|forwarded message|الرسالة الأصلية)"
    r"|_{10,}|(?:on|am|le|el|il|em|op|dnia)\s[^\n]{4,200}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał\(?a?\)?)[^\n]{0,80}:\s*$"
    r"|[^\n]{4,200}(?:пишет|писал|написал|написала|写道|のメール)[^\n]{0,40}:\s*$|(?:في|بتاريخ)\s[^\n]{4,200}كتب[^\n]{0,80}:\s*$)"
)

MONTHS: dict[str, int] = {
    text.fold(name): number
    for number, names in enumerate(
        ("january jan januar janvier enero gennaio janeiro januari stycznia января января січня ocak", "february feb februar février febrero febbraio fevereiro februari lutego февраля лютого şubat",
         "march mar märz mars marzo março maart marca марта березня mart", "april apr avril abril aprile kwietnia апреля квітня nisan", "may mai mayo maggio maio mei maja мая травня mayıs",
         "june jun juni juin junio giugno junho czerwca июня червня haziran", "july jul juli juillet julio luglio julho lipca июля липня temmuz", "august aug août agosto augustus sierpnia августа серпня ağustos",
         "september sep sept septembre septiembre settembre setembro września сентября вересня eylül", "october oct oktober octobre octubre ottobre outubro października октября жовтня ekim",
         "november nov novembre noviembre novembro listopada ноября листопада kasım", "december dec dezember décembre diciembre dicembre dezembro december grudnia декабря грудня aralık"), 1)
    for name in names.split()
}  # fmt: skip

CONTACT = ("name", "phone", "address", "organisation", "principal")
_LABELS = {
    "work": "work, copyrighted work, the work, title of the work, original work, description of the work, description of copyrighted work, werk, œuvre, oeuvre, obra, opera, произведение, العمل, 作品",
    "original_url": "original url, original address, location of the original, url of original",
    "first_published": "first published, first publication, date of first publication, publication date, published on, erstveröffentlichung, date de publication, fecha de publicación, дата публикации",
    "signature": "signature, signed, electronic signature, e-signature, digital signature, unterschrift, signature électronique, firma electrónica, firma, assinatura, handtekening, podpis, подпись, підпис, التوقيع, 签名, 署名, imza",
    "phone": "phone, phone number, telephone, telephone number, tel, mobile, telefon, telefonnummer, téléphone, teléfono, telefono, telefone, телефон, هاتف, الهاتف, 电话, 電話番号",
    "address": "address, postal address, mailing address, anschrift, postanschrift, adresse postale, dirección, indirizzo, endereço, адрес, العنوان, 地址, 住所",
    "organisation": "company, organisation, organization, company name, unternehmen, société, empresa, azienda, организация, компания, الشركة, 公司, 会社名",
    "principal": "on behalf of, client, rights owner, copyright owner, copyright holder, mandant, auftraggeber, mandante, доверитель",
    "name": "name, full name, my name, your name, vollständiger name, nom, nombre, nome, имя, фио, الاسم, 姓名, 氏名",
    "mark": "trademark, trade mark, mark, marke, marque, marca, товарный знак, العلامة التجارية, 商标",
    "registration": "registration number, registration no, trademark registration number, registernummer, numéro d'enregistrement, número de registro, регистрационный номер",
    "jurisdiction": "jurisdiction, country of registration, registered in, office",
    "court": "court, gericht, tribunal, tribunale, суд, المحكمة, 法院",
    "case_number": "case number, case no, docket number, docket, aktenzeichen, numéro d'affaire, número de expediente, номер дела, رقم القضية",
    "parties": "parties, parteien, les parties, las partes, стороны",
    "authority": "authority, issuing authority, behörde, autorité, autoridad, autorità, орган",
    "order_number": "order number, order no, number of the order, reference of the order",
    "law": "law, legal basis, legal ground, rechtsgrundlage, base légale, base legal, правовое основание",
    "words": "false words, false statement, the statement, defamatory statement, words complained of",
    "data": "personal data, the data, data concerned",
}
LABELS: dict[str, str] = {text.fold(label.strip()): name for name, labels in _LABELS.items() for label in labels.split(",")}
