"""Words by which sites lead away from an article, sell themselves or label their parts, in many languages.

In: a line. Out: what kind of furniture it is, "" if none. Never: a look at the page, or a word that decides alone in a
long line.

Phrases are data, a line a language. They are found by their first letters, so that a line costs a look-up, however many
languages there are. Scripts without spaces between words need no end of a word behind a phrase.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from headwater import gate

_ALSO = {  # begins a line that leads to other articles; what follows is a mark, a link, or nothing
    "en": "read also|also read|read more|read next|read this|see also|related story|related stories|related articles|related news|related coverage|more stories|more on this|you may also like|you might also like|recommended reading|in case you missed it|already read|explore more",
    "de": "schon gelesen|auch lesenswert|lesetipp|mehr zum thema|mehr dazu|ähnliche artikel|verwandte artikel|verwandte themen|das könnte sie auch interessieren|das könnte dich auch interessieren|lesen sie dazu|dazu passend|weitere artikel|weitere beiträge|weiterführende links|mehr aus",
    "fr": "lire aussi|à lire aussi|à lire également|lire également|voir aussi|sur le même sujet|à découvrir aussi|pour aller plus loin|articles liés|articles similaires|à voir aussi|relire|notre dossier",
    "es": "lee también|lea también|leer también|lea además|también puedes leer|te puede interesar|te podría interesar|puede interesarle|noticias relacionadas|notas relacionadas|más sobre este tema|mira también|ver también|le recomendamos|sigue leyendo|contenido relacionado",
    "it": "leggi anche|leggi pure|vedi anche|guarda anche|potrebbe interessarti|ti potrebbe interessare|articoli correlati|notizie correlate|per approfondire|approfondimenti",
    "pt": "leia também|leia mais|veja também|veja mais|ver também|saiba mais|notícias relacionadas|artigos relacionados|relacionadas|você também pode gostar|pode interessar|conteúdo relacionado",
    "ca": "llegeix també|llegiu també|també et pot interessar|notícies relacionades|més informació sobre", "gl": "le tamén|novas relacionadas|tamén che pode interesar",
    "eu": "irakurri gehiago|irakurri ere|lotutako albisteak", "nl": "lees ook|lees meer|lees verder|bekijk ook|meer over dit onderwerp|gerelateerde artikelen|ook interessant|zie ook",
    "af": "lees ook|lees meer|lees nog", "lb": "liest och|méi zum thema", "sv": "läs också|läs mer|läs även|läs vidare|se också|relaterade artiklar|mer om ämnet|missa inte",
    "da": "læs også|læs mere|læs videre|se også|relaterede artikler|mere om emnet", "nb": "les også|les mer|les saken|se også|relaterte saker|relaterte artikler|flere saker",
    "nn": "les også|les meir|sjå også", "is": "lesa meira|lestu einnig|sjá einnig|tengdar fréttir|lesið einnig", "fo": "les eisini|les meira",
    "fi": "lue myös|lue lisää|katso myös|aiheeseen liittyvää|lisää aiheesta", "et": "loe ka|loe veel|loe lisaks|vaata ka|seotud artiklid|seotud lood",
    "lv": "lasi arī|lasi vairāk|lasiet arī|skaties arī|saistītie raksti", "lt": "skaitykite taip pat|skaityk taip pat|taip pat skaitykite|susiję straipsniai|daugiau skaitykite|plačiau skaitykite",
    "pl": "czytaj też|czytaj także|czytaj również|czytaj więcej|zobacz też|zobacz także|zobacz również|przeczytaj także|przeczytaj też|przeczytaj również|polecamy|powiązane artykuły|warto przeczytać",
    "cs": "čtěte také|čtěte též|čtěte více|přečtěte si|přečtěte si také|související články|mohlo by vás zajímat|více k tématu|sledujte také",
    "sk": "čítajte aj|čítajte tiež|čítajte viac|prečítajte si|prečítajte si aj|súvisiace články|mohlo by vás zaujímať|viac k téme",
    "hu": "olvassa el|olvasd el|olvasta már|ez is érdekelheti|kapcsolódó cikkek|kapcsolódó cikk|kapcsolódó|korábban írtuk|ajánljuk még|olvassa el ezt is",
    "ro": "citește și|citeşte şi|citiți și|citește mai mult|vezi și|vezi şi|articole similare|articole recomandate|știri pe aceeași temă|recomandări", "mo": "citește și",
    "bg": "прочетете още|прочетете и|вижте още|вижте също|вижте и|още по темата|свързани статии|свързани новини", "mk": "прочитајте и|прочитај и|погледнете и|видете и|поврзани вести",
    "sr": "pročitajte još|pročitajte i|pogledajte i|povezane vesti|прочитајте још|прочитајте и|погледајте и|повезане вести|možda će vas zanimati", "hr": "pročitajte i|pročitajte još|pročitaj i|povezani članci|povezane vijesti|možda će vas zanimati|više o temi",
    "bs": "pročitajte i|pročitajte još|povezane vijesti", "sl": "preberite tudi|preberite še|preberi še|povezani članki|sorodni članki|morda vas zanima",
    "sq": "lexo edhe|lexoni edhe|lexo gjithashtu|lexo më shumë|shiko edhe|artikuj të ngjashëm", "el": "διαβάστε επίσης|διαβάστε ακόμα|διαβάστε ακόμη|διαβάστε περισσότερα|δείτε επίσης|δείτε ακόμα|σχετικά άρθρα|σχετικές ειδήσεις|μη χάσετε",
    "ru": "читайте также|читать также|читайте ещё|читайте еще|смотрите также|смотри также|по теме|материалы по теме|похожие новости|еще по теме|ещё по теме|подробнее|другие новости",
    "uk": "читайте також|читати також|читайте ще|дивіться також|за темою|матеріали по темі|матеріали за темою|схожі новини|детальніше|більше за темою", "be": "чытайце таксама|чытайце яшчэ|глядзіце таксама|па тэме",
    "kk": "оқи отырыңыз|тағы оқыңыз|сондай-ақ оқыңыз|тақырып бойынша", "ky": "дагы окуңуз|тема боюнча", "uz": "shuningdek o‘qing|shuningdek o'qing|mavzuga oid|бу ҳам қизиқ", "tg": "инчунин хонед", "mn": "холбоотой мэдээ|бас уншаарай",
    "tr": "ayrıca okuyun|bunu da okuyun|ilgili haber|ilgili haberler|haberin devamı|i̇lginizi çekebilir|ilginizi çekebilir|bunlar da ilginizi çekebilir|önerilen haberler|i̇lgili haberler", "az": "həmçinin oxuyun|bunu da oxuyun|oxşar xəbərlər|əlaqəli xəbərlər",
    "ka": "ასევე წაიკითხეთ|წაიკითხეთ ასევე|წაიკითხეთ აგრეთვე|მსგავსი სიახლეები|დაკავშირებული სტატიები", "hy": "կարդացեք նաև|կարդալ նաև|տես նաև|առնչվող նյութեր",
    "ar": "اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|إقرأ أيضاً|اقرأ ايضا|اقرأ المزيد|اقرأ كذلك|شاهد أيضا|شاهد أيضاً|مواضيع ذات صلة|أخبار ذات صلة|مقالات ذات صلة|موضوعات متعلقة|قد يهمك|قد يعجبك|طالع أيضا|للمزيد", "fa": "بیشتر بخوانید|همچنین بخوانید|بخوانید|اخبار مرتبط|مطالب مرتبط|خبرهای مرتبط|مرتبط|این مطلب را هم بخوانید",
    "ur": "یہ بھی پڑھیں|مزید پڑھیں|متعلقہ خبریں|مزید خبریں", "ps": "دا هم ولولئ|نور ولولئ", "ckb": "هەروەها بخوێنەوە|بابەتی پەیوەندیدار", "ku": "her wiha bixwîne", "he": "קראו גם|קראו עוד|קרא עוד|ראו גם|כתבות נוספות|לקריאה נוספת|כתבות קשורות|עוד בנושא|אולי יעניין אותך", "yi": "לייענט אויך",
    "am": "ተጨማሪ ያንብቡ|ይህንንም ያንብቡ", "hi": "यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|और पढ़ें|यह भी पढ़े|ये भी पढ़े|संबंधित खबरें|संबंधित समाचार|ये भी देखें|यह भी देखें", "mr": "हे ही वाचा|हे देखील वाचा|हेही वाचा|आणखी वाचा|संबंधित बातम्या", "ne": "यो पनि पढ्नुहोस्|यो पनि पढ्नुस्|यो पनि|सम्बन्धित समाचार|थप पढ्नुहोस्",
    "bn": "আরও পড়ুন|আরো পড়ুন|আরও পড়ুন|আরো পড়ুন|এই সম্পর্কিত আরও|সম্পর্কিত খবর|আরও দেখুন", "as": "লগতে পঢ়ক", "pa": "ਇਹ ਵੀ ਪੜ੍ਹੋ|ਹੋਰ ਪੜ੍ਹੋ", "gu": "આ પણ વાંચો|આ પણ જુઓ|વધુ વાંચો|સંબંધિત સમાચાર", "or": "ଆହୁରି ପଢ଼ନ୍ତୁ|ଏହା ବି ପଢ଼ନ୍ତୁ", "ta": "இதையும் படிங்க|இதையும் படியுங்கள்|மேலும் படிக்க|தொடர்புடைய செய்திகள்|இதையும் வாசிக்க",
    "te": "ఇవి కూడా చదవండి|ఇది కూడా చదవండి|ఇదీ చదవండి|ఇవీ చదవండి|సంబంధిత వార్తలు|మరింత చదవండి", "kn": "ಇದನ್ನೂ ಓದಿ|ಇದನ್ನು ಓದಿ|ಇನ್ನಷ್ಟು ಓದಿ|ಸಂಬಂಧಿತ ಸುದ್ದಿ", "ml": "ഇതും വായിക്കുക|ഇതും വായിക്കൂ|കൂടുതൽ വായിക്കുക|ബന്ധപ്പെട്ട വാർത്തകൾ", "si": "මෙයද කියවන්න|තවත් කියවන්න",
    "th": "อ่านเพิ่มเติม|อ่านข่าวที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|เนื้อหาที่เกี่ยวข้อง|บทความที่เกี่ยวข้อง|อ่านต่อ|อ่านประกอบ|ข่าวอื่น ๆ", "lo": "ອ່ານເພີ່ມເຕີມ|ຂ່າວທີ່ກ່ຽວຂ້ອງ", "km": "អានបន្ថែម|អត្ថបទពាក់ព័ន្ធ|ព័ត៌មានពាក់ព័ន្ធ", "my": "ဆက်စပ်သတင်းများ|ဆက်လက်ဖတ်ရှုရန်",
    "vi": "xem thêm|đọc thêm|đọc tiếp|tin liên quan|bài liên quan|có thể bạn quan tâm|mời xem thêm", "id": "baca juga|baca selengkapnya|simak juga|lihat juga|artikel terkait|berita terkait|simak video|pilihan editor", "ms": "baca juga|baca lagi|lihat juga|berita berkaitan|artikel berkaitan", "jv": "waca uga", "fil": "basahin din|basahin|kaugnay na balita|magbasa pa", "sw": "soma pia|soma zaidi|habari zinazohusiana|unaweza kusoma pia", "ha": "karanta kuma|karin bayani", "so": "sidoo kale akhri|akhri sidoo kale", "yo": "ka èyí náà", "zu": "funda futhi", "mt": "aqra wkoll|aqra aktar", "cy": "darllenwch hefyd|darllen mwy|mwy am", "ga": "léigh freisin|léigh níos mó",
    "zh": "相关阅读|相關閱讀|延伸阅读|延伸閱讀|相关新闻|相關新聞|相关报道|相關報導|推荐阅读|推薦閱讀|更多新闻|更多新聞|更多报道|查看更多|看更多|往下看更多|你可能也想看|猜你喜欢|点击阅读", "ja": "関連記事|関連ニュース|関連リンク|関連動画|あわせて読みたい|こちらもおすすめ|おすすめ記事|次のページ|続きを読む|もっと見る|この記事も読まれています", "ko": "관련 기사|관련기사|관련 뉴스|관련뉴스|더 보기|더보기|함께 볼 만한 기사|이 기사도|추천 기사|많이 본 뉴스",
}
_SLOT = {  # is a line by itself: a label of advertisements and of the site's functions
    "en": "advertisement|sponsored content|paid content|share this article|share article|listen to this article|leave a comment|post a comment|view comments|show comments|print this page|copy link|opens in new window|opens new tab|skip to content|skip advertisement|supported by|purchase licensing rights|subscribe|sign in|log in|a click for privacy",
    "de": "anzeige|werbung|ein klick für den datenschutz|artikel teilen|artikel anhören|kommentar schreiben|kommentare anzeigen|zur startseite|zum seitenanfang|merken|teilen|drucken|vorlesen|lesezeit|inhaltsverzeichnis|externen inhalt anzeigen|inhalt laden|anzeigen aus dem netz|weiter zum inhalt", "fr": "publicité|publicités|partager|partager cet article|commenter|commentaires|voir les commentaires|imprimer|écouter l’article|écouter l'article|haut de page|contenu sponsorisé|lecture|temps de lecture|la suite après cette publicité|publicité, lire la suite ci-dessous",
    "es": "publicidad|compartir|compartir artículo|comentar|comentarios|ver comentarios|imprimir|escuchar artículo|copiar enlace|contenido patrocinado|ir al contenido|guardar", "it": "pubblicità|condividi|commenta|commenti|stampa|ascolta|ascolta l'articolo|copia link|contenuto sponsorizzato|riproduzione riservata|© riproduzione riservata|vai al contenuto", "pt": "publicidade|continua após a publicidade|continua depois da publicidade|compartilhar|compartilhe|partilhar|comentar|comentários|imprimir|copiar link|ouvir artigo|conteúdo patrocinado|pular para o conteúdo",
    "ca": "publicitat|comparteix|comentaris|imprimeix", "gl": "publicidade|compartir|comentarios", "nl": "advertentie|delen|deel dit artikel|reacties|reageer|afdrukken|luister naar dit artikel|tekst gaat verder onder de foto|tekst loopt door onder|gesponsord", "sv": "annons|dela|dela artikeln|kommentera|kommentarer|skriv ut|lyssna på artikeln|annonssamarbete|artikeln fortsätter nedanför|artikeln fortsätter efter annonsen", "da": "annonce|del|del artiklen|kommentarer|udskriv|artiklen fortsætter efter annoncen|artiklen fortsætter under|lyt til artiklen|sponsoreret", "nb": "annonse|del|del artikkelen|kommentarer|skriv ut|artikkelen fortsetter under annonsen|lytt til saken|annonsørinnhold", "is": "auglýsing|deila|athugasemdir", "fi": "mainos|mainos alkaa|mainos päättyy|artikkeli jatkuu mainoksen jälkeen|jaa|jaa artikkeli|kommentoi|kommentit|tulosta|kuuntele", "et": "reklaam|jaga|kommentaarid|prindi|kuula artiklit", "lv": "reklāma|dalīties|komentāri|drukāt|raksts turpinās pēc reklāmas", "lt": "reklama|dalintis|komentarai|spausdinti|straipsnis tęsiasi po reklamos",
    "pl": "reklama|dalsza część artykułu pod materiałem wideo|dalszy ciąg artykułu pod materiałem wideo|udostępnij|komentarze|skomentuj|drukuj|posłuchaj artykułu|materiał sponsorowany|kopiuj link|ciąg dalszy pod reklamą", "cs": "reklama|inzerce|sdílet|diskuse|komentáře|tisk|poslechnout článek|článek pokračuje pod reklamou|text pokračuje pod reklamou|komerční sdělení", "sk": "reklama|inzercia|zdieľať|diskusia|komentáre|tlačiť|článok pokračuje pod video reklamou|článok pokračuje pod reklamou", "hu": "hirdetés|megosztás|hozzászólások|nyomtatás|támogatott tartalom|cikk meghallgatása", "ro": "publicitate|distribuie|comentarii|comentează|articolul continuă după reclamă|reclamă", "bg": "реклама|сподели|коментари|коментирай|принтирай", "mk": "реклама|сподели|коментари", "sr": "реклама|подели|коментари|oglas|reklama|podeli|komentari|tekst se nastavlja ispod oglasa", "hr": "oglas|podijeli|komentari|tekst se nastavlja ispod oglasa|članak se nastavlja|ispiši", "sl": "oglas|deli|komentarji|članek se nadaljuje po oglasu|natisni", "sq": "reklamë|shpërndaje|komente|shpërndaj", "el": "διαφήμιση|κοινοποίηση|μοιραστείτε|σχόλια|εκτύπωση|ακούστε το άρθρο",
    "ru": "реклама|поделиться|комментарии|комментировать|распечатать|слушать|на правах рекламы|скопировать ссылку|реклама на", "uk": "реклама|поділитися|коментарі|коментувати|роздрукувати|на правах реклами|слухати", "be": "рэклама|падзяліцца|каментары", "kk": "жарнама|бөлісу|пікірлер", "tr": "reklam|paylaş|yorumlar|yorum yaz|yazdır|haberi dinle|ilan|reklamı kapat", "az": "reklam|paylaş|şərhlər", "ka": "რეკლამა|გაზიარება|კომენტარები", "hy": "գովազդ|կիսվել|մեկնաբանություններ", "ar": "إعلان|إعلانات|مشاركة|شارك|تعليقات|التعليقات|طباعة|استمع للمقال|نسخ الرابط|اخترنا لكم|تخطى إلى المحتوى", "fa": "آگهی|تبلیغات|اشتراک گذاری|نظرات|دیدگاه‌ها|نسخه چاپی|ارسال نظر|کپی لینک", "ur": "اشتہار|شیئر کریں|تبصرے|پرنٹ", "he": "פרסומת|שתפו|שיתוף|תגובות|הדפסה|פרסומות|האזינו לכתבה", "hi": "विज्ञापन|शेयर करें|टिप्पणियां|कमेंट करें|प्रिंट", "bn": "বিজ্ঞাপন|শেয়ার করুন|মন্তব্য|মন্তব্য করুন|প্রিন্ট", "mr": "जाहिरात|शेअर करा|प्रतिक्रिया", "ta": "விளம்பரம்|பகிர|கருத்துகள்", "te": "ప్రకటన|షేర్ చేయండి|వ్యాఖ్యలు", "gu": "જાહેરાત|શેર કરો", "kn": "ಜಾಹೀರಾತು|ಹಂಚಿಕೊಳ್ಳಿ", "ml": "പരസ്യം|പങ്കിടുക|അഭിപ്രായങ്ങൾ", "ne": "विज्ञापन|सेयर गर्नुहोस्|प्रतिक्रिया", "th": "โฆษณา|แชร์|ความคิดเห็น|แสดงความคิดเห็น|พิมพ์", "vi": "quảng cáo|chia sẻ|bình luận|ý kiến|in bài viết|sao chép liên kết", "id": "iklan|bagikan|komentar|scroll to continue with content|gulir ke bawah untuk lanjut membaca|cetak|lanjutkan membaca", "ms": "iklan|kongsi|komen", "fil": "patalastas|ibahagi|mga komento", "sw": "tangazo|shiriki|maoni", "am": "ማስታወቂያ|አጋራ", "zh": "广告|廣告|分享|评论|評論|留言|打印|列印|收藏|分享到|请继续往下阅读|請繼續往下閱讀", "ja": "広告|シェア|シェアする|コメント|コメントする|印刷|記事を印刷|共有|ブックマーク|スポンサーリンク", "ko": "광고|공유|공유하기|댓글|댓글 쓰기|인쇄|프린트|기사 공유|url 복사|본문 듣기|글자 크기",
}
_NOTICE = {  # begins a notice of the house: standards, first publication, translation, rules of comments
    "en": "our standards|this article was originally published|this article was first published|this article first appeared|this article is republished|this story was originally published|this story first appeared|first published in|first published by|originally published|republished from|republished with permission|read the original article|the opinions expressed|the views expressed|views expressed|comments are moderated|this article is part of|this content was produced|have you got a story|do you have a story|got a story|send us your|contact us at|this translation|translated by|follow the topics in this article|got a tip|support independent journalism",
    "de": "dieser artikel wurde im original|dieser artikel erschien zuerst|dieser artikel ist zuerst|dieser beitrag erschien zuerst|dieser text erschien zuerst|dieser text ist zuerst|zuerst erschienen|dieser artikel stammt aus|dieser artikel ist ein auszug|haben sie einen fehler|fehler gefunden|haben sie hinweise|die redaktion empfiehlt|der kommentar gibt|dieser kommentar gibt|kommentare geben|lesen sie unsere richtlinien|dieser artikel wurde übersetzt|dieser artikel wurde automatisch|aktuelle nachrichten aufs handy",
    "fr": "cet article a été initialement publié|cet article est initialement paru|cet article est paru|cet article a été publié|cet article est republié|article initialement publié|lire l’article original|lire l'article original|cet article a été traduit|les opinions exprimées|vous avez repéré une erreur|une erreur à signaler",
    "es": "este artículo fue publicado originalmente|este artículo se publicó originalmente|artículo publicado originalmente|publicado originalmente|lea el artículo original|este artículo ha sido traducido|las opiniones expresadas|conforme a los criterios|has visto un error", "it": "questo articolo è stato pubblicato originariamente|questo articolo è apparso|articolo pubblicato originariamente|articolo originale|le opinioni espresse|questo articolo è stato tradotto", "pt": "este artigo foi publicado originalmente|este artigo foi originalmente publicado|publicado originalmente|texto originalmente publicado|leia o artigo original|as opiniões expressas|este artigo foi traduzido|o texto reflete a opinião|encontrou um erro|viu algum erro", "ca": "aquest article va ser publicat|les opinions expressades", "nl": "dit artikel verscheen eerder|dit artikel is eerder|dit artikel verscheen oorspronkelijk|oorspronkelijk verschenen|fout gezien|zie je een fout|heb je een tip|reageren op dit artikel", "sv": "artikeln publicerades först|artikeln publicerades ursprungligen|har du tips|hittat fel|detta är en opinionstext|åsikterna är skribentens|så arbetar vi", "da": "artiklen blev oprindeligt|artiklen er oprindeligt|har du et tip|dette er et debatindlæg|fejl i artiklen", "nb": "artikkelen ble først publisert|artikkelen ble opprinnelig|har du tips|dette er en kronikk|dette er et debattinnlegg|meninger i teksten|fant du en feil", "fi": "artikkeli on julkaistu alun perin|juttu on julkaistu|huomasitko virheen|löysitkö virheen", "et": "artikkel ilmus algselt|leidsid vea|märkasid viga", "lv": "raksts sākotnēji publicēts|pamanīji kļūdu", "lt": "straipsnis pirmą kartą paskelbtas|radote klaidą|pastebėjote klaidą", "pl": "artykuł ukazał się pierwotnie|artykuł pierwotnie ukazał się|tekst ukazał się|masz dla nas temat|widzisz błąd|znalazłeś błąd|masz ciekawy temat", "cs": "článek původně vyšel|článek vyšel v|text původně vyšel|našli jste chybu|chyba v článku", "sk": "článok pôvodne vyšiel|našli ste chybu|máte tip", "hu": "a cikk eredetileg|ez a cikk eredetileg|hibát talált|ha hibát talált", "ro": "articol publicat inițial|acest articol a fost publicat|ai observat o greșeală|opiniile exprimate", "bg": "статията е публикувана първоначално|открихте грешка", "sr": "tekst je prvobitno objavljen|текст је првобитно објављен|uočili ste grešku", "hr": "članak je izvorno objavljen|tekst je izvorno objavljen|uočili ste pogrešku", "sl": "članek je bil prvotno objavljen|ste opazili napako", "el": "το άρθρο δημοσιεύτηκε αρχικά|οι απόψεις που εκφράζονται|βρήκατε λάθος", "ru": "статья впервые опубликована|оригинал статьи|материал впервые опубликован|мнение автора может не совпадать|мнение редакции может|нашли ошибку|заметили ошибку|если вы нашли ошибку|если вы заметили|выделите ошибку", "uk": "стаття вперше опублікована|оригінал статті|думка автора може|позиція редакції може|знайшли помилку|якщо ви знайшли помилку|якщо ви помітили|виділіть помилку", "be": "калі вы знайшлі памылку|заўважылі памылку", "tr": "bu makale ilk olarak|bu yazı ilk olarak|hata bildir|bu haber ilk olarak|yazıda ifade edilen görüşler|bu makalede yer alan fikirler", "az": "məqalə ilk dəfə|səhv tapdınız", "ar": "نشر هذا المقال أولا|نُشر هذا المقال|هذا المقال نشر|الآراء الواردة|الآراء المنشورة|المقالات المنشورة تعبر|ما ورد في هذا المقال|هل لاحظت خطأ", "fa": "این مقاله نخستین بار|این مطلب نخستین بار|نظرات مطرح شده|دیدگاه‌های مطرح شده|انتشار مطالب", "ur": "یہ مضمون پہلی بار|ادارے کا مصنف کی رائے", "he": "הכתבה פורסמה לראשונה|המאמר פורסם לראשונה|מצאתם טעות|טעינו|הדעות המובעות", "hi": "यह लेख मूल रूप से|यह लेख सबसे पहले|इस लेख में व्यक्त|ये लेखक के निजी विचार|यह लेखक के निजी विचार|डिस्क्लेमर|अस्वीकरण", "bn": "এই নিবন্ধে প্রকাশিত মতামত|মতামত লেখকের|লেখাটি প্রথম প্রকাশিত", "ta": "இந்த கட்டுரை முதலில்|பொறுப்பு துறப்பு", "te": "ఈ వ్యాసం మొదట", "th": "บทความนี้เผยแพร่ครั้งแรก|ความคิดเห็นในบทความนี้", "vi": "bài viết được đăng lần đầu|bài viết thể hiện quan điểm|quan điểm thể hiện", "id": "artikel ini pertama kali|artikel ini telah tayang|artikel ini sudah tayang|artikel ini ditulis oleh|tulisan ini merupakan pendapat|isi artikel menjadi tanggung jawab", "ms": "artikel ini pertama kali|artikel ini merupakan pandangan", "sw": "makala hii ilichapishwa kwanza", "zh": "本文首发|本文首發|本文原载|本文原刊|本文转载自|本文轉載自|本文仅代表|本文僅代表|本文为作者|声明：|免责声明|免責聲明|责任编辑|責任編輯|（责任编辑|【责任编辑", "ja": "この記事は最初に|この記事の無断転載|本記事は|※この記事は|この翻訳は|本稿は", "ko": "이 기사는 처음|이 글은 필자의|본 칼럼은|외부 필진|ⓒ|제보는|기사 제보|[저작권",
}
_CALLS = {  # asks the reader to do something, in the forms that ask
    "en": "subscribe|follow|join|download|register|sign|signing", "de": "abonnieren|abonniere|anmelden|herunterladen|bestellen|folgen", "fr": "abonnez-vous|suivez|suivez-nous|inscrivez-vous|téléchargez|rejoignez|recevez", "es": "suscríbete|suscríbase|síguenos|síganos|únete|únase|descarga|descargue|recibe|regístrate|apúntate", "it": "iscriviti|iscrivetevi|seguici|segui|scarica|ricevi|abbonati", "pt": "inscreva-se|assine|siga-nos|baixe|receba|participe|subscreva|acompanhe", "ca": "subscriu-te|segueix-nos|uneix-te|apunta't", "nl": "abonneer|schrijf|meld|volg|download|ontvang", "sv": "prenumerera|följ|ladda|anmäl", "da": "abonner|tilmeld|følg|hent|modtag", "nb": "abonner|følg|last|meld|motta", "is": "fylgstu|skráðu|gerast", "fi": "tilaa|seuraa|lataa|liity|tilaamalla", "et": "telli|jälgi|liitu|lae", "lv": "abonē|seko|sekojiet|lejupielādē|pieraksties|piesakies", "lt": "prenumeruokite|sekite|prisijunkite|atsisiųskite|užsisakykite", "pl": "subskrybuj|obserwuj|obserwujcie|dołącz|zapisz|pobierz|śledź|polub", "cs": "odebírejte|sledujte|přihlaste|stáhněte|odebírat", "sk": "odoberajte|sledujte|prihláste|stiahnite|odoberať|pridajte", "hu": "iratkozzon|iratkozz|kövesse|kövess|kövessen|csatlakozzon|töltse|feliratkozás", "ro": "abonează-te|abonați-vă|urmărește|urmăriți|urmăreşte|descarcă|înscrie-te|intră", "bg": "абонирайте|последвайте|следвайте|изтеглете|присъединете|следете", "mk": "следете|зачленете|претплатете", "sr": "prijavite|pratite|preuzmite|пратите|пријавите|преузмите|pridružite", "hr": "prijavite|pratite|preuzmite|pretplatite|pridružite", "sl": "prijavite|spremljajte|prenesite|naročite|pridružite", "sq": "abonohuni|ndiqni|na ndiqni|bashkohuni|shkarkoni", "el": "εγγραφείτε|ακολουθήστε|ακολουθείστε|κατεβάστε|γραφτείτε|μπείτε", "ru": "подпишитесь|подписывайтесь|подписаться|скачайте|присоединяйтесь|следите|читайте|вступайте", "uk": "підпишіться|підписуйтесь|підписуйтеся|підписатися|завантажте|приєднуйтесь|приєднуйтеся|слідкуйте|читайте", "be": "падпішыцеся|падпісвайцеся|чытайце|далучайцеся", "kk": "жазылыңыз|жазылыңыздар|қосылыңыз", "uz": "obuna bo‘ling|obuna bo'ling|kuzatib boring", "tr": "abone|takip|katılın|indirin|kaydolun|katıl", "az": "abunə|izləyin|qoşulun|yükləyin", "ka": "გამოიწერეთ|გამოგვყევით|შემოგვიერთდით", "hy": "բաժանորդագրվեք|հետևեք|միացեք", "ar": "اشترك|اشتركوا|تابعوا|تابعنا|تابعونا|انضموا|للاشتراك", "fa": "بپیوندید|دانلود|مشترک", "ur": "فالو|سبسکرائب|جوائن|ڈاؤن لوڈ", "he": "הצטרפו|הירשמו|עקבו|הורידו|להצטרפות|הרשמו", "hi": "फॉलो|सब्सक्राइब|जुड़ें|जुड़ने|डाउनलोड|फ़ॉलो|लाइक|जॉइन", "mr": "फॉलो|सबस्क्राईब|सबस्क्राइब|डाऊनलोड|जॉईन", "ne": "फलो|सब्स्क्राइब|डाउनलोड", "bn": "ফলো|সাবস্ক্রাইব|যোগ|ডাউনলোড|অনুসরণ", "pa": "ਫਾਲੋ|ਜੁੜੋ|ਸਬਸਕ੍ਰਾਈਬ", "gu": "ફોલો|જોડાઓ|સબસ્ક્રાઇબ|ડાઉનલોડ", "ta": "பின்தொடர|இணைந்து|சப்ஸ்கிரைப்|பதிவிறக்கம்|ஃபாலோ", "te": "ఫాలో|సబ్‌స్క్రైబ్|చేరండి|డౌన్‌లోడ్", "kn": "ಫಾಲೋ|ಸಬ್‌ಸ್ಕ್ರೈಬ್|ಸೇರಿ", "ml": "പിന്തുടരുക|സബ്സ്ക്രൈബ്|ഫോളോ|അംഗമാകുക", "th": "ติดตาม|สมัคร|กดติดตาม|ดาวน์โหลด|เพิ่มเพื่อน", "vi": "theo dõi|đăng ký|tải|tham gia", "id": "ikuti|gabung|langganan|unduh|dapatkan|berlangganan|bergabung", "ms": "ikuti|sertai|langgan|muat turun|dapatkan", "fil": "sundan|sumali|mag-subscribe|i-download|i-follow", "sw": "jiunge|jiandikishe|fuata|pakua", "am": "ይከተሉ|ይቀላቀሉ|ይመዝገቡ", "zh": "订阅|訂閱|关注|關注|加入|下载|下載|扫码|掃碼|追蹤|按讚", "ja": "登録|フォロー|購読|ダウンロード|友だち追加", "ko": "구독|팔로우|가입|다운로드|친구추가|추가",
}
_THINGS = (  # what the reader is asked to take, in any language
    "newsletter|newsletters|whatsapp|telegram|facebook|instagram|twitter|youtube|tiktok|viber|threads|bluesky|linkedin|google news|google actualités|google noticias|app store|google play|push|app|infolettre|boletín|boletim|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|uudiskiri|naujienlaiškį|naujienlaiškio|hírlevél|hírlevelünkre|bülten|bültene|bülteni|"
    "рассылку|рассылка|розсилку|телеграм|telegram-канал|вконтакте|дзен|вайбер|бюлетин|билтен|facebook-u|viberu|facebooku|instagramu|telegramie|facebookon|facebookán|ενημερωτικό|νιουζλέτερ|ואטסאפ|וואטסאפ|טלגרם|ניוזלטר|פייסבוק|النشرة|نشرتنا|واتساب|واتس|تيليغرام|تلغرام|تليغرام|فيسبوك|تويتر|يوتيوب|تلگرام|اینستاگرام|توییتر|خبرنامه|واٹس|فیس|یوٹیوب|چینل|व्हाट्सएप|व्हाट्सऐप|वॉट्सऐप|टेलीग्राम|फेसबुक|यूट्यूब|ट्विटर|ऐप|न्यूजलेटर|व्हॉट्सॲप|टेलिग्राम|হোয়াটসঅ্যাপ|টেলিগ্রাম|ফেসবুক|ইউটিউব|વોટ્સએપ|ફેસબુક|யூடியூப்|வாட்ஸ்அப்|பேஸ்புக்|டெலிகிராம்|వాట్సాప్|యూట్యూబ్|టెలిగ్రామ్|ವಾಟ್ಸಾಪ್|വാട്സാപ്|വാട്സാപ്പ്|ടെലഗ്രാം")
_THINGS_WIDE = ("微信|公众号|公眾號|客户端|微博|电报|電子報|简报|頻道|频道|粉絲團|line|facebook|youtube|instagram|telegram|メルマガ|ニュースレター|アプリ|公式アカウント|チャンネル|뉴스레터|채널|카카오톡|유튜브|페이스북|앱|네이버|ไลน์|line|เฟซบุ๊ก|แอป|ยูทูบ|จดหมายข่าว|twitter|whatsapp|tiktok")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_VERB_LAST = re.compile("[\u3040-\u30ff\uac00-\ud7af]")  # Japanese and Korean ask at the end
_WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"“”„«»…|/]+")
_FRONT = re.compile(r"^[\W_]+")
_MARK = re.compile(r"^\s*+(?:[:：>»→|–—-]|[/／【「『■▶▷●]|\.{3}|…|[?？]?\s*$)")  # ": Floods ...", "> ..." or nothing
_NEW_WINDOW = re.compile(  # what screen readers are told of a link: "(opens in a new tab)", "(öffnet im neuen Fenster)"
    r"[,\s]*[(（\[]?\s*(?:(?:external link,? )?opens? (?:in )?(?:a )?new (?:tab|window)s?|(?:link wird in einem neuen (?:tab|fenster) geöffnet|öffnet (?:in|im|in einem) neuen? (?:fenster|tab)|externer link, öffnet neues fenster)|"
    r"(?:s'ouvre|s’ouvre|ouvre|ouverture) dans (?:une|un) (?:nouvelle fenêtre|nouvel onglet)|(?:se abre|abre|abrir) (?:en|numa|em) (?:una |uma )?(?:nueva|nova|otra) (?:ventana|pestaña|janela|aba)|si apre in (?:una )?nuova (?:finestra|scheda)|"
    r"opent in (?:een )?nieuw(?:e)? (?:venster|tabblad|tab)|öppnas i (?:ett )?nytt fönster|åbner i (?:et )?nyt vindue|åpnes i (?:et )?nytt vindu|avautuu uuteen (?:ikkunaan|välilehteen)|otwiera się w nowym oknie|otevře se v novém okně|"
    r"открывается в новом окне|відкриється у новому вікні|yeni pencerede açılır|新しいウィンドウで開く|新しいタブで開く|새 창 열림|새창 열림|在新窗口打开|在新視窗開啟|يفتح في نافذة جديدة)\s*[)）\]]?", re.I)
_OPENING = gate.Gated(re.compile("new |neu|nou|nuev|nov|nuova|nieuw|nytt|nyt |uut|нов|yeni|新し|새|新|جديدة", re.I))  # a first look, which costs little
_MARKED = gate.Gated(_NEW_WINDOW)


@cache
def _starts(name: str) -> dict[str, tuple[str, ...]]:
    """The phrases of a table by their first two letters, longest first."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for written in _TABLES[name].values():
        for phrase in written.split("|"):
            found[(line := phrase.casefold())[:2]].add(line)
    return {key: tuple(sorted(phrases, key=len, reverse=True)) for key, phrases in found.items()}


@cache
def _calls() -> tuple[frozenset[str], frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Words that call and things they are about; the same as patterns for scripts without spaces."""
    words = {word.casefold() for written in _CALLS.values() for phrase in written.split("|") for word in [phrase.split()[0]]}
    wide = [re.escape(phrase) for written in _CALLS.values() for phrase in written.split("|") if _WIDE.search(phrase)]
    return frozenset(words), frozenset(_THINGS.split("|")), re.compile("|".join(wide)), re.compile(_THINGS_WIDE, re.I)


def of_line(line: str, density: float) -> str:
    """Why a short line is furniture: "read-also", "label", "notice", "newsletter"; "" if it is none."""
    length = len(line)
    if length > 300:
        return ""
    folded = _FRONT.sub("", line.casefold())
    if (rest := _after("also", folded)) is not None and (density > 0.4 or _MARK.match(rest)):
        return "read-also"
    if length < 90 and (rest := _after("slot", folded)) is not None and not re.search(r"\w", rest):
        return "label"
    if _after("notice", folded) is not None and length < 260:
        return "notice"
    return "newsletter" if length < 200 and _invites(folded) else ""


def _after(name: str, folded: str) -> str | None:
    """What follows the phrase with which a line begins; None if it begins with none."""
    for phrase in _starts(name).get(folded[:2], ()):
        if folded.startswith(phrase):
            rest = folded[len(phrase) :]
            if not rest or not (rest[0].isalnum() and phrase[-1].isalnum()) or _WIDE.match(phrase[-1]):
                return rest
    return None


def _invites(folded: str) -> bool:
    """Whether a line calls, at its beginning or end, for a newsletter, an application or a network."""
    calls, things, wide_calls, wide_things = _calls()
    if _WIDE.search(folded):
        called = wide_calls.search(folded[:8]) or (_VERB_LAST.search(folded) and wide_calls.search(folded[-14:]))
        return len(folded) < 70 and bool(called) and bool(wide_things.search(folded))
    words = _WORD.findall(folded)
    if not any(word in things for word in words) and "google news" not in folded:
        return False
    return any(word in calls for word in (*words[:2], *words[-3:]))


def without_marks(line: str) -> str:
    """The line without what screen readers are told of its links."""
    return " ".join(_NEW_WINDOW.sub(" ", line).replace(" .", ".").replace(" ,", ",").split()) if _OPENING.search(line) and _MARKED.search(line) else line


_TABLES = {"also": _ALSO, "slot": _SLOT, "notice": _NOTICE}
