"""What a défi's result would be now, from its locked sheets. (J5)"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.models.challenge import Challenge
from app.models.jury import Criterion, CriterionKind, Rubric, Sheet
from app.models.prototype import Prototype
from app.models.team import Team
from app.queries import juries
from app.queries import prototypes as prototype_queries
from app.science import ranking_json
from app.science.ranking import Criterion as Weighted
from app.science.ranking import Estimator, Ranking, Rules, rank
from app.science.ranking import Sheet as Scored
from app.science.ranking import fingerprint as fingerprint_of
from app.science.ranking_doubt import Doubt, Dropped, Guard, doubt, drop, guard
from app.science.unnamed import numbers, unnamed


@dataclass(frozen=True)
class Assessment:
    """What a défi's result would be if it were published now, and what it was computed from.

    The ranking knows jurors by numbers that their marks deal, as what is kept of it does: no fingerprint says who marked what.
    """

    challenge: Challenge
    rubric: Rubric | None
    criteria: list[Criterion]
    teams: dict[str, Team]
    prototypes: dict[str, Prototype]
    sheets: list[Sheet]
    scored: list[Scored]
    ranking: Ranking | None
    progress: juries.Progress
    inputs_sha256: str

    @property
    def ready(self) -> bool:
        """Whether the ranking may be looked at: every sheet is in, or scoring is closed."""
        closed = self.rubric is not None and self.rubric.closed_at is not None
        return self.ranking is not None and (closed or self.progress.complete)

    @property
    def first(self) -> list[UUID]:
        """The teams that rank first: what is retained unless the organiser chooses otherwise."""
        return [UUID(row.team) for row in self.ranking.rows if row.rank == 1] if self.ranking else []

    @property
    def rules(self) -> Rules | None:
        return rules_of(self.rubric, self.criteria) if self.rubric else None

    @cached_property
    def doubt(self) -> Doubt:
        """How sure the ranking is."""
        return doubt(self.ranking) if self.ranking else Doubt({}, None)

    @cached_property
    def guard(self) -> Guard:
        """Which sheets depart so far that their jurors should confirm them."""
        if self.ranking is None:
            return Guard()
        found, names = guard(self.ranking), {number: juror for juror, number in numbers(self.scored).items()}
        return replace(found, far=tuple((names[number], team) for number, team in found.far))

    def rests_on(self, inputs_sha256: str) -> bool:
        """Tell whether something was begun from these very sheets; fingerprints of before 0022 hold the jurors' ids."""
        if inputs_sha256 == self.inputs_sha256:
            return True
        return inputs_sha256 == self._named_sha256

    @cached_property
    def _named_sha256(self) -> str | None:
        if self.rubric is None or self.rules is None:
            return None
        hashes = {key: prototype.sha256 for key, prototype in self.prototypes.items()}
        return fingerprint(fingerprint_of(self.teams, self.scored, self.rules), self.rubric.fingerprint, hashes)

    def kept(self) -> dict[str, Any]:
        """Everything that the ranking reads, to be kept beside the result."""
        return ranking_json.kept(self.teams, unnamed(self.scored), self.rules) if self.rules else {}

    def without(self, jurors: set[UUID]) -> Dropped | None:
        """The ranking beside the one without some jurors; None where that changes nothing to look at."""
        names = {str(juror) for juror in jurors} & {sheet.juror for sheet in self.scored}
        return drop(self.teams, self.scored, self.rules, names) if self.rules and names else None


def assess(db: Db, challenge: Challenge, rubric: Rubric | None = None) -> Assessment:
    """Compute the result of a défi from its locked sheets, those of its last round unless told; whoever shows it asks `ready`."""
    rubric = rubric or juries.rubric_of(db, challenge.id)
    criteria = counted_criteria(db, rubric) if rubric else []
    teams = {str(team.id): team for team in juries.teams_of(db, challenge.id)}
    counting = prototype_queries.counting_of(db, [team.id for team in teams.values()])
    prototypes = {key: counting[team.id] for key, team in teams.items() if team.id in counting}
    sheets = _locked(db, rubric, teams)
    counted = _scored(db, criteria, sheets) if rubric else []
    ranking = rank(teams, unnamed(counted), rules_of(rubric, criteria)) if rubric else None
    hashes = {key: prototype.sha256 for key, prototype in prototypes.items()}
    digest = fingerprint(ranking.fingerprint if ranking else None, rubric.fingerprint if rubric else None, hashes)
    progress = juries.progress_of(db, challenge, rubric)
    return Assessment(challenge, rubric, criteria, teams, prototypes, sheets, counted, ranking, progress, digest)


def fingerprint(ranking: str | None, grid: str | None, prototypes: dict[str, str]) -> str:
    """Return the SHA-256 of what a result rests on: the marks and rules, the grid's words, the versions judged."""
    inputs = {"ranking": ranking, "grid": grid, "prototypes": prototypes}
    return hashlib.sha256(orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS)).hexdigest()


def rules_of(rubric: Rubric, criteria: list[Criterion]) -> Rules:
    """Return a stored grid as the ranking wants it."""
    return Rules(
        criteria=tuple(Weighted(str(c.id), Decimal(c.weight)) for c in criteria),
        minimum_reads=rubric.minimum_reads,
        president_order=tuple(rubric.president_order) if rubric.president_id else (),
        co_award=rubric.co_award,
        estimator=Estimator(rubric.estimator.value),
    )


def counted_criteria(db: Db, rubric: Rubric) -> list[Criterion]:
    """Return the criteria that make the mean: neither gates nor bonuses."""
    return [criterion for criterion in juries.criteria_of(db, rubric) if criterion.kind is CriterionKind.SCORED]


def scored(db: Db, rubric: Rubric, criteria: list[Criterion], teams: Collection[str]) -> list[Scored]:
    """Return the locked sheets of a round on some teams as the ranking wants them."""
    return _scored(db, criteria, _locked(db, rubric, teams))


def _locked(db: Db, rubric: Rubric | None, teams: Collection[str]) -> list[Sheet]:
    statement = select(Sheet).where(
        Sheet.rubric_id == (rubric.id if rubric else None), col(Sheet.locked_at).is_not(None), col(Sheet.recused_at).is_(None)
    )
    return [sheet for sheet in db.exec(statement.order_by(col(Sheet.id))) if str(sheet.team_id) in teams]


def _scored(db: Db, criteria: list[Criterion], sheets: list[Sheet]) -> list[Scored]:
    marks = juries.marks_by_sheet(db, list({sheet.team_id for sheet in sheets}))
    return [
        Scored(
            juror=str(sheet.person_id),
            team=str(sheet.team_id),
            scores={str(c.id): _mark(marks.get(sheet.id, {}).get(c.id)) for c in criteria},
        )
        for sheet in sheets
    ]


def _mark(level: int | None) -> Decimal | None:
    return None if level is None else Decimal(level)
