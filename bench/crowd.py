"""Invented people and teams of any number, with the shares of the samples that the expected values were measured on."""

import random
from collections.abc import Sequence

from app.science.team_types import EITHER, ON_SITE, REMOTE, Applicant, Problem, Slot

SECTORS = {"private": 34, "public": 25, "nonprofit": 20, "student": 11, "citizen": 10}
EMPLOYERS = {"private": 8, "public": 7, "nonprofit": 12, "student": 3}
AGES = {"18-29": 42, "30-44": 25, "45-59": 22, "60+": 11}
SENIORS = {"junior": 41, "mid": 38, "senior": 21}
SKILLS = ("business", "comms", "design", "field", "legal", "proto")


def _one(rng: random.Random, shares: dict[str, int]) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def _employer(rng: random.Random, sector: str, people: int) -> str | None:
    """Some employers send many people: the first of each sector the most, and more employers where there are more people."""
    number = EMPLOYERS.get(sector, 0) * max(1, people // 120)
    return f"{sector[:3]}{min(int(rng.expovariate(4) * number), number - 1)}" if number else None


def invent_person(rng: random.Random, number: int, people: int, challenges: Sequence[str]) -> Applicant:
    sector = _one(rng, SECTORS)
    half_days = frozenset(range(4)) if rng.random() < 0.86 else frozenset(rng.sample(range(4), rng.choice((2, 3, 3))))
    return Applicant(
        f"p{number}",
        sector,
        _employer(rng, sector, people),
        _one(rng, {"F": 49, "M": 47, "X": 4}),
        _one(rng, AGES),
        _one(rng, SENIORS),
        frozenset(rng.sample(SKILLS, rng.choices((1, 2, 3, 4, 5), (34, 33, 20, 10, 3))[0])),
        frozenset(rng.choices((("en", "fr"), ("fr",), ("en",)), (60, 38, 2))[0]),
        _one(rng, {ON_SITE: 80, REMOTE: 11, EITHER: 9}),
        half_days,
        rng.random() < 0.02,
        tuple(sorted(rng.sample(challenges, min(3, len(challenges))), key=lambda _: rng.random())),
        number,
    )


def invent(people: int, seed: int) -> Problem:
    """Invent a problem: a team for each 6 or 7 people, 2 challenges for each 13, one team in nine remote."""
    rng = random.Random(seed)
    teams = max(2, round(people * 0.15))
    challenges = [f"c{n}" for n in range(max(2, min(round(teams / 3), 4 + teams // 9)))]
    remote = max(1, round(teams / 9))
    slots = []
    for n in range(teams):
        c = n % len(challenges)
        mode = REMOTE if n < remote else ON_SITE
        slots.append(Slot(f"t{n}", challenges[c], mode, "en" if c == 2 or n == 0 else "fr", mode == REMOTE or c % 2 == 0, 5, 8))
    crowd = [invent_person(rng, n, people, challenges) for n in range(people)]
    order = [
        person
        for person in rng.sample(crowd, people)
        if person.mode == ON_SITE and "fr" in person.languages and not person.step_free
    ]
    together = []
    for _ in range(people // 30):
        group = [order.pop() for _ in range(rng.choice((2, 2, 3)))]
        together.append(frozenset(person.id for person in group))
    apart = [(order.pop().id, order.pop().id) for _ in range(people // 40)]
    known = {(crowd[min(pair)].id, crowd[max(pair)].id) for pair in (rng.sample(range(people), 2) for _ in range(people))}
    return Problem(
        tuple(crowd), tuple(slots), tuple(together), tuple(apart), tuple(sorted(known)), required_skill="proto",
        half_days=4, present_min=4,
    )  # fmt: skip
