"""A team's word about its result, the answer to it, and what jurors let it read. (J6)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import contests, feedback
from app.domain.policy import Action
from app.errors import NotFound
from app.models.deliberation import Contest, Withdrawal
from app.models.jury import Sheet
from app.models.person import Person
from app.queries import contests as found
from app.queries.juries import team_for_change
from app.schemas.contest import ContestAnswerIn, ContestIn, ContestOut, SharedIn, WithdrawalOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["results"])


@router.post("/teams/{team_id}/award-refusal", access=acting(Action.DECLINE_AWARD), response_model=WithdrawalOut)
def decline_award(team_id: UUID, act: Act, now: Now) -> Withdrawal:
    """Say, before the publication, that one's team takes no award; it wins over an award that is pending."""
    return act(lambda db, me: contests.decline(db, me, found.team_for_change(db, me, team_id), at=now))


@router.get("/teams/{team_id}/contest", access=SIGNED_IN, response_model=ContestOut)
def read_contest(team_id: UUID, caller: CallerDep) -> Contest:
    """Return what a team contested, to its members and the organisers."""
    contest = found.of_team(caller.db, found.team(caller.db, caller.person, team_id).id)
    if contest is None:
        raise NotFound
    return contest


@router.post("/teams/{team_id}/contest", access=acting(Action.CONTEST_RESULT), response_model=ContestOut, status_code=201)
def contest_result(team_id: UUID, given: ContestIn, act: Act, now: Now) -> Contest:
    """Contest the published result of one's team, once, within the time that the grid said."""
    return act(lambda db, me: contests.contest(db, me, found.team_for_change(db, me, team_id), given, at=now))


@router.post("/teams/{team_id}/contest/answer", access=acting(Action.ANSWER_CONTEST), response_model=ContestOut)
def answer_contest(team_id: UUID, given: ContestAnswerIn, act: Act, now: Now) -> Contest:
    """Answer a contest; the outcome and the answer are public."""

    def unit(db: Db, me: Person) -> Contest:
        team = found.team_for_change(db, me, team_id)
        return contests.answer(db, me, team, found.of_team_for_change(db, team.id), given, at=now)

    return act(unit)


@router.put("/teams/{team_id}/sheet/shared", access=acting(Action.SHARE_WORDS), status_code=204)
def share_words(team_id: UUID, given: SharedIn, act: Act, now: Now) -> None:
    """Say whether a team may read one's words, where the grid leaves it to the juror."""

    def unit(db: Db, me: Person) -> Sheet:
        return feedback.share(db, me, team_for_change(db, me, team_id), given.shared, at=now)

    act(unit)
