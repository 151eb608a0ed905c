"""The invented people of the demonstration: a named cast to sign in as, and a seeded crowd.

No name here is a real person's: families are words of our own. Mail goes to `demo.example.org`, a reserved
domain that reaches nobody.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

from app.demo.named_cast import CAST
from app.demo.names import FAMILIES, GIVEN, MOTIVATIONS, ORGANISATIONS, SKILLS
from app.demo.person import CastMember, DemoPerson, mail_address
from app.i18n import typeset

__all__ = [
    "CAMPUS_SHARES",
    "CAST",
    "SECTOR_SHARES",
    "CastMember",
    "DemoPerson",
    "invent_people",
    "most_people",
]

SECTOR_SHARES: Final[Mapping[str, int]] = {
    "company": 40,
    "public": 20,
    "association": 15,
    "student": 15,
    "citizen": 10,
}
CAMPUS_SHARES: Final[Mapping[str, int]] = {"student": 90, "association": 5, "citizen": 5}


def invent_people(
    seed: int,
    count: int,
    *,
    challenges: Sequence[str] = (),
    attendance: str = "on_site",
    shares: Mapping[str, int] = SECTOR_SHARES,
    organisations: Mapping[str, Sequence[str]] = ORGANISATIONS,
    key: str = "p",
) -> tuple[DemoPerson, ...]:
    """A crowd of `count` people, the same for the same arguments, with different names and addresses.

    Raises ValueError when there are fewer names than people (`most_people` says how many there are).
    """
    if count > most_people():
        raise ValueError(f"there are names for {most_people()} people, not {count}")
    rng = random.Random(f"{seed} {key}")  # noqa: S311 — the same crowd every time
    names = _draw_names(rng, count)
    return tuple(
        _invent(
            rng,
            f"{key}{n:03}",
            name,
            challenges=challenges,
            attendance=attendance,
            shares=shares,
            organisations=organisations,
        )
        for n, name in enumerate(names)
    )


def most_people() -> int:
    """How many different names the lists allow, those of the cast set apart."""
    return sum(len(GIVEN[tongue]) * len(FAMILIES[tongue]) for tongue in GIVEN) - len(CAST)


def _draw_names(rng: random.Random, count: int) -> list[tuple[str, str, str]]:
    taken = {member.person.email for member in CAST}
    every = [
        (tongue, given, family)
        for tongue in GIVEN
        for given in GIVEN[tongue]
        for family in FAMILIES[tongue]
        if mail_address(given, family) not in taken
    ]
    return rng.sample(every, count)


def _invent(
    rng: random.Random,
    key: str,
    name: tuple[str, str, str],
    *,
    challenges: Sequence[str],
    attendance: str,
    shares: Mapping[str, int],
    organisations: Mapping[str, Sequence[str]],
) -> DemoPerson:
    tongue, given, family = name
    sector = rng.choices(list(shares), weights=list(shares.values()))[0]
    languages = {"fr": ("fr",), "en": ("en", "fr"), "ty": ("fr", "ty")}[tongue]
    if "en" not in languages and rng.random() < 0.3:  # noqa: PLR2004 — about one in three also speaks English
        languages = (*languages, "en")
    employers = organisations.get(sector, ())
    return DemoPerson(
        key=key,
        given=given,
        family=family,
        email=mail_address(given, family),
        locale="en" if tongue == "en" else "fr",
        sector=sector,
        organisation=rng.choice(employers) if employers else None,
        skills=tuple(sorted(rng.sample(SKILLS, rng.randint(1, 3)))),
        languages=languages,
        wishes=tuple(rng.sample(list(challenges), min(len(challenges), rng.randint(0, 3)))),
        attendance=attendance,
        motivation=typeset(rng.choice(MOTIVATIONS)),
    )
