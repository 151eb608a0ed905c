"""The end of what a jury and its prizes keep for a while: ballots, votes, the words of ties and contests. (C10, J6)

What goes, when, and why then:

* thirty days after a result is published, when nobody may contest it any more (the longest window is thirty days): who voted
  how in a deliberation, since the counts are in its minutes; what a juror wrote about a tie, since only a contest asks for it;
  copies typed from paper, since the sheet itself stays; what each juror gave an example, which nobody asks for any more;
* thirty days after a prize is published, or after its event where it never is: ballots, with the fingerprints of voters and
  networks, since the count stays and nobody may ask for another;
* twelve months after a result: what a team wrote when it contested, and who of it wrote or declined, since the answer is
  public and what follows from it is settled by then; and the jurors' names on what they scored (`retention_names`).
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.domain import journal, recomputing, retention_names
from app.domain.policy import Action
from app.models.calibration import ExampleSheet
from app.models.deliberation import Ballot, Contest, Deliberation, Motion, Withdrawal
from app.models.hackathon import Hackathon
from app.models.jury import Publication, Rubric, Tie
from app.models.paper import PaperEntry, PaperSheet
from app.models.prize import Prize, PrizeAsk, PrizeVote
from app.models.team import Team

AFTER_RESULT: Final = timedelta(days=30)
YEAR: Final = timedelta(days=365)


def due(db: Session, *, at: datetime) -> list[UUID]:
    """Return the hackathons whose juries still hold something that is past its end."""
    told = sa.select(col(Publication.hackathon_id)).where(col(Publication.published_at) <= at - AFTER_RESULT)
    prizes = (
        sa.select(col(Prize.hackathon_id))
        .join(Hackathon, col(Hackathon.id) == col(Prize.hackathon_id))
        .where((col(Prize.published_at) <= at - AFTER_RESULT) | (col(Hackathon.ends_at) <= at - AFTER_RESULT))
    )
    found = {row.hackathon_id for statement in (told, prizes) for row in rows(db, statement.distinct())}
    return sorted(one for one in found if any(_held(db, one, at).values()))


def purge(db: Session, hackathon_id: UUID, *, at: datetime) -> None:
    """Delete what is past its end; the journal says how much went, never of whom. Again changes nothing."""
    journal.lock(db, hackathon_id)
    held = _held(db, hackathon_id, at)
    if not any(held.values()):
        return
    db.exec(sa.delete(Ballot).where(col(Ballot.motion_id).in_(_motions(hackathon_id, at))))
    db.exec(sa.update(Tie).where(_noted(hackathon_id, at)).values(note=None))
    db.exec(sa.delete(PaperEntry).where(col(PaperEntry.paper_id).in_(_papers(hackathon_id, at))))
    db.exec(sa.delete(ExampleSheet).where(col(ExampleSheet.rubric_id).in_(_rounds(hackathon_id, at))))
    for table in (PrizeVote, PrizeAsk):
        db.exec(sa.delete(table).where(col(table.prize_id).in_(_prizes(db, hackathon_id, at))))
    db.exec(sa.update(Contest).where(_contested(hackathon_id, at)).values(body="", person_id=None))
    db.exec(sa.update(Withdrawal).where(_declined(hackathon_id, at)).values(person_id=None))
    renamed = retention_names.cut(db, _told(hackathon_id, at - YEAR), at=at)
    db.flush()
    hackathon = db.get_one(Hackathon, hackathon_id)
    anew = {recomputing.RENAMED: renamed} if renamed else {}
    journal.record(db, hackathon_id, None, Action.PURGE_DATA, hackathon, at=at, **held, **anew)


def _held(db: Session, hackathon_id: UUID, at: datetime) -> dict[str, int]:
    """Return how many rows of each kind still hold what is to go."""
    prizes = _prizes(db, hackathon_id, at)
    return {
        "ballots": count(db, sa.select(col(Ballot.id)).where(col(Ballot.motion_id).in_(_motions(hackathon_id, at)))),
        "tie_notes": count(db, sa.select(col(Tie.id)).where(_noted(hackathon_id, at))),
        "paper_copies": count(db, sa.select(col(PaperEntry.id)).where(col(PaperEntry.paper_id).in_(_papers(hackathon_id, at)))),
        "example_answers": count(
            db, sa.select(col(ExampleSheet.id)).where(col(ExampleSheet.rubric_id).in_(_rounds(hackathon_id, at)))
        ),
        "prize_votes": count(db, sa.select(col(PrizeVote.id)).where(col(PrizeVote.prize_id).in_(prizes))),
        "prize_asks": count(db, sa.select(col(PrizeAsk.id)).where(col(PrizeAsk.prize_id).in_(prizes))),
        "contests": count(db, sa.select(col(Contest.id)).where(_contested(hackathon_id, at))),
        "withdrawals": count(db, sa.select(col(Withdrawal.id)).where(_declined(hackathon_id, at))),
        **retention_names.held(db, _told(hackathon_id, at - YEAR)),
    }


def _told(hackathon_id: UUID, before: datetime) -> sa.Select[Any]:
    """Return the défis whose result was published before a moment."""
    statement = sa.select(col(Publication.challenge_id))
    return statement.where(col(Publication.hackathon_id) == hackathon_id, col(Publication.published_at) <= before)


def _motions(hackathon_id: UUID, at: datetime) -> sa.Select[Any]:
    talks = sa.select(col(Deliberation.id)).where(col(Deliberation.challenge_id).in_(_told(hackathon_id, at - AFTER_RESULT)))
    return sa.select(col(Motion.id)).where(col(Motion.deliberation_id).in_(talks))


def _papers(hackathon_id: UUID, at: datetime) -> sa.Select[Any]:
    return sa.select(col(PaperSheet.id)).where(col(PaperSheet.challenge_id).in_(_told(hackathon_id, at - AFTER_RESULT)))


def _rounds(hackathon_id: UUID, at: datetime) -> sa.Select[Any]:
    return sa.select(col(Rubric.id)).where(col(Rubric.challenge_id).in_(_told(hackathon_id, at - AFTER_RESULT)))


def _teams(hackathon_id: UUID, before: datetime) -> sa.Select[Any]:
    return sa.select(col(Team.id)).where(col(Team.challenge_id).in_(_told(hackathon_id, before)))


def _noted(hackathon_id: UUID, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Tie.note).is_not(None), col(Tie.team_id).in_(_teams(hackathon_id, at - AFTER_RESULT)))


def _contested(hackathon_id: UUID, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Contest.person_id).is_not(None), col(Contest.team_id).in_(_teams(hackathon_id, at - YEAR)))


def _declined(hackathon_id: UUID, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Withdrawal.person_id).is_not(None), col(Withdrawal.team_id).in_(_teams(hackathon_id, at - YEAR)))


def _prizes(db: Session, hackathon_id: UUID, at: datetime) -> list[UUID]:
    """Return the prizes whose ballots are past their end."""
    ends = db.get_one(Hackathon, hackathon_id).ends_at
    found = []
    for prize in db.exec(select(Prize).where(Prize.hackathon_id == hackathon_id)):
        end = prize.published_at or max(ends, prize.closes_at or prize.opens_at or ends)
        if end <= at - AFTER_RESULT:
            found.append(prize.id)
    return found
