"""What a public authority may observe. (A5)"""

from app.queries import observatory
from app.schemas.incubation import ObservedOut
from app.web.caller import CallerDep
from app.web.router import SIGNED_IN, Router

router = Router(tags=["observatory"])


@router.get("/observatory/solutions", access=SIGNED_IN, response_model=list[ObservedOut])
def list_observed_solutions(
    caller: CallerDep, hackathon: str = "", theme: str = "", outcome: str = "", place: str = ""
) -> list[observatory.Observed]:
    """List the published solutions of the hackathons that one observes, and what became of them."""
    wanted = {"hackathon": hackathon, "theme": theme, "outcome": outcome, "place": place}
    return observatory.solutions(caller.db, caller.person, **wanted)
