"""Mails of the jury: who reads whom, what is left to read, a sheet given back, and contests of results. (J2-J6)

A mail about seats says what its reader reads from now on, never why it changed: that may be somebody else's tie.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.notices import Notice, members_of, to_people
from app.models.challenge import Challenge
from app.models.deliberation import Contest
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, DeliveryState, Entry
from app.models.jury import Panelist, Rubric, Seat, Sheet, Tie, TieKind
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import juries, rounds
from app.queries.roles import people_with


def organisers_of(db: Session, hackathon_id: UUID) -> set[UUID]:
    """Return the people who run a hackathon."""
    hackathon = db.get_one(Hackathon, hackathon_id)
    return set(people_with(db, [Role.ORGANISER], hackathon.id, hackathon.programme_id))


# contests


def plan_contest(db: Session, entry: Entry) -> Iterable[Notice]:
    return to_people(db, "contest", entry.subject_id, organisers_of(db, entry.stream_id) - {entry.actor_id})


def plan_contest_answer(db: Session, entry: Entry) -> Iterable[Notice]:
    if contest := db.get(Contest, entry.subject_id):
        yield from to_people(db, "contest_answer", contest.id, members_of(db, contest.team_id))


def read_contest(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read what waits for an answer; answered meanwhile, it needs no mail."""
    context = _contest(db, delivery)
    return context if context and context["contest"].answered_at is None else None


def read_contest_answer(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    return _contest(db, delivery)


def _contest(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    contest = db.get(Contest, delivery.subject_id)
    if contest is None:
        return None
    team = db.get_one(Team, contest.team_id)
    return {"contest": contest, "team": team, "hackathon": db.get_one(Hackathon, team.hackathon_id)}


# who reads whom


def plan_placed(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write once to each juror whose seats an act gave or took; who acted knows."""
    people = {row for row in _seats_of(db, entry.subject_id, entry) if row != entry.actor_id}
    return to_people(db, "seats", entry.subject_id, people)


def plan_seated(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to the one whom an organiser put somewhere, took away or named by hand."""
    person = UUID(entry.facts.get("juror_id") or entry.facts["person_id"])
    return to_people(db, "seats", entry.subject_id, {person} - {entry.actor_id})


def plan_replaced(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to who reads in the place of somebody who cannot any more."""
    tie = db.get(Tie, entry.subject_id)
    if tie is None or not entry.facts.get("new"):
        return
    rubric = rounds.current(db, db.get_one(Team, tie.team_id).challenge_id)
    if rubric is not None:
        people = {row for row in _seats_of(db, rubric.id, entry) if row != entry.actor_id}
        yield from to_people(db, "seats", rubric.id, people)


def plan_denied(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the organisers that a juror took a tie back; they see who reads whom."""
    return to_people(db, "tie_denied", entry.subject_id, organisers_of(db, entry.stream_id) - {entry.actor_id})


def read_denied(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read who took back a tie with which team, and whether they read it; nothing where a tie was declared again."""
    tie = db.get(Tie, delivery.subject_id)
    if tie is None or tie.kind is not TieKind.NONE:
        return None
    team = db.get_one(Team, tie.team_id)
    return {
        "juror": db.get_one(Person, tie.person_id),
        "team": team,
        "hackathon": db.get_one(Hackathon, team.hackathon_id),
        "reads": rounds.reads_team(db, tie.person_id, team),
    }


def _seats_of(db: Session, rubric_id: UUID, entry: Entry) -> Iterable[UUID]:
    changed = (col(Seat.given_at) == entry.at) | (col(Seat.ended_at) == entry.at)
    return db.exec(select(Seat.person_id).where(Seat.rubric_id == rubric_id, changed).distinct())


def read_seats(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read what somebody reads now; nothing where a later mail says it, or where the round is over."""
    rubric = db.get(Rubric, delivery.subject_id)
    person = db.get(Person, delivery.person_id) if delivery.person_id else None
    if rubric is None or person is None or rubric.closed_at is not None or _said_later(db, delivery):
        return None
    challenge = db.get_one(Challenge, rubric.challenge_id)
    if person.id not in {juror.id for juror in juries.jurors_of(db, challenge)}:
        return None
    named = db.exec(select(Panelist).where(Panelist.rubric_id == rubric.id, Panelist.person_id == person.id)).first()
    several = len(rounds.rounds_of(db, challenge.id)) > 1
    return {
        "challenge": challenge,
        "hackathon": db.get_one(Hackathon, challenge.hackathon_id),
        "rubric": rubric,
        "round": rubric.name if several else None,
        "teams": _reads(db, challenge, rubric, person),
        "stands_by": named is not None and named.stand_in,
    }


def _said_later(db: Session, delivery: Delivery) -> bool:
    later: Any = select(Delivery.id).where(
        Delivery.template == delivery.template, Delivery.subject_id == delivery.subject_id,
        Delivery.person_id == delivery.person_id, Delivery.state == DeliveryState.WAITING, col(Delivery.id) > delivery.id,
    )  # fmt: skip
    return db.exec(later).first() is not None


def _reads(db: Session, challenge: Challenge, rubric: Rubric, person: Person) -> list[str]:
    teams = {team.id: team.name for team in juries.teams_in(db, challenge.id, rubric)}
    planned = {team for _, team in rounds.planned(db, rubric, {person.id}, teams)}
    tied: Any = select(Tie.team_id).where(Tie.person_id == person.id, Tie.kind != TieKind.NONE)
    return sorted(teams[team] for team in planned - set(db.exec(tied)))


# what is left to read


def left_of(db: Session, rubric: Rubric) -> dict[UUID, int]:
    """Return how many teams each juror of a round has still to mark, for those who have any."""
    challenge = db.get_one(Challenge, rubric.challenge_id)
    found = juries.progress_of(db, challenge, rubric).jurors
    return {one.person.id: left for one in found if (left := one.expected - one.locked) > 0}


def plan_reminder(db: Session, entry: Entry) -> Iterable[Notice]:
    if rubric := db.get(Rubric, entry.subject_id):
        yield from to_people(db, "reads_left", rubric.id, left_of(db, rubric))


def read_reminder(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    rubric = db.get(Rubric, delivery.subject_id)
    if rubric is None or rubric.closed_at is not None or delivery.person_id is None:
        return None
    left = left_of(db, rubric).get(delivery.person_id)
    if not left:
        return None
    challenge = db.get_one(Challenge, rubric.challenge_id)
    ends = rubric.opened_at + timedelta(minutes=rubric.window_minutes) if rubric.opened_at and rubric.window_minutes else None
    return {"challenge": challenge, "hackathon": db.get_one(Hackathon, challenge.hackathon_id), "left": left, "ends": ends}


# a sheet that is given back


def plan_given_back(db: Session, entry: Entry) -> Iterable[Notice]:
    if sheet := db.get(Sheet, entry.subject_id):
        yield from to_people(db, "sheet_back", sheet.id, {sheet.person_id})


def read_given_back(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read which sheet, why and until when; nothing once it is locked again."""
    sheet = db.get(Sheet, delivery.subject_id)
    if sheet is None or sheet.locked_at is not None or sheet.reopened_until is None:
        return None
    team = db.get_one(Team, sheet.team_id)
    return {"sheet": sheet, "team": team, "hackathon": db.get_one(Hackathon, team.hackathon_id)}
