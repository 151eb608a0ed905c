"""Volunteers: what they offer, the time they give, and its recognition by the association. (A2)

Time lent by an employer and one's own time are two things that no function here or elsewhere adds together.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from app.domain import journal
from app.domain.incubations import refuse_unless_running
from app.domain.policy import Action, require
from app.errors import NotFound, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.incubation import Hours, HoursMode, Incubation, IncubationState, Pledge
from app.models.person import Person
from app.queries import incubations
from app.queries.incubation_weeks import day_of
from app.schemas.incubation import HoursIn, PledgeIn

MINUTES_A_DAY: Final = 24 * 60

PLEDGED: Final = code("already_pledged", 409)
EMPLOYER_MISSING: Final = code("employer_missing", 422)
NOT_A_SPONSOR: Final = code("not_a_sponsor", 422)
PLEDGE_ENDED: Final = code("pledge_ended", 409)
WRONG_DAY: Final = code("wrong_day", 422)
TOO_LONG_A_DAY: Final = code("day_too_long", 422)
VALIDATED: Final = code("hours_validated", 409)
OWN_HOURS: Final = code("own_hours", 403)


def pledge(db: Db, actor: Person, incubation: Incubation, offered: PledgeIn, *, at: datetime) -> Pledge:
    """Offer a skill and hours to an incubation, once; a pledge that was ended comes back to life."""
    require(db, actor, Action.PLEDGE, incubation, at=at)
    _refuse_ended(incubation)
    _check_employer(db, incubation, offered)
    found = db.exec(select(Pledge).where(Pledge.incubation_id == incubation.id, Pledge.person_id == actor.id)).first()
    if found and found.ended_at is None:
        raise refuse(PLEDGED, N_("You have already made an offer here; change that one."))
    made = found or Pledge(incubation_id=incubation.id, person_id=actor.id, created_at=at, **offered.model_dump())
    made.sqlmodel_update(offered.model_dump() | {"ended_at": None})
    db.add(made)
    journal.record(db, incubation.id, actor, Action.PLEDGE, made, at=at, mode=made.mode, hours=made.hours)
    return made


def change(db: Db, actor: Person, incubation: Incubation, mine: Pledge, offered: PledgeIn, *, at: datetime) -> Pledge:
    """Change one's offer; time already logged keeps the mode it was given in."""
    require(db, actor, Action.CHANGE_PLEDGE, mine, at=at)
    _refuse_ended(incubation)
    _refuse_taken_back(mine)
    _check_employer(db, incubation, offered)
    mine.sqlmodel_update(offered.model_dump())
    db.add(mine)
    journal.record(db, incubation.id, actor, Action.CHANGE_PLEDGE, mine, at=at, mode=mine.mode, hours=mine.hours)
    return mine


def end(db: Db, actor: Person, incubation: Incubation, mine: Pledge, *, at: datetime) -> Pledge:
    """Take one's offer back; the time already given stays counted."""
    require(db, actor, Action.END_PLEDGE, mine, at=at)
    if mine.ended_at is None:
        mine.ended_at = at
        db.add(mine)
        journal.record(db, incubation.id, actor, Action.END_PLEDGE, mine, at=at)
    return mine


def log_hours(db: Db, actor: Person, incubation: Incubation, mine: Pledge, given: HoursIn, *, at: datetime) -> Hours:
    """Log the minutes of one day, from the start of the incubation to today; a day has twenty-four hours in all."""
    require(db, actor, Action.LOG_HOURS, mine, at=at)
    refuse_unless_running(incubation)
    _refuse_taken_back(mine)
    zone = db.get_one(Hackathon, incubation.hackathon_id).timezone
    if given.day > day_of(at, zone):
        raise refuse(WRONG_DAY, N_("This day is still to come. Log the time once it is given."), field_="day")
    if incubation.started_at and given.day < day_of(incubation.started_at, zone):
        raise refuse(WRONG_DAY, N_("The incubation had not started on that day."), field_="day")
    if _minutes_on(db, actor, given.day) + given.minutes > MINUTES_A_DAY:
        raise refuse(
            TOO_LONG_A_DAY, N_("With what you have logged already, this day would have more than 24 hours."), field_="minutes"
        )
    made = Hours(pledge_id=mine.id, incubation_id=incubation.id, mode=mine.mode, created_at=at, **given.model_dump())
    db.add(made)
    journal.record(db, incubation.id, actor, Action.LOG_HOURS, made, at=at, mode=made.mode, minutes=made.minutes)
    return made


def remove_hours(db: Db, actor: Person, incubation: Incubation, mine: Pledge, hours: Hours, *, at: datetime) -> None:
    """Remove one's own entry, as long as the association has not validated it."""
    require(db, actor, Action.REMOVE_HOURS, mine, at=at)
    if hours.validated_at is not None:
        raise refuse(VALIDATED, N_("The association has validated this time; it can no longer be removed."))
    journal.record(db, incubation.id, actor, Action.REMOVE_HOURS, hours, at=at, mode=hours.mode, minutes=hours.minutes)
    db.delete(hours)


def validate_hours(db: Db, actor: Person, incubation: Incubation, hours_ids: Sequence[UUID], *, at: datetime) -> Incubation:
    """Let the association recognise entries of time; nobody recognises their own. All of them, or none."""
    require(db, actor, Action.VALIDATE_HOURS, incubation, at=at)
    statement = (
        select(Hours, col(Pledge.person_id))
        .join(Pledge, col(Pledge.id) == col(Hours.pledge_id))
        .where(Hours.incubation_id == incubation.id, col(Hours.id).in_(list(hours_ids)))
    )
    found = db.exec(statement).all()
    if len(found) != len(set(hours_ids)):
        raise NotFound
    for hours, person_id in found:
        if person_id == actor.id:
            raise refuse(OWN_HOURS, N_("One does not validate one’s own time. Ask another project holder."))
        if hours.validated_at is None:
            hours.validated_at, hours.validated_by_id = at, actor.id
            db.add(hours)
            journal.record(db, incubation.id, actor, Action.VALIDATE_HOURS, hours, at=at, mode=hours.mode, minutes=hours.minutes)
    return incubation


def _minutes_on(db: Db, person: Person, day: date) -> int:
    """Return what a person has logged on a day, wherever and in whichever mode: a limit of the clock, not a sum to show."""
    logged = (
        select(func.coalesce(func.sum(Hours.minutes), 0))
        .join(Pledge, col(Pledge.id) == col(Hours.pledge_id))
        .where(Pledge.person_id == person.id, Hours.day == day)
    )
    return int(db.exec(logged).one())


def _check_employer(db: Db, incubation: Incubation, offered: PledgeIn) -> None:
    if offered.organisation_id is None:
        if offered.mode is HoursMode.WORK_TIME:
            raise refuse(
                EMPLOYER_MISSING, N_("Work time is lent by an organisation: choose yours."), field_="organisation_id"
            )  # fmt: skip
        return
    if offered.organisation_id not in {organisation.id for organisation in incubations.sponsors(db, incubation)}:
        raise refuse(NOT_A_SPONSOR, N_("Choose one of the sponsors of this hackathon."), field_="organisation_id")


def _refuse_taken_back(mine: Pledge) -> None:
    if mine.ended_at is not None:
        raise refuse(PLEDGE_ENDED, N_("You have taken this offer back. Make it again to log time."))


def _refuse_ended(incubation: Incubation) -> None:
    if incubation.state is IncubationState.ENDED:
        raise refuse(PLEDGE_ENDED, N_("This incubation has ended; it takes no more offers."))
