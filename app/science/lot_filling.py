"""Several empty places at once, filled from the reserve (C7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from app.science.lot_models import shape_of, solve_smallest_gap
from app.science.lot_pool import count_fitting, sort_quotas
from app.science.lot_types import Candidate, Change, Filling, Quota, Stratum


def fill_places(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    places: int,
    staying: Sequence[str],
    *,
    reserve: Sequence[str],
    unavailable: Collection[str],
) -> Filling:
    """See `app.science.lots.complete_panel`."""
    people, held = {candidate.id: candidate for candidate in pool}, set(staying)
    waiting = [id_ for id_ in dict.fromkeys(reserve) if id_ not in held and id_ not in unavailable]
    empty = places - len(held)
    ordered = sort_quotas(quotas)
    asked = [(quota.attribute, quota.value) for quota in ordered]
    if len(waiting) <= empty:
        chosen = waiting
    else:
        members = [people[id_] for id_ in held]
        alone = [
            Stratum(tuple(pair for pair in asked if people[id_].attributes.get(pair[0]) == pair[1]), (id_,)) for id_ in waiting
        ]
        taken = np.array([*(count_fitting(members, quota) for quota in ordered), len(held)], dtype=np.float64)
        shape = shape_of(alone, ordered, places)
        shape = shape._replace(lows=shape.lows - taken, highs=shape.highs - taken)
        counts = solve_smallest_gap(shape, costs=np.arange(len(waiting)) / len(waiting) ** 2) or ()
        chosen = [id_ for id_, count in zip(waiting, counts, strict=False) if count]
    panel = [people[id_] for id_ in (*held, *chosen)]
    broken = []
    for quota in ordered:
        met = count_fitting(panel, quota)
        if met < quota.minimum:
            broken.append(Change(quota.attribute, quota.value, "minimum", quota.minimum, met))
        elif met > quota.maximum:
            broken.append(Change(quota.attribute, quota.value, "maximum", quota.maximum, met))
    return Filling(tuple(chosen), tuple(broken))
