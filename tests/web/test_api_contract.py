"""The read API keeps its own OpenAPI description, whatever is asked (schemathesis makes the questions up)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from headwater.web import api

if TYPE_CHECKING:
    from starlette.testclient import TestClient

EXAMPLES = 30  # questions an operation
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.nested_given]


def test_every_answer_is_as_described(client: TestClient) -> None:
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)
    operations: list[Any] = list(described.get_all_operations())
    assert len(operations) >= 7
    for found in operations:
        operation = found.ok()

        @hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=QUIET)
        @hypothesis.given(operation.as_strategy())
        def keeps_its_word(case: Case) -> None:
            case.call_and_validate(excluded_checks=[positive_data_acceptance])  # a cursor or time may be of no sense

        keeps_its_word()


def test_every_operation_says_how_it_refuses_and_none_claims_422() -> None:
    for path, found in api.specification()["paths"].items():
        answers = found["get"]["responses"]
        assert "400" in answers and "422" not in answers, path
        assert ("404" in answers) == ("{id}" in path), path
