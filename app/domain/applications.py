"""Taking part: one applies, organisers answer, places are never given twice. (P3)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from app.domain import journal, organisations, roles
from app.domain.policy import Action, require
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role, Within
from app.models.team import Membership
from app.queries import applications
from app.schemas.application import ApplicationIn, DecisionIn

UNDER_FIFTEEN: Final = code("under_fifteen", 422)
NO_PLACE_LEFT: Final = code("no_place_left", 409)
ALREADY_ANSWERED: Final = code("already_answered", 409)
HAS_WITHDRAWN: Final = code("has_withdrawn", 409)

DECISIONS: Final[dict[str, tuple[Action, ApplicationStatus]]] = {
    "accept": (Action.ACCEPT_APPLICATION, ApplicationStatus.ACCEPTED),
    "wait": (Action.WAITLIST_APPLICATION, ApplicationStatus.WAITING),
    "decline": (Action.DECLINE_APPLICATION, ApplicationStatus.DECLINED),
}
STANDING: Final = {ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.ACCEPTED}


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
    team_id = _free_place(db, application, at)
    application.status = ApplicationStatus.WITHDRAWN
    db.add(application)
    journal.record(
        db, application.hackathon_id, actor, Action.WITHDRAW_APPLICATION, application, at=at, before=before, team_id=team_id
    )
    return application


def decide(db: Session, actor: Person, hackathon: Hackathon, decision: DecisionIn, *, at: datetime) -> Application:
    """Answer one or several applications, all or none; returns the last of them.

    Under the hackathon's lock: the last place goes to one person only (`no_place_left` for the other).
    """
    action, target = DECISIONS[decision.decision]
    require(db, actor, action, hackathon, at=at)
    chosen = applications.several_for_change(db, hackathon, decision.applications)
    if any(application.status is ApplicationStatus.WITHDRAWN for application in chosen):
        raise refuse(HAS_WITHDRAWN, N_("Somebody whom you chose has withdrawn. Reload the page to see where things stand."))
    changing = [application for application in chosen if application.status is not target]
    if not changing:
        raise refuse(ALREADY_ANSWERED, N_("This answer was given already; nothing had to change."))
    if target is ApplicationStatus.ACCEPTED:
        _check_places(db, hackathon, changing)
    for application in changing:
        _answer(db, actor, application, decision, at=at)
    return changing[-1]


def _check_places(db: Session, hackathon: Hackathon, changing: Sequence[Application]) -> None:
    if hackathon.capacity is None:
        return
    left = max(0, hackathon.capacity - applications.accepted_count(db, hackathon))
    if len(changing) > left:
        raise _full(left, len(changing))


def _full(left: int, wanted: int) -> Refused:
    if left == 0:
        return refuse(NO_PLACE_LEFT, N_("No place is left. Put people on the waiting list, or raise the number of places."))
    return refuse(
        NO_PLACE_LEFT,
        N_("Places left: %(left)s; you chose %(wanted)s people. Choose fewer, or raise the number of places."),
        left=left,
        wanted=wanted,
    )


def _answer(
    db: Session, actor: Person, application: Application, decision: DecisionIn, *, at: datetime
) -> None:  # fmt: skip
    action, target = DECISIONS[decision.decision]
    before = application.status
    team_id = _free_place(db, application, at)
    application.status, application.reason = target, decision.reason or None
    application.decided_at, application.decided_by_id = at, actor.id
    db.add(application)
    if target is ApplicationStatus.ACCEPTED:
        person = db.get_one(Person, application.person_id)
        roles.give(db, person, Role.PARTICIPANT, Within.HACKATHON, application.hackathon_id, at=at, by=actor)
    journal.record(db, application.hackathon_id, actor, action, application, at=at, before=before, team_id=team_id)


def _free_place(db: Session, application: Application, at: datetime) -> Any:
    """End what an accepted person held; return the team whose seat is free, if they had one."""
    if application.status is not ApplicationStatus.ACCEPTED:
        return None
    roles.end(db, application.person_id, Role.PARTICIPANT, application.hackathon_id, at=at)
    membership = db.exec(
        select(Membership).where(
            Membership.hackathon_id == application.hackathon_id,
            Membership.person_id == application.person_id,
            col(Membership.left_at).is_(None),
        )
    ).first()
    if membership is None:
        return None
    membership.left_at = at
    db.add(membership)
    return membership.team_id
