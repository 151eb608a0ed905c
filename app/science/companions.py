"""Coaches, designers, mentors and witnesses given to teams, at the least cost there is (P5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from app.science.assigning import assign
from app.science.companion_types import Companion, Company, Missing, Pairing, Place
from app.science.team_linear import Linear
from app.science.team_problem import fold_employer
from app.science.team_types import EITHER

NEVER: Final = -1
CHECKS: Final = ("language", "mode", "tie", "employer", "when")


def obstacle(companion: Companion, place: Place) -> str | None:
    """Why a companion cannot accompany a place, the first of CHECKS that fails; None when they can."""
    if place.language and companion.languages and place.language not in companion.languages:
        return "language"
    if place.mode != companion.mode and EITHER not in (place.mode, companion.mode):
        return "mode"
    if place.id in companion.ties or not companion.ties.isdisjoint(place.tags):
        return "tie"
    if companion.employer and _folded(companion.employer) in _all_folded(place.employers):
        return "employer"
    return "when" if companion.whens is not None and place.when not in companion.whens else None


@lru_cache(maxsize=20_000)
def _folded(employer: str) -> str:
    return fold_employer(employer)


@lru_cache(maxsize=20_000)
def _all_folded(employers: frozenset[str]) -> frozenset[str]:
    return frozenset(_folded(name) for name in employers) - {""}


def _sorted_places(places: Iterable[Place]) -> list[Place]:
    return sorted({place.id: place for place in places}.values(), key=lambda place: place.id)


def _sorted_companions(companions: Iterable[Companion]) -> list[Companion]:
    return sorted({one.id: one for one in companions}.values(), key=lambda one: one.id)


def accompany(
    places: Iterable[Place],
    companions: Iterable[Companion],
    options: Pairing = Pairing(),  # noqa: B008 - frozen
) -> Company:
    """Give each place the companions it needs, at the least cost; say who is missing, and why.

    A companion whose sector is the team's largest costs `sector`, each further team of one person costs more than the
    one before, and nobody accompanies more than they can, in all and at once. What is `kept` stays, ties or not, as long
    as the person can follow so many. The order of the input changes nothing. Exact.

    Measured on one core: .06 s for the 300 teams of one event and 330 companions, so that a page may ask for it. Places of
    several events, or that need several companions each, go to a linear program: .1 s for 60 places and 80 companions.
    """
    asked, people = _sorted_places(places), _sorted_companions(companions)
    kept, refused = _keep(asked, people, options)
    points = [[_points(place, one, kept, options) for one in people] for place in asked]
    plain = len({place.when for place in asked}) <= 1 and all(place.needed == 1 for place in asked)
    given = (_by_assignment if plain else _by_flow)(asked, people, points, kept, options)
    teams = Counter(one for inside in given.values() for one in inside)
    missing = [
        Missing(place.id, place.needed - len(given[place.id]), lacking(place, people))
        for place in asked
        if len(given[place.id]) < place.needed
    ]
    cost = options.missing * sum(one.number for one in missing) + sum(
        options.load * (one.load + n) for one in people for n in range(teams[one.id])
    )
    rank = {one.id: n for n, one in enumerate(people)}
    cost += sum(points[n][rank[one]] for n, place in enumerate(asked) for one in given[place.id])
    return Company(given, tuple(missing), {one.id: teams[one.id] for one in people}, tuple(refused), cost)


def _points(place: Place, companion: Companion, kept: set[tuple[str, str]], options: Pairing) -> int:
    """What a pair costs by itself; NEVER where it cannot be."""
    if obstacle(companion, place) is not None and (place.id, companion.id) not in kept:
        return NEVER
    here = place.sectors.get(companion.sector, 0)
    return options.sector if here and here == max(place.sectors.values()) else 0


def _by_assignment(
    places: Sequence[Place],
    people: Sequence[Companion],
    points: Sequence[Sequence[int]],
    kept: set[tuple[str, str]],
    options: Pairing,
) -> dict[str, tuple[str, ...]]:
    """One companion for each place of one event: places to the turns of the companions, or to nobody."""
    import numpy as np  # noqa: PLC0415 - serving processes rarely need it

    given = {place.id: tuple(sorted(one for where, one in kept if where == place.id)) for place in places}
    rows = [n for n, place in enumerate(places) if not given[place.id]]
    had = Counter(one for inside in given.values() for one in inside)
    turns = [
        (n, options.load * (one.load + turn))
        for n, one in enumerate(people)
        for turn in range(had[one.id], min(one.most, one.at_once, had[one.id] + len(rows)))
    ]
    if not rows or not turns:
        return given
    alone = np.array(points, np.float64)[np.ix_(rows, [n for n, _ in turns])]
    alone[alone == NEVER] = np.inf
    costs = np.hstack([alone + [price for _, price in turns], np.full((len(rows), len(rows)), float(options.missing))])
    for row, column in zip(rows, assign(costs), strict=True):
        if column < len(turns):
            given[places[row].id] = (people[turns[column][0]].id,)
    return given


def _by_flow(
    places: Sequence[Place],
    people: Sequence[Companion],
    points: Sequence[Sequence[int]],
    kept: set[tuple[str, str]],
    options: Pairing,
) -> dict[str, tuple[str, ...]]:
    """Several companions for each place, places of several events: a flow, so that a linear program gives whole numbers."""
    linear = Linear()
    seats: dict[tuple[str, str], int] = {}
    for place, costs in zip(places, points, strict=True):
        here = [(one, cost) for one, cost in zip(people, costs, strict=True) if cost != NEVER]
        for one, cost in here:
            seats[place.id, one.id] = linear.column(cost, 1.0)
            if (place.id, one.id) in kept:
                linear.row([(seats[place.id, one.id], 1.0)], 1.0, 1.0)
        needed = float(max(place.needed, sum((place.id, one.id) in kept for one, _ in here)))
        entries = [(seats[place.id, one.id], 1.0) for one, _ in here]
        linear.row([*entries, (linear.column(options.missing), 1.0)], needed, needed)
    _limit(linear, places, people, seats, options)
    values = linear.solve(whole=False, solver="simplex", presolve="off").values
    return {
        place.id: tuple(one.id for one in people if (seat := seats.get((place.id, one.id))) is not None and values[seat] > 1 / 2)
        for place in places
    }


def _keep(
    places: Sequence[Place], people: Sequence[Companion], options: Pairing
) -> tuple[set[tuple[str, str]], list[tuple[str, str]]]:  # fmt: skip
    """Sort the kept pairs into those that can be kept and those that name nobody or too much."""
    place_of, person_of = {place.id: place for place in places}, {one.id: one for one in people}
    load: Counter[str] = Counter()
    at_once: Counter[tuple[str, str]] = Counter()
    kept, refused = set(), []
    for place_id, one_id in sorted(options.kept):
        place, one = place_of.get(place_id), person_of.get(one_id)
        if place is None or one is None or load[one_id] >= one.most or at_once[one_id, place.when] >= one.at_once:
            refused.append((place_id, one_id))
            continue
        load[one_id] += 1
        at_once[one_id, place.when] += 1
        kept.add((place_id, one_id))
    return kept, refused


def _limit(
    linear: Linear, places: Sequence[Place], people: Sequence[Companion], seats: dict[tuple[str, str], int], options: Pairing
) -> None:  # fmt: skip
    """Hold each companion to what they can do, each further team at a higher price: a flow, so that whole numbers come out."""
    whens: defaultdict[str, list[str]] = defaultdict(list)
    for place in places:
        whens[place.when].append(place.id)
    for one in people:
        mine = []
        for ids in whens.values():
            entries = [(seats[place, one.id], 1.0) for place in ids if (place, one.id) in seats]
            if entries:
                linear.row(entries, None, float(one.at_once))
                mine += entries
        if mine:
            steps = [linear.column(options.load * (one.load + n), 1.0) for n in range(min(one.most, len(mine)))]
            linear.row([*mine, *((step, -1.0) for step in steps)], 0.0, 0.0)


def lacking(place: Place, people: Sequence[Companion]) -> str:
    """Why nobody is left for a place: the check that nobody passes with those before it; "busy" when somebody passes all."""
    left = [obstacle(one, place) for one in people]
    if None in left:
        return "busy"
    return max((why for why in left if why), key=CHECKS.index, default="busy")
