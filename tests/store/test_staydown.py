"""Stay-down keys and hits as rows, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from headwater.store import db, desk_tables, ids, staydown

NOW = datetime(2026, 11, 21, 14, tzinfo=UTC)


def key(kind: str, value: str = "", *, restriction: str = "r" * 32, spare: tuple[str, ...] = (), grams: range | None = None) -> staydown.Key:
    return staydown.Key(
        id=ids.new(), restriction_id=restriction, kind=kind, value=value, spare=spare, weight=len(grams or ()),
        shingles=frozenset(gram - 2**63 for gram in grams or ()),
    )  # fmt: skip


def test_keys_are_found_by_kind_and_value_until_they_are_lifted(store: db.Store) -> None:
    address, exact = key("address", "tide.example/news/a", spare=("tide.example",)), key("exact", "tide.example/news/a")
    with store.write() as conn:
        assert staydown.is_empty(conn)
        staydown.put(conn, [address, exact], now=NOW)
        assert not staydown.is_empty(conn)
        assert staydown.fitting(conn, {"address": ["tide.example/news/a", "", "b"], "entry": ["x"]}) == [address]
        assert staydown.lift(conn, ["r" * 32], now=NOW) == 2
        assert staydown.is_empty(conn) and staydown.fitting(conn, {"address": ["tide.example/news/a"]}) == []


def test_texts_are_found_by_the_shingles_they_share(store: db.Store) -> None:
    one, other = key("text", grams=range(1000)), key("text", grams=range(900, 1500), restriction="s" * 32)
    with store.write() as conn:
        staydown.put(conn, [one, other], now=NOW)
        found = staydown.sharing(conn, [gram - 2**63 for gram in range(880, 1400)], least=12)
        assert sorted((near.id, near.weight, shared) for near, shared in found) == sorted([(one.id, 1000, 120), (other.id, 600, 500)])
        assert staydown.sharing(conn, [gram - 2**63 for gram in range(5)], least=12) == []
        staydown.lift(conn, ["s" * 32], now=NOW)
        assert [near.id for near, _ in staydown.sharing(conn, [gram - 2**63 for gram in range(880, 1400)], least=12)] == [one.id]
        assert conn.execute(sa.select(sa.func.count()).select_from(desk_tables.stay_down_shingle)).scalar_one() == 1000


def test_the_nearest_picture_counts_and_spared_sites_do_not(store: db.Store) -> None:
    with store.write() as conn:
        staydown.put(conn, [
            key("image_hash", staydown.pack([0, 2**64 - 1]), spare=("tide.example",)), key("image_hash", staydown.pack([0b1111])),
            key("image_url", "https://img.example/a.jpg"),
        ], now=NOW)  # fmt: skip

        def hit(*hashes: int, domain: str = "img.example", address: str = "") -> tuple[float, bool] | None:
            found = staydown.image_hit(conn, key=address, sha256="", hashes=hashes, host_domain=domain)
            return (found.score, found.blocks) if found else None

        assert hit(0) == (1.0, True) and hit(0b1111) == (1.0, True)
        assert hit(2**64 - 1, 0x5555555555555555) == (1.0, True)
        assert hit(2**64 - 1, domain="tide.example") is None
        assert hit(0b11111111_00000000) == (1 - 8 / 64, True)
        assert hit(0b1111_11111111_00000000) == (1 - 12 / 64, False)
        assert hit(0x5555555555555555) is None and hit() is None
        assert hit(address="https://img.example/a.jpg") == (1.0, True)


@pytest.mark.parametrize("packed", [None, b"", b"1234567"])
def test_a_picture_without_hashes_is_like_nothing(packed: bytes | None) -> None:
    assert staydown.from_bytes(packed) == ()
    assert staydown.nearest((1,), ()) == 64
    assert staydown.nearest_each((1,), [packed, (3).to_bytes(8, "big")]) == [64, 1]


def test_a_hit_is_written_once_and_only_grows(store: db.Store) -> None:
    one = key("text", grams=range(20))
    near = staydown.Hit(key_id=one.id, restriction_id=one.restriction_id, kind="text", score=0.5, blocks=False)
    same = staydown.Hit(key_id=one.id, restriction_id=one.restriction_id, kind="text", score=0.9, blocks=True)
    with store.write() as conn:
        staydown.put(conn, [one], now=NOW)
        assert staydown.record(conn, near, kind="article", object_id="a" * 32, now=NOW)
        assert not staydown.record(conn, near, kind="article", object_id="a" * 32, now=NOW)
        assert [hit.effect for hit in staydown.hits(conn, unjudged=True)] == ["review"]
        assert staydown.record(conn, same, kind="article", object_id="a" * 32, now=NOW)
        assert not staydown.record(conn, near, kind="article", object_id="a" * 32, now=NOW)
        (hit,) = staydown.hits(conn, restriction_id=one.restriction_id)
        assert (hit.effect, hit.score) == ("blocked", 0.9) and staydown.hits(conn, unjudged=True) == []
        assert staydown.allowed(conn, "a" * 32) == set()
        staydown.judge(conn, hit.id, judgement=staydown.ALLOWED, by="p" * 32, now=NOW)
        assert staydown.allowed(conn, "a" * 32) == {one.restriction_id}


def test_a_picture_is_held_against_every_restriction_whose_keys_it_fits(store: db.Store) -> None:
    with store.write() as conn:
        for restriction in ("r1", "r2"):
            keys = [staydown.Key(id=ids.new(), restriction_id=restriction, kind="image_url", value="img.example/a.jpg")]
            keys += [staydown.Key(id=ids.new(), restriction_id=restriction, kind="image_sha", value="ab")]
            staydown.put(conn, keys, now=NOW)
        found = staydown.image_hits(conn, key="img.example/a.jpg", sha256="ab", hashes=(), host_domain="img.example")
    assert sorted(hit.restriction_id for hit in found) == ["r1", "r2"] and all(hit.blocks for hit in found)
