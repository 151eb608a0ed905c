"""The call, its questions, and the applications to take part."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.models.base import (
    ACCESS,
    APPLY,
    BALANCE,
    CONTACT,
    FACT,
    GUARDIAN,
    SYSTEM,
    UNSENT,
    Dated,
    choice,
    json,
    localised,
    ref,
    text,
)
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Role

# What one can apply to be.
APPLICANTS: Final = (
    Role.PARTICIPANT, Role.COACH, Role.DESIGNER, Role.WITNESS, Role.JUROR, Role.MENTOR, Role.VOLUNTEER,
)  # fmt: skip


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class AgeBand(StrEnum):
    UNDER_18 = "under_18"
    TO_29 = "18_29"
    TO_44 = "30_44"
    TO_59 = "45_59"
    FROM_60 = "60_over"


class Call(Dated, table=True):
    """How one hackathon calls for people; a hackathon without this row has a call as the defaults say."""

    hackathon_id: UUID = ref("hackathon", unique=True)
    # Who may apply, as values of `Role`.
    roles: list[str] = json(FACT, default_factory=lambda: [Role.PARTICIPANT.value])
    # From this moment on, nobody changes the questions.
    questions_freeze_at: datetime | None = None
    # Places by sector, {"public": 20, …}; a sector that is not named has no limit of its own.
    sector_places: dict[str, int] = json(FACT, default_factory=dict)
    # The mix that the organisers wish for, in percent by sector.
    target_mix: dict[str, int] = json(FACT, default_factory=dict)
    # Days that somebody has to confirm a place; None where an acceptance needs no confirmation.
    offer_days: int | None = None
    # The parts of the event that people can be present at, each a text in several languages.
    half_days: list[dict[str, str]] = json(FACT, default_factory=list)
    # Which of "gender" and "age" are asked, always optional, for balance only.
    balance: list[str] = json(FACT, default_factory=list)
    revision: int = 1


class QuestionKind(StrEnum):
    SHORT = "short"
    LONG = "long"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"


class Question(Dated, table=True):
    """A question of the organisers' own, on the form of one role or of all."""

    hackathon_id: UUID = ref("hackathon")
    role: Role | None = choice(Role, default=None, nullable=True)
    position: int
    kind: QuestionKind = choice(QuestionKind)
    label: dict[str, str] = localised()
    hint: dict[str, str] = localised()
    # Choices in order: [{"key": "a", "label": {"fr": …, "en": …}}].
    options: list[dict[str, Any]] = json(FACT, default_factory=list)
    required: bool = False
    retired_at: datetime | None = None


class Application(Dated, table=True):
    """One person's wish to take part in one hackathon, in one role."""

    __table_args__ = (
        sa.UniqueConstraint("hackathon_id", "person_id"),
        sa.Index("ix_application_hackathon_id_status", "hackathon_id", "status"),
    )

    hackathon_id: UUID = ref("hackathon", index=False)
    person_id: UUID = ref("person")
    role: Role = choice(Role, default=Role.PARTICIPANT)
    sector: Sector = choice(Sector)
    organisation_id: UUID | None = ref("organisation", default=None, index=False)
    skills: list[str] = json(APPLY, default_factory=list)
    # Ids of défis, the dearest first.
    wishes: list[str] = json(APPLY, default_factory=list)
    languages: list[str] = json(APPLY, default_factory=list)
    attendance: Attendance = choice(Attendance)
    # Numbers of the call's half-days at which the person is present, from 0; empty where it was not asked.
    half_days: list[int] = json(APPLY, default_factory=list)
    # Addresses of those with whom the person would like to be; a wish of both counts.
    friends: list[str] = json(CONTACT, default_factory=list)
    # Answers to the organisers' own questions, by the question's id.
    answers: dict[str, Any] = json(APPLY, default_factory=dict)
    motivation: str = text(2000, APPLY, default="")
    experienced: bool | None = None
    gender: Gender | None = choice(Gender, default=None, nullable=True, data=BALANCE)
    age_band: AgeBand | None = choice(AgeBand, default=None, nullable=True, data=BALANCE)
    fifteen_or_over: bool
    # What was typed and not sent yet, as it was typed; resumed from any device.
    draft: dict[str, Any] | None = json(UNSENT, default=None, nullable=True)
    # Raised by every save, so that two devices do not undo each other.
    revision: int = 1
    status: ApplicationStatus = choice(ApplicationStatus, default=ApplicationStatus.SUBMITTED)
    submitted_at: datetime | None = None
    reason: str | None = text(1000, APPLY, default=None)
    decided_at: datetime | None = None
    decided_by_id: UUID | None = ref("person", default=None, index=False)
    # An offer holds its place until then; one reminder goes out before.
    offer_ends_at: datetime | None = None
    reminded_at: datetime | None = None
    # Who registered this person as one of a group, and whether they came by the code on the day.
    registered_by_id: UUID | None = ref("person", default=None, index=False)
    walk_in: bool = False
    # Accepted, and not there when it began; taken off again when they come.
    absent_at: datetime | None = None


class AccessNeed(Dated, table=True):
    """What a person needs in order to take part; read by those who prepare the place, and by nobody else."""

    __tablename__ = "access_need"

    application_id: UUID = ref("application", unique=True)
    hackathon_id: UUID = ref("hackathon")
    step_free: bool = False
    needs: str = text(1000, ACCESS, default="")
    consented_at: datetime


class Guardian(Dated, table=True):
    """Who answers for a person under fifteen, and their consent, given twice."""

    application_id: UUID = ref("application", unique=True)
    hackathon_id: UUID = ref("hackathon")
    name: str = text(80, GUARDIAN)
    email: str = text(254, GUARDIAN)
    locale: str = text(2, GUARDIAN, default="fr")
    asked_at: datetime
    consented_at: datetime | None = None
    confirmed_at: datetime | None = None
    refused_at: datetime | None = None


class Purpose(StrEnum):
    """What a consent is for; each is given and withdrawn by itself."""

    PHOTOS = "photos"
    NEXT_EDITIONS = "next_editions"
    SHARE_WITH_SPONSORS = "share_with_sponsors"


class Consent(Dated, table=True):
    """One person's consent to one use, in one hackathon; the row that was not withdrawn counts."""

    __table_args__ = (
        sa.Index(
            "uq_consent_open", "hackathon_id", "person_id", "purpose", unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"), postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    hackathon_id: UUID = ref("hackathon", index=False)
    person_id: UUID = ref("person")
    purpose: Purpose = choice(Purpose)
    # The words that the person read.
    wording: str = text(1000, SYSTEM)
    withdrawn_at: datetime | None = None


class Appraisal(Dated, table=True):
    """One reviewer's mark on one application, 0 to 10; standardised before it is compared with another's."""

    __table_args__ = (sa.UniqueConstraint("application_id", "reviewer_id"),)

    application_id: UUID = ref("application", index=False)
    hackathon_id: UUID = ref("hackathon")
    reviewer_id: UUID = ref("person")
    mark: int
    remark: str = text(1000, APPLY, default="")
    revised_at: datetime


class WalkIn(Dated, table=True):
    """A code on the wall by which people who come on the day sign up; its secret is derived from the id."""

    __tablename__ = "walk_in"

    hackathon_id: UUID = ref("hackathon")
    opened_by_id: UUID = ref("person", index=False)
    label: str = text(80, FACT, default="")
    places: int | None = None
    expires_at: datetime
    closed_at: datetime | None = None
