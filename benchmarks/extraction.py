"""How long one page takes: every article page of the sample web, extracted in this process."""

from __future__ import annotations

import time

from benchmarks import common
from headwater import model
from headwater.extract import article
from headwater.sample import edition, site


def measure() -> dict[str, float]:
    """Milliseconds of CPU a page, and how many are articles."""
    pages = [
        model.Page(url=f"http://{host}{path}", body=one.body, content_type=one.content_type, fetched_at=common.NOW)
        for (host, path), one in site.table(edition.edition(port=80, now=common.NOW)).items()
        if one.content_type == site.HTML and one.status == 200
    ]
    for page in pages[:10]:  # libraries load their tables
        article.extract(page, None)
    spent, articles = [], 0
    for page in pages:
        start = time.process_time()
        articles += isinstance(article.extract(page, None), model.Article)
        spent.append(1000 * (time.process_time() - start))
    return {
        "pages": len(pages), "of these articles": articles, "KiB a page": round(sum(len(one.body) for one in pages) / len(pages) / 1024, 1),
        "ms a page, median": round(common.quantile(spent, 0.5), 2), "ms a page, 95th of 100": round(common.quantile(spent, 0.95), 2),
        "pages a second on one core": round(1000 * len(spent) / sum(spent), 1), "peak MiB": common.peak(),
    }
