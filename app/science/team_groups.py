"""Groups that stay together, moved as one (P4)."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from app.science.team_board import Board


def shift_group(board: Board, group: Sequence[int], weights: Sequence[int], rng: random.Random) -> None:
    """Try another team for a group, sending back whom it costs least to send; keep it by lot, as the heat allows."""
    source = int(board.where[group[0]])
    team = rng.randrange(len(board.slots))
    if team == source:
        return
    before, was = board.cost, [(n, source) for n in group]
    for n in group:
        board.place(n, team)
    for _ in group:
        back = _cheapest_back(board, team, source)
        if back is None:
            break
        other, price = back
        if price >= 0 and len(board.members[team]) <= board.slots[team].high:
            break
        was.append((other, team))
        board.place(other, source)
    delta = board.cost - before
    kept = delta <= 0 or (delta < len(weights) and rng.randrange(weights[0]) < weights[delta])
    if not kept:
        for n, place in was:
            board.place(n, place)
    board.refresh(source)
    board.refresh(team)


def _cheapest_back(board: Board, team: int, source: int) -> tuple[int, int] | None:
    """Whom of a team it costs least to send to another one, and how much."""
    free = [n for n in board.members[team] if not board.frozen[n]]
    if not free:
        return None
    has, employer = board.has[free], board.employer[free]
    price = has @ (board.rem[team] + board.add[source])
    price += board.fire[team, employer] + board.hire[source, employer]
    price += board.places[source, free] - board.places[team, free]
    least = int(np.argmin(price))
    return free[least], int(price[least])
