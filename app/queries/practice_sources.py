"""What a practice sheet can start from, for the people whose work it is. (C1)

A debrief is its writer's own, and only once they shared it; a prototype is its team's, once the results are published; an
incubation is its lead's and the association's; a reuse is its teller's.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.commons import Author, Practice, PracticeSource, PracticeStatus, Reuse
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation, Pledge
from app.models.jury import Publication
from app.models.person import Person, Role, RoleHeld
from app.models.prototype import Prototype
from app.models.team import Debrief, Membership, Team
from app.queries.roles import people_with, roles_within


@dataclass(frozen=True, slots=True)
class Material:
    """The first text of a sheet, where it comes from, and who did the work."""

    text: dict[str, str]
    hackathon_id: UUID | None = None
    parent_id: UUID | None = None
    people: list[UUID] = field(default_factory=list)


def material(db: Session, viewer: Person, source: PracticeSource, source_id: UUID) -> Material:
    """Return what a sheet would start from; `NotFound` unless it is the viewer's to share."""
    return {
        PracticeSource.DEBRIEF: _of_debrief,
        PracticeSource.PROTOTYPE: _of_prototype,
        PracticeSource.INCUBATION: _of_incubation,
        PracticeSource.REUSE: _of_reuse,
    }[source](db, viewer, source_id)


def _of_debrief(db: Session, viewer: Person, source_id: UUID) -> Material:
    debrief = db.get(Debrief, source_id)
    if debrief is None or debrief.person_id != viewer.id or debrief.shared_at is None:
        raise NotFound
    hackathon = db.get_one(Hackathon, debrief.hackathon_id)
    team = db.get(Team, debrief.team_id) if debrief.team_id else None
    challenge = db.get(Challenge, team.challenge_id) if team else None
    return Material(
        {
            "title": _said(hackathon.title, viewer.locale),
            "context": challenge.title if challenge else "",
            "theme": (challenge.theme if challenge else _said(hackathon.theme, viewer.locale))[:80],
            "territory": (hackathon.place or "")[:120],
            "what_was_done": debrief.to_do,
            "what_it_takes": "\n\n".join(part for part in (debrief.to_know, debrief.to_be) if part)[:4000],
        },
        hackathon.id,
        None,
        _team_people(db, debrief.team_id) if debrief.team_id else [],
    )


def _of_prototype(db: Session, viewer: Person, source_id: UUID) -> Material:
    team = db.get(Team, source_id)
    mine = select(Membership.id).where(Membership.team_id == source_id, Membership.person_id == viewer.id)
    if team is None or db.exec(mine).first() is None:
        raise NotFound
    if db.exec(select(Publication.id).where(Publication.challenge_id == team.challenge_id)).first() is None:
        raise NotFound
    return Material(_solution_text(db, team), team.hackathon_id, None, _team_people(db, team.id))


def _of_incubation(db: Session, viewer: Person, source_id: UUID) -> Material:
    incubation = db.get(Incubation, source_id)
    if incubation is None:
        raise NotFound
    theirs = roles_within(db, viewer, incubation.id, incubation.challenge_id)
    if not theirs & {Role.INCUBATION_LEAD, Role.PROJECT_HOLDER}:
        raise NotFound
    team = db.get_one(Team, incubation.team_id)
    text = _solution_text(db, team) | {"title": incubation.title}
    if incubation.outcome_text:
        text["what_was_done"] = f"{text['what_was_done']}\n\n{incubation.outcome_text}".strip()[:8000]
    people = _team_people(db, team.id)
    people += people_with(db, {Role.INCUBATION_LEAD, Role.PROJECT_HOLDER}, incubation.id, incubation.challenge_id)
    people += db.exec(select(Pledge.person_id).where(Pledge.incubation_id == incubation.id))
    return Material(text, incubation.hackathon_id, None, people)


def _of_reuse(db: Session, viewer: Person, source_id: UUID) -> Material:
    reuse = db.get(Reuse, source_id)
    if reuse is None or reuse.person_id != viewer.id:
        raise NotFound
    parent = db.get_one(Practice, reuse.practice_id)
    if parent.status is not PracticeStatus.PUBLISHED:
        raise NotFound
    return Material(
        {
            "title": parent.title,
            "context": f"{reuse.community}, {reuse.territory}",
            "problem": parent.problem,
            "what_was_done": f"{reuse.kept}\n\n{reuse.changed}\n\n{reuse.gave}",
            "theme": parent.theme,
            "public": parent.public,
            "method": parent.method,
            "territory": reuse.territory,
            "language": parent.language,
            "licence": parent.licence,
        },
        parent.hackathon_id,
        parent.id,
    )


def _solution_text(db: Session, team: Team) -> dict[str, str]:
    challenge = db.get_one(Challenge, team.challenge_id)
    hackathon = db.get_one(Hackathon, team.hackathon_id)
    statement = select(Prototype).where(Prototype.team_id == team.id, col(Prototype.late).is_(False))
    newest = db.exec(statement.order_by(col(Prototype.version).desc())).first()
    text = {
        "title": newest.name if newest else team.name,
        "context": challenge.title,
        "problem": challenge.why,
        "what_was_done": newest.content[:8000] if newest else "",
        "what_it_takes": f"{newest.deployment}\n\n{newest.budget}".strip()[:4000] if newest else "",
        "theme": challenge.theme[:80],
        "territory": (hackathon.place or "")[:120],
        "language": hackathon.locale,
    }
    if newest and newest.licence in {"CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"}:
        text["licence"] = newest.licence
    return text


def _team_people(db: Session, team_id: UUID) -> list[UUID]:
    return list(db.exec(select(Membership.person_id).where(Membership.team_id == team_id).order_by(col(Membership.joined_at))))


def _said(value: dict[str, str], locale: str) -> str:
    return value.get(locale) or next(iter(value.values()), "")


def possible_authors(db: Session, viewer: Person, practice: Practice) -> list[Person]:
    """Return those who did the work and were not asked yet; nobody where the source is no longer the viewer's to share."""
    if practice.source_id is None:
        return []
    try:
        found = material(db, viewer, practice.source, practice.source_id)
    except NotFound:
        return []
    asked = set(db.exec(select(Author.person_id).where(Author.practice_id == practice.id)))
    people = db.exec(select(Person).where(col(Person.id).in_(set(found.people) - asked)))
    return sorted(people, key=lambda person: (person.display_name, person.id))


@dataclass(frozen=True, slots=True)
class Shareable:
    """Something of one's own that can become a sheet."""

    source: PracticeSource
    source_id: UUID
    title: str


def shareable(db: Session, viewer: Person) -> list[Shareable]:
    """Return what a person could turn into a sheet and has not yet."""
    found: list[Shareable] = []
    debriefs = (
        select(Debrief.id, Hackathon.title)
        .join(Hackathon, col(Hackathon.id) == col(Debrief.hackathon_id))
        .where(Debrief.person_id == viewer.id, col(Debrief.shared_at).is_not(None))
    )
    found += [Shareable(PracticeSource.DEBRIEF, i, _said(dict(title), viewer.locale)) for i, title in db.exec(debriefs)]
    teams = (
        select(Team.id, Team.name)
        .join(Membership, col(Membership.team_id) == col(Team.id))
        .join(Publication, col(Publication.challenge_id) == col(Team.challenge_id))
        .where(Membership.person_id == viewer.id)
    )
    found += [Shareable(PracticeSource.PROTOTYPE, i, name) for i, name in db.exec(teams)]
    found += [Shareable(PracticeSource.INCUBATION, one.id, one.title) for one in _incubations_of(db, viewer)]
    reuses = (
        select(Reuse.id, Practice.title)
        .join(Practice, col(Practice.id) == col(Reuse.practice_id))
        .where(Reuse.person_id == viewer.id, col(Reuse.child_id).is_(None), Practice.status == PracticeStatus.PUBLISHED)
    )
    found += [Shareable(PracticeSource.REUSE, i, title) for i, title in db.exec(reuses)]
    begun = select(Practice.source_id).where(
        Practice.created_by_id == viewer.id, Practice.status != PracticeStatus.WITHDRAWN
    )  # fmt: skip
    already = set(db.exec(begun))
    return [one for one in found if one.source_id not in already]


def _incubations_of(db: Session, viewer: Person) -> list[Any]:
    mine = select(RoleHeld.within_id).where(
        RoleHeld.person_id == viewer.id,
        col(RoleHeld.role).in_([Role.INCUBATION_LEAD, Role.PROJECT_HOLDER]),
        col(RoleHeld.ended_at).is_(None),
    )
    statement = select(Incubation).where((col(Incubation.id).in_(mine)) | (col(Incubation.challenge_id).in_(mine)))
    return list(db.exec(statement.order_by(col(Incubation.created_at))))


def mine(db: Session, viewer: Person) -> list[Practice]:
    """Return the sheets that a person began or was asked to sign, the newest first."""
    asked = select(Author.practice_id).where(Author.person_id == viewer.id)
    statement = select(Practice).where((col(Practice.created_by_id) == viewer.id) | col(Practice.id).in_(asked))
    return list(db.exec(statement.order_by(col(Practice.created_at).desc(), col(Practice.id).desc())))


def my_answers(db: Session, viewer: Person) -> list[Author]:
    """Return what a person was asked to sign, and what they answered."""
    return list(db.exec(select(Author).where(Author.person_id == viewer.id)))
