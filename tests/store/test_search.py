"""Search finds the same on both databases, in every script, whatever somebody types."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater import model
from headwater.store import db, schema, search

START = datetime(2024, 1, 1, tzinfo=UTC)
_ids = itertools.count()


def publish(
    conn: sa.Connection,
    words: str,
    *,
    hours: float = 0,
    listed: bool = True,
    withheld: bool = False,
    view: str = "excerpt",
) -> str:
    """An article in the index with a publication as old as this."""
    name = f"{next(_ids):032x}"
    at = START + timedelta(hours=hours)
    conn.execute(
        sa.insert(schema.publication).values(
            article_id=name,
            version=1,
            input_version=1,
            view=view,
            listed=listed,
            withheld=withheld,
            outlet_id="o",
            sort_at=at,
            released_at=at,
            changed_at=at,
            text_digest="",
            payload="{}",
        )
    )
    search.put(conn, name, words)
    return name


def found(conn: sa.Connection, query: str) -> list[str]:
    result = search.matching(conn, query, limit=50)
    assert search.count(conn, query) == len(result)
    return list(result)


SCRIPTS = [
    ("The élan of Zürich's café", ["elan", "ÉLAN", "zurich", "Cafe zürich", "zurich's"], ["zur", "lan"]),
    ("Η Αθήνα ψηφίζει σήμερα", ["αθηνα", "ΑΘΉΝΑ", "ψηφιζει"], ["αθη"]),
    ("Ёлки в Москве й", ["москве", "Елки", "ЁЛКИ"], ["моск"]),
    ("東京都で大雨、交通が混乱", ["東京", "大雨", "東京都", "混乱 東京", "交"], ["京東", "東雨"]),
    ("北京今天下雪", ["北京", "下雪", "今天", "北京今天"], ["京北", "上海"]),
    ("서울시 지하철 파업 시작", ["서울", "서울시", "지하철", "파업"], ["울서", "부산"]),
    ("فَازَ المُنتَخَبُ في القاهرة", ["فاز", "المنتخب", "القاهرة", "القاهرة فاز"], ["قاهر"]),
    ("פתיחת שָׁנָה בירושלים", ["שנה", "בירושלים"], ["ירושלים"]),
    ("น้ำท่วมกรุงเทพหลังฝนตกหนัก", ["น้ำท่วม", "กรุงเทพ", "ฝนตก"], ["เชียงใหม่"]),
    ("हिन्दी समाचार दिल्ली में", ["हिन्दी", "दिल्ली"], ["हिन", "मुंबई"]),
    ("ထိုင်းနိုင်ငံ ရန်ကုန်", ["ရန်ကုန်"], ["မန္တလေး"]),
    ("AT&T buys foo_bar for 3.5 million, re-elected", ["at&t", "foo_bar", "3.5", "re-elected", "AT&T 3.5"], ["foo", "t&at"]),
    ("emoji 🎉 party 𠮷野家", ["🎉 party", "𠮷野家", "𠮷野"], ["野𠮷"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "hits", "misses"), SCRIPTS, ids=[words[0][:8] for words in SCRIPTS])
def test_words_of_every_script_are_found(
    store: db.Store, words: str, hits: list[str], misses: list[str]
) -> None:
    with store.write() as conn:
        other = publish(conn, "something else entirely")
        name = publish(conn, words)
        for query in hits:
            assert found(conn, query) == [name], query
        for query in misses:
            assert found(conn, query) == [], query
        assert found(conn, "entirely") == [other]


def test_all_terms_must_be_there_phrases_in_order_and_exclusions_not(store: db.Store) -> None:
    with store.write() as conn:
        flood = publish(conn, "River flood closes the old bridge", hours=1)
        bridge = publish(conn, "Old river, new bridge", hours=2)
        for query, expected in {
            "river bridge": [bridge, flood],
            "river flood": [flood],
            '"old bridge"': [flood],
            '"bridge old"': [],
            '"the old" river': [flood],
            "“old bridge”": [flood],
            "river -flood": [bridge],
            'bridge -"old bridge"': [bridge],
            "river -flood -new": [],
            '"old bridge': [flood],
            "-flood": [],
            "": [],
            ' " - "" ': [],
        }.items():
            assert found(conn, query) == expected, query


def test_the_newest_come_first_and_pages_go_on_where_the_last_ended(store: db.Store) -> None:
    with store.write() as conn:
        names = [publish(conn, "storm", hours=hours) for hours in (3, 1, 4, 1, 5)]
        expected = [names[4], names[2], names[0], names[3], names[1]]
        assert found(conn, "storm") == expected
        assert search.matching(conn, "storm", limit=2, offset=2) == expected[2:4]
        end = search.Cursor(sort_at=START + timedelta(hours=1), article_id=model.ArticleId(names[3]))
        assert search.matching(conn, "storm", limit=9, before=end) == expected[4:]


def test_what_is_withheld_or_not_listed_is_not_found(store: db.Store) -> None:
    with store.write() as conn:
        shown = publish(conn, "storm")
        publish(conn, "storm", withheld=True)
        publish(conn, "storm", listed=False)
        publish(conn, "storm", view="withheld")
        search.put(conn, "f" * 32, "storm without a publication")
        assert found(conn, "storm") == [shown]


def test_an_article_put_again_or_dropped_leaves_nothing_behind(store: db.Store) -> None:
    with store.write() as conn:
        name = publish(conn, "first version tōkyō 東京")
        for words in ("second version", "", "third version 東京"):
            search.put(conn, name, words)
        assert found(conn, "first") == found(conn, "second") == []
        assert found(conn, "third version 東京") == [name]
        search.drop(conn, name)
        search.drop(conn, name)
        assert found(conn, "version") == []
        search.put(conn, name, "fourth")
        assert found(conn, "fourth") == [name]
        if store.is_sqlite:
            conn.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('integrity-check')")


HOSTILE = [
    "'", '"', "\\", "a'b", "a\\'b", "':*", "a:*", "*", "a*", "NEAR(a b)", "a OR b", "a AND", "NOT a", "^a", "tokens:a", "{a b}: c",
    "a <-> b", "a & !b | c", "()", "((((", "%_", "; DROP TABLE search", "\x00", "a\x00b", "\ud800", "-" * 300, '"' * 301,
    "a " * 5000, "東" * 5000, "é" * 100_000, "\u202e\u200b", "-\"", "--a", "+a", "a:b:c", "search_index", "𝖆𝖇", "ﷺ", "İ",
]  # fmt: skip


def test_whatever_is_typed_never_raises(store: db.Store) -> None:
    with store.write() as conn:
        publish(conn, "a b c")
        for query in HOSTILE:
            search.matching(conn, query, limit=5)
            search.count(conn, query)
            search.matching(conn, f"{query} a -{query}", limit=5)
        for number, query in enumerate(HOSTILE):
            search.put(conn, f"h{number}", query)
        assert found(conn, "a OR b") == []  # three words, and "or" is not there
        assert len(found(conn, "a*")) == 1


def test_any_text_can_be_indexed_and_found_again(store: db.Store) -> None:
    with store.write() as conn:
        name = publish(conn, "")

        @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(st.text(max_size=60))
        def check(words: str) -> None:
            search.put(conn, name, words)
            query = words.replace('"', " ").replace("-", " ")
            if search.count(conn, f'"{query}"'):
                assert found(conn, f'"{query}"') == [name]
                assert found(conn, query) == [name]

        check()


def test_huge_and_hostile_texts_fit_the_index(store: db.Store) -> None:
    texts = [
        "word " * 300_000,
        " ".join(f"w{number}é" for number in range(200_000)),
        "x" * 2_000_000,
        "東" * 500_000,
        " ".join("東京大阪" + chr(0x4E00 + number) * 3 for number in range(20_000)),
    ]
    with store.write() as conn:
        for words in texts:
            publish(conn, "first " + words)
        assert len(found(conn, "first")) == len(texts)
        assert len(found(conn, "x" * 64)) == 1  # a token counts up to its 64th character


def test_words_that_stand_in_very_many_articles_are_found_newest_first_too(
    store: db.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 5)
    with store.write() as conn:
        names = [publish(conn, "storm", hours=hours) for hours in range(8)]
        assert search.matching(conn, "storm", limit=3) == names[:-4:-1]
        assert search.matching(conn, "storm", limit=2, offset=2) == [names[5], names[4]]
        assert search.count(conn, "storm") == 5
        if not store.is_sqlite:
            assert conn.execute(sa.text("SHOW enable_seqscan")).scalar() == "on"
