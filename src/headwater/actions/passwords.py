"""Passwords: which are taken, how they are kept (argon2id, RFC 9106), how one is checked.

In: what somebody typed. Out: a hash; whether a password fits one; why a password is refused. Never: a password kept,
a rule of composition (NIST SP 800-63B-4, 3.1.1.2: length and a list of common ones are what helps).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import argon2
from argon2 import exceptions

from headwater import errors

LEAST = 12  # characters
MOST = 200
_DIFFERENT = 5  # characters unlike each other
_AT_ONCE = threading.BoundedSemaphore(2)  # hashes that are made at the same time, each of 64 MiB
_IN_LINE = threading.BoundedSemaphore(8)  # those and others that wait; the site's other threads go on serving pages
HASHER = argon2.PasswordHasher()  # RFC 9106, second recommended option: 64 MiB, 3 passes, 4 lanes
_COMMON = """
    abc abcdef abcdefg abcdefgh abcdefghijkl access admin administrator administration asdf asdfgh asdfghjkl azerty azertyuiop baseball
    batman changeit changeme charlie computer correcthorsebatterystaple default dragon football freedom guest hello helloworld
    iloveyou iloveyouforever internet jesuschrist jordan letmein liverpool login loveyou manchester master michael monkey
    mustang mypassword newpassword nothing operator pass passphrase passw passwd password passwort princess qazwsx qazwsxedc
    qazwsxedcrfv qwerty qwertyu qwertyuiop qwertz qwertzuiop qwertyuiopasdf root samsung secret shadow starwars
    summer sunshine superman system temp temporary test tester testing thisismypassword trustno trustnoone user welcome
    whatever winter zxcvbn zxcvbnm headwater headwaterdesk newsdesk news moderator reviewer"""
_WORDS = frozenset(_COMMON.split())  # what remains of common passwords once digits, signs and repetition are gone
_NOT_LETTERS = re.compile(r"[\W\d_]+")  # "Password-2026!" -> "Password"
_RUNS = ("01234567890123456789", "09876543210987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def refusal(password: str, *personal: str) -> str:
    """Why a password is not taken, "" where it is; ``personal`` are the name and mail address of its owner."""
    given = _normal(password)
    if len(given) < LEAST:
        return f"A password has at least {LEAST} characters; a few words in a row are easy to keep in mind."
    if len(given) > MOST:
        return f"A password has at most {MOST} characters."
    folded = given.casefold()
    if len(set(folded)) < _DIFFERENT or any(folded in 2 * run for run in _RUNS) or _stem(folded) in _WORDS:
        return "That password is among the first that anybody would try. Take another."
    if folded in {_normal(one).casefold() for one in personal if one}:
        return "Your name or mail address is no password. Take another."
    return ""


def hashed(password: str) -> str:
    """The hash to keep, with its own salt and parameters."""
    with _turn():
        return HASHER.hash(_normal(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one of a hash. Takes as long where ``kept`` is "": nobody learns who is known here."""
    try:
        with _turn():
            HASHER.verify(kept or _nobodys(), _normal(password[: 4 * MOST]))
    except (exceptions.VerificationError, exceptions.InvalidHashError):
        return False
    return bool(kept)


@contextmanager
def _turn() -> Iterator[None]:
    """A few at once, a few in line; others come again later: many log-ins fill neither the memory nor the site's threads."""
    if not _IN_LINE.acquire(blocking=False):
        raise errors.Transient("many people log in at this moment", retry_after=5.0)
    try:
        with _AT_ONCE:
            yield
    finally:
        _IN_LINE.release()


def is_stale(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's and is to be made anew."""
    return HASHER.check_needs_rehash(kept)


def warm() -> None:
    """Make what :func:`fits` compares unknown people with, so that the first of them takes no longer."""
    _nobodys()


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of nobody")


def _normal(password: str) -> str:
    """One form for what different keyboards write (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _stem(folded: str) -> str:
    """The letters of a password, repetition folded: "passwordpassword1" -> "password"."""
    letters = _NOT_LETTERS.sub("", folded)
    for size in range(1, len(letters) // 2 + 1):
        if len(letters) % size == 0 and letters[:size] * (len(letters) // size) == letters:
            return letters[:size]
    return letters
