"""Compositions that the machine searches: asked for, kept, run again, adopted. (P4)"""

from typing import Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import team_demands, team_repairs, team_variants
from app.domain import team_proposals as verbs
from app.domain.policy import Action
from app.errors import refuse
from app.i18n import N_
from app.models.person import Person
from app.models.team import TeamProposal
from app.queries import hackathons, team_export, team_proposals
from app.schemas.composition import AdoptIn, ChangeOut, VariantIn
from app.schemas.team import ProposalIn, ProposalOut, ProposalRow
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["teams"])


@router.get("/hackathons/{hackathon_id}/team-proposals", access=SIGNED_IN, response_model=list[ProposalRow])
def list_proposals(
    hackathon_id: UUID, caller: CallerDep, limit: int = Query(50, ge=1, le=200), offset: int = Query(0, ge=0, le=100_000)
) -> Any:
    """List the runs that are kept, the newest first, for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return team_proposals.proposals(caller.db, caller.me, hackathon, limit=limit, offset=offset)


@router.post(
    "/hackathons/{hackathon_id}/team-proposals", access=acting(Action.PROPOSE_TEAMS), response_model=ProposalOut, status_code=201
)
def propose_teams(hackathon_id: UUID, asked: ProposalIn, caller: CallerDep, act: Act, now: Now) -> TeamProposal:
    """Ask for balanced teams: a worker searches; advice that changes nothing until a person adopts it."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    prepared = team_demands.prepare(caller.db, caller.person, hackathon, asked, at=now)
    if not asked.insist and (wrong := verbs.impossible(prepared)):
        what = ", ".join(dict.fromkeys(one["code"] for one in wrong))
        raise refuse(verbs.DEMAND_IMPOSSIBLE, N_("These demands cannot all be met: %(what)s."), what=what)

    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.ask(db, me, hackathons.for_change(db, me, hackathon_id), prepared, at=now)

    return act(unit)


@router.get("/team-proposals/{proposal_id}", access=SIGNED_IN, response_model=ProposalOut)
def read_proposal(proposal_id: UUID, caller: CallerDep) -> TeamProposal:
    """Return a proposal with its inputs, seed, result and reasons, for organisers."""
    return team_proposals.proposal(caller.db, caller.me, proposal_id)


@router.get("/team-proposals/{proposal_id}/export", access=SIGNED_IN, response_model=dict[str, Any])
def export_proposal(proposal_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return a run under pseudonyms: inputs, weights, seed, method and result, from which anyone can search again."""
    return team_export.pseudonymised(team_proposals.proposal(caller.db, caller.me, proposal_id))


@router.post(
    "/team-proposals/{proposal_id}/repetitions", access=acting(Action.PROPOSE_TEAMS), response_model=ProposalOut, status_code=201
)
def repeat_proposal(proposal_id: UUID, act: Act, now: Now) -> TeamProposal:
    """Search again with the same inputs and seed; the fingerprint tells whether the same is found."""
    return act(lambda db, me: verbs.repeat(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now))


@router.post("/team-proposals/{proposal_id}/adoption", access=acting(Action.ADOPT_PROPOSAL), response_model=ProposalOut)
def adopt_proposal(proposal_id: UUID, caller: CallerDep, act: Act, now: Now, asked: AdoptIn | None = None) -> TeamProposal:
    """Make the proposed teams real; of a repair, at the point of its curve that is asked for."""
    proposal = team_proposals.proposal(caller.db, caller.me, proposal_id)
    chosen = team_repairs.at_step(caller.db, proposal, asked.step if asked else None)

    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.adopt(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now, chosen=chosen)

    return act(unit)


@router.post("/team-proposals/{proposal_id}/discarding", access=acting(Action.DISCARD_PROPOSAL), response_model=ProposalOut)
def discard_proposal(proposal_id: UUID, act: Act, now: Now) -> TeamProposal:
    """Put a proposal aside."""
    return act(lambda db, me: verbs.discard(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now))


@router.post("/team-proposals/{proposal_id}/what-if", access=SIGNED_IN, response_model=ChangeOut)
def weigh_change(proposal_id: UUID, draft: VariantIn, caller: CallerDep) -> team_variants.Change:
    """Weigh moving people by hand: what it would cost, what it would break; changes nothing."""
    proposal = team_proposals.proposal(caller.db, caller.me, proposal_id)
    hackathon = hackathons.by_id(caller.db, caller.me, proposal.hackathon_id)
    moves = {str(person): team for person, team in draft.moves.items()}
    return team_variants.Scales(caller.db, hackathon, proposal).weigh(moves)


@router.post(
    "/team-proposals/{proposal_id}/variants", access=acting(Action.VARY_PROPOSAL), response_model=ProposalOut, status_code=201
)
def vary_proposal(proposal_id: UUID, draft: VariantIn, caller: CallerDep, act: Act, now: Now) -> TeamProposal:
    """Keep a change made by hand as a proposal of its own."""
    proposal = team_proposals.proposal(caller.db, caller.me, proposal_id)
    hackathon = hackathons.by_id(caller.db, caller.me, proposal.hackathon_id)
    result = team_variants.prepare(caller.db, hackathon, proposal, draft)

    def unit(db: Db, me: Person) -> TeamProposal:
        return team_variants.keep(db, me, team_proposals.proposal_for_change(db, me, proposal_id), draft, result, at=now)

    return act(unit)
