"""Who gets a seat and which teams open, before anybody is placed: fair by lot, exact in number (P4)."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.science.team_problem import misfit
from app.science.team_types import Applicant, Problem, Slot

Shape = tuple[str, str | None, bool]
Fits = frozenset[Shape]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Seats:
    """What is composed: the open teams, and those for whom no fitting seat is left."""

    problem: Problem
    waiting: tuple[str, ...]
    closed: tuple[str, ...]


class Matching(Generic[Item]):
    """Units on the left and room on the right, joined where they fit; adding a unit shifts others if it must."""

    def __init__(self, room: Counter[Item]) -> None:
        self.room: Counter[Item] = Counter(room)
        self.held: defaultdict[Item, Counter[frozenset[Item]]] = defaultdict(Counter)

    def add(self, fits: frozenset[Item], order: Sequence[Item]) -> bool:
        """Find room for one more unit; False, with nothing changed, when there is none."""
        came: dict[Item, tuple[Item | None, frozenset[Item]]] = {place: (None, fits) for place in order if place in fits}
        queue = list(came)
        for place in queue:
            if self.room[place] > 0:
                self.room[place] -= 1
                step: Item | None = place
                while step is not None:
                    before, unit = came[step]
                    self.held[step][unit] += 1
                    if before is not None:
                        self.held[before][unit] -= 1
                    step = before
                return True
            for unit, number in self.held[place].items():
                for other in order:
                    if number > 0 and other in unit and other not in came:
                        came[other] = (place, unit)
                        queue.append(other)
        return False

    def copy(self) -> Matching[Item]:
        twin = Matching(self.room)
        for place, units in self.held.items():
            twin.held[place] = Counter(units)
        return twin


def shape_of(slot: Slot) -> Shape:
    """What decides whether a person fits a team."""
    return slot.mode, slot.language, slot.accessible


def fitting(people: Sequence[Applicant], slots: Sequence[Slot]) -> dict[str, Fits]:
    """The shapes of team that each person fits."""
    shapes = {shape_of(slot): slot for slot in slots}
    kept: dict[tuple[str, frozenset[str], bool], Fits] = {}
    found = {}
    for person in people:
        key = (person.mode, person.languages, person.step_free)
        if key not in kept:
            kept[key] = frozenset(shape for shape, slot in shapes.items() if misfit(person, slot) is None)
        found[person.id] = kept[key]
    return found


def usable(slot: Slot) -> bool:
    return 0 <= slot.low <= slot.high and slot.high > 0


def seat(problem: Problem, seed: int) -> Seats:
    """Open the teams that can be filled and draw by lot who waits, if not all fit; `problem` is resolved.

    Locked people keep their seat, and a team with locked people opens whatever it lacks. A group waits as a whole.
    """
    slots = [slot for slot in problem.slots if usable(slot)]
    ids = {slot.id for slot in slots}
    locks = {one: slot for one, slot in problem.locks.items() if slot in ids}
    fits = fitting(problem.people, slots)
    opened = _open(problem, slots, locks, fits)
    waiting = _wait(problem, opened, locks, fits, random.Random(seed))  # noqa: S311 — a lot that anyone can run again
    kept = {slot.id for slot in opened}
    people = tuple(person for person in problem.people if person.id not in waiting) if opened else ()
    left = replace(problem, people=people, slots=tuple(opened), locks=locks, slot_bands={}, resolved=False)
    return Seats(
        left,
        tuple(person.id for person in problem.people if person.id in waiting or not opened),
        tuple(slot.id for slot in problem.slots if slot.id not in kept),
    )


def _open(problem: Problem, slots: Sequence[Slot], locks: dict[str, str], fits: dict[str, Fits]) -> list[Slot]:
    locked = Counter(locks.values())
    supply = Counter(fits[person.id] for person in problem.people if person.id not in locks)
    masks = sorted(supply, key=lambda mask: (len(mask), repr(sorted(map(repr, mask)))))
    able = {shape: frozenset(mask for mask in masks if shape in mask) for shape in {shape_of(slot) for slot in slots}}
    wished = Counter(person.wishes[0] for person in problem.people if person.wishes)
    seen: Counter[str] = Counter()
    ranked = []
    for slot in sorted(slots, key=lambda slot: (-locked[slot.id], not slot.locked, slot.new, slot.id)):
        held = locked[slot.id] > 0 or slot.locked
        ranked.append((not held, seen[slot.challenge], slot.new, -wished[slot.challenge], slot.id, slot))
        seen[slot.challenge] += 1
    opened, filled = [], Matching(supply)
    for free, *_, slot in sorted(ranked, key=lambda row: row[:5]):
        trial = filled.copy()
        enough = all(trial.add(able[shape_of(slot)], masks) for _ in range(slot.low - locked[slot.id]))
        if enough or not free:
            opened.append(slot)
            filled = trial
    return sorted(opened, key=lambda slot: slot.id)


def _wait(
    problem: Problem, opened: Sequence[Slot], locks: dict[str, str], fits: dict[str, Fits], rng: random.Random
) -> frozenset[str]:  # fmt: skip
    locked = Counter(locks.values())
    room: Counter[Shape] = Counter()
    for slot in opened:
        room[shape_of(slot)] += max(0, slot.high - locked[slot.id])
    shapes = sorted(room, key=repr)
    group_of = {one: group for group in problem.together for one in group}
    units = list(dict.fromkeys(group_of.get(person.id, frozenset({person.id})) for person in problem.people))
    rng.shuffle(units)
    matching, waiting = Matching(room), set()
    for unit in units:
        free = sorted(unit - locks.keys(), key=lambda one: len(fits[one]))
        trial = matching.copy() if len(free) > 1 else matching
        if all(trial.add(fits[one], shapes) for one in free):
            matching = trial
        else:
            waiting |= set(free)
    return frozenset(waiting)
