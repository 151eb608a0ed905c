"""Coaches, designers, mentors and witnesses given to teams, at the least cost there is (P5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from app.science.companion_types import Companion, Company, Missing, Pairing, Place
from app.science.team_linear import Linear
from app.science.team_problem import fold_employer
from app.science.team_types import EITHER

CHECKS: Final = ("language", "mode", "tie", "employer", "when")


def obstacle(companion: Companion, place: Place) -> str | None:
    """Why a companion cannot accompany a place, the first of CHECKS that fails; None when they can."""
    failing = {
        "language": place.language and companion.languages and place.language not in companion.languages,
        "mode": place.mode != companion.mode and EITHER not in (place.mode, companion.mode),
        "tie": bool(companion.ties & (place.tags | {place.id})),
        "employer": (own := fold_employer(companion.employer)) and own in {fold_employer(name) for name in place.employers},
        "when": companion.whens is not None and place.when not in companion.whens,
    }
    return next((check for check in CHECKS if failing[check]), None)


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
    as the person can follow so many. The order of the input changes nothing. Exact; some seconds for 400 companions.
    """
    asked, people = _sorted_places(places), _sorted_companions(companions)
    kept, refused = _keep(asked, people, options)
    linear = Linear()
    seats: dict[tuple[str, str], int] = {}
    lacking: dict[str, int] = {}
    for place in asked:
        here = [one for one in people if (place.id, one.id) in kept or obstacle(one, place) is None]
        for one in here:
            seats[place.id, one.id] = linear.column(_sector_points(place, one, options), 1.0)
            if (place.id, one.id) in kept:
                linear.row([(seats[place.id, one.id], 1.0)], 1.0, 1.0)
        held = sum((place.id, one.id) in kept for one in here)
        lacking[place.id] = linear.column(options.missing)
        entries = [(seats[place.id, one.id], 1.0) for one in here]
        needed = float(max(place.needed, held))
        linear.row([*entries, (lacking[place.id], 1.0)], needed, needed)
    _limit(linear, asked, people, seats, options)
    solved = linear.solve(whole=False, solver="simplex")
    given = {place.id: tuple(one.id for one in people if _taken(solved.values, seats.get((place.id, one.id)))) for place in asked}
    teams = Counter(one for inside in given.values() for one in inside)
    missing = [
        Missing(place.id, place.needed - len(given[place.id]), _why(place, people))
        for place in asked
        if len(given[place.id]) < place.needed
    ]
    return Company(given, tuple(missing), {one.id: teams[one.id] for one in people}, tuple(refused), round(solved.cost))


def _taken(values: Sequence[float], column: int | None) -> bool:
    return column is not None and values[column] > 1 / 2


def _sector_points(place: Place, companion: Companion, options: Pairing) -> int:
    most = max(place.sectors.values(), default=0)
    largest = {sector for sector, number in place.sectors.items() if number == most}
    return options.sector * (companion.sector in largest)


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


def _why(place: Place, people: Sequence[Companion]) -> str:
    """The check that nobody passes with those before it; "busy" when somebody passes all."""
    left = [obstacle(one, place) for one in people]
    if None in left:
        return "busy"
    return max((why for why in left if why), key=CHECKS.index, default="busy")
