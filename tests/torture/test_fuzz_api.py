"""The API answers whatever it is sent: 0 × 5xx, and every answer is of a kind and shape that its document declares.

Cases are made by schemathesis from the document itself, the same ones at every run (`derandomize`). Random ids only ever find
nothing, so in two cases of three the ids in the address are real ones of a whole world in some phase, and a person who has
something to do there asks. The suite sends at least two thousand cases in all, shared out among engines, phases and operations
(some 1,200 on each engine, a few of each operation in each phase); `make torture` sends ten thousand.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import seed as seeded
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.conftest import ENGINES
from tests.full_world import KNOWN, Scene
from tests.torture.scenes import ASKERS, whole_world

CASES: Final = int(os.environ.get("ESSAIM_TEST_CASES", "2000"))
SEED: Final = int(os.environ.get("ESSAIM_TEST_SEED", "2027"))
CHECKS: Final = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
STREAMS: Final = {"listen_to_hackathon"}  # an answer that never ends is tested in tests/ops
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.filterwarnings("ignore"),  # of the generator's own dependencies
]


@pytest.fixture(params=[(engine, phase) for engine in ENGINES for phase in ASKERS], ids=lambda pair: f"{pair[0]}-{pair[1]}")
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A whole world in a phase, on an engine."""
    with whole_world(request, tmp_path, *request.param) as made:
        yield made


def real(scene: Scene, case: Any) -> dict[str, Any]:
    """Return the parameters of the address with the real ids of what is `own`, where there is such a thing in this phase."""
    given_ = dict(case.path_parameters or {})
    for name in given_:
        if name in KNOWN and (value := scene.value(case.path, name, "own")) is not None:
            given_[name] = str(value)
    return given_


def test_every_answer_is_one_that_was_declared(scene: Scene):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", scene.world.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    each = max(1, -(-CASES // (len(ENGINES) * len(ASKERS) * len(operations))))
    statuses: Counter[int] = Counter()
    failures: dict[str, str] = {}
    number, askers = count(), cycle(ASKERS[scene.phase])

    def send(case: Any) -> None:
        asker = next(askers)
        if next(number) % 3:
            case.path_parameters = real(scene, case)
        if "If-Match" in case.headers or next(number) % 2:
            case.headers["If-Match"] = '"1"'
        case.headers["Authorization"] = f"Bearer {scene.secrets[asker]}"
        answer = case.call()
        statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as error:
            sent = f"{asker}: {case.path_parameters} {case.body!r:.200}"
            failures.setdefault(case.operation.label, f"{sent} → {answer.status_code} {error!s:.600}")

    for operation in operations:
        if operation.definition.raw["operationId"] in STREAMS:
            continue

        @seeded(SEED)
        @settings(
            max_examples=each, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Step.generate]
        )
        @given(case=operation.as_strategy())
        def play(case: Any) -> None:
            send(case)

        play()
    assert failures == {}, "\n\n".join(f"{label}: {text}" for label, text in failures.items())
    # Something was really asked, and much of it done.
    assert statuses.total() >= CASES // (len(ENGINES) * len(ASKERS)) * 0.9, statuses
    assert sum(number for status, number in statuses.items() if status < 300) > statuses.total() * 0.1, (
        f"hardly anything was done: {statuses}"
    )
