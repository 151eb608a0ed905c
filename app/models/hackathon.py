"""Programmes and their hackathons: phases, sites, run of show, check-list, announcements."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.models.base import FACT, WORK, Dated, Row, choice, json, localised, ref, text


class Phase(StrEnum):
    """Where a hackathon stands in its life."""

    DRAFT = "draft"
    SCOPING = "scoping"
    CALL = "call"
    TEAMING = "teaming"
    SPRINT = "sprint"
    JURY = "jury"
    RESULTS = "results"
    INCUBATION = "incubation"
    CLOSED = "closed"
    PAUSED = "paused"
    STOPPED = "stopped"


# The life-cycle in order; `paused` goes back to where it came from, `stopped` is final.
LIFE: Final = (
    Phase.DRAFT, Phase.SCOPING, Phase.CALL, Phase.TEAMING, Phase.SPRINT,
    Phase.JURY, Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED,
)  # fmt: skip
LIVE: Final = LIFE[1:-1]
TRANSITIONS: Final[dict[Phase, tuple[Phase, ...]]] = {
    Phase.DRAFT: (Phase.SCOPING,),
    **{here: (LIFE[LIFE.index(here) + 1], Phase.PAUSED, Phase.STOPPED) for here in LIVE},
    Phase.PAUSED: (*LIVE, Phase.STOPPED),
    Phase.CLOSED: (),
    Phase.STOPPED: (),
}


class Format(StrEnum):
    """The templates that a hackathon can start from."""

    ON_SITE_24H = "on_site_24h"
    FOUR_SESSIONS = "four_sessions"
    SEVERAL_CHALLENGES = "several_challenges"


class Attendance(StrEnum):
    """How one takes part."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    EITHER = "either"


class Programme(Dated, table=True):
    """What binds several hackathons: an organiser's series, in one or several territories."""

    slug: str = text(60, FACT, unique=True)
    name: str = text(120, FACT)
    summary: dict[str, str] = localised()
    is_demo: bool = False


class Hackathon(Dated, table=True):
    """One edition: dates in its own time zone, défis, teams, jury."""

    programme_id: UUID = ref("programme")
    slug: str = text(60, FACT, unique=True)
    title: dict[str, str] = localised()
    summary: dict[str, str] = localised()
    theme: dict[str, str] = localised()
    format: Format = choice(Format)
    attendance: Attendance = choice(Attendance)
    place: str | None = text(160, FACT, default=None)
    timezone: str = text(60, FACT)
    locale: str = text(2, FACT, default="fr")
    phase: Phase = choice(Phase, default=Phase.DRAFT, index=True)
    phase_since: datetime
    resume_phase: Phase | None = choice(Phase, default=None, nullable=True)
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    call_closes_at: datetime | None = None
    submissions_close_at: datetime | None = None
    capacity: int | None = None
    team_min: int = 4
    team_max: int = 8
    # Raised by every change of what stands above, so that two organisers do not undo each other.
    revision: int = 1
    # What a past event's record does not know, by name of what is missing; shown as unknown, never filled in.
    unknown: list[str] = json(FACT, default_factory=list)
    # Where the facts come from: [{"label": …, "url": …}].
    sources: list[dict[str, str]] = json(FACT, default_factory=list)
    # Figures that the record gives and that no rows of ours can: {"participants": 39, …}.
    recorded: dict[str, Any] = json(FACT, default_factory=dict)
    is_demo: bool = False


class PhaseMove(Row, table=True):
    """Who moved a hackathon from one phase to another, when and why."""

    __tablename__ = "phase_move"

    hackathon_id: UUID = ref("hackathon")
    before: Phase = choice(Phase)
    after: Phase = choice(Phase)
    at: datetime
    person_id: UUID | None = ref("person", default=None, index=False)
    reason: str | None = text(1000, WORK, default=None)


class Site(Row, table=True):
    """A place where a hackathon happens, on its own clock."""

    hackathon_id: UUID = ref("hackathon")
    name: str = text(120, FACT)
    address: str | None = text(300, FACT, default=None)
    timezone: str = text(60, FACT)
    online_url: str | None = text(300, FACT, default=None)


class Step(Row, table=True):
    """One step of the run of show, for one site or for all."""

    hackathon_id: UUID = ref("hackathon")
    site_id: UUID | None = ref("site", default=None, index=False)
    position: int
    title: dict[str, str] = localised()
    starts_at: datetime
    ends_at: datetime

    __table_args__ = (sa.CheckConstraint("ends_at >= starts_at", name="step_order"),)


class ChecklistItem(Row, table=True):
    """Something to do so many days before day 0."""

    __tablename__ = "checklist_item"

    hackathon_id: UUID = ref("hackathon")
    position: int
    label: dict[str, str] = localised()
    days_before: int
    done_at: datetime | None = None
    done_by_id: UUID | None = ref("person", default=None, index=False)


class Announcement(Dated, table=True):
    """A short message from the organisers to everybody who takes part."""

    hackathon_id: UUID = ref("hackathon")
    person_id: UUID | None = ref("person", default=None, index=False)
    body: str = text(1000, WORK)


class Sponsorship(Dated, table=True):
    """An organisation that lends staff, skills or money to a hackathon."""

    __table_args__ = (sa.UniqueConstraint("hackathon_id", "organisation_id"),)

    hackathon_id: UUID = ref("hackathon")
    organisation_id: UUID = ref("organisation")
