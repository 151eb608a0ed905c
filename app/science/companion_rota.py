"""Witnesses who go round the tables: each table hears different ones, and all are visited as often (P5)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.science.companion_types import Companion, Place, Rota
from app.science.companions import obstacle


def rota(witnesses: Iterable[Companion], places: Iterable[Place], rounds: int, *, seed: int = 1) -> Rota:
    """Plan `rounds` visits: in each, a witness is at one table at most and a table hears one witness at most.

    Nobody hears a witness twice, and none with whom there is an obstacle (language, mode, tie, employer). Each round
    is a matching as large as can be in which the tables visited least go first. The seed varies who begins where.
    A witness visits at most `most` tables when that is above 1, else as many as there are rounds.
    """
    tables = sorted({place.id: place for place in places}.values(), key=lambda place: place.id)
    people = sorted({one.id: one for one in witnesses}.values(), key=lambda one: one.id)
    rng = random.Random(seed)  # noqa: S311 — a plan that anyone can make again
    rng.shuffle(people)
    able = {place.id: [one.id for one in people if obstacle(one, place) is None] for place in tables}
    left = {one.id: one.most if one.most > 1 else rounds for one in people}
    seen: dict[str, set[str]] = {place.id: set() for place in tables}
    visits: Counter[str] = Counter()
    work: Counter[str] = Counter()
    plan = []
    for _ in range(rounds):
        open_to = {
            table: sorted(
                (one for one in able[table] if one not in seen[table] and work[one] < left[one]), key=lambda one: work[one]
            )
            for table in seen
        }
        order = sorted(seen, key=lambda table: (visits[table], len(able[table]) - len(seen[table]), table))
        found = _match(order, open_to)
        for table, one in found.items():
            seen[table].add(one)
            visits[table] += 1
            work[one] += 1
        plan.append(dict(sorted(found.items())))
    return Rota(
        tuple(plan),
        {place.id: visits[place.id] for place in tables},
        {place.id: rounds - visits[place.id] for place in tables if visits[place.id] < rounds},
    )


def _match(order: Sequence[str], open_to: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Match as many tables as can be; a table that is served stays served when a later one is added."""
    taken: dict[str, str] = {}

    def serve(table: str, tried: set[str]) -> bool:
        for one in open_to[table]:
            if one in tried:
                continue
            tried.add(one)
            if one not in taken or serve(taken[one], tried):
                taken[one] = table
                return True
        return False

    for table in order:
        serve(table, set())
    return {table: one for one, table in taken.items()}
