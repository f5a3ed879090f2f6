"""Pages that hold, in place of an article, a notice that their outlet has withdrawn it.

In: the headline and the lines of a page with little text. Out: "withdrawn" or "gone" with the words that say so. Never: an
article on somebody else's retraction: the notice speaks of this article, or stands alone as a heading, or is an agency's kill.

Withdrawn: removed, retracted, deleted, killed. Gone: no longer available, expired; which says nothing against the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

MOST_TEXT = 900  # characters of a page that may be a notice
_LONGEST = 300  # characters of a line that may say so
_LOOKED = 6  # lines
_WITHDRAWN = {  # of this article, in a sentence; "…" is up to forty characters
    "en": r"this (?:article|story|report|post|page|item|piece|content)…(?:has been|was|is being|is) (?:removed|retracted|withdrawn|deleted|taken down|unpublished|pulled)|"
          r"(?:we|editors?) (?:have|has) (?:removed|retracted|withdrawn|deleted|taken down|unpublished) this (?:article|story|report|post)|"
          r"(?:the )?(?:article|story|report) (?:previously )?(?:published|posted) (?:here|at this address|under this headline)…(?:removed|retracted|withdrawn)",
    "de": r"dies(?:er|e|es) (?:artikel|beitrag|text|bericht|meldung|seite)…(?:wurde|ist|haben wir)…(?:gelöscht|entfernt|zurückgezogen|offline genommen|depubliziert)|"
          r"wir haben (?:diesen|diese|dieses) (?:artikel|beitrag|text|bericht|meldung)…(?:gelöscht|entfernt|zurückgezogen|offline)",
    "fr": r"(?:cet article|ce texte|ce contenu|cette page|cette dépêche|ce reportage)…a été (?:supprimée?|retirée?|dépubliée?|annulée?)|nous avons (?:supprimé|retiré|dépublié) (?:cet article|ce texte)",
    "es": r"(?:este artículo|esta noticia|esta nota|este contenido|este texto|esta página)…(?:ha sido|fue) (?:eliminad[oa]|retirad[oa]|borrad[oa]|despublicad[oa])|"
          r"hemos (?:eliminado|retirado|borrado) (?:este artículo|esta noticia|esta nota)",
    "pt": r"(?:este artigo|esta notícia|esta reportagem|esta matéria|este conteúdo|este texto|esta página)…foi (?:removid[oa]|retirad[oa]|apagad[oa]|eliminad[oa]|despublicad[oa])",
    "it": r"(?:questo articolo|questa notizia|questo contenuto|questo testo|questa pagina)…(?:è stat[oa] (?:rimoss[oa]|eliminat[oa]|ritirat[oa]|cancellat[oa]))",
    "nl": r"dit (?:artikel|bericht|stuk|verhaal)…(?:is|werd)…(?:verwijderd|ingetrokken|offline gehaald)|deze (?:pagina|tekst)…is (?:verwijderd|ingetrokken)",
    "sv": r"(?:den här |denna )(?:artikeln?|texten?|sidan?)…har (?:tagits bort|raderats|dragits tillbaka|avpublicerats)|artikeln (?:är|har) (?:borttagen|avpublicerats|avpublicerad)",
    "no": r"denne (?:artikkelen|saken|siden)…er (?:fjernet|slettet|trukket(?: tilbake)?|avpublisert)",
    "da": r"denne (?:artikel|side|historie)…er (?:fjernet|slettet|trukket tilbage|afpubliceret)",
    "fi": r"tämä (?:artikkeli|juttu|uutinen|sivu)…on (?:poistettu|vedetty pois)|(?:juttu|artikkeli) on poistettu",
    "pl": r"(?:ten artykuł|ten tekst|ta strona|ten materiał)…został[ao]? (?:usunięt[ya]|wycofan[ya]|skasowan[ya])",
    "cs": r"(?:tento článek|tento text|tato stránka)…by(?:l|la) (?:smazán|odstraněn|stažen|odstraněna|stažena)a?",
    "sk": r"(?:tento článok|tento text|táto stránka)…bol[ao]? (?:zmazan[ýá]|odstránen[ýá]|stiahnut[ýá])",
    "hu": r"(?:ezt a cikket|a cikket|ezt az oldalt)…(?:töröltük|eltávolítottuk|visszavontuk)|ez a cikk…(?:törölve|eltávolítva|visszavonva)",
    "ro": r"(?:acest articol|această știre|acest material|această pagină)…a fost (?:șters|ştears|eliminat|retras|ștearsă|retrasă)ă?",
    "bg": r"(?:тази статия|този материал|тази новина|тази страница)…(?:беше|е) (?:премахнат|изтрит|свален|оттеглен)[ао]?",
    "el": r"(?:το άρθρο αυτό|αυτό το άρθρο|το παρόν άρθρο|η σελίδα αυτή)…(?:έχει )?(?:αφαιρέθηκε|διαγράφηκε|αποσύρθηκε|αφαιρεθεί|διαγραφεί|αποσυρθεί)",
    "ru": r"(?:эта статья|этот материал|эта новость|эта публикация|данный материал|данная статья|страница)…(?:был[аои]? )?(?:удал[её]н|снят|отозван|аннулирован)[аоы]?|(?:материал|новость|статья) (?:удал[её]на?|аннулирована?|снята?)",
    "uk": r"(?:ця стаття|цей матеріал|ця новина|ця публікація|сторінк[ау])…(?:бул[аои]? )?(?:видален|знят|відкликан|анульован)[аоуий]*",
    "sr": r"(?:овај чланак|овај текст|ова вест)…(?:је )?(?:уклоњен|обрисан|повучен)[ао]?|(?:ovaj članak|ovaj tekst|ova vijest|ova vest)…(?:je )?(?:uklonjen|obrisan|izbrisan|povučen)[ao]?",
    "tr": r"bu (?:haber|makale|yazı|içerik|sayfa)…(?:kaldırılmıştır|kaldırıldı|silinmiştir|silindi|yayından (?:kaldırılmıştır|kaldırıldı)|geri çekil(?:di|miştir))",
    "ar": r"(?:تم|جرى) (?:حذف|سحب|إزالة) (?:هذا|هذه)? ?(?:المقال|الخبر|المادة|التقرير|المحتوى)|(?:هذا المقال|هذا الخبر|هذا المحتوى|هذه المادة)…(?:حذف|حُذف|أزيل|أُزيل|سُحب|محذوف)",
    "fa": r"(?:این (?:مقاله|خبر|مطلب|گزارش|صفحه))…(?:حذف|برداشته|پس گرفته) شد(?:ه است|ه)?",
    "he": r"(?:כתבה זו|הכתבה|הידיעה|מאמר זה|התוכן)…(?:הוסרה?|נמחקה?|נגנזה?)",
    "hi": r"(?:यह|इस) (?:लेख|खबर|ख़बर|रिपोर्ट|समाचार)(?: को)?…(?:हटा (?:दिया|दी) ग(?:या|ई|यी)|वापस ले (?:लिया|ली) ग(?:या|ई|यी))",
    "bn": r"(?:এই|এ) (?:প্রতিবেদন|খবর|নিবন্ধ|সংবাদ)(?:টি)?…(?:সরিয়ে (?:ফেলা|নেওয়া)|প্রত্যাহার করা|মুছে ফেলা) হয়েছে",
    "ur": r"(?:یہ|اس) (?:خبر|مضمون|رپورٹ|تحریر)(?: کو)?…(?:ہٹا (?:دیا|دی)|واپس لے (?:لیا|لی)|حذف کر (?:دیا|دی)) گ(?:یا|ئی)",
    "id": r"(?:artikel|berita|konten|halaman|laporan) ini…(?:telah|sudah) (?:dihapus|ditarik|dicabut|diturunkan)",
    "ms": r"(?:artikel|berita|laporan) ini…(?:telah )?(?:dipadam|dipadamkan|ditarik balik|dikeluarkan)",
    "vi": r"(?:bài viết|bài báo|tin|nội dung) này…(?:đã )?(?:bị |được )?(?:gỡ bỏ|gỡ|xóa|xoá|rút lại)",
    "th": r"(?:บทความ|ข่าว|เนื้อหา)นี้…(?:ถูก|ได้)?(?:ลบ|ถอน|นำออก|เพิกถอน)(?:แล้ว|ออก)?",
    "sw": r"(?:makala|habari|taarifa) hii…ime(?:ondolewa|futwa)",
    "zh": r"(?:本文|此文|该文|該文|本报道|本報導|此新闻|此新聞|该页面|该内容)…(?:已|已经|已經|现已|被)…(?:删除|刪除|撤回|撤稿|移除|下架|撤销|撤銷)",
    "ja": r"(?:この|当該|本)(?:記事|ニュース|ページ)は…(?:削除|取り消し|取り下げ|撤回)(?:され|し|ました|いたし)",
    "ko": r"(?:이|해당|본) ?(?:기사|뉴스|글|콘텐츠)(?:는|은|가|이)?…(?:삭제|철회|취소|전문 취소)(?:되|됐|하|합|했)",
    "am": r"(?:ይህ|ይኸ) (?:ጽሑፍ|ጽሁፍ|ዜና|ዘገባ)…(?:ተነስቷል|ተሰርዟል|ተወግዷል)",
    "et": r"(?:see artikkel|see lugu|artikkel)…on (?:eemaldatud|kustutatud|maha võetud)", "lv": r"(?:šis raksts|raksts|šī ziņa)…ir (?:dzēst[sa]|noņemt[sa]|atsaukt[sa])",
    "lt": r"(?:šis straipsnis|straipsnis|ši naujiena)…(?:buvo )?(?:pašalint|ištrint|atšaukt)a?s?",
}
_HEADED = (  # alone, or in front of the old headline
    r"(?:article|story|report|post|content|page) (?:removed|retracted|withdrawn|deleted|unpublished)|retracted|withdrawn|retraction notice|notice of retraction|editor['’]s note: (?:story|article) (?:retracted|withdrawn)|"
    r"(?:mandatory |advisory )?kill|story kill|annulation|annule et remplace|dépêche annulée|article (?:supprimé|retiré)|artikel (?:gelöscht|entfernt|zurückgezogen)|meldung zurückgezogen|"
    r"art[íi]culo (?:eliminado|retirado)|noticia (?:eliminada|retirada|anulada)|anulad[oa]|artigo removido|articolo (?:rimosso|ritirato)|annullata|artikel verwijderd|ingetrokken|"
    r"статья удалена|новость удалена|аннулировано|анульовано|haber kaldırıldı|文章已(?:删除|刪除|下架)|撤稿|記事削除|기사 ?(?:삭제|철회)|전문 ?취소")
_GONE = (
    r"this (?:article|story|page|content|item)…(?:is )?no longer (?:available|accessible|online)|(?:article|story|content) (?:has )?expired|dieser (?:artikel|beitrag|inhalt)…nicht mehr (?:verfügbar|abrufbar|online)|"
    r"(?:cet article|ce contenu)…n['’]est plus (?:disponible|accessible|en ligne)|(?:este artículo|esta noticia|este contenido)…ya no (?:está|se encuentra) disponible|"
    r"(?:este artigo|esta notícia|este conteúdo)…(?:não está mais|já não está) disponível|(?:questo articolo|questo contenuto)…non è più disponibile|dit (?:artikel|bericht)…niet (?:meer|langer) beschikbaar|"
    r"(?:den här artikeln|denne artikkelen|denne artikel)…(?:inte längre tillgänglig|ikke lenger tilgjengelig|ikke længere tilgængelig)|ten artykuł…nie jest już dostępny|(?:этот материал|эта статья|страница)…больше не(?:доступ(?:на|ен)| существует)|"
    r"(?:این (?:خبر|مطلب))…دیگر در دسترس نیست|(?:هذا المقال|هذا الخبر|هذا المحتوى)…(?:لم يعد متاح|غير متاح)|bu (?:haber|içerik|sayfa)…artık (?:mevcut değil|yayında değil)|"
    r"(?:artikel|berita|halaman) ini…(?:tidak lagi tersedia|sudah tidak tersedia)|(?:この|当該)記事は…(?:掲載(?:期間|を)?(?:が)?(?:終了|終え)|公開(?:を)?終了|お読みいただけません)|(?:本文|此文章|该文章|該文章|此頁面)…(?:已(?:过期|過期|失效|不存在))|"
    r"(?:यह लेख|यह खबर)…अब उपलब्ध नहीं|(?:이|해당) 기사(?:는|가)…(?:더 이상 (?:제공|볼 수)|서비스가 종료)")


def notice(title: str, lines: Sequence[str]) -> tuple[str, str]:
    """("withdrawn" or "gone", the words), or two empty strings; ``lines`` are all that the page says."""
    if sum(map(len, lines)) > MOST_TEXT:
        return "", ""
    withdrawn, headed, gone = _patterns()
    looked = [line for line in (title, *lines[:_LOOKED]) if line and len(line) <= _LONGEST]
    for line in looked:
        if withdrawn.search(line) or headed.match(line):
            return "withdrawn", line
    return next((("gone", line) for line in looked if gone.search(line)), ("", ""))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Withdrawn in a sentence, as a heading, and gone; made when the first short page comes."""
    def made(written: str) -> str:
        return written.replace("…", r".{0,40}?")

    return (re.compile(rf"(?<!\w)(?:{made('|'.join(_WITHDRAWN.values()))})", re.I),
            re.compile(rf"^\W{{0,4}}(?:{_HEADED})\W{{0,3}}(?:$|[:：–—-]\s|\]\s|】)", re.I),
            re.compile(rf"(?<!\w)(?:{made(_GONE)})", re.I))
