"""P1, C5: the life-cycle of a hackathon: gates, moves, pause, stop."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.domain import lifecycle
from app.errors import Refused
from app.models.hackathon import LIFE, LIVE, Hackathon, Phase, PhaseMove, Step
from app.models.journal import Entry
from app.queries import hackathons, organiser
from app.queries.hackathons import for_change
from app.queries.organiser import NeedKind
from tests.builders import make_hackathon, move_to, pause, resume
from tests.world import World


def go(world, hackathon, actor, to, reason=None):
    return world.act(
        lambda db: lifecycle.move(db, actor.person, for_change(db, actor.person, hackathon.id), to, reason, at=world.now)
    )


def test_a_hackathon_walks_through_its_whole_life(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    assert move_to(world, hackathon, Phase.CLOSED, ada).phase is Phase.CLOSED
    moves = world.read(lambda db: db.exec(select(PhaseMove).order_by(PhaseMove.id)).all())
    assert [move.after for move in moves] == list(LIFE[1:])
    assert {move.person_id for move in moves} == {ada.id}
    entries = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "move_phase").order_by(Entry.seq)).all())
    assert [entry.facts["after"] for entry in entries] == [phase.value for phase in LIFE[1:]]


@pytest.mark.parametrize("phase", [phase for phase in LIFE[2:] if phase is not Phase.INCUBATION])
def test_a_gate_says_what_is_missing_and_nothing_moves(sqlite_world: World, phase: Phase):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = make_hackathon(world, ada)
    before = LIFE[LIFE.index(phase) - 1]
    move_to(world, hackathon, before, ada)

    def undo(db):
        from app.models import application, challenge, incubation, jury, person, prototype, team  # noqa: PLC0415

        if phase is Phase.CLOSED:
            some = db.exec(select(team.Team)).first()
            found = db.exec(select(challenge.Challenge)).first()
            db.add(
                incubation.Incubation(
                    hackathon_id=hackathon.id, challenge_id=found.id, team_id=some.id, title="Fort", created_at=world.now
                )
            )
        kinds = {
            Phase.CALL: [challenge.Challenge],
            Phase.TEAMING: [application.Application],
            Phase.SPRINT: [team.Membership],
            Phase.JURY: [prototype.Prototype],
            Phase.RESULTS: [jury.Publication],
        }
        for kind in kinds.get(phase, []):
            for row in db.exec(select(kind)):
                db.delete(row)
        assert person

    world.act(undo)
    with pytest.raises(Refused) as refused:
        go(world, hackathon, ada, phase)
    assert refused.value.refusal.code == "not_ready"
    assert world.read(lambda db: db.get(Hackathon, hackathon.id)).phase is before


def test_teams_without_coach_or_people_are_named(sqlite_world: World):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = make_hackathon(world, ada)
    hackathon = move_to(world, hackathon, Phase.SPRINT, ada)

    def undo(db):
        from app.models.person import Role, RoleHeld  # noqa: PLC0415

        held = db.exec(select(RoleHeld).where(RoleHeld.role == Role.COACH)).one()
        held.ended_at = world.now
        row = db.get(Hackathon, hackathon.id)
        row.phase, row.team_min = Phase.TEAMING, 6
        db.add_all([held, row])

    world.act(undo)
    lacks = world.read(lambda db: lifecycle.missing(db, db.get(Hackathon, hackathon.id), Phase.SPRINT, at=world.now))
    assert [lack.message % lack.params for lack in lacks] == [
        "The Watch has 5 members; the smallest team has 6.",
        "The Watch has no coach.",
    ]


def test_pausing_moves_what_is_to_come_by_the_time_paused(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    hackathon = move_to(world, hackathon, Phase.SPRINT, ada)
    world.clock.now = hackathon.starts_at + timedelta(minutes=40)  # in the second step
    steps = world.read(lambda db: db.exec(select(Step).order_by(Step.position)).all())
    pause(world, hackathon, ada)
    world.clock.forward(minutes=25)
    resume(world, hackathon, ada)

    now = world.read(lambda db: db.get(Hackathon, hackathon.id))
    later = world.read(lambda db: db.exec(select(Step).order_by(Step.position)).all())
    span = timedelta(minutes=25)
    assert now.phase is Phase.SPRINT
    assert now.resume_phase is None
    assert (now.starts_at, now.call_closes_at) == (hackathon.starts_at, hackathon.call_closes_at)
    assert now.submissions_close_at == hackathon.submissions_close_at + span
    assert now.ends_at == hackathon.ends_at + span
    assert (later[0].starts_at, later[0].ends_at) == (steps[0].starts_at, steps[0].ends_at)
    assert (later[1].starts_at, later[1].ends_at) == (steps[1].starts_at, steps[1].ends_at + span)
    assert (later[2].starts_at, later[2].ends_at) == (steps[2].starts_at + span, steps[2].ends_at + span)
    facts = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "resume_hackathon")).one()).facts
    assert facts["paused_seconds"] == 1500


@pytest.mark.parametrize("phase", LIVE)
def test_every_live_phase_can_be_paused_resumed_and_stopped(sqlite_world: World, phase: Phase):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = make_hackathon(world, ada)
    move_to(world, hackathon, phase, ada)
    with pytest.raises(Refused, match="Say why"):
        go(world, hackathon, ada, Phase.PAUSED)
    pause(world, hackathon, ada)
    wrong = next(other for other in LIVE if other is not phase)
    with pytest.raises(Refused, match="cannot go there"):
        go(world, hackathon, ada, wrong)
    resume(world, hackathon, ada)
    pause(world, hackathon, ada)
    with pytest.raises(Refused, match="Say why"):
        go(world, hackathon, ada, Phase.STOPPED)
    go(world, hackathon, ada, Phase.STOPPED, "The association withdrew")
    stopped = world.read(lambda db: db.get(Hackathon, hackathon.id))
    assert (stopped.phase, stopped.resume_phase) == (Phase.STOPPED, phase)
    with pytest.raises(Refused):
        go(world, hackathon, ada, phase)


def test_moving_twice_moves_once_and_strangers_do_not_move(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    go(world, hackathon, ada, Phase.SCOPING)
    with pytest.raises(Refused, match="cannot go there"):
        go(world, hackathon, ada, Phase.SCOPING)
    for phase in (Phase.CALL, Phase.PAUSED, Phase.STOPPED):
        with pytest.raises(Refused, match="Your role"):
            go(world, hackathon, eve, phase, "Because I can")


def test_two_organisers_press_at_once_and_the_hackathon_moves_once(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)

    def press(_number: int) -> str:
        try:
            go(world, hackathon, ada, Phase.SCOPING)
        except Refused as refused:
            return refused.refusal.code
        return "moved"

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(press, range(6)))
    assert answers == ["moved"] + ["wrong_phase"] * 5
    assert len(world.read(lambda db: db.exec(select(PhaseMove)).all())) == 1


def test_what_needs_the_organisers_takes_few_questions(sqlite_world: World):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = move_to(world, make_hackathon(world, ada), Phase.JURY, ada)
    asked: list[str] = []
    event.listen(world.database.reader, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = world.read(lambda db: organiser.needs(db, hackathon, hackathons.checklist(db, hackathon.id), at=world.now))
    assert [need.kind.value for need in found if need.kind is not NeedKind.TASK] == ["ties"]
    assert len(asked) <= 8, asked
