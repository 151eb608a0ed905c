"""The pool seen through its quotas: who is alike, and whether a panel holds (C7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.science.lot_types import Candidate, Quota, Stratum


def gather(pool: Iterable[Candidate], quotas: Iterable[Quota]) -> tuple[Stratum, ...]:
    """Everyone alike in all that the quotas ask, together; sorted, so that the order of the input is forgotten."""
    asked = sorted({(quota.attribute, quota.value) for quota in quotas})
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for candidate in pool:
        key = tuple(pair for pair in asked if candidate.attributes.get(pair[0]) == pair[1])
        alike.setdefault(key, []).append(candidate.id)
    return tuple(Stratum(key, tuple(sorted(alike[key]))) for key in sorted(alike))


def sort_quotas(quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas in the one order in which they are computed and fingerprinted."""
    return sorted(quotas, key=lambda quota: (quota.attribute, quota.value, quota.minimum, quota.maximum))


def count_fitting(members: Iterable[Candidate], quota: Quota) -> int:
    """How many of these people count for this quota."""
    return sum(1 for member in members if member.attributes.get(quota.attribute) == quota.value)


def find_broken(members: Sequence[Candidate], quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas these people together do not keep."""
    return [quota for quota in quotas if not quota.minimum <= count_fitting(members, quota) <= quota.maximum]
