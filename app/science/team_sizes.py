"""How many people each team gets, and which teams cannot open (P4)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.science.team_thin import Applicant, Reason, Slot


@dataclass(frozen=True, slots=True)
class Seating:
    """Sizes decided before anybody is placed; `locks` are the ones that can be kept."""

    sizes: Mapping[str, int]
    locks: Mapping[str, str]
    waiting: tuple[str, ...]
    closed: tuple[str, ...]
    problems: tuple[Reason, ...]


def plan_seats(people: Sequence[Applicant], slots: Sequence[Slot], locks: Mapping[str, str], seed: int) -> Seating:
    """Decide which teams open and how large each is, as even as their ranges allow.

    Both sequences are sorted by id and without duplicates. When there are more people than seats,
    those who wait are drawn by lot with `seed`; people locked to a team never wait.
    """
    problems: list[Reason] = []
    usable = _usable(slots, problems)
    kept = _keep_locks(people, usable, locks, problems)
    locked = Counter(kept.values())
    opened, closed = _open_slots(people, usable, locked)
    if closed:
        problems.append(_why_closed(people, usable, locked))
    sizes, seated = _share_seats(opened, locked, len(people))
    problems += [
        Reason("below_minimum", {"slot": slot.id, "size": sizes[slot.id], "minimum": slot.size_min})
        for slot in opened
        if sizes[slot.id] < slot.size_min
    ]
    free = [person.id for person in people if person.id not in kept]
    random.Random(seed).shuffle(free)  # noqa: S311 — a lot that anyone can run again
    waiting = tuple(sorted(free[max(0, seated - len(kept)) :]))
    if waiting and usable:
        seats = sum(slot.size_max for slot in usable)
        code = "too_many_people" if len(people) > seats else "sizes_do_not_fit"
        problems.append(Reason(code, {"people": len(people), "seats": seats, "waiting": len(waiting)}))
    return Seating(sizes, kept, waiting, tuple(slot.id for slot in slots if slot.id not in sizes), tuple(problems))


def _usable(slots: Sequence[Slot], problems: list[Reason]) -> list[Slot]:
    usable = []
    for slot in slots:
        if 0 <= slot.size_min <= slot.size_max and slot.size_max > 0:
            usable.append(slot)
        else:
            problems.append(Reason("range_impossible", {"slot": slot.id, "minimum": slot.size_min, "maximum": slot.size_max}))
    if not usable:
        problems.append(Reason("no_teams", {}))
    return usable


def _keep_locks(
    people: Sequence[Applicant], slots: Sequence[Slot], locks: Mapping[str, str], problems: list[Reason]
) -> dict[str, str]:
    room = {slot.id: slot.size_max for slot in slots}
    present = {person.id for person in people}
    kept: dict[str, str] = {}
    refused: Counter[str] = Counter()
    for person, slot in sorted(locks.items()):
        if person not in present:
            continue
        if slot not in room:
            problems.append(Reason("lock_unknown_team", {"person": person, "slot": slot}))
        elif room[slot] == 0:
            refused[slot] += 1
        else:
            room[slot] -= 1
            kept[person] = slot
    problems += [Reason("locks_over_maximum", {"slot": slot, "over": over}) for slot, over in sorted(refused.items())]
    return kept


def _open_slots(people: Sequence[Applicant], slots: Sequence[Slot], locked: Counter[str]) -> tuple[list[Slot], list[Slot]]:
    """Open what the people present can fill: locked teams, one for each challenge, then the wished."""
    wished = Counter(person.wishes[0] for person in people if person.wishes)
    seen: Counter[str] = Counter()
    ranked = []
    for slot in sorted(slots, key=lambda slot: (-locked[slot.id], slot.id)):
        ranked.append((locked[slot.id] == 0, seen[slot.challenge], -wished[slot.challenge], slot.id, slot))
        seen[slot.challenge] += 1
    opened: list[Slot] = []
    needed = 0
    for no_lock, _nth, _wished, _id, slot in sorted(ranked, key=lambda row: row[:4]):
        need = max(slot.size_min, locked[slot.id])
        if not no_lock or needed + need <= len(people):
            opened.append(slot)
            needed += need
    opened.sort(key=lambda slot: slot.id)
    return opened, [slot for slot in slots if slot not in opened]


def _why_closed(people: Sequence[Applicant], slots: Sequence[Slot], locked: Counter[str]) -> Reason:
    needed = sum(max(slot.size_min, locked[slot.id]) for slot in slots)
    return Reason("too_few_people", {"people": len(people), "needed": needed, "missing": needed - len(people)})


def _share_seats(opened: Sequence[Slot], locked: Counter[str], people: int) -> tuple[dict[str, int], int]:
    """Give seats one by one: first to teams below their minimum, then to the smallest with room."""
    sizes = {slot.id: locked[slot.id] for slot in opened}
    left = people - sum(sizes.values())
    while left > 0:
        short = [slot for slot in opened if sizes[slot.id] < slot.size_min]
        room = short or [slot for slot in opened if sizes[slot.id] < slot.size_max]
        if not room:
            break
        sizes[min(room, key=lambda slot: (sizes[slot.id], slot.id)).id] += 1
        left -= 1
    return sizes, people - left
