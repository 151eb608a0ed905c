"""Who did not come, and the repair of the teams. (P4)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import team_repairs as verbs
from app.domain.policy import Action
from app.models.person import Person
from app.models.team import TeamProposal
from app.queries import hackathons, team_proposals
from app.schemas.composition import AbsenceIn, RepairIn
from app.schemas.team import ProposalOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["teams"])


@router.get("/hackathons/{hackathon_id}/absences", access=SIGNED_IN, response_model=list[UUID])
def list_absences(hackathon_id: UUID, caller: CallerDep) -> list[UUID]:
    """List the people who are marked absent, for organisers."""
    return team_proposals.absent_ids(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post("/hackathons/{hackathon_id}/absences", access=acting(Action.MARK_ABSENT), status_code=204)
def mark_absent(hackathon_id: UUID, draft: AbsenceIn, act: Act, now: Now) -> None:
    """Mark people absent, or present again; their seats change by a repair only."""
    act(lambda db, me: verbs.mark(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.post(
    "/hackathons/{hackathon_id}/team-repairs", access=acting(Action.PROPOSE_REPAIR), response_model=ProposalOut, status_code=201
)
def repair_teams(hackathon_id: UUID, asked: RepairIn, caller: CallerDep, act: Act, now: Now) -> TeamProposal:
    """Ask for the fewest moves that mend the teams after no-shows and latecomers; a proposal like any other."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    prepared = verbs.prepare(caller.db, caller.person, hackathon, asked, at=now)

    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.ask(db, me, hackathons.for_change(db, me, hackathon_id), prepared, at=now)

    return act(unit)
