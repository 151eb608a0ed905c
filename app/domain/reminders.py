"""Around a jury: jurors with teams left are reminded, by the clock or by hand; who may vote is told. (J4, J6)"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal, notices_jury
from app.domain.policy import Action, require
from app.domain.sheets import SCORING_CLOSED
from app.errors import code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Entry
from app.models.jury import Rubric
from app.models.person import Person
from app.models.prize import Prize, PrizeKind
from app.queries import juries, prizes, rounds

# How long before its end a round is recalled: a quarter of its window, a day at most.
SOONEST: Final = timedelta(days=1)
# How long nobody is reminded again, so that two organisers do not do it one after the other.
PAUSE: Final = timedelta(minutes=15)
NOTHING_LEFT: Final = code("nothing_left", 409)
REMINDED: Final = code("reminded", 409)


def recall_at(rubric: Rubric) -> datetime | None:
    """Return when the jurors of a round are reminded; None where it says no window, or is not open."""
    if rubric.opened_at is None or rubric.closed_at is not None or not rubric.window_minutes:
        return None
    window = timedelta(minutes=rubric.window_minutes)
    return rubric.opened_at + window - min(SOONEST, window / 4)


def due(db: Db, *, at: datetime) -> list[UUID]:
    """Return the rounds whose jurors are to be reminded now, once each, before the window ends."""
    running = (
        select(Rubric)
        .join(Challenge, col(Challenge.id) == col(Rubric.challenge_id))
        .join(Hackathon, col(Hackathon.id) == col(Challenge.hackathon_id))
        .where(Hackathon.phase == Phase.JURY, col(Rubric.opened_at).is_not(None), col(Rubric.closed_at).is_(None))
        .order_by(col(Rubric.id))
    )
    found = []
    for rubric in db.exec(running):
        recall = recall_at(rubric)
        if recall is None or rubric.opened_at is None or at < recall or _reminded(db, rubric.id, since=recall - PAUSE):
            continue
        if at < rubric.opened_at + timedelta(minutes=rubric.window_minutes or 0):
            found.append(rubric.id)
    return found


def remind(db: Db, rubric_id: UUID, *, at: datetime) -> None:
    """Remind the jurors of a round who have teams left; again changes nothing, and who has none hears nothing."""
    rubric = db.get_one(Rubric, rubric_id)
    hackathon_id = db.get_one(Challenge, rubric.challenge_id).hackathon_id
    juries.lock_stream(db, hackathon_id)
    if rubric_id not in due(db, at=at):
        return
    left = notices_jury.left_of(db, rubric)
    journal.record(db, hackathon_id, None, Action.REMIND_JURORS, rubric, at=at, jurors=len(left))


def remind_now(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> int:
    """Remind by hand the jurors who have teams left in the round being read; return how many they are.

    Refused while the round is not open (`scoring_closed`), when nobody has a team left (`nothing_left`), and for a quarter
    of an hour after the last reminder (`reminded`).
    """
    require(db, actor, Action.REMIND_JURORS, challenge, at=at)
    rubric = rounds.current(db, challenge.id)
    if rubric is None or rubric.opened_at is None or rubric.closed_at is not None:
        raise refuse(SCORING_CLOSED, N_("The scoring is not open, so there is nothing to remind anybody of."))
    if _reminded(db, rubric.id, since=at - PAUSE):
        raise refuse(REMINDED, N_("The jurors were reminded less than a quarter of an hour ago. Give them a moment."))
    left = notices_jury.left_of(db, rubric)
    if not left:
        raise refuse(NOTHING_LEFT, N_("Every juror has locked their sheets."))
    journal.record(db, challenge.hackathon_id, actor, Action.REMIND_JURORS, rubric, at=at, jurors=len(left))
    return len(left)


def opened(db: Db, *, at: datetime) -> list[UUID]:
    """Return the votes of jurors or teams that opened by themselves and that nobody was told of."""
    waiting = select(Prize).where(
        col(Prize.kind).in_([PrizeKind.JURY, PrizeKind.PEERS]), col(Prize.opens_at) <= at, col(Prize.audited_at).is_(None)
    )
    found = [prize for prize in db.exec(waiting.order_by(col(Prize.id))) if prizes.state(prize, at) == "open"]
    return [prize.id for prize in found if not _done(db, Action.OPEN_PRIZE, prize.id)]


def tell_open(db: Db, prize_id: UUID, *, at: datetime) -> None:
    """Write down that a vote opened at its time, so that those who may vote are told; again changes nothing."""
    prize = prizes.for_change(db, db.get_one(Prize, prize_id))
    if prize.id in opened(db, at=at):
        journal.record(db, prize.hackathon_id, None, Action.OPEN_PRIZE, prize, at=at, kind=prize.kind.value)


def _reminded(db: Db, rubric_id: UUID, *, since: datetime) -> bool:
    entry = select(Entry.id).where(Entry.subject_id == rubric_id, Entry.action == Action.REMIND_JURORS, col(Entry.at) > since)
    return db.exec(entry).first() is not None


def _done(db: Db, action: Action, subject_id: UUID) -> bool:
    return db.exec(select(Entry.id).where(Entry.subject_id == subject_id, Entry.action == action)).first() is not None
