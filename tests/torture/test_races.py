"""R14: every race on both engines, and each check was seen to catch its sabotage."""

import os
from collections.abc import Iterable
from importlib import import_module
from itertools import cycle, islice

import pytest

from tests.torture.arena import Arena, Sabotage
from tests.torture.races import RACES, Event, Race

import_module("tests.torture.people_races")  # puts its own on the list

ROUNDS = int(os.environ.get("ESSAIM_TEST_ROUNDS", "3"))

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def wounds(race: Race, event: Event, arena: Arena, leaders: Iterable[int | None]) -> list[str]:
    """Play one round for each leader: nobody leads, the first caller, the second …"""
    found = []
    for arena.leader in leaders:
        found += race.play(event, arena)
    return found


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_nobody_is_hurt(race: Race, arena: Arena):
    assert wounds(race, Event(arena.world, race.phase), arena, islice(cycle((None, 0, 1)), ROUNDS)) == []


SABOTAGES = [(race, name, how) for race in RACES.values() for name, how in race.sabotages.items()]


@pytest.mark.parametrize(("race", "name", "sabotage"), SABOTAGES, ids=[f"{race.name}-{name}" for race, name, _ in SABOTAGES])
def test_sabotage_is_caught(race: Race, name: str, sabotage: Sabotage, arena: Arena):
    event = Event(arena.world, race.phase)
    with sabotage(arena):
        for _ in range(5):
            if wounds(race, event, arena, [None]):
                return
    pytest.fail(f"{race.name} does not notice {name}")


SECOND_LOCKS = [(race, name, how) for race in RACES.values() for name, how in race.survives.items()]


@pytest.mark.parametrize(("race", "name", "second"), SECOND_LOCKS, ids=[f"{race.name}-{name}" for race, name, _ in SECOND_LOCKS])
def test_the_database_has_the_last_word(race: Race, name: str, second: Sabotage, arena: Arena):
    event = Event(arena.world, race.phase)
    with second(arena):
        assert wounds(race, event, arena, [None, None]) == []
