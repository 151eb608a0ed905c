"""What can go wrong, by name: stable codes for programs, sentences for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.i18n import N_

# Every code that the API can answer with, and the status that goes with it. `docs/errors.md` explains each.
CODES: Final[dict[str, int]] = {}


def code(name: str, status: int) -> str:
    """Declare an error code once."""
    if CODES.setdefault(name, status) != status:
        raise ValueError(f"{name} has two statuses")
    return name


NOT_FOUND: Final = code("not_found", 404)
INVALID: Final = code("invalid", 422)
UNAUTHENTICATED: Final = code("unauthenticated", 401)
FORBIDDEN: Final = code("forbidden", 403)
CROSS_SITE: Final = code("cross_site", 403)
METHOD_NOT_ALLOWED: Final = code("method_not_allowed", 405)
CONFLICT: Final = code("conflict", 409)
TOO_LARGE: Final = code("too_large", 413)
UNSUPPORTED: Final = code("unsupported_type", 415)
TOO_MANY: Final = code("too_many", 429)
KEY_REUSED: Final = code("idempotency_key_reused", 422)
STALE: Final = code("stale", 412)
PRECONDITION: Final = code("precondition_required", 428)
BUSY: Final = code("busy", 503)
FULL: Final = code("storage_full", 507)
INTERNAL: Final = code("internal", 500)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not possible: a stable code, a sentence in English with parameters, and the field it is about."""

    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str | None = None

    @property
    def status(self) -> int:
        return CODES[self.code]


class Refused(Exception):
    """A rule said no; the unit of work is rolled back and the caller is told why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message % refusal.params if refusal.params else refusal.message)
        self.refusal = refusal


class NotFound(Refused):
    """There is nothing there, or nothing that this person may see: the two look the same."""

    def __init__(self) -> None:
        super().__init__(Refusal(NOT_FOUND, N_("This page does not exist, or is not open to you.")))


class SignInNeeded(Refused):
    """The act needs a person, and nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(Refusal(UNAUTHENTICATED, N_("Sign in to go on.")))


def refuse(code_: str, message: str, *, field_: str | None = None, **params: Any) -> Refused:
    """Return the exception to raise when a rule says no."""
    return Refused(Refusal(code_, message, params, field_))
