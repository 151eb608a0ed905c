"""Scoring: the grid, ties, sheets, and what was published."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, SCORING, SYSTEM, Dated, Row, choice, json, localised, ref, text


class Estimator(StrEnum):
    """What ranks rest on: plain means, or adjusted ones where not everybody read everything."""

    RAW = "raw"
    ADJUSTED = "adjusted"


class Rubric(Dated, table=True):
    """The grid of one défi: criteria with weights and written anchors, locked at the first sheet."""

    challenge_id: UUID = ref("challenge", unique=True, index=False)
    scale: int = 5
    minimum_reads: int = 2
    estimator: Estimator = choice(Estimator, default=Estimator.ADJUSTED)
    co_award: bool = False
    president_id: UUID | None = ref("person", default=None, index=False)
    # Ids of teams, best first, as the president put them when everything else left them equal.
    president_order: list[str] = json(SCORING, default_factory=list)
    opened_at: datetime | None = None
    locked_at: datetime | None = None
    closed_at: datetime | None = None
    fingerprint: str | None = text(64, SYSTEM, default=None)


class Criterion(Row, table=True):
    """One question of a grid, with a weight in percent and an anchor for every level of the scale."""

    __table_args__ = (sa.CheckConstraint("weight >= 0 AND weight <= 100", name="weight_range"),)

    rubric_id: UUID = ref("rubric")
    position: int
    label: dict[str, str] = localised()
    hint: dict[str, str] = localised()
    weight: int
    # {"1": {"fr": …, "en": …}, …}
    anchors: dict[str, dict[str, str]] = json(FACT, default_factory=dict)


class TieKind(StrEnum):
    NONE = "none"
    EMPLOYER = "employer"
    COACHED = "coached"
    FAMILY = "family"
    FINANCIAL = "financial"
    OTHER = "other"


class Tie(Row, table=True):
    """What a juror declared about one team before its content opened; anything but `none` keeps it shut."""

    __table_args__ = (sa.UniqueConstraint("person_id", "team_id"),)

    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    kind: TieKind = choice(TieKind)
    note: str | None = text(500, SCORING, default=None)
    declared_at: datetime
    declared_by_id: UUID | None = ref("person", default=None, index=False)


class Sheet(Row, table=True):
    """One juror's marks on one team: private until locked, saved with a compare-and-set."""

    __table_args__ = (sa.UniqueConstraint("person_id", "team_id"),)

    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    challenge_id: UUID = ref("challenge")
    revision: int = 1
    # The id that the juror's device gave to its last save, so that sending it twice changes nothing.
    op_id: UUID | None = None
    great: str = text(2000, SCORING, default="")
    think_about: str = text(2000, SCORING, default="")
    saved_at: datetime
    locked_at: datetime | None = None
    recused_at: datetime | None = None
    # An organiser gave it back to its juror, who may then change it even when scoring is closed.
    reopened_at: datetime | None = None
    reopened_by_id: UUID | None = ref("person", default=None, index=False)
    reopen_reason: str | None = text(1000, SCORING, default=None)


class Mark(Row, table=True):
    """One juror's level for one criterion of one team."""

    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "criterion_id"),
        sa.CheckConstraint("level >= 0 AND level <= 100", name="level_range"),
    )

    sheet_id: UUID = ref("sheet", index=False)
    criterion_id: UUID = ref("criterion", index=False)
    level: int


class Publication(Row, table=True):
    """The result of one défi, published in one act; pages read only this snapshot."""

    challenge_id: UUID = ref("challenge", unique=True, index=False)
    hackathon_id: UUID = ref("hackathon")
    published_at: datetime
    published_by_id: UUID | None = ref("person", default=None, index=False)
    snapshot: dict[str, Any] = json(SCORING, default_factory=dict)
    # Marks and rules as the ranking read them, from which `essaim results recompute` finds the result again; no page reads it.
    inputs: dict[str, Any] = json(SCORING, default_factory=dict)
    inputs_sha256: str = text(64, SYSTEM)


class Award(Row, table=True):
    """A team's place in the published result, and whether its solution goes on to incubation."""

    __table_args__ = (sa.UniqueConstraint("publication_id", "team_id"),)

    publication_id: UUID = ref("publication", index=False)
    team_id: UUID = ref("team")
    # The version that was judged, which the gallery shows.
    prototype_id: UUID | None = ref("prototype", default=None)
    rank: int | None = None
    retained: bool = False
    label: str | None = text(120, FACT, default=None)
