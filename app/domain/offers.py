"""Offers: a place that is kept until a moment, confirmed or given up by its person, then passed to who waits. (P3)

A place is passed on where it came back: by withdrawing, by a guardian's refusal, or by no answer in time. A place that the
organisers leave empty stays theirs to give.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import access_needs, journal, lot_answers, selection
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon, Phase
from app.models.organisation import Sector
from app.models.person import Person, Role
from app.queries import guardians
from app.queries import selection as queries

OFFER_ENDED: Final = code("offer_ended", 409)
ANSWERING: Final = {Phase.CALL, Phase.TEAMING}
# A pause or a stop keeps the clock from taking anybody's place.
LOOKED_AT: Final = 50  # of the waiting list at a time: the first one fits, but for a guardian's consent
HELD: Final = {Phase.PAUSED, Phase.STOPPED}


def confirm(db: Session, actor: Person, application: Application, *, at: datetime) -> Application:
    """Take the place that one was offered; confirming again changes nothing. Refused: the offer has ended."""
    require(db, actor, Action.CONFIRM_OFFER, application, at=at)
    if application.status is ApplicationStatus.ACCEPTED:
        return application
    ends = application.offer_ends_at
    if application.status is not ApplicationStatus.OFFERED or ends is None:
        raise refuse(OFFER_ENDED, N_("No place is kept for you now. Your application says where it stands."))
    if ends <= at and not _held(db, application):
        raise refuse(OFFER_ENDED, N_("The time to confirm has passed, and the place goes to somebody who waits."))
    application.status, application.offer_ends_at = ApplicationStatus.ACCEPTED, None
    db.add(application)
    selection.give_role(db, application, at=at, by=db.get(Person, application.decided_by_id))
    journal.record(db, application.hackathon_id, actor, Action.CONFIRM_OFFER, application, at=at)
    return application


def _held(db: Session, application: Application) -> bool:
    return db.get_one(Hackathon, application.hackathon_id).phase in HELD


def pass_place(db: Session, hackathon: Hackathon, *, at: datetime) -> Application | None:
    """Offer a place that came free to the first on the waiting list for whom there is room; None when nobody waits for it.

    Where places were drawn by lot, everybody whom the draw calls is offered theirs. Does nothing where places are not offered
    with a time to confirm: the organisers then give them.
    """
    # A place that was drawn by lot goes to a substitute of the draw, whoever gives it.
    turn = lot_answers.whose_turn(db, hackathon, at=at)
    ends = selection.offer_end(db, hackathon, at)
    if ends is None or hackathon.phase not in ANSWERING:
        return None
    room = queries.room(db, hackathon)
    left = room.left
    closed = [sector for sector in Sector if room.left_for(sector) == 0]
    made: Application | None = None
    for application in _waiting(db, hackathon, closed) if turn is None else turn:
        if left == 0 or (made and turn is None):
            break
        if guardians.missing(db, [application]):
            continue
        before = application.status
        application.status, application.reason = ApplicationStatus.OFFERED, None
        application.decided_at, application.decided_by_id = at, None
        application.offer_ends_at, application.reminded_at = ends, None
        db.add(application)
        journal.record(db, hackathon.id, None, Action.OFFER_PLACE, application, at=at, before=before, until=ends, passed=True)
        made = made or application
        left = None if left is None else left - 1
    return made


def _waiting(db: Session, hackathon: Hackathon, closed: Sequence[Sector]) -> Sequence[Application]:
    """Return the first of those who wait for a participant's place, from sectors that are not full, the longest first."""
    return db.exec(
        select(Application)
        .where(
            Application.hackathon_id == hackathon.id,
            Application.status == ApplicationStatus.WAITING,
            Application.role == Role.PARTICIPANT,
            col(Application.sector).not_in(closed),
        )
        .order_by(col(Application.decided_at), col(Application.id))
        .limit(LOOKED_AT)
    ).all()


def due(db: Session, *, at: datetime) -> list[UUID]:
    """Return the hackathons in which an offer has ended or is to be recalled."""
    statement = (
        select(Application.hackathon_id, Application.decided_at, Application.offer_ends_at, Application.reminded_at)
        .join(Hackathon, col(Hackathon.id) == col(Application.hackathon_id))
        .where(Application.status == ApplicationStatus.OFFERED, col(Hackathon.phase).not_in(HELD))
    )
    found = set()
    for hackathon_id, decided, ends, reminded in db.exec(statement):
        if ends and (ends <= at or (reminded is None and _half(decided, ends) <= at)):
            found.add(hackathon_id)
    return sorted(found)


def _half(start: datetime | None, end: datetime) -> datetime:
    """Return the moment at half of an offer's time, when its one reminder goes out."""
    return start + (end - start) / 2 if start else end


def pass_on(db: Session, hackathon_id: UUID, *, at: datetime) -> int:
    """Do what the clock asks of a hackathon's offers, and return how many changed.

    Under the hackathon's lock: one whose time is over expires and its place goes to the next, one at half of its time is
    recalled once. Doing it again at the same moment changes nothing, so that two workers are as safe as one.
    """
    journal.lock(db, hackathon_id)
    hackathon = db.get_one(Hackathon, hackathon_id, populate_existing=True)
    if hackathon.phase in HELD:
        return 0
    open_ = db.exec(
        select(Application)
        .where(Application.hackathon_id == hackathon_id, Application.status == ApplicationStatus.OFFERED)
        .order_by(col(Application.offer_ends_at), col(Application.id))
        .execution_options(populate_existing=True)
    ).all()
    changed = freed = 0
    for application in open_:
        ends = application.offer_ends_at or at
        if ends <= at:
            application.status, application.offer_ends_at = ApplicationStatus.EXPIRED, None
            db.add(application)
            journal.record(db, hackathon_id, None, Action.EXPIRE_OFFER, application, at=at)
            access_needs.erase(db, None, application, at=at)
            freed += application.role is Role.PARTICIPANT
            changed += 1
        elif application.reminded_at is None and _half(application.decided_at, ends) <= at:
            application.reminded_at = at
            db.add(application)
            journal.record(db, hackathon_id, None, Action.REMIND_OFFER, application, at=at)
            changed += 1
    for _ in range(freed):
        if pass_place(db, hackathon, at=at) is None:
            break
    return changed
