"""Teams composed by hand: seats, members and their history, one coach, one designer and one mentor each. (P4, P5)"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.domain import journal, roles
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role, Within
from app.models.team import Membership, Team
from app.queries import teams
from app.queries.roles import roles_within
from app.schemas.team import TeamEdit, TeamIn

TEAM_FULL: Final = code("team_full", 409)
TEAM_CLOSED: Final = code("team_closed", 409)
TEAM_NOT_EMPTY: Final = code("team_not_empty", 409)
NAME_TAKEN: Final = code("name_taken", 422)
NOT_ACCEPTED: Final = code("not_accepted", 409)
NOT_A_COMPANION: Final = code("not_a_companion", 409)

Companion = Literal["coach", "designer", "mentor"]


def create(db: Session, actor: Person, hackathon: Hackathon, draft: TeamIn, *, at: datetime) -> Team:
    """Create a team for a défi that is ready; its name is its own within the défi."""
    require(db, actor, Action.CREATE_TEAM, hackathon, at=at)
    challenge = db.get(Challenge, draft.challenge_id)
    if challenge is None or challenge.hackathon_id != hackathon.id or challenge.status is not ChallengeStatus.READY:
        raise refuse(INVALID, N_("Choose a challenge of this hackathon that is ready."), field_="challenge_id")
    _check_name(db, challenge.id, draft.name, None)
    team = Team(
        hackathon_id=hackathon.id,
        challenge_id=challenge.id,
        name=draft.name,
        seats=draft.seats,
        table_label=draft.table_label,
        created_at=at,
    )
    db.add(team)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.CREATE_TEAM, team, at=at, challenge_id=challenge.id, seats=team.seats
    )  # fmt: skip
    return team


def edit(db: Session, actor: Person, team: Team, draft: TeamEdit, *, at: datetime) -> Team:
    """Change a team's name, seats or table; never fewer seats than people."""
    require(db, actor, Action.EDIT_TEAM, team, at=at)
    _check_open(team)
    _check_name(db, team.challenge_id, draft.name, team.id)
    taken = teams.seats_taken(db, team)
    if draft.seats < taken:
        raise refuse(INVALID, N_("%(taken)s people sit here: give at least as many seats."), field_="seats", taken=taken)
    team.name, team.seats, team.table_label = draft.name, draft.seats, draft.table_label
    team.attendance, team.language, team.step_free = draft.attendance, draft.language, draft.step_free
    db.add(team)
    journal.record(db, team.hackathon_id, actor, Action.EDIT_TEAM, team, at=at, seats=team.seats)
    return team


def close(db: Session, actor: Person, team: Team, *, at: datetime) -> Team:
    """Close a team that nobody is in; those who accompany it are free again."""
    require(db, actor, Action.CLOSE_TEAM, team, at=at)
    _check_open(team)
    if teams.seats_taken(db, team):
        raise refuse(TEAM_NOT_EMPTY, N_("People are in this team. Move them first, then close it."))
    team.closed_at = at
    db.add(team)
    for row in teams.companions(db, [team.id]):
        roles.end(db, row.person_id, Role(row.role), team.id, at=at)
    journal.record(db, team.hackathon_id, actor, Action.CLOSE_TEAM, team, at=at)
    return team


def place(db: Session, actor: Person, team: Team, person_id: UUID, *, at: datetime) -> Membership:
    """Give an accepted person a seat; from another team of the hackathon they move, and both stays remain on record.

    Under the hackathon's lock, so that the last seat goes to one person; the unique index has the last word.
    """
    require(db, actor, Action.PLACE_MEMBER, team, at=at)
    _check_open(team)
    person = db.get(Person, person_id)
    if person is None or not _is_accepted(db, team.hackathon_id, person_id):
        raise refuse(NOT_ACCEPTED, N_("Only accepted people can join a team. Accept the application first."))
    present = open_membership(db, team.hackathon_id, person_id)
    if present is not None and present.team_id == team.id:
        return present
    if teams.seats_taken(db, team) >= team.seats:
        raise refuse(TEAM_FULL, N_("Every seat of this team is taken. Free one, or give the team more seats."))
    membership = seat(db, team, person_id, present, at=at)
    journal.record(
        db, team.hackathon_id, actor, Action.PLACE_MEMBER, membership, at=at,
        team_id=team.id, person_id=person_id, from_team_id=present.team_id if present else None,
    )  # fmt: skip
    return membership


def seat(
    db: Session,
    team: Team,
    person_id: UUID,
    present: Membership | None,
    *,
    at: datetime,
    reason: str | None = None,
) -> Membership:
    """End the present stay, if there is one, and open another; the caller has checked who may and whether it fits."""
    if present is not None:
        present.left_at, present.reason = at, reason
        db.add(present)
        db.flush()
    membership = Membership(team_id=team.id, hackathon_id=team.hackathon_id, person_id=person_id, joined_at=at)
    db.add(membership)
    db.flush()
    return membership


def seat_all(
    db: Session, hackathon_id: UUID, places: Mapping[UUID, Team], *, at: datetime, proposal_id: UUID, reason: str | None = None
) -> int:  # fmt: skip
    """Seat many people at once, each in their team, and return how many were not there yet; checks as for `seat`."""
    stays = {stay.person_id: stay for stay in open_stays(db, hackathon_id)}
    moving = {one: team for one, team in places.items() if one not in stays or stays[one].team_id != team.id}
    for one in moving:
        if (present := stays.get(one)) is not None:
            present.left_at, present.reason = at, reason
            db.add(present)
    db.flush()  # a stay ends before another begins
    db.add_all(
        Membership(team_id=team.id, hackathon_id=hackathon_id, person_id=one, joined_at=at, proposal_id=proposal_id)
        for one, team in moving.items()
    )
    db.flush()
    return len(moving)


def remove(db: Session, actor: Person, team: Team, person_id: UUID, reason: str | None, *, at: datetime) -> Membership:
    """Take a person out of the team; their stay remains on record with its end and the reason."""
    require(db, actor, Action.REMOVE_MEMBER, team, at=at)
    present = open_membership(db, team.hackathon_id, person_id)
    if present is None or present.team_id != team.id:
        raise NotFound
    present.left_at, present.reason = at, reason or None
    db.add(present)
    journal.record(
        db, team.hackathon_id, actor, Action.REMOVE_MEMBER, present, at=at, team_id=team.id, person_id=person_id
    )  # fmt: skip
    return present


def assign(db: Session, actor: Person, team: Team, role: Companion, person_id: UUID | None, *, at: datetime) -> Team:
    """Give the team its coach, designer or mentor, in place of the one before; None leaves the place empty.

    The person holds that role in the hackathon and is no member of a team of it.
    """
    require(db, actor, Action.ASSIGN_COMPANION, team, at=at)
    _check_open(team)
    wanted = Role(role)
    before: list[UUID] = [row.person_id for row in teams.companions(db, [team.id]) if Role(row.role) is wanted]
    person = db.get(Person, person_id) if person_id else None
    if person_id is not None:
        if person is None or wanted not in roles_within(db, person, team.hackathon_id):
            raise refuse(
                NOT_A_COMPANION, N_("This person does not hold that role in the hackathon. Invite them to it first."), field_=role
            )
        if open_membership(db, team.hackathon_id, person_id) is not None:
            raise refuse(NOT_A_COMPANION, N_("This person works in a team, and cannot accompany one as well."), field_=role)
    if before == ([person_id] if person_id else []):
        return team
    for former in before:
        roles.end(db, former, wanted, team.id, at=at)
    if person is not None:
        roles.give(db, person, wanted, Within.TEAM, team.id, at=at, hackathon_id=team.hackathon_id, by=actor)
    journal.record(
        db, team.hackathon_id, actor, Action.ASSIGN_COMPANION, team, at=at,
        role=role, person_id=person_id, before=before[0] if before else None,
    )  # fmt: skip
    return team


def companion_named(db: Session, hackathon: Hackathon, role: Companion, text: str) -> UUID:
    """Return who holds a role in the hackathon by their id or their name; refused when it is nobody, or several people."""
    wanted = text.casefold()
    held = teams.available(db, hackathon)[Role(role)]
    found = [person_id for person_id, name, _ in held if wanted in {str(person_id), name.casefold()}]
    if not found:
        raise refuse(
            NOT_A_COMPANION, N_("This person does not hold that role in the hackathon. Invite them to it first."), field_=role
        )
    if len(found) > 1:
        raise refuse(
            INVALID,
            N_("Several people who hold this role have this name. Ask one of them to tell them apart in their account."),
            field_=role,
        )
    return found[0]


def open_membership(db: Session, hackathon_id: UUID, person_id: UUID) -> Membership | None:
    """Return the person's present stay in a team of the hackathon."""
    return db.exec(
        select(Membership).where(
            Membership.hackathon_id == hackathon_id, Membership.person_id == person_id, col(Membership.left_at).is_(None)
        )
    ).first()


def open_stays(db: Session, hackathon_id: UUID) -> Sequence[Membership]:
    """Return everybody's present stay in a team of the hackathon."""
    return db.exec(
        select(Membership).where(Membership.hackathon_id == hackathon_id, col(Membership.left_at).is_(None))
    ).all()  # fmt: skip


def _is_accepted(db: Session, hackathon_id: UUID, person_id: UUID) -> bool:
    statement = select(Application.id).where(
        Application.hackathon_id == hackathon_id,
        Application.person_id == person_id,
        Application.status == ApplicationStatus.ACCEPTED,
    )
    return db.exec(statement).first() is not None


def _check_open(team: Team) -> None:
    if team.closed_at is not None:
        raise refuse(TEAM_CLOSED, N_("This team is closed."))


def check_name(db: Session, challenge_id: UUID, name: str) -> None:
    """Refuse a name that another team of the défi has."""
    _check_name(db, challenge_id, name, None)


def _check_name(db: Session, challenge_id: UUID, name: str, but: UUID | None) -> None:
    same = select(Team.id).where(Team.challenge_id == challenge_id, func.lower(Team.name) == name.lower())
    if any(found != but for found in db.exec(same)):
        raise refuse(NAME_TAKEN, N_("Another team of this challenge has this name. Choose another."), field_="name")
