"""Is the draw possible, and if not, what is to blame and what is the smallest change that helps (C7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from app.science.lot_models import PanelModel, Shape, shape_of, solve_smallest_gap
from app.science.lot_pool import count_fitting, gather, sort_quotas
from app.science.lot_types import Blame, Bound, Candidate, Change, Quota, Stratum


def find_blames(pool: Sequence[Candidate], quotas: Sequence[Quota], places: int) -> list[Blame]:
    """See `app.science.lots.check_quotas`."""
    blocking = find_blocking(pool, quotas, places)
    if blocking:
        return blocking
    ordered = sort_quotas(quotas)
    strata = gather(pool, ordered)
    shape = shape_of(strata, ordered, places)
    return [_left_out(shape, ordered, strata, number) for number in _never_drawn(shape)]


def find_blocking(pool: Sequence[Candidate], quotas: Sequence[Quota], places: int) -> list[Blame]:
    """Only what makes the draw impossible; quick."""
    ordered = sort_quotas(quotas)
    senseless = _senseless(pool, ordered, places)
    if senseless:
        return senseless
    changes = _smallest_change(shape_of(gather(pool, ordered), ordered, places), ordered)
    plain = [blame for quota in ordered for blame in _one_quota(pool, quota)] + _one_attribute(pool, ordered, places)
    if not plain and changes:
        plain = [Blame("quotas_clash", {"places": places})]
    return [replace(blame, changes=changes) for blame in plain]


def _senseless(pool: Sequence[Candidate], quotas: Sequence[Quota], places: int) -> list[Blame]:
    """What no change of a quota can mend."""
    found = [Blame("no_places", {"places": places})] if places < 1 else []
    ids = Counter(candidate.id for candidate in pool)
    found += [Blame("id_twice", {"id": id_}, candidates=(id_,)) for id_ in sorted(ids) if ids[id_] > 1]
    pairs = Counter((quota.attribute, quota.value) for quota in quotas)
    found += [Blame("quota_twice", {"attribute": a, "value": v}) for (a, v), count in sorted(pairs.items()) if count > 1]
    if len(pool) < places:
        found.append(Blame("pool_too_small", {"pool": len(pool), "places": places}))
    return found


def _one_quota(pool: Sequence[Candidate], quota: Quota) -> Iterable[Blame]:
    which: dict[str, str | int] = {"attribute": quota.attribute, "value": quota.value, "minimum": quota.minimum}
    available = count_fitting(pool, quota)
    if quota.minimum > quota.maximum or quota.maximum < 0:
        yield Blame("minimum_above_maximum", {**which, "maximum": quota.maximum})
    if quota.minimum > 0 and available == 0:
        yield Blame("nobody_fills", which)
    elif quota.minimum > available:
        yield Blame("too_few_fill", {**which, "available": available})


def _one_attribute(pool: Sequence[Candidate], quotas: Sequence[Quota], places: int) -> list[Blame]:
    found = []
    for attribute in sorted({quota.attribute for quota in quotas}):
        own = [quota for quota in quotas if quota.attribute == attribute]
        named = {quota.value for quota in own}
        free = sum(1 for candidate in pool if candidate.attributes.get(attribute) not in named)
        least, most = sum(quota.minimum for quota in own), sum(quota.maximum for quota in own)
        if least > places:
            found.append(Blame("minimums_above_places", {"attribute": attribute, "sum": least, "places": places}))
        if most + free < places:
            found.append(Blame("maximums_below_places", {"attribute": attribute, "sum": most, "places": places}))
    return found


def _smallest_change(shape: Shape, quotas: Sequence[Quota], included: int | None = None) -> tuple[Change, ...]:
    """The fewest people by which bounds must give way, so that a panel is possible (with somebody of `included`)."""
    counts = solve_smallest_gap(shape, included=included)
    if counts is None:
        return ()
    found = []
    for quota, reached in zip(quotas, (int(row) for row in shape.matrix @ counts), strict=False):
        moved: list[tuple[Bound, int]] = []
        if reached < quota.minimum:
            moved.append(("minimum", quota.minimum))
        if reached > quota.maximum:
            moved.append(("maximum", quota.maximum))
        found += [Change(quota.attribute, quota.value, bound, current, reached) for bound, current in moved]
    return tuple(found)


def _never_drawn(shape: Shape) -> list[int]:
    """The strata that are in no possible panel: panels are asked for until none holds anybody new."""
    unseen, model = np.ones(len(shape.sizes)), PanelModel(shape)
    while unseen.any():
        panel, _ = model.best(unseen, gap=0.5)
        if panel is None or not (met := unseen * np.array(panel)).any():
            break
        unseen[met > 0] = 0.0
    return [int(stratum) for stratum in np.nonzero(unseen)[0]]


def _left_out(shape: Shape, quotas: Sequence[Quota], strata: Sequence[Stratum], number: int) -> Blame:
    ids = strata[number].ids
    changes = _smallest_change(shape, quotas, number)
    return Blame("never_drawn", {"count": len(ids)}, blocking=False, changes=changes, candidates=ids)
