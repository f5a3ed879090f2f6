"""Notices that stand in place of an article, in many languages; and articles on retractions, which are articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, withdrawn

NOTICES = [
    ("en", "This article has been removed because it did not meet our standards."), ("en", "We have retracted this story pending a review."),
    ("de", "Dieser Artikel wurde aus rechtlichen Gründen gelöscht."), ("de", "Wir haben diesen Beitrag zurückgezogen."), ("fr", "Cet article a été supprimé à la demande de l’auteur."),
    ("es", "Esta noticia fue retirada por contener errores."), ("pt", "Esta reportagem foi removida do site."), ("it", "Questo articolo è stato rimosso."),
    ("nl", "Dit artikel is op verzoek verwijderd."), ("sv", "Den här artikeln har tagits bort."), ("no", "Denne saken er avpublisert."), ("da", "Denne artikel er slettet."),
    ("fi", "Tämä juttu on poistettu."), ("pl", "Ten artykuł został usunięty."), ("cs", "Tento článek byl odstraněn."), ("sk", "Tento článok bol stiahnutý."),
    ("hu", "Ezt a cikket eltávolítottuk."), ("ro", "Acest articol a fost retras."), ("bg", "Тази статия беше премахната."), ("el", "Αυτό το άρθρο διαγράφηκε."),
    ("ru", "Этот материал удалён по решению редакции."), ("ru", "Новость аннулирована"), ("uk", "Ця новина була видалена редакцією."), ("sr", "Ovaj tekst je uklonjen."),
    ("tr", "Bu haber yayından kaldırılmıştır."), ("ar", "تم حذف هذا الخبر بقرار من التحرير"), ("fa", "این خبر حذف شده است"), ("he", "כתבה זו הוסרה על ידי המערכת"),
    ("hi", "इस खबर को हटा दिया गया है"), ("bn", "এই প্রতিবেদনটি সরিয়ে ফেলা হয়েছে"), ("ur", "یہ خبر حذف کر دی گئی ہے"), ("id", "Berita ini telah dihapus."), ("ms", "Artikel ini telah ditarik balik."),
    ("vi", "Bài viết này đã bị gỡ bỏ."), ("th", "บทความนี้ถูกลบแล้ว"), ("sw", "Habari hii imeondolewa."), ("zh", "本文已被编辑部撤回。"), ("zh", "此新聞已下架，被編輯刪除。"), ("ja", "この記事は削除されました。"),
    ("ko", "이 기사는 삭제되었습니다."), ("am", "ይህ ዜና ተነስቷል"), ("et", "See artikkel on eemaldatud."), ("lv", "Šis raksts ir dzēsts."), ("lt", "Šis straipsnis buvo pašalintas."),
]
GONE = [("en", "This story is no longer available."), ("de", "Dieser Artikel ist leider nicht mehr verfügbar."), ("fr", "Cet article n’est plus disponible."), ("es", "Esta noticia ya no está disponible."),
        ("it", "Questo articolo non è più disponibile."), ("ja", "この記事は掲載期間が終了しました。"), ("id", "Artikel ini sudah tidak tersedia."), ("ru", "Этот материал больше недоступен.")]
ARTICLES = [  # short texts that speak of such things
    "The museum has removed a statue that had stood in its hall since 1912.", "Researchers retracted their study after others could not repeat it.", "The minister said that this report of the commission had been withdrawn by its authors.",
    "Das Ministerium hat den Bericht zurückgezogen.", "Le maire a retiré sa plainte lundi.", "El club retiró la camiseta con el número diez.", "Il prodotto è stato ritirato dal mercato.",
    "Компания удалила приложение из магазина.", "Şirket reklamı yayından kaldırdı.", "Perusahaan telah menarik produk itu.", "公司已撤回该广告。", "会社は広告を取り下げた。", "회사는 광고를 삭제했다.", "تم سحب المنتج من الأسواق",
]


@pytest.mark.parametrize(("language", "line"), NOTICES)
def test_a_notice_in_place_of_the_article_withdraws_it(language: str, line: str) -> None:
    assert withdrawn.notice("Ferry stops for the winter", [line]) == ("withdrawn", line), language


@pytest.mark.parametrize(("language", "line"), GONE)
def test_what_has_run_out_is_gone_and_not_withdrawn(language: str, line: str) -> None:
    assert withdrawn.notice("", [line]) == ("gone", line), language


@pytest.mark.parametrize("line", ARTICLES)
def test_news_of_a_retraction_is_news(line: str) -> None:
    assert withdrawn.notice("News of the day", [line]) == ("", "")


@pytest.mark.parametrize("title", ["RETRACTED: Ferry stops for the winter", "Article removed", "MANDATORY KILL: Ferry", "ANNULATION", "撤稿", "[기사 삭제] 겨울 여객선"])
def test_a_headline_says_so(title: str) -> None:
    assert withdrawn.notice(title, ["The editors."])[0] == "withdrawn"


@pytest.mark.parametrize("title", ["Retracted statement costs mayor her office", "Withdrawn troops return home", "Kill Bill returns to cinemas", "Anulado el gol del empate"])
def test_a_headline_with_such_a_word_is_a_headline(title: str) -> None:
    assert withdrawn.notice(title, ["A short text of the day."]) == ("", "")


def test_a_long_text_is_an_article_whatever_it_says() -> None:
    assert withdrawn.notice("", ["This article has been removed.", "x" * withdrawn.MOST_TEXT]) == ("", "")


def test_hostile_lines_cost_little() -> None:
    assert withdrawn.notice("", ["this article " * 20, "本文已" * 90]) == ("", "")


def page(body: str) -> model.Article | model.NotArticle:
    html = f"<html><head><title>Ferry stops for the winter</title></head><body><article><h1>Ferry stops for the winter</h1>{body}</article></body></html>"
    return article.extract(model.Page(url="https://tide.example/2026/11/ferry-stops-for-the-winter", body=html.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))


def test_the_page_of_a_withdrawn_article_is_none() -> None:
    found = page("<p>This article has been removed. It rested on a document that turned out to be forged. We apologise to our readers and to those concerned.</p>")
    assert isinstance(found, model.NotArticle) and found.reason == "withdrawn" and "has been removed" in found.detail


def test_a_short_article_stays_one() -> None:
    assert isinstance(page("<p>The ferry to the island stops on Monday and returns in March, the harbour office said. Until then a bus takes passengers along the coast road twice a day.</p>"), model.Article)
