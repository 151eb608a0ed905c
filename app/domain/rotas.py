"""The rota of witnesses through the tables: made, made again, taken back, and moved with its step. (P5)"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain import journal, rota_people
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon, Step
from app.models.person import Person
from app.models.team import RotaTurn
from app.queries import rotas as queries
from app.queries.applications import need_organiser
from app.schemas.rota import RotaIn

NO_WITNESS: Final = code("no_witness", 409)
NO_TABLE: Final = code("no_table", 409)
STEP_OVER: Final = code("step_over", 409)
MOST: Final = 24  # visits in one rota
Slot = tuple[datetime, datetime]


def slots(step: Step, minutes: int, between: int) -> list[Slot]:
    """Return the visits that fit in a step, each of some minutes, with so many between two of them."""
    long, pause = timedelta(minutes=minutes), timedelta(minutes=between)
    starts, found = step.starts_at, list[Slot]()
    while starts + long <= step.ends_at:
        found.append((starts, starts + long))
        starts += long + pause
    return found


def make(db: Session, actor: Person, hackathon: Hackathon, draft: RotaIn, *, at: datetime) -> Step:
    """Plan who visits which table in which slot of a step; what was planned before goes, but for visits that have begun.

    Witnesses who are marked absent, or named in `without`, or busy in another step at that time, get no turn. Nobody is
    sent to a table that they visited in another step. Returns the step.
    """
    require(db, actor, Action.MAKE_ROTA, hackathon, at=at)
    step = db.get(Step, draft.step_id)
    if step is None or step.hackathon_id != hackathon.id:
        raise refuse(INVALID, N_("Choose a step of the run of show."), field_="step_id")
    before = list(db.exec(select(RotaTurn).where(RotaTurn.hackathon_id == hackathon.id)))
    begun = [turn for turn in before if turn.step_id == step.id and turn.starts_at <= at]
    open_ = _open_slots(step, draft, begun, at)
    kept = [turn for turn in before if turn.step_id != step.id or turn.starts_at <= at]
    busy = {turn.person_id for turn in kept if turn.starts_at < open_[-1][1] and turn.ends_at > open_[0][0]}
    tables = rota_people.tables(db, hackathon, step)
    people = rota_people.witnesses(db, hackathon, kept, without={*draft.without, *busy})
    if not tables:
        raise refuse(NO_TABLE, N_("There is no team yet to visit. Compose the teams first."))
    if not people:
        raise refuse(NO_WITNESS, N_("No witness can come to this step. Invite witnesses first, or leave nobody out."))
    from app.science.companion_rota import rota  # noqa: PLC0415 - the solver is for who composes only

    found = rota(people, tables, len(open_), seed=draft.seed)
    for turn in before:
        if turn not in kept:
            db.delete(turn)
    db.flush()
    made = [
        RotaTurn(
            hackathon_id=hackathon.id, step_id=step.id, person_id=UUID(person), team_id=UUID(team), starts_at=starts, ends_at=ends
        )
        for (starts, ends), visits in zip(open_, found.rounds, strict=True)
        for team, person in visits.items()
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.MAKE_ROTA, step, at=at, turns=len(made), kept=len(begun), visits=len(open_),
        minutes=draft.minutes, between=draft.between, seed=draft.seed, without=[str(one) for one in draft.without],
    )  # fmt: skip
    return step


def _open_slots(step: Step, draft: RotaIn, begun: Sequence[RotaTurn], at: datetime) -> list[Slot]:
    """Return the visits that can still be planned; refused when there is none, or more than a rota can have."""
    fitting = slots(step, draft.minutes, draft.between)
    if not fitting:
        length = int((step.ends_at - step.starts_at) / timedelta(minutes=1))
        raise refuse(INVALID, N_("This step lasts %(length)s minutes: give shorter visits."), field_="minutes", length=length)
    if len(fitting) > MOST:
        raise refuse(INVALID, N_("More than %(most)s visits: give longer ones."), field_="minutes", most=MOST)
    free_from = max([at, *(turn.ends_at for turn in begun)]) if begun else at
    found = [slot for slot in fitting if slot[0] >= free_from]
    if not found:
        raise refuse(STEP_OVER, N_("No visit of this step is still to come. Choose another step."), field_="step_id")
    return found


def clear(db: Session, actor: Person, step: Step, *, at: datetime) -> Step:
    """Take the rota of a step back, as a whole."""
    require(db, actor, Action.CLEAR_ROTA, step, at=at)
    taken = _of_step(db, step)
    if taken:
        db.exec(sa.delete(RotaTurn).where(col(RotaTurn.step_id) == step.id))
        journal.record(db, step.hackathon_id, actor, Action.CLEAR_ROTA, step, at=at, turns=len(taken))
    return step


def follow(db: Session, step: Step, span: timedelta) -> None:
    """Move the turns of a step that moved."""
    if span:
        _put_back(db, _of_step(db, step), lambda turn: (turn.starts_at + span, turn.ends_at + span))


def resume(db: Session, hackathon: Hackathon, *, since: datetime, span: timedelta) -> None:
    """Move what was still to come when a pause began; a turn under way ends later."""
    later = db.exec(select(RotaTurn).where(RotaTurn.hackathon_id == hackathon.id, col(RotaTurn.ends_at) > since))
    _put_back(db, list(later), lambda turn: (turn.starts_at + span * (turn.starts_at > since), turn.ends_at + span))


def forget(db: Session, step: Step) -> None:
    """Delete the turns of a step that is taken out of the run of show."""
    db.exec(sa.delete(RotaTurn).where(col(RotaTurn.step_id) == step.id))


def _of_step(db: Session, step: Step) -> list[RotaTurn]:
    return list(db.exec(select(RotaTurn).where(RotaTurn.step_id == step.id)))


def _put_back(db: Session, turns: Sequence[RotaTurn], times: Callable[[RotaTurn], Slot]) -> None:
    """Give turns other times: taken out and put back, since one by one a witness would stand at two tables at once."""
    moved = [(turn.model_dump(exclude={"starts_at", "ends_at"}), times(turn)) for turn in turns]
    for turn in turns:
        db.delete(turn)
    db.flush()
    db.add_all([RotaTurn(**values, starts_at=starts_at, ends_at=ends_at) for values, (starts_at, ends_at) in moved])
    db.flush()


@dataclass(frozen=True, slots=True)
class Unheard:
    """A team that hears nobody in some visits, and why (see `science.companion_types.Missing`)."""

    team_id: UUID
    visits: int
    why: str


@dataclass(frozen=True, slots=True)
class StepRota:
    """One step's rota as organisers read it: its slots, its turns by team and slot, and what it lacks."""

    step_id: UUID
    slots: list[Slot]
    turns: dict[UUID, dict[datetime, Any]]
    unheard: list[Unheard]
    without_turn: list[UUID]

    @property
    def empty(self) -> int:
        """How many visits of the teams have no witness."""
        return sum(one.visits for one in self.unheard)


def read(db: Session, viewer: Person | None, hackathon: Hackathon, step: Step) -> StepRota:
    """Return the rota of a step with who is missing, for organisers; a step without any has no slots."""
    need_organiser(db, viewer, hackathon)
    found = queries.turns(db, col(RotaTurn.step_id) == step.id)
    times = sorted({(turn.starts_at, turn.ends_at) for turn in found})
    by_team: dict[UUID, dict[datetime, Any]] = {}
    for turn in found:
        by_team.setdefault(turn.team_id, {})[turn.starts_at] = turn
    placed = {turn.person_id for turn in found}
    tables = rota_people.tables(db, hackathon, step) if times else []
    people = rota_people.witnesses(db, hackathon, (), without=()) if times else []
    unheard = [
        Unheard(UUID(table.id), free, rota_people.why(table, people))
        for table in tables
        if (free := len(times) - len(by_team.get(UUID(table.id), {})))
    ]
    without_turn = [row.person_id for row in queries.witnesses(db, hackathon) if row.person_id not in placed] if times else []
    return StepRota(step.id, times, by_team, unheard, without_turn)
