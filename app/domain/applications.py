"""Taking part: one applies, changes what one sent, withdraws; `selection` answers. (P3)"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from app.domain import access_needs, consents, guardians, journal, lot_answers, offers, organisations, questions
from app.domain.application_drafts import check_revision
from app.domain.policy import Action, require
from app.domain.selection import ALREADY_ANSWERED, free_place
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus, Call
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import applications, calls
from app.queries.selection import HOLDING
from app.schemas.application import CONCERNS, ApplicationIn
from app.security import email_key

UNDER_FIFTEEN: Final = code("under_fifteen", 422)
ROLE_CLOSED: Final = code("role_closed", 409)

# An application in one of these is sent anew, as if it were the first time.
ANEW: Final = {ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED}


def apply(
    db: Session,
    actor: Person,
    hackathon: Hackathon,
    draft: ApplicationIn,
    *,
    revision: int | None = None,
    locale: str = "fr",
    at: datetime,
) -> Application:
    """Send one's application, or change the one that stands; what was typed and not sent is done with.

    `revision` is the one that the form was made from (`draft_changed` when another device saved since). `locale` is the
    language in which the consents were read. Refused: outside the call, a role that is not open, under fifteen with nobody
    who answers for the person, a wish for a défi that is not offered, an application that was declined.
    """
    found = applications.mine_for_change(db, actor, hackathon)
    if found is None:
        require(db, actor, Action.APPLY, hackathon, at=at)
    else:
        require(db, actor, Action.EDIT_APPLICATION, found, at=at)
        if found.status is ApplicationStatus.DECLINED:
            raise refuse(ALREADY_ANSWERED, N_("The organisers have answered this application. Write to them to talk about it."))
    check_revision(found, revision)
    call = calls.of(db, hackathon)
    _check_role(call, draft.role, found)
    if wrong := mistakes(db, hackathon, draft, actor):
        raise wrong[0]
    values = _values(db, hackathon, draft, found, at)
    action = Action.EDIT_APPLICATION
    if found is None:
        found = Application(hackathon_id=hackathon.id, person_id=actor.id, created_at=at, submitted_at=at, revision=0, **values)
        action = Action.APPLY
    else:
        for name, value in values.items():
            setattr(found, name, value)
        if found.status in ANEW:
            found.status, found.created_at, action = ApplicationStatus.SUBMITTED, at, Action.APPLY
            found.decided_at = found.decided_by_id = found.reason = found.offer_ends_at = found.reminded_at = None
            found.submitted_at = at
    found.draft = None
    found.revision += 1
    db.add(found)
    db.flush()
    new = consents.settle(db, actor, hackathon, draft.consents, locale=locale, at=at)
    facts: dict[str, Any] = {"status": found.status, "sector": found.sector, "applies_as": found.role, "consents": new}
    journal.record(db, hackathon.id, actor, action, found, at=at, **facts)
    access_needs.settle(db, actor, found, draft.access, at=at)
    guardians.settle(db, actor, found, None if draft.fifteen_or_over else draft.guardian, at=at)
    return found


def _check_role(call: Call, role: Role, found: Application | None) -> None:
    stands = found is not None and found.status not in ANEW
    if stands and found and found.role is role:
        return
    if found and found.status in {ApplicationStatus.ACCEPTED, ApplicationStatus.OFFERED}:
        raise refuse(
            ALREADY_ANSWERED, N_("You were accepted in another role. Withdraw first, then apply in this one."), field_="role"
        )  # fmt: skip
    if role.value not in call.roles:
        raise refuse(ROLE_CLOSED, N_("This call is not for that role. Choose among those that are open."), field_="role")


def _values(
    db: Session, hackathon: Hackathon, draft: ApplicationIn, found: Application | None, at: datetime
) -> dict[str, Any]:  # fmt: skip
    """Return the application as its row keeps it; raises the first refusal of an answer that is wrong."""
    call = calls.of(db, hackathon)
    answers, refusals = questions.check(calls.questions(db, hackathon, role=draft.role), draft.answers)
    if refusals:
        raise Refused(refusals[0])
    # What was answered to a question that is no longer asked stays.
    retired = {str(one.id) for one in calls.questions(db, hackathon, retired=True) if one.retired_at}
    kept = {key: value for key, value in (found.answers if found else {}).items() if key in retired}
    organisation = organisations.find_or_add(db, draft.organisation, draft.sector, at=at) if draft.organisation else None
    return {
        "role": draft.role,
        "sector": draft.sector,
        "organisation_id": organisation.id if organisation else None,
        "skills": draft.skills,
        "wishes": [str(wish) for wish in draft.wishes],
        "languages": list(dict.fromkeys(draft.languages)),
        "attendance": draft.attendance,
        "half_days": sorted(set(draft.half_days)),
        "friends": draft.friends,
        "answers": kept | answers,
        "motivation": draft.motivation,
        "experienced": draft.experienced,
        "gender": draft.gender if "gender" in call.balance else None,
        "age_band": draft.age_band if "age" in call.balance else None,
        "fifteen_or_over": bool(draft.fifteen_or_over),
    }


def mistakes(db: Session, hackathon: Hackathon, draft: ApplicationIn, actor: Person) -> list[Refused]:
    """Return everything that the call itself says is wrong with an application, each beside its field."""
    call = calls.of(db, hackathon)
    concerns = CONCERNS[draft.role]
    given = {name for name in ("skills", "wishes", "friends") if getattr(draft, name)}
    given |= {"experienced"} if draft.experienced is not None else set()
    found = [
        refuse(INVALID, N_("This is not asked of the role that you chose."), field_=name) for name in sorted(given - concerns)
    ]
    if not draft.fifteen_or_over and draft.guardian is None:
        found.append(
            refuse(
                UNDER_FIFTEEN,
                N_("Under 15, somebody answers for you: write their name and their address, and we ask for their consent."),
                field_="guardian.name",
            )
        )
    if draft.guardian and email_key(draft.guardian.email) == actor.email_key:
        found.append(guardians.own_address())
    offered = select(Challenge.id).where(
        Challenge.hackathon_id == hackathon.id,
        Challenge.status == ChallengeStatus.READY,
        col(Challenge.id).in_(draft.wishes),
    )
    if draft.wishes and len(db.exec(offered).all()) < len(draft.wishes):
        said = N_("One of these challenges is no longer offered. Choose among those in the list.")
        found.append(refuse(INVALID, said, field_="wishes"))
    if call.half_days and not draft.half_days:
        found.append(refuse(INVALID, N_("Tick the half-days at which you are there."), field_="half_days"))
    if any(number >= len(call.half_days) for number in draft.half_days):
        found.append(refuse(INVALID, N_("Choose one of the proposed answers."), field_="half_days"))
    if any(email_key(friend) == actor.email_key for friend in draft.friends):
        found.append(refuse(INVALID, N_("This is your own address. Write those of the others."), field_="friends"))
    return found


def withdraw(db: Session, actor: Person, application: Application, *, at: datetime) -> Application:
    """Take one's application back; an accepted person's place and seat are free again, and what help they need is erased."""
    require(db, actor, Action.WITHDRAW_APPLICATION, application, at=at)
    if application.status not in access_needs.STANDING:
        return application
    before = application.status
    team_id = free_place(db, application, at)
    application.status = ApplicationStatus.WITHDRAWN
    db.add(application)
    journal.record(
        db, application.hackathon_id, actor, Action.WITHDRAW_APPLICATION, application, at=at, before=before, team_id=team_id
    )
    access_needs.erase(db, actor, application, at=at)
    lot_answers.leave(db, application.hackathon_id, application.person_id, at=at)
    if before in HOLDING and application.role is Role.PARTICIPANT:
        offers.pass_place(db, db.get_one(Hackathon, application.hackathon_id), at=at)
    return application
