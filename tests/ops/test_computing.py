"""P4, C7: searches in the background go on when a process dies, end once, and stop when a person says so."""

import os
import signal
import threading
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from app import computing
from app.computing import Computer, Inline, Method
from app.domain import computations
from app.errors import Refused
from app.models.computation import Computation, ComputationState
from app.models.hackathon import Hackathon
from app.queries import computations as queries
from tests.builders import make_hackathon
from tests.world import Actor, World

SETTLED: list[tuple[str, Any]] = []


def add_up(inputs: dict[str, Any], tell: computing.Tell, stopping: Any) -> dict[str, Any]:
    """Count to a number; say so at each step, and give what there is when told to stop."""
    total = 0
    for step in range(1, inputs["steps"] + 1):
        total += step
        tell(step / inputs["steps"], {"code": "counted", "step": step}, {"total": total})
        if stopping():
            break
    return {"total": total}


def wait_to_be_stopped(_inputs: dict[str, Any], tell: computing.Tell, stopping: Any) -> dict[str, Any]:
    tell(0.5, {"pid": os.getpid()}, {"total": 7})
    gate = threading.Event()
    while not stopping():
        gate.wait(0.05)
    return {"total": 8}


def hear_nothing(_inputs: dict[str, Any], tell: computing.Tell, _stopping: Any) -> dict[str, Any]:
    tell(0.5, {}, {"total": 7})
    threading.Event().wait(60)
    return {"total": 8}


def stumble(_inputs: dict[str, Any], tell: computing.Tell, _stopping: Any) -> dict[str, Any]:
    tell(0.1, {}, {"total": 1})
    raise ValueError("no such thing")


def settle(_db: Db, computation: Computation, _at: datetime) -> None:
    SETTLED.append((computation.state.value, computation.best))


@pytest.fixture(autouse=True)
def methods(monkeypatch: pytest.MonkeyPatch) -> None:
    SETTLED.clear()
    for function in (add_up, wait_to_be_stopped, hear_nothing, stumble):
        monkeypatch.setitem(computing.METHODS, function.__name__, Method(f"{__name__}:{function.__name__}", settle))


@pytest.fixture
def organiser(world: World) -> Actor:
    return world.person("Olga Ganizer")


@pytest.fixture
def hackathon(world: World, organiser: Actor) -> Hackathon:
    return make_hackathon(world, organiser)


def ask(world: World, organiser: Actor, hackathon: Hackathon, method: str, **inputs: Any) -> Computation:
    def unit(db: Db) -> Computation:
        return computations.ask(db, organiser.person, hackathon, method, subject_id=hackathon.id, inputs=inputs, at=world.now)

    return world.act(unit)


def found(world: World) -> Computation:
    return world.read(lambda db: db.exec(select(Computation)).one())


def test_a_search_in_a_process_of_its_own_is_settled_once(world: World, organiser: Actor, hackathon: Hackathon):
    """Sabotage: leave `settle` out of `_end` and nothing is settled."""
    asked = ask(world, organiser, hackathon, "add_up", steps=4)
    assert Computer(world.services).work() == 1
    assert Computer(world.services).work() == 0
    done = found(world)
    assert (done.state, done.best, done.progress) == (ComputationState.DONE, {"total": 10}, 1.0)
    assert SETTLED == [("done", {"total": 10})]
    seen = organiser.call("GET", f"/computations/{asked.id}")
    assert (seen["state"], seen["progress"]) == ("done", 1.0)
    world.person("Some Stranger").call("GET", f"/computations/{asked.id}", 404)


def test_a_person_stops_a_search_and_keeps_what_it_found(world: World, organiser: Actor, hackathon: Hackathon):
    """Sabotage: let `report` return False always and the search counts to the end."""
    asked = ask(world, organiser, hackathon, "add_up", steps=1000)
    organiser.send(f"/hackathons/{hackathon.slug}/searches/{asked.id}/cancellation", {"back": "/privacy"})
    Inline(world.services).work()
    done = found(world)
    assert (done.state, done.best) == (ComputationState.CANCELLED, {"total": 1})
    assert SETTLED == [("cancelled", {"total": 1})]
    refused = organiser.call("POST", f"/computations/{asked.id}/cancellation", 409)
    assert refused["code"] == "search_ended"


def test_a_search_in_its_process_hears_that_it_is_to_stop(world: World, organiser: Actor, hackathon: Hackathon):
    asked = ask(world, organiser, hackathon, "wait_to_be_stopped")
    organiser.call("POST", f"/computations/{asked.id}/cancellation")
    Computer(world.services).work()
    assert (found(world).state, found(world).best) == (ComputationState.CANCELLED, {"total": 8})


def test_a_search_that_does_not_stop_when_it_is_told_leaves_what_it_found(
    world: World, organiser: Actor, hackathon: Hackathon, monkeypatch: pytest.MonkeyPatch
):
    """It was called a failure before, and a draw by lot that could be used was thrown away: a long step of the solver."""
    monkeypatch.setattr(computing, "GRACE", 0.1)
    asked = ask(world, organiser, hackathon, "hear_nothing")
    computer, told = Computer(world.services), threading.Event()
    world.database.on_commit(told.set)
    computer.start()
    for wanted in (lambda now: now.best, lambda now: now.ended_at):
        for _ in range(200):
            told.wait(0.5)
            told.clear()
            if wanted(found(world)):
                break
        if found(world).cancel_asked_at is None:
            organiser.call("POST", f"/computations/{asked.id}/cancellation")
    computer.stop()
    assert (found(world).state, found(world).best) == (ComputationState.CANCELLED, {"total": 7})
    assert SETTLED == [("cancelled", {"total": 7})]


def test_a_search_that_stumbles_keeps_its_best_and_says_that_it_failed(world: World, organiser: Actor, hackathon: Hackathon):
    ask(world, organiser, hackathon, "stumble")
    Computer(world.services).work()
    assert found(world).state is ComputationState.FAILED
    assert [state for state, _best in SETTLED] == ["failed"]


def test_only_one_search_for_a_thing_goes_on(world: World, organiser: Actor, hackathon: Hackathon):
    ask(world, organiser, hackathon, "add_up", steps=1)
    with pytest.raises(Refused, match="Wait for its end"):
        ask(world, organiser, hackathon, "add_up", steps=1)
    Inline(world.services).work()
    ask(world, organiser, hackathon, "add_up", steps=1)


def test_a_search_whose_worker_died_goes_on_elsewhere_and_the_dead_one_ends_nothing(
    world: World, organiser: Actor, hackathon: Hackathon
):
    """Sabotage: take the attempt out of `_held` and the first worker writes its result over the second's."""
    ask(world, organiser, hackathon, "add_up", steps=3)
    first = world.act(lambda db: computations.claim(db, at=world.now))
    assert first
    assert Inline(world.services).work() == 0
    world.clock.forward(minutes=2)
    assert Inline(world.services).work() == 1
    assert world.act(lambda db: computations.end(db, first, {"total": 99}, at=world.now)) is None
    assert world.act(lambda db: computations.report(db, first, 0.1, {}, None, at=world.now)) is None
    assert found(world).best == {"total": 6}


def test_a_search_that_kills_its_worker_each_time_ends_as_failed(world: World, organiser: Actor, hackathon: Hackathon):
    ask(world, organiser, hackathon, "add_up", steps=3)
    for _ in range(computations.ATTEMPTS):
        assert world.act(lambda db: computations.claim(db, at=world.now))
        world.clock.forward(minutes=2)
    Inline(world.services).work()
    assert found(world).state is ComputationState.FAILED


def test_a_process_that_ends_gives_its_search_back_and_its_child_ends(world: World, organiser: Actor, hackathon: Hackathon):
    """Sabotage: leave out the kill in `_search` and the child is still there."""
    ask(world, organiser, hackathon, "wait_to_be_stopped")
    computer = Computer(world.services)
    computer.start()
    told = threading.Event()
    world.database.on_commit(told.set)
    for _ in range(200):
        told.wait(0.5)
        told.clear()
        if "pid" in found(world).said:
            break
    pid = found(world).said["pid"]
    computer.stop()
    waiting = found(world)
    assert (waiting.state, waiting.attempts, waiting.best) == (ComputationState.WAITING, 0, {"total": 7})
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
    assert world.read(lambda db: queries.of(db, hackathon.id)) is not None
