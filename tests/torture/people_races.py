"""The races of applications, offers, teams and draws: everybody who wants the same place, and who leaves meanwhile. (R14)

Each stands in the list of `races` and is played as the others are. What was seen with its mechanism taken away is said in its
sentence; `test_sabotage_is_caught` sees it again.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.computing import Inline
from app.domain import (
    applications,
    lot_answers,
    lot_draws,
    lot_search,
    lots,
    offers,
    selection,
    team_demands,
    team_proposals,
    team_publications,
    walk_ins,
)
from app.models.application import Application, ApplicationStatus, Call, WalkIn
from app.models.base import new_id
from app.models.hackathon import Attendance, Phase
from app.models.journal import Entry
from app.models.lot import Lot, LotKind, LotState
from app.models.organisation import Sector
from app.models.person import Person, Role, RoleHeld
from app.models.team import Membership, TeamProposal
from app.queries import applications as application_queries
from app.queries import lots as lot_queries
from app.queries import team_proposals as proposal_queries
from app.queries import walk_ins as walk_in_queries
from app.queries.selection import HOLDING
from app.schemas.composition import PublicationIn
from app.schemas.lot import FreezeIn, LotIn
from app.schemas.selection import DecisionIn
from app.schemas.team import ProposalIn
from app.schemas.walk_in import ArrivalIn
from tests.builders import bare_person
from tests.torture.arena import Arena, replaced, without_lock_and_index
from tests.torture.races import Event, race

Unit = Callable[[Db], Any]


def guests(event: Event, number: int) -> list[Person]:
    """Make people without browsers, which take longer to make than a race takes."""
    return event.world.act(lambda db: [bare_person(db, event.world, f"Guest {new_id()}") for _ in range(number)])


def applicants(event: Event, status: ApplicationStatus, number: int = 1) -> list[Application]:
    """Make people with applications that stand like this."""
    people = guests(event, number)

    def unit(db: Db) -> list[Application]:
        made = [
            Application(
                hackathon_id=event.id, person_id=person.id, sector=Sector.CITIZEN, attendance=Attendance.ON_SITE,
                fifteen_or_over=True, status=status, created_at=event.world.now,
            )
            for person in people
        ]  # fmt: skip
        db.add_all(made)
        return made

    return event.world.act(unit)


class Doors:
    """An event with so many free places, and those who come by an answer, an offer or the door."""

    def __init__(self, event: Event, free: int) -> None:
        self.event, self.at = event, event.world.now
        if not event.all(select(Call.id).where(Call.hackathon_id == event.id)):
            event.put(Call(hackathon_id=event.id, offer_days=2, created_at=self.at))
        # Whoever waits from an earlier round would be passed this one's place.
        self._clear()
        self.capacity = len(self.holders()) + free

        def limit(db: Db) -> None:
            hackathon = event.locked(db)
            hackathon.capacity = self.capacity
            db.add(hackathon)

        event.world.act(limit)

    def _clear(self) -> None:
        def unit(db: Db) -> None:
            open_ = (ApplicationStatus.WAITING, ApplicationStatus.OFFERED)
            for one in db.exec(
                select(Application).where(Application.hackathon_id == self.event.id, col(Application.status).in_(open_))
            ):
                one.status = ApplicationStatus.WITHDRAWN
                db.add(one)

        self.event.world.act(unit)

    def holders(self) -> list[UUID]:
        mine = select(Application.id).where(Application.hackathon_id == self.event.id)
        return self.event.all(mine.where(col(Application.status).in_(HOLDING)))

    def offered(self) -> Application:
        """Somebody to whom a place is offered, which is theirs until a minute from now."""
        (made,) = applicants(self.event, ApplicationStatus.OFFERED)
        made.decided_at, made.offer_ends_at = self.at - timedelta(days=2), self.at + timedelta(minutes=1)
        made.reminded_at = self.at - timedelta(days=1)
        return self.event.put(made)

    def waiting(self) -> Application:
        (made,) = applicants(self.event, ApplicationStatus.WAITING)
        made.decided_at = self.at - timedelta(days=1)
        return self.event.put(made)

    def now(self, application: Application) -> ApplicationStatus:
        found: ApplicationStatus = self.event.world.read(lambda db: db.get(Application, application.id)).status
        return found

    def accept(self, actor: Person, application: Application) -> Unit:
        decision = DecisionIn(applications=[application.id], decision="accept")
        return lambda db: selection.decide(db, actor, self.event.locked(db), decision, at=self.at)

    def arrive(self) -> Unit:
        """Somebody stands at the door."""
        event, guest = self.event, guests(self.event, 1)[0]
        ends = self.at + timedelta(hours=9)
        code = event.put(WalkIn(hackathon_id=event.id, opened_by_id=event.organiser.id, expires_at=ends, created_at=self.at))
        said = ArrivalIn(sector=Sector.CITIZEN, languages=["fr"], fifteen_or_over=True)

        def unit(db: Db) -> Any:
            hackathon, walk_in = walk_in_queries.for_change(db, guest, code.id)
            return walk_ins.arrive(db, guest, hackathon, walk_in, said, at=self.at)

        return unit

    def confirm(self, application: Application) -> Unit:
        me = self._person(application)
        return lambda db: offers.confirm(db, me, application_queries.for_change(db, me, application.id), at=self.at)

    def withdraw(self, application: Application) -> Unit:
        me = self._person(application)
        return lambda db: applications.withdraw(db, me, application_queries.for_change(db, me, application.id), at=self.at)

    def pass_on(self) -> Unit:
        """What the clock does a little later, when the offers of this round have ended."""
        return lambda db: offers.pass_on(db, self.event.id, at=self.at + timedelta(minutes=1))

    def _person(self, application: Application) -> Person:
        return self.event.world.read(lambda db: db.get_one(Person, application.person_id))

    def acts(self, *actions: str) -> Callable[[Application], list[str]]:
        """Return what reads the acts on an application, in their order."""

        def read(application: Application) -> list[str]:
            mine = select(Entry.action).where(Entry.subject_id == application.id, col(Entry.action).in_(actions))
            return self.event.all(mine.order_by(col(Entry.seq)))

        return read


@race(Phase.TEAMING)
def last_place_at_the_door(event: Event, arena: Arena) -> Iterator[str]:
    """P3: the last place is given by an organiser while somebody signs up at the door. Without the lock: two on one place."""
    doors = Doors(event, free=1)
    (asked,) = applicants(event, ApplicationStatus.SUBMITTED)
    told = arena.units(doors.arrive(), doors.accept(event.organiser.person, asked))
    held = len(doors.holders())
    if held > doors.capacity:
        yield f"{held} people hold {doors.capacity} places"
    if sum(outcome.acknowledged for outcome in told) != 1:
        yield f"one place, and {told}"


@race(Phase.TEAMING)
def an_offer_at_its_last_moment(event: Event, arena: Arena) -> Iterator[str]:
    """P3: an offer is confirmed while the clock passes it on and somebody comes to the door.

    Without the lock: a place that was confirmed is taken away again, or held twice.
    """
    doors = Doors(event, free=1)
    last, following = doors.offered(), doors.waiting()
    told = arena.units(doors.confirm(last), doors.pass_on(), doors.arrive())
    if (held := len(doors.holders())) != doors.capacity:
        yield f"{held} people hold {doors.capacity} places"
    kept = doors.now(last) is ApplicationStatus.ACCEPTED
    if kept != told[0].acknowledged:
        yield f"confirmed: {told[0]}, and the application stands {doors.now(last)}"
    if (doors.now(following) is ApplicationStatus.OFFERED) == kept:
        yield f"the next stands {doors.now(following)} where the place is {'kept' if kept else 'passed on'}"
    if told[2].acknowledged:
        yield "the door gave a place that is held"


@race(Phase.TEAMING)
def an_offer_confirmed_twice(event: Event, arena: Arena) -> Iterator[str]:
    """P3: two offers are confirmed at once, one of them from two devices. Without the lock: one is confirmed two times."""
    doors = Doors(event, free=2)
    one, other = doors.offered(), doors.offered()
    told = arena.units(doors.confirm(one), doors.confirm(one), doors.confirm(other))
    if not all(outcome.acknowledged for outcome in told):
        yield f"a place that was kept was not given: {told}"
    for application in (one, other):
        if (acts := doors.acts("confirm_offer")(application)) != ["confirm_offer"]:
            yield f"confirmed {len(acts)} times"
    roles_ = select(RoleHeld.id).where(RoleHeld.person_id == one.person_id, RoleHeld.role == Role.PARTICIPANT)
    if (held := len(event.all(roles_))) != 1:
        yield f"{held} roles from one offer"


@race(Phase.TEAMING)
def withdrawal_while_an_offer_passes_on(event: Event, arena: Arena) -> Iterator[str]:
    """P3: somebody gives their offer up while the clock passes it on. Without the lock: the place ends twice."""
    doors = Doors(event, free=1)
    last, following, second = doors.offered(), doors.waiting(), doors.waiting()
    arena.units(doors.withdraw(last), doors.pass_on())
    ends = doors.acts("withdraw_application", "expire_offer")(last)
    if len(ends) != 1:
        yield f"one offer ended by {ends}"
    passed = [doors.acts("offer_place")(one) for one in (following, second)]
    if passed != [["offer_place"], []]:
        yield f"one place was passed on as {passed}"
    if (held := len(doors.holders())) != doors.capacity:
        yield f"{held} people hold {doors.capacity} places"


# Teams


class Composing:
    """Accepted people who are in no team, and the proposals that place them."""

    def __init__(self, event: Event, people: int = 6) -> None:
        self.event, self.at = event, event.world.now
        self._start_over()
        self.people = [one.person_id for one in applicants(event, ApplicationStatus.ACCEPTED, people)]

    def _start_over(self) -> None:
        """Let those of earlier rounds go: a proposal places everybody who is accepted."""

        def unit(db: Db) -> None:
            for one in db.exec(
                select(Membership).where(Membership.hackathon_id == self.event.id, col(Membership.left_at).is_(None))
            ):
                one.left_at = self.at
                db.add(one)
            accepted = (Application.hackathon_id == self.event.id, Application.status == ApplicationStatus.ACCEPTED)
            for one in db.exec(select(Application).where(*accepted)):
                one.status = ApplicationStatus.WITHDRAWN
                db.add(one)

        self.event.world.act(unit)

    def asked(self, *, wait: bool = False, seed: int = 1) -> UUID:
        """Ask for a proposal: found at once, or left to the worker."""
        me, world = self.event.organiser.person, self.event.world
        given = ProposalIn(teams=2, effort="quick", seed=seed)
        prepared = world.read(lambda db: team_demands.prepare(db, me, self.event.hackathon, given, at=self.at))
        verb = team_proposals.ask if wait else team_proposals.find
        made: TeamProposal = world.act(lambda db: verb(db, me, self.event.locked(db), prepared, at=self.at))
        return made.id

    def adopt(self, proposal_id: UUID) -> Unit:
        me = self.event.organiser.person
        return lambda db: team_proposals.adopt(db, me, proposal_queries.proposal_for_change(db, me, proposal_id), at=self.at)

    def withdraw(self, person_id: UUID) -> Unit:
        me = self.event.world.read(lambda db: db.get_one(Person, person_id))
        return lambda db: applications.withdraw(db, me, application_queries.own_for_change(db, me, self.event.id), at=self.at)

    def stays(self, person_id: UUID) -> int:
        """Return in how many teams somebody is."""
        mine = select(Membership.id).where(Membership.person_id == person_id, col(Membership.left_at).is_(None))
        return len(self.event.all(mine))


@race(Phase.TEAMING, without_lock_and_index=without_lock_and_index(Membership, "uq_membership_open"))
def two_proposals_adopted(event: Event, arena: Arena) -> Iterator[str]:
    """P4: two organisers adopt two proposals at once, and one of them twice; everybody is in one team.

    Without the lock and without the index that has the last word: people sit in two teams.
    """
    composing = Composing(event)
    one, other = composing.asked(seed=1), composing.asked(seed=2)
    told = arena.units(composing.adopt(one), composing.adopt(other), composing.adopt(one))
    if sum(outcome.acknowledged for outcome in told) != 1:
        yield f"adopted {told}"
    if any(composing.stays(person) != 1 for person in composing.people):
        yield f"teams per person: {[composing.stays(person) for person in composing.people]}"


@race(Phase.TEAMING)
def teams_told_twice(event: Event, arena: Arena) -> Iterator[str]:
    """P4: two organisers tell everybody their teams at once. Without the lock: everybody is written to two times."""
    composing = Composing(event)
    event.world.act(composing.adopt(composing.asked()))
    me, until = event.organiser.person, event.world.now + timedelta(days=1)
    draft = PublicationIn(appeals_until=until)

    def publish(db: Db) -> Any:
        return team_publications.publish(db, me, event.locked(db), draft, at=event.world.now)

    since = len(event.order("publish_teams"))
    told = arena.units(publish, publish)
    told_of = select(Entry.facts).where(Entry.stream_id == event.id, Entry.action == "publish_teams")
    facts = event.all(told_of.order_by(col(Entry.seq)))
    news = [one["news"] for one in facts[since:]]
    if sum(news) != len(composing.people):
        yield f"{len(composing.people)} people, told {news}, {told}"
    event.world.clock.forward(minutes=1)


@race(Phase.TEAMING)
def withdrawal_while_adopting(event: Event, arena: Arena) -> Iterator[str]:
    """P3, P4: somebody withdraws while their team is made. Without the lock: they have a seat though they have left."""
    composing = Composing(event)
    proposal, leaving = composing.asked(), composing.people[0]
    told = arena.units(composing.withdraw(leaving), composing.adopt(proposal))
    if not told[0].acknowledged:
        yield f"could not withdraw: {told[0]}"
    if composing.stays(leaving):
        yield "a seat for somebody who has left"
    if any(composing.stays(person) != told[1].acknowledged for person in composing.people[1:]):
        yield f"{told[1]}, and the others sit {[composing.stays(person) for person in composing.people[1:]]}"


def _careless(*_: Any) -> None:
    """Look at nothing."""


@race(Phase.TEAMING, without_looking_again=replaced(team_proposals, "_check_same_world", _careless))
def withdrawal_while_solving(event: Event, arena: Arena) -> Iterator[str]:
    """P3, P4: somebody withdraws while the search for teams goes on; what it finds is out of date, and says so.

    Without looking again at the adoption: the search seats somebody who has left.
    """
    composing = Composing(event)
    proposal, leaving = composing.asked(wait=True), composing.people[0]
    arena.together(Inline(event.world.services).work, lambda: event.world.act(composing.withdraw(leaving)))
    (found,) = event.all(select(TeamProposal).where(TeamProposal.id == proposal))
    if found.state != "ready":
        yield f"the search ended as {found.state}"
        return
    (told,) = arena.units(composing.adopt(proposal))
    if told.refusal != "proposal_outdated" or composing.stays(leaving):
        yield f"{told}, and who has left sits in {composing.stays(leaving)} teams"


# Draws by lot


def _nobody(*_: Any) -> set[UUID]:
    return set()


def _stays(*_: Any, **__: Any) -> None:
    """Let somebody withdraw without a word to the draws."""


@race(
    Phase.CALL,
    without_leaving=replaced(lot_answers, "leave", _stays),
    without_looking=replaced(lot_queries, "withdrawn", _nobody),
)
def withdrawal_while_drawing(event: Event, arena: Arena) -> Iterator[str]:
    """C7: somebody withdraws while the number draws them, before it or after; their seat goes to a substitute.

    Without giving the seat on, or without looking who has left: a seat for somebody who does not come.
    """
    wanted = arena.leader
    for leader in (0, 1) if wanted is None else (wanted,):
        arena.leader = leader
        draw = Drawing(event)
        told = arena.units(draw.withdraw(), draw.draw())
        if not all(outcome.acknowledged for outcome in told):
            yield f"{told}"
        seated = draw.seated()
        if draw.leaving in seated or len(seated) != draw.places:
            yield f"{len(seated)} of {draw.places} seats, who left among them: {draw.leaving in seated}"
    arena.leader = wanted


class Drawing:
    """A panel that is announced and due, in which the number will draw somebody who is about to withdraw."""

    places, number = 3, "417"

    def __init__(self, event: Event, people: int = 6) -> None:
        self.event, at = event, event.world.now
        self._start_over()
        applicants(event, ApplicationStatus.SUBMITTED, people)
        me = event.organiser.person
        given = LotIn(
            kind=LotKind.PANEL, title="The panel", reason="More than places.", places=self.places, pool_role=Role.PARTICIPANT,
            attributes=["sector"],
        )  # fmt: skip
        made: Lot = event.world.act(lambda db: lots.create(db, me, event.locked(db), given, at=at))
        self.id = made.id
        event.world.act(lambda db: lot_search.search(db, me, lot_queries.for_change(db, me, self.id), at=at))
        Inline(event.world.services).work()
        due = (at + timedelta(hours=12)).replace(tzinfo=None, microsecond=0)
        said = FreezeIn(number_source="The evening lottery", number_due_at=due)
        prepared = lot_draws.prepare(event.world.read(lambda db: db.get_one(Lot, self.id)))
        event.world.act(lambda db: lot_draws.freeze(db, me, lot_queries.for_change(db, me, self.id), said, prepared, at=at))
        self.leaving = self._first()

    def _start_over(self) -> None:
        """End what stands of earlier rounds: one draw from a pool stands at a time."""

        def unit(db: Db) -> None:
            for lot in db.exec(select(Lot).where(Lot.hackathon_id == self.event.id)):
                lot.state = LotState.CANCELLED
                db.add(lot)
            for one in db.exec(select(Application).where(Application.hackathon_id == self.event.id)):
                one.status = ApplicationStatus.WITHDRAWN
                db.add(one)

        self.event.world.act(unit)

    def _first(self) -> UUID:
        """Return who sits on the first seat of the ticket that the number draws."""
        lot = self.event.world.read(lambda db: db.get_one(Lot, self.id))
        tickets = lot.lottery["tickets"]
        first = tickets["panels"][tickets["numbers"][int(self.number) % len(tickets["numbers"])]][0]
        pool = self.event.world.read(lambda db: lot_queries.entries(db, lot))
        person: UUID = next(entry.person_id for entry in pool if entry.pseudonym == first)
        return person

    def draw(self) -> Unit:
        me, at = self.event.organiser.person, self.event.world.now + timedelta(days=1)
        return lambda db: lot_draws.draw(db, me, lot_queries.for_change(db, me, self.id), self.number, at=at)

    def withdraw(self) -> Unit:
        me, at = self.event.world.read(lambda db: db.get_one(Person, self.leaving)), self.event.world.now
        return lambda db: applications.withdraw(db, me, application_queries.own_for_change(db, me, self.event.id), at=at)

    def seated(self) -> set[UUID]:
        lot = self.event.world.read(lambda db: db.get_one(Lot, self.id))
        return {entry.person_id for entry in self.event.world.read(lambda db: lot_answers.seated(db, lot)) if entry.person_id}
