"""Pools to draw from: those published beside the project, one computed by hand, and small random ones."""

import csv
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from app.science.lot_types import Candidate, Quota

DATA = Path(__file__).parents[3] / "shared" / "data" / "sortition"

Case = tuple[list[Candidate], list[Quota], int]


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip("the published pools are not here")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def published(name: str, places: int) -> Case:
    fixture = name == "sf_fixture_22"
    quotas = [
        Quota(row["feature" if fixture else "category"], row["value" if fixture else "feature"], int(row["min"]), int(row["max"]))
        for row in rows(f"{name}/{'features' if fixture else 'categories'}.csv")
    ]
    people = rows(f"{name}/{'candidates' if fixture else 'respondents'}.csv")
    asked = sorted({quota.attribute for quota in quotas})
    return [Candidate(f"{n:04}", {name: row[name] for name in asked}) for n, row in enumerate(people)], quotas, places


def expected_vector() -> list[float]:
    path = DATA / "sf_fixture_22" / "expected_leximin.json"
    if not path.exists():
        pytest.skip("the published pools are not here")
    vector: list[float] = json.loads(path.read_text(encoding="utf-8"))["sorted_probabilities"]
    return vector


def people(*groups: tuple[int, Mapping[str, str]]) -> list[Candidate]:
    return [Candidate(f"{g}-{n}", attributes) for g, (count, attributes) in enumerate(groups) for n in range(count)]


def by_hand() -> Case:
    """Eight men, two women, four places, two of each: a woman is always drawn, a man once in four."""
    pool = people((8, {"gender": "man"}), (2, {"gender": "woman"}))
    return pool, [Quota("gender", "man", 2, 2), Quota("gender", "woman", 2, 2)], 4


def triangle() -> Case:
    """At most one of a, b and c each, and each of three people counts for two: mixtures promise more than panels give."""
    pairs = ({"a": "1", "b": "1"}, {"b": "1", "c": "1"}, {"a": "1", "c": "1"})
    return people(*((1, pair) for pair in pairs), (2, {})), [Quota(name, "1", 0, 1) for name in "abc"], 2


def small(seed: int, *, possible: bool = True) -> Case:
    """A few people, a few quotas around a panel that exists, or around nothing."""
    rng = random.Random(seed)
    count, names = rng.randint(3, 11), [f"a{n}" for n in range(rng.randint(1, 4))]
    places = rng.randint(1, min(count, 5))
    values = {name: rng.randint(2, 3) for name in names}
    pool = [Candidate(f"é{n}", {name: str(rng.randrange(values[name])) for name in names}) for n in range(count)]
    base, quotas = rng.sample(pool, places), []
    for name in names:
        for value in map(str, range(values[name])):
            met = sum(one.attributes[name] == value for one in base) if possible else rng.randint(0, places)
            if rng.random() < 0.9:
                quotas.append(Quota(name, value, max(0, met - rng.randint(0, 1)), met + rng.randint(0, 1)))
    return pool, quotas, places


def tight(seed: int) -> Case:
    """Some dozens of people with rare values, and quotas that leave little room around a panel that exists."""
    rng = random.Random(seed)
    count = rng.randint(20, 60)
    places, names = rng.randint(4, count // 2), [f"a{n}" for n in range(rng.randint(2, 5))]
    values = {name: rng.randint(2, 5) for name in names}
    pool = [
        Candidate(f"{n:03}", {a: str(min(rng.randrange(values[a]), rng.randrange(values[a]))) for a in names})
        for n in range(count)
    ]
    base, quotas = rng.sample(pool, places), []
    for name in names:
        for value in map(str, range(values[name])):
            met = sum(one.attributes[name] == value for one in base)
            if rng.random() < 0.9:
                quotas.append(Quota(name, value, max(0, met - rng.randint(0, 1)), met + rng.randint(0, 1)))
    return pool, quotas, places


def strays(panel: Iterable[Candidate], quotas: Sequence[Quota]) -> int:
    """By how many people a panel strays from the quotas, counted plainly."""
    members, total = list(panel), 0
    for quota in quotas:
        met = len([one for one in members if one.attributes.get(quota.attribute) == quota.value])
        total += max(0, quota.minimum - met) + max(0, met - quota.maximum)
    return total


def all_panels(case: Case) -> list[tuple[Candidate, ...]]:
    pool, quotas, places = case
    return [panel for panel in combinations(pool, places) if strays(panel, quotas) == 0]
