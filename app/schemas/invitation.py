"""Shapes of invitations to a role."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.organisation import Sector
from app.models.person import Role, Within
from app.schemas.account import Email
from app.schemas.base import Found, In, Line, LongText, Out

MANY = 50
_ADDRESS: TypeAdapter[str] = TypeAdapter(Email)


def _addresses(text: str) -> str:
    """Check each address of a list, and say which one is wrong."""
    given = split(text)
    if not given:
        raise PydanticCustomError("no_address", N_("Write at least one e-mail address."))
    if len(given) > MANY:
        raise PydanticCustomError("many_addresses", N_("Invite 50 people at most at a time."))
    for address in given:
        try:
            _ADDRESS.validate_python(address)
        except ValidationError:
            raise PydanticCustomError(
                "address", N_("“%(address)s” is not an e-mail address."), {"address": address[:80]}
            ) from None
    return text


def split(text: str) -> list[str]:
    """Return the addresses of a text, each once, whatever stands between them."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))


class _Offer(In):
    """A role, within the whole hackathon or one of its défis; sponsors come with their organisation's name."""

    role: Role
    challenge_id: UUID | None = None
    organisation: Line | None = None
    sector: Sector = Sector.COMPANY
    locale: Literal["fr", "en"] = "fr"


class InvitationIn(_Offer):
    email: Email


class OrganiserIn(In):
    """Somebody to organise a whole programme."""

    email: Email
    locale: Literal["fr", "en"] = "fr"


class InvitationsIn(_Offer):
    """Several addresses at once, with spaces, commas or line ends between them."""

    emails: Annotated[LongText, AfterValidator(_addresses)]


class AcceptIn(In):
    token: Annotated[str, StringConstraints(max_length=64)] = Field(description="From the link in the mail.")


class InvitationOut(Found):
    email: str
    role: Role
    within: Within
    within_id: UUID
    hackathon_id: UUID | None
    organisation_id: UUID | None
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    declined_at: datetime | None
    reminded_at: datetime | None


class RoleOut(Out):
    """A role that somebody holds."""

    id: UUID
    person_id: UUID
    role: Role
    within: Within
    within_id: UUID
    hackathon_id: UUID | None
    created_at: datetime
    ended_at: datetime | None
