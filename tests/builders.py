"""Builders that the suite shares, named after what they make; they go through the domain's verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import hackathons, incubations, lifecycle, organisations, programmes, roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import LIFE, Attendance, Format, Hackathon, Phase, Programme, Sponsorship
from app.models.incubation import Incubation, IncubationState
from app.models.jury import Award, Publication
from app.models.organisation import Organisation, Sector
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
        "title": {"fr": f"{title} (fr)", "en": title},
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
    teams = db.exec(select(Team).where(Team.hackathon_id == hackathon.id).order_by(col(Team.name))).all()
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
    teams = db.exec(select(Team).where(Team.hackathon_id == hackathon.id).order_by(col(Team.name))).all()
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


@dataclass
class Care:
    """An incubation that was just opened, and everybody around it (A1, A2)."""

    world: World
    hackathon: Hackathon
    challenge: Challenge
    team: Team
    incubation: Incubation
    association: Organisation
    company: Organisation
    organiser: Actor
    holder: Actor
    member: Actor
    volunteer: Actor
    sponsor: Actor
    observer: Actor
    outsider: Actor

    @property
    def path(self) -> str:
        return f"/incubations/{self.incubation.id}"

    @property
    def api(self) -> str:
        return f"incubations/{self.incubation.id}"

    def start(self) -> None:
        """Name the association as owner and begin the twenty-six weeks."""
        self.holder.call("PUT", f"{self.api}/owner", json={"organisation_id": str(self.association.id)})
        self.holder.call("POST", f"{self.api}/start")

    def forward(self, **span: float) -> None:
        """Let time pass; everybody signs in again, for sessions end."""
        self.world.clock.forward(**span)
        for name, actor in vars(self).items():
            if isinstance(actor, Actor):
                setattr(self, name, Actor(self.world, actor.person))

    def pledge(self, actor: Actor, mode: str = "work_time", **given: Any) -> dict[str, Any]:
        """Make an offer of ten hours of drawing; of work time, lent by the company."""
        offer = {"skill": "Drawing", "hours": 10, "mode": mode, "organisation_id": str(self.company.id)} | given
        made: dict[str, Any] = actor.call("POST", f"{self.api}/pledges", 201, json=offer)
        return made


def open_incubation(world: World, *, title: str = "A living fort", locale: str = "en", name: str = "") -> Care:
    """Play a hackathon to its incubation phase, and open the incubation of its one solution; it has no owner yet."""
    cast = (
        "Olga Organiser", "Hugo Holder", "Mina Member", "Vera Volunteer", "Sam Sponsor", "Otto Observer", "Ursula Outsider",
    )  # fmt: skip
    people = {who: world.person(f"{who} {name}".strip(), locale=locale) for who in cast}
    organiser = people["Olga Organiser"]
    hackathon = make_hackathon(world, organiser, title=f"{title} {name}".strip())
    hackathon = move_to(world, hackathon, Phase.INCUBATION, organiser)

    def unit(db: Db) -> Care:
        team = db.exec(select(Team).where(Team.hackathon_id == hackathon.id)).first()
        assert team
        challenge = db.get_one(Challenge, team.challenge_id)
        association = organisations.find_or_add(db, f"Acta {name}".strip(), Sector.ASSOCIATION, at=world.now)
        company = organisations.find_or_add(db, f"Banque {name}".strip(), Sector.COMPANY, at=world.now)
        db.add(Beneficiary(challenge_id=challenge.id, organisation_id=association.id, created_at=world.now))
        db.add(Sponsorship(hackathon_id=hackathon.id, organisation_id=company.id, created_at=world.now))
        for role, actor, within, place in (
            (Role.PROJECT_HOLDER, "Hugo Holder", Within.CHALLENGE, challenge.id),
            (Role.SPONSOR_VOLUNTEER, "Vera Volunteer", Within.HACKATHON, hackathon.id),
            (Role.SPONSOR, "Sam Sponsor", Within.ORGANISATION, company.id),
            (Role.OBSERVER, "Otto Observer", Within.PROGRAMME, hackathon.programme_id),
        ):
            roles.give(db, people[actor].person, role, within, place, at=world.now, hackathon_id=hackathon.id)
        guest = db.exec(select(Membership).where(Membership.team_id == team.id)).first()
        assert guest
        guest.person_id = people["Mina Member"].id
        db.add(guest)
        publication = db.exec(select(Publication).where(Publication.challenge_id == challenge.id)).first()
        assert publication
        db.add(Award(publication_id=publication.id, team_id=team.id, rank=1, retained=True))
        incubation = incubations.open_for(db, organiser.person, hackathon, challenge.id, team.id, title, at=world.now)
        return Care(world, hackathon, challenge, team, incubation, association, company, *people.values())

    return world.act(unit)


# The jury's scenes.


@dataclass(frozen=True)
class JuryScene:
    """A hackathon with one défi, its teams with a prototype each, its jurors and one member of the first team."""

    hackathon: Hackathon
    challenge: Challenge
    teams: list[Team]
    organiser: Actor
    jurors: list[Actor]
    member: Actor

    @property
    def slug(self) -> str:
        return self.hackathon.slug


def jury_scene(
    world: World, *, teams: int = 2, jurors: int = 2, phase: Phase = Phase.JURY, name: str = "Fort", locale: str = "en"
) -> JuryScene:  # fmt: skip
    """Make a hackathon that stands in its jury phase; the teams hold work with the canary `WORK-<number>`."""
    organiser = world.person(f"Olga {name}", locale=locale)
    hackathon = make_hackathon(world, organiser, title=name)
    people = [world.person(f"Juror {'abcdefghijkl'[number]} {name}", locale=locale) for number in range(jurors)]
    member = world.person(f"Mina {name}", locale=locale)

    def unit(db: Db) -> tuple[Challenge, list[Team]]:
        at = world.now
        challenge = Challenge(
            hackathon_id=hackathon.id, status=ChallengeStatus.READY, title=f"Open {name}", theme="Heritage", approved_at=at,
            why="So that visitors take part.", created_at=at,
        )  # fmt: skip
        db.add(challenge)
        db.flush()
        made = [team_with_prototype(db, world, challenge, number) for number in range(1, teams + 1)]
        db.add(Membership(team_id=made[0].id, hackathon_id=hackathon.id, person_id=member.id, joined_at=at))
        for juror in people:
            roles.give(db, juror.person, Role.JUROR, Within.CHALLENGE, challenge.id, at=at, hackathon_id=hackathon.id)
        row = for_change(db, organiser.person, hackathon.id)
        row.phase, row.phase_since = phase, at
        db.add(row)
        return challenge, made

    challenge, made = world.act(unit)
    return JuryScene(hackathon, challenge, made, organiser, people, member)


def team_with_prototype(db: Db, world: World, challenge: Challenge, number: int) -> Team:
    """Make a team whose prototype is handed in."""
    name = f"Team {number} {challenge.title}"
    team = Team(hackathon_id=challenge.hackathon_id, challenge_id=challenge.id, name=name, created_at=world.now)
    db.add(team)
    db.flush()
    db.add(
        Prototype(
            team_id=team.id, version=1, name=f"Solution {number}", content=f"WORK-{number}", budget=f"WORK-{number} €",
            deployment="From June.", serves_why="Visitors take part.", licence="CC-BY-SA-4.0", sha256=(f"{number}" * 64)[:64],
            submitted_at=world.now,
        )
    )  # fmt: skip
    db.flush()
    return team


def free_of_ties(world: World, scene: JuryScene) -> None:
    """Let every juror declare that nothing ties them to any team."""
    for juror in scene.jurors:
        for team in scene.teams:
            juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})


def criteria_ids(scene: JuryScene) -> list[str]:
    """Return the ids of the grid's criteria in their order."""
    return [criterion["id"] for criterion in scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")["criteria"]]


def sheet_body(scene: JuryScene, levels: Sequence[int], **more: Any) -> dict[str, Any]:
    """Return a whole sheet for the API."""
    return {"op_id": str(uuid4()), "marks": dict(zip(criteria_ids(scene), levels, strict=False)), **more}


def score(scene: JuryScene, juror: Actor, team: Team, levels: Sequence[int], *, lock: bool = True, **more: Any) -> dict[str, Any]:
    """Save a juror's sheet over what is there, and lock it unless told not to; returns the sheet."""
    present = juror.call("GET", f"teams/{team.id}/sheet")["revision"]
    body = sheet_body(scene, levels, **more)
    saved = juror.call("PUT", f"teams/{team.id}/sheet", json=body, headers={"If-Match": f'"{present}"'})
    return juror.call("POST", f"teams/{team.id}/sheet/lock") if lock else saved


# Before the sprint: défis, charters, applications, teams, through the API that everybody has.

CHALLENGE = {
    "organisation": "Acta Vista",
    "title": "Open the fort while it is rebuilt",
    "theme": "Heritage and employment",
    "brief": "The fort was closed for 350 years; visitors walk past the people who rebuild it.",
    "why": "So that those who rebuild the fort are seen, and proud.",
}
APPLICATION = {
    "sector": "company",
    "organisation": "Banque du Port",
    "skills": ["design"],
    "languages": ["fr"],
    "attendance": "on_site",
    "motivation": "To be useful.",
    "fifteen_or_over": True,
}


def propose_challenge(holder: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    """Propose a challenge as its project holder."""
    made: dict[str, Any] = holder.call("POST", f"hackathons/{hackathon.id}/challenges", 201, json=CHALLENGE | given)
    return made


def ready_challenge(organiser: Actor, holder: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    """Take a challenge through its whole scoping."""
    made = propose_challenge(holder, hackathon, **given)
    scoped = organiser.call("POST", f"challenges/{made['id']}/scoping")
    holder.call("POST", f"challenges/{made['id']}/approval", headers={"If-Match": str(scoped["revision"])})
    ready: dict[str, Any] = organiser.call("POST", f"challenges/{made['id']}/readiness")
    return ready


def apply_to(person: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    """Send an application."""
    sent: dict[str, Any] = person.call("PUT", f"hackathons/{hackathon.id}/application", json=APPLICATION | given)
    return sent


def decide(organiser: Actor, hackathon: Hackathon, decision: str, *applications: dict[str, Any], status: int = 200) -> Any:
    """Answer applications."""
    body = {"decision": decision, "applications": [one["id"] for one in applications], "reason": "A good reason"}
    return organiser.call("POST", f"hackathons/{hackathon.id}/applications/decisions", status, json=body)


def accepted_people(world: World, organiser: Actor, hackathon: Hackathon, number: int, **given: Any) -> list[Actor]:
    """Make people whose applications are accepted, from all sectors in turn."""
    people, sent = [], []
    for one in range(number):
        person = world.person(f"Person {chr(97 + one // 26)}{chr(97 + one % 26)}")
        people.append(person)
        sent.append(apply_to(person, hackathon, sector=list(Sector)[one % len(Sector)].value, **given))
    decide(organiser, hackathon, "accept", *sent)
    return people


def create_team(organiser: Actor, hackathon: Hackathon, challenge: dict[str, Any], name: str, seats: int = 8) -> dict[str, Any]:
    """Create an empty team."""
    body = {"challenge_id": challenge["id"], "name": name, "seats": seats}
    made: dict[str, Any] = organiser.call("POST", f"hackathons/{hackathon.id}/teams", 201, json=body)
    return made
