"""Grids, ties, scoring opened and closed, progress. (J1, J2)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import publications, rubrics, ties
from app.domain.policy import Action
from app.models.jury import Rubric, Tie
from app.models.person import Person
from app.queries import hackathons, juries
from app.schemas.jury import GridIn, GridOut, OrderIn, ProgressOut, TieIn, TieOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["jury"])


@router.get("/challenges/{challenge_id}/grid", access=SIGNED_IN, response_model=GridOut)
def read_grid(challenge_id: UUID, caller: CallerDep) -> GridOut:
    """Return the grid of a défi to its jury and its organisers; the default one until it is changed."""
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id))


@router.put("/challenges/{challenge_id}/grid", access=acting(Action.EDIT_GRID), response_model=GridOut)
def edit_grid(challenge_id: UUID, grid: GridIn, act: Act, caller: CallerDep, now: Now) -> GridOut:
    """Replace the grid; refused once a juror began to score."""
    act(lambda db, me: rubrics.edit(db, me, juries.challenge_for_change(db, me, challenge_id), grid, at=now))
    return rubrics.shown(caller.db, juries.challenge(caller.db, caller.person, challenge_id))


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
