"""Shapes of signing in, sessions and profiles."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

from app.models.person import SessionKind
from app.schemas.base import Found, In, Line, Name, Out, RequiredLine


def _short(value: str) -> str:
    if len(value) > 254:  # noqa: PLR2004 - the limit of RFC 5321
        raise ValueError
    return value


Email = Annotated[EmailStr, AfterValidator(_short)]


class SignInIn(In):
    email: Email
    next: Line | None = None


class SignInAsked(Out):
    """What to send back, with the code, to open a session."""

    request_id: UUID
    browser: str = Field(description="Secret of the caller, to be sent with the code.")
    expires_at: datetime


class CodeIn(In):
    code: Annotated[str, StringConstraints(min_length=6, max_length=64)]


class SessionIn(In):
    request_id: UUID
    browser: Annotated[str, StringConstraints(max_length=64)]
    code: Annotated[str, StringConstraints(min_length=6, max_length=64)]
    label: RequiredLine = "API"


class SessionOut(Found):
    kind: SessionKind
    label: str
    scopes: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class TokenIn(In):
    label: RequiredLine
    write: bool = False
    days: Annotated[int, Field(ge=1, le=366)] = 90


class TokenOut(SessionOut):
    token: str = Field(description="Shown once; send it as `Authorization: Bearer …`.")


class ProfileIn(In):
    display_name: Name
    locale: Literal["fr", "en"]


class PersonOut(Found):
    display_name: str
    locale: str
