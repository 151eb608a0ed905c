"""What a problem leaves to defaults, made explicit: groups, employers, bands, caps (P4)."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.science.team_results import Requests
from app.science.team_types import EITHER, ON_SITE, REMOTE, Applicant, Band, Problem, Slot

ATTRIBUTES: Final = ("sector", "gender", "age", "senior")
SIZE: Final = "size"


def fold_employer(name: str | None) -> str:
    """One spelling for one employer: case, accents and spaces do not count; "" when there is none."""
    plain = unicodedata.normalize("NFKD", name or "")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def kind_of(attribute: str) -> str:
    """The kind of cost, and the weight, of an attribute: the event's own ones share theirs."""
    return attribute if attribute in ATTRIBUTES else "extra"


def traits(person: Applicant) -> list[tuple[str, str]]:
    """The attributes of a person that are known, each with its value, in a fixed order."""
    own = (("sector", person.sector), ("gender", person.gender), ("age", person.age), ("senior", person.senior))
    found = [(attribute, value) for attribute, value in own if value]
    return found + [(name, value) for name, value in sorted(person.extra.items()) if value and name not in ATTRIBUTES]


def misfit(person: Applicant, slot: Slot) -> str | None:
    """The rule that a person breaks by being in a team ("access", "mode" or "language"), the heaviest first."""
    if person.step_free and not slot.accessible:
        return "access"
    if slot.mode != person.mode and EITHER not in (slot.mode, person.mode):
        return "mode"
    if slot.language and person.languages and slot.language not in person.languages:
        return "language"
    return None


def wish_points(problem: Problem, person: Applicant, challenge: str, offered: frozenset[str]) -> int:
    """Points for giving a person a challenge: by its rank among the wishes on offer; none when nothing on offer is wished."""
    wishes = [wish for wish in dict.fromkeys(person.wishes) if wish in offered]
    if not wishes:
        return 0
    weights = problem.weights
    rank = wishes.index(challenge) if challenge in wishes else len(weights.ranks)
    return weights.wish * (weights.ranks[rank] if rank < len(weights.ranks) else weights.unwished)


def present_in(person: Applicant, half_day: int) -> bool:
    return person.present is None or half_day in person.present


def merge_groups(groups: Iterable[Iterable[str]], known: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Join groups that share a person, in the order of `known`; strangers and groups of one are left out."""
    number = {one: n for n, one in enumerate(known)}
    leader: dict[str, str] = {}

    def lead(person: str) -> str:
        while leader[person] != person:
            person = leader[person]
        return person

    for group in groups:
        members = sorted((person for person in group if person in number), key=lambda one: number[one])
        for person in members:
            leader.setdefault(person, person)
            leader[lead(person)] = lead(members[0])
    found: defaultdict[str, set[str]] = defaultdict(set)
    for person in leader:
        found[lead(person)].add(person)
    kept = [frozenset(group) for group in found.values() if len(group) > 1]
    return tuple(sorted(kept, key=lambda group: min(number[one] for one in group)))


def group_requests(requests: Mapping[str, Iterable[str]]) -> Requests:
    """Sort out who asked to be with whom: a request counts when the other asked for it too."""
    asked = {(one, other) for one, others in requests.items() for other in others if one != other}
    mutual = sorted(pair for pair in asked if pair[::-1] in asked)
    groups = merge_groups(mutual, sorted(requests))
    return Requests(groups, tuple(sorted(pair for pair in asked if pair[::-1] not in asked)))


def _content(person: Applicant) -> str:
    """What is known of a person but the id, as a text that orders."""
    listed = (sorted(person.skills), sorted(person.languages), person.wishes, sorted(person.extra.items()))
    there = None if person.present is None else sorted(person.present)
    return repr((person.sector, fold_employer(person.employer), traits(person), listed, person.mode, there, person.step_free))


def _order(people: Iterable[Applicant]) -> tuple[Applicant, ...]:
    """Order people by number, then content, then id; of two entries with one id, one counts."""
    ranked = sorted(people, key=lambda person: (person.number, _content(person), person.id))
    first = {person.id: person for person in reversed(ranked)}
    return tuple(first[one] for one in dict.fromkeys(person.id for person in ranked))


def _pairs(pairs: Iterable[tuple[str, str]], number: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    found = {tuple(sorted(pair, key=lambda one: number[one])) for pair in pairs if pair[0] != pair[1] and {*pair} <= {*number}}
    return tuple(sorted(((a, b) for a, b in found), key=lambda pair: (number[pair[0]], number[pair[1]])))


def expected_sizes(slots: Sequence[Slot], people: int) -> list[Fraction]:
    """The size each team would have if people could be shared out to the crumb within the ranges."""
    points = sorted({size for slot in slots for size in (slot.low, slot.high)})

    def filled(level: Fraction) -> Fraction:
        return sum((min(max(level, Fraction(slot.low)), Fraction(slot.high)) for slot in slots), Fraction(0))

    level = Fraction(points[0] if points else 0)
    for start, end in pairwise(points):
        if filled(Fraction(end)) <= people:
            level = Fraction(end)
            continue
        growing = sum(slot.low <= start and slot.high >= end for slot in slots)
        if growing and people > filled(Fraction(start)):
            level = start + (people - filled(Fraction(start))) / growing
        break
    return [min(max(level, Fraction(slot.low)), Fraction(slot.high)) for slot in slots]


def employer_caps(problem: Problem, folded: Mapping[str, str]) -> dict[str, int]:
    """The most people of one employer in one team, for each employer; those given stay as they are."""
    total: Counter[str] = Counter()
    by_mode: Counter[tuple[str, str]] = Counter()
    for person in problem.people:
        total[folded[person.id]] += 1
        by_mode[folded[person.id], person.mode] += 1
    teams = {mode: sum(slot.mode in {mode, EITHER} for slot in problem.slots) for mode in (ON_SITE, REMOTE)}
    declared: Counter[str] = Counter()
    locked: defaultdict[str, set[str]] = defaultdict(set)
    for person_id, slot in problem.locks.items():
        locked[slot].add(person_id)
    for group in (*problem.together, *locked.values()):
        for employer, number in Counter(folded[one] for one in group).items():
            declared[employer] = max(declared[employer], number)
    given = {fold_employer(name): cap for name, cap in problem.employer_caps.items()}
    caps = {}
    for employer, number in sorted(total.items()):
        shares = [-(-number // max(1, len(problem.slots)))]
        shares += [-(-by_mode[employer, mode] // teams[mode]) for mode in teams if teams[mode]]
        caps[employer] = given.get(employer, max(1, declared[employer], *shares))
    caps.pop("", None)
    return caps


def _bands(problem: Problem) -> dict[str, dict[str, dict[str, Band]]]:
    totals = Counter(trait for person in problem.people for trait in traits(person))
    people = max(1, len(problem.people))
    made: dict[Fraction, dict[str, dict[str, Band]]] = {}
    found = {}
    for slot, size in zip(problem.slots, expected_sizes(problem.slots, len(problem.people)), strict=True):
        if size not in made:
            shares = {trait: number * size / people for trait, number in sorted(totals.items())}
            mine: dict[str, dict[str, Band]] = {SIZE: {"": _around(size)}}
            for (attribute, value), share in shares.items():
                mine.setdefault(attribute, {})[value] = _around(share)
            for attribute, given in problem.bands.items():
                mine.setdefault(attribute, {}).update({value: Band(*band) for value, band in given.items()})
            made[size] = mine
        found[slot.id] = made[size]
    return found


def _around(share: Fraction) -> Band:
    return Band(share.__floor__(), share.__ceil__())


def resolve(problem: Problem) -> Problem:
    """Make everything explicit that a problem leaves to defaults, in an order that does not depend on the input's."""
    if problem.resolved:
        return problem
    people = _order(problem.people)
    number = {person.id: n for n, person in enumerate(people)}
    folded = {person.id: fold_employer(person.employer) for person in people}
    slots = tuple(sorted({slot.id: slot for slot in problem.slots}.values(), key=lambda slot: slot.id))
    days = [day for person in people for day in person.present or ()]
    half_days = problem.half_days or (max(days, default=0) + 1 if problem.present_min else 0)
    brought = frozenset(skill for person in people for skill in person.skills)
    plain = replace(
        problem,
        people=tuple(replace(person, employer=folded[person.id] or None) for person in people),
        slots=slots,
        together=merge_groups(problem.together, number),
        apart=_pairs(problem.apart, number),
        known=_pairs(problem.known, number),
        locks={one: slot for one, slot in sorted(problem.locks.items()) if one in number},
        skills=brought if problem.skills is None else problem.skills,
        half_days=half_days,
    )
    return replace(plain, employer_caps=employer_caps(plain, folded), slot_bands=_bands(plain), resolved=True)


def leave_open(problem: Problem, closed: Collection[str] = ()) -> Problem:
    """Resolve a problem for the teams that stay open: a cap that people or closed teams make impossible rises to what can be."""
    slots = tuple(slot for slot in problem.slots if slot.id not in closed)
    found = resolve(replace(problem, slots=slots, employer_caps={}, slot_bands={}, resolved=False))
    given = {fold_employer(name): cap for name, cap in problem.employer_caps.items()}
    return replace(found, employer_caps={name: max(cap, given.get(name, cap)) for name, cap in found.employer_caps.items()})
