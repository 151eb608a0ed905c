"""Sheets on paper: what was printed for whom, and every copy of it that somebody typed in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import SYSTEM, TYPED, Row, choice, json, ref, text


class PaperSheet(Row, table=True):
    """One printed sheet: its code stands for a juror, a team, a round and the version of the grid that is on it."""

    __tablename__ = "paper_sheet"
    __table_args__ = (sa.UniqueConstraint("rubric_id", "person_id", "team_id", "fingerprint"),)

    code: str = text(9, SYSTEM, unique=True)
    rubric_id: UUID = ref("rubric", index=False)
    challenge_id: UUID = ref("challenge")
    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    fingerprint: str = text(64, SYSTEM)
    printed_at: datetime
    printed_by_id: UUID = ref("person", index=False)


class PaperState(StrEnum):
    """What became of a typed copy: it is the sheet, it said the same again, it waits for a choice, or it was set aside."""

    APPLIED = "applied"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"


class PaperAnswer(StrEnum):
    """What the juror says to the copy that was typed for them."""

    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class PaperEntry(Row, table=True):
    """What somebody typed from a printed sheet; one at most waits for a choice between it and the copy that is stored."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        sa.Index(
            "uq_paper_entry_waiting", "paper_id", unique=True,
            sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"),
        ),
    )  # fmt: skip

    paper_id: UUID = ref("paper_sheet")
    entered_by_id: UUID = ref("person", index=False)
    entered_at: datetime
    # As it is written on the paper.
    signed_at: datetime
    # Levels by the id of their criterion.
    marks: dict[str, int] = json(TYPED, default_factory=dict)
    great: str = text(2000, TYPED, default="")
    think_about: str = text(2000, TYPED, default="")
    state: PaperState = choice(PaperState)
    decided_at: datetime | None = None
    decided_by_id: UUID | None = ref("person", default=None, index=False)
    reason: str | None = text(1000, TYPED, default=None)
    # The copy whose place this one took by a choice: marks and words.
    replaced: dict[str, Any] | None = json(TYPED, default=None, nullable=True)
    answer: PaperAnswer | None = choice(PaperAnswer, default=None, nullable=True)
    answered_at: datetime | None = None
    note: str | None = text(1000, TYPED, default=None)
