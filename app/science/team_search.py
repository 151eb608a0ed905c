"""Annealing on the board: the people, their exchanges and a heat that falls; a seed always gives the same teams (P4).

At each try one person looks at every exchange and every move at once and takes one by lot, the cheap ones more often
(a heat bath). The lot is drawn with whole numbers, so that machines agree.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from app.science.team_board import Board, Floats, Ints
from app.science.team_groups import shift_group

LEVELS: Final = 120
REACH: Final = 12.0
SCALE: Final = 1 << 30
GROUPS_EVERY: Final = 12
HARD_PLACE: Final = 1000
AWAY: Final = 200
LOOKED_AT: Final = 12


def deal(
    board: Board,
    groups: Sequence[Sequence[int]],
    order: Sequence[int],
    wanted: Mapping[int, Sequence[int]] | None = None,
) -> None:
    """Seat who has no team yet, groups first, those with fewest fitting teams first, each where it costs least.

    `wanted`: person → the teams among which to choose.
    """
    fits = (board.places < HARD_PLACE).sum(axis=0)
    units = [tuple(group) for group in groups]
    grouped = {person for group in units for person in group}
    rank = {person: n for n, person in enumerate(order)}
    singles = sorted((n for n in range(len(board.people)) if n not in grouped), key=lambda n: (int(fits[n]), rank[n]))
    for unit in [*units, *((n,) for n in singles)]:
        free = [n for n in unit if board.where[n] < 0]
        if not free:
            continue
        stays = {int(board.where[n]) for n in unit} - {-1}
        team = min(stays) if stays else _cheapest(board, free, (wanted or {}).get(free[0]))
        for n in free:
            board.place(n, team)
    for team in range(len(board.slots)):
        board.refresh(team)


def _cheapest(board: Board, unit: Sequence[int], among: Sequence[int] | None) -> int:
    """Find the team where a unit costs least; for a group, among those that look best for each of it."""
    join = sum(board.add @ board.has[n] + board.places[:, n] + board.hire[:, board.employer[n]] for n in unit)
    teams = np.arange(len(board.slots)) if among is None else np.array(among)
    ranked: list[int] = teams[np.argsort(np.asarray(join)[teams], kind="stable")].tolist()
    if len(unit) == 1:
        return ranked[0]
    best, found = math.inf, 0
    for team in ranked[:LOOKED_AT]:
        before = board.cost
        for n in unit:
            board.place(n, team)
        price = board.cost - before
        for n in unit:
            board.place(n, -1)
        if price < best:
            best, found = price, team
    return found


def _weights(heat: float) -> list[int]:
    return [round(SCALE * math.exp(-points / heat)) for points in range(int(REACH * heat) + 2)]


def anneal(
    board: Board,
    tries: int,
    rng: random.Random,
    *,
    groups: Sequence[Sequence[int]] = (),
    heats: tuple[float, float] = (5.0, 0.4),
    target: int = 0,
    watch: Callable[[int, Ints], bool] | None = None,
) -> None:
    """Cool the board and leave the best table seen. `watch(done, best table)` is asked now and then; True ends it."""
    free = [n for n in range(len(board.people)) if not board.frozen[n] and board.where[n] >= 0]
    if not (free or groups) or len(board.slots) < 2:  # noqa: PLR2004 - with one team there is nowhere to go
        return
    best, best_where = board.cost, board.where.copy()
    people, often = len(board.people), max(1, tries // LEVELS)
    weights: list[int] = []
    for done in range(tries):
        if done % often == 0:
            weights = _weights(heats[0] * (heats[1] / heats[0]) ** (done / tries))
            if best <= target or (watch is not None and watch(done, best_where)):
                break
        if groups and (not free or done % GROUPS_EVERY == 0):
            shift_group(board, groups[rng.randrange(len(groups))], weights, rng)
            if board.cost < best:
                best, best_where = board.cost, board.where.copy()
            continue
        person = free[rng.randrange(len(free))]
        chosen = _draw(board, person, weights, rng)
        if chosen < 0:
            continue
        if chosen < people:
            board.exchange(person, chosen, int(board.where[chosen]))
        else:
            board.exchange(person, -1, chosen - people)
        if board.cost < best:
            best, best_where = board.cost, board.where.copy()
    restore(board, best_where.tolist())


def restore(board: Board, where: Sequence[int]) -> None:
    """Put everybody back where they were."""
    changed = set()
    for n, team in enumerate(where):
        if board.where[n] != team:
            changed |= {int(board.where[n]), team}
            board.place(n, team)
    for team in changed - {-1}:
        board.refresh(team)


def confine(board: Board, wanted: Mapping[int, Sequence[int]]) -> Floats:
    """Make it dear for people to be outside the teams wanted for them; give what is returned to `release`."""
    away = np.full_like(board.places, AWAY)
    for person, teams in wanted.items():
        away[list(teams), person] = 0
    _reckon(board, away)
    return away


def release(board: Board, away: Floats) -> None:
    """Undo `confine`."""
    _reckon(board, -away)


def _reckon(board: Board, more: Floats) -> None:
    board.places += more
    seated = np.flatnonzero(board.where >= 0)
    board.cost += int(more[board.where[seated], seated].sum(dtype=np.float64))
    for team in range(len(board.slots)):
        board.refresh(team)


def _draw(board: Board, person: int, weights: Sequence[int], rng: random.Random) -> int:
    """Draw an exchange (the other's number), a move (people + team) or nothing (-1), by weight."""
    swap, join = board.prices(person)
    every = np.concatenate([swap, join])
    floor = min(0, int(every.min()))
    near = np.flatnonzero(every < floor + len(weights))
    if not len(near):
        return -1
    options = near.tolist()
    odds = [weights[int(price) - floor] for price in every[near].tolist()]
    stay = weights[-floor] if -floor < len(weights) else 0
    ticket = rng.randrange(stay + sum(odds))
    for option, share in zip(options, odds, strict=True):
        ticket -= share
        if ticket < 0:
            return int(option)
    return -1
