"""What kind of article a page holds: news, opinion, a live blog, a release, a check of facts, an obituary, an advertorial.

In: the page's declarations, its headline, section and the labels beside the headline. Out: the kind and where it was
found; "news" with no place where nothing says otherwise. Never: a kind from words within the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import unquote

from headwater import model, text, urls
from headwater.extract import jsonld
from headwater.extract.head import Head

NEWS = "news"
GALLERY = 3  # pictures with captions that make a gallery where there is little text
_TYPES = {  # schema.org
    "OpinionNewsArticle": "opinion", "AdvertiserContentArticle": "advertorial", "LiveBlogPosting": "live", "ClaimReview": "fact_check",
    "ImageGallery": "gallery", "MediaGallery": "gallery",
}
_NAMES: dict[str, str] = {  # names of sections, steps of addresses, labels: whole, folded, spaces or hyphens alike
    "opinion": """opinion opinions op-ed op-eds comment commentary commentaries commentisfree editorial editorials columnist columnists
        column columns viewpoint viewpoints point-of-view guest-essay letters-to-the-editor
        meinung meinungen kommentar kommentare leitartikel gastbeitrag gastkommentar kolumne kolumnen glosse standpunkt pro-und-contra
        debats tribune tribunes edito editos editoriaux chronique chroniques point-de-vue points-de-vue billet idees opinions-et-debats
        opinión columna columnas columnistas tribuna tribunas editoriales carta-del-director artículo-de-opinión
        opinião colunas coluna colunistas artigo-de-opinião
        opinioni editoriali commenti commento l-opinione rubriche-e-opinioni opinie opinies columnist commentaar
        ledare asikt åsikt åsikter debatt krönika krönikor insändare ledarsidan kronikk kronikker leder ledere meninger mening ytring ytringer
        debat debatter klumme klummer mielipide mielipiteet pääkirjoitus pääkirjoitukset kolumni kolumnit skoðun skoðanir leiðari
        publicystyka komentarz komentarze felieton felietony názor názory komentář komentáře komentár komentáre glosa
        vélemény publicisztika jegyzet opinii opinie-publica editoriale mišljenje mišljenja stav stavovi kolumne kolumna komentari komentar mnenja mnenje
        мнение мнения колонка колонки комментарий комментарии авторские-колонки думка думки погляд погляди точка-зрения анализи-и-мнения
        γνώμη γνώμες άποψη απόψεις αρθρογραφία görüş görüşler yazarlar köşe-yazısı köşe-yazıları köşe-yazarları yorum
        رأي آراء الرأي مقالات-الرأي كتاب-الرأي دیدگاه یادداشت سرمقاله דעה דעות מאמר-מערכת
        विचार राय संपादकीय ओपिनियन মতামত সম্পাদকীয় رائے کالم اداریہ கருத்து தலையங்கம் అభిప్రాయం સંપાદકીય
        opini kolom tajuk-rencana tajuk pendapat rencana quan-điểm góc-nhìn bình-luận ความคิดเห็น คอลัมน์ บทบรรณาธิการ
        观点 评论 社评 社論 評論 投書 社説 オピニオン コラム 論説 오피니언 사설 칼럼 기고 arvamus juhtkiri viedoklis viedokļi komentāri nuomonė nuomonės
        opinió iritzia opinions-editorial maoni""",
    "live": """live-blog liveblog live-blogs live-ticker liveticker newsblog news-blog live-updates minute-by-minute
        en-direct le-direct direct-live en-vivo en-directo minuto-a-minuto última-hora-en-directo ao-vivo em-direto minuto-a-minuto-ao-vivo
        in-diretta diretta la-diretta liverapport liveverslag seneste-nyt-live direktrapport direkte livesenter hetki-hetkeltä na-żywo relacja-na-żywo
        on-line-přenos online-prenos élő-közvetítés percről-percre live-text uživo v-živo на-живо онлайн-трансляция онлайн-трансляция-событий онлайн-репортаж наживо
        canlı-anlatım canlı-blog بث-مباشر مباشر تغطية-مباشرة زنده עדכונים-שוטפים लाइव-अपडेट लाइव-अपडेट्स লাইভ-আপডেট siaran-langsung laporan-langsung
        trực-tiếp tường-thuật-trực-tiếp รายงานสด 直播 文字直播 实时更新 ライブ-更新 速報ライブ 실시간-중계""",
    "press_release": """press-release press-releases pressrelease pressreleases media-release media-releases news-release news-releases
        pressemitteilung pressemitteilungen presseinformation medienmitteilung medienmitteilungen presseaussendung pressemeldung presseportal
        communiqué-de-presse communiqués-de-presse communiqués communiqué comunicado-de-prensa comunicados-de-prensa nota-de-prensa notas-de-prensa
        comunicado-de-imprensa comunicados-de-imprensa comunicado-à-imprensa nota-à-imprensa comunicato-stampa comunicati-stampa persbericht persberichten
        pressmeddelande pressmeddelanden pressemelding pressemeldinger pressemeddelelse pressemeddelelser lehdistötiedote tiedote fréttatilkynning
        komunikat-prasowy informacja-prasowa tisková-zpráva tiskové-zprávy tlačová-správa sajtóközlemény comunicat-de-presă comunicate-de-presă
        priopćenje za-medije saopštenje saopćenje sporočilo-za-javnost прессъобщение прессъобщения пресс-релиз пресс-релизы прес-реліз прес-релізи прессъобщение
        δελτίο-τύπου δελτία-τύπου basın-bülteni basın-açıklaması بيان-صحفي بيانات-صحفية بیانیه-مطبوعاتی הודעה-לעיתונות प्रेस-विज्ञप्ति সংবাদ-বিজ্ঞপ্তি
        siaran-pers kenyataan-media thông-cáo-báo-chí ข่าวประชาสัมพันธ์ 新闻稿 新聞稿 プレスリリース 보도자료 pressiteade preses-relīze pranešimas-spaudai comunicat-de-premsa""",
    "fact_check": """fact-check fact-checks factcheck factchecks fact-checking factchecking fact-checker reality-check truth-check politifact
        faktencheck faktencheck-politik faktenfuchs vérification vérifications désintox les-décodeurs le-vrai-du-faux vrai-ou-faux verificación verificaciones verificado
        verificamos-datos desmentido checagem checagens fato-ou-fake fact-check-português prova-dos-factos verificação-de-factos verifica-dei-fatti bufale
        factcheck-nl faktakoll faktasjekk faktatjek faktantarkistus faktavahti staðreyndavakt weryfikacja weryfikacja-faktów fałsz ověřovna ověření-faktů overené
        tényellenőrzés álhír verificarea-faptelor provjera-činjenica provera-činjenica razkrinkavanje preverjanje-dejstev фактчек фактчекинг проверка-на-факти перевірка-фактів
        έλεγχος-γεγονότων doğruluk-kontrolü teyit doğruluk-payı تدقيق-الحقائق تحقق-من-الأخبار راستی-آزمایی בדיקת-עובדות फैक्ट-चेक ফ্যাক্ট-চেক فیکٹ-چیک
        cek-fakta semak-fakta kiểm-chứng-thông-tin ตรวจสอบข้อเท็จจริง 事实核查 事實查核 查核報告 ファクトチェック 팩트체크 faktikontroll faktu-pārbaude faktų-patikra verificat""",
    "obituary": """obituary obituaries obits obit deaths nachruf nachrufe traueranzeigen nécrologie nécrologies disparition disparitions carnet-noir
        obituario obituarios necrológicas necrológica obituário obituários necrologi necrologio in-memoriam overlijdensberichten minnesord dödsfall minneord dødsfall
        nekrologer nekrolog nekrologi nekrologit mindeord muistokirjoitus muistokirjoitukset minningargrein minningargreinar nekrologie nekrology nekrológ gyászhír
        necrolog osmrtnica osmrtnice некролог некрологи некролози νεκρολογία νεκρολογίες vefat vefat-ilanları نعي وفيات آگهی-ترحیم הלכו-לעולמם श्रद्धांजलि
        obituari berita-duka cáo-phó 讣告 訃聞 訃告 訃報 おくやみ 부고 부음 järelehüüe nekrologs esquela esqueles""",
    "advertorial": """advertorial advertorials sponsored sponsored-content sponsored-post sponsored-posts sponsored-by paid-content paid-post paid-program
        partner-content partnercontent brand-content branded-content brandedcontent brand-studio brandstudio promoted-content native-ad advertisement-feature advertiser-content
        bezahlter-inhalt bezahlter-beitrag gesponserter-inhalt sponsored-story werbebeitrag verlagsspezial publireportage anzeigensonderveröffentlichung
        contenu-sponsorisé contenu-partenaire publi-rédactionnel publirédactionnel publi-reportage contenido-patrocinado contenido-de-marca publirreportaje publirreportajes patrocinado
        conteúdo-patrocinado conteúdo-de-marca publieditorial contenuto-sponsorizzato pubbliredazionale informazione-pubblicitaria gesponsorde-inhoud gesponsord
        annonssamarbete sponsrat-innehåll betalt-innhold annonsørinnhold annonceret-indhold sponsoreret-indhold kaupallinen-yhteistyö kostuð-umfjöllun
        materiał-sponsorowany artykuł-sponsorowany komerční-sdělení komerčná-správa szponzorált-tartalom támogatott-tartalom conținut-sponsorizat advertorial-ro
        sponzorirani-sadržaj promo-sadržaj sponzorisano спонсорирано-съдържание партнёрский-материал партнерский-материал на-правах-рекламы спецпроекты-реклама на-правах-реклами реклама-партнерів
        χορηγούμενο διαφημιστικό sponsorlu-içerik advertorial-tr محتوى-مدفوع محتوى-برعاية رپورتاژ-آگهی תוכן-שיווקי תוכן-ממומן प्रायोजित স্পনসরড
        konten-bersponsor kandungan-tajaan bài-pr nội-dung-quảng-cáo เนื้อหาสนับสนุน 赞助内容 推广 廣編特輯 廣告企劃 广告 タイアップ記事 広告企画 협찬 기사형-광고 광고-특집 sisuturundus reklāmraksts contingut-patrocinat""",
    "gallery": """gallery galleries photo-gallery photo-galleries picture-gallery photos-gallery slideshow slideshows in-pictures photo-essay bildergalerie bildergalerien
        fotostrecke fotostrecken diaporama diaporamas galerie-photos galería galerías galería-de-fotos fotogalería fotogalerías galeria-de-fotos fotogaleria fotogalerias
        fotogallery photogallery fotogalerij fotospecial bildspel bildeserie billedserie kuvagalleria myndasyrpa galeria-zdjęć fotogalerie fotogalérie képgaléria galerie-foto
        fotogalerija фотогалерея фоторепортаж фотогалерии φωτογραφίες-gallery foto-galeri fotogaleri معرض-الصور ألبوم-صور گالری-عکس גלריה फोटो-गैलरी ছবিঘর galeri-foto thư-viện-ảnh 图集 圖輯 フォトギャラリー 포토-갤러리""",
    "video": """video videos video-news watch mediathek vidéo vidéos vídeo vídeos wideo videa videó videók видео відео βίντεο فيديو ویدیو וידאו वीडियो ভিডিও วิดีโอ 视频 影音 動画 동영상 영상""",
}
_PREFIX = re.compile(r"^[\s\[【(（「\"“]*([^:：|｜–—\]】)）」]{2,40}?)\s*(?:[:：|｜\]】)）」]|\s[–—-]\s)")  # "Opinion | Words", "【社説】..."
_LIVE = re.compile(  # words of which one in a headline means a text that is continued
    r"\b(?:live[- ]?(?:blog|ticker|updates?|coverage)|news[- ]?blog|ticker[- ]protokoll|minute by minute|minuto a minuto|minute par minute|percről percre)\b|"
    r"онлайн-трансляци|تغطية مباشرة|लाइव अपडेट|文字直播|실시간 중계|รายงานสด", re.I)
_SAID_SO = frozenset({"true", "1", "yes"})
_PATH_ONLY = {"comment": "opinion", "watch": "video"}  # too common as a label: "Comment", "Watch"
_NOT_LABELS = frozenset({"comment", "commentary", "kommentare", "komentari", "komentarze", "komentare", "comentarios", "watch", "video", "videos", "direkte",
                         "direct", "deaths", "commenti", "yorum", "комментарии", "미디어", "fotos", "in-pictures", "bình-luận", "sponsored", "广告", "推广", "विचार", "rencana"})
# names that stand beside headlines for another reason: the count of comments, a player, a slot for advertisements
_TITLE_KINDS = frozenset({"opinion", "live", "press_release", "fact_check", "obituary", "advertorial", "gallery"})
_LIVE_ONLY = frozenset({"live", "ticker", "newsticker", "news-ticker", "directo", "direct"})  # before a headline; in addresses "newsticker" is the agencies' feed
_MOST_BESIDE = 400  # characters of text beside the pictures of a gallery


@cache
def _table() -> dict[str, str]:
    return {_key(name): kind for kind, names in _NAMES.items() for name in names.split()}


def _key(value: str) -> str:
    return "-".join(text.fold(value).replace("_", " ").replace("-", " ").split())


def kind(head: Head, headline: str, *, section: str = "", labels: Iterable[str] = ()) -> model.Found:
    """The kind of article: structured data first, then what the page declares, its address, its headline and labels."""
    for value, where in _claims(head, headline, section, tuple(labels)):
        if value:
            return model.Found(value=value, where=where)
    return model.Found(value=NEWS, where="")


def by_form(said: model.Found, *, posts: int, size: int, captions: Sequence[str]) -> model.Found:
    """The kind; where nothing says it, what the article turned out to be: entries with their times, or pictures with little text beside them.

    ``size``: characters of the text; ``captions``: of its pictures.
    """
    if said.value != NEWS or said.where:
        return said
    if posts:
        return model.Found(value="live", where="posts")
    several = len(captions) >= GALLERY and size < _MOST_BESIDE and sum(len(caption) for caption in captions) > size
    return model.Found(value="gallery", where="images") if several else said


def _claims(head: Head, headline: str, section: str, labels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    table = _table()
    types = jsonld.types(head.article)
    yield from ((_TYPES.get(name, ""), "jsonld.@type") for name in types)
    if any("ClaimReview" in jsonld.types(node) for node in head.nodes):
        yield "fact_check", "jsonld.ClaimReview"
    for name in ("sponsored", "article:sponsored", "adv:branded", "is_sponsored"):
        if head.meta(name).lower() in _SAID_SO:
            yield "advertorial", f"meta.{name}"
    if head.meta("article:opinion").lower() in _SAID_SO:
        yield "opinion", "meta.article:opinion"
    for value in [*jsonld.listed(head.article.get("genre"))[:3], *jsonld.listed(head.article.get("articleSection"))[:4]]:
        yield table.get(_key(jsonld.string(value)[:60]), ""), "jsonld.genre or articleSection"
    for name in ("article:content_type", "article_type", "content-type-name", "cxenseparse:articletype", "genre", "contenttype"):
        yield table.get(_key(head.meta(name)[:60]), ""), f"meta.{name}"
    yield table.get(_key(section[:60]), ""), "section"
    lead = _PREFIX.match(headline)
    named = table.get(_key(lead[1]), "") if lead else ""
    yield (named if named in _TITLE_KINDS else ""), "headline"
    if (lead and _key(lead[1]) in _LIVE_ONLY) or _LIVE.search(headline):
        yield "live", "headline"
    for step in urls.path(head.url).partition("?")[0].split("/")[:-1][:6] if head.url else ():
        name = _key(unquote(step))
        yield _PATH_ONLY.get(name) or table.get(name, ""), "address"
    for label in labels:
        name = _key(label.strip(" :：|•·")[:60])
        if name not in _NOT_LABELS:
            yield table.get(name, ""), "label"
    if head.meta("og:type").lower().startswith("video"):
        yield "video", "meta.og:type"
    if types and all(name == "VideoObject" for name in types):
        yield "video", "jsonld.@type"
