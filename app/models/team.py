"""Teams, who is in them and when, and the proposals that composed them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import APPLY, FACT, WORK, Dated, Row, choice, json, ref, text


class Team(Dated, table=True):
    """A mixed team at work on one défi."""

    __table_args__ = (sa.UniqueConstraint("challenge_id", "name"),)

    hackathon_id: UUID = ref("hackathon")
    challenge_id: UUID = ref("challenge")
    name: str = text(80, FACT)
    table_label: str | None = text(20, FACT, default=None)
    seats: int = 8
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


class ProposalState(StrEnum):
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
