"""People and teams for the tests of the composition: small by hand, random, and the samples with expected values."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.science.team_types import EITHER, ON_SITE, REMOTE, Applicant, Band, Problem, Slot

DATA = Path(__file__).parents[3] / "shared" / "data" / "teams"
SECTORS = ("associative", "private", "public", "student")
MODES = {"onsite": ON_SITE, "remote": REMOTE}


def people(count: int, sectors: tuple[str, ...] = SECTORS, **more: Any) -> list[Applicant]:
    return [Applicant(f"p{n:03}", sectors[n % len(sectors)], number=n, **more) for n in range(count)]


def slots(count: int, low: int, high: int, challenges: int = 1, **more: Any) -> list[Slot]:
    return [Slot(f"t{n:02}", f"c{n % challenges}", low=low, high=high, **more) for n in range(count)]


def problem(crowd: Iterable[Applicant], teams: Iterable[Slot], **more: Any) -> Problem:
    return Problem(tuple(crowd), tuple(teams), **more)


def sample(name: str) -> Problem:
    """One of the samples as it came."""
    path = DATA / f"{name}.json"
    if not path.exists():
        pytest.skip(f"the sample {path.name} is not here")
    told = json.loads(path.read_text())
    crowd = [
        Applicant(
            str(one["id"]), one["sector"], one["emp"], one["gender"], one["age"], one["senior"], frozenset(one["skills"]),
            frozenset(one["lang"]), MODES.get(one["mode"], EITHER), frozenset(h for h in range(4) if one["av"] >> h & 1),
            one["access"], tuple(map(str, one["pref"])), one["id"],
        )
        for one in told["P"]
    ]  # fmt: skip
    teams = [
        Slot(str(one["id"]), str(one["ch"]), MODES.get(one["mode"], EITHER), one["lang"], one["acc"], one["lo"], one["hi"])
        for one in told["TM"]
    ]
    bands = {name: {value: Band(*band) for value, band in values.items()} for name, values in told["cat"].items()}
    return problem(
        crowd,
        teams,
        together=tuple(frozenset(map(str, group)) for group in told["together"]),
        apart=tuple((str(one), str(other)) for one, other in told["apart"]),
        known=tuple((str(one), str(other)) for one, other in told["known"]),
        employer_caps=told["empcap"],
        bands=bands | {"size": {"": Band(*told["sizeb"])}},
        required_skill="proto",
        half_days=4,
        present_min=4,
    )


def public_sample(name: str, teams: int, attributes: tuple[str, ...]) -> Problem:
    """People of a public example, whose attributes are the only thing that counts."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the sample {name} is not here")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    own = {"gender", "age"}
    crowd = [
        Applicant(
            row["ID"], gender=row["gender"], age=row["age"], number=n,
            extra={name: row[name] for name in attributes if name not in own},
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip
    least = len(crowd) // teams
    return problem(crowd, slots(teams, least, -(-len(crowd) // teams)))


def varied(count: int, challenges: int, seed: int) -> list[Applicant]:
    """People with everything that a composition reads, at random."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        sector = rng.choice(SECTORS)
        made.append(
            Applicant(
                id=f"p{n:03}",
                sector=sector,
                employer=f"{sector} {rng.randrange(6)}" if rng.random() < 0.8 else None,
                gender=rng.choice(["f", "m", None]),
                age=rng.choice(["-30", "30-", None]),
                senior=rng.choice(["new", "old", None]),
                skills=frozenset(rng.sample(["design", "field", "legal", "money", "proto"], rng.randint(0, 3))),
                wishes=tuple(f"c{c}" for c in rng.sample(range(challenges), min(challenges, rng.randint(0, 3)))),
                mode=rng.choice(["on_site", "remote", "either"]),
                languages=frozenset(rng.sample(["fr", "en", "ty"], rng.randint(0, 2))),
                number=n,
            )
        )
    return made


def planted(seed: int) -> Problem:
    """A random small problem that can be met: a composition is drawn first, and every demand fits it."""
    rng = random.Random(seed)
    count = rng.randint(2, 4)
    teams = [
        Slot(f"t{n}", f"c{rng.randrange(3)}", rng.choice(["on_site", "remote", EITHER]), rng.choice(["fr", "en", None]),
             rng.random() < 0.5, 1, 9)
        for n in range(count)
    ]  # fmt: skip
    inside = {slot.id: [] for slot in teams}
    crowd = []
    for one in varied(rng.randint(count * 2, count * 5), 3, seed):
        slot = teams[len(crowd) % count]
        tongues = one.languages | {slot.language} if slot.language and one.languages else one.languages
        mode = slot.mode if slot.mode != EITHER and rng.random() < 0.7 else EITHER
        there = None if rng.random() < 0.8 else frozenset(rng.sample(range(3), 2))
        crowd.append(replace(one, languages=tongues, mode=mode, present=there, step_free=slot.accessible and rng.random() < 0.2))
        inside[slot.id].append(crowd[-1])
    caps = {
        one.employer: max(sum(other.employer == one.employer for other in members) for members in inside.values())
        for one in crowd
        if one.employer
    }
    together = [frozenset(one.id for one in rng.sample(members, 2)) for members in inside.values() if rng.random() < 0.3]
    apart = [(rng.choice(inside[a.id]).id, rng.choice(inside[b.id]).id) for a, b in pairwise(teams) if rng.random() < 0.3]
    locks = {members[0].id: slot for slot, members in inside.items() if rng.random() < 0.3}
    there = [sum(one.present is None or day in one.present for one in members) for members in inside.values() for day in range(3)]
    sized = [
        replace(slot, low=max(1, len(inside[slot.id]) - rng.randrange(2)), high=len(inside[slot.id]) + rng.randrange(2))
        for slot in teams
    ]
    skilled = all(any("proto" in one.skills for one in members) for members in inside.values())
    return problem(
        crowd, sized, together=tuple(together), apart=tuple(apart), locks=locks, employer_caps=caps,
        required_skill="proto" if skilled else None, half_days=3, present_min=min(there),
        known=tuple(tuple(one.id for one in rng.sample(crowd, 2)) for _ in range(3)),
    )  # fmt: skip
