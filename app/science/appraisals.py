"""Marks of several reviewers made comparable: each mark is read against what its reviewer usually gives.

A reviewer's mean and variance are drawn towards those of all marks, the more so the fewer marks they gave; a mark is then the
number of that reviewer's standard deviations above their mean. Drawing small samples towards the whole is the estimator of
B. Efron and C. Morris, "Data Analysis Using Stein's Estimator and its Generalizations", Journal of the American Statistical
Association 70 (1975), here with a fixed weight in place of an estimated one: `PRIOR` marks' worth of the common scale.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final, Generic, TypeVar

LOWEST: Final = 0
HIGHEST: Final = 10
PRIOR: Final = 4  # marks after which a reviewer's own scale weighs as much as everybody's

R = TypeVar("R", bound=Hashable)
A = TypeVar("A", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark(Generic[R, A]):
    """What one reviewer gave one application, from LOWEST to HIGHEST."""

    reviewer: R
    application: A
    value: float


@dataclass(frozen=True, slots=True)
class Level:
    """Where an application stands, on the scale of the marks.

    `mean` is that of the standardised marks, `spread` their standard deviation (None for a single one), `raw` the plain mean.
    """

    mean: float
    spread: float | None
    raw: float
    number: int


def levels(marks: Sequence[Mark[R, A]]) -> Mapping[A, Level]:
    """Return the level of each application that has a mark; the order of the marks does not matter."""
    if not marks:
        return {}
    values = [mark.value for mark in marks]
    grand = fmean(values)
    common = fmean([(value - grand) ** 2 for value in values])
    scales = _scales(marks, grand, common)
    standard: dict[A, list[float]] = defaultdict(list)
    plain: dict[A, list[float]] = defaultdict(list)
    for mark in marks:
        mean, deviation = scales[mark.reviewer]
        z = (mark.value - mean) / deviation if deviation else 0.0
        standard[mark.application].append(grand + z * math.sqrt(common))
        plain[mark.application].append(mark.value)
    return {
        application: Level(
            mean=min(HIGHEST, max(LOWEST, fmean(sorted(found)))),
            spread=stdev(sorted(found)) if len(found) > 1 else None,
            raw=fmean(plain[application]),
            number=len(found),
        )
        for application, found in standard.items()
    }


def _scales(marks: Sequence[Mark[R, A]], grand: float, common: float) -> dict[R, tuple[float, float]]:
    """Return each reviewer's mean and standard deviation, drawn towards everybody's."""
    given: dict[R, list[float]] = defaultdict(list)
    for mark in marks:
        given[mark.reviewer].append(mark.value)
    found = {}
    for reviewer, values in given.items():
        ordered = sorted(values)
        mean = (sum(ordered) + PRIOR * grand) / (len(ordered) + PRIOR)
        own = fmean(ordered)
        squares = sum((value - own) ** 2 for value in ordered)
        found[reviewer] = mean, math.sqrt((squares + PRIOR * common) / (len(ordered) + PRIOR))
    return found
