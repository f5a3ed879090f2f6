from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater.sample import edition as editions
from headwater.sample.edition import Edition

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


@pytest.fixture(scope="session")
def edition() -> Edition:
    return editions.edition(port=8901, now=NOW)
