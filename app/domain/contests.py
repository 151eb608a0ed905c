"""What a team says about its result: that it takes no award, before; that it contests it, after. A person answers. (J6)"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session as Db

from app.domain import journal, rubrics
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.deliberation import Contest, Withdrawal
from app.models.jury import Publication
from app.models.person import Person
from app.models.team import Team
from app.queries import contests, juries, results
from app.schemas.contest import ContestAnswerIn, ContestIn

NO_CONTEST: Final = code("no_contest", 409)
CONTESTED: Final = code("contested", 409)
CONTEST_ANSWERED: Final = code("contest_answered", 409)


def decline(db: Db, actor: Person, team: Team, *, at: datetime) -> Withdrawal:
    """Say that one's team takes no award; it wins over any award that is pending, and saying it twice is saying it once."""
    require(db, actor, Action.DECLINE_AWARD, team, at=at)
    if juries.published(db, team.challenge_id):
        raise rubrics.published()
    if (said := results.withdrawal_of(db, team.id)) is not None:
        return said
    said = Withdrawal(team_id=team.id, person_id=actor.id, said_at=at)
    db.add(said)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.DECLINE_AWARD, said, at=at, team_id=team.id)
    return said


def until(publication: Publication) -> datetime | None:
    """Return until when a result may be contested, as the grid said; None where it may not."""
    hours = publication.snapshot.get("contest_hours", 0)
    return publication.published_at + timedelta(hours=hours) if hours else None


def contest(db: Db, actor: Person, team: Team, given: ContestIn, *, at: datetime) -> Contest:
    """Contest the result of one's team, once, within the time that the grid said."""
    require(db, actor, Action.CONTEST_RESULT, team, at=at)
    publication = results.of_challenge(db, team.challenge_id)
    end = until(publication) if publication else None
    if publication is None or end is None or at > end:
        raise refuse(NO_CONTEST, N_("This result cannot be contested here, or the time to do so is over. Speak to an organiser."))
    if contests.of_team(db, team.id) is not None:
        raise refuse(CONTESTED, N_("Your team contested its result already."))
    made = Contest(publication_id=publication.id, team_id=team.id, person_id=actor.id, body=given.body, said_at=at)
    db.add(made)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.CONTEST_RESULT, made, at=at, team_id=team.id)
    return made


def answer(db: Db, actor: Person, team: Team, found: Contest, given: ContestAnswerIn, *, at: datetime) -> Contest:
    """Answer a contest, once; the outcome and the answer are public. What was published stays: the answer says what is done."""
    require(db, actor, Action.ANSWER_CONTEST, team, at=at)
    if found.answered_at is not None:
        raise refuse(CONTEST_ANSWERED, N_("This was answered already."))
    found.outcome, found.answer, found.answered_at, found.answered_by_id = given.outcome, given.answer, at, actor.id
    db.add(found)
    db.flush()
    facts = {"team_id": team.id, "outcome": given.outcome.value}
    journal.record(db, team.hackathon_id, actor, Action.ANSWER_CONTEST, found, at=at, **facts)
    return found
