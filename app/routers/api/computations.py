"""Searches in the background: how far they are, and to stop one. (P4, C7)"""

from uuid import UUID

from app.domain import computations as verbs
from app.domain.policy import Action
from app.models.computation import Computation
from app.queries import computations
from app.schemas.computation import ComputationOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["searches"])


@router.get("/computations/{computation_id}", access=SIGNED_IN, response_model=ComputationOut)
def see_computation(computation_id: UUID, caller: CallerDep) -> Computation:
    """See how far a search is; for the hackathon's organisers."""
    return computations.seen(caller.db, caller.me, computation_id)


@router.post(
    "/computations/{computation_id}/cancellation", access=acting(Action.CANCEL_COMPUTATION), response_model=ComputationOut
)
def cancel_computation(computation_id: UUID, act: Act, now: Now) -> Computation:
    """Ask a search to stop; what it found so far is kept with its subject."""
    return act(lambda db, me: verbs.cancel(db, me, computations.for_change(db, me, computation_id), at=now))
