"""Shapes of the organisers' list of applications, and of what they answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.application import ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Role
from app.schemas.base import In, Out, _clean

Answer = Literal["accept", "wait", "decline"]


class ApplicationRow(Out):
    """One line of the organisers' list."""

    id: UUID
    person_id: UUID
    name: str
    role: Role
    sector: Sector
    organisation: str | None
    skills: list[str]
    wishes: list[str]
    languages: list[str]
    attendance: Attendance
    status: ApplicationStatus
    created_at: datetime


class FilterIn(In):
    """All the applications of one status that match, however many pages they fill."""

    status: ApplicationStatus = ApplicationStatus.SUBMITTED
    role: Role | None = None
    sector: Sector | None = None
    attendance: Attendance | None = None
    q: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=80)] = ""


class DecisionIn(In):
    """An answer to the applications named, or to all that a filter finds; a refusal says why."""

    applications: Annotated[list[UUID], Field(default_factory=list, max_length=200)]
    filter: FilterIn | None = None
    decision: Answer
    reason: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)] = ""
    seen: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="The fingerprint of the preview; the answer is refused when the applications have changed since."
    )

    @model_validator(mode="after")
    def _which_and_why(self) -> "DecisionIn":
        if bool(self.applications) == (self.filter is not None):
            raise PydanticCustomError("which", N_("Tick the applications that you answer."))
        if self.decision == "decline" and len(self.reason) < 3:  # noqa: PLR2004 - as `Reason`
            raise PydanticCustomError("reason", N_("Say why: the person reads it."))
        return self


class WeighIn(FilterIn):
    """An answer to look at before it is given: to the applications named, else to all that the filter finds."""

    applications: Annotated[list[UUID], Field(default_factory=list, max_length=200)]
    decision: Answer = "accept"
    reason: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)] = ""

    def answer(self) -> DecisionIn:
        """Return the answer itself; a refusal without its words is looked at with a dash in their place."""
        given = self.model_dump(exclude={"applications", "decision", "reason"})
        reason = self.reason or ("…" * 3 if self.decision == "decline" else "")
        which = {"applications": self.applications} if self.applications else {"filter": given}
        return DecisionIn.model_validate({"decision": self.decision, "reason": reason, **which})


class PreviewOut(Out):
    """What an answer would do, before it is given."""

    status: ApplicationStatus
    number: int
    seen: str = Field(description="Give it back with the answer.")
    refused: str | None = Field(description="Why the answer would be refused, null when it would not.")
    mails: list["MailOut"]


class MailOut(Out):
    """One mail as it would be written, and to how many people."""

    role: Role
    locale: str
    subject: str
    body: str
    number: int
    names: list[str] = Field(description="The first of those who would receive it.")


class ShareOut(Out):
    """One sector's part among those who would take part: numbers, percent, what is aimed at, places of its own."""

    sector: Sector
    applied: int
    placed: int
    applied_percent: int
    placed_percent: int
    target: int | None
    places: int | None


class Tally(Out):
    """How many applications stand where, and how many places are left (null: no limit)."""

    submitted: int = 0
    waiting: int = 0
    offered: int = 0
    accepted: int = 0
    declined: int = 0
    expired: int = 0
    withdrawn: int = 0
    places: int | None = None
    left: int | None = None
