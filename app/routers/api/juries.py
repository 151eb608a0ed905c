"""Grids, ties, scoring opened and closed, progress. (J1, J2)"""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import grid_templates, jury_rounds, publications, reminders, rubrics, ties
from app.domain.policy import Action
from app.models.jury import Rubric, Tie
from app.models.person import Person
from app.queries import hackathons, juries, rounds
from app.schemas.jury import FinalistsIn, GridIn, GridOut, OrderIn, ProgressOut, RemindedOut, RoundIn, TemplateOut, TieIn, TieOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["jury"])
Position = Annotated[int | None, Query(alias="round", ge=1, le=3, description="Which round; the one being read unless said.")]


@router.get("/grid-templates", access=SIGNED_IN, response_model=list[TemplateOut])
def read_grid_templates() -> list[TemplateOut]:
    """Return the grids to start from, with every anchor, in the form that a grid is given in."""
    return grid_templates.templates()


@router.get("/challenges/{challenge_id}/grid", access=SIGNED_IN, response_model=GridOut)
def read_grid(challenge_id: UUID, caller: CallerDep, position: Position = None) -> GridOut:
    """Return the grid of a round to its jury and its organisers, of the one being read unless told; the default one at first."""
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id), position)


@router.get("/challenges/{challenge_id}/rounds", access=SIGNED_IN, response_model=list[GridOut])
def read_rounds(challenge_id: UUID, caller: CallerDep) -> list[GridOut]:
    """Return the rounds of a défi's jury with their grids, in the order in which they are read; the last decides."""
    challenge = juries.challenge(caller.db, caller.person, challenge_id)
    found = rounds.rounds_of(caller.db, challenge.id)
    return [rubrics.shown(caller.db, challenge, one.position) for one in found] or [rubrics.shown(caller.db, challenge)]


@router.post("/challenges/{challenge_id}/rounds", access=acting(Action.ADD_ROUND), status_code=201, response_model=GridOut)
def add_round(challenge_id: UUID, given: RoundIn, act: Act, caller: CallerDep, now: Now) -> GridOut:
    """Add a round after the others, for instance a final after a preselection; it begins with the grid of the one before."""

    def unit(db: Db, me: Person) -> int:
        return jury_rounds.add(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now).position

    position = act(unit)
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id), position)


@router.delete("/challenges/{challenge_id}/rounds/{position}", access=acting(Action.REMOVE_ROUND), status_code=204)
def remove_round(challenge_id: UUID, position: int, act: Act, now: Now) -> None:
    """Take the last round away, unless it has begun."""
    act(lambda db, me: jury_rounds.remove(db, me, juries.challenge_for_change(db, me, challenge_id), position, at=now))


@router.put("/challenges/{challenge_id}/finalists", access=acting(Action.CHOOSE_FINALISTS), status_code=204)
def choose_finalists(challenge_id: UUID, given: FinalistsIn, act: Act, now: Now) -> None:
    """Say which teams go on from the round that closed last; the others are not rankable, never last."""

    def unit(db: Db, me: Person) -> Rubric:
        return jury_rounds.choose(db, me, juries.challenge_for_change(db, me, challenge_id), given.teams, at=now)

    act(unit)


@router.put("/challenges/{challenge_id}/grid", access=acting(Action.EDIT_GRID), response_model=GridOut)
def edit_grid(  # noqa: PLR0917 - FastAPI passes them by name
    challenge_id: UUID, grid: GridIn, act: Act, caller: CallerDep, now: Now, position: Position = None
) -> GridOut:
    """Replace the grid of a round, of the one being read unless told; refused once a juror began to score."""

    def unit(db: Db, me: Person) -> Rubric:
        return rubrics.edit(db, me, juries.challenge_for_change(db, me, challenge_id), grid, at=now, position=position)

    act(unit)
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id), position)


@router.post("/challenges/{challenge_id}/scoring/open", access=acting(Action.OPEN_SCORING), response_model=GridOut)
def open_scoring(challenge_id: UUID, act: Act, caller: CallerDep, now: Now) -> GridOut:
    """Fix the fingerprint of the grid before the first mark."""

    def unit(db: Db, me: Person) -> Rubric:
        return rubrics.open_scoring(db, me, juries.challenge_for_change(db, me, challenge_id), at=now)

    act(unit)
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id))


@router.post("/challenges/{challenge_id}/scoring/close", access=acting(Action.CLOSE_SCORING), response_model=GridOut)
def close_scoring(challenge_id: UUID, act: Act, caller: CallerDep, now: Now) -> GridOut:
    """Take no more sheets; those that are not locked will not count."""

    def unit(db: Db, me: Person) -> Rubric:
        return rubrics.close_scoring(db, me, juries.challenge_for_change(db, me, challenge_id), at=now)

    act(unit)
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id))


@router.post("/challenges/{challenge_id}/reminders", access=acting(Action.REMIND_JURORS), response_model=RemindedOut)
def remind_jurors(challenge_id: UUID, act: Act, now: Now) -> RemindedOut:
    """Write to the jurors who have teams left in the round being read, not more often than every quarter of an hour."""

    def unit(db: Db, me: Person) -> int:
        return reminders.remind_now(db, me, juries.challenge_for_change(db, me, challenge_id), at=now)

    return RemindedOut(jurors=act(unit))


@router.put("/challenges/{challenge_id}/president-order", access=acting(Action.SETTLE_TIE), status_code=204)
def settle_tie(challenge_id: UUID, given: OrderIn, act: Act, now: Now) -> None:
    """Put the teams in the president's order, which decides only what the grid left equal."""

    def unit(db: Db, me: Person) -> Rubric:
        return publications.settle_tie(db, me, juries.challenge_for_change(db, me, challenge_id), given.teams, at=now)

    act(unit)


@router.get("/hackathons/{slug}/jury-progress", access=SIGNED_IN, response_model=list[ProgressOut])
def read_jury_progress(slug: str, caller: CallerDep) -> list[juries.Progress]:
    """Return how far the scoring is, in counts; never a mark."""
    return juries.progress_for(caller.db, caller.person, hackathons.by_slug(caller.db, caller.person, slug))


@router.put("/teams/{team_id}/tie", access=acting(Action.DECLARE_TIE), response_model=TieOut)
def declare_tie(team_id: UUID, given: TieIn, act: Act, now: Now) -> Tie:
    """Say what ties one to a team, or that nothing does; then its work opens."""
    return act(lambda db, me: ties.declare(db, me, juries.team_for_change(db, me, team_id), given, at=now))


@router.post("/teams/{team_id}/tie/deny", access=acting(Action.DENY_TIE), response_model=TieOut)
def deny_tie(team_id: UUID, act: Act, now: Now) -> Tie:
    """Say that the tie one declared was a mistake: nothing ties one to the team. Until the scoring closes.

    What one had read counts again; whoever sat down in one's place meanwhile keeps it. The organisers are told.
    """
    return act(lambda db, me: ties.deny(db, me, juries.team_for_change(db, me, team_id), at=now))
