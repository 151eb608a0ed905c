"""What each mail is about: who is written to after an entry of the journal, and what the mail says when it is sent.

Plans name people and never read more than they need; readers return None when the mail has lost its sense meanwhile.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge
from app.models.charter import Charter, CharterAdhesion
from app.models.commons import Author, Practice
from app.models.hackathon import Announcement, Hackathon, Phase, PhaseMove, Programme
from app.models.journal import Delivery, Entry
from app.models.jury import Publication, Rubric
from app.models.person import Invitation, Person, Role, RoleHeld, SignInRequest, Within
from app.models.prototype import Extension, Prototype
from app.models.team import Membership, Team
from app.queries import juries, rounds
from app.queries.roles import people_with


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to write: its template, what it is about, and to whom (a person, or an address and a language)."""

    template: str
    subject_id: UUID
    person: Person | None = None
    address: str | None = None
    locale: str = "fr"


Plan = Callable[[Session, Entry], Iterable[Notice]]
Read = Callable[[Session, Delivery], dict[str, Any] | None]

JURY_SIDE: Final = (Role.JUROR, Role.PROJECT_HOLDER)


def to_people(db: Session, template: str, subject_id: UUID, people: Collection[UUID]) -> list[Notice]:
    """Return one notice for each person, in a steady order."""
    found = db.exec(select(Person).where(col(Person.id).in_(list(people))).order_by(col(Person.id)))
    return [Notice(template, subject_id, person) for person in found]


def everybody_in(db: Session, hackathon_id: UUID) -> set[UUID]:
    """Return the people who hold any role in a hackathon now."""
    held = select(RoleHeld.person_id).where(RoleHeld.hackathon_id == hackathon_id, col(RoleHeld.ended_at).is_(None))
    return set(db.exec(held))


def members_of(db: Session, *teams: UUID) -> set[UUID]:
    """Return the people who are in one of the teams now."""
    inside = select(Membership.person_id).where(col(Membership.team_id).in_(teams), col(Membership.left_at).is_(None))
    return set(db.exec(inside))


# signing in and being invited


def plan_sign_in(db: Session, entry: Entry) -> Iterable[Notice]:
    if request := db.get(SignInRequest, entry.subject_id):
        yield Notice("sign_in", request.id, address=request.email, locale=request.locale)


def read_sign_in(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    request = db.get(SignInRequest, delivery.subject_id)
    return {"request": request} if request and request.ended_at is None else None


def plan_invitation(db: Session, entry: Entry) -> Iterable[Notice]:
    if invitation := db.get(Invitation, entry.subject_id):
        yield Notice("invitation", invitation.id, address=invitation.email, locale=invitation.locale)


def plan_invitation_reminder(db: Session, entry: Entry) -> Iterable[Notice]:
    for notice in plan_invitation(db, entry):
        yield replace(notice, template="invitation_reminder")


def read_invitation(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    invitation = db.get(Invitation, delivery.subject_id)
    if invitation is None or invitation.revoked_at or invitation.accepted_at or invitation.declined_at:
        return None
    return {
        "invitation": invitation,
        "inviter": db.get_one(Person, invitation.invited_by_id),
        "hackathon": db.get(Hackathon, invitation.hackathon_id) if invitation.hackathon_id else None,
        "programme": db.get(Programme, invitation.within_id) if invitation.within is Within.PROGRAMME else None,
    }


# applications


def plan_application(db: Session, entry: Entry) -> Iterable[Notice]:
    if application := db.get(Application, entry.subject_id):
        yield from to_people(db, "application_received", application.id, [application.person_id])


def plan_answer(db: Session, entry: Entry) -> Iterable[Notice]:
    if application := db.get(Application, entry.subject_id):
        yield from to_people(db, "application_answer", application.id, [application.person_id])


def read_application(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    application = db.get(Application, delivery.subject_id)
    if application is None or application.status is ApplicationStatus.WITHDRAWN:
        return None
    return {"application": application, "hackathon": db.get_one(Hackathon, application.hackathon_id)}


def read_answer(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    context = read_application(db, delivery)
    return context if context and context["application"].status is not ApplicationStatus.SUBMITTED else None


# the hackathon's life


def plan_phase(db: Session, entry: Entry) -> Iterable[Notice]:
    return to_people(db, "phase", entry.subject_id, everybody_in(db, entry.stream_id))


def read_phase(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    move = db.get_one(PhaseMove, delivery.subject_id)
    hackathon = db.get_one(Hackathon, move.hackathon_id)
    if hackathon.phase is not move.after:
        return None  # what happened since is told by its own mail
    return {"move": move, "hackathon": hackathon, "paused": move.after is Phase.PAUSED, "stopped": move.after is Phase.STOPPED}


def plan_announcement(db: Session, entry: Entry) -> Iterable[Notice]:
    return to_people(db, "announcement", entry.subject_id, everybody_in(db, entry.stream_id))


def read_announcement(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    announcement = db.get(Announcement, delivery.subject_id)
    if announcement is None:
        return None
    return {"announcement": announcement, "hackathon": db.get_one(Hackathon, announcement.hackathon_id)}


def plan_charter(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to those who signed an earlier version: they are asked again."""
    signed = (
        select(CharterAdhesion.person_id)
        .join(Charter, col(Charter.id) == col(CharterAdhesion.charter_id))
        .where(Charter.hackathon_id == entry.stream_id, Charter.id != entry.subject_id)
    )
    return to_people(db, "charter", entry.subject_id, set(db.exec(signed)) & everybody_in(db, entry.stream_id))


def read_charter(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    charter = db.get_one(Charter, delivery.subject_id)
    newer = select(Charter.id).where(Charter.hackathon_id == charter.hackathon_id, Charter.version > charter.version)
    if db.exec(newer).first():
        return None
    return {"charter": charter, "hackathon": db.get_one(Hackathon, charter.hackathon_id)}


# teams and prototypes


def plan_placed(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to the one whom an organiser placed by hand."""
    membership = db.get(Membership, entry.subject_id)
    if membership is not None and membership.left_at is None:
        yield Notice("placed", membership.id, db.get_one(Person, membership.person_id))


def read_placed(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    membership = db.get(Membership, delivery.subject_id)
    if membership is None or membership.left_at is not None:
        return None
    team = db.get_one(Team, membership.team_id)
    return {"team": team, "hackathon": db.get_one(Hackathon, team.hackathon_id)}


def plan_receipt(db: Session, entry: Entry) -> Iterable[Notice]:
    if prototype := db.get(Prototype, entry.subject_id):
        yield from to_people(db, "receipt", prototype.id, members_of(db, prototype.team_id))


def read_receipt(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    prototype = db.get_one(Prototype, delivery.subject_id)
    team = db.get_one(Team, prototype.team_id)
    return {"prototype": prototype, "team": team, "hackathon": db.get_one(Hackathon, team.hackathon_id)}


def plan_extension(db: Session, entry: Entry) -> Iterable[Notice]:
    if extension := db.get(Extension, entry.subject_id):
        yield from to_people(db, "extension", extension.id, members_of(db, extension.team_id))


def read_extension(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    extension = db.get(Extension, delivery.subject_id)
    if extension is None:
        return None
    team = db.get_one(Team, extension.team_id)
    return {"extension": extension, "team": team, "hackathon": db.get_one(Hackathon, team.hackathon_id)}


# jury


def plan_scoring(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to those who read in the round that opens."""
    if rubric := db.get(Rubric, entry.subject_id):
        jurors = set(people_with(db, [Role.JUROR], rubric.challenge_id, entry.stream_id))
        teams = [team.id for team in juries.teams_in(db, rubric.challenge_id, rubric)]
        readers = {person for person, _ in rounds.planned(db, rubric, jurors, teams)} if teams else jurors
        yield from to_people(db, "scoring", rubric.id, readers)


def read_scoring(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    rubric = db.get_one(Rubric, delivery.subject_id)
    return _challenge(db, rubric.challenge_id) if rubric.closed_at is None else None


def plan_results(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to the teams of the défi, its association and its jury."""
    if publication := db.get(Publication, entry.subject_id):
        teams = db.exec(select(Team.id).where(Team.challenge_id == publication.challenge_id)).all()
        people = members_of(db, *teams) | set(people_with(db, JURY_SIDE, publication.challenge_id))
        yield from to_people(db, "results", publication.id, people)


def read_results(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read what a result's mail says; to the teams, until when they may contest it, as the grid said."""
    publication = db.get_one(Publication, delivery.subject_id)
    teams = [team.id for team in juries.teams_of(db, publication.challenge_id)]
    mine = next((team for team in teams if delivery.person_id in members_of(db, team)), None)
    hours = publication.snapshot.get("contest_hours", 0) if mine else 0
    until = publication.published_at + timedelta(hours=hours) if hours else None
    return _challenge(db, publication.challenge_id) | {"team_id": mine, "until": until}


def _challenge(db: Session, challenge_id: UUID) -> dict[str, Any]:
    challenge = db.get_one(Challenge, challenge_id)
    return {"challenge": challenge, "hackathon": db.get_one(Hackathon, challenge.hackathon_id)}


# commons


def plan_author(db: Session, entry: Entry) -> Iterable[Notice]:
    """Ask somebody to put their name under a sheet; who wrote it needs no mail."""
    author = db.get(Author, entry.subject_id)
    if author is not None and author.person_id != entry.actor_id:
        yield from to_people(db, "author", author.id, [author.person_id])


def read_author(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    author = db.get(Author, delivery.subject_id)
    if author is None or author.agreed_at or author.refused_at:
        return None
    return {"practice": db.get_one(Practice, author.practice_id)}
