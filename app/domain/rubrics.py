"""The grid of a défi: edited until the first sheet, fingerprinted when scoring opens, closed before the result. (J1)"""

import hashlib
from datetime import datetime
from typing import Final

import orjson
from sqlmodel import Session as Db

from app.domain import journal
from app.domain.grid_default import default_grid
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Criterion, CriterionKind, Estimator, FeedbackPolicy, Rubric
from app.models.person import Person
from app.queries import juries, rounds
from app.schemas.jury import CRITERIA, GATES, SCALE, CriterionOut, GridIn, GridOut
from app.science import adjusting, guarding
from app.science.ranking import LADDER

GRID_LOCKED: Final = code("grid_locked", 409)
ROUND_CLOSED: Final = code("round_closed", 409)
HUNDRED: Final = 100
MOST: Final = {CriterionKind.SCORED: CRITERIA, CriterionKind.GATE: GATES, CriterionKind.BONUS: 1}


def published() -> Exception:
    return refuse(RESULTS_PUBLISHED, N_("The result of this challenge is published; its scoring cannot change any more."))


RESULTS_PUBLISHED: Final = code("results_published", 409)


def ensure(db: Db, challenge: Challenge, *, at: datetime) -> Rubric:
    """Return the grid of the round being read, storing the default one the first time; the caller holds the stream's lock."""
    rubric = rounds.current(db, challenge.id)
    if rubric is not None:
        return rubric
    rubric = Rubric(challenge_id=challenge.id, scale=SCALE, created_at=at)
    _write(db, rubric, default_grid())
    return rubric


def ensure_open(db: Db, challenge: Challenge, *, at: datetime) -> Rubric:
    """Return the round being read; refused (`round_closed`) when it is closed, since nobody is placed in it then."""
    rubric = ensure(db, challenge, at=at)
    if rubric.closed_at:
        raise refuse(ROUND_CLOSED, N_("This round is closed, so nobody is placed in it any more."))
    return rubric


def blank(challenge: Challenge) -> Rubric:
    """Return a round that is not stored, as one is before anybody changed it."""
    return Rubric(challenge_id=challenge.id, scale=SCALE, created_at=challenge.created_at)


def edit(db: Db, actor: Person, challenge: Challenge, grid: GridIn, *, at: datetime, position: int | None = None) -> Rubric:
    """Replace the grid of a round, the one being read unless told. Refuses once a sheet exists, and weights that miss 100."""
    require(db, actor, Action.EDIT_GRID, challenge, at=at)
    rubric = ensure(db, challenge, at=at)
    if position is not None:
        rubric = rounds.at(db, challenge.id, position) or rubric
        if rubric.position != position:
            raise NotFound
    if rubric.locked_at:
        raise refuse(GRID_LOCKED, N_("A juror has begun to score, so the grid cannot change any more."))
    _check(db, challenge, grid)
    for criterion in juries.criteria_of(db, rubric):
        db.delete(criterion)
    db.flush()
    _write(db, rubric, grid)
    journal.record(
        db, challenge.hackathon_id, actor, Action.EDIT_GRID, rubric, at=at,
        challenge_id=challenge.id, weights=[criterion.weight for criterion in grid.criteria],
    )  # fmt: skip
    return rubric


def _check(db: Db, challenge: Challenge, grid: GridIn) -> None:
    if not grid.criteria:
        raise refuse(INVALID, N_("A grid needs at least one criterion."), field_="c1.label.fr")
    for kind, most in MOST.items():
        if sum(criterion.kind is kind for criterion in grid.criteria) > most:
            raise refuse(INVALID, N_("A grid has six criteria, two gates and one bonus at most."))
    for number, criterion in enumerate(grid.criteria, 1):
        if not (criterion.label.fr or criterion.label.en):
            raise refuse(INVALID, N_("Give this criterion a name."), field_=f"c{number}.label.fr")
        if criterion.kind is not CriterionKind.SCORED and criterion.weight:
            raise refuse(INVALID, N_("Gates and bonuses weigh nothing: they stay beside the mean."), field_=f"c{number}.weight")
        if criterion.kind is CriterionKind.GATE and not (criterion.failed.fr or criterion.failed.en):
            raise refuse(INVALID, N_("Say what is shown when the answer is no."), field_=f"c{number}.failed.fr")
    total = sum(criterion.weight for criterion in grid.criteria)
    if total != HUNDRED:
        raise refuse(
            INVALID,
            N_("The weights sum to %(total)s; they must sum to 100. Change one of them."),
            field_="c1.weight",
            total=total,
        )
    if grid.president_id and grid.president_id not in {juror.id for juror in juries.jurors_of(db, challenge)}:
        raise refuse(INVALID, N_("Choose the president among the jurors of this challenge."), field_="president_id")


def _write(db: Db, rubric: Rubric, grid: GridIn) -> None:
    rubric.minimum_reads, rubric.co_award, rubric.president_id = grid.minimum_reads, grid.co_award, grid.president_id
    rubric.estimator, rubric.grace_minutes = grid.estimator, grid.grace_minutes
    rubric.awards, rubric.no_award, rubric.quorum = grid.awards, grid.no_award, grid.quorum
    rubric.feedback, rubric.contest_hours = grid.feedback, grid.contest_hours
    db.add(rubric)
    db.flush()
    criteria = [
        Criterion(
            rubric_id=rubric.id,
            position=position,
            kind=criterion.kind,
            failed=criterion.failed.model_dump() if criterion.kind is CriterionKind.GATE else {},
            label=criterion.label.model_dump(),
            hint=criterion.hint.model_dump(),
            weight=criterion.weight,
            anchors={str(level): anchor.model_dump() for level, anchor in enumerate(criterion.anchors, 1)},
        )
        for position, criterion in enumerate(grid.criteria, 1)
    ]
    db.add_all(criteria)
    if rubric.opened_at:
        rubric.fingerprint = fingerprint(rubric, criteria)
        db.add(rubric)
    db.flush()


def fingerprint(rubric: Rubric, criteria: list[Criterion]) -> str:
    """Return the SHA-256 of everything that was fixed before the first mark: criteria, anchors, minimum, estimator, ties."""
    body = {
        "scale": rubric.scale,
        "minimum_reads": rubric.minimum_reads,
        # Grids of plain means keep the fingerprint that they had when there was no choice.
        **({"estimator": adjusting.METHOD} if rubric.estimator is Estimator.ADJUSTED else {}),
        **({"grace_minutes": rubric.grace_minutes} if rubric.grace_minutes else {}),
        "co_award": rubric.co_award,
        **({"awards": rubric.awards} if rubric.awards > 1 else {}),
        **({"no_award": True} if rubric.no_award else {}),
        **({"quorum": rubric.quorum} if rubric.quorum else {}),
        **({"feedback": rubric.feedback.value} if rubric.feedback is not FeedbackPolicy.ALWAYS else {}),
        **({"contest_hours": rubric.contest_hours} if rubric.contest_hours else {}),
        "president": str(rubric.president_id) if rubric.president_id else None,
        **({"round": rubric.position} if rubric.position > 1 else {}),
        # By construction: no rule of the ranking reads a vote for a prize.
        **({"public_vote_share": 0} if rubric.prizes_apart else {}),
        # Written out for rounds made since then; before, they were in the code alone, and the same.
        **({"equal": list(LADDER), "far_marks": guarding.METHOD} if rubric.prizes_apart else {}),
        "criteria": [[c.position, c.label, c.hint, c.weight, c.anchors, *_apart(c)] for c in criteria],
    }
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _apart(criterion: Criterion) -> list[object]:
    """Return what a gate or a bonus adds; a criterion that counts keeps the fingerprint that it had before there were any."""
    return [] if criterion.kind is CriterionKind.SCORED else [criterion.kind.value, criterion.failed]


def open_scoring(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> Rubric:
    """Fix the fingerprint of the grid before anybody scores; doing it twice changes nothing."""
    require(db, actor, Action.OPEN_SCORING, challenge, at=at)
    rubric = ensure(db, challenge, at=at)
    if rubric.opened_at is None:
        _open(db, rubric, at)
        journal.record(
            db, challenge.hackathon_id, actor, Action.OPEN_SCORING, rubric, at=at,
            challenge_id=challenge.id, fingerprint=rubric.fingerprint,
        )  # fmt: skip
    return rubric


def lock_at_first_sheet(db: Db, rubric: Rubric, *, at: datetime) -> None:
    """Lock the grid, because the first sheet begins; where nobody opened the scoring, this opens it."""
    if rubric.locked_at is None:
        if rubric.opened_at is None:
            _open(db, rubric, at)
        rubric.locked_at = at
        db.add(rubric)
        db.flush()


def _open(db: Db, rubric: Rubric, at: datetime) -> None:
    rubric.opened_at = at
    rubric.fingerprint = fingerprint(rubric, juries.criteria_of(db, rubric))
    db.add(rubric)
    db.flush()


def close_scoring(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> Rubric:
    """Take no more sheets for this défi, so that the organiser may see its ranking; what is not locked will not count."""
    require(db, actor, Action.CLOSE_SCORING, challenge, at=at)
    rubric = ensure(db, challenge, at=at)
    if juries.published(db, challenge.id):
        raise published()
    if rubric.closed_at is None:
        rubric.closed_at = at
        db.add(rubric)
        progress = juries.progress_of(db, challenge, rubric)
        journal.record(
            db, challenge.hackathon_id, actor, Action.CLOSE_SCORING, rubric, at=at,
            challenge_id=challenge.id, locked=progress.locked, expected=progress.expected,
        )  # fmt: skip
    return rubric


def shown(db: Db, challenge: Challenge, position: int | None = None) -> GridOut:
    """Return the grid of a round as it stands, of the one being read unless told; the default one while none is stored."""
    rubric = rounds.current(db, challenge.id) if position is None else rounds.at(db, challenge.id, position)
    if rubric is None and (position or 1) > 1:
        raise NotFound
    if rubric is not None:
        criteria = [CriterionOut.model_validate(criterion) for criterion in juries.criteria_of(db, rubric)]
        return GridOut(**rubric.model_dump(exclude={"id", "created_at", "president_order"}), criteria=criteria)
    criteria = drafted(default_grid())
    return GridOut(**blank(challenge).model_dump(exclude={"id", "created_at", "president_order"}), criteria=criteria)


def drafted(grid: GridIn) -> list[CriterionOut]:
    """Return the criteria of a grid that is not stored, as they would be read."""
    return [
        CriterionOut(
            id=None,
            position=position,
            kind=criterion.kind,
            label=criterion.label.model_dump(),
            hint=criterion.hint.model_dump(),
            weight=criterion.weight,
            anchors={str(level): anchor.model_dump() for level, anchor in enumerate(criterion.anchors, 1)},
            failed=criterion.failed.model_dump(),
        )
        for position, criterion in enumerate(grid.criteria, 1)
    ]
