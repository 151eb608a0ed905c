"""What jurors let the teams read, where the grid leaves it to them. (J6)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal, rubrics
from app.domain.deliberations import NOT_IN_RULES
from app.domain.policy import Action, require
from app.errors import NotFound, Refused, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import FeedbackPolicy, Sheet
from app.models.person import Person
from app.models.team import Team
from app.queries import juries
from app.queries.sheets import of_juror


@dataclass(frozen=True, slots=True)
class Words:
    """What a juror wrote about one team, and whether the team may read it."""

    team: Team
    sheet: Sheet


def words_of(db: Db, juror: Person, challenge: Challenge) -> list[Words]:
    """Return one's own sheets of the deciding round that say something, by the teams' names."""
    rubric = juries.rubric_of(db, challenge.id)
    statement = (
        select(Team, Sheet)
        .join(Sheet, col(Sheet.team_id) == col(Team.id))
        .where(
            Sheet.person_id == juror.id,
            Sheet.rubric_id == (rubric.id if rubric else None),
            (col(Sheet.great) != "") | (col(Sheet.think_about) != ""),
            col(Sheet.recused_at).is_(None),
        )
        .order_by(col(Team.name), col(Team.id))
    )
    return [Words(team, sheet) for team, sheet in db.exec(statement)]


def share(db: Db, actor: Person, team: Team, shared: bool, *, at: datetime) -> Sheet:
    """Say whether a team may read one's words about it; where the grid says never or always, nobody chooses."""
    require(db, actor, Action.SHARE_WORDS, team, at=at)
    if juries.published(db, team.challenge_id):
        raise rubrics.published()
    rubric = juries.rubric_of(db, team.challenge_id)
    sheet = of_juror(db, actor.id, team.id, rubric.id) if rubric else None
    if rubric is None or sheet is None:
        raise NotFound
    if rubric.feedback is not FeedbackPolicy.JUROR:
        raise not_theirs()
    if sheet.shared != shared:
        sheet.shared = shared
        db.add(sheet)
        db.flush()
        journal.record(db, team.hackathon_id, actor, Action.SHARE_WORDS, sheet, at=at, team_id=team.id, shared=shared)
    return sheet


def share_all(db: Db, actor: Person, challenge: Challenge, chosen: set[UUID], *, at: datetime) -> None:
    """Say at once, of all teams that one wrote to, which may read it."""
    require(db, actor, Action.SHARE_WORDS, challenge, at=at)
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None or rubric.feedback is not FeedbackPolicy.JUROR:
        raise not_theirs()
    for words in words_of(db, actor, challenge):
        share(db, actor, words.team, words.team.id in chosen, at=at)


def not_theirs() -> Refused:
    return refuse(NOT_IN_RULES, N_("The grid says for all what the teams read; jurors do not choose here."))
