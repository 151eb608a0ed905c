"""What somebody typed in their application and did not send yet: theirs alone, kept as typed, resumed from anywhere. (P3)

Its acts stand in the stream of the accounts, which no organiser reads: that somebody thinks of applying is theirs alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.domain.selection import ALREADY_ANSWERED
from app.errors import code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance, Hackathon
from app.models.organisation import Sector
from app.models.person import Person
from app.queries import applications
from app.schemas.application import TypedIn

DRAFT_CHANGED: Final = code("draft_changed", 409)


def save(
    db: Session, actor: Person, hackathon: Hackathon, given: TypedIn, *, revision: int, at: datetime
) -> Application:  # fmt: skip
    """Keep what was typed, however incomplete, over the revision it was made from; 0 begins.

    Another revision than the stored one is refused (`draft_changed`), and the caller shows both copies. Saving what is
    already there changes nothing. An application that was sent stands as it was sent.
    """
    found = applications.mine_for_change(db, actor, hackathon)
    require(db, actor, Action.SAVE_APPLICATION, found or hackathon, at=at)
    if found is not None and found.status is ApplicationStatus.DECLINED:
        raise refuse(ALREADY_ANSWERED, N_("The organisers have answered this application. Write to them to talk about it."))
    typed = _kept(given.values)
    if found is not None and found.draft == typed:
        return found
    check_revision(found, revision)
    if found is None:
        # A row has to say something; nobody reads these before the application is sent with its own.
        found = Application(
            hackathon_id=hackathon.id, person_id=actor.id, sector=Sector.CITIZEN, attendance=Attendance.EITHER,
            fifteen_or_over=False, status=ApplicationStatus.DRAFT, revision=0, created_at=at,
        )  # fmt: skip
    found.draft = typed
    found.revision += 1
    db.add(found)
    db.flush()
    journal.record(db, journal.ACCOUNTS, actor, Action.SAVE_APPLICATION, found, at=at, revision=found.revision)
    return found


def discard(db: Session, actor: Person, application: Application, *, at: datetime) -> Application | None:
    """Forget what was typed and not sent; of an application that was never sent nothing stays, and None is returned."""
    require(db, actor, Action.DISCARD_APPLICATION_DRAFT, application, at=at)
    application.draft = None
    application.revision += 1
    sent = application.status is not ApplicationStatus.DRAFT
    if sent:
        db.add(application)
    else:
        db.delete(application)
    db.flush()
    journal.record(db, journal.ACCOUNTS, actor, Action.DISCARD_APPLICATION_DRAFT, application, at=at)
    return application if sent else None


def overdue(db: Session, *, at: datetime) -> list[UUID]:
    """Return the hackathons in which something typed and not sent has to go."""
    return applications.overdue_drafts(db, at=at)


def expire(db: Session, hackathon_id: UUID, *, at: datetime) -> int:
    """Erase what was typed and not sent where its time is over, with the help that it asked for; returns how many went.

    An application that was sent stands as it was sent; of one that never was nothing stays. Again changes nothing.
    """
    journal.lock(db, hackathon_id)
    hackathon = db.get_one(Hackathon, hackathon_id, populate_existing=True)
    if at < applications.draft_until(hackathon):
        return 0
    found = applications.drafts_for_change(db, hackathon_id)
    for application in found:
        if application.status is ApplicationStatus.DRAFT:
            db.delete(application)
        else:
            application.draft = None
            application.revision += 1
            db.add(application)
    db.flush()
    if found:
        journal.record(db, journal.ACCOUNTS, None, Action.PURGE_DATA, hackathon, at=at, unsent=len(found))
    return len(found)


def check_revision(found: Application | None, revision: int | None) -> None:
    """Refuse to write over what another device saved meanwhile; None asks nothing."""
    if revision is not None and found is not None and revision != found.revision:
        raise refuse(
            DRAFT_CHANGED,
            N_("You saved this from another device meanwhile. Both copies are below: put together what you keep, then go on."),
        )


def _kept(typed: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """Return what is kept of what was typed: of the help that somebody needs nothing before they agreed that it is."""
    agreed = bool(typed.get("access.consent"))
    return {name: value for name, value in typed.items() if value not in ("", []) and (agreed or not name.startswith("access."))}
