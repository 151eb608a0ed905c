"""Teams, who is in them and when, and the proposals that composed them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import APPLY, FACT, SYSTEM, WORK, Dated, Row, choice, json, ref, text
from app.models.hackathon import Attendance


class Team(Dated, table=True):
    """A mixed team at work on one défi."""

    __table_args__ = (sa.UniqueConstraint("challenge_id", "name"),)

    hackathon_id: UUID = ref("hackathon")
    challenge_id: UUID = ref("challenge")
    name: str = text(80, FACT)
    table_label: str | None = text(20, FACT, default=None)
    seats: int = 8
    # How and where the team works; a language or a place that is not said binds nobody.
    attendance: Attendance = choice(Attendance, default=Attendance.EITHER)
    language: str | None = text(3, FACT, default=None)
    site_id: UUID | None = ref("site", default=None, index=False)
    step_free: bool = True
    # Where its history goes on, and where it came from.
    merged_into_id: UUID | None = ref("team", default=None, index=False)
    split_from_id: UUID | None = ref("team", default=None, index=False)
    closed_at: datetime | None = None


class Membership(Row, table=True):
    """One person's time in one team; a person is in one team of a hackathon at a time."""

    __table_args__ = (
        sa.Index(
            "uq_membership_open", "hackathon_id", "person_id", unique=True,
            sqlite_where=sa.text("left_at IS NULL"), postgresql_where=sa.text("left_at IS NULL"),
        ),
    )  # fmt: skip

    team_id: UUID = ref("team")
    hackathon_id: UUID = ref("hackathon", index=False)
    person_id: UUID = ref("person")
    joined_at: datetime
    left_at: datetime | None = None
    reason: str | None = text(500, WORK, default=None)
    proposal_id: UUID | None = ref("team_proposal", default=None)


class ProposalState(StrEnum):
    SEARCHING = "searching"
    READY = "ready"
    ADOPTED = "adopted"
    DISCARDED = "discarded"


class TeamProposal(Dated, table=True):
    """A composition found by the machine, kept with what it came from; advice until a person adopts it."""

    __tablename__ = "team_proposal"

    hackathon_id: UUID = ref("hackathon")
    seed: int
    inputs: dict[str, Any] = json(APPLY, default_factory=dict)
    result: dict[str, Any] = json(APPLY, default_factory=dict)
    state: ProposalState = choice(ProposalState, default=ProposalState.READY)
    decided_at: datetime | None = None
    decided_by_id: UUID | None = ref("person", default=None, index=False)
    # What anyone needs to find the same again: the version of the method and the fingerprint of what it found.
    method: str = text(40, SYSTEM, default="")
    fingerprint: str = text(64, SYSTEM, default="")
    # The proposal whose published teams a repair starts from.
    repairs_id: UUID | None = ref("team_proposal", default=None)


class TeamRuleKind(StrEnum):
    TOGETHER = "together"
    APART = "apart"
    LOCK = "lock"


class TeamRule(Dated, table=True):
    """Something that a composition must keep: people together, people apart, people in one team."""

    __tablename__ = "team_rule"

    hackathon_id: UUID = ref("hackathon")
    kind: TeamRuleKind = choice(TeamRuleKind)
    people: list[str] = json(APPLY, default_factory=list)
    team_id: UUID | None = ref("team", default=None, index=False)
    reason: str = text(300, APPLY, default="")
    ended_at: datetime | None = None


class TeamPublication(Dated, table=True):
    """The moment when people are told their teams, and until when they may appeal."""

    __tablename__ = "team_publication"

    hackathon_id: UUID = ref("hackathon")
    published_by_id: UUID = ref("person", index=False)
    appeals_until: datetime


class AppealOutcome(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"


class Appeal(Dated, table=True):
    """A person contests the team that they were given; a person answers."""

    hackathon_id: UUID = ref("hackathon")
    person_id: UUID = ref("person")
    team_id: UUID | None = ref("team", default=None, index=False)
    wished_team_id: UUID | None = ref("team", default=None, index=False)
    body: str = text(2000, WORK)
    outcome: AppealOutcome | None = choice(AppealOutcome, default=None, nullable=True)
    answer: str = text(2000, WORK, default="")
    answered_at: datetime | None = None
    answered_by_id: UUID | None = ref("person", default=None, index=False)


class RotaTurn(Row, table=True):
    """A witness at one team's table for a while."""

    __tablename__ = "rota_turn"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="turn_order"),
    )

    hackathon_id: UUID = ref("hackathon")
    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    # The step of the run of show that it is part of, with which it moves.
    step_id: UUID | None = ref("step", default=None)
    starts_at: datetime
    ends_at: datetime


class Debrief(Dated, table=True):
    """What one person learned; private until they share it."""

    __table_args__ = (sa.UniqueConstraint("hackathon_id", "person_id"),)

    hackathon_id: UUID = ref("hackathon")
    person_id: UUID = ref("person")
    team_id: UUID | None = ref("team", default=None)
    to_know: str = text(4000, WORK, default="")
    to_do: str = text(4000, WORK, default="")
    to_be: str = text(4000, WORK, default="")
    shared_at: datetime | None = None
