"""Shapes of hackathons: the event itself, its steps, sites, check-list, phase moves and announcements."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.hackathon import Attendance, Format, Phase
from app.schemas.base import Found, In, Line, Localised, Out, RequiredLine, RequiredText, Text, Url, Zone
from app.schemas.programme import LocalisedLine, NewSlug, RequiredLocalisedLine

People = Annotated[int, Field(ge=1, le=100_000)]
TeamSize = Annotated[int, Field(ge=2, le=50)]
Moment = Annotated[datetime, Field(description="With an offset, that moment; without, a time on the hackathon's own clock.")]
ShortReason = Annotated[Text, StringConstraints(max_length=1000)]


class _Sized(In):
    team_min: TeamSize = 4
    team_max: TeamSize = 8

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.team_min > self.team_max:
            raise PydanticCustomError("team_sizes", N_("The smallest team cannot be larger than the largest one."))
        return self


class HackathonIn(_Sized):
    """A new hackathon; its blueprint computes the end, the deadlines, the run of show and the check-list from the start."""

    title: RequiredLocalisedLine
    slug: NewSlug | None = None
    format: Format
    starts_at: Moment
    timezone: Zone = "Europe/Paris"
    attendance: Attendance | None = None
    place: Line | None = None
    capacity: People | None = None
    summary: Localised = Localised()
    theme: LocalisedLine = LocalisedLine()


class HackathonChange(_Sized):
    """Everything that an organiser can change; what is left out of a page's form or a program's call is cleared."""

    title: RequiredLocalisedLine
    summary: Localised = Localised()
    theme: LocalisedLine = LocalisedLine()
    attendance: Attendance
    place: Line | None = None
    timezone: Zone
    starts_at: Moment
    ends_at: Moment
    call_closes_at: Moment | None = None
    submissions_close_at: Moment | None = None
    capacity: People | None = None


class HackathonSettings(HackathonChange):
    """What the page of an event's facts sends: all of them, and the revision that they were read at."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]

    def facts(self) -> HackathonChange:
        """Return the facts without the revision."""
        return HackathonChange.model_validate(self.model_dump(exclude={"revision"}))


class HackathonPatch(In):
    """The fields to change; those left out stay as they are."""

    title: RequiredLocalisedLine | None = None
    summary: Localised | None = None
    theme: LocalisedLine | None = None
    attendance: Attendance | None = None
    place: Line | None = None
    timezone: Zone | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    call_closes_at: Moment | None = None
    submissions_close_at: Moment | None = None
    capacity: People | None = None
    team_min: TeamSize | None = None
    team_max: TeamSize | None = None


class HackathonOut(Found):
    programme_id: UUID
    slug: str
    title: dict[str, str]
    summary: dict[str, str]
    theme: dict[str, str]
    format: Format
    attendance: Attendance
    place: str | None
    timezone: str
    phase: Phase
    phase_since: datetime
    resume_phase: Phase | None
    starts_at: datetime
    ends_at: datetime
    call_closes_at: datetime | None
    submissions_close_at: datetime | None
    capacity: int | None
    team_min: int
    team_max: int
    unknown: list[str]
    sources: list[dict[str, str]]
    recorded: dict[str, Any]
    is_demo: bool
    revision: int


class MoveIn(In):
    """Where to, and why; pausing and stopping need a reason of at least three characters."""

    to: Phase
    reason: ShortReason | None = None


class MoveOut(Found):
    hackathon_id: UUID
    before: Phase
    after: Phase
    at: datetime
    person_id: UUID | None
    reason: str | None


class NextMove(Out):
    """A move that the life-cycle knows from here, and what is missing for it."""

    to: Phase
    missing: list[str]


class SiteIn(In):
    name: Annotated[RequiredLine, StringConstraints(max_length=120)]
    address: Annotated[Text, StringConstraints(max_length=300)] | None = None
    timezone: Zone
    online_url: Url | None = None


class SiteOut(Found):
    hackathon_id: UUID
    name: str
    address: str | None
    timezone: str
    online_url: str | None


class StepIn(In):
    """One step of the run of show; without a site it is for all of them."""

    title: RequiredLocalisedLine
    starts_at: Moment
    minutes: Annotated[int, Field(ge=0, le=14 * 24 * 60)]
    site_id: UUID | None = None


class StepOut(Found):
    hackathon_id: UUID
    site_id: UUID | None
    position: int
    title: dict[str, str]
    starts_at: datetime
    ends_at: datetime


class ShiftIn(In):
    """By how many minutes a step and all that begin after it come later (or earlier, when negative)."""

    minutes: Annotated[int, Field(ge=-24 * 60, le=24 * 60)]


class ChecklistIn(In):
    label: RequiredLocalisedLine
    days_before: Annotated[int, Field(ge=-365, le=730)]


class TickIn(In):
    done: bool


class ChecklistOut(Found):
    hackathon_id: UUID
    label: dict[str, str]
    days_before: int
    due_on: date
    done_at: datetime | None
    done_by_id: UUID | None


class AnnouncementIn(In):
    body: Annotated[RequiredText, StringConstraints(max_length=1000)]


class AnnouncementOut(Found):
    hackathon_id: UUID
    person_id: UUID | None
    body: str
    created_at: datetime


class EntryOut(Out):
    """One act of the journal: ids and facts only."""

    seq: int
    at: datetime
    actor_id: UUID | None
    action: str
    subject_kind: str
    subject_id: UUID
    facts: dict[str, Any]
    sha256: str
