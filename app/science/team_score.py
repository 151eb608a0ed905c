"""The one evaluator of compositions: which hard rules are broken, and what is left to regret (P4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from app.science.team_problem import SIZE, kind_of, misfit, present_in, resolve, traits, wish_points
from app.science.team_results import Broken, Score
from app.science.team_types import KINDS, Applicant, Assignment, Band, Problem, Slot


class Lookup(NamedTuple):
    """A resolved problem, found by id."""

    problem: Problem
    people: Mapping[str, Applicant]
    slots: Mapping[str, Slot]
    offered: frozenset[str]
    apart: Mapping[str, frozenset[str]]
    known: Mapping[str, frozenset[str]]


def look_up(problem: Problem) -> Lookup:
    """Index a problem by id, resolving it if need be."""
    problem = resolve(problem)
    return Lookup(
        problem,
        {person.id: person for person in problem.people},
        {slot.id: slot for slot in problem.slots},
        frozenset(slot.challenge for slot in problem.slots),
        _partners(problem.apart),
        _partners(problem.known),
    )


def _partners(pairs: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return {one: frozenset(others) for one, others in found.items()}


def members_of(assignment: Assignment, known: Lookup) -> dict[str, list[str]]:
    """Who is in each team, people in the problem's order; strangers and unknown teams are left out."""
    found: dict[str, list[str]] = {slot: [] for slot in known.slots}
    for person in known.people:
        slot = assignment.get(person)
        if slot in found:
            found[slot].append(person)
    return found


def outside(band: Band, count: int) -> int:
    """By how many a count is outside its band."""
    over = 0 if band.high is None else count - band.high
    return max(band.low - count, over, 0)


def count_traits(members: Sequence[Applicant]) -> Counter[tuple[str, str]]:
    """How many of a team have each value of each attribute, its size included."""
    counts = Counter(trait for person in members for trait in traits(person))
    counts[SIZE, ""] = len(members)
    return counts


def cost_of_team(known: Lookup, slot: Slot, members: Sequence[str]) -> Counter[str]:
    """Points of one team by kind, those of its people's wishes included."""
    problem, people = known.problem, [known.people[one] for one in members]
    weights, costs = problem.weights, Counter(dict.fromkeys(KINDS, 0))
    counts = count_traits(people)
    for attribute, bands in problem.slot_bands[slot.id].items():
        kind = SIZE if attribute == SIZE else kind_of(attribute)
        weight: int = getattr(weights, kind)
        costs[kind] += weight * sum(outside(band, counts[attribute, value]) for value, band in bands.items())
    brought = frozenset().union(*(person.skills for person in people))
    costs["skill"] = weights.skill * len((problem.skills or frozenset()) - brought)
    costs["wish"] = sum(wish_points(problem, person, slot.challenge, known.offered) for person in people)
    here = frozenset(members)
    costs["known"] = weights.known * sum(len(here & known.known.get(one, frozenset())) for one in members) // 2
    return costs


def rules_of_team(known: Lookup, slot: Slot, members: Sequence[str]) -> Iterator[Broken]:
    """The hard rules that one team breaks; what concerns several teams (locks, groups) is not among them."""
    people = [known.people[one] for one in members]
    for person in people:
        if rule := misfit(person, slot):
            wanted = {"mode": slot.mode, "language": slot.language or ""}.get(rule)
            yield Broken(rule, 1, {"slot": slot.id} | ({} if wanted is None else {rule: wanted}), (person.id,))
    for one, other in combinations(members, 2) if known.apart else ():
        if other in known.apart.get(one, ()):
            yield Broken("apart", 1, {"slot": slot.id}, (one, other))
    if wrong := outside(Band(slot.low, slot.high), len(members)):
        yield Broken("size", wrong, {"slot": slot.id, "size": len(members), "low": slot.low, "high": slot.high})
    if members:
        yield from _rules_of_whole(known.problem, slot, people)


def _rules_of_whole(problem: Problem, slot: Slot, people: Sequence[Applicant]) -> Iterator[Broken]:
    if problem.required_skill and not any(problem.required_skill in person.skills for person in people):
        yield Broken("skill", 1, {"slot": slot.id, "skill": problem.required_skill})
    for employer, count in sorted(Counter(person.employer for person in people if person.employer).items()):
        cap = problem.employer_caps.get(employer, count)
        if count > cap:
            staff = tuple(person.id for person in people if person.employer == employer)
            yield Broken("employer", count - cap, {"slot": slot.id, "employer": employer, "count": count, "cap": cap}, staff)
    for half_day in range(problem.half_days):
        count = sum(present_in(person, half_day) for person in people)
        if count < problem.present_min:
            figures: dict[str, str | int] = {"slot": slot.id, "half_day": half_day, "count": count}
            yield Broken("presence", problem.present_min - count, figures | {"minimum": problem.present_min})


def rules_between(known: Lookup, assignment: Assignment, people: frozenset[str] | None = None) -> Iterator[Broken]:
    """Locks and groups that an assignment breaks; those of `people` only, if given."""
    for person, slot in known.problem.locks.items():
        if assignment.get(person) != slot and (people is None or person in people):
            yield Broken("lock", 1, {"slot": slot}, (person,))
    for group in known.problem.together:
        if people is None or group & people:
            places = Counter(assignment.get(one, "") for one in group)
            if len(places) > 1:
                split = len(group) - max(places.values())
                yield Broken("together", split, {"slots": len(places)}, tuple(sorted(group)))


def evaluate(problem: Problem, assignment: Assignment) -> Score:
    """Say which hard rules an assignment breaks, by how much, and what it costs by kind; people without a team cost nothing."""
    known = look_up(problem)
    costs = Counter(dict.fromkeys(KINDS, 0))
    broken: list[Broken] = []
    for slot_id, members in members_of(assignment, known).items():
        costs.update(cost_of_team(known, known.slots[slot_id], members))
        broken += rules_of_team(known, known.slots[slot_id], members)
    broken += rules_between(known, assignment)
    return Score(dict(costs), tuple(broken))
