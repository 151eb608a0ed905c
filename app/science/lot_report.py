"""The anonymised report of a draw: how many, how likely, how many drawn (C7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.science.lot_types import Candidate, Draw, Lottery, Quota, Report, Share, Tickets

HIDES: Final = 5  # a group of fewer people is not shown by itself
FREE: Final = ""  # stands for all values that no quota names


def make_report(
    pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, lottery: Lottery, drawn: Draw | None
) -> Report:
    """See `app.science.lots.report`."""
    shares: list[Share] = []
    for attribute in sorted({quota.attribute for quota in quotas}):
        limits = {quota.value: (quota.minimum, quota.maximum) for quota in quotas if quota.attribute == attribute}
        groups: dict[str, list[str]] = {}
        for candidate in pool:
            value = candidate.attributes.get(attribute, FREE)
            groups.setdefault(value if value in limits else FREE, []).append(candidate.id)
        for values in _merge({value: len(ids) for value, ids in groups.items()}):
            people = [id_ for value in values for id_ in groups[value]]
            chances = [lottery.chances[id_] for id_ in people]
            shares.append(
                Share(
                    attribute=attribute,
                    values=values,
                    people=len(people),
                    minimum=sum(limits[value][0] for value in values if value in limits),
                    maximum=sum(limits[value][1] for value in values) if all(value in limits for value in values) else None,
                    chance_lowest=min(chances),
                    chance_highest=max(chances),
                    drawn=len(set(people).intersection(drawn.panel)) if drawn is not None else None,
                )
            )
    return Report(
        people=len(pool),
        places=lottery.places,
        reached=lottery.reached,
        tickets=tickets.count,
        chance_lowest=min(lottery.chances.values()),
        chance_highest=max(lottery.chances.values()),
        shares=tuple(shares),
    )


def _merge(sizes: dict[str, int]) -> list[tuple[str, ...]]:
    """Values by themselves when enough people have them; the others together, with one more if they are still too few.

    Merging instead of leaving out: what is left out could be computed from the total.
    """
    small = [value for value in sorted(sizes) if sizes[value] < HIDES]
    large = [value for value in sorted(sizes) if sizes[value] >= HIDES]
    if small and large and sum(sizes[value] for value in small) < HIDES:
        nearest = min(large, key=lambda value: (sizes[value], value))
        large.remove(nearest)
        small.append(nearest)
    return [(value,) for value in large] + ([tuple(sorted(small))] if small else [])
