"""Who reads whom in a jury: proposals, seats, and what each juror may read. (J3)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import panel_plans, panel_searches, panels, rubrics, ties
from app.domain.policy import Action
from app.models.computation import Computation
from app.models.jury import Panelist, Rubric, Tie
from app.models.person import Person
from app.queries import juries, rounds
from app.queries import panels as queries
from app.schemas.computation import ComputationOut
from app.schemas.jury import TieIn
from app.schemas.panel import PanelistIn, PanelsIn, PanelsOut
from app.web.caller import Act, CallerDep, Now
from app.web.panel_words import say
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["panels"])
CHANGES = 50
Why = Annotated[str, Query(max_length=1000)]


@router.get("/challenges/{challenge_id}/panels", access=SIGNED_IN, response_model=PanelsOut)
def read_panels(challenge_id: UUID, given: Annotated[PanelsIn, Query()], caller: CallerDep) -> dict[str, Any]:
    """Return who reads each team in the round being read, and a proposal with what it lacks; nothing of it is stored.

    Of a large jury the proposal is what the newest search found, as long as it answers what is asked here.
    """
    challenge = juries.challenge_of_organiser(caller.db, caller.person, challenge_id)
    rubric = rounds.current(caller.db, challenge.id) or rubrics.blank(challenge)
    plan = panel_plans.propose(caller.db, challenge, rubric, given)
    return {
        "round": rubric.position,
        "assigned": bool(plan.known.now),
        "panels": panel_plans.lines(plan),
        "changes": queries.changes_of(plan.known)[:CHANGES],
        "proposal": {
            "fingerprint": plan.fingerprint,
            "answer": plan.answer,
            "search": plan.search,
            "reads": plan.reads,
            "jurors_needed": panel_plans.needed(plan, given),
            "parts": plan.found.parts,
            "overlaps": list(plan.found.overlaps),
            "loads": plan.found.loads,
            "stand_ins": plan.found.stand_ins,
            "seats": plan.found.seats,
            "new": len(plan.new),
            "gone": len(plan.gone),
            "lacks": [
                {**lack._asdict(), "team_id": lack.team, "words": say(lack, plan, caller.locale)}
                for lack in panel_plans.blamed(plan)
            ],
        },
    }


@router.post(
    "/challenges/{challenge_id}/panels/searches",
    access=acting(Action.SEARCH_PANELS),
    status_code=202,
    response_model=ComputationOut,
)
def search_panels(challenge_id: UUID, given: PanelsIn, act: Act, now: Now) -> Computation:
    """Let a worker search who reads whom in a large jury; `GET` with the same values then shows what it found, to be applied.

    A small jury needs none: its proposal is there at once.
    """
    return act(lambda db, me: panel_searches.ask(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))


@router.put("/challenges/{challenge_id}/panels", access=acting(Action.ASSIGN_JURORS), status_code=204)
def assign_jurors(challenge_id: UUID, given: PanelsIn, act: Act, now: Now) -> None:
    """Give the seats of a proposal; with the fingerprint of the one that was looked at, refused when it is another one now."""

    def unit(db: Db, me: Person) -> Rubric:
        return panels.apply(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

    act(unit)


@router.put("/challenges/{challenge_id}/panels/{team_id}/{juror_id}", access=acting(Action.SEAT_JUROR), status_code=204)
def seat_juror(challenge_id: UUID, team_id: UUID, juror_id: UUID, act: Act, now: Now) -> None:
    """Put a juror before a team by hand; solving again leaves them there."""
    act(
        lambda db, me: panels.seat(
            db, me, juries.challenge_for_change(db, me, challenge_id), juror_id, team_id, sits=True, at=now
        )
    )


@router.delete("/challenges/{challenge_id}/panels/{team_id}/{juror_id}", access=acting(Action.SEAT_JUROR), status_code=204)
def unseat_juror(challenge_id: UUID, team_id: UUID, juror_id: UUID, act: Act, now: Now, *, remember: bool = True) -> None:
    """Take a juror away from a team that they have not begun to read; solving again keeps them away.

    With `remember=false`, also later, the machine may place them there again.
    """
    act(
        lambda db, me: panels.seat(
            db, me, juries.challenge_for_change(db, me, challenge_id), juror_id, team_id, sits=False, remember=remember, at=now
        )
    )


@router.put("/challenges/{challenge_id}/panels/{team_id}/{juror_id}/tie", access=acting(Action.RECORD_TIE), status_code=204)
def recuse_juror(challenge_id: UUID, team_id: UUID, juror_id: UUID, *, given: TieIn, act: Act, now: Now) -> None:
    """Keep a juror from a team, with what ties them to it; their sheet counts no more, and somebody else reads instead."""

    def unit(db: Db, me: Person) -> Tie:
        challenge = juries.challenge_for_change(db, me, challenge_id)
        return ties.recuse(db, me, *juries.pair_of(db, challenge, juror_id, team_id), given, at=now)

    act(unit)


@router.delete("/challenges/{challenge_id}/panels/{team_id}/{juror_id}/tie", access=acting(Action.WITHDRAW_TIE), status_code=204)
def withdraw_tie(challenge_id: UUID, team_id: UUID, juror_id: UUID, *, act: Act, now: Now, reason: Why = "") -> None:
    """Take back a tie that was a mistake: what was read counts again. One that the juror declared asks for a reason."""

    def unit(db: Db, me: Person) -> None:
        challenge = juries.challenge_for_change(db, me, challenge_id)
        ties.withdraw(db, me, *juries.pair_of(db, challenge, juror_id, team_id), reason, at=now)

    act(unit)


@router.put("/challenges/{challenge_id}/panelists/{juror_id}", access=acting(Action.NAME_PANELIST), status_code=204)
def name_panelist(challenge_id: UUID, juror_id: UUID, given: PanelistIn, act: Act, now: Now) -> None:
    """Say how much a juror may read in this round, their sector, whether they stand by; a mentor who is named becomes a juror."""

    def unit(db: Db, me: Person) -> Panelist:
        return panels.name(db, me, juries.challenge_for_change(db, me, challenge_id), juror_id, given, at=now)

    act(unit)
