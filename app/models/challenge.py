"""The défi: what an association brings, and why."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, Dated, choice, ref, text


class ChallengeStatus(StrEnum):
    PROPOSED = "proposed"
    SCOPING = "scoping"
    READY = "ready"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Challenge(Dated, table=True):
    """A défi of one hackathon, owned by one or several organisations."""

    hackathon_id: UUID = ref("hackathon")
    proposed_by_id: UUID | None = ref("person", default=None)
    status: ChallengeStatus = choice(ChallengeStatus, default=ChallengeStatus.PROPOSED)
    title: str = text(160, FACT)
    theme: str = text(160, FACT)
    brief: str = text(8000, FACT, default="")
    why: str = text(2000, FACT, default="")
    who_suffers: str = text(2000, FACT, default="")
    already_tried: str = text(2000, FACT, default="")
    constraints: str = text(2000, FACT, default="")
    easy_goal: str = text(1000, FACT, default="")
    stretch_goal: str = text(1000, FACT, default="")
    # Read by the association, the organisers and, once revealed, the teams of this défi and their jury.
    confidential: str = text(8000, FACT, default="")
    rights: str = text(2000, FACT, default="")
    reveal_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by_id: UUID | None = ref("person", default=None, index=False)
    decided_reason: str | None = text(1000, FACT, default=None)
    revision: int = 1


class Beneficiary(Dated, table=True):
    """An organisation that a défi is for."""

    __table_args__ = (sa.UniqueConstraint("challenge_id", "organisation_id"),)

    challenge_id: UUID = ref("challenge")
    organisation_id: UUID = ref("organisation")
