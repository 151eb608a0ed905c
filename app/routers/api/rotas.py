"""The rota of witnesses through the tables. (P5)"""

from typing import Any
from uuid import UUID

from app.domain import rotas as verbs
from app.domain.policy import Action
from app.models.hackathon import Hackathon
from app.queries import hackathons, rotas
from app.queries.applications import is_organiser
from app.schemas.rota import RotaIn, RotaOut
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["companions"])


def _seen(caller: Caller, hackathon: Hackathon) -> dict[str, Any]:
    """Return the turns that the caller may see and, for organisers, what each step's rota lacks."""
    missing = []
    if is_organiser(caller.db, caller.me, hackathon):
        made = set(rotas.steps_with_turns(caller.db, hackathon))
        steps = [step for step in hackathons.steps(caller.db, hackathon.id) if step.id in made]
        missing = [verbs.read(caller.db, caller.me, hackathon, step) for step in steps]
    return {"turns": rotas.seen(caller.db, caller.me, hackathon), "missing": missing}


@router.get("/hackathons/{hackathon_id}/rota", access=SIGNED_IN, response_model=RotaOut)
def read_rota(hackathon_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Say who visits which team when: everything to organisers, a witness's own turns, a team's visits."""
    return _seen(caller, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post("/hackathons/{hackathon_id}/rota", access=acting(Action.MAKE_ROTA), response_model=RotaOut)
def make_rota(hackathon_id: UUID, draft: RotaIn, caller: CallerDep, act: Act, now: Now) -> dict[str, Any]:
    """Plan the visits of a step, in place of those that have not begun."""
    act(lambda db, me: verbs.make(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))
    return _seen(caller, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.delete("/hackathons/{hackathon_id}/rota/{step_id}", access=acting(Action.CLEAR_ROTA), status_code=204)
def clear_rota(hackathon_id: UUID, step_id: UUID, act: Act, now: Now) -> None:
    """Take the rota of a step back."""
    act(lambda db, me: verbs.clear(db, me, rotas.step_for_change(db, me, hackathon_id, step_id), at=now))
