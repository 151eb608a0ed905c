"""What a sponsor follows. (A2, A6)"""

from typing import Any
from uuid import UUID

from app.queries import portfolios
from app.schemas.incubation import PortfolioOut
from app.web.caller import CallerDep
from app.web.router import SIGNED_IN, Router

router = Router(tags=["portfolios"])


@router.get("/organisations/{organisation_id}/portfolio", access=SIGNED_IN, response_model=PortfolioOut)
def read_portfolio(organisation_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return the solutions of the hackathons that an organisation sponsors, and its own people's time by mode."""
    return portfolios.portfolio(caller.db, caller.me, organisation_id, now=caller.now).out()
