"""The API's own document (OpenAPI): what FastAPI finds out by itself, with errors, signing in and repetition said truly."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.errors import CODES

PROBLEM: Final = "application/problem+json"
UNSAFE: Final = {"post", "put", "patch", "delete"}

TAGS: Final[dict[str, str]] = {
    "accounts": "Signing in, sessions and tokens, oneself.",
    "programmes": "What binds several hackathons.",
    "hackathons": "Editions: dates, life-cycle, sites, run of show, check-list, journal.",
    "invitations": "Roles offered by mail, and who holds them.",
    "organisations": "Associations, companies, towns, schools.",
    "challenges": "Défis: scoped with their association until their why is written.",
    "charters": "The rules of an event, in versions, and who signed them.",
    "call": "Who may apply, and what the organisers ask.",
    "applications": "Asking to take part, and the organisers' answers.",
    "lots": "Draws by lot: quotas, chances, the public number, what anyone can check.",
    "searches": "What the machine looks for in the background, how far it is, and to stop it.",
    "teams": "Composing teams, by hand or from a balanced proposal.",
    "companions": "Coaches, designers and mentors for all teams, and the round of the witnesses.",
    "prototypes": "A team's working copy, its versions and their receipts.",
    "files": "What a team hands in beside its words.",
    "debriefs": "What people learned.",
    "jury": "Grids, rounds, ties, the example before a round, deliberations.",
    "sheets": "A juror's sheets, on their device and on paper.",
    "panels": "Who reads whom, and a whole jury as a file.",
    "results": "Published results and the gallery of solutions.",
    "prizes": "Prizes beside the result: the jury's favourite, votes of the public and of the teams, prizes given.",
    "incubations": "Six months of care for a retained solution.",
    "pledges": "Volunteers and their hours.",
    "portfolios": "What a sponsor's people did.",
    "commons": "Practice sheets and their reuses.",
    "observatory": "Outcomes, for public authorities and everybody.",
    "live": "What happens now, as it happens.",
}

ABOUT: Final = """\
Everything that the pages do, as JSON. Sign in with the code from the mail (`POST /sessions`) or make a token (`POST /tokens`) and
send it as `Authorization: Bearer …`. Every error is `application/problem+json` with a stable `code`; each is explained in
`docs/errors.md`. Send an `Idempotency-Key` with what changes something, and the same request sent again does it once.
"""

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong, by a stable code and in the reader's language (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "array",
            "description": "Each value that is missing or wrong, by its dotted name.",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name for this request, so that sending it again gives the first outcome.",
    "schema": {"type": "string", "maxLength": 80},
}


def describe(app: FastAPI) -> None:
    """Give the application the document that it answers with."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(
                get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    parts = found.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = SCHEMA | {"properties": SCHEMA["properties"] | {"code": {"type": "string", "enum": sorted(CODES)}}}
    parts["responses"] = {
        "Problem": {
            "description": "The request was understood and refused, or could not be answered; `code` says why.",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    parts["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A session or token; see `POST /sessions` and `POST /tokens`.",
        }
    }
    found["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    for methods in found["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation)
    return found


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["4XX"] = operation["responses"]["5XX"] = {"$ref": "#/components/responses/Problem"}
    # Where the route itself wants somebody, it says so (`GuardedRoute`); elsewhere who signs in may see more.
    operation.setdefault("security", [{}, {"token": []}])
    if method in UNSAFE:
        operation.setdefault("parameters", []).append(KEY)
