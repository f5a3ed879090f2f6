"""Captions of what stands beside a page's list: "Most read", "Related", "You may also like", in the languages of the news.

In: a short line. Out: whether such a part begins below it. Never: a line of more than ``LONGEST`` characters, which is a
headline.
"""

from __future__ import annotations

import re

from headwater import text

LONGEST = 60  # characters

_BEGINS = """
most read|most popular|most viewed|most shared|most commented|most watched|popular now|popular stories|popular posts|trending|related|more on this|more from this
read more|read also|recommended|you may also like|you might also like|you may have missed|sponsored|partner content|paid content|from our partners|promoted|more like this|what others are reading
meistgelesen|meist gelesen|am meisten gelesen|meistgeklickt|meistkommentiert|meistgesehen|beliebteste|beliebte artikel|das könnte sie auch interessieren|mehr zum thema|lesen sie auch|auch interessant|passend dazu|verwandte|empfohlen|top-themen
les plus lus|les plus partages|les plus commentes|le plus lu|les articles les plus lus|à lire aussi|lire aussi|sur le meme sujet|articles lies|recommandes|contenu sponsorise|les plus populaires|vous aimerez aussi
lo más leído|las más leídas|los más leídos|más leído|lo más visto|más leídas|mas vistas|lo mas comentado|te puede interesar|tambien te puede interesar|relacionad|noticias relacionadas|lea también|leer también|patrocinado|recomendad|tendencias
mais lidas|as mais lidas|mais lidos|mais vistas|mais vistos|leia também|leia mais|veja também|você pode gostar|patrocinado|mais populares|em alta
i più letti|le più lette|più letti|piu lette|i più visti|i piu commentati|potrebbe interessarti|leggi anche|correlati|articoli correlati|consigliati
meest gelezen|best gelezen|populair|lees ook|gerelateerd|aanbevolen|meer over
mest læste|mest lest|mest läst|mest lästa|mest sette|mest delte|populært|populärt|populære|läs också|läs även|læs også|les også|relaterade|relaterede|relaterte
luetuimmat|luetuin|suosituimmat|lue myös|katso myös|loetuimad|loe ka|skaitomiausi|taip pat skaitykite|lasītākie|lasi arī|mest lesið
najczęściej czytane|najpopularniejsze|popularne|czytaj też|czytaj także|zobacz też|zobacz także|polecane|powiązane|polecamy
nejčtenější|nejčtenejšie|najčítanejšie|čtěte také|mohlo by vás zajímat|související|čítajte aj|súvisiace|odporúčame|doporučujeme|najbolj brano|preberite tudi|sorodne
legolvasottabb|népszerű|kapcsolódó|ajánlott|olvasta már|cele mai citite|cele mai populare|citește și|citiți și|te-ar putea interesa|articole similare|recomandate
най-четени|най-четено|прочетете още|свързани|още по темата|препоръчани
самое читаемое|самые читаемые|популярное|самое популярное|читайте также|по теме|материалы по теме|рекомендуем|похожие|лучшее за|вам может быть интересно|сейчас читают
найпопулярніше|популярне|найчитаніше|читайте також|схожі|за темою|рекомендуємо|самае чытанае|чытайце таксама
најчитаније|најновије вести из рубрике|повезане вести|прочитајте и|najčitanije|pročitajte i|pročitajte još|povezane vijesti|povezane vesti|preporučujemo|možda vas zanima|najpopularnije
δημοφιλή|δημοφιλέστερα|τα πιο δημοφιλή|διαβάστε επίσης|διαβάστε ακόμη|σχετικά|δείτε επίσης|προτεινόμενα
en çok okunan|çok okunan|en çok tıklanan|ilgili haberler|bunlar da ilginizi|önerilen|popüler|sponsorlu|ən çox oxunan|həmçinin oxuyun
الأكثر قراءة|الاكثر قراءة|الأكثر مشاهدة|الأكثر تداولا|اقرأ أيضا|إقرأ أيضا|مواضيع ذات صلة|أخبار ذات صلة|ذات صلة|قد يعجبك|مقالات ذات صلة|شاهد أيضا|الأكثر شعبية
پربازدید|پربیننده|پرمخاطب|مطالب مرتبط|اخبار مرتبط|بیشتر بخوانید|پیشنهاد|سب سے زیادہ پڑھی|یہ بھی پڑھیں|متعلقہ
הנקראות ביותר|הכי נקראות|הנצפות|הכי נצפות|כתבות קשורות|אולי יעניין|עוד בנושא|מומלצים
सबसे ज्यादा पढ़|सर्वाधिक पढ़|सबसे लोकप्रिय|ट्रेंडिंग|संबंधित|यह भी पढ़ें|ये भी पढ़ें|सर्वाधिक पठित|पॉपुलर|लोकप्रिय|धेरै पढिएको
সর্বাধিক পঠিত|সবচেয়ে বেশি পঠিত|জনপ্রিয়|আরও পড়ুন|আরো পড়ুন|সম্পর্কিত|பிரபலமானவை|அதிகம் படித்தவை|மேலும் படிக்க|தொடர்புடைய|విశేషంగా చదివినవి|ఎక్కువ మంది చదివినవి
ข่าวยอดนิยม|ยอดนิยม|อ่านมากที่สุด|ข่าวที่เกี่ยวข้อง|เนื้อหาที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|แนะนำ|អានច្រើន|លេចធ្លោ|ຂ່າວທີ່ກ່ຽວຂ້ອງ|ဖတ်အများဆုံး|ဆက်စပ်
đọc nhiều|xem nhiều|tin đọc nhiều|đọc nhiều nhất|tin liên quan|bài liên quan|có thể bạn quan tâm|được quan tâm
terpopuler|paling banyak dibaca|berita terpopuler|terpopular|baca juga|berita terkait|artikel terkait|rekomendasi|paling popular|banyak dibaca|pinakabasa|basahin din
热门|最热|阅读排行|点击排行|排行榜|热点排行|热文|相关|推荐阅读|猜你喜欢|更多相关|熱門|最多瀏覽|人氣|閱讀排行|相關|推薦|延伸閱讀|點閱排行|熱搜
アクセスランキング|ランキング|よく読まれ|人気記事|人気の記事|関連記事|関連ニュース|おすすめ|あわせて読みたい|注目記事
많이 본|가장 많이|인기 기사|인기기사|인기 뉴스|관련 기사|관련기사|추천 기사|추천기사|추천 뉴스|댓글 많은|랭킹
zilizosomwa zaidi|soma zaidi|soma pia|habari zinazohusiana|mafi karanta|an fi karanta|karanta kuma|mest gelees|lees ook
"""
_WHOLE = "tags|topics|keywords|themen|schlagwörter|mots-clés|thèmes|etiquetas|temas|tópicos|tag|argomenti|теги|тэги|метки|标签|標籤|タグ|키워드|popular|about us|follow us|newsletter|contact|comments|recent comments|archives|categories|kategorien|links|sponsoren|partners|partner"


def _folded(lines: str) -> set[str]:
    return {text.fold(phrase.strip()) for line in lines.split("\n") for phrase in line.split("|") if phrase.strip()}


_BESIDE = re.compile("|".join(sorted(map(re.escape, _folded(_BEGINS)), key=len, reverse=True)))  # "most read in politics"
_ALONE = frozenset(_folded(_WHOLE))


def is_beside(line: str) -> bool:
    """Whether a line heads a part of the page that is no list of new articles.

    >>> is_beside("Most read in Politics"), is_beside("Los más leídos"), is_beside("Politics")
    (True, True, False)
    """
    if len(line) > LONGEST:
        return False
    folded = text.fold(line).strip(" :.…»›→-–—|▶#")
    return folded in _ALONE or bool(_BESIDE.match(folded))
