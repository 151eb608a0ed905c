"""A lottery as numbered tickets, each as likely as any other (C7)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.science.lot_types import ROUNDING, Lottery, Tickets

COUNTS: Final = (1, 2, 5, 10, 20, 50, 100)  # how many times the tickets asked for, until the chances are kept
HELD: Final = 1e-6
EXCHANGES: Final = 200

Floats = NDArray[np.float64]


def round_to_tickets(lottery: Lottery, count: int) -> Tickets:
    """See `app.science.lots.to_tickets`."""
    for times in COUNTS:
        shares = _share_out(lottery, count * times)
        panels = _name_panels(lottery, shares)
        if _keeps_chances(lottery, panels):
            break
    else:
        raise ValueError("no number of tickets keeps the chances of this lottery")
    index: dict[tuple[str, ...], int] = {}
    numbers = tuple(index.setdefault(panel, len(index)) for panel in panels)
    return Tickets(tuple(index), numbers)


def _share_out(lottery: Lottery, count: int) -> list[int]:
    """Tickets per mix: each weight rounded down or up, up where the chances of the strata miss it most."""
    weights = np.array([mix.weight for mix in lottery.mixes]) * count
    sizes = np.array([len(stratum.ids) for stratum in lottery.strata], dtype=np.float64)
    parts = np.array([mix.counts for mix in lottery.mixes], dtype=np.float64) / sizes
    given = np.floor(weights + HELD)
    error = (given - weights) @ parts
    length = (parts**2).sum(axis=1)
    while given.sum() < count:
        gain = np.where(given <= weights, -2 * (parts @ error) - length, -np.inf)
        best = int(np.argmax(gain))
        given[best] += 1
        error += parts[best]
    _even_out(given, error, parts)
    return [int(share) for share in given]


def _even_out(given: Floats, error: Floats, parts: Floats) -> None:
    """Exchange one ticket for another as long as that lessens the largest errors."""
    worth = _regret(error)
    for _ in range(EXCHANGES):
        worst = int(np.argmax(np.abs(error)))
        sign = -np.sign(error[worst])
        able = (parts[:, worst] > 0) & (given + sign >= 0)
        first = int(np.argmin(np.where(able, _regret(error + sign * parts), np.inf)))
        after = error + sign * parts[first]
        able = given - sign >= 0
        able[first] = False
        regrets = np.where(able, _regret(after - sign * parts), np.inf)
        second = int(np.argmin(regrets))
        if not regrets[second] < worth * (1 - HELD):
            return
        given[first] += sign
        given[second] -= sign
        error[:] = after - sign * parts[second]
        worth = regrets[second]


def _regret(error: Floats) -> Floats:
    """A sum in which the largest errors count for nearly all."""
    square = error * error
    regret: Floats = (square * square * square).sum(axis=-1)
    return regret


def _name_panels(lottery: Lottery, shares: list[int]) -> list[tuple[str, ...]]:
    """A panel per ticket: the members of a stratum take turns, so that their tickets differ by one at most."""
    turn, panels = [0] * len(lottery.strata), []
    for mix, share in zip(lottery.mixes, shares, strict=True):
        for _ in range(share):
            panel: list[str] = []
            for number, wanted in enumerate(mix.counts):
                ids = lottery.strata[number].ids
                panel += [ids[(turn[number] + step) % len(ids)] for step in range(wanted)]
                turn[number] += wanted
            panels.append(tuple(sorted(panel)))
    return panels


def count_tickets(panels: list[tuple[str, ...]]) -> dict[str, int]:
    """How many tickets hold each id."""
    held: dict[str, int] = {}
    for panel in panels:
        for id_ in panel:
            held[id_] = held.get(id_, 0) + 1
    return held


def _keeps_chances(lottery: Lottery, panels: list[tuple[str, ...]]) -> bool:
    """No chance moves by more than ROUNDING, and nobody whose chance is worth a ticket is left without."""
    held, count = count_tickets(panels), len(panels)
    return all(
        abs(held.get(id_, 0) / count - chance) <= ROUNDING and (held.get(id_, 0) > 0 or chance * count < 1.0)
        for id_, chance in lottery.chances.items()
    )
