"""What people learned: one's own debrief, and those that were shared. (P12)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from app.domain import debriefs as verbs
from app.domain.policy import Action
from app.models.team import Debrief
from app.queries import debriefs, hackathons
from app.schemas.prototype import DebriefIn, DebriefOut, SharedDebrief
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["debriefs"])


@router.get("/hackathons/{hackathon_id}/debrief", access=SIGNED_IN, response_model=DebriefOut | None)
def read_my_debrief(hackathon_id: UUID, caller: CallerDep) -> Debrief | None:
    """Read one's own debrief; nobody else can."""
    return debriefs.mine(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.get("/hackathons/{hackathon_id}/debriefs", access=SIGNED_IN, response_model=list[SharedDebrief])
def list_shared_debriefs(hackathon_id: UUID, caller: CallerDep) -> Sequence[Row[Any]]:
    """List what people chose to share, by team and without their names; for organisers."""
    return debriefs.shared(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.put("/hackathons/{hackathon_id}/debrief", access=acting(Action.WRITE_DEBRIEF), response_model=DebriefOut)
def write_debrief(hackathon_id: UUID, given: DebriefIn, act: Act, now: Now) -> Debrief:
    """Write or change one's own debrief; it stays private until it is shared."""
    return act(lambda db, me: verbs.write(db, me, hackathons.for_change(db, me, hackathon_id), given, at=now))


@router.put("/hackathons/{hackathon_id}/debrief/shared", access=acting(Action.SHARE_DEBRIEF), response_model=DebriefOut)
def share_debrief(hackathon_id: UUID, act: Act, now: Now) -> Debrief:
    """Share one's debrief with the organisers and for the commons."""
    return act(lambda db, me: verbs.share(db, me, hackathons.for_change(db, me, hackathon_id), shared=True, at=now))


@router.delete("/hackathons/{hackathon_id}/debrief/shared", access=acting(Action.SHARE_DEBRIEF), response_model=DebriefOut)
def take_debrief_back(hackathon_id: UUID, act: Act, now: Now) -> Debrief:
    """Make one's debrief private again."""
    return act(lambda db, me: verbs.share(db, me, hackathons.for_change(db, me, hackathon_id), shared=False, at=now))
