"""A first balanced proposal of teams: an even mix of sectors, then everything else (P4).

A simple seed (people dealt sector by sector) improved by annealed moves and swaps. The budget is counted
in tries and not in seconds, so that the same people and the same seed always give the same teams.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from app.science.team_board import Board, organisation_key
from app.science.team_reasons import explain_people, explain_teams, measure_mixes
from app.science.team_sizes import plan_seats
from app.science.team_thin import Applicant, Cost, Proposal, Reason, Slot, TeamMix

__all__ = ["Applicant", "Cost", "Proposal", "Reason", "Slot", "TeamMix", "propose"]

TRIES_PER_PERSON: Final = 300
MOST_TRIES: Final = 40_000
START_HEAT: Final = 12.0
END_HEAT: Final = 0.3
MOVES_IN_TRIES: Final = 0.25

Item = TypeVar("Item", Applicant, Slot)


def propose(applicants: Iterable[Applicant], slots: Iterable[Slot], locks: Mapping[str, str], seed: int) -> Proposal:
    """Place applicants into slots; `locks` (applicant id to slot id) are kept whatever they cost.

    Never raises on ordinary input: what cannot be met is named in `problems`, and those for whom there is
    no seat are in `unplaced`. The order of the input changes nothing. Of two entries with one id, one counts.
    """
    people = _by_id(applicants)
    teams = _by_id(slots)
    seating = plan_seats(people, teams, locks, seed)
    waiting = frozenset(seating.waiting)
    seated = [person for person in people if person.id not in waiting]
    opened = [slot for slot in teams if slot.id in seating.sizes]
    board = Board(seated, opened, seating.sizes)
    fixed = _seat_locked(board, seating.locks)
    board.set_prices()
    _deal(board)
    rng = random.Random(seed)  # noqa: S311 — a search that anyone can run again
    _improve(board, [p for p in range(len(seated)) if p not in fixed], rng)
    return Proposal(
        assignments={person.id: opened[board.where[p]].id for p, person in enumerate(seated)},
        unplaced=seating.waiting,
        closed=seating.closed,
        cost=board.cost(),
        mixes=measure_mixes(board),
        problems=seating.problems + _over_cap(board),
        team_reasons=explain_teams(board),
        person_reasons=explain_people(board, fixed, seating.waiting),
        seed=seed,
    )


def _by_id(items: Iterable[Item]) -> list[Item]:
    found = {item.id: item for item in sorted(items, key=_order)}
    return [found[key] for key in sorted(found)]  # ty: ignore[invalid-explicit-return]


def _order(item: Applicant | Slot) -> str:
    """A text that orders even two entries with the same id, whatever order they came in."""
    if isinstance(item, Slot):
        return repr((item.id, item.challenge, item.size_min, item.size_max))
    listed = (sorted(item.skills), item.wishes, item.mode, sorted(item.languages))
    return repr((item.id, item.sector, item.organisation, listed))


def _seat_locked(board: Board, locks: Mapping[str, str]) -> frozenset[int]:
    number = {slot.id: n for n, slot in enumerate(board.slots)}
    fixed = set()
    for p, person in enumerate(board.people):
        if person.id in locks:
            board.place(p, number[locks[person.id]])
            fixed.add(p)
    return frozenset(fixed)


def _deal(board: Board) -> None:
    """Give people out like cards, sector by sector, employer by employer, to the emptiest team."""
    order = sorted(
        (p for p, team in enumerate(board.where) if team < 0),
        key=lambda p: (board.people[p].sector, organisation_key(board.people[p].organisation), p),
    )
    turn = [0] * len(board.slots)
    for p in order:
        open_teams = [team for team, size in enumerate(board.size) if size < board.plan[team]]
        team = min(open_teams, key=lambda team: (turn[team] / board.plan[team], board.wish[p][team], team))
        turn[team] += 1
        board.place(p, team)


def _improve(board: Board, free: list[int], rng: random.Random) -> None:
    """Cool from START_HEAT to END_HEAT and leave the best table seen."""
    if not free or len(board.slots) == 1:
        return
    tries = min(MOST_TRIES, TRIES_PER_PERSON * len(free))
    cooling = (END_HEAT / START_HEAT) ** (1 / tries)
    heat, cost = START_HEAT, board.cost().total
    best, best_where = cost, list(board.where)
    for _ in range(tries):
        if best == 0:
            break
        heat *= cooling
        person = free[rng.randrange(len(free))]
        other: int | None = None
        if rng.random() < MOVES_IN_TRIES:
            team = rng.randrange(len(board.slots))
            if not _may_move(board, board.where[person], team):
                continue
        else:
            other = free[rng.randrange(len(free))]
            team = board.where[other]
        if team == board.where[person]:
            continue
        delta = board.change(person, other, team)
        if delta <= 0 or rng.random() < math.exp(-delta / heat):
            board.exchange(person, other, team)
            cost += delta
            if cost < best:
                best, best_where = cost, list(board.where)
    for p, team in enumerate(best_where):
        board.place(p, team)


def _may_move(board: Board, source: int, target: int) -> bool:
    leaves, joins = board.slots[source], board.slots[target]
    return board.size[source] > leaves.size_min and board.size[target] < joins.size_max


def _over_cap(board: Board) -> tuple[Reason, ...]:
    found = []
    for team, slot in enumerate(board.slots):
        for n, (kind, name) in enumerate(board.names):
            count, cap = board.counts[team][n], board.band(team, n)[1]
            if kind == "organisations" and count > cap:
                found.append(
                    Reason(
                        "organisation_over_cap",
                        {"slot": slot.id, "organisation": name, "count": count, "cap": cap},
                    )
                )
    return tuple(found)
