"""Cues: the words by which articles say where their text and their knowledge come from, in many languages.

In: nothing but the language's habits. Out: patterns on squeezed lines, each with an example. Never: a name of a
supplier (those stand in tables) or a decision.
"""

from __future__ import annotations

import re

from headwater.gate import Several

PHOTO = Several(  # a credit of a picture, not of the text: "Foto: dpa", "AP Photo/A. Name", "(Image: Getty)", "写真：共同"
    r"\bphotos?\b", r"\bphotograph", r"\bfotos?\b", r"\bfotograf", r"\bbild(?:er|quelle|nachweis|schirm)?\b\s*[:©(]", r"\bimages?\s*(?:by|:|©|credit)",
    r"\bpictures?\s*(?:by|:|via|credit)", r"getty", r"shutterstock", r"\bimago\b", r"picture[ -]alliance", r"\bvideo(?:graf)?\b\s*[:©/]",
    r"\bcr[eé]dits?\s+(?:photo|image)", r"\billustrat", r"\bgrafi(?:k|ca)\b", r"\bzdj[eę]ci[ea]", r"\bfotó", r"фото", r"світлин", r"写真", r"图片",
    r"圖片", r"摄影", r"攝影", r"사진", r"صورة", r"تصوير", r"\bkuva\b", r"\bbilde\b", r"\bkép\b", r"\bfoto[gğ]raf", r"\bafbeelding", r"\bhandout\b",
    r"\bfile pic", r"\bimagen\b", r"снимк", r"φωτογραφ", r"צילום", r"عکس", r"تصویر", r"फोटो", r"फ़ोटो", r"तस्वीर", r"ছবি", r"摄$", r"攝$", r"\bảnh\b\s*[:/]", r"^ภาพ", r"ภาพ\s*:", r"ภาพโดย",
    r"\bnuotrauk", r"\bbeeld\b\s*:", r"\bfot\.", r"\bslika\b\s*:", r"画像", r"撮影", r"ფოტო", r"լուսանկար", r"\bgambar\b\s*:", r"\bpicha\b\s*:", r"\bcartoon\b", r"\bgraphics?\b\s*[:/]")
PERSON_SLASH = re.compile(  # how pictures are credited: "Bodo Sand/dpa", "Ada Marsh / AFP", but not "sak/Reuters"
    r"[^\W\d_][\w.'’-]*\s+(?:[A-Z]\.\s*)?[A-ZÄÖÜÉ][\w'’-]{2,}\s?/\s?$")
BY = re.compile(  # "By ", "Von:", "Par ", "Author of the article: "
    r"^(?:(?:article|story|text|texte|texto|reporting|written|report) )?(?:by|von|par|por|di|door|av|af|de|autor(?:es|a)?|auteurs?|autore"
    r"|authors?(?: of the article)?|автор|текст|przez|oleh|theo|na|dari|szerző|autors|autorius)\b\s*:?\s*", re.I)
BEFORE_PART = re.compile(  # what stands right before a supplier of a part: "mit Material von ", "with files from ", "avec l'"
    r"(?:^|[\s(,;/+–—-])(?:with(?: additional)?(?: (?:reporting|material|files?|inputs?|information|contributions?|agenc\w+))?(?: (?:from|by|of))?"
    r"|additional reporting by|plus|mit(?: (?:material|materialien|informationen|inhalten|texten|agenturmaterial))?(?: (?:von|der|des|aus))?"
    r"|unter verwendung von(?: material(?:ien)?)?(?: (?:von|der|des))?|avec|con(?: (?:información|informacion|informaciones|datos|material|informazioni))?"
    r"(?: d[ei]l?)?|com(?: (?:informações|dados|material|agências?))?(?: d[aeo]s?)?|met(?: (?:medewerking|informatie))?(?: van)?|med|z wykorzystaniem(?: materiałów)?(?: (?:od|z))?"
    r"|s použitím|s využitím|med (?:material|uppgifter) från|med (?:materiale|oplysninger) fra|med (?:materiale|opplysninger) fra|uz (?:korištenje|korišćenje)(?: \w+)?|με πληροφορίες(?: από)?|με στοιχεία από|cu (?:informații|material(?:e)?)(?: de la)?|по материалам|с использованием материалов|за матеріалами|з використанням матеріалів|по информации|ile|και)"
    r"\s*:?\s*(?:the |an |l['’]\s?|le |la |el |der |die |den |dem )?[(„“\"]?\s*$", re.I)
BEFORE_AND = re.compile(r"(?:\s(?:and|und|et|y|e|en|och|og|ja|i|a|и|та|ve|és|și|και|va|dan|và)\s+|\s?[+&]\s?|、|和|与|與|및)(?:the |l['’]\s?|die |der )?$", re.I)
AFTER_AND = re.compile(r"^(?:\s(?:and|und|et|y|e|en|och|og|ja|i|и|та|ve|és|și|και)\s+|\s?[+&]\s?|、)\S", re.I)
REDACTION = Several(  # an outlet's own desk beside a supplier: "dpa/Redaktion", "AFP et la rédaction", "MM-Redaktion"
    r"redaktion", r"r[eé]daction", r"redacci[oó]n", r"redazione", r"reda[cç][aã]o", r"redactie", r"newsroom", r"\bstaff\b", r"redakc", r"редакци", r"redaksi", r"تحرير",
    r"\bown correspondent", r"web ?desk", r"news desk", r"\bagencies\b")
LABEL = re.compile(  # "Quelle: ", "Source • ", "Источник: ", "出典："
    r"^[(\[（【]?\s*(?:via|(?:original |study )?sources?|quellen?|fuentes?|fonti|fontes?|fonte|bron(?:nen)?|käll(?:a|or)|kilder?|lähde|źródł[oa]|zdroje?|forrás|surs[aă]|izvori?|vir"
    r"|источник|джерело|извор|kaynak|πηγή|המקור|מקור|المصدر|منبع|来源|來源|出典|提供|출처|स्रोत|sumber|nguồn|šaltinis|avots|allikas|kredit|font|burimi|iturria|chanzo|vyanzo|ምንጭ|የዜና ምንጭ|сурс|крыніца|дереккөз|manba|წყარო|աղբյուր|মূল সূত্র|সূত্র|ذریعہ|بشکریہ|ஆதாரம்|ที่มา|แหล่งที่มา|来源于|稿源|供稿|文章来源)"
    r"\s*[:：•|–፡፦-]\s*", re.I)
LABEL_MORE = re.compile(  # "Weitere Quellen • ", "Additional sources: ": beside the own text
    r"^(?:weitere quellen|zus[aä]tzliche quellen|additional sources?|other sources?|autres sources|sources? additionnelles?|otras fuentes|fuentes adicionales"
    r"|altre fonti|fonti aggiuntive|outras fontes|fontes adicionais|további források|dodatkowe źródła|diğer kaynaklar|άλλες πηγές|другие источники"
    r"|дополнительные источники|مصادر إضافية)\s*[:•|–-]\s*", re.I)
RIGHTS = re.compile(  # "© dpa-infocom, dpa:310504-99-1/2", "© 2031 AFP", "RIPRODUZIONE RISERVATA © Copyright ANSA"
    r"^(?:(?:riproduzione riservata|all rights reserved|tous droits réservés|(?:todos los derechos|todos os direitos) reservados|alle rechte vorbehalten)[\s.,–-]*)?(?:©|\(c\)|copyright\b)", re.I)
CODED = re.compile(r"\s*[(/–-]?\s*[a-z]{2,4}(?:/[a-z]{2,4}){0,3}\)?\.?")  # the initials behind an agency's mark: "EFE mtd/abc"
BHASHA = re.compile(r"[(/–—-]?\s*भाषा(?:(?:\s[\u0900-\u097f.]{2,14}){1,3}|\s*[)/])\s*")  # "भाषा", a word too, signs off with the initials of its writers
SERVICE_CODE = re.compile(r"\bdpa:\d{6}-\d\d-\d+/\d+|\bdpa-infocom\b|\bAXC\d{4}\b", re.I)  # "dpa:310504-99-483045/5"
WIRE_FEED = Several(  # taken over as it came: "published from a syndicated feed", "automatisch von der dpa übernommen"
    r"(?:published|generated|auto-?generated|created) from (?:a )?(?:syndicated|agency|news agency|wire)", r"syndicated (?:news )?feed",
    r"automatisch (?:von|aus|durch|über)\b.{0,80}(?:übernommen|erstellt|eingespielt)", r"(?:übernommen|automatisch) .{0,40}(?:nachrichten|presse-?)agentur",
    r"not been (?:edited|created) by .{0,60}\b(?:staff|team|editors)", r"news agency feed", r"direkt (?:von|aus) der .{0,30}agentur",
    r"texto (?:generado|publicado) (?:autom[aá]ticamente )?(?:por|a partir de) (?:la )?agencia", r"d[ée]p[êe]che (?:de |d['’])?l?['’]?agence")
CONTRIBUTED = Several(  # "The Associated Press contributed to this report"
    r"contribut(?:ed|ing) to (?:this|the) (?:report|story|article)", r"(?:ha|han) contribuido (?:a|en) est[ea]", r"contribu[eé] à (?:cet|ce)",
    r"trug(?:en)? (?:ebenfalls |auch )?(?:zu|bei)\b.{0,40}bei", r"(?:ha|hanno) contribuito a quest", r"contribu(?:iu|íram) para est[ae]")
WRITER = re.compile(r"\b(?:writers?|reporters?|journalists?|correspondents?|producers?|staff|editor|video journalists?)\b", re.I)  # "AP writer Ada"
UNNAMED = Several(  # agencies without a name: "Mit Agenturmaterial", "(with inputs from agencies)", "Redacción y agencias"
    r"\b(?:staff(?: (?:writers?|reporters?))?|reporters?|correspondents?|news ?desk) (?:and|&) (?:news )?agencies\b", r"סוכנויות(?: הידיעות| החדשות)?\W*$", r"(?:خبر رساں ادارے|ایجنسیاں)\W*$", r"(?:สำนักข่าวต่างประเทศ|外国通信社|外電|외신 종합|các hãng tin|mashirika ya habari|সংবাদ সংস্থা)\W*$",
    r"agenturmaterial", r"\bmit agenturen\b", r"\bagentur(?:en|meldungen?)\b", r"(?:with|from) (?:(?:inputs?|reports|contributions?) from )?(?:the )?(?:news )?agencies\b",
    r"\bagency inputs\b", r"^\W*(?:news )?agenc(?:ies|y)\W*$", r"(?:^|\by |\bcon |\be )agencias\b", r"\bavec (?:les )?agences\b", r"^\W*agences\W*$", r"\bcom agências\b",
    r"^\W*agenzie\W*$", r"^\W*ajanslar\W*$", r"^\W*agentschappen\W*$", r"(?:^|[\s:])(?:ال)?وكالات\W*$", r"^\W*(?:خبرگزاری‌ها|агенции|агенції|agencije|agentury|agentúry|agenturer|byråer|ügynökségek|agenții|πρακτορεία|एजेंसियां|এজেন্সি|综合外电|外电|通讯社综合|kantor berita)\W*$", r"\bwire (?:services|reports)\b", r"^\W*агентства\W*$")
ELSEWHERE_FIRST = Several(  # the whole text stood elsewhere first; the name may stand before or after
    r"(?:first|originally|previously) (?:published|appeared|posted|ran|printed) (?:in|on|by|at|with|here)\b", r"re-?published (?:here )?(?:from|with (?:kind )?permission|under|by permission)",
    r"reprinted (?:here )?(?:from|with permission|by permission)", r"(?:story|article|piece|report|content) (?:is|was) (?:originally )?(?:produced|provided|supplied|written|created|published) (?:and (?:provided|distributed) )?by\b",
    r"read the original (?:article|story)", r"this (?:story|article) (?:comes|is) (?:from|courtesy of)\b", r"courtesy of\b", r"^بشکریہ\s",
    r"(?:erschien(?:en)?|veröffentlicht|publiziert)\b.{0,30}\b(?:zuerst|erstmals|ursprünglich|im original)", r"(?:zuerst|erstmals|ursprünglich|im original)\b.{0,80}\b(?:erschien|veröffentlicht|publiziert)",
    r"(?:dieser|der) (?:artikel|beitrag|text) (?:stammt|kommt) (?:aus|von)\b", r"mit freundlicher genehmigung", r"(?:ist )?eine übersetzung (?:aus|von|eines)",
    r"(?:publié|paru)e?s? (?:initialement|originellement|à l['’]origine|d['’]abord|pour la première fois)", r"(?:initialement|d['’]abord|à l['’]origine|originellement) (?:publié|paru)",
    r"republi[ée]e?s? (?:à partir de|depuis|avec)", r"l['’]article original\b", r"(?:publicad[oa]|aparecid[oa]|apareci[oó]|public[oó]) (?:originalmente|originariamente|primero|inicialmente|por primera vez)",
    r"(?:originalmente|originariamente|inicialmente|por primera vez) (?:publicad|se public|apareci)", r"art[ií]culo original", r"republicad[oa] (?:de|do|da|con|com)\b", r"(?:publicad[oa]|saiu) (?:originalmente|primeiro|inicialmente)",
    r"(?:pubblicat[oa]|apparso|uscit[oa]) (?:originariamente|originalmente|inizialmente|per la prima volta|in origine)", r"articolo originale",
    r"(?:eerder|oorspronkelijk|voor het eerst) (?:verschenen|gepubliceerd|gepubliceerd)", r"versche(?:en|nen) (?:eerder|oorspronkelijk)",
    r"(?:först|ursprungligen|tidigare) (?:publicera|bragt)", r"publicerades (?:först|ursprungligen)", r"(?:først|oprindelig|opprinnelig)\w* (?:publice|publise|bragt)", r"alun perin julkaistu",
    r"(?:pierwotnie|po raz pierwszy|oryginalnie) (?:opublikowan|ukaza)", r"(?:ukazał|opublikowan)\w* (?:się )?(?:pierwotnie|po raz pierwszy)", r"(?:původně|poprvé) (?:vyš|publik|zveřejn)",
    r"(?:впервые|первоначально|изначально) (?:опубликован|вышл|вышел)", r"(?:вперше|спочатку) (?:опублікован|вийшл)", r"перепечатан\w* (?:из|с)", r"ilk (?:olarak|kez|defa) .{0,80}yay[ıi]n?m?lan",
    r"原载", r"原載", r"首发于", r"首發於", r"转载自", r"轉載自", r"本文(?:来源|转载)", r"に(?:最初に)?掲載された", r"から転載", r"転載元", r"에 (?:처음|최초로) 게재", r"نُ?شر(?:ت)? .{0,40}(?:لأول مرة|في الأصل|أولا)")
TRANSLATED_OWN = Several(  # another edition of the same outlet: "im Original veröffentlicht auf Englisch", "Translated from English"
    r"im original veröffentlicht auf", r"(?:originally|first) (?:published|written) in (?:english|german|french|spanish|arabic|russian|chinese|dutch|portuguese)",
    r"translated from (?:the )?(?:english|german|french|spanish|arabic|russian|chinese|dutch|portuguese|original)", r"aus dem englischen (?:übersetzt|von)\b", r"traduit de l['’]", r"adapté de l['’]",
    r"traducid[oa] del", r"tradotto d", r"traduzid[oa] do", r"publié à l['’]origine en", r"publicado originalmente en (?:inglés|francés|alemán)", r"переведен[оа] с", r"przetłumaczon\w* z")
SLASH_CODE = re.compile(r"^[(\[/（【]?\s*((?:[\w.*+-]{1,14}|[A-Z][a-z]+)(?:\s?[/,|]\s?[\w.*+-]{1,14}){0,5})\s*[)\]/）】]?\.?$")  # "sak/Reuters", "(dpa/lby)", "mau/dpa"
INITIALS = re.compile(r"^(?:[a-z]{1,4}|[a-z]{2,3}[A-Z]?)$")  # "sak", "mau"
DATELINE = re.compile(  # "PORTO (AP) — ", "Bern, 4. Mai (sda) - ", "(ANSA) - ROMA, 4 MAG - ", "МОСКВА, 4 мая. /ТАСС/."
    r"^(?P<place>(?:[^()\[\]/（）【】［］.!?:]|(?<=\d)\.|(?<=\b\w\w\w)\.){0,60}?(?:\.\s?)?)\s?[(\[/（【［](?P<inner>[^()\[\]（）【】［］]{2,60}?)[)\]/）】］](?P<after>\s*(?:[.,]?\s?[–—―|:-]|\.\s?[–—-]|[.,：]|$)?)")
DATELINE_SAID = re.compile(  # "به گزارش ایسنا، ", "به گزارش همشهری به نقل از خبرگزاری مهر، "
    r"^به گزارش\s(?P<inner>[^،:؛.]{2,80})[،:؛]")
DATELINE_STEP = re.compile(r"\s*(?:([,.|])|\s([–—-]))\s+")  # between the parts of "МОСКВА, 4 мая — РИА Новости. ", "Kiel. dpa | "
DATELINE_ASIAN = re.compile(  # "新华社北京5月4日电", "（中央社記者某台北4日電）", "【ソウル共同】", "[東京 4日 ロイター]"
    r"^[（(【\[［]?(?P<inner>[^，。、）)】\]］]{2,40}?)(?:电|電|讯|訊|[）)】\]］])")
TRAILING = re.compile(r"[(\[（【/]\s*(?P<inner>[^()\[\]（）【】]{2,60}?)\s*[)\]）】/]\.?\s*$")  # "… on Monday. (AFP)", "… /ritzau/"

# ---- what news rests on ------------------------------------------------------------------------------------

ATTRIBUTION = Several(  # somebody else said, wrote or found it
    r"\baccording to\b", r"\b(?:first |previously )?reported\b", r"\breports?\b", r"\bsaid\b", r"\btold\b", r"\bwrote\b", r"\bannounced\b", r"\bpublished\b", r"\breleased\b", r"\brevealed\b", r"\bciting\b",
    r"\bfound\b", r"\bconfirmed\b", r"\bstatement\b", r"\blaut\b", r"\bzufolge\b", r"\bnach (?:angaben|informationen)\b", r"\bberichte[nt]\w*", r"\bmeldet\w*", r"\bteil(?:t|te|ten)\b", r"\bmitteil\w*",
    r"\bschr(?:eibt|ieb|eiben)\b", r"\bsag(?:t|te|ten)\b", r"\berklär\w*", r"\bveröffentlich\w*", r"\bhervor(?:geht)?\b", r"\blieg(?:t|en) (?:d(?:ie|as|er)|eine?|laut|nach)\b", r"\bstellte\b.{0,60}\bauf\b", r"\bselon\b", r"\bd['’]après\b", r"\ba (?:annoncé|déclaré|indiqué|révélé|publié|rapporté)\b",
    r"\bseg[uú]n\b", r"\bde acuerdo con\b", r"\b(?:inform[oó]|anunci[oó]|public[oó]|revel[oó]|asegur[oó]|señal[oó])\b", r"\bsegundo\b", r"\bde acordo com\b", r"\b(?:informou|anunciou|publicou|revelou|divulgou)\b",
    r"\bsecondo\b", r"\b(?:riferi\w+|riport\w+|annunciat\w+|pubblicat\w+|rivelat\w+|apprende\w*)\b", r"\bvolgens\b", r"\b(?:meldt|meldde|schrijft|bericht)\b", r"\benligt\b", r"\bif[øo]lge\b", r"\b(?:rapporterar|skriver|meddelar|oplyser|opplyser)\b",
    r"\bwedług\b", r"\bjak (?:podaje|informuje|donosi|wynika)\b", r"\b(?:podał|poinformował|opublikował|napisał)\w*", r"\bpodle\b", r"\b(?:uvedl|oznámil|napsal|informoval)\w*", r"\bszerint\b", r"\bpotrivit\b",
    r"по (?:данным|словам|информации|сообщению)", r"сообщ(?:ил|ает|ила|или|ают)\w*", r"пишет", r"заявил\w*", r"за (?:даними|словами)", r"повідоми\w+", r"\bgöre\b", r"\baçıkla\w+", r"\bbildir\w+", r"によると", r"発表", r"報じ", r"据", r"據", r"表示", r"发布", r"發布", r"에 따르면", r"밝혔",
    r"وفق(?:ا|اً)?", r"بحسب", r"حسب", r"אמר", r"לפי", r"\bmenurut\b", r"\btheo\b", r"के अनुसार", r"\bkwa mujibu\b",
    r"\b(?:says?|shows?|states?|estimates?|warns?|announces|orders|ordered|lists|requires)\b", r"\bheißt es\b", r"\b(?:indique|précise|montre|affirme|annonce|estime|prévoit)\b", r"\b(?:indica|señala|muestra|anuncia|estima|advierte|prevé)\b", r"\b(?:indicam?|mostram?|anuncia|estima|prevê|diz|dão)\b",
    r"\b(?:indica|mostra|prevede|stima)\b", r"\b(?:toont|blijkt)\b", r"\b(?:visar|framgår|viser|fremgår)\b", r"говорится", r"предусмотрен\w*", r"указан\w*", r"сказано", r"宣布", r"显示", r"顯示", r"指出", r"规定", r"規定", r"称", r"稱", r"示した", r"まとめた", r"ين[صّ]+ّ?", r"أعلن\w*", r"بموجب", r"तहत", r"घोषणा की", r"में बताया", r"ने बताया", r"\b[ia](?:na|li)sema\b")
PAPERS = Several(  # what a link to a text of its own is called: "the final act", "first bulletin", "die Richtlinie", "最后文本"; of its anchor only
    r"\b(?:act|bill|law|treaty|agreement|resolution|decree|directive|order|notice|bulletin|circular|advisory|alert|filing|minutes|guidelines?|text|results|findings|plan)\b", r"\bsection \w+$",
    r"\b(?:gesetz\w*|richtlinie|verordnung|beschluss|mitteilung|bekanntmachung|bulletin|vertrag|ergebnisse?)\b", r"\b(?:loi|décret|traité|accord|arrêté|directive|bulletin|texte|résultats|avis)\b", r"\b(?:ley|decreto|tratado|acuerdo|resolución|directiva|bolet[ií]n|texto|resultados|aviso)\b",
    r"\b(?:lei|acordo|resolução|diretiva|boletim|resultados)\b", r"\b(?:legge|trattato|accordo|risoluzione|direttiva|bollettino|testo|risultati|avviso)\b", r"\b(?:wet|verdrag|besluit|richtlijn|uitslag(?:en)?)\b", r"\b(?:lag(?:en)?|avtal(?:et)?|beslut(?:et)?|lov(?:en)?|aftale(?:n)?|avtale(?:n)?|vedtak(?:et)?)\b",
    r"\b(?:ustaw[ay]|uchwał[ay]|rozporządzeni[ea]|komunikat\w*)\b", r"закон\w*", r"договор\w*", r"постановлени\w+", r"бюллетен\w*", r"сводк\w+", r"文本", r"通告", r"通报", r"公告", r"法案", r"条约", r"条例", r"決定", r"公報", r"結果", r"結果", r"概要", r"告示", r"発表文", r"법안", r"공고", r"결과", r"(?:ال)?نص", r"(?:ال)?قانون", r"(?:ال)?خطة", r"(?:ال)?نشرة", r"विज्ञप्ति", r"विधेयक", r"\btaarifa\b")
OUTLET_REPORT = Several(  # the news is another outlet's: "first reported by", "berichtet die Zeitung", "told The Sun", "nach „X“-Informationen"
    r"\breport(?:ed|s|ing)?\b", r"\btold\b", r"\bciting\b", r"\bquoted\b", r"\binterview with\b", r"\bspeaking to\b", r"\bberichte[nt]?\w*", r"\bmeldet\w*", r"[-–]informationen\b", r"\binterview\b", r"\bgegenüber\b", r"\bzitier\w+", r"\blieg(?:t|en) (?:d(?:ie|as|er)|eine?|laut|nach)\b", r"\brapport(?:e|é)\b",
    r"\brévèl\w+", r"\bcit[ée]\w*", r"\binform[oó]\b", r"\brevel[oó]\b", r"\bsegún\b", r"\bsecondo\b", r"\bapprende\w*", r"\banalisi\b", r"\briporta\w*", r"\bskriver\b", r"\bover for\b", r"\bmeldt\b", r"\bpodaje\b", r"\bpoda(?:ł|wał)\w*", r"\brozmawia\w*", r"\bdonosi\b", r"пишет", r"сообщ\w+",
    r"報じ", r"报道", r"報導", r"보도", r"ذكرت", r"نقلت", r"\blaut\b", r"\bselon\b", r"\baccording to\b", r"\bvolgens\b", r"\benligt\b", r"\bif[øo]lge\b", r"\bsagte?\b")
HAD_IT_FIRST = Several(  # another outlet had it before: "first reported by", "hatte zuerst berichtet", "fue adelantada por", "最先报道"
    r"\bfirst (?:reported|revealed|disclosed|broke|told)\b", r"\b(?:was|were) (?:the )?first to (?:report|reveal|publish)\b", r"\bbroke the (?:news|story)\b", r"\bexclusively (?:reported|revealed)\b",
    r"\breported (?:first|exclusively)\b", r"\b(?:uncovered|exposed|unearthed|brought to light) by\b", r"\b(?:aufgedeckt|enthüllt) (?:von|durch|hat\w*)\b", r"\bmise?s? au jour par\b", r"\b(?:destapad|sacad)[oa]s? (?:a la luz )?por\b", r"\bsvelat[oaie] da", r"\bexklusiv (?:berichte|gemelde)\w+", r"\b(?:zuerst|als erste[rs]?) (?:hat|hatten?|habe|berichte\w*|melde\w*|schrieb)\b", r"\b(?:hat|hatten?|habe) (?:\S+ ){0,6}(?:zuerst|als erste[rs]?)\b", r"\b(?:berichtete|meldete|schrieb) (?:\S+ ){0,4}(?:zuerst|als erste[rs]?)\b",
    r"\b(?:révélée?s?|dévoilée?s?|rapportée?s? (?:en premier|d['’]abord)) par\b", r"\b(?:a|ont|avait|avaient) (?:été )?(?:le premier à |les premiers à |en premier |d['’]abord )?(?:révélé|dévoilé)\b", r"\bselon (?:des|les) révélations d", r"\bpremiers? (?:à|média à) (?:révéler|rapporter|annoncer)\b",
    r"\b(?:adelantad[oa]s?|revelad[oa]s?|desvelad[oa]s?) (?:en exclusiva |primero )?por\b", r"\b(?:adelantó|ha adelantado|desveló|en primicia|ha desvelado)\b", r"\b(?:el|la|fue|el primer medio) primer\w* en (?:informar|publicar|revelar|dar)\b",
    r"\b(?:anticipat[oaie]|rivelat[oaie]) da(?:l|lla|llo|i|gli|lle|ll['’])?\b", r"\b(?:per prim[oaie]|in anteprima|in esclusiva)\b", r"\b(?:revelad|noticiad|divulgad|avançad)[oa]s?(?: (?:primeiro|em primeira mão))? pel[oa]s?\b", r"\bem primeira mão\b",
    r"\bals eerste (?:gemeld|bericht|naar buiten)\b", r"\b(?:meldde|berichtte|bracht) als eerste\b", r"\b(?:först|avslöjade|avslöjat)\b (?:att |rapportera\w*|berätta\w*|om )", r"\b(?:rapporterade|berättade|skrev) (?:\S+ ){0,3}först\b", r"\b(?:omtal\w+|meld\w+|skrev|fortalte|beskrev\w*) (?:\S+ ){0,4}først\b", r"\bførst (?:omtal|meld|beskrev|skrev)\w*",
    r"\bjako pierws[zi]\w* (?:poinformował|napisał|podał|doni[oó]s|ujawnił)\w*", r"\bjako prvn?[íý]\w* (?:\S+ ){0,3}(?:informoval|napsal|uvedl|přines)\w*", r"\bako prv[ýáí] (?:\S+ ){0,3}(?:informoval|napísal|priniesol)\w*", r"\bprv[ai] (?:je|su) (?:objavi|otkri|javi)\w+",
    r"\bперв(?:ым|ой|ыми|ое|ая|ый|ые) (?:об этом |о (?:случившемся|событии) )?(?:сообщ|написа|рассказа|опубликова)\w*", r"\bперш(?:им|ою|ими|ий|а|е) (?:про це )?(?:повідом|написа|розпові)\w*", r"\bпърв\w+ (?:съобщ|писа)\w*",
    r"\bilk (?:olarak|kez|defa) .{2,60}(?:duyur|yaz|haberleştir)\w*", r"\belsőként\b", r"\bensimmäisenä\b", r"\bîn exclusivitate\b", r"\b(?:dezvăluit|relatat) (?:pentru prima dată|în premieră)\b", r"\bπρώτ(?:ος|η|ο|οι) (?:το )?(?:μετέδωσ|αποκάλυψ|έγραψ|δημοσίευσ)\w*",
    r"أول من (?:نشر|أورد|كشف|ذكر|نقل)", r"(?:كشف|ذكر)\w* لأول مرة", r"(?:דווח|נחשף|דיווח\w*|חשפ\w*) לראשונה", r"(?:نخستین|اولین) بار", r"सबसे पहले .{0,40}(?:बताया|खबर|रिपोर्ट)",
    r"(?:最先|率先|首先|最早|独家|獨家|首次)(?:报道|報道|報導|披露|爆料|曝光)", r"(?:最初に|初めて|いち早く|先に)(?:報|伝え)", r"(?:처음|최초로|단독으?로?) ?(?:보도|전했)", r"\bpertama kali (?:dilaporkan|diberitakan|melaporkan)\b", r"đưa tin đầu tiên", r"รายงานเป็น(?:ที่แรก|ครั้งแรก)")
HAD_IT_BEFORE = Several(  # another outlet wrote of it once, which may be background alone: "previously reported by", "zuvor hatte berichtet", "ранее сообщило"
    r"\b(?:earlier|previously|originally) (?:reported|revealed)\b", r"\breported (?:earlier|previously)\b", r"\bfirst (?:published|appeared)\b",
    r"\b(?:zuvor|zunächst) (?:hat|hatten?|habe|berichte\w*|melde\w*|schrieb)\b", r"\b(?:hat|hatten?|habe) (?:\S+ ){0,6}(?:zuvor|zunächst)\b", r"\brapportée?s? initialement par\b",
    r"\b(?:revelad|noticiad|divulgad|avançad)[oa]s? inicialmente pel[oa]s?\b", r"\bранее (?:об этом )?(?:сообщ|написа)\w*", r"نشر\w* لأول مرة", r"פורסם לראשונה", r"đăng tải đầu tiên")
DISOWNED = Several(  # the news is what became of another's report: "withdrew a report", "dementiert den Bericht", "démenti les informations de"
    r"\b(?:withdr[ae]w\w*|retract\w*|apologi[sz]e[ds]? for|took down|corrected) (?:\S+ ){0,3}(?:report|story|article)\b", r"\b(?:den(?:y|ies|ied|ying)|dismiss\w*|disput\w*|rejected|contradict\w*) (?:\S+ ){0,3}(?:reports?|story|article)\b", r"\b(?:false|fabricated|erroneous) (?:report|story)\b",
    r"\b(?:dementier\w*|zurückgezog\w*|widersprach|widerspricht|zurückgewiesen|weist \S+ zurück)\b", r"\b(?:démen\w+|rétract\w+|a retiré)\b", r"\b(?:desm[ei]nt\w+|retract\w+|retiró)\b", r"\b(?:smenti\w+|ritratta\w*|ritirat\w*)\b", r"\b(?:desment\w+|retirou)\b", r"\b(?:ontken\w*|ingetrokken)\b",
    r"опроверг\w*", r"отозва\w*", r"спростува\w*", r"否认", r"否認", r"撤回", r"否定", r"取り消", r"부인", r"철회", r"نفى", r"سحبت", r"\byalanla\w*", r"\bdementow\w*", r"\bzdementowa\w*")
TOLD = Several(  # somebody spoke to an outlet: a quotation, of which the whole need not consist
    r"\btold\b", r"\bspeaking to\b", r"\binterview\w*", r"\bgegenüber\b", r"\bsagte?n?\b", r"\bdijo a\b", r"\ba (?:déclaré|confié|dit) (?:à|au)\b", r"\bha detto a", r"\bover for\b", r"\bsäger (?:\S+ )?till\b", r"\brozmawia\w*", r"рассказал\w*", r"заявил\w*", r"에 말했", r"に語")
NOUNS: tuple[tuple[str, Several], ...] = (  # the kind of a source by what it is called
    ("court_record", Several(r"\bcourt (?:record|filing|document|order|ruling)s?", r"\brulings?\b", r"\bjudge?ment\b", r"\bindictment\b", r"\blawsuit\b", r"\bcomplaint\b", r"\burteil\w*", r"\bbeschluss des .{0,30}gericht", r"\bklageschrift\b", r"\barrêt\b", r"\bsentencia\b", r"\bsentenza\b", r"\bwyrok\w*", r"приговор", r"判決")),
    ("study", Several(r"\bstud(?:y|ies|ie|ien)\b", r"\bresearch (?:paper|published)\b", r"\bjournal\b", r"\bpreprint\b", r"\bétude\b", r"\bestudio\b", r"\bestudo\b", r"\bstudio\b.{0,30}\bpubblicat", r"\bbadani[ae]\b", r"исследовани", r"研究", r"연구", r"دراسة", r"\bonderzoek\b", r"\buntersuchung\b", r"\bundersøgelse\b")),
    ("dataset", Several(r"\bstatisti\w+", r"\bdata\b", r"\bdataset\b", r"\bpoll\b", r"\bsurvey\b", r"\bfigures\b", r"\bumfrage\b", r"\bsondage\b", r"\bencuesta\b", r"\bsondaggio\b", r"\bpesquisa\b", r"\bsonda[zż]\b", r"статистик", r"опрос", r"\bmeningsmåling")),
    ("document", Several(r"\breports?\b", r"\bpaper\b", r"\bdocuments?\b", r"\bletter\b", r"\bpolicy\b", r"\bpapier\b", r"\bbericht\b", r"\bdokument\w*", r"\bschreiben\b", r"\bbrief\b", r"\brapport\b", r"\bdocumentos?\b", r"\binforme\b", r"\bcarta\b", r"\brelatório\b", r"\bdocumento\b", r"\brapporto\b", r"\bpress release\b", r"\bpressemitteilung\b", r"\bcommuniqué\b", r"\bcomunicad[oa]\b", r"\bcomunicato\b", r"доклад", r"отчет", r"документ", r"報告", r"报告", r"보고서", r"تقرير")),
    ("statement", Several(r"\bstatement\b", r"\berklärung\b", r"\bstellungnahme\b", r"\bstatement\b", r"\bdéclaration\b", r"\bdeclaraci[oó]n\b", r"\bdichiarazione\b", r"\bdeclaração\b", r"\boświadczeni\w+", r"заявлени", r"声明", r"성명", r"بيان")),
)
PRESS_PATH = re.compile(  # "/Newsroom/Press-Releases/Article/1", "/presse/", "/media/6739/download", "/comunicados/", "x.pdf"
    r"press[-_]?releases?|/newsroom/|/presse(?:mitteilung\w*)?/|/press/|/media/\d+/download|/comunicad|/comunicat|/communique|/statements?/|/news[-_]releases?/|\.pdf(?:$|\?)|/(?:noticias|aktuelles|nyheter|noticia)/", re.I)
OFFICIAL = re.compile(  # "joburg.gov.za", "norad.mil", "gouv.fr", "europa.eu", "admin.ch"
    r"(?:^|\.)(?:gov|gob|gouv|govt|gub|mil|gc)(?:\.[a-z]{2})?$|(?:^|\.)(?:gov|gob|go|gouv|gv)\.[a-z]{2}$|(?:^|\.)(?:europa\.eu|admin\.ch|bund\.de|un\.org|who\.int|nato\.int|oecd\.org|imf\.org|worldbank\.org|parliament\.uk|bundestag\.de)$|\.int$")
SCHOLARLY = re.compile(r"(?:^|\.)(?:doi\.org|nature\.com|science\.org|sciencedirect\.com|springer\.com|arxiv\.org|biorxiv\.org|medrxiv\.org|thelancet\.com|nejm\.org|bmj\.com|jamanetwork\.com|pnas\.org|plos\.org|wiley\.com|oup\.com|tandfonline\.com|cell\.com|ssrn\.com|frontiersin\.org|mdpi\.com)$")  # "www.nature.com"
SOCIAL_POST = re.compile(  # an address of one post: "x.com/a/status/1", "t.me/a/1", "instagram.com/p/x"
    r"(?:twitter|x)\.com/[^/]+/status/\d|facebook\.com/.+/(?:posts|videos|permalink)|facebook\.com/(?:story|permalink)\.php|instagram\.com/(?:p|reel)/|t\.me/(?:s/)?\w+/\d|truthsocial\.com/@[^/]+/(?:posts/)?\d|bsky\.app/profile/.+/post/|tiktok\.com/@[^/]+/video/|threads\.(?:net|com)/@[^/]+/post|linkedin\.com/(?:posts|feed/update)|vk\.com/wall|weibo\.com/\d+/\w")
VIDEO = re.compile(r"(?:youtube\.com/(?:watch|live|shorts)|youtu\.be/\w|vimeo\.com/\d|rumble\.com/v)")  # "youtube.com/watch?v=x"
FRONT = re.compile(r"/(?:home|index|default|start|startseite|main)(?:[._-][\w-]+)*/?$|/home/html/index", re.I)  # "/home/html/index.en.html"
SHORT = re.compile(r"^[\w-]{1,5}\.[a-z]{2,3}/[\w-]{1,12}/?$")  # "pxl.to/crash10": an address that only redirects
ARTICLE = re.compile(r"\d{4,}|[^/](?:-[^/-]++){3}/?$|\.html?$")  # "/news/2031/05/harbour-opens-again-today", "/1924698/x"
NO_SOURCE = re.compile(  # shares, shops, apps, own accounts
    r"(?:facebook\.com/(?:sharer|dialog)|twitter\.com/(?:intent|share|home)|x\.com/intent|wa\.me|api\.whatsapp|whatsapp\.com|t\.me/share|telegram\.me/share|linkedin\.com/share|pinterest\.|reddit\.com/submit"
    r"|flipboard\.com|getpocket\.com|mailto:|play\.google\.com|apps\.apple\.com|itunes\.apple\.com|podcasts\.apple|open\.spotify|amazon\.[a-z.]+/|amzn\.to|ebay\.|awin1\.com|prf\.hn|doubleclick|outbrain|taboola"
    r"|linkedin\.com/(?:in|company)/|tiktok\.com/@[\w.]+/?$|imdb\.com/|goodreads\.com/|/(?:shop|product|products|books?)/|eventbrite\.|ticketmaster\."
    r"|creativecommons\.org|wikipedia\.org|news\.google\.com|google\.[a-z.]+/(?:maps|search|preferences)|maps\.app|trusted-journalism|piano\.io|/newsletter|/subscribe|/login|/abo(?:nnement)?/|shop\.)", re.I)
