"""Tails of the normal and of Fisher's F, without a library of statistics (J5).

Sources: the error function of the standard library; the incomplete beta function by its continued fraction,
evaluated as by Lentz (Press et al., Numerical Recipes, 3rd edition, 6.4).
"""

from __future__ import annotations

import math
from typing import Final

STEPS: Final = 300
TINY: Final = 1e-300
EXACT: Final = 1e-15


def below(z: float) -> float:
    """Return the chance that a standard normal is below `z`."""
    return math.erfc(-z / math.sqrt(2)) / 2


def f_above(f: float, between: int, within: int) -> float:
    """Return the chance that an F on (`between`, `within`) degrees of freedom exceeds `f` (1 for f ≤ 0)."""
    if f <= 0:
        return 1.0
    return _incomplete_beta(within / (within + between * f), within / 2, between / 2)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _away(1 + even * d), _away(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _away(1 + odd * d), _away(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < EXACT:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY
