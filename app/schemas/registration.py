"""Shapes of the registration of a group by its organisation."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.models.person import Role
from app.schemas.account import Email
from app.schemas.base import In, Name, Out
from app.schemas.call import ApplicantRole

MOST = 500


class EmployeeIn(In):
    """One person of the group: an address, a name, the language of their mail."""

    email: Email
    name: Name
    locale: Literal["fr", "en"] = "fr"


class GroupIn(In):
    """The people whom an organisation would like to register; each completes and sends their application themself."""

    organisation_id: UUID
    role: ApplicantRole = Role.PARTICIPANT
    people: Annotated[list[EmployeeIn], Field(min_length=1, max_length=MOST)]


class GroupOut(Out):
    """What became of a group: how many were written to, and the places in the list (from 1) where nothing changed."""

    registered: int
    unchanged: list[int]
