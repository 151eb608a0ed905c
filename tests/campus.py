"""Crowds for the composition of teams: the Grand Hackathon Campus and, with other figures, a national edition."""

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Attendance, Hackathon, Phase
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.security import email_key
from tests.builders import make_hackathon, move_to
from tests.world import Actor, World

DEFIS = ("Meals", "Mobility", "Repair", "Food", "Housing")
SKILLS = ("design", "web", "law", "research", "pedagogy")


def campus(
    world: World, people: int = 100, companions: int = 25, defis: tuple[str, ...] = DEFIS, phase: Phase = Phase.TEAMING,
    locale: str = "en",
) -> tuple[Actor, Actor, Hackathon, list[str]]:  # fmt: skip
    """Make a hackathon whose accepted people come from all sectors with their wishes; one of them, Mina, has a browser.

    Returns the organiser, Mina, the hackathon, and the ids of the défis. There are as many coaches, and designers, as told.
    """
    organiser, mina = (world.person(name, locale=locale) for name in ("Olga Organiser", "Mina Member"))
    hackathon = make_hackathon(world, organiser, title="Grand Campus", capacity=2 * people, team_min=3, team_max=8)
    move_to(world, hackathon, Phase.CALL, organiser)

    def unit(db: Db) -> list[str]:
        offered = _defis(db, world, hackathon, defis)
        crowd = [mina.person, *_crowd(db, world, "Student", people - 1)]
        db.add_all(_application(world, hackathon, one, number, offered) for number, one in enumerate(crowd) if one)
        for role in (Role.COACH, Role.DESIGNER):
            for one in _crowd(db, world, role.value.capitalize(), companions):
                roles.give(db, one, role, Within.HACKATHON, hackathon.id, at=world.now)
        row = db.get_one(Hackathon, hackathon.id)
        row.phase, row.phase_since = phase, world.now
        db.add(row)
        return offered

    return organiser, mina, hackathon, world.act(unit)


def walk_in(db: Db, world: World, hackathon: Hackathon, name: str) -> Person:
    """Let somebody sign up on the day."""
    (person,) = _crowd(db, world, name, 1)
    made = _application(world, hackathon, person, 0, [])
    made.walk_in = True
    db.add(made)
    return person


def _defis(db: Db, world: World, hackathon: Hackathon, titles: tuple[str, ...]) -> list[str]:
    made = list(db.exec(select(Challenge).where(Challenge.hackathon_id == hackathon.id)))
    made += [
        Challenge(
            hackathon_id=hackathon.id, status=ChallengeStatus.READY, title=title, theme="Ecology", brief="Here.",
            why="Because.", approved_at=world.now, created_at=world.now,
        )
        for title in titles[len(made) :]
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    return [str(one.id) for one in made]


def _crowd(db: Db, world: World, name: str, count: int) -> list[Person]:
    made = []
    for number in range(1, count + 1):
        email = f"{name.lower()}.{number:04}@example.org"
        shown = f"{name} {number:04}"
        made.append(Person(email=email, email_key=email_key(email), display_name=shown, locale="en", created_at=world.now))
    db.add_all(made)
    db.flush()
    return made


def _application(world: World, hackathon: Hackathon, person: Person, number: int, defis: list[str]) -> Application:
    wishes = [defis[(number + shift) % len(defis)] for shift in (0, 2, 3)] if defis else []
    return Application(
        hackathon_id=hackathon.id, person_id=person.id, sector=list(Sector)[number * 7 % 5], attendance=Attendance.REMOTE,
        fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, languages=["fr"], wishes=list(dict.fromkeys(wishes)),
        skills=[SKILLS[number % 3]], decided_at=world.now, created_at=world.now,
    )  # fmt: skip
