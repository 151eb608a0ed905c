"""A person contests the team that they were given; a person answers. (P4)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal, teams
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import Appeal, AppealOutcome, Team
from app.queries import team_publications
from app.schemas.composition import AnswerIn, AppealIn

NOT_PUBLISHED: Final = code("teams_not_published", 409)
APPEALS_CLOSED: Final = code("appeals_closed", 409)
APPEAL_OPEN: Final = code("appeal_open", 409)
APPEAL_ANSWERED: Final = code("appeal_answered", 409)


def appeal(db: Session, actor: Person, hackathon: Hackathon, draft: AppealIn, *, at: datetime) -> Appeal:
    """Contest one's own team, once at a time, between its publication and the date that was said."""
    require(db, actor, Action.APPEAL_TEAM, hackathon, at=at)
    publication = team_publications.latest(db, hackathon)
    if publication is None:
        raise refuse(NOT_PUBLISHED, N_("The teams are not published yet."))
    if at > publication.appeals_until:
        raise refuse(APPEALS_CLOSED, N_("The time to appeal is over. Speak to an organiser: they may still change a team."))
    if any(one.answered_at is None for one in team_publications.my_appeals(db, actor, hackathon)):
        raise refuse(APPEAL_OPEN, N_("Your appeal waits for its answer already."))
    if draft.wished_team_id is not None:
        wished = db.get(Team, draft.wished_team_id)
        if wished is None or wished.hackathon_id != hackathon.id or wished.closed_at is not None:
            raise refuse(INVALID, N_("Choose a team of this hackathon that is open."), field_="wished_team_id")
    made = Appeal(
        hackathon_id=hackathon.id, person_id=actor.id, team_id=team_publications.my_membership(db, actor, hackathon).team_id,
        wished_team_id=draft.wished_team_id, body=draft.body, created_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.APPEAL_TEAM, made, at=at, team_id=made.team_id)
    return made


def answer(db: Session, actor: Person, found: Appeal, draft: AnswerIn, *, at: datetime) -> Appeal:
    """Answer an appeal with a reason: the team is kept, or the person moves to another one."""
    require(db, actor, Action.ANSWER_APPEAL, found, at=at)
    if found.answered_at is not None:
        raise refuse(APPEAL_ANSWERED, N_("This appeal was answered already."))
    if draft.outcome is AppealOutcome.CHANGED:
        team = db.get(Team, draft.team_id) if draft.team_id else None
        if team is None or team.hackathon_id != found.hackathon_id:
            raise refuse(INVALID, N_("Say to which team this person moves."), field_="team_id")
        teams.place(db, actor, team, found.person_id, at=at)
    found.outcome, found.answer = draft.outcome, draft.answer
    found.answered_at, found.answered_by_id = at, actor.id
    db.add(found)
    journal.record(
        db, found.hackathon_id, actor, Action.ANSWER_APPEAL, found, at=at, outcome=found.outcome.value, person_id=found.person_id
    )
    return found
