"""Passwords: length and a list of common ones, no rule of composition."""

from __future__ import annotations

import itertools
import threading
from concurrent import futures

import argon2
import pytest

from headwater import errors
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


def test_many_log_ins_at_once_take_turns_and_the_rest_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    working, most, opened = [0], [0], threading.Event()
    lock = threading.Lock()

    class Slow:
        def verify(self, kept: str, password: str) -> bool:
            with lock:
                working[0] += 1
                most[0] = max(most[0], working[0])
            assert opened.wait(10)
            with lock:
                working[0] -= 1
            return True

    monkeypatch.setattr(passwords, "HASHER", Slow())
    with futures.ThreadPoolExecutor(40) as pool:
        tries = [pool.submit(passwords.fits, "kept", "seven herons over the weir") for _ in range(40)]
        refused = list(itertools.islice((one for one in futures.as_completed(tries, 10)), 32))  # at once, while the others wait
        opened.set()
    assert all(isinstance(one.exception(), errors.Transient) for one in refused)
    assert sum(one.exception() is None and one.result() for one in tries) == 8
    assert most[0] == 2
