"""Coaches, designers and mentors for all teams at once. (P5)"""

from typing import Any
from uuid import UUID

from app.domain import team_companions as verbs
from app.domain.policy import Action
from app.queries import hackathons
from app.schemas.composition import PlanIn, PlanOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["companions"])


def _out(found: verbs.Plan) -> dict[str, Any]:
    missing = {
        role: [{"team_id": one.place, "why": one.why, "number": one.number} for one in several]
        for role, several in found.missing.items()
    }
    return {"pairs": found.pairs, "new": found.new, "missing": missing, "fingerprint": found.fingerprint}


@router.get("/hackathons/{hackathon_id}/companion-plan", access=SIGNED_IN, response_model=PlanOut)
def plan_companions(hackathon_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Propose a coach, a designer and a mentor for each team that lacks one, and say who is missing and why; for organisers."""
    return _out(verbs.plan(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id)))


@router.post("/hackathons/{hackathon_id}/companion-plan/adoption", access=acting(Action.ASSIGN_COMPANION), response_model=PlanOut)
def adopt_companions(hackathon_id: UUID, given: PlanIn, caller: CallerDep, act: Act, now: Now) -> dict[str, Any]:
    """Give the teams the companions of the plan that one has seen."""
    found = verbs.plan(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))
    act(
        lambda db, me: verbs.adopt(db, me, hackathons.for_change(db, me, hackathon_id), found, given.fingerprint, at=now)
    )  # fmt: skip
    return _out(found)
