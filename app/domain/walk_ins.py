"""Walk-ins: a code on the wall by which people who come on the day sign up, within the places that there are. (P3, P5)

The secret of a code is derived from its id, as that of an invitation: nothing of it is stored.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from app.domain import clocks, journal, organisations, selection
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus, WalkIn
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import selection as places
from app.queries import walk_ins as queries
from app.schemas.walk_in import ArrivalIn, WalkInIn
from app.security import derived_token, same

WALK_IN_ENDED: Final = code("walk_in_ended", 409)
WALK_IN_FULL: Final = code("walk_in_full", 409)
LONGEST: Final = timedelta(days=7)
# What somebody may have done before they stand at the door: their application then becomes the one of the day.
BEFORE: Final = {
    ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.OFFERED,
    ApplicationStatus.EXPIRED, ApplicationStatus.WITHDRAWN,
}  # fmt: skip


def open_code(db: Session, actor: Person, hackathon: Hackathon, draft: WalkInIn, *, at: datetime) -> WalkIn:
    """Open a code, for a week at most."""
    require(db, actor, Action.OPEN_WALK_IN, hackathon, at=at)
    ends = clocks.moment(draft.expires_at, hackathon.timezone, "expires_at")
    if not at < ends <= at + LONGEST:
        raise refuse(INVALID, N_("Choose an end within the next seven days."), field_="expires_at")
    found = WalkIn(
        hackathon_id=hackathon.id,
        opened_by_id=actor.id,
        label=draft.label,
        places=draft.places,
        expires_at=ends,
        created_at=at,
    )
    db.add(found)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.OPEN_WALK_IN, found, at=at, places=draft.places)
    return found


def close_code(db: Session, actor: Person, hackathon: Hackathon, walk_in: WalkIn, *, at: datetime) -> WalkIn:
    """Close a code; its address then says so. Closing it again changes nothing."""
    require(db, actor, Action.CLOSE_WALK_IN, hackathon, at=at)
    if walk_in.closed_at is None:
        walk_in.closed_at = at
        db.add(walk_in)
        db.flush()
        journal.record(db, hackathon.id, actor, Action.CLOSE_WALK_IN, walk_in, at=at)
    return walk_in


def token_of(walk_in: WalkIn, key: bytes) -> str:
    """Return the secret of a code's address."""
    return derived_token(key, "walk-in", walk_in.id)


def check_token(walk_in: WalkIn, token: str, key: bytes) -> None:
    """Raise `NotFound` unless the token is the one of the code's address."""
    if not same(token, token_of(walk_in, key)):
        raise NotFound


def is_open(walk_in: WalkIn, at: datetime) -> bool:
    return walk_in.closed_at is None and at < walk_in.expires_at


def arrive(db: Session, actor: Person, hackathon: Hackathon, walk_in: WalkIn, draft: ArrivalIn, *, at: datetime) -> Application:
    """Sign up on the day and take part at once; doing it again changes nothing.

    Under the hackathon's lock. Refused: the code has ended, its places or the hackathon's are taken, under fifteen, an
    application that the organisers declined.
    """
    require(db, actor, Action.ARRIVE, hackathon, at=at)
    found = queries.mine(db, actor, hackathon.id)
    if found is not None and found.status is ApplicationStatus.ACCEPTED:
        return found
    if not is_open(walk_in, at):
        raise refuse(WALK_IN_ENDED, N_("This code is closed. Ask at the welcome desk."))
    if found is not None and found.status not in BEFORE:
        raise refuse(selection.ALREADY_ANSWERED, N_("The organisers have answered your application. Ask at the welcome desk."))
    if not draft.fifteen_or_over:
        raise refuse(
            INVALID,
            N_("Under 15, taking part needs a guardian’s consent. Ask at the welcome desk."),
            field_="fifteen_or_over",
        )
    if walk_in.places is not None and queries.used(db, walk_in) >= walk_in.places:
        raise refuse(WALK_IN_FULL, N_("Every place of this code is taken. Ask at the welcome desk."))
    before = found.status if found else None
    made = _written(found or _blank(actor, hackathon, draft, at), draft)
    owner = organisations.find_or_add(db, draft.organisation, draft.sector, at=at) if draft.organisation else None
    made.organisation_id, made.submitted_at = owner.id if owner else None, at
    # A place that is kept for this very person is theirs already.
    if before is not ApplicationStatus.OFFERED and (full := selection.full(places.room(db, hackathon), [made])):
        raise full
    made.status, made.decided_at, made.decided_by_id = ApplicationStatus.ACCEPTED, at, walk_in.opened_by_id
    made.walk_in, made.offer_ends_at, made.draft = True, None, None
    db.add(made)
    db.flush()
    selection.give_role(db, made, at=at, by=db.get(Person, walk_in.opened_by_id))
    journal.record(db, hackathon.id, actor, Action.ARRIVE, made, at=at, before=before, walk_in_id=walk_in.id)
    return made


def _blank(actor: Person, hackathon: Hackathon, draft: ArrivalIn, at: datetime) -> Application:
    return Application(
        hackathon_id=hackathon.id,
        person_id=actor.id,
        sector=draft.sector,
        attendance=draft.attendance,
        fifteen_or_over=True,
        revision=0,
        created_at=at,
    )


def _written(made: Application, draft: ArrivalIn) -> Application:
    made.role, made.sector, made.skills = Role.PARTICIPANT, draft.sector, draft.skills
    made.languages, made.attendance = list(dict.fromkeys(draft.languages)), draft.attendance
    made.fifteen_or_over, made.reason = True, None
    made.revision += 1
    return made
