"""Passwords: length and a list of common ones, no rule of composition."""

from __future__ import annotations

import argon2
import pytest

from headwater.actions import passwords


@pytest.mark.parametrize(
    "password",
    ["seven herons over the weir", "только длинные слова", "水闸旁边的七只苍鹭在黎明飞起", "lower case alone", "7319408826153", "a b c d e f g h i x y"],
)
def test_a_long_password_of_any_kind_is_taken(password: str) -> None:
    assert passwords.refusal(password, "Ana", "ana@site.example") == ""


@pytest.mark.parametrize(
    "password",
    ["short", "eleven char", "aaaaaaaaaaaa", "123456789012", "098765432109", "password1234", "Password-2026!", "passwordpassword", "qwertyuiop123",
     "qwertyuiopas", "abcdefghijkl", "Administrator1", "iloveyou!!!!!", "ｐａｓｓｗｏｒｄ１２３４", "correct horse battery staple", "x" * 201, "Ana@Site.Example", ""],
)  # fmt: skip
def test_what_anybody_would_try_first_is_not(password: str) -> None:
    assert passwords.refusal(password, "Ana", "ana@site.example")


def test_hashes_are_argon2id_with_a_salt_of_their_own() -> None:
    one, two = passwords.hashed("seven herons over the weir"), passwords.hashed("seven herons over the weir")
    assert one != two
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, second recommended option
    assert passwords.fits(one, "seven herons over the weir")
    assert not passwords.fits(one, "seven herons over the wein")
    assert not passwords.is_stale(one)


def test_a_password_is_the_same_from_any_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    assert passwords.fits(passwords.hashed("caf\u00e9 by the river"), "cafe\u0301 by the river")


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$v=19$broken"])
def test_what_is_no_hash_fits_nothing(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
    assert not passwords.fits(kept, "the password of nobody")
    assert not passwords.fits(kept, "x" * 10_000_000)
    passwords._nobodys.cache_clear()
