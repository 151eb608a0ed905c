"""What a ranking reads and returns (J5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.science.adjusting import Fit, Floats, Reason


class Rung(StrEnum):
    """A step of the tie-break ladder, or what decided a rank."""

    SCORE = "score"
    HEAVIEST_CRITERION = "heaviest_criterion"
    FIRST_PLACES = "first_places"
    PRESIDENT = "president"
    CO_AWARD = "co_award"
    TIE = "tie"


class Status(StrEnum):
    """Whether a team has a rank; `NOT_COMPARABLE` when no juror links it to the others."""

    RANKED = "ranked"
    NOT_RANKABLE = "not_rankable"
    NOT_COMPARABLE = "not_comparable"


class Estimator(StrEnum):
    """What a rank rests on: plain means, or adjusted ones where not everybody read everything."""

    RAW = "raw"
    ADJUSTED = "adjusted"


class Coverage(StrEnum):
    """How the reads cover the teams: all by all, some missing, or in panels that share no juror."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    DISCONNECTED = "disconnected"


LADDER: Final = (Rung.HEAVIEST_CRITERION, Rung.FIRST_PLACES, Rung.PRESIDENT)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the grid; weights need not sum to 1."""

    id: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """One juror's marks on one team by criterion id. A blank or recused sheet is missing, never zero."""

    juror: str
    team: str
    scores: Mapping[str, Decimal | None]
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What is published before judging opens: grid, minimum of reads, rounding and the way out of ties.

    Means are rounded half up to `places` decimals, and teams are tied when their rounded means are equal.
    `president_order` names teams, best first; it decides only ties that the rungs before it left.
    With `estimator` adjusted, means are corrected for strict and lenient jurors where that can be done fairly.
    """

    criteria: tuple[Criterion, ...]
    minimum_reads: int = 2
    places: int = 2
    ladder: tuple[Rung, ...] = LADDER
    president_order: tuple[str, ...] = ()
    co_award: bool = False
    estimator: Estimator = Estimator.RAW


@dataclass(frozen=True, slots=True)
class RankRow:
    """One team's result. `score`, `lowest` and `highest` are None without a complete sheet.

    `score` is the plain mean; `adjusted` is what decided the rank where the ranking's method is to adjust, else None.
    """

    team: str
    status: Status
    rank: int | None
    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    reads: int
    criteria: Mapping[str, Decimal]
    first_places: int
    decided_by: Rung | None
    tied_with: tuple[str, ...]
    adjusted: Decimal | None = None

    @property
    def deciding(self) -> Decimal | None:
        """The mean that decided."""
        return self.score if self.adjusted is None else self.adjusted


@dataclass(frozen=True, eq=False)
class Measured:
    """Totals that rank, as the measure of jurors reads them: names of its teams, jurors and marks, and the fit."""

    teams: tuple[str, ...]
    jurors: tuple[str, ...]
    marks: Floats
    fit: Fit


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows best first, then those without a rank by id; `fingerprint` is the SHA-256 of all that was read."""

    rows: tuple[RankRow, ...]
    weights: Mapping[str, Decimal]
    coverage: Coverage
    fingerprint: str
    method: str = "weighted-mean-1"
    # Why means were not adjusted although the rules ask for it; None where they were, or where the rules do not.
    refusal: Reason | None = None
    measured: Measured | None = field(default=None, compare=False)
