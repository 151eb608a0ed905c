"""The publication of the teams, one's own team and why, appeals and their answers. (P4)"""

from typing import Any
from uuid import UUID

from fastapi import Query

from app.domain import appeals, team_publications
from app.domain.policy import Action
from app.models.team import Appeal, TeamPublication
from app.queries import hackathons
from app.queries import team_publications as queries
from app.schemas.composition import AnswerIn, AppealIn, AppealOut, MyTeamOut, PublicationIn, PublicationOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["teams"])


@router.get("/hackathons/{hackathon_id}/team-publications", access=SIGNED_IN, response_model=list[PublicationOut])
def list_team_publications(hackathon_id: UUID, caller: CallerDep) -> list[TeamPublication]:
    """List when the teams were published and until when one may appeal, to everybody who takes part."""
    return queries.listed(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post(
    "/hackathons/{hackathon_id}/team-publications",
    access=acting(Action.PUBLISH_TEAMS),
    response_model=PublicationOut,
    status_code=201,
)
def publish_teams(hackathon_id: UUID, draft: PublicationIn, act: Act, now: Now) -> TeamPublication:
    """Tell people their teams and why; published again, only those who joined one since are written to."""
    return act(lambda db, me: team_publications.publish(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.get("/hackathons/{hackathon_id}/my-team", access=SIGNED_IN, response_model=MyTeamOut)
def read_my_team(hackathon_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return one's own team, why, and the parameters and weights that were applied to oneself."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    membership = queries.my_membership(caller.db, caller.me, hackathon)
    publication = queries.latest(caller.db, hackathon)
    return {
        "team_id": membership.team_id,
        "reasons": queries.reasons_of(caller.db, membership),
        "applied": queries.applied_to(caller.db, membership),
        "published_at": publication.created_at if publication else None,
        "appeals_until": publication.appeals_until if publication else None,
    }


@router.get("/hackathons/{hackathon_id}/appeals", access=SIGNED_IN, response_model=list[AppealOut])
def list_appeals(hackathon_id: UUID, caller: CallerDep, page: int = Query(1, ge=1, le=10_000)) -> Any:
    """List the appeals, those that wait first, for organisers."""
    return queries.appeals(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id), page=page)[0]


@router.post(
    "/hackathons/{hackathon_id}/appeals", access=acting(Action.APPEAL_TEAM), response_model=AppealOut, status_code=201
)  # fmt: skip
def appeal_team(hackathon_id: UUID, draft: AppealIn, act: Act, now: Now) -> Appeal:
    """Contest one's own team."""
    return act(lambda db, me: appeals.appeal(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.get("/appeals/{appeal_id}", access=SIGNED_IN, response_model=AppealOut)
def read_appeal(appeal_id: UUID, caller: CallerDep) -> Appeal:
    """Return an appeal, to its person and to organisers."""
    return queries.appeal(caller.db, caller.me, appeal_id)


@router.post("/appeals/{appeal_id}/answer", access=acting(Action.ANSWER_APPEAL), response_model=AppealOut)
def answer_appeal(appeal_id: UUID, draft: AnswerIn, act: Act, now: Now) -> Appeal:
    """Answer an appeal: the team is kept, or the person moves to another one."""
    return act(lambda db, me: appeals.answer(db, me, queries.appeal_for_change(db, me, appeal_id), draft, at=now))
