"""Unicode's locale data as Babel carries it, each locale kept to its own words.

In: Babel. Out: its ``Locale``, its ``dates`` and its error, to be imported from here only. Never: one language's names of
months in another's dates.

Babel 2.18 shares what two locales inherit from a third and writes into it what an alias stands for in the first of them
that is asked, so that all later ones give the first one's words: after Tsonga, June is "Khotavuxika" in Ndebele too, and
"M06" in Pashto (its issue 1234, with several mends proposed). Here nothing is written back.
"""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError, dates, localedata

__all__ = ["Locale", "UnknownLocaleError", "dates"]


class _Wrapped(localedata.LocaleDataDict):
    """A table of a locale in which aliases are followed anew each time."""

    def __getitem__(self, key: str | int | None) -> Any:
        found = self._data[key]
        if isinstance(found, localedata.Alias):
            found = found.resolve(self.base)
        if isinstance(found, tuple):  # an alias, and what differs from it
            alias, others = found
            found = alias.resolve(self.base).copy()
            localedata.merge(found, others)
        return _Wrapped(found, base=self.base) if isinstance(found, dict) else found

    def copy(self) -> _Wrapped:
        return _Wrapped(dict(self._data), base=self.base)


localedata.LocaleDataDict = _Wrapped
