"""Taking part: one applies, changes what one sent, withdraws; `selection` answers. (P3)"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from app.domain import journal, organisations
from app.domain.policy import Action, require
from app.domain.selection import ALREADY_ANSWERED, free_place
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import applications
from app.schemas.application import ApplicationIn

UNDER_FIFTEEN: Final = code("under_fifteen", 422)

STANDING: Final = {
    ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED,
}  # fmt: skip


def apply(db: Session, actor: Person, hackathon: Hackathon, draft: ApplicationIn, *, at: datetime) -> Application:
    """Send one's application, or change the one that stands; a withdrawn one is sent anew.

    Refused: outside the call, under fifteen, a wish for a défi that is not offered, an application that was declined.
    """
    found = applications.mine(db, actor, hackathon)
    if found is None:
        require(db, actor, Action.APPLY, hackathon, at=at)
    else:
        require(db, actor, Action.EDIT_APPLICATION, found, at=at)
        if found.status is ApplicationStatus.DECLINED:
            raise refuse(ALREADY_ANSWERED, N_("The organisers have answered this application. Write to them to talk about it."))
    values = _values(db, hackathon, draft, at)
    if found is None:
        found = Application(hackathon_id=hackathon.id, person_id=actor.id, created_at=at, **values)
        action = Action.APPLY
    else:
        for name, value in values.items():
            setattr(found, name, value)
        action = Action.EDIT_APPLICATION
        if found.status is ApplicationStatus.WITHDRAWN:
            found.status, found.created_at, action = ApplicationStatus.SUBMITTED, at, Action.APPLY
            found.decided_at = found.decided_by_id = found.reason = None
    db.add(found)
    db.flush()
    journal.record(db, hackathon.id, actor, action, found, at=at, status=found.status, sector=found.sector)
    return found


def _values(db: Session, hackathon: Hackathon, draft: ApplicationIn, at: datetime) -> dict[str, Any]:
    if not draft.fifteen_or_over:
        raise refuse(
            UNDER_FIFTEEN,
            N_(
                "Under 15, taking part needs a guardian's consent, which cannot be given here yet. "
                "Contact the organisers: they will see with you and your family what is possible."
            ),
            field_="fifteen_or_over",
        )
    offered = select(Challenge.id).where(
        Challenge.hackathon_id == hackathon.id,
        Challenge.status == ChallengeStatus.READY,
        col(Challenge.id).in_(draft.wishes),
    )
    if draft.wishes and len(db.exec(offered).all()) < len(draft.wishes):
        raise refuse(
            INVALID, N_("One of these challenges is no longer offered. Choose among those in the list."), field_="wishes"
        )
    organisation = organisations.find_or_add(db, draft.organisation, draft.sector, at=at) if draft.organisation else None
    return {
        "sector": draft.sector,
        "organisation_id": organisation.id if organisation else None,
        "skills": draft.skills,
        "wishes": [str(wish) for wish in draft.wishes],
        "languages": list(dict.fromkeys(draft.languages)),
        "attendance": draft.attendance,
        "motivation": draft.motivation,
        "fifteen_or_over": True,
    }


def withdraw(db: Session, actor: Person, application: Application, *, at: datetime) -> Application:
    """Take one's application back; an accepted person's place and seat are free again."""
    require(db, actor, Action.WITHDRAW_APPLICATION, application, at=at)
    if application.status not in STANDING:
        return application
    before = application.status
    team_id = free_place(db, application, at)
    application.status = ApplicationStatus.WITHDRAWN
    db.add(application)
    journal.record(
        db, application.hackathon_id, actor, Action.WITHDRAW_APPLICATION, application, at=at, before=before, team_id=team_id
    )
    return application
