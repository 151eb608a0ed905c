"""How sure an order is: margins, likely ranks, chances, and which teams cannot be told apart (J5).

Empirical Bayes: with adjusted means a of covariance C, the teams' true worth is normal around a common mean, with
a variance τ² that the means themselves show; the posterior follows in closed form. Pairs and expected ranks are
exact; the chance to be first and the likely ranks come from draws with a seed that is kept with the result.

Sources: Efron and Morris, Data analysis using Stein's estimator and its generalizations (JASA 70, 1975); Laird and
Louis, Empirical Bayes ranking methods (Journal of Educational Statistics 14, 1989); Heyard, Ott, Salanti and Egger,
Rethinking the funding line at the Swiss National Science Foundation (Statistics and Public Policy 9, 2022).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from app.science.adjusting import NOTHING, PLACES, Floats, Ints
from app.science.tails import below

METHOD: Final = "normal-posterior-1"
SEED: Final = 20_250_322
DRAWS: Final = 20_000
AT_ONCE: Final = 48_000  # figures held at once: they fit a processor's cache
WITHOUT_THREADS: Final = 240_000  # multiplications of matrices up to here stay in one thread, which is faster beside others
CLEAR: Final = 0.95
LIKELY: Final = 0.80
OUTSIDE: Final = 0.05  # of the draws, on either side of the likely ranks and of the margin
MARGIN: Final = 1.6448536269514722  # standard deviations that leave `OUTSIDE` on either side
LEAST_WORTH: Final = 1e-6
PODIUM: Final = 3


class Closeness(StrEnum):
    """How sure it is that one team is better than another."""

    CLEAR = "clear"
    LIKELY = "likely"
    TIE = "tie"


@dataclass(frozen=True, slots=True, eq=False)
class Certainty:
    """By team, in the order given; ranks from 1. `margin` is half the line to draw around a mean, in marks."""

    margin: Floats
    expected: Floats
    lowest: Ints
    highest: Ints
    first: Floats
    podium: Floats
    better: Floats  # better[i, j]: the chance that team i is better than team j


def closeness(chance: float) -> Closeness:
    """Say in a word what the chance that the one placed higher is better is worth."""
    rounded = round(chance, PLACES)
    return Closeness.CLEAR if rounded >= CLEAR else Closeness.LIKELY if rounded >= LIKELY else Closeness.TIE


def weigh(adjusted: Floats, spread: Floats, *, seed: int = SEED, draws: int = DRAWS) -> Certainty:
    """Say how sure the order of at least two means is, given their covariance; `draws` is even."""
    middle, cover = _posterior(adjusted, spread)
    better = _better(middle, cover)
    count = len(middle)
    expected = 1 + better.sum(axis=0) - 0.5
    # Teams are drawn in an order that their figures make, so that neither names nor listing move a chance.
    keys = [(-round(middle[n], PLACES), round(cover[n, n], PLACES), *np.sort(cover[n].round(PLACES))) for n in range(count)]
    order = sorted(range(count), key=lambda n: keys[n])
    held = _draw(middle[order], cover[np.ix_(order, order)], seed, draws)
    alike: dict[tuple[float, ...], list[int]] = {}
    for row, number in enumerate(order):
        alike.setdefault(keys[number], []).append(row)
    chance = np.empty((count, count))
    for rows in alike.values():
        chance[[order[row] for row in rows]] = held[rows].mean(axis=0) / draws
    sums = chance.cumsum(axis=1)
    centred = np.eye(count) - 1 / count
    return Certainty(
        margin=MARGIN * np.sqrt(np.maximum(np.diag(centred @ spread @ centred), 0)),
        expected=expected,
        lowest=np.argmax(sums > OUTSIDE, axis=1) + 1,
        highest=np.argmax(sums >= 1 - OUTSIDE - NOTHING, axis=1) + 1,
        first=chance[:, 0],
        podium=sums[:, min(PODIUM, count) - 1],
        better=better,
    )


def _posterior(adjusted: Floats, spread: Floats) -> tuple[Floats, Floats]:
    count = len(adjusted)
    centred = adjusted - adjusted.mean()
    inner = float(np.trace(spread) - spread.sum() / count)
    worth = max((float(centred @ centred) - inner) / (count - 1), LEAST_WORTH)
    sharp = np.linalg.inv(spread + worth * np.eye(count))
    sums = sharp.sum(axis=1)
    common = float(sums @ adjusted) / float(sums.sum())
    trust = worth * sharp
    unsure = 1 - trust.sum(axis=1)
    cover = worth * np.eye(count) - trust * worth + np.outer(unsure, unsure) / float(sums.sum())
    return common + trust @ (adjusted - common), (cover + cover.T) / 2


def _better(middle: Floats, cover: Floats) -> Floats:
    variances = np.diag(cover)
    apart = middle[:, None] - middle[None, :]
    width = np.sqrt(np.maximum(variances[:, None] + variances[None, :] - 2 * cover, 0))
    # Where nothing is left to doubt, the sign decides; equal means stay equal.
    steps = np.divide(apart, width, out=np.where(np.abs(apart) > NOTHING, np.sign(apart) * 40, 0), where=width > NOTHING)
    pairs = np.triu_indices(len(middle), 1)
    found = np.full_like(apart, 0.5)
    found[pairs] = [below(step) for step in steps[pairs].tolist()]
    found.T[pairs] = 1 - found[pairs]
    return found


def _draw(middle: Floats, cover: Floats, seed: int, draws: int) -> Ints:
    """Return how often each team (a row) held each place (a column, from 0), each draw with its mirror image.

    The stream of `METHOD`: whatever is done for speed here may not change what a seed gives.
    """
    count = len(middle)
    lift = float(np.trace(cover)) / count * NOTHING + NOTHING**2
    root = np.asarray(np.linalg.cholesky(cover + lift * np.eye(count)).T, dtype=np.float64)
    chance = np.random.Generator(np.random.PCG64(seed))
    # Sorting whole numbers whose last bits name the team is several times faster than sorting places.
    bits = count.bit_length()
    reach = float(np.abs(middle - middle.mean()).max()) + 12 * math.sqrt(float(np.diag(cover).max())) + NOTHING
    scale = ((1 << (30 - bits)) - 1) / reach
    root = root * scale
    rows = min(draws // 2, max(1, AT_ONCE // count))
    # Everything is written over what was there, and whole: new memory and short lines would cost as much as the draws.
    swing, worth = np.empty((rows, count)), np.empty((rows, count))
    keys, wide = np.empty((rows, count), dtype=np.int32), np.empty((rows, count), dtype=np.int64)
    start = np.tile((middle - middle.mean()) * -scale, (rows, 1))
    names = np.tile(np.arange(count, dtype=np.int32), (rows, 1))
    held = np.zeros(count << bits, dtype=np.int64)
    left = draws // 2
    while left:
        now = min(left, rows)
        chance.standard_normal(out=worth[:now])
        _spread_out(worth[:now], root, swing[:now])
        for fold in (np.add, np.subtract):
            fold(start[:now], swing[:now], out=worth[:now])
            part = keys[:now]
            np.copyto(part, worth[:now], casting="unsafe")
            part <<= bits
            part |= names[:now]
            part.sort(axis=1)
            part &= (1 << bits) - 1
            part |= names[:now] << bits
            np.copyto(wide[:now], part)
            held += np.bincount(wide[:now].ravel(), minlength=count << bits)
        left -= now
    return held.reshape(count, 1 << bits)[:, :count].T


def _spread_out(normal: Floats, root: Floats, found: Floats) -> None:
    """Give independent draws their covariance, in parts so small that no library starts threads for them."""
    part = max(1, WITHOUT_THREADS // len(root) ** 2)
    for at in range(0, len(normal), part):
        np.matmul(normal[at : at + part], root, out=found[at : at + part])
