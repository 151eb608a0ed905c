"""Why a team is as it is and why a person is there, without naming anybody else or what they are (P4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.science.team_board import NEVER, Board
from app.science.team_burden import HARD
from app.science.team_problem import SIZE, misfit, present_in
from app.science.team_results import Explained, Reason, Score, TeamMix
from app.science.team_score import Lookup, cost_of_team, count_traits, look_up, members_of, outside, rules_of_team
from app.science.team_types import ON_SITE, REMOTE, Assignment, Band, Problem, Slot


def explain(problem: Problem, assignment: Assignment, waiting: Sequence[str] = ()) -> Explained:
    """Say for each team how its mix stands against the bands, and for each person what became of their first wish."""
    known = look_up(problem)
    members = members_of(assignment, known)
    fixed = [one for one in known.problem.locks if one in assignment]
    board = Board(known, [*fixed, *(one for group in known.problem.together for one in group)])
    board.seat(assignment)
    people: dict[str, tuple[Reason, ...]] = {one: (Reason("waiting", {}),) for one in waiting}
    for person in known.problem.people:
        if person.id in assignment:
            people[person.id] = tuple(_explain_person(board, person.id))
    return Explained(
        {slot: _mix(known, known.slots[slot], inside) for slot, inside in members.items()},
        {slot: tuple(_explain_team(known, known.slots[slot], inside)) for slot, inside in members.items()},
        people,
    )


def _mix(known: Lookup, slot: Slot, members: Sequence[str]) -> TeamMix:
    people, bands = [known.people[one] for one in members], known.problem.slot_bands[slot.id]
    counts = count_traits(people)
    modes = Counter(person.mode for person in people)
    staff = Counter(person.employer for person in people if person.employer)
    brought = frozenset().union(*(person.skills for person in people))
    return TeamMix(
        slot=slot.id,
        size=len(people),
        counts={name: {value: counts[name, value] for value in values} for name, values in bands.items()},
        bands=bands,
        modes={mode: modes[mode] for mode in (ON_SITE, REMOTE) if modes[mode]},
        missing_skills=tuple(sorted((known.problem.skills or frozenset()) - brought)),
        largest_employer=max(staff.values(), default=0),
        present=tuple(sum(present_in(p, half_day) for p in people) for half_day in range(known.problem.half_days)),
        cost=sum(cost_of_team(known, slot, members).values()),
    )


def _explain_team(known: Lookup, slot: Slot, members: Sequence[str]) -> Iterator[Reason]:
    people = [known.people[one] for one in members]
    counts, even = count_traits(people), True
    for attribute, bands in sorted(known.problem.slot_bands[slot.id].items()):
        for value, band in bands.items():
            if outside(band, counts[attribute, value]):
                even = even and attribute == SIZE
                yield _outside(attribute, value, counts[attribute, value], band)
    if even:
        yield Reason("even", {"size": len(people)})
    brought = frozenset().union(*(person.skills for person in people))
    yield from (Reason("skills_missing", {"skill": skill}) for skill in sorted((known.problem.skills or frozenset()) - brought))
    here = frozenset(members)
    if pairs := sum(len(here & known.known.get(one, frozenset())) for one in members) // 2:
        yield Reason("met_before", {"pairs": pairs})
    rules = Counter[str]()
    for broken in rules_of_team(known, slot, members):
        rules[broken.rule] += broken.amount
    yield from (Reason("rule_broken", {"rule": rule, "amount": amount}) for rule, amount in sorted(rules.items()))


def _outside(attribute: str, value: str, count: int, band: Band) -> Reason:
    high = -1 if band.high is None else band.high
    return Reason("outside_band", {"attribute": attribute, "value": value, "count": count, "low": band.low, "high": high})


def _explain_person(board: Board, person_id: str) -> Iterator[Reason]:
    known, p = board.known, board.number[person_id]
    person, slot = known.people[person_id], board.slots[int(board.where[p])]
    wishes = [wish for wish in dict.fromkeys(person.wishes) if wish in known.offered]
    if known.problem.locks.get(person_id) == slot.id:
        yield Reason("locked", {"slot": slot.id})
        return
    if not wishes:
        yield Reason("wish_closed" if person.wishes else "no_wish", {})
        return
    rank = wishes.index(slot.challenge) + 1 if slot.challenge in wishes else 0
    yield Reason("wish_given", {"rank": rank}) if rank else Reason("wish_not_given", {})
    if rank != 1:
        yield _why_not(board, p, wishes[0])


def _why_not(board: Board, p: int, wish: str) -> Reason:
    """What the least costly way to a wish would break, or else cost the others."""
    person = board.people[p]
    teams = [team for team, slot in enumerate(board.slots) if slot.challenge == wish]
    rules = [misfit(person, board.slots[team]) for team in teams]
    if rules and None not in rules:
        return Reason("first_wish_rule", {"challenge": wish, "rule": str(rules[0])})
    if any(person.id in group for group in board.known.problem.together):
        return Reason("first_wish_rule", {"challenge": wish, "rule": "together"})
    swap, join = board.prices(p)
    ways = [(int(swap[other]), other) for team in teams for other in board.members[team] if swap[other] < NEVER // 2]
    ways += [(int(join[team]), -1 - team) for team in teams]
    price, way = min(ways)
    if price > HARD and all(board.frozen[other] for team in teams for other in board.members[team]):
        return Reason("first_wish_full", {"challenge": wish})
    source, team = int(board.where[p]), -1 - way if way < 0 else int(board.where[way])
    before = _score(board, source, team)
    board.exchange(p, max(way, -1), team)
    after = _score(board, source, team)
    board.exchange(p, max(way, -1), source)
    broken = [rule for rule in after.broken if rule not in before.broken]
    if price > HARD and broken:
        return Reason("first_wish_rule", {"challenge": wish, "rule": broken[0].rule})
    gain = int(board.places[source, p] - board.places[team, p])
    harm = {kind: after.costs[kind] - before.costs[kind] for kind in after.costs}
    harm["wish"] += gain
    worst = max(harm, key=lambda kind: harm[kind])
    return Reason("first_wish_costs", {"challenge": wish, "points": price + gain, "kind": worst})


def _score(board: Board, *teams: int) -> Score:
    costs: Counter[str] = Counter()
    broken = []
    for team in teams:
        members = [board.people[n].id for n in sorted(board.members[team])]
        costs.update(cost_of_team(board.known, board.slots[team], members))
        broken += [
            rule._replace(people=(), params={"slot": team}) for rule in rules_of_team(board.known, board.slots[team], members)
        ]
    return Score(costs, tuple(broken))
