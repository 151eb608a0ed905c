"""The races that a hackathon day really has; each says what hurt, and which sabotage must make it hurt.

A race is a function that plays one round in an arena and yields a sentence for each wound. `tests/torture/test_races.py` runs
every one twice: as the application is (no wound), and with a mechanism taken away (a wound, or the check itself is blind).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import accounts, invitations, lifecycle, papers, prototypes, publications, roles, selection, sheets, teams, ties
from app.domain import hackathons as hackathon_verbs
from app.models.application import Application, ApplicationStatus
from app.models.base import new_id
from app.models.challenge import Challenge
from app.models.hackathon import Attendance, Hackathon, Phase, PhaseMove, Programme
from app.models.journal import Entry
from app.models.jury import Award, Criterion, Mark, Publication, Rubric, Sheet, Tie, TieKind
from app.models.organisation import Sector
from app.models.person import Person, Role, RoleHeld, Session, SessionKind, Within
from app.models.prototype import Prototype, PrototypeDraft
from app.models.team import Membership, Team
from app.queries import hackathons, juries
from app.queries import invitations as invitation_queries
from app.queries import papers as paper_queries
from app.queries import prototypes as prototype_queries
from app.queries import teams as team_queries
from app.schemas.account import SignInIn
from app.schemas.hackathon import HackathonPatch
from app.schemas.invitation import InvitationIn
from app.schemas.jury import SheetIn, TieIn
from app.schemas.paper import PaperIn, PrintIn
from app.schemas.prototype import DraftIn
from app.schemas.result import PublishIn
from app.schemas.selection import DecisionIn
from app.schemas.team import TeamIn
from app.security import derived_token
from app.web.caller import Caller
from tests.builders import make_hackathon, move_to, resume
from tests.torture.arena import Arena, Sabotage, replaced, without_lock, without_lock_and_index
from tests.world import World

Round = Callable[["Event", Arena], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Race:
    """A race, the phase in which it happens, what must make it hurt, and what must not because there is a second lock."""

    name: str
    phase: Phase
    play: Round
    sabotages: dict[str, Sabotage]
    survives: dict[str, Sabotage] = field(default_factory=dict)


RACES: Final[dict[str, Race]] = {}


def race(phase: Phase, *, survives: dict[str, Sabotage] | None = None, **sabotages: Sabotage) -> Callable[[Round], Round]:
    """Put a race on the list."""

    def put(play: Round) -> Round:
        RACES[play.__name__] = Race(play.__name__, phase, play, sabotages or {"without_lock": without_lock}, survives or {})
        return play

    return put


class Event:
    """One hackathon in one phase, and what races need of it."""

    def __init__(self, world: World, phase: Phase) -> None:
        self.world = world
        self.organiser = world.person(f"Ola {_letters()}")
        hackathon = make_hackathon(world, self.organiser, capacity=1000)
        move_to(world, hackathon, phase, self.organiser)
        self.id: UUID = hackathon.id

    @property
    def hackathon(self) -> Hackathon:
        return self.world.read(lambda db: db.get(Hackathon, self.id))

    @cached_property
    def challenge(self) -> Challenge:
        return self.world.read(lambda db: db.exec(select(Challenge).where(Challenge.hackathon_id == self.id)).first())

    def person(self, name: str) -> Person:
        return self.world.person(f"{name} {_letters()}").person

    def applicant(self, status: ApplicationStatus) -> Application:
        """Make somebody with an application that stands like this."""
        person = self.person("Guest")
        return self.put(
            Application(
                hackathon_id=self.id,
                person_id=person.id,
                sector=Sector.CITIZEN,
                attendance=Attendance.ON_SITE,
                fifteen_or_over=True,
                status=status,
                created_at=self.world.now,
            )
        )

    def accepted(self) -> UUID:
        return self.applicant(ApplicationStatus.ACCEPTED).person_id

    def team(self, seats: int = 8) -> Team:
        draft = TeamIn(challenge_id=self.challenge.id, name=f"Team {_letters()}", seats=seats)
        return self.world.act(lambda db: teams.create(db, self.organiser.person, self.locked(db), draft, at=self.world.now))

    def locked(self, db: Db) -> Hackathon:
        return hackathons.for_change(db, self.organiser.person, self.id)

    def place(self, team: Team, person_id: UUID) -> Callable[[Db], Any]:
        """Return the unit that gives a person a seat."""
        me, at = self.organiser.person, self.world.now
        return lambda db: teams.place(db, me, team_queries.for_change(db, me, team.id), person_id, at=at)

    def put(self, row: Any) -> Any:
        def unit(db: Db) -> Any:
            db.add(row)
            db.flush()
            return row

        return self.world.act(unit)

    def all(self, statement: Any) -> list[Any]:
        return self.world.read(lambda db: list(db.exec(statement)))

    def order(self, *actions: str) -> list[str]:
        """Return the acts of this hackathon with these names in the order of the journal."""
        statement = select(Entry.action).where(Entry.stream_id == self.id, col(Entry.action).in_(actions))
        return self.all(statement.order_by(col(Entry.seq)))


def _letters() -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:10])


def open_seats(event: Event, team: Team) -> list[UUID]:
    return event.all(select(Membership.person_id).where(Membership.team_id == team.id, col(Membership.left_at).is_(None)))


# Places and seats


@race(Phase.TEAMING)
def last_seat(event: Event, arena: Arena) -> Iterator[str]:
    """P4: three people want the last seat of a team."""
    team, people = event.team(seats=1), [event.accepted() for _ in range(3)]
    told = arena.units(*(event.place(team, person) for person in people))
    seated = open_seats(event, team)
    if len(seated) > team.seats:
        yield f"{len(seated)} people sit on {team.seats} seat"
    if sum(outcome.acknowledged for outcome in told) != len(seated):
        yield f"{told} but {len(seated)} seated"


@race(
    Phase.TEAMING,
    survives={"without_lock": without_lock},
    without_lock_and_index=without_lock_and_index(Membership, "uq_membership_open"),
)
def in_two_teams(event: Event, arena: Arena) -> Iterator[str]:
    """P4: two organisers put the same person into two teams; the unique index has the last word."""
    first, second, person = event.team(), event.team(), event.accepted()
    arena.units(event.place(first, person), event.place(second, person))
    places = len(open_seats(event, first)) + len(open_seats(event, second))
    if places != 1:
        yield f"one person in {places} teams"


@race(Phase.TEAMING)
def last_place(event: Event, arena: Arena) -> Iterator[str]:
    """P3: the last place of the hackathon is given to three people by two organisers."""
    world, me, other = event.world, event.organiser.person, event.person("Other")
    world.act(lambda db: roles.give(db, other, Role.ORGANISER, Within.HACKATHON, event.id, at=world.now))
    accepted = select(Application.id).where(
        Application.hackathon_id == event.id, Application.status == ApplicationStatus.ACCEPTED
    )
    capacity = len(event.all(accepted)) + 1

    def limit(db: Db) -> None:
        hackathon = event.locked(db)
        hackathon.capacity = capacity
        db.add(hackathon)

    world.act(limit)
    asked = [event.applicant(ApplicationStatus.SUBMITTED) for _ in range(3)]

    def accept(application: Application, actor: Person) -> Callable[[Db], Any]:
        decision = DecisionIn(applications=[application.id], decision="accept")
        return lambda db: selection.decide(db, actor, event.locked(db), decision, at=world.now)

    told = arena.units(*map(accept, asked, (me, other, me)))
    now = len(event.all(accepted))
    if now > capacity:
        yield f"{now} people on {capacity} places"
    if sum(outcome.acknowledged for outcome in told) != now - capacity + 1:
        yield f"{told} but {now} of {capacity} are accepted"


# The life-cycle


@race(Phase.SPRINT)
def two_organisers_pause(event: Event, arena: Arena) -> Iterator[str]:
    """P1: two organisers pause the hackathon at once; it pauses once, and the second is told."""
    world, me = event.world, event.organiser.person
    moves = select(PhaseMove.id).where(PhaseMove.hackathon_id == event.id, PhaseMove.after == Phase.PAUSED)
    before = len(event.all(moves))

    def unit(db: Db) -> Any:
        return lifecycle.move(db, me, event.locked(db), Phase.PAUSED, "A fire drill", at=world.now)

    told = arena.units(unit, unit)
    now = len(event.all(moves)) - before
    if now != 1 or sum(outcome.acknowledged for outcome in told) != 1:
        yield f"paused {now} times, {told}"
    resume(world, event.hackathon, event.organiser)


# The jury


class Desk:
    """A team of its own défi with a prototype, and jurors who declared that nothing ties them to it."""

    def __init__(self, event: Event, jurors: int = 1) -> None:
        self.event, world = event, event.world
        self.jurors = [event.person("Juror") for _ in range(jurors)]
        ready = event.challenge
        self.challenge = event.put(
            Challenge(**ready.model_dump(exclude={"id", "title", "created_at"}), title=f"D {_letters()}", created_at=world.now)
        )
        self.team = event.put(
            Team(hackathon_id=event.id, challenge_id=self.challenge.id, name=f"T {_letters()}", created_at=world.now)
        )
        event.put(
            Prototype(
                team_id=self.team.id, version=1, name="A", content="B", budget="C", deployment="D", serves_why="E",
                licence="CC-BY-SA-4.0", sha256="0" * 64, submitted_at=world.now,
            )
        )  # fmt: skip
        for juror in self.jurors:
            world.act(lambda db, juror=juror: self._sits(db, juror))
            world.act(
                lambda db, juror=juror: ties.declare(db, juror, self.mine(db, juror), TieIn(kind=TieKind.NONE), at=world.now)
            )
        self.criteria = event.all(
            select(Criterion.id).join(Rubric).where(Rubric.challenge_id == self.challenge.id).order_by(col(Criterion.position))
        )

    def _sits(self, db: Db, juror: Person) -> None:
        roles.give(
            db, juror, Role.JUROR, Within.CHALLENGE, self.challenge.id, at=self.event.world.now, hackathon_id=self.event.id
        )

    def mine(self, db: Db, juror: Person) -> Team:
        return juries.team_for_change(db, juror, self.team.id)

    def sheet(self, words: str, level: int = 3) -> SheetIn:
        return SheetIn(op_id=new_id(), marks=dict.fromkeys(self.criteria, level), great=words)

    def save(self, juror: Person, sheet: SheetIn, revision: int, *, lock: bool = False) -> Callable[[Db], Any]:
        at = self.event.world.now

        def unit(db: Db) -> Any:
            saved = sheets.save(db, juror, self.mine(db, juror), sheet, revision=revision, at=at)
            return sheets.lock(db, juror, self.team, at=at) if lock else saved

        return unit

    def stored(self, juror: Person) -> Sheet | None:
        found = self.event.all(select(Sheet).where(Sheet.person_id == juror.id, Sheet.team_id == self.team.id))
        return found[0] if found else None

    def standing(self, juror: Person) -> Iterator[str]:
        """Yield a wound where a sheet counts that its juror may not have written."""
        tied = self.event.all(select(Tie.kind).where(Tie.person_id == juror.id, Tie.team_id == self.team.id))
        sheet = self.stored(juror)
        if tied != [TieKind.FAMILY]:
            yield f"the tie was refused: {tied}"
        elif sheet and sheet.recused_at is None:
            yield "a sheet stands beside the tie"

    def publish(self) -> Callable[[Db], Any]:
        me, at = self.event.organiser.person, self.event.world.now
        given = PublishIn(without_missing=True)
        return lambda db: publications.publish(db, me, juries.challenge_for_change(db, me, self.challenge.id), given, at=at)

    def publication(self) -> Publication | None:
        found = self.event.all(select(Publication).where(Publication.challenge_id == self.challenge.id))
        return found[0] if found else None


# The last moments before a result stands, and before a sheet counts or no longer does.
VERDICT: Final = ("INSERT INTO publication", "UPDATE sheet")


@race(Phase.JURY)
def two_tabs_of_a_juror(event: Event, arena: Arena) -> Iterator[str]:
    """J4: a juror saves the same sheet in two tabs; one is kept, the other is told, nothing acknowledged is lost."""
    desk = Desk(event)
    (juror,) = desk.jurors
    event.world.act(desk.save(juror, desk.sheet("begun"), 0))
    tabs = [desk.sheet("left tab", 2), desk.sheet("right tab", 4)]
    told = arena.units(*(desk.save(juror, tab, 1) for tab in tabs))
    stored = desk.stored(juror)
    kept = [tab for tab, outcome in zip(tabs, told, strict=True) if outcome.acknowledged]
    if [tab.great for tab in kept] != [stored.great]:
        yield f"acknowledged {[tab.great for tab in kept]}, stored {stored.great!r}"
    levels = set(event.all(select(Mark.level).where(Mark.sheet_id == stored.id)))
    if levels != {dict(zip(("left tab", "right tab"), (2, 4), strict=True))[stored.great]}:
        yield f"the words of {stored.great} with the marks {levels}"


@race(Phase.JURY)
def publish_while_a_sheet_arrives(event: Event, arena: Arena) -> Iterator[str]:
    """J5: a sheet that is locked while the result is published is in it, or was refused."""
    desk = Desk(event, jurors=2)
    first, late = desk.jurors
    at = event.world.now
    event.world.act(desk.save(late, desk.sheet("late", 5), 0))
    event.world.act(desk.save(first, desk.sheet("in time"), 0, lock=True))
    told = arena.units(desk.publish(), lambda db: sheets.lock(db, late, desk.mine(db, late), at=at), where=VERDICT)
    if not told[0].acknowledged:
        yield f"not published: {told[0].refusal}"
        return
    counted = desk.publication().snapshot["reads"]
    locked = 1 + told[1].acknowledged
    if counted != locked:
        yield f"{locked} sheets acknowledged, {counted} counted"
    _back_to(event, Phase.JURY)


@race(Phase.JURY)
def two_organisers_publish(event: Event, arena: Arena) -> Iterator[str]:
    """J5: two organisers publish at once; there is one publication, with one award for each team."""
    desk = Desk(event)
    event.world.act(desk.save(desk.jurors[0], desk.sheet("only"), 0, lock=True))
    told = arena.units(desk.publish(), desk.publish())
    made = {outcome.value.id for outcome in told if outcome.acknowledged}
    awards = event.all(select(Award.id).where(Award.team_id == desk.team.id))
    entries = event.all(
        select(Entry.id).where(Entry.stream_id == event.id, Entry.action == "publish_results", col(Entry.subject_id).in_(made))
    )
    if len(made) != 1 or len(awards) != 1 or len(entries) != 1:
        yield f"{len(made)} publications, {len(awards)} awards, {len(entries)} entries"
    if not all(outcome.acknowledged for outcome in told):
        yield f"the same question had two answers: {told}"
    _back_to(event, Phase.JURY)


@race(Phase.JURY)
def recusal_while_publishing(event: Event, arena: Arena) -> Iterator[str]:
    """J2: a tie declared while the result is published is either out of it or too late."""
    desk = Desk(event, jurors=2)
    for juror in desk.jurors:
        event.world.act(desk.save(juror, desk.sheet("locked"), 0, lock=True))
    tied, at = desk.jurors[1], event.world.now
    told = arena.units(
        desk.publish(), lambda db: ties.declare(db, tied, desk.mine(db, tied), TieIn(kind=TieKind.FAMILY), at=at), where=VERDICT
    )
    counted = desk.publication().snapshot["reads"]
    if counted != 2 - told[1].acknowledged:
        yield f"tie acknowledged: {told[1].acknowledged}, sheets counted: {counted} of 2"
    _back_to(event, Phase.JURY)


@race(Phase.JURY)
def recusal_while_scoring(event: Event, arena: Arena) -> Iterator[str]:
    """J2, J4: a sheet that arrives while its juror declares a tie is taken out, or refused; none stands beside the tie.

    Sent as a device does, saved and locked in one: a second act, to lock it, would ask about the tie again.
    """
    desk = Desk(event)
    (juror,) = desk.jurors
    at = event.world.now
    arena.units(
        lambda db: ties.declare(db, juror, desk.mine(db, juror), TieIn(kind=TieKind.FAMILY), at=at),
        desk.save(juror, desk.sheet("in the same minute").model_copy(update={"lock": True}), 0),
    )
    yield from desk.standing(juror)


@race(Phase.JURY)
def recusal_while_typing(event: Event, arena: Arena) -> Iterator[str]:
    """J2, J4: a paper sheet that is typed in while its juror declares a tie is taken out, or refused."""
    desk = Desk(event)
    (juror,) = desk.jurors
    me, at, asked = event.organiser.person, event.world.now, PrintIn(juror_id=juror.id, team_id=desk.team.id)

    def issue(db: Db) -> Any:
        return papers.issue(db, me, juries.challenge_for_change(db, me, desk.team.challenge_id), asked, at=at)

    (paper,) = event.world.act(issue)
    given = PaperIn(marks=desk.sheet("on paper").marks, signed_at=at)
    arena.units(
        lambda db: ties.declare(db, juror, desk.mine(db, juror), TieIn(kind=TieKind.FAMILY), at=at),
        lambda db: papers.enter(db, me, paper_queries.by_code_for_change(db, me, paper.code), given, at=at),
    )
    yield from desk.standing(juror)


@race(Phase.JURY)
def pause_while_scoring(event: Event, arena: Arena) -> Iterator[str]:
    """J4: a sheet that arrives while the hackathon is paused is saved before the pause or refused."""
    desk = Desk(event)
    (juror,) = desk.jurors
    since = len(event.order("pause_hackathon", "score"))

    def stop(db: Db) -> Any:
        return lifecycle.move(db, event.organiser.person, event.locked(db), Phase.PAUSED, "A fire drill", at=event.world.now)

    arena.units(stop, desk.save(juror, desk.sheet("during the alarm"), 0))
    order = event.order("pause_hackathon", "score")[since:]
    if order == ["pause_hackathon", "score"]:
        yield "scored after the pause"
    resume(event.world, event.hackathon, event.organiser)


def _back_to(event: Event, phase: Phase) -> None:
    """Where a round took the hackathon on, bring it back, so that another one can be played."""

    def unit(db: Db) -> None:
        hackathon = event.locked(db)
        hackathon.phase = phase
        db.add(hackathon)

    event.world.act(unit)


# People and requests


@race(Phase.DRAFT)
def one_link_two_guests(event: Event, arena: Arena) -> Iterator[str]:
    """P5: the link of an invitation was passed on, and two people accept it at once."""
    world, key = event.world, event.world.services.key
    asked = InvitationIn(email=f"{_letters()}@example.org", role=Role.MENTOR)
    sent = world.act(lambda db: invitations.invite(db, event.organiser.person, event.locked(db), asked, at=world.now))
    token = derived_token(key, "invitation", sent.id)

    def accept(person: Person) -> Callable[[Db], Any]:
        return lambda db: invitations.accept(db, person, invitation_queries.locked(db, sent.id), token, key=key, at=world.now)

    guests = [event.person("Guest"), event.person("Other")]
    told = arena.units(*map(accept, guests))
    held = event.all(select(RoleHeld.person_id).where(col(RoleHeld.person_id).in_([guest.id for guest in guests])))
    if len(held) != 1 or sum(outcome.acknowledged for outcome in told) != 1:
        yield f"{len(held)} people hold the role, {told}"


@race(Phase.DRAFT)
def one_code_two_browsers(event: Event, arena: Arena) -> Iterator[str]:
    """R7: a code is used twice at once; it opens one session."""
    world, address = event.world, f"{_letters()}@example.org"
    asked = world.act(
        lambda db: accounts.request_sign_in(
            db, SignInIn(email=address), browser="b", locale="fr", next_path=None, at=world.now
        )
    )  # fmt: skip

    def use(db: Db) -> Any:
        return accounts.sign_in(db, asked.id, browser="b", label="test", kind=SessionKind.BROWSER, at=world.now)

    arena.units(use, use)
    opened = event.all(select(Session.id).join(Person).where(Person.email == address))
    if len(opened) != 1:
        yield f"{len(opened)} sessions from one code"


def _forgetful(caller: Caller, db: Db, unit: Any) -> Any:
    caller.once = None
    return _careful(caller, db, unit)


_careful = Caller._unit


@race(Phase.DRAFT, without_outcomes=replaced(Caller, "_unit", _forgetful))
def one_request_sent_twice(event: Event, arena: Arena) -> Iterator[str]:
    """T3: a program on a bad line sends the same request twice at once; it is done once, and both hear of the same thing."""
    name, headers = f"P {_letters()}", {"Idempotency-Key": _letters()}

    def send() -> Any:
        return event.organiser.api.post("/programmes", json={"name": name}, headers=headers)

    told = [outcome.value for outcome in arena.together(send, send)]
    made = event.all(select(Programme.id).where(Programme.name == name))
    if len(made) != 1:
        yield f"one request made {len(made)} programmes"
    if [answer.status_code for answer in told] != [201, 201] or len({answer.json().get("id") for answer in told}) != 1:
        yield f"two answers: {[answer.text[:80] for answer in told]}"


# The prototype


class Bench:
    """A team with one member and a complete working copy, at revision 1."""

    def __init__(self, event: Event) -> None:
        self.event, self.member = event, event.person("Member")
        world, at = event.world, event.world.now
        self.team = event.put(Team(hackathon_id=event.id, challenge_id=event.challenge.id, name=f"T {_letters()}", created_at=at))
        event.put(Membership(team_id=self.team.id, hackathon_id=event.id, person_id=self.member.id, joined_at=at))
        world.act(self.save("begun", 0))

    def mine(self, db: Db) -> Team:
        return prototype_queries.team_for_change(db, self.member, self.team.id)

    def save(self, words: str, revision: int) -> Callable[[Db], Any]:
        given = DraftIn(name=words, content=words, budget="1 €", deployment="June", serves_why="So", links=[])
        at = self.event.world.now
        return lambda db: prototypes.save_draft(db, self.member, self.mine(db), given, revision=revision, at=at)

    def submit(self, at: datetime) -> Callable[[Db], Any]:
        return lambda db: prototypes.submit(db, self.member, self.mine(db), at=at)

    def versions(self) -> list[Prototype]:
        return self.event.all(select(Prototype).where(Prototype.team_id == self.team.id))


@race(Phase.SPRINT)
def two_tabs_of_a_draft(event: Event, arena: Arena) -> Iterator[str]:
    """P10: a team saves its working copy in two tabs; one is kept, the other is told."""
    bench, words = Bench(event), ["left tab", "right tab"]
    told = arena.units(*(bench.save(text, 1) for text in words))
    (stored,) = event.all(select(PrototypeDraft.content).where(PrototypeDraft.team_id == bench.team.id))
    acknowledged = [text for text, outcome in zip(words, told, strict=True) if outcome.acknowledged]
    if acknowledged != [stored]:
        yield f"acknowledged {acknowledged}, stored {stored!r}"


@race(Phase.SPRINT)
def double_submit(event: Event, arena: Arena) -> Iterator[str]:
    """P10: a prototype is handed in twice at once; there is one version, and both get its receipt."""
    bench, at = Bench(event), event.world.now
    told = arena.units(bench.submit(at), bench.submit(at))
    versions = bench.versions()
    if len(versions) != 1:
        yield f"{len(versions)} versions of the same"
    if {outcome.value.id for outcome in told if outcome.acknowledged} != {version.id for version in versions}:
        yield f"receipts of {told}"
    if not all(outcome.acknowledged for outcome in told):
        yield f"the same question had two answers: {told}"


@race(Phase.SPRINT)
def stop_while_handing_in(event: Event, arena: Arena) -> Iterator[str]:
    """P10: what is handed in while the hackathon is stopped for good comes before that or is refused."""
    bench, since = Bench(event), len(event.order("stop_hackathon", "submit_prototype"))
    me, at = event.organiser.person, event.world.now

    def stop(db: Db) -> Any:
        return lifecycle.move(db, me, event.locked(db), Phase.STOPPED, "A storm", at=at)

    arena.units(stop, bench.submit(at))
    if event.order("stop_hackathon", "submit_prototype")[since:] == ["stop_hackathon", "submit_prototype"]:
        yield "handed in after the end"
    _back_to(event, Phase.SPRINT)


@race(Phase.SPRINT)
def deadline_moved_meanwhile(event: Event, arena: Arena) -> Iterator[str]:
    """P10: the organiser moves the deadline while a team hands in; late is what the deadline in force says."""
    bench, me = Bench(event), event.organiser.person
    closes = event.hackathon.submissions_close_at
    since = len(event.order("edit_hackathon", "submit_prototype"))
    earlier = HackathonPatch(submissions_close_at=closes - timedelta(hours=2))

    def move(db: Db) -> Any:
        return hackathon_verbs.change(db, me, event.locked(db), earlier, at=event.world.now)

    told = arena.units(move, bench.submit(closes - timedelta(hours=1)))
    order = event.order("edit_hackathon", "submit_prototype")[since:]
    late = [version.late for version in bench.versions()]
    if late != [order == ["edit_hackathon", "submit_prototype"]]:
        yield f"{order}, late: {late}, {told}"
    again = HackathonPatch(submissions_close_at=closes)
    event.world.act(lambda db: hackathon_verbs.change(db, me, event.locked(db), again, at=event.world.now))
