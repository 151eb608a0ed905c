"""What the demonstration is played on: the invented people, and the acts that every event needs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.demo.cast import CAST, DemoPerson, invent_people
from app.demo.charter import CHARTER_V1
from app.demo.content import DemoPrototype
from app.demo.fact_types import ChallengeFacts, EventFacts
from app.domain import (
    applications,
    challenges,
    charters,
    hackathons,
    lifecycle,
    organisations,
    programmes,
    prototypes,
    roles,
    selection,
    team_demands,
    team_proposals,
    team_publications,
    teams,
)
from app.models.application import Application
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase, Programme, Sponsorship
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.models.team import Membership, Team
from app.queries import calls as call_queries
from app.queries import charters as charter_queries
from app.queries import hackathons as hackathon_queries
from app.queries.prototypes import PARTS
from app.schemas.application import ApplicationIn
from app.schemas.base import Localised
from app.schemas.challenge import ChallengeEdit, ChallengeIn
from app.schemas.charter import CharterIn
from app.schemas.composition import PublicationIn
from app.schemas.hackathon import HackathonIn, TickIn
from app.schemas.programme import ProgrammeIn
from app.schemas.prototype import DraftIn
from app.schemas.selection import DecisionIn
from app.schemas.team import ProposalIn, TeamEdit
from app.security import email_key

SEED = 2021
CROWD = 420
SPOKEN = {"fr", "en", "es", "de", "it", "ar", "pt", "lsf"}


class Stage:
    """One session's worth of the demonstration: who is there, and the moment in which they act."""

    def __init__(self, db: Db, *, at: datetime) -> None:
        self.db, self.now = db, at
        self.people: dict[str, Person] = {}
        self.cast = {member.role: self.person(member.person, at - timedelta(days=900)) for member in CAST}
        self.crowd = iter(invent_people(SEED, CROWD))
        self.organiser = self.cast[Role.ORGANISER]
        self.programmes: dict[str, Programme] = {}

    def person(self, invented: DemoPerson, at: datetime) -> Person:
        """Return the invented person, made the first time."""
        key = email_key(invented.email)
        found = self.db.exec(select(Person).where(Person.email_key == key)).first()
        if found is None:
            found = Person(
                email=invented.email,
                email_key=key,
                display_name=invented.name,
                locale=invented.locale,
                created_at=at,
                is_demo=True,
            )
            self.db.add(found)
            self.db.flush()
        self.people[invented.key] = found
        return found

    def next_people(self, count: int, at: datetime) -> list[tuple[DemoPerson, Person]]:
        """Return the next ones of the crowd, so that nobody is in two events by accident."""
        return [(invented, self.person(invented, at)) for invented in islice(self.crowd, count)]

    def programme(self, name: str, at: datetime) -> Programme:
        """Return the organiser's series of that name."""
        if name not in self.programmes:
            draft = ProgrammeIn(name=name)
            self.programmes[name] = programmes.create(self.db, self.organiser, draft, at=at)
        return self.programmes[name]

    def hackathon(self, facts: EventFacts, starts_at: datetime, at: datetime) -> Hackathon:
        """Make the event from its blueprint and write down what its record knows and does not know."""
        draft = HackathonIn.model_validate(
            {
                "title": dict(facts.title),
                "slug": facts.key,
                "format": facts.format,
                "starts_at": starts_at,
                "timezone": facts.timezone,
                "attendance": facts.attendance,
                "place": facts.place["fr"],
                "capacity": facts.capacity,
                "summary": dict(facts.summary),
                "theme": dict(facts.theme),
                "team_min": facts.team_min,
                "team_max": facts.team_max,
            }
        )
        made = hackathons.create(self.db, self.organiser, self.programme(facts.organisers[0], at), draft, at=at)
        made.unknown, made.sources, made.recorded = list(facts.unknown), facts.links(), facts.recorded()
        made.is_demo = True
        self.db.add(made)
        for name in facts.sponsors:
            organisation = organisations.find_or_add(self.db, name, Sector.COMPANY, at=at)
            self.db.add(Sponsorship(hackathon_id=made.id, organisation_id=organisation.id, created_at=at))
        self.db.flush()
        return made

    def move(self, hackathon: Hackathon, to: Phase, at: datetime) -> None:
        """Tick what the check-list asked for until then, and go on to the next phase."""
        for item in hackathon_queries.checklist(self.db, hackathon.id):
            if hackathon.starts_at - timedelta(days=item.days_before) <= at:
                hackathons.tick(self.db, self.organiser, item, TickIn(done=True), at=at)
        lifecycle.move(self.db, self.organiser, hackathon, to, None, at=at)

    def challenge(self, hackathon: Hackathon, facts: ChallengeFacts, holder: Person, at: datetime) -> Challenge:
        """Propose a défi, scope it, have its why approved by its association."""
        made = challenges.propose(
            self.db,
            holder,
            hackathon,
            ChallengeIn(
                organisation=facts.beneficiaries[0], title=facts.title["fr"], theme=facts.theme["fr"], brief=facts.brief["fr"]
            ),
            at=at,
        )
        challenges.start_scoping(self.db, self.organiser, made, at=at + timedelta(days=2))
        optional = ("who_suffers", "already_tried", "constraints", "easy_goal", "stretch_goal", "confidential", "rights")
        written = {name: text["fr"] for name in optional if (text := getattr(facts, name))}
        edit = ChallengeEdit(
            title=facts.title["fr"], theme=facts.theme["fr"], brief=facts.brief["fr"], why=facts.why["fr"], **written
        )
        challenges.edit(self.db, holder, made, edit, revision=made.revision, at=at + timedelta(days=5))
        challenges.approve_why(self.db, holder, made, revision=made.revision, at=at + timedelta(days=6))
        return challenges.mark_ready(self.db, self.organiser, made, at=at + timedelta(days=8))

    def charter(self, hackathon: Hackathon, at: datetime) -> None:
        charters.publish(self.db, self.organiser, hackathon, CharterIn(body=_both(CHARTER_V1)), at=at)

    def apply(
        self, hackathon: Hackathon, who: Iterable[tuple[DemoPerson, Person]], wishes: Sequence[UUID], at: datetime
    ) -> list[Application]:
        """Have each of them apply, an hour after the other; wishes go round the défis."""
        made = []
        half_days = list(range(len(call_queries.of(self.db, hackathon).half_days)))
        for index, (invented, person) in enumerate(who):
            turned = [*wishes[index % len(wishes) :], *wishes[: index % len(wishes)]] if wishes else []
            draft = ApplicationIn(
                sector=Sector(invented.sector),
                organisation=invented.organisation or "",
                skills=list(invented.skills)[:12],
                wishes=turned[:3] if len(wishes) > 1 else [],
                languages=[language for language in invented.languages if language in SPOKEN] or ["fr"],
                attendance=hackathon.attendance,
                motivation=invented.motivation,
                fifteen_or_over=True,
                half_days=half_days if index % 4 else half_days[:2],
                experienced=index % 3 == 0,
            )
            made.append(applications.apply(self.db, person, hackathon, draft, at=at + timedelta(hours=index)))
        return made

    def decide(self, hackathon: Hackathon, which: Sequence[Application], decision: str, at: datetime, reason: str = "") -> None:
        if which:
            asked = DecisionIn.model_validate({"applications": [row.id for row in which], "decision": decision, "reason": reason})
            selection.decide(self.db, self.organiser, hackathon, asked, at=at)

    def compose(self, hackathon: Hackathon, count: int, names: dict[UUID, Sequence[str]], at: datetime) -> list[Team]:
        """Have the machine propose teams, adopt its proposal, and give the teams their names."""
        asked = ProposalIn(teams=count, seed=SEED, effort="quick")
        prepared = team_demands.prepare(self.db, self.organiser, hackathon, asked, at=at)
        kept = team_proposals.find(self.db, self.organiser, hackathon, prepared, at=at)
        team_proposals.adopt(self.db, self.organiser, kept, at=at + timedelta(hours=1))
        until = PublicationIn(appeals_until=at + timedelta(days=1))
        team_publications.publish(self.db, self.organiser, hackathon, until, at=at + timedelta(hours=2))
        found = self.teams(hackathon)
        waiting = {challenge: list(listed) for challenge, listed in names.items()}
        for number, team in enumerate(found, start=1):
            if queue := waiting.get(team.challenge_id):
                edit = TeamEdit(name=queue.pop(0), seats=team.seats, table_label=str(number))
                teams.edit(self.db, self.organiser, team, edit, at=at + timedelta(hours=2))
        return found

    def accompany(self, hackathon: Hackathon, found: Sequence[Team], at: datetime, **known: Person) -> None:
        """Give each team a coach and a designer of its own; `coach` and `designer` take the first team."""
        for role in (Role.COACH, Role.DESIGNER):
            first = [known[role.value]] if role.value in known else []
            others = [person for _, person in self.next_people(len(found) - len(first), at)]
            for team, person in zip(found, [*first, *others], strict=True):
                self.give(person, role, Within.HACKATHON, hackathon.id, at=at)
                teams.assign(self.db, self.organiser, team, "coach" if role is Role.COACH else "designer", person.id, at=at)

    def give(
        self, person: Person, role: Role, within: Within, place: UUID, *, at: datetime, hackathon: Hackathon | None = None
    ) -> None:
        roles.give(
            self.db, person, role, within, place, at=at, by=self.organiser, hackathon_id=hackathon.id if hackathon else None
        )

    def sign(self, hackathon: Hackathon, who: Iterable[Person], at: datetime) -> None:
        """Have everybody sign the present charter."""
        charter = charter_queries.current(self.db, hackathon)
        if charter:
            for person in who:
                charters.sign(self.db, person, charter, at=at)

    def hand_in(self, team: Team, work: DemoPrototype, at: datetime) -> None:
        """Have a member of the team save its work and hand it in a little later."""
        author = self.save_draft(team, work, at)
        prototypes.submit(self.db, author, team, at=at + timedelta(minutes=5))

    def save_draft(self, team: Team, work: DemoPrototype, at: datetime) -> Person:
        """Have the first member of the team write its prototype down."""
        statement = (
            select(Person).join(Membership, col(Membership.person_id) == col(Person.id)).where(Membership.team_id == team.id)
        )
        author = self.db.exec(statement.order_by(col(Person.email_key))).first()
        assert author  # noqa: S101 - a team of the demonstration has members
        draft = DraftIn.model_validate({name: getattr(work, name) for name in PARTS})
        prototypes.save_draft(self.db, author, team, draft, revision=0, at=at)
        return author

    def teams(self, hackathon: Hackathon) -> list[Team]:
        statement = select(Team).where(Team.hackathon_id == hackathon.id, col(Team.closed_at).is_(None))
        return list(self.db.exec(statement.order_by(col(Team.created_at), col(Team.id))))

    def reload(self, hackathon: Hackathon) -> Hackathon:
        return hackathon_queries.for_change(self.db, self.organiser, hackathon.id)


def _both(text: Any) -> Localised:
    return Localised(fr=text.get("fr", ""), en=text.get("en", ""))


def morning(day: Any, zone: str, hour: int = 9) -> datetime:
    """Return the moment at which a clock in the zone shows the hour on a day."""
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on_the_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
