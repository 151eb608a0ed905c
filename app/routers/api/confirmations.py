"""Sheets that their jurors are asked to look at again before the result. (J5)"""

from typing import Any
from uuid import UUID

from app.domain import confirmations
from app.domain.policy import Action
from app.queries import juries
from app.schemas.jury import SecondLooksOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["jury"])


@router.get("/challenges/{challenge_id}/second-looks", access=SIGNED_IN, response_model=SecondLooksOut)
def read_second_looks(challenge_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return which of one's own sheets stand far from the others', once every sheet is in; and, to who presides, the podium."""
    challenge = juries.challenge(caller.db, caller.person, challenge_id)
    return {
        "teams": confirmations.asked(caller.db, caller.person, challenge),
        "podium_differs": confirmations.podium_differs(caller.db, caller.person, challenge, at=caller.now),
    }


@router.post("/teams/{team_id}/sheet/confirmation", access=acting(Action.CONFIRM_SHEET), status_code=204)
def confirm_sheet(team_id: UUID, act: Act, now: Now) -> None:
    """Stand by one's sheet; if it was a slip, ask an organiser to give it back instead."""
    act(lambda db, me: confirmations.confirm(db, me, juries.team_for_change(db, me, team_id), at=now))
