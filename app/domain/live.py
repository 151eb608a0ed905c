"""Who hears of what while it happens. A stream tells that something was done, never what; the page then asks for what it may see.

An action that is not named here is heard by the organisers alone.
"""

from typing import Final

from app.domain.policy import Action
from app.queries.live import Circle

PUBLIC: Final = (
    Action.MOVE_PHASE, Action.PAUSE_HACKATHON, Action.RESUME_HACKATHON, Action.STOP_HACKATHON, Action.EDIT_HACKATHON,
    Action.ADD_STEP, Action.CHANGE_STEP, Action.REMOVE_STEP, Action.SHIFT_STEPS, Action.PUBLISH_RESULTS,
)  # fmt: skip
INSIDE: Final = (
    Action.ANNOUNCE, Action.PUBLISH_CHARTER, Action.SET_REVEAL, Action.ADOPT_PROPOSAL, Action.OPEN_SCORING, Action.CLOSE_SCORING,
)  # fmt: skip
HEARD: Final[dict[str, Circle]] = {**dict.fromkeys(PUBLIC, Circle.PUBLIC), **dict.fromkeys(INSIDE, Circle.INSIDE)}


def heard_by(action: str) -> Circle:
    """Return the widest circle that hears of an action."""
    return HEARD.get(action, Circle.ORGANISERS)
