"""The document of the API is complete, and the one in docs/openapi.json is the one that the application answers with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.config import Mode, Settings
from app.db import Database
from app.errors import CODES
from app.main import create_app
from app.web.openapi import PROBLEM, TAGS, UNSAFE
from app.web.services import Services

FROZEN = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app: FastAPI = create_app(Services(Settings(mode=Mode.PRODUCTION), Database("sqlite:///unused"), key=b""))
    return json.loads(json.dumps(app.openapi()))


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, found) for path, methods in document["paths"].items() for method, found in methods.items()]


def test_it_is_the_one_that_is_kept(document: dict[str, Any]):
    """Programs depend on it: a change is to be seen in a review. Refresh it with `essaim openapi > docs/openapi.json`."""
    kept = json.loads(FROZEN.read_text())
    changed = [
        path for path in sorted({*kept["paths"], *document["paths"]}) if kept["paths"].get(path) != document["paths"].get(path)
    ]
    assert changed == [], "run: essaim openapi > docs/openapi.json"
    assert kept == document, "run: essaim openapi > docs/openapi.json"


def test_every_operation_says_what_it_is(operations: list[tuple[str, str, dict[str, Any]]]):
    names = [found["operationId"] for _, _, found in operations]
    assert sorted(names) == sorted(set(names))
    for path, method, found in operations:
        assert re.fullmatch(r"[a-z][a-z_]+", found["operationId"]), path
        assert len(found.get("description", "")) > 10, f"{method} {path}"
        assert len(found["tags"]) == 1, f"{method} {path}"
        assert set(found["tags"]) <= set(TAGS), f"{method} {path}"
        assert path.startswith("/api/v1/"), path


def test_every_operation_says_how_it_fails(document: dict[str, Any], operations: list[tuple[str, str, dict[str, Any]]]):
    for path, method, found in operations:
        for status in ("4XX", "5XX"):
            assert found["responses"][status] == {"$ref": "#/components/responses/Problem"}, f"{method} {path}"
        assert "422" not in found["responses"], f"{method} {path}"
        assert ("Idempotency-Key" in str(found.get("parameters"))) == (method in UNSAFE), f"{method} {path}"
        assert "security" in found, f"{method} {path}"
    (kind,) = document["components"]["responses"]["Problem"]["content"]
    assert kind == PROBLEM
    assert set(document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]) == set(CODES)


def test_every_reference_leads_somewhere(document: dict[str, Any]):
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        here: Any = document
        for part in reference.split("/"):
            here = here[part]


def test_every_text_that_is_sent_is_bounded(document: dict[str, Any]):
    """R5: a body's strings have a greatest length, its lists a greatest number."""
    loose = []
    for name, schema in document["components"]["schemas"].items():
        if not re.search(r"(In|Edit|Change|Patch|Form)$", name):
            continue
        for field, found in schema.get("properties", {}).items():
            for option in found.get("anyOf", [found]):
                bounded = {"maxLength", "enum", "const", "format", "pattern"} & set(option)
                if option.get("type") == "string" and not bounded:
                    loose.append(f"{name}.{field}")
    assert loose == []
