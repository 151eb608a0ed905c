"""Applications to take part."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from app.models.base import APPLY, Dated, choice, json, ref, text
from app.models.hackathon import Attendance
from app.models.organisation import Sector


class ApplicationStatus(StrEnum):
    SUBMITTED = "submitted"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Application(Dated, table=True):
    """One person's wish to take part in one hackathon."""

    __table_args__ = (
        sa.UniqueConstraint("hackathon_id", "person_id"),
        sa.Index("ix_application_hackathon_id_status", "hackathon_id", "status"),
    )

    hackathon_id: UUID = ref("hackathon", index=False)
    person_id: UUID = ref("person")
    sector: Sector = choice(Sector)
    organisation_id: UUID | None = ref("organisation", default=None, index=False)
    skills: list[str] = json(APPLY, default_factory=list)
    # Ids of défis, the dearest first.
    wishes: list[str] = json(APPLY, default_factory=list)
    languages: list[str] = json(APPLY, default_factory=list)
    attendance: Attendance = choice(Attendance)
    motivation: str = text(2000, APPLY, default="")
    fifteen_or_over: bool
    status: ApplicationStatus = choice(ApplicationStatus, default=ApplicationStatus.SUBMITTED)
    reason: str | None = text(1000, APPLY, default=None)
    decided_at: datetime | None = None
    decided_by_id: UUID | None = ref("person", default=None, index=False)
