# ruff: noqa: E501, PLR0917, SIM905 - rows are written out flat, and fillers hand on what they hold
"""Invented data of a fair size: one hackathon in its sprint, one at its jury, one with results, 60 teams and 300 people each."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.db import Database
from app.domain import accounts, incubations, journal, roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import Announcement, Attendance, Format, Hackathon, Phase, PhaseMove, Programme, Site, Step
from app.models.journal import StreamKind
from app.models.jury import Award, Criterion, Mark, Publication, Rubric, Sheet, Tie, TieKind
from app.models.organisation import Organisation, Sector
from app.models.person import Person, Role, SessionKind, Within
from app.models.prototype import Prototype, PrototypeDraft
from app.models.team import Membership, Team
from app.security import email_key

TEAMS: Final = 60
PEOPLE: Final = 300
CHALLENGES: Final = 5
WORDS: Final = tuple(
    "le fort la mer un quai des outils une école deux voisines ouvrir bâtir apprendre porter ensemble chaque matin sans attendre "
    "the fort the sea a quay some tools a school two neighbours open build learn carry together every morning".split()
)


@dataclass
class Filled:
    """What was made, for those who ask for pages: ids by hackathon, and the secret of one session for each part."""

    slugs: dict[str, str] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    teams: dict[str, list[UUID]] = field(default_factory=dict)
    members: list[tuple[UUID, UUID]] = field(default_factory=list)
    criteria: list[UUID] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


class _Filler:
    def __init__(self, database: Database, at: datetime) -> None:
        self.database, self.at, self.chance, self.made, self.number = database, at, random.Random(2027), Filled(), 0

    def words(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count)).capitalize() + "."

    def person(self, db: Db, name: str) -> Person:
        self.number += 1
        email = f"person{self.number}@example.org"
        made = Person(email=email, email_key=email_key(email), display_name=f"{name} {self.number}", created_at=self.at)
        db.add(made)
        return made

    def secret(self, db: Db, part: str, person: Person) -> None:
        """Open a session for somebody whom the benchmark plays."""
        secret = accounts.open_session(db, person, kind=SessionKind.BROWSER, label="bench", at=self.at)[1]
        self.made.people[part], self.made.secrets[part] = person, secret


def fill(database: Database, at: datetime, *, teams: int = TEAMS, people: int = PEOPLE) -> Filled:
    """Write the data into an empty database; the same every time but for ids and secrets."""
    filler = _Filler(database, at)

    def begin(db: Db) -> tuple[Programme, Organisation]:
        programme = Programme(slug="bench", name="Bench", summary={}, created_at=at)
        owner = Organisation(name="Owner", name_key="owner", sector=Sector.ASSOCIATION, territory="Marseille", created_at=at)
        db.add_all([programme, owner])
        db.flush()
        journal.open_stream(db, programme.id, StreamKind.PROGRAMME)
        organiser = filler.person(db, "Organiser")
        db.flush()
        roles.give(db, organiser, Role.ORGANISER, Within.PROGRAMME, programme.id, at=at)
        filler.secret(db, "organiser", organiser)
        return programme, owner

    programme, owner = database.act(begin)
    for name, phase in (("sprint", Phase.SPRINT), ("jury", Phase.JURY), ("results", Phase.INCUBATION)):
        database.act(lambda db, name=name, phase=phase: _hackathon(filler, db, programme, owner, name, phase, teams, people))  # type: ignore[misc]
    return filler.made


def _hackathon(
    filler: _Filler, db: Db, programme: Programme, owner: Organisation, name: str, phase: Phase, teams: int, people: int
) -> None:
    at, made = filler.at, filler.made
    hackathon = Hackathon(
        programme_id=programme.id, slug=f"bench-{name}", title={"fr": f"Hackathon {name}", "en": f"The {name}"},
        summary={"fr": filler.words(40), "en": filler.words(40)}, theme={"fr": "Mer", "en": "Sea"},
        format=Format.SEVERAL_CHALLENGES, attendance=Attendance.EITHER, place="Marseille", timezone="Europe/Paris",
        phase=phase, phase_since=at, starts_at=at - timedelta(hours=10), ends_at=at + timedelta(hours=14),
        submissions_close_at=at + timedelta(hours=12), capacity=people, team_min=3, team_max=8, created_at=at,
    )  # fmt: skip
    db.add(hackathon)
    db.flush()
    made.slugs[name], made.ids[name] = hackathon.slug, hackathon.id
    journal.open_stream(db, hackathon.id, StreamKind.HACKATHON)
    organiser = made.people["organiser"]
    roles.give(db, organiser, Role.ORGANISER, Within.HACKATHON, hackathon.id, at=at)
    db.add_all(
        [
            Site(hackathon_id=hackathon.id, name="Fort", timezone="Europe/Paris"),
            PhaseMove(hackathon_id=hackathon.id, before=Phase.DRAFT, after=Phase.SCOPING, at=at, person_id=organiser.id),
            *(
                Step(
                    hackathon_id=hackathon.id, position=n, title={"fr": f"Étape {n}", "en": f"Step {n}"},
                    starts_at=at + timedelta(hours=n - 10), ends_at=at + timedelta(hours=n - 9),
                )
                for n in range(20)
            ),
            *(Announcement(hackathon_id=hackathon.id, person_id=organiser.id, body=filler.words(20), created_at=at) for _ in range(5)),
        ]
    )  # fmt: skip
    challenges = [_challenge(filler, db, hackathon, owner) for _ in range(CHALLENGES)]
    crowd = _crowd(filler, db, hackathon, people)
    made.teams[name] = []
    for number in range(teams):
        challenge = challenges[number % CHALLENGES]
        members = crowd[number * len(crowd) // teams : (number + 1) * len(crowd) // teams]
        team = _team(filler, db, hackathon, challenge, members, number, handed_in=phase is not Phase.SPRINT or number % 2 == 0)
        made.teams[name].append(team.id)
        if name == "sprint":
            made.members.append((team.id, members[0].id))
            if number == 0:
                filler.secret(db, "member", members[0])
    if phase in {Phase.JURY, Phase.INCUBATION}:
        for challenge in challenges:
            _jury(filler, db, hackathon, challenge, published=phase is Phase.INCUBATION)


def _challenge(filler: _Filler, db: Db, hackathon: Hackathon, owner: Organisation) -> Challenge:
    challenge = Challenge(
        hackathon_id=hackathon.id, status=ChallengeStatus.READY, title=filler.words(6)[:160], theme=filler.words(2),
        brief=filler.words(80), why=filler.words(60), approved_at=filler.at, created_at=filler.at,
    )  # fmt: skip
    db.add(challenge)
    db.flush()
    db.add(Beneficiary(challenge_id=challenge.id, organisation_id=owner.id, created_at=filler.at))
    return challenge


def _crowd(filler: _Filler, db: Db, hackathon: Hackathon, people: int) -> list[Person]:
    crowd = [filler.person(db, "Guest") for _ in range(people)]
    db.flush()
    for number, person in enumerate(crowd):
        db.add(
            Application(
                hackathon_id=hackathon.id, person_id=person.id, sector=list(Sector)[number % len(Sector)], attendance=Attendance.ON_SITE,
                fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, skills=["design"], motivation=filler.words(30),
                decided_at=filler.at, created_at=filler.at,
            )
        )  # fmt: skip
        roles.give(db, person, Role.PARTICIPANT, Within.HACKATHON, hackathon.id, at=filler.at)
    return crowd


def _team(
    filler: _Filler, db: Db, hackathon: Hackathon, challenge: Challenge, members: list[Person], number: int, *, handed_in: bool
) -> Team:
    at = filler.at
    team = Team(hackathon_id=hackathon.id, challenge_id=challenge.id, name=f"Équipe {number}", created_at=at)
    db.add(team)
    db.flush()
    for person in members:
        db.add(Membership(team_id=team.id, hackathon_id=hackathon.id, person_id=person.id, joined_at=at))
    for role in (Role.COACH, Role.DESIGNER):
        person = filler.person(db, role.title())
        db.flush()
        roles.give(db, person, role, Within.TEAM, team.id, at=at, hackathon_id=hackathon.id)
    work: dict[str, Any] = {
        "name": filler.words(4), "content": filler.words(300), "budget": filler.words(30), "deployment": filler.words(40),
        "serves_why": filler.words(30), "links": ["https://example.org/work"],
    }  # fmt: skip
    db.add(PrototypeDraft(team_id=team.id, saved_at=at, saved_by_id=members[0].id, **work))
    if handed_in:
        db.add(
            Prototype(team_id=team.id, version=1, licence="CC-BY-SA-4.0", sha256="0" * 64, submitted_at=at, **work)
        )  # fmt: skip
    db.flush()
    return team


def _jury(filler: _Filler, db: Db, hackathon: Hackathon, challenge: Challenge, *, published: bool) -> None:
    """Write a grid, three jurors with nothing to declare, half of their sheets, and a result where there is one."""
    at, made = filler.at, filler.made
    rubric = Rubric(challenge_id=challenge.id, opened_at=at, locked_at=at, created_at=at)
    db.add(rubric)
    db.flush()
    anchors = {str(level): {"fr": filler.words(10), "en": filler.words(10)} for level in range(1, 6)}
    criteria = [
        Criterion(
            rubric_id=rubric.id, position=n, label={"fr": f"Critère {n}", "en": f"Criterion {n}"}, weight=25, anchors=anchors
        )
        for n in range(1, 5)
    ]
    db.add_all(criteria)
    jurors = [filler.person(db, "Juror") for _ in range(3)]
    db.flush()
    teams = list(db.exec(select(Team).where(Team.challenge_id == challenge.id)))
    for juror in jurors:
        roles.give(db, juror, Role.JUROR, Within.CHALLENGE, challenge.id, at=at, hackathon_id=hackathon.id)
        for number, team in enumerate(teams):
            db.add(Tie(person_id=juror.id, team_id=team.id, kind=TieKind.NONE, declared_at=at, declared_by_id=juror.id))
            if published or number % 2:
                sheet = Sheet(
                    person_id=juror.id, team_id=team.id, rubric_id=rubric.id, challenge_id=challenge.id, saved_at=at, locked_at=at
                )
                db.add(sheet)
                db.flush()
                db.add_all([Mark(sheet_id=sheet.id, criterion_id=criterion.id, level=3) for criterion in criteria])
    if not published and "juror" not in made.secrets:
        filler.secret(db, "juror", jurors[0])
        made.criteria = [criterion.id for criterion in criteria]
        made.teams["juror"] = [team.id for team in teams]
    if published:
        _publish(filler, db, hackathon, challenge, teams)


def _publish(filler: _Filler, db: Db, hackathon: Hackathon, challenge: Challenge, teams: list[Team]) -> None:
    at = filler.at
    publication = Publication(
        challenge_id=challenge.id,
        hackathon_id=hackathon.id,
        published_at=at,
        inputs_sha256="0" * 64,
        snapshot=_snapshot(challenge, teams),
    )
    db.add(publication)
    db.flush()
    for rank, team in enumerate(teams, 1):
        prototype = db.exec(select(Prototype).where(Prototype.team_id == team.id)).one()
        db.add(
            Award(publication_id=publication.id, team_id=team.id, prototype_id=prototype.id, rank=rank, retained=rank == 1)
        )  # fmt: skip
    db.flush()
    incubations.open_for(db, filler.made.people["organiser"], hackathon, challenge.id, teams[0].id, "Solution", at=at)


def _snapshot(challenge: Challenge, teams: list[Team]) -> dict[str, Any]:
    return {
        "challenge": challenge.title, "theme": challenge.theme, "method": "weighted_mean", "coverage": "complete", "scale": 5,
        "minimum_reads": 2, "grid_sha256": "0" * 64, "jurors": 3, "reads": 3 * len(teams), "awaited": 0, "criteria": [],
        "teams": [
            {
                "team_id": str(team.id), "team": team.name, "solution": team.name, "prototype_sha256": "0" * 64, "rank": rank,
                "status": "ranked", "retained": rank == 1, "reads": 3, "score": "3.00", "lowest": "3.00", "highest": "3.00",
                "first_places": 0, "criteria": {}, "decided_by": None, "tied_with": [],
            }
            for rank, team in enumerate(teams, 1)
        ],
        "feedback": {str(team.id): {"great": [], "think_about": []} for team in teams},
    }  # fmt: skip
