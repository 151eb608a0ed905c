"""What moving people by hand would change, quickly and without the libraries of the search (P4)."""

from __future__ import annotations

from app.science.team_results import Broken, WhatIf
from app.science.team_score import Lookup, cost_of_team, look_up, rules_between, rules_of_team
from app.science.team_types import KINDS, Assignment, Problem

Key = tuple[str | int, ...]


def what_if(problem: Problem, assignment: Assignment, moves: Assignment) -> WhatIf:
    """Compare an assignment with the one after `moves` (person id → team id, "" for none; a swap has two entries).

    Only the teams concerned are looked at: some milliseconds for 2,000 people when `problem` is resolved. People whom
    the problem does not know are left out.
    """
    known = look_up(problem)
    moved = {one: slot for one, slot in moves.items() if one in known.people and assignment.get(one, "") != slot}
    concerned = {slot for one, to in moved.items() for slot in (assignment.get(one, ""), to) if slot in known.slots}
    before, after = _look(known, assignment, concerned, moved), _look(known, {**assignment, **moved}, concerned, moved)
    return WhatIf(
        {kind: after[0][kind] - before[0][kind] for kind in KINDS},
        _worse(before[1], after[1]),
        _worse(after[1], before[1]),
    )


def _look(known: Lookup, assignment: Assignment, slots: set[str], moved: Assignment) -> tuple[dict[str, int], dict[Key, Broken]]:
    members: dict[str, list[str]] = {slot: [] for slot in sorted(slots)}
    for person in known.people:
        slot = assignment.get(person, "")
        if slot in members:
            members[slot].append(person)
    costs = dict.fromkeys(KINDS, 0)
    broken: list[Broken] = list(rules_between(known, assignment, frozenset(moved)))
    for slot, inside in members.items():
        for kind, points in cost_of_team(known, known.slots[slot], inside).items():
            costs[kind] += points
        broken += rules_of_team(known, known.slots[slot], inside)
    return costs, {_key(one): one for one in broken}


def _key(broken: Broken) -> Key:
    """What tells a broken rule from another one, whatever its figures."""
    params, people = broken.params, broken.people
    if broken.rule in {"size", "skill", "employer", "presence"}:
        people = ()
    return (broken.rule, *(params.get(name, "") for name in ("slot", "employer", "half_day")), *people)


def _worse(before: dict[Key, Broken], after: dict[Key, Broken]) -> tuple[Broken, ...]:
    found = []
    for key, one in after.items():
        amount = one.amount - (before[key].amount if key in before else 0)
        if amount > 0:
            found.append(one._replace(amount=amount))
    return tuple(found)
