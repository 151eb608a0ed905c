"""What the composition of teams reads and returns (P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

WISH_COSTS: Final = (0, 1, 3)
NO_WISH_GIVEN: Final = 10


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person to place; `wishes` are challenge ids in order of preference.

    `mode` is "on_site", "remote" or anything else for a person who can do both.
    No `languages` means that nothing is known, so nothing is held against anyone.
    """

    id: str
    sector: str
    organisation: str | None = None
    skills: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()
    mode: str = "either"
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """A team to fill, of `size_min` to `size_max` people, working on one challenge."""

    id: str
    challenge: str
    size_min: int
    size_max: int


class Reason(NamedTuple):
    """A code and its figures, for a template to put into words; never another person's name."""

    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Cost:
    """What is left to regret, by kind, in points; 0 in a kind means nothing to regret there."""

    sectors: int = 0
    organisations: int = 0
    languages: int = 0
    skills: int = 0
    modes: int = 0
    sizes: int = 0
    wishes: int = 0

    @property
    def total(self) -> int:
        """All kinds together; lower is better."""
        balance = self.sectors + self.organisations + self.languages + self.skills
        return balance + self.modes + self.sizes + self.wishes


@dataclass(frozen=True, slots=True)
class TeamMix:
    """Who is in one proposed team, counted."""

    slot: str
    size: int
    sectors: Mapping[str, int]
    modes: Mapping[str, int]
    missing_skills: tuple[str, ...]
    largest_organisation: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Advice until a person adopts it: who goes where, and why.

    `problems` names each demand that could not be met; when it is empty, everybody has a team
    and every size is within its range. `method` and `seed` let anyone run it again.
    """

    assignments: Mapping[str, str]
    unplaced: tuple[str, ...]
    closed: tuple[str, ...]
    cost: Cost
    mixes: Mapping[str, TeamMix]
    problems: tuple[Reason, ...]
    team_reasons: Mapping[str, tuple[Reason, ...]]
    person_reasons: Mapping[str, tuple[Reason, ...]]
    seed: int
    method: str = field(default="balanced-1")

    @property
    def even(self) -> bool:
        """True when sectors and organisations are as evenly spread as whole people allow."""
        return self.cost.sectors == 0 and self.cost.organisations == 0
