"""Teams that merge and split: people move with the reason, the history stays readable. (P4)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal, teams
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import Team
from app.queries import teams as queries
from app.schemas.composition import MergeIn, SplitIn

TEAMS_DIFFER: Final = code("teams_differ", 409)


def merge(db: Session, actor: Person, team: Team, draft: MergeIn, *, at: datetime) -> Team:
    """Move everybody of a team into another one of the same défi and close it; what it wrote stays readable.

    The other team gets more seats where it needs them. Returns the team that goes on.
    """
    require(db, actor, Action.MERGE_TEAMS, team, at=at)
    into = db.get(Team, draft.into_id)
    if into is None or into.hackathon_id != team.hackathon_id or into.id == team.id:
        raise refuse(INVALID, N_("Choose another team of this hackathon."), field_="into_id")
    _check_open(team, into)
    if into.challenge_id != team.challenge_id:
        raise refuse(TEAMS_DIFFER, N_("Teams of two challenges do not merge: move their people one by one."))
    people = [row.person_id for row in queries.members(db, team)]
    into.seats = max(into.seats, queries.seats_taken(db, into) + len(people))
    db.add(into)
    _move(db, team, into, people, draft.reason, at=at)
    team.merged_into_id = into.id
    db.add(team)
    db.flush()
    teams.close(db, actor, team, at=at)
    journal.record(
        db, team.hackathon_id, actor, Action.MERGE_TEAMS, team, at=at, into_id=into.id, people=[str(one) for one in people]
    )
    return into


def split(db: Session, actor: Person, team: Team, draft: SplitIn, *, at: datetime) -> Team:
    """Make a new team on the same défi out of some people of another, which keeps its room, its draft and its companions.

    Returns the new team.
    """
    require(db, actor, Action.SPLIT_TEAM, team, at=at)
    _check_open(team)
    inside = {row.person_id for row in queries.members(db, team)}
    if not set(draft.people) <= inside:
        raise refuse(INVALID, N_("Choose people of this team."), field_="people")
    if set(draft.people) == inside:
        raise refuse(INVALID, N_("Leave somebody in the team: to rename it, change its name."), field_="people")
    hackathon = db.get_one(Hackathon, team.hackathon_id)
    teams.check_name(db, team.challenge_id, draft.name)
    made = Team(
        hackathon_id=team.hackathon_id, challenge_id=team.challenge_id, name=draft.name,
        seats=max(hackathon.team_max, len(set(draft.people))), attendance=team.attendance, language=team.language,
        site_id=team.site_id, step_free=team.step_free, split_from_id=team.id, created_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    _move(db, team, made, list(dict.fromkeys(draft.people)), draft.reason, at=at)
    journal.record(
        db, team.hackathon_id, actor, Action.SPLIT_TEAM, made, at=at, from_id=team.id, people=[str(one) for one in draft.people]
    )
    return made


def _move(db: Session, team: Team, into: Team, people: Sequence[UUID], reason: str, *, at: datetime) -> None:
    for person_id in people:
        present = teams.open_membership(db, team.hackathon_id, person_id)
        teams.seat(db, into, person_id, present, at=at, reason=reason)


def _check_open(*several: Team) -> None:
    if any(team.closed_at is not None for team in several):
        raise refuse(teams.TEAM_CLOSED, N_("This team is closed."))
