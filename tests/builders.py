"""Builders that the suite shares, named after what they make; they go through the domain's verbs."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import hackathons, lifecycle, programmes, roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import LIFE, Attendance, Format, Hackathon, Phase, Programme
from app.models.incubation import Incubation, IncubationState
from app.models.jury import Publication
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.models.prototype import Prototype
from app.models.team import Membership, Team
from app.queries.hackathons import for_change
from app.queries.roles import people_with
from app.schemas.base import Localised
from app.schemas.hackathon import HackathonIn
from app.schemas.programme import ProgrammeIn
from app.security import email_key
from tests.world import Actor, World

STARTS_IN = timedelta(days=28)


def make_programme(world: World, organiser: Actor, name: str = "Big Tests") -> Programme:
    """Make a programme; the organiser holds that role within it."""
    draft = ProgrammeIn(name=name, summary=Localised(fr="Une série", en="A series"))
    return world.act(lambda db: programmes.create(db, organiser.person, draft, at=world.now))


def make_hackathon(
    world: World,
    organiser: Actor,
    programme: Programme | None = None,
    *,
    format: Format = Format.ON_SITE_24H,  # noqa: A002 - the field's name
    title: str = "A fort alive",
    **given: Any,
) -> Hackathon:
    """Make a draft that starts in 28 days, in a new programme unless one is given."""
    programme = programme or make_programme(world, organiser, f"Programme of {title}")
    values = {
        "title": Localised(fr=f"{title} (fr)", en=title),
        "summary": Localised(fr="Un fort à rouvrir.", en="A fort to reopen."),
        "format": format,
        "starts_at": world.now + STARTS_IN,
        "timezone": "Europe/Paris",
        "place": "Marseille",
    }
    draft = HackathonIn(**(values | given))
    return world.act(lambda db: hackathons.create(db, organiser.person, programme, draft, at=world.now))


def move_to(world: World, hackathon: Hackathon, phase: Phase, organiser: Actor) -> Hackathon:
    """Move a hackathon onward to a phase, and give it what each gate on the way asks for where it is not there yet.

    For the jury the clock goes on to the deadline. Returns the row as it is then.
    """
    while True:
        now = world.read(lambda db: db.get(Hackathon, hackathon.id))
        if now.phase == phase:
            return now
        following = LIFE[LIFE.index(now.phase) + 1]
        if following is Phase.JURY and now.submissions_close_at and world.now <= now.submissions_close_at:
            world.clock.now = now.submissions_close_at + timedelta(minutes=1)

        def unit(db: Db, following: Phase = following) -> None:
            locked = for_change(db, organiser.person, hackathon.id)
            _satisfy(db, world, locked, following)
            lifecycle.move(db, organiser.person, locked, following, None, at=world.now)

        world.act(unit)


def pause(world: World, hackathon: Hackathon, organiser: Actor, reason: str = "A fire drill") -> None:
    """Pause a live hackathon."""
    world.act(
        lambda db: lifecycle.move(
            db, organiser.person, for_change(db, organiser.person, hackathon.id), Phase.PAUSED, reason, at=world.now
        )
    )


def resume(world: World, hackathon: Hackathon, organiser: Actor) -> None:
    """Resume a paused hackathon in the phase that it left."""

    def unit(db: Db) -> None:
        locked = for_change(db, organiser.person, hackathon.id)
        assert locked.resume_phase
        lifecycle.move(db, organiser.person, locked, locked.resume_phase, None, at=world.now)

    world.act(unit)


# What the gates ask for, as bare rows: tests of those concepts build theirs through their own verbs before they move on.


def _satisfy(db: Db, world: World, hackathon: Hackathon, phase: Phase) -> None:
    if phase is Phase.CALL:
        _ready_challenge(db, world, hackathon)
    elif phase is Phase.TEAMING:
        _accepted_people(db, world, hackathon)
    elif phase is Phase.SPRINT:
        _complete_teams(db, world, hackathon)
    elif phase is Phase.JURY:
        _prototype_and_juror(db, world, hackathon)
    elif phase is Phase.RESULTS:
        _publications(db, world, hackathon)
    elif phase is Phase.CLOSED:
        for incubation in db.exec(select(Incubation).where(Incubation.hackathon_id == hackathon.id)):
            incubation.state = IncubationState.ENDED
            db.add(incubation)
    db.flush()


def bare_person(db: Db, world: World, name: str) -> Person:
    """Make somebody without a session, for crowds."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = Person(email=email, email_key=email_key(email), display_name=name, locale="en", created_at=world.now)
    db.add(person)
    db.flush()
    return person


def _ready_challenge(db: Db, world: World, hackathon: Hackathon) -> None:
    if db.exec(
        select(Challenge).where(Challenge.hackathon_id == hackathon.id, Challenge.status == ChallengeStatus.READY)
    ).first():
        return
    challenge = Challenge(
        hackathon_id=hackathon.id,
        status=ChallengeStatus.READY,
        title="Open the fort",
        theme="Heritage",
        brief="A fort closed for 350 years.",
        why="So that visitors take part in what the workers rebuild.",
        approved_at=world.now,
        created_at=world.now,
    )
    db.add(challenge)


def _accepted_people(db: Db, world: World, hackathon: Hackathon) -> None:
    accepted = select(Application).where(
        Application.hackathon_id == hackathon.id, Application.status == ApplicationStatus.ACCEPTED
    )
    for number in range(len(db.exec(accepted).all()), hackathon.team_min):
        person = bare_person(db, world, f"Guest {number} {hackathon.slug}")
        db.add(
            Application(
                hackathon_id=hackathon.id,
                person_id=person.id,
                sector=list(Sector)[number % len(Sector)],
                attendance=Attendance.ON_SITE,
                fifteen_or_over=True,
                status=ApplicationStatus.ACCEPTED,
                decided_at=world.now,
                created_at=world.now,
            )
        )


def _complete_teams(db: Db, world: World, hackathon: Hackathon) -> None:
    teams = db.exec(select(Team).where(Team.hackathon_id == hackathon.id)).all()
    if not teams:
        ready = select(Challenge).where(Challenge.hackathon_id == hackathon.id, Challenge.status == ChallengeStatus.READY)
        challenge = db.exec(ready).first()
        assert challenge
        team = Team(hackathon_id=hackathon.id, challenge_id=challenge.id, name="The Watch", created_at=world.now)
        db.add(team)
        db.flush()
        teams = [team]
    free = list(
        db.exec(
            select(Application.person_id).where(
                Application.hackathon_id == hackathon.id,
                Application.status == ApplicationStatus.ACCEPTED,
                Application.person_id.not_in(  # type: ignore[attr-defined]
                    select(Membership.person_id).where(Membership.hackathon_id == hackathon.id, Membership.left_at == None)  # noqa: E711
                ),
            )
        )
    )
    for team in teams:
        here = db.exec(select(Membership).where(Membership.team_id == team.id, Membership.left_at == None)).all()  # noqa: E711
        for number in range(len(here), hackathon.team_min):
            person_id = free.pop() if free else bare_person(db, world, f"Member {number} {team.id}").id
            db.add(Membership(team_id=team.id, hackathon_id=hackathon.id, person_id=person_id, joined_at=world.now))
        for role in (Role.COACH, Role.DESIGNER):
            if not _has(db, role, team.id):
                person = bare_person(db, world, f"{role.title()} of {team.id}")
                roles.give(db, person, role, Within.TEAM, team.id, at=world.now, hackathon_id=hackathon.id)


def _prototype_and_juror(db: Db, world: World, hackathon: Hackathon) -> None:
    teams = db.exec(select(Team).where(Team.hackathon_id == hackathon.id)).all()
    ids = [team.id for team in teams]
    if not db.exec(select(Prototype).where(Prototype.team_id.in_(ids))).first():  # type: ignore[attr-defined]
        db.add(
            Prototype(
                team_id=ids[0],
                version=1,
                name="A living fort",
                content="Guided by those who rebuild it.",
                budget="12 000 €",
                deployment="From June.",
                serves_why="Visitors take part.",
                licence="CC-BY-SA-4.0",
                sha256="0" * 64,
                submitted_at=world.now - timedelta(hours=1),
            )
        )
    for challenge_id in {team.challenge_id for team in teams}:
        if not _has(db, Role.JUROR, challenge_id):
            person = bare_person(db, world, f"Juror of {challenge_id}")
            roles.give(db, person, Role.JUROR, Within.CHALLENGE, challenge_id, at=world.now, hackathon_id=hackathon.id)


def _publications(db: Db, world: World, hackathon: Hackathon) -> None:
    played = set(
        db.exec(
            select(Team.challenge_id).join(Prototype, Prototype.team_id == Team.id).where(Team.hackathon_id == hackathon.id)  # type: ignore[arg-type]
        )
    )
    done = set(db.exec(select(Publication.challenge_id).where(Publication.hackathon_id == hackathon.id)))
    for challenge_id in played - done:
        db.add(Publication(challenge_id=challenge_id, hackathon_id=hackathon.id, published_at=world.now, inputs_sha256="0" * 64))


def _has(db: Db, role: Role, place: Any) -> bool:

    return bool(people_with(db, [role], place))
