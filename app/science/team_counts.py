"""Demands that counting alone shows to be impossible, before anything is solved (P4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from app.science.team_problem import misfit, present_in
from app.science.team_results import Blame
from app.science.team_score import Lookup
from app.science.team_seats import usable
from app.science.team_types import EITHER, ON_SITE, REMOTE, Applicant, Problem, Slot


def count_impossible(known: Lookup) -> list[Blame]:
    """Name what cannot be met whatever the composition; the heaviest demands first."""
    problem = known.problem
    slots = [slot for slot in problem.slots if usable(slot)]
    found = list(_locks(known))
    found += _groups(known, slots)
    found += _ranges(problem)
    if not slots:
        return [*found, Blame("size", "no_teams", max(1, len(problem.people)), {})]
    found += _sizes(problem, slots)
    found += _fits(problem.people, slots)
    found += _teams(problem, slots)
    return found


def _locks(known: Lookup) -> Iterator[Blame]:
    locked: defaultdict[str, list[str]] = defaultdict(list)
    for one, slot_id in known.problem.locks.items():
        slot = known.slots.get(slot_id)
        if slot is None:
            yield Blame("lock", "lock_unknown_team", 1, {"slot": slot_id}, (one,))
            continue
        locked[slot_id].append(one)
        if why := misfit(known.people[one], slot):
            yield Blame("lock", "lock_does_not_fit", 1, {"slot": slot_id, "why": why}, (one,))
    for slot_id, people in sorted(locked.items()):
        if (over := len(people) - known.slots[slot_id].high) > 0:
            yield Blame("lock", "locks_over_maximum", over, {"slot": slot_id, "over": over}, tuple(people))
    for pair in known.problem.apart:
        places = {known.problem.locks.get(one) for one in pair}
        if len(places) == 1 and None not in places:
            yield Blame("lock", "locks_apart", 1, {"slot": str(*places)}, pair)
    for group in known.problem.together:
        if len({known.problem.locks[one] for one in group if one in known.problem.locks}) > 1:
            yield Blame("lock", "locks_split_group", 1, {}, tuple(sorted(group)))


def _groups(known: Lookup, slots: Sequence[Slot]) -> Iterator[Blame]:
    largest = max((slot.high for slot in slots), default=0)
    for group in known.problem.together:
        people, size = tuple(sorted(group)), len(group)
        if size > largest:
            yield Blame("together", "group_too_large", size - largest, {"size": size, "largest": largest}, people)
        elif not any(all(misfit(known.people[one], slot) is None for one in group) for slot in slots if slot.high >= size):
            yield Blame("together", "group_fits_nowhere", 1, {"size": size}, people)
        for one, other in known.problem.apart:
            if {one, other} <= group:
                yield Blame("apart", "group_apart", 1, {}, (one, other))


def _ranges(problem: Problem) -> Iterator[Blame]:
    for slot in problem.slots:
        if not usable(slot):
            yield Blame("size", "range_impossible", 1, {"slot": slot.id, "low": slot.low, "high": slot.high})


def _sizes(problem: Problem, slots: Sequence[Slot]) -> Iterator[Blame]:
    people, needed, seats = len(problem.people), sum(slot.low for slot in slots), sum(slot.high for slot in slots)
    if people < needed:
        missing = needed - people
        yield Blame("size", "too_few_people", missing, {"people": people, "needed": needed, "missing": missing})
    if people > seats:
        yield Blame("size", "too_many_people", people - seats, {"people": people, "seats": seats, "over": people - seats})


def _fits(people: Sequence[Applicant], slots: Sequence[Slot]) -> Iterator[Blame]:
    """People who want the same of a team, against the seats of the teams that have it."""
    for mode in (ON_SITE, REMOTE):
        wanting = [person for person in people if person.mode == mode]
        yield from _short("mode", wanting, [slot for slot in slots if slot.mode in {mode, EITHER}], slots, {"mode": mode})
    wanting = [person for person in people if person.step_free]
    yield from _short("access", wanting, [slot for slot in slots if slot.accessible], slots, {})
    spoken: defaultdict[frozenset[str], list[Applicant]] = defaultdict(list)
    for person in people:
        spoken[person.languages].append(person)
    for languages in sorted(spoken, key=sorted):
        if languages:
            wanting = [person for person in people if person.languages and person.languages <= languages]
            fitting = [slot for slot in slots if slot.language is None or slot.language in languages]
            yield from _short("language", wanting, fitting, slots, {"language": " ".join(sorted(languages))})


def _short(
    rule: str, wanting: Sequence[Applicant], fitting: Sequence[Slot], slots: Sequence[Slot], params: dict[str, str | int]
) -> Iterator[Blame]:  # fmt: skip
    seats = sum(slot.high for slot in fitting)
    over = len(wanting) - seats
    if over > 0 and len(fitting) < len(slots):
        figures = params | {"people": len(wanting), "seats": seats, "over": over}
        yield Blame(rule, f"{rule}_seats", over, figures, tuple(person.id for person in wanting))


def _teams(problem: Problem, slots: Sequence[Slot]) -> Iterator[Blame]:
    """What every team needs, against those who bring it; what no team may have too much of."""
    number = len(slots)
    if problem.required_skill:
        holders = [person.id for person in problem.people if problem.required_skill in person.skills]
        if (missing := number - len(holders)) > 0:
            figures: dict[str, str | int] = {"skill": problem.required_skill, "people": len(holders)}
            yield Blame("skill", "too_few_skilled", missing, figures | {"needed": number, "missing": missing}, tuple(holders))
    for half_day in range(problem.half_days):
        people = sum(present_in(person, half_day) for person in problem.people)
        needed = problem.present_min * number
        if people < needed:
            missing = needed - people
            told: dict[str, str | int] = {"half_day": half_day, "people": people, "needed": needed, "missing": missing}
            yield Blame("presence", "presence_short", missing, told)
    staff = Counter(person.employer for person in problem.people if person.employer)
    for employer, count in sorted(staff.items()):
        cap = problem.employer_caps.get(employer, count)
        if (over := count - cap * number) > 0:
            crew = tuple(person.id for person in problem.people if person.employer == employer)
            seats: dict[str, str | int] = {"employer": employer, "people": count, "seats": cap * number, "cap": cap, "over": over}
            yield Blame("employer", "employer_over_cap", over, seats, crew)
