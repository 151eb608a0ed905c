"""Rounds of a défi's jury: added and taken away before they begin, and who goes on after one of them. (J1)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal, rubrics
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.calibration import Example, ExampleSheet
from app.models.challenge import Challenge
from app.models.jury import Criterion, Panelist, Rubric, Seat
from app.models.paper import PaperSheet
from app.models.person import Person
from app.queries import juries, rounds
from app.schemas.jury import RoundIn

ROUND_OPEN: Final = code("round_open", 409)
ROUND_BEGUN: Final = code("round_begun", 409)
MOST: Final = 3


def add(db: Db, actor: Person, challenge: Challenge, given: RoundIn, *, at: datetime) -> Rubric:
    """Add a round after the others, which decides from then on; it begins with the grid of the one before."""
    require(db, actor, Action.ADD_ROUND, challenge, at=at)
    if juries.published(db, challenge.id):
        raise rubrics.published()
    rubrics.ensure(db, challenge, at=at)
    last = rounds.rounds_of(db, challenge.id)[-1]
    if last.position >= MOST:
        raise refuse(INVALID, N_("Three rounds are the most."))
    if last.closed_at is not None:
        raise refuse(ROUND_BEGUN, N_("The last round is closed, so that none can come after it any more."))
    if given.before.fr or given.before.en:
        last.name = given.before.model_dump()
        db.add(last)
    kept = {"id", "created_at", "position", "name", "opened_at", "locked_at", "closed_at", "fingerprint", "goes_on", "reads"}
    made = Rubric(
        **last.model_dump(exclude=kept | {"president_order"}), position=last.position + 1, name=given.name.model_dump(),
        created_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    for criterion in juries.criteria_of(db, last):
        db.add(Criterion(**criterion.model_dump(exclude={"id", "rubric_id"}), rubric_id=made.id))
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.ADD_ROUND, made, at=at, challenge_id=challenge.id, position=made.position
    )
    return made


def remove(db: Db, actor: Person, challenge: Challenge, position: int, *, at: datetime) -> None:
    """Take the last round away, unless it is the only one, or its scoring was opened (`round_begun`)."""
    require(db, actor, Action.REMOVE_ROUND, challenge, at=at)
    found = rounds.rounds_of(db, challenge.id)
    if len(found) < 2 or found[-1].position != position:  # noqa: PLR2004 - one round stays
        raise NotFound
    last = found[-1]
    if last.opened_at is not None or found[-2].closed_at is not None:
        raise refuse(ROUND_BEGUN, N_("This round has begun, so it stays."))
    journal.record(
        db, challenge.hackathon_id, actor, Action.REMOVE_ROUND, last, at=at, challenge_id=challenge.id, position=position
    )
    for table in (Seat, Panelist, Criterion, Example, ExampleSheet, PaperSheet):
        for row in db.exec(select(table).where(table.rubric_id == last.id)):
            db.delete(row)
    db.flush()
    db.delete(last)
    db.flush()


def choose(db: Db, actor: Person, challenge: Challenge, teams: list[UUID], *, at: datetime) -> Rubric:
    """Say which teams go on from the round that closed last to the next one, until somebody begins to score there."""
    require(db, actor, Action.CHOOSE_FINALISTS, challenge, at=at)
    found = rounds.rounds_of(db, challenge.id)
    closed = [rubric for rubric in found[:-1] if rubric.closed_at is not None]
    if not closed:
        raise refuse(ROUND_OPEN, N_("Close the scoring of the first round, then choose who goes on."))
    before = closed[-1]
    after = next(rubric for rubric in found if rubric.position > before.position)
    if after.locked_at is not None:
        raise refuse(ROUND_BEGUN, N_("A juror has begun to score the next round, so its teams stay."))
    if strangers := set(teams) - {team.id for team in juries.teams_in(db, challenge.id, before)}:
        raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="teams", team=str(min(strangers)))
    before.goes_on = sorted(str(team) for team in set(teams))
    db.add(before)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.CHOOSE_FINALISTS, before, at=at,
        challenge_id=challenge.id, position=before.position, goes_on=before.goes_on,
    )  # fmt: skip
    return before
