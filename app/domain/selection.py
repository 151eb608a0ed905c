"""Selection: organisers answer applications; places are never given twice. (P3)"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from app.domain import access_needs, journal, roles
from app.domain.policy import Action, require
from app.errors import Refused, code, refuse
from app.i18n import N_, Worded
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.organisation import Sector
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership
from app.queries import guardians
from app.queries import selection as queries
from app.schemas.selection import DecisionIn

NO_PLACE_LEFT: Final = code("no_place_left", 409)
ALREADY_ANSWERED: Final = code("already_answered", 409)
HAS_WITHDRAWN: Final = code("has_withdrawn", 409)
GUARDIAN_MISSING: Final = code("guardian_missing", 409)
SELECTION_CHANGED: Final = code("selection_changed", 409)

ANSWERS: Final[dict[str, Action]] = {
    "accept": Action.ACCEPT_APPLICATION,
    "wait": Action.WAITLIST_APPLICATION,
    "decline": Action.DECLINE_APPLICATION,
}
SECTOR_WORDS: Final[dict[Sector, str]] = {
    Sector.COMPANY: N_("Company"),
    Sector.ASSOCIATION: N_("Association"),
    Sector.PUBLIC: N_("Public sector"),
    Sector.STUDENT: N_("School or university"),
    Sector.CITIZEN: N_("Citizens"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer comes to: who is chosen, whose application changes and into what, or why it cannot be.

    `seen` is the fingerprint of who was chosen and of how they stood: whoever looked at it answers exactly that.
    """

    target: ApplicationStatus
    offer_ends_at: datetime | None
    chosen: list[Application]
    changing: list[Application]
    seen: str
    refused: Refused | None


def plan(db: Session, hackathon: Hackathon, decision: DecisionIn, *, at: datetime) -> Plan:
    """Return what an answer would do now; nothing changes."""
    if decision.filter is None:
        chosen = queries.several(db, hackathon, decision.applications)
    else:
        asked = decision.filter
        found = queries.Asked(asked.status, asked.sector, asked.attendance, asked.q, role=asked.role)
        chosen = queries.matching(db, hackathon, found)
    ends = offer_end(db, hackathon, at) if decision.decision == "accept" else None
    target = {
        "accept": ApplicationStatus.OFFERED if ends else ApplicationStatus.ACCEPTED,
        "wait": ApplicationStatus.WAITING,
        "decline": ApplicationStatus.DECLINED,
    }[decision.decision]
    done = queries.HOLDING if decision.decision == "accept" else (target,)
    changing = [application for application in chosen if application.status not in done]
    return Plan(target, ends, chosen, changing, _print_of(chosen), _refusal(db, hackathon, decision, chosen, changing))


def _print_of(chosen: Sequence[Application]) -> str:
    lines = sorted(f"{application.id}:{application.status}" for application in chosen)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def offer_end(db: Session, hackathon: Hackathon, at: datetime) -> datetime | None:
    """Return until when a place offered now is kept, never beyond the event's start; None where it needs no confirmation."""
    call = queries.call_of(db, hackathon)
    if call is None or call.offer_days is None:
        return None
    ends = min(at + timedelta(days=call.offer_days), hackathon.starts_at)
    return ends if ends > at else None


def _refusal(
    db: Session, hackathon: Hackathon, decision: DecisionIn, chosen: Sequence[Application], changing: Sequence[Application]
) -> Refused | None:
    if not chosen:
        return refuse(SELECTION_CHANGED, N_("No application is left among those that you looked for. Look again."))
    if any(application.status is ApplicationStatus.WITHDRAWN for application in chosen):
        return refuse(HAS_WITHDRAWN, N_("Somebody whom you chose has withdrawn. Reload the page to see where things stand."))
    if not changing:
        return refuse(ALREADY_ANSWERED, N_("This answer was given already; nothing had to change."))
    if decision.decision != "accept":
        return None
    if young := guardians.missing(db, changing):
        named = queries.people_of(db, young)
        return refuse(
            GUARDIAN_MISSING,
            N_("Under 15, a guardian gives their consent and confirms it before one is accepted. It is missing for: %(names)s."),
            names=", ".join(sorted(row.name for row in named.values())[:5]),
        )
    return full(queries.room(db, hackathon), changing)


def full(room: queries.Room, changing: Sequence[Application]) -> Refused | None:
    """Return why there is no room for so many, None when there is; the refusal names the sector that is full."""
    wanted = Counter(application.sector for application in changing if application.role is Role.PARTICIPANT)
    if room.left is not None and wanted.total() > room.left:
        return _full(room.left, wanted.total())
    for sector in Sector:
        left = room.left_for(sector)
        if left is not None and wanted[sector] > left:
            return refuse(
                NO_PLACE_LEFT,
                N_(
                    "Places left for “%(sector)s”: %(left)s; you chose %(wanted)s people from there. "
                    "Choose fewer of them, or change the places by sector in the call."
                ),
                sector=Worded(SECTOR_WORDS[sector]),
                left=left,
                wanted=wanted[sector],
            )
    return None


def _full(left: int, wanted: int) -> Refused:
    if left == 0:
        return refuse(NO_PLACE_LEFT, N_("No place is left. Put people on the waiting list, or raise the number of places."))
    return refuse(
        NO_PLACE_LEFT,
        N_("Places left: %(left)s; you chose %(wanted)s people. Choose fewer, or raise the number of places."),
        left=left,
        wanted=wanted,
    )


def decide(db: Session, actor: Person, hackathon: Hackathon, decision: DecisionIn, *, at: datetime) -> Application:
    """Answer one or several applications, all or none; returns the last of them.

    Under the hackathon's lock: the last place goes to one person only (`no_place_left` for the other), and an answer that
    was looked at before is given to exactly those who were shown (`selection_changed` otherwise).
    """
    action = ANSWERS[decision.decision]
    require(db, actor, action, hackathon, at=at)
    planned = plan(db, hackathon, decision, at=at)
    if decision.seen and decision.seen != planned.seen:
        raise refuse(SELECTION_CHANGED, N_("These applications have changed since you looked at them. Look again, then answer."))
    if planned.refused:
        raise planned.refused
    if planned.target is ApplicationStatus.OFFERED:
        action = Action.OFFER_PLACE
    for application in planned.changing:
        before = application.status
        team_id = free_place(db, application, at)
        application.status, application.reason = planned.target, decision.reason or None
        application.decided_at, application.decided_by_id = at, actor.id
        application.offer_ends_at, application.reminded_at = planned.offer_ends_at, None
        db.add(application)
        if planned.target is ApplicationStatus.ACCEPTED:
            give_role(db, application, at=at, by=actor)
        facts = {"until": planned.offer_ends_at} if planned.offer_ends_at else {}
        journal.record(db, hackathon.id, actor, action, application, at=at, before=before, team_id=team_id, **facts)
    if planned.target is ApplicationStatus.DECLINED:
        access_needs.erase_all(db, planned.changing, at=at)
    return planned.changing[-1]


def give_role(db: Session, application: Application, *, at: datetime, by: Person | None) -> RoleHeld:
    """Give the role that the person applied for, within the hackathon."""
    person = db.get_one(Person, application.person_id)
    return roles.give(db, person, application.role, Within.HACKATHON, application.hackathon_id, at=at, by=by)


def free_place(db: Session, application: Application, at: datetime) -> Any:
    """End what an accepted person held; return the team whose seat is free, if they had one."""
    if application.status is not ApplicationStatus.ACCEPTED:
        return None
    roles.end(db, application.person_id, application.role, application.hackathon_id, at=at)
    if application.role is not Role.PARTICIPANT:
        return _leave_teams(db, application, at)
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


def _leave_teams(db: Session, application: Application, at: datetime) -> Any:
    """End what somebody who accompanies had in teams; return the first of them."""
    held = db.exec(
        select(RoleHeld).where(
            RoleHeld.person_id == application.person_id,
            RoleHeld.hackathon_id == application.hackathon_id,
            RoleHeld.role == application.role,
            RoleHeld.within == Within.TEAM,
            col(RoleHeld.ended_at).is_(None),
        )
    ).all()
    for one in held:
        one.ended_at = at
        db.add(one)
    return held[0].within_id if held else None
