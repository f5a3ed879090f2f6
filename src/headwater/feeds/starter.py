"""The balanced hundred that a new installation begins with: few of many countries, languages and kinds.

In: outlets of the catalogue. Out: some of them, always the same ones for the same catalogue. Never: chance, a request.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Sequence

from headwater import urls
from headwater.feeds.catalogue import CatalogueOutlet

HUNDRED = 100
MOST_A_COUNTRY = 4
MOST_A_SITE = 3  # editions of one outlet under one registrable domain
_MOST = {"country": MOST_A_COUNTRY, "site": MOST_A_SITE}
_COSTS = {"country": 1.0, "language": 0.4, "kind": 0.25, "region": 0.25, "site": 1.0}  # times log2(1 + taken already)
_OPEN, _GENERAL, _OFFICIAL = 4.3, 0.8, -1.0
_SECTION, _SECTIONS = 0.4, 6  # a large outlet has feeds of its sections
_PLAIN = frozenset({"agency", "paper", "broadcaster"})  # general news, by those whose addresses last
_REGIONS = {  # continents by the UN's M49, Asia and America in two
    "Africa": "ao bf bi bj bw cd cf cg ci cm cv dj dz eg eh er et ga gh gm gn gq gw ke km lr ls ly ma mg ml mr mu mw mz na ne ng"
              " re rw sc sd sh sl sn so ss st sz td tg tn tz ug yt za zm zw",
    "North America": "ag ai aw bb bl bm bq bs bz ca cr cu cw dm do gd gl gp gt hn ht jm kn ky lc mf mq ms mx ni pa pm pr sv sx tc tt us"
                     " vc vg vi",
    "South America": "ar bo br cl co ec fk gf gy pe py sr uy ve",
    "West Asia": "ae am az bh cy ge il iq ir jo kw lb om ps qa sa sy tr ye",
    "Asia": "af bd bn bt cn hk id in jp kg kh kp kr kz la lk mm mn mo mv my np ph pk sg th tj tl tm tw uz vn",
    "Europe": "ad al at ax ba be bg by ch cz de dk ee es fi fo fr gb gg gi gr hr hu ie im is it je li lt lu lv mc md me mk mt nl no pl"
              " pt ro rs ru se si sk sm ua va xk",
    "Oceania": "as au ck fj fm gu ki mh mp nc nf nr nu nz pf pg pw sb tk to tv vu wf ws",
}
_REGION_OF = {country: region for region, countries in _REGIONS.items() for country in countries.split()}


def region(country: str | None) -> str:
    """The continent of a country's code; "" for what belongs to no one country."""
    return _REGION_OF.get(country or "", "")


def choose(outlets: Sequence[CatalogueOutlet], count: int = HUNDRED) -> tuple[CatalogueOutlet, ...]:
    """At most ``count`` outlets, each time the one that the choice so far lacks most.

    One whose texts may be shown whole counts for more, so that there is something to read; a country, a language, a
    site, a kind and a continent count for less the more of them were taken. In the order chosen, so that any beginning
    of the choice is balanced too.
    """
    left = sorted((one for one in outlets if one.polled), key=lambda one: (one.home_url, one.name))
    marks = [_marks(one) for one in left]
    taken: list[CatalogueOutlet] = []
    seen: Counter[tuple[str, str]] = Counter()
    heap = [(-_gain(one), place) for place, one in enumerate(left)]
    heapq.heapify(heap)
    while heap and len(taken) < count:  # worth only falls while others are taken, so one that is first and stays so is the best
        _, place = heapq.heappop(heap)
        if any(seen[mark] >= _MOST.get(mark[0], count) for mark in marks[place]):
            continue
        now = (_costs(marks[place], seen) - _gain(left[place]), place)
        if heap and now > heap[0]:
            heapq.heappush(heap, now)
            continue
        taken.append(left[place])
        seen.update(marks[place])
    return tuple(taken)


def _marks(one: CatalogueOutlet) -> tuple[tuple[str, str], ...]:
    return (("country", one.country or ""), ("language", (one.language or "").partition("-")[0]), ("kind", one.kind),
            ("region", region(one.country)), ("site", urls.domain(one.home_url)))


def _gain(one: CatalogueOutlet) -> float:
    kind = _GENERAL if one.kind in _PLAIN else _OFFICIAL if one.kind == "public-body" else 0.0
    return (_OPEN if one.licence else 0.0) + kind + _SECTION * min(len(one.feeds), _SECTIONS)


def _costs(marks: tuple[tuple[str, str], ...], seen: Counter[tuple[str, str]]) -> float:
    return sum(_COSTS[mark[0]] * math.log2(1 + seen[mark]) for mark in marks)
