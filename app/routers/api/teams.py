"""Teams as organisers compose them, and the machine's proposals. (P4, P5)"""

from typing import Any
from uuid import UUID

from app.domain import team_history
from app.domain import teams as verbs
from app.domain.policy import Action
from app.models.team import Membership, Team
from app.queries import hackathons, teams
from app.schemas.composition import MergeIn, SplitIn
from app.schemas.team import (
    CompanionIn,
    LeaveIn,
    MemberIn,
    MemberOut,
    TeamEdit,
    TeamIn,
    TeamOut,
    TeamRow,
)
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["teams"])


@router.get("/hackathons/{hackathon_id}/teams", access=SIGNED_IN, response_model=list[TeamRow])
def list_teams(hackathon_id: UUID, caller: CallerDep) -> Any:
    """List the teams with their numbers, to everybody who takes part."""
    return teams.counted(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post("/hackathons/{hackathon_id}/teams", access=acting(Action.CREATE_TEAM), response_model=TeamOut, status_code=201)
def create_team(hackathon_id: UUID, draft: TeamIn, act: Act, now: Now) -> Team:
    """Create a team for a défi that is ready."""
    return act(lambda db, me: verbs.create(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.put("/teams/{team_id}", access=acting(Action.EDIT_TEAM), response_model=TeamOut)
def edit_team(team_id: UUID, draft: TeamEdit, act: Act, now: Now) -> Team:
    """Change a team's name, seats or table."""
    return act(lambda db, me: verbs.edit(db, me, teams.for_change(db, me, team_id), draft, at=now))


@router.post("/teams/{team_id}/closing", access=acting(Action.CLOSE_TEAM), response_model=TeamOut)
def close_team(team_id: UUID, act: Act, now: Now) -> Team:
    """Close a team that nobody is in."""
    return act(lambda db, me: verbs.close(db, me, teams.for_change(db, me, team_id), at=now))


@router.post("/teams/{team_id}/merging", access=acting(Action.MERGE_TEAMS), response_model=TeamOut)
def merge_team(team_id: UUID, draft: MergeIn, act: Act, now: Now) -> Team:
    """Move everybody of a team into another one of the same défi and close it; returns the team that goes on."""
    return act(lambda db, me: team_history.merge(db, me, teams.for_change(db, me, team_id), draft, at=now))


@router.post("/teams/{team_id}/splitting", access=acting(Action.SPLIT_TEAM), response_model=TeamOut, status_code=201)
def split_team(team_id: UUID, draft: SplitIn, act: Act, now: Now) -> Team:
    """Make a new team on the same défi out of some people of another; returns the new one."""
    return act(lambda db, me: team_history.split(db, me, teams.for_change(db, me, team_id), draft, at=now))


@router.post("/teams/{team_id}/members", access=acting(Action.PLACE_MEMBER), response_model=MemberOut, status_code=201)
def place_member(team_id: UUID, given: MemberIn, act: Act, now: Now) -> Membership:
    """Give an accepted person a seat; from another team they move."""
    return act(lambda db, me: verbs.place(db, me, teams.for_change(db, me, team_id), given.person_id, at=now))


@router.post("/teams/{team_id}/members/{person_id}/departure", access=acting(Action.REMOVE_MEMBER), response_model=MemberOut)
def remove_member(team_id: UUID, person_id: UUID, given: LeaveIn, act: Act, now: Now) -> Membership:
    """Take a person out of a team; their stay remains on record."""
    return act(lambda db, me: verbs.remove(db, me, teams.for_change(db, me, team_id), person_id, given.reason, at=now))


@router.put("/teams/{team_id}/coach", access=acting(Action.ASSIGN_COMPANION), response_model=TeamOut)
def assign_coach(team_id: UUID, given: CompanionIn, act: Act, now: Now) -> Team:
    """Give a team its coach, or none."""
    return act(lambda db, me: verbs.assign(db, me, teams.for_change(db, me, team_id), "coach", given.person_id, at=now))


@router.put("/teams/{team_id}/designer", access=acting(Action.ASSIGN_COMPANION), response_model=TeamOut)
def assign_designer(team_id: UUID, given: CompanionIn, act: Act, now: Now) -> Team:
    """Give a team its designer, or none."""
    return act(lambda db, me: verbs.assign(db, me, teams.for_change(db, me, team_id), "designer", given.person_id, at=now))


@router.put("/teams/{team_id}/mentor", access=acting(Action.ASSIGN_COMPANION), response_model=TeamOut)
def assign_mentor(team_id: UUID, given: CompanionIn, act: Act, now: Now) -> Team:
    """Give a team its mentor, or none."""
    return act(lambda db, me: verbs.assign(db, me, teams.for_change(db, me, team_id), "mentor", given.person_id, at=now))
