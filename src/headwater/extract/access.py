"""Who may read the whole article: anybody, who registers, who pays, or so many articles a month.

In: the page's declarations and the lines that stand right behind the text. Out: "free", "metered", "registration" or
"subscription" and where it was found, "" where the page says nothing. Never: an invitation to subscribe taken for a wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from headwater import model, urls
from headwater.extract import jsonld
from headwater.extract.head import Head

_TIERS = {"free": "free", "open": "free", "public": "free", "metered": "metered", "locked": "subscription", "paid": "subscription", "premium": "subscription",
          "subscriber": "subscription", "subscription": "subscription", "registered": "registration", "registration": "registration", "regwall": "registration"}
_TIER_METAS = ("article:content_tier", "content_tier", "content-tier", "article:access", "access-level", "cxenseparse:accesslevel")
_FALSE, _TRUE = frozenset({"false", "0", "no"}), frozenset({"true", "1", "yes"})  # also "https://schema.org/False"
_ON = (  # that one reads on, in some thirty languages
    r"continue reading|keep reading|read (?:on|more|the (?:full|whole|rest)|this (?:article|story) in full)|full (?:article|story|access)|unlock|exclusively? (?:for|to)|only (?:for|to) subscribers|"
    r"weiter ?(?:zu )?lesen|weiterzulesen|ganzen? (?:artikel|text|beitrag)|exklusiv für|lire la suite|poursui\w+ (?:la|votre) lecture|réservée? (?:à nos|aux) abonnés|"
    r"seguir leyendo|continuar leyendo|sigue leyendo|exclusivo para|continuar a ler|continue lendo|ler o artigo completo|exclusivo para assinantes|"
    r"continua(?:re)? a leggere|continua la lettura|riservato agli abbonati|verder (?:te )?lezen|lees verder|läsa vidare|fortsätt(?:a)? läs|läs hela|lese videre|les videre|fortsett å lese|læs(?:e)? videre|"
    r"jatka(?:aksesi)? lukemista|tilaajille|halda áfram að lesa|czytaj dalej|czytać dalej|dostęp do (?:pełnej|całego)|pokračovat ve čtení|číst dál|pokračovať v čítaní|tovább olvas|"
    r"continua(?:ți|ti)? (?:lectura|să citi)|nastavi(?:te)? (?:čitanje|čitati|s čitanjem)|nadaljuj\w* z branjem|продължите да четете|читать (?:дальше|далее|полностью)|продолжить чтение|читати далі|"
    r"συνεχίσετε την ανάγνωση|okumaya devam|devamını okumak|لمتابعة القراءة|لقراءة المزيد|ادامه مطلب|להמשך קריאה|להמשיך לקרוא|आगे पढ़ने|पूरा पढ़ने|পড়া চালিয়ে|melanjutkan membaca|"
    r"đọc tiếp|อ่านต่อ|继续阅读|繼續閱讀|阅读全文|続きを読む|続きをお読み|全文を読む|계속 읽|전문을 보|edasi lugeda|turpināt lasīt|skaityti toliau|continuar llegint|"
    r"للاستمرار في (?:ال)?قراءة|لاستكمال (?:ال)?قراءة|لإكمال (?:ال)?قراءة|لمواصلة (?:ال)?قراءة|(?:この|本)記事は(?=.{0,12}限定)|残り[:： ]{0,2}\d+\s?文字|此文(?:章)?(?:仅限|僅限|为|為)(?=.{0,12}(?:订阅|訂閱|付费|付費))")
_PAY = (
    r"subscri|abonn|abo\b|suscr[ií]|assin[ae]|prenumer|prenota|tilaa|áskrift|předpla[tť]|predpla[tť]|subskry|abbona|fizess\w* elő|előfizet|pretplat|naroč|абон|подпис|підпис|передплат|συνδρομ|abone|"
    r"اشتراك|اشترك|اشتراک|מנוי|सब्सक्राइ|সাবস্ক্রাইব|berlangganan|langganan|đăng ký gói|สมัครสมาชิก|订阅|訂閱|付费|付費|有料|購読|会員限定|구독|유료|tellija|abonē|prenumeruo")
_PRODUCT = r"\b(?:mit|with|avec|con|com|met|med|z) (?:[\w’'-]{1,20} ){0,2}(?:plus\b|premium\b|pro\b)|\w(?:plus|\+)(?:[- ](?:abo\b|artikel|article|zugang))"  # "weiterlesen mit Plus"
_SIGN = (
    r"register|registr|sign (?:in|up)|log ?in|create (?:a |your )?(?:free )?account|anmelden|einloggen|konto|inscri[vp]|connect(?:ez|er)|iniciar sesión|regístr|cadastr|accedi|"
    r"inloggen|logga in|logg inn|log ind|kirjaudu|innskrá|zaloguj|zarejestruj|přihlas|prihlás|bejelentkez|regisztrál|autentific|prijavi|войд|зарегистр|увійд|зареєстр|"
    r"εγγραφ|συνδεθ|giriş yap|üye ol|تسجيل|سجل|ثبت.?نام|הרשמ|התחבר|लॉग ?इन|masuk|daftar|đăng nhập|เข้าสู่ระบบ|登录|登入|注册|註冊|ログイン|会員登録|로그인|회원가입|logi sisse|prisijun")
_READS, _ASKS = re.compile(_ON, re.I), re.compile(f"{_PAY}|{_SIGN}|{_PRODUCT}", re.I)  # "Subscribe" within 200 characters "to continue reading"
_NEAR = 200
_PAYS = re.compile(f"{_PAY}|{_PRODUCT}", re.I)
_METER = re.compile(  # "You have 2 free articles left this month", "Noch 3 kostenlose Artikel in diesem Monat", "Il vous reste 1 article gratuit"
    r"(?:\b(?:\d{1,2}|one|two|three|four|five|no|last|final)\s+(?:more )?(?:free|complimentary) (?:articles?|stories|story|reads?)\b.{0,20}\b(?:left|remain\w*|this (?:month|week))"
    r"|\b(?:noch|verbleiben)\b.{0,20}\d{1,2} (?:kostenlose|freie|gratis)\w* artikel|\breste(?:nt)? (?:plus que |encore )?\d{1,2} articles? (?:gratuits?|offerts?)"
    r"|\b(?:quedan?|restan?|restam?) (?:solo |apenas |ancora )?\d{1,2} (?:art[ií]culos?|artigos?|articol[io]) (?:gratis|gratuit[oi]s?|gr[áa]tis)"
    r"|\bnog \d{1,2} (?:gratis|vrije) artikel|\d{1,2} (?:gratis|kostnadsfria) (?:artiklar|artikler) (?:kvar|igjen|tilbage)|今月.{0,10}残り\s?\d{1,2}\s?本|осталось \d{1,2} бесплатн)", re.I)
_PAGES = 20  # nodes of the page that are asked
_Said = tuple[list[jsonld.Node], str]


def access(head: Head, behind: Iterable[str]) -> model.Found:
    """Who may read it: the tier that the page declares, then schema.org's isAccessibleForFree, then the wall one sees."""
    for name in _TIER_METAS:
        if tier := _TIERS.get(head.meta(name).lower()):
            return model.Found(value=tier, where=f"meta.{name}")
    seen = _wall(behind)
    free, where = declared(head)
    if free is False:
        return model.Found(value="registration" if seen == "registration" else "subscription", where=where)
    if seen:
        return model.Found(value=seen, where="text")
    return model.Found(value="free" if free else "", where=where if free else "")


def _wall(lines: Iterable[str]) -> str:
    """The wall that a line behind the text speaks of, or how many articles are left before one; "" if none."""
    for line in lines:
        if len(line) <= 400 and _is_wall(line):
            return "subscription" if _PAYS.search(line) else "registration"
        if len(line) <= 400 and _METER.search(line):
            return "metered"
    return ""


def free(head: Head) -> bool | None:
    """Whether the page declares that the text may be read without a subscription; None where it does not say."""
    said, _ = declared(head)
    tier = _TIERS.get(head.meta("article:content_tier").lower(), "")
    if said is False or tier not in ("", "free"):
        return False
    return True if said or tier else None


def declared(head: Head) -> tuple[bool | None, str]:
    """isAccessibleForFree of the article, of the page that it stands on or of a part of either, and where; None where nothing says.

    Of several that speak the one that does not let everybody in holds.
    """
    pages = _pages(head)
    groups: tuple[_Said, ...] = (([head.article], "jsonld.isAccessibleForFree"), (_parts([head.article]), "jsonld.hasPart"),
                                 (pages, "jsonld.WebPage"), (_parts(pages), "jsonld.WebPage.hasPart"))
    said = [({_word(value) for node in nodes for value in jsonld.listed(node.get("isAccessibleForFree"))[:5]}, where) for nodes, where in groups]
    for answer, words in ((False, _FALSE), (True, _TRUE)):
        for found, where in said:
            if found & words:
                return answer, where
    word = _word(head.meta("isaccessibleforfree"))
    return (word not in _FALSE, "meta.isaccessibleforfree") if word in _FALSE | _TRUE else (None, "")


def _pages(head: Head) -> list[jsonld.Node]:
    """The nodes of this very page beside the article's: a WebPage, or the article once more under the page's address."""
    here = {urls.key(address) for address in (head.url, head.link("canonical")) if address}
    found: list[jsonld.Node] = []
    for node in head.nodes:
        if node is head.article or not ("isAccessibleForFree" in node or "hasPart" in node):
            continue
        named = jsonld.addresses(node)
        is_page = any(name.endswith("WebPage") for name in jsonld.types(node))
        if (is_page or jsonld.is_article(node)) and ((here & named) if named else is_page):
            found.append(node)
        if len(found) >= _PAGES:
            break
    return found


def _parts(nodes: Iterable[jsonld.Node]) -> list[jsonld.Node]:
    return [part for node in nodes for part in jsonld.listed(node.get("hasPart"))[:20] if isinstance(part, dict)]


def _word(value: object) -> str:
    value = value.get("@id", "") if isinstance(value, dict) else value
    return str(value).strip().lower().rsplit("/", 1)[-1]


def _is_wall(line: str) -> bool:
    """Whether a line says that one reads on near words that ask for money or a name."""
    asked = [match.span() for match in _ASKS.finditer(line)]
    return bool(asked) and any(0 <= start - on.end() <= _NEAR or 0 <= on.start() - end <= _NEAR for on in _READS.finditer(line) for start, end in asked)
