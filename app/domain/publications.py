"""Results: computed, previewed, published in one act as a snapshot that never changes. (J5, J6)"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import incubations, journal, lifecycle, rubrics
from app.domain.guards import Ask
from app.domain.policy import ORGANISERS, Action, require
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Award, Criterion, Publication, Rubric, Sheet
from app.models.person import Person
from app.models.prototype import Prototype
from app.models.team import Team
from app.queries import juries, results
from app.queries import prototypes as prototype_queries
from app.schemas.result import PublishIn
from app.science.ranking import Criterion as Weighted
from app.science.ranking import Ranking, Rules, Rung, rank
from app.science.ranking import Sheet as Scored

NOT_SCORED: Final = code("not_scored", 409)
INPUTS_CHANGED: Final = code("inputs_changed", 409)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a défi's result would be if it were published now, and what it was computed from."""

    challenge: Challenge
    rubric: Rubric | None
    criteria: list[Criterion]
    teams: dict[str, Team]
    prototypes: dict[str, Prototype]
    sheets: list[Sheet]
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


def assess(db: Db, challenge: Challenge) -> Assessment:
    """Compute the result of a défi from its locked sheets; whoever shows it asks `ready` first."""
    rubric = juries.rubric_of(db, challenge.id)
    criteria = juries.criteria_of(db, rubric) if rubric else []
    teams = {str(team.id): team for team in juries.teams_of(db, challenge.id)}
    prototypes = {key: found for key, team in teams.items() if (found := prototype_queries.counting(db, team.id))}
    sheets = [sheet for sheet in _locked(db, challenge) if str(sheet.team_id) in teams]
    ranking = _rank(db, rubric, criteria, teams, sheets) if rubric else None
    inputs = {
        "ranking": ranking.fingerprint if ranking else None,
        "grid": rubric.fingerprint if rubric else None,
        "prototypes": {key: prototype.sha256 for key, prototype in prototypes.items()},
    }
    digest = hashlib.sha256(orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS)).hexdigest()
    progress = juries.progress_of(db, challenge)
    return Assessment(challenge, rubric, criteria, teams, prototypes, sheets, ranking, progress, digest)


def _locked(db: Db, challenge: Challenge) -> list[Sheet]:
    statement = select(Sheet).where(
        Sheet.challenge_id == challenge.id, col(Sheet.locked_at).is_not(None), col(Sheet.recused_at).is_(None)
    )
    return list(db.exec(statement.order_by(col(Sheet.id))))


def _rank(db: Db, rubric: Rubric, criteria: list[Criterion], teams: dict[str, Team], sheets: list[Sheet]) -> Ranking:
    marks = juries.marks_by_sheet(db, [team.id for team in teams.values()])
    scored = [
        Scored(
            juror=str(sheet.person_id),
            team=str(sheet.team_id),
            scores={str(c.id): _mark(marks.get(sheet.id, {}).get(c.id)) for c in criteria},
        )
        for sheet in sheets
    ]
    return rank(teams, scored, rules_of(rubric, criteria))


def _mark(level: int | None) -> Decimal | None:
    return None if level is None else Decimal(level)


def rules_of(rubric: Rubric, criteria: list[Criterion]) -> Rules:
    """Return a stored grid as the ranking wants it."""
    return Rules(
        criteria=tuple(Weighted(str(c.id), Decimal(c.weight)) for c in criteria),
        minimum_reads=rubric.minimum_reads,
        president_order=tuple(rubric.president_order) if rubric.president_id else (),
        co_award=rubric.co_award,
    )


def settle_tie(db: Db, actor: Person, challenge: Challenge, order: list[UUID], *, at: datetime) -> Rubric:
    """Keep the president's order of the teams; it decides only what grid and jury left equal."""
    require(db, actor, Action.SETTLE_TIE, challenge, at=at)
    rubric = rubrics.ensure(db, challenge, at=at)
    if rubric.president_id != actor.id:
        raise refuse(INVALID, N_("Only the president of this jury settles a tie."))
    if juries.published(db, challenge.id):
        raise rubrics.published()
    known = {team.id for team in juries.teams_of(db, challenge.id)}
    rubric.president_order = [str(team) for team in dict.fromkeys(order) if team in known]
    db.add(rubric)
    journal.record(db, challenge.hackathon_id, actor, Action.SETTLE_TIE, rubric, at=at, order=rubric.president_order)
    return rubric


def to_settle(db: Db, juror: Person, challenge: Challenge) -> list[list[Team]]:
    """Return the groups of teams that only the president can still set apart; none for anybody else, or before it is time."""
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None or rubric.president_id != juror.id or juries.published(db, challenge.id):
        return []
    found = assess(db, challenge)
    if not found.ready or found.ranking is None:
        return []
    equal = {tuple(sorted((row.team, *row.tied_with))) for row in found.ranking.rows if row.decided_by is Rung.TIE}
    return [[found.teams[key] for key in group] for group in sorted(equal)]


def publish(db: Db, actor: Person, challenge: Challenge, given: PublishIn, *, at: datetime) -> Publication:
    """Publish the result of a défi, for good: snapshot, awards, one incubation for each retained solution.

    The caller holds the stream's lock, so a sheet that arrives meanwhile is either counted or refused. Publishing again
    gives the same publication when it asks for the same, and is refused otherwise. The last défi takes the hackathon on
    to its results.
    """
    if (done := results.of_challenge(db, challenge.id)) is not None:
        return _same_again(db, actor, done, given, at=at)
    require(db, actor, Action.PUBLISH_RESULTS, challenge, at=at)
    if given.without_missing:
        rubrics.close_scoring(db, actor, challenge, at=at)
    found = assess(db, challenge)
    if not found.ready:
        raise refuse(NOT_SCORED, N_("Sheets are still awaited. Wait for them, or close the scoring first."))
    if given.inputs_sha256 and given.inputs_sha256 != found.inputs_sha256:
        raise refuse(INPUTS_CHANGED, N_("A sheet changed while you were reading. Look at the new result, then publish."))
    retained = set(found.first if given.retained is None else given.retained)
    if unknown := retained - {team.id for team in found.teams.values()}:
        raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="retained", team=str(min(unknown)))
    return _publish(db, actor, found, retained, at=at)


def _publish(db: Db, actor: Person, found: Assessment, retained: set[UUID], *, at: datetime) -> Publication:
    challenge, ranking = found.challenge, found.ranking
    assert ranking  # noqa: S101 - what is ready has one
    publication = Publication(
        challenge_id=challenge.id,
        hackathon_id=challenge.hackathon_id,
        published_at=at,
        published_by_id=actor.id,
        snapshot=_snapshot(found, retained),
        inputs_sha256=found.inputs_sha256,
    )
    db.add(publication)
    db.flush()
    for row in ranking.rows:
        team, prototype = found.teams[row.team], found.prototypes.get(row.team)
        db.add(
            Award(
                publication_id=publication.id,
                team_id=team.id,
                prototype_id=prototype.id if prototype else None,
                rank=row.rank,
                retained=team.id in retained,
            )
        )
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.PUBLISH_RESULTS, publication, at=at,
        challenge_id=challenge.id, inputs_sha256=found.inputs_sha256, retained=sorted(str(team) for team in retained),
        coverage=ranking.coverage, locked=found.progress.locked, expected=found.progress.expected,
    )  # fmt: skip
    hackathon = db.get_one(Hackathon, challenge.hackathon_id)
    for key, team in found.teams.items():
        if team.id in retained:
            title = found.prototypes[key].name or team.name
            incubations.open_for(db, actor, hackathon, challenge.id, team.id, title, at=at)
    lifecycle.enter_results(db, actor, hackathon, at=at)
    return publication


def _same_again(db: Db, actor: Person, done: Publication, given: PublishIn, *, at: datetime) -> Publication:
    """Answer a second publication: the same question has the same answer, another one comes too late."""
    if (refusal := ORGANISERS(Ask(db, actor, done, at))) is not None:
        raise Refused(refusal)
    retained = {UUID(team["team_id"]) for team in done.snapshot["teams"] if team["retained"]}
    asked = retained if given.retained is None else set(given.retained)
    if asked != retained or (given.inputs_sha256 or done.inputs_sha256) != done.inputs_sha256:
        raise rubrics.published()
    return done


def preview(db: Db, challenge: Challenge) -> dict[str, Any]:
    """Return what publishing now would do, as plain values; ranks and figures only where they may be looked at."""
    found = assess(db, challenge)
    shown = _snapshot(found, set(found.first))["teams"] if found.ready else []
    return {
        "challenge_id": challenge.id,
        "inputs_sha256": found.inputs_sha256,
        "ready": found.ready,
        "expected": found.progress.expected,
        "locked": found.progress.locked,
        "coverage": found.ranking.coverage.value if found.ranking and found.ready else "incomplete",
        "teams": shown,
    }


def _snapshot(found: Assessment, retained: set[UUID]) -> dict[str, Any]:
    """Return everything that pages will ever say about this result; no name of a juror is in it."""
    ranking = found.ranking
    assert found.rubric and ranking  # noqa: S101, PT018 - what is ready has both
    return {
        "challenge": found.challenge.title,
        "theme": found.challenge.theme,
        "method": ranking.method,
        "coverage": ranking.coverage.value,
        "scale": found.rubric.scale,
        "minimum_reads": found.rubric.minimum_reads,
        "grid_sha256": found.rubric.fingerprint,
        "jurors": len({sheet.person_id for sheet in found.sheets}),
        "reads": len(found.sheets),
        "awaited": found.progress.expected - found.progress.locked,
        "criteria": [{"id": str(c.id), "label": c.label, "weight": c.weight} for c in found.criteria],
        "teams": [
            {
                "team_id": row.team,
                "team": found.teams[row.team].name,
                "solution": found.prototypes[row.team].name if row.team in found.prototypes else None,
                "prototype_sha256": found.prototypes[row.team].sha256 if row.team in found.prototypes else None,
                "rank": row.rank,
                "status": row.status.value,
                "retained": UUID(row.team) in retained,
                "reads": row.reads,
                "score": _text(row.score),
                "lowest": _text(row.lowest),
                "highest": _text(row.highest),
                "first_places": row.first_places,
                "criteria": {name: str(mean) for name, mean in row.criteria.items()},
                "decided_by": row.decided_by.value if row.decided_by else None,
                "tied_with": list(row.tied_with),
            }
            for row in ranking.rows
        ],
        "feedback": {key: _feedback(key, found.sheets) for key in found.teams},
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _feedback(team: str, sheets: list[Sheet]) -> dict[str, list[str]]:
    """Return what jurors wrote to one team, in an order that says nothing about who wrote it."""

    def mixed(texts: list[str]) -> list[str]:
        return sorted((text for text in texts if text), key=lambda text: hashlib.sha256((team + text).encode()).digest())

    mine = [sheet for sheet in sheets if str(sheet.team_id) == team]
    return {"great": mixed([sheet.great for sheet in mine]), "think_about": mixed([sheet.think_about for sheet in mine])}
