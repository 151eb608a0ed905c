"""Those who answer for people under fifteen: asked by mail, they consent, then confirm; either time they may refuse. (P3)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import access_needs, journal, lot_answers, offers
from app.domain.policy import Action, require
from app.domain.selection import free_place
from app.errors import INVALID, NotFound, Refused, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus, Guardian
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import guardians
from app.queries.selection import HOLDING
from app.schemas.application import GuardianIn
from app.security import derived_token, email_key, same

GUARDIAN_ANSWERED: Final = code("guardian_answered", 409)

# What the two mails' links are made from: who has read the first cannot make the second.
FIRST: Final = "guardian"
SECOND: Final = "guardian-confirm"
OVER: Final = {ApplicationStatus.WITHDRAWN, ApplicationStatus.DECLINED}


def settle(db: Session, actor: Person, application: Application, given: GuardianIn | None, *, at: datetime) -> None:
    """Name who answers for an applicant, within the act of applying; a new name or address is asked anew.

    Links of who was named before then open nothing, and what they consented to is gone with them.
    """
    found = guardians.of(db, application.id)
    if given is None:
        if found is not None:
            db.delete(found)
            db.flush()
        return
    if email_key(given.email) == actor.email_key:
        raise own_address()
    if found is not None and found.refused_at is None and (found.name, found.email) == (given.name, given.email):
        return
    if found is not None:
        db.delete(found)
        db.flush()
    found = Guardian(
        application_id=application.id, hackathon_id=application.hackathon_id, name=given.name, email=given.email,
        locale=given.locale, asked_at=at, created_at=at,
    )  # fmt: skip
    db.add(found)
    db.flush()
    journal.record(db, application.hackathon_id, actor, Action.ASK_GUARDIAN, found, at=at)


def own_address() -> Refused:
    """Return the refusal of an applicant who would answer for themselves."""
    said = N_("This is your own address. Write the address of who answers for you.")
    return refuse(INVALID, said, field_="guardian.email")


def ask_again(db: Session, actor: Person, application: Application, *, at: datetime) -> Guardian:
    """Send the mail that waits for an answer once more."""
    require(db, actor, Action.ASK_GUARDIAN, application, at=at)
    found = guardians.of(db, application.id)
    if found is None:
        raise NotFound
    _not_refused(found)
    if found.confirmed_at is not None:
        raise refuse(GUARDIAN_ANSWERED, N_("Their consent is given already, twice; nothing is missing."))
    found.asked_at = at
    db.add(found)
    db.flush()
    journal.record(db, application.hackathon_id, actor, Action.ASK_GUARDIAN, found, at=at)
    return found


def check_token(guardian: Guardian, token: str, key: bytes, *purposes: str) -> str:
    """Return which of the links a token is of; `NotFound` when it is of none of those that may be."""
    for purpose in purposes:
        if same(token, derived_token(key, purpose, guardian.id)):
            return purpose
    raise NotFound


def consent(db: Session, guardian: Guardian, token: str, *, key: bytes, at: datetime) -> Guardian:
    """Consent for the first time, with the first link; a mail then brings the second. The same again changes nothing."""
    check_token(guardian, token, key, FIRST)
    require(db, None, Action.CONSENT_AS_GUARDIAN, guardian, at=at)
    _standing(db, guardian)
    if guardian.consented_at is None:
        guardian.consented_at = at
        db.add(guardian)
        db.flush()
        journal.record(db, guardian.hackathon_id, None, Action.CONSENT_AS_GUARDIAN, guardian, at=at)
    return guardian


def confirm(db: Session, guardian: Guardian, token: str, *, key: bytes, at: datetime) -> Guardian:
    """Confirm the consent, with the second link; from then on the application can be accepted."""
    check_token(guardian, token, key, SECOND)
    require(db, None, Action.CONFIRM_AS_GUARDIAN, guardian, at=at)
    _standing(db, guardian)
    if guardian.consented_at is None:
        raise NotFound
    if guardian.confirmed_at is None:
        guardian.confirmed_at = at
        db.add(guardian)
        db.flush()
        journal.record(db, guardian.hackathon_id, None, Action.CONFIRM_AS_GUARDIAN, guardian, at=at)
    return guardian


def decline(db: Session, guardian: Guardian, token: str, *, key: bytes, at: datetime) -> Guardian:
    """Refuse, or take a consent back, with either link; a place that was given or offered passes to who waits."""
    check_token(guardian, token, key, FIRST, SECOND)
    require(db, None, Action.REFUSE_AS_GUARDIAN, guardian, at=at)
    if guardian.refused_at is not None:
        return guardian
    guardian.refused_at = at
    db.add(guardian)
    application = db.get_one(Application, guardian.application_id)
    before = application.status
    if before in HOLDING:
        free_place(db, application, at)
        application.status, application.offer_ends_at = ApplicationStatus.WITHDRAWN, None
        db.add(application)
    db.flush()
    journal.record(db, guardian.hackathon_id, None, Action.REFUSE_AS_GUARDIAN, guardian, at=at, before=before)
    if application.status is ApplicationStatus.WITHDRAWN:
        access_needs.erase(db, None, application, at=at)
        lot_answers.leave(db, application.hackathon_id, application.person_id, at=at)
    if before in HOLDING and application.role is Role.PARTICIPANT:
        offers.pass_place(db, db.get_one(Hackathon, application.hackathon_id), at=at)
    return guardian


def _standing(db: Session, guardian: Guardian) -> None:
    _not_refused(guardian)
    if db.get_one(Application, guardian.application_id).status in OVER:
        raise refuse(
            GUARDIAN_ANSWERED, N_("The application was withdrawn meanwhile, or declined: nothing is asked of you any more.")
        )


def _not_refused(guardian: Guardian) -> None:
    if guardian.refused_at is not None:
        raise refuse(
            GUARDIAN_ANSWERED,
            N_("The consent was refused. Should that change, the young person names you again in their application."),
        )
