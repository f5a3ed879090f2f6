"""The read API keeps its own OpenAPI description, whatever is asked (schemathesis makes the questions up)."""

from __future__ import annotations

import hypothesis
import schemathesis
from schemathesis import Case
from starlette.testclient import TestClient

EXAMPLES = 30  # questions an operation


def test_every_answer_is_as_described(client: TestClient) -> None:
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)
    operations = [one.ok() for one in described.get_all_operations()]
    assert len(operations) >= 7
    for operation in operations:

        @hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(operation.as_strategy())
        def keeps_its_word(case: Case) -> None:
            case.call_and_validate()

        keeps_its_word()
