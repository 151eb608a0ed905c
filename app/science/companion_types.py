"""What the assignment of companions reads and returns (P5).

    accompany(places, companions, options=Pairing()) -> Company       app.science.companions
    rota(witnesses, places, rounds, *, seed=1) -> Rota                app.science.companion_rota

The same function serves coaches, designers, mentors and witnesses, one call per role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.science.team_types import EITHER


@dataclass(frozen=True, slots=True)
class Companion:
    """A coach, designer, mentor or witness.

    No `languages`: any. `most`: teams in all; `at_once`: teams with the same `when`; `load`: teams that the person has
    already elsewhere, for an even load. `ties`: tags (team, défi, organisation ids) that the person must not accompany.
    `whens`: when the person is there; None is always.
    """

    id: str
    sector: str = ""
    employer: str | None = None
    languages: frozenset[str] = frozenset()
    mode: str = EITHER
    most: int = 1
    at_once: int = 1
    load: int = 0
    ties: frozenset[str] = frozenset()
    whens: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A team to accompany. `when`: its hackathon or time: places of one `when` run in parallel.

    `tags`: the ids that a tie may name (team, défi, organisations); `employers` of its people, whose colleagues do not
    accompany it; `sectors`: sector → people, of which the largest is better not the companion's own.
    """

    id: str
    when: str = ""
    language: str | None = None
    mode: str = EITHER
    needed: int = 1
    tags: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    sectors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is kept and what things cost. `kept`: (place id, companion id) pairs that stay whatever they cost.

    `missing` points for a seat without a companion, `sector` for a companion of the team's largest sector, `load` times
    the number of teams the person has already, for each further one.
    """

    kept: frozenset[tuple[str, str]] = frozenset()
    missing: int = 1000
    sector: int = 3
    load: int = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that lacks `number` companions, and why.

    `why`: "language", "mode", "tie", "employer", "when" (nobody passes that check and those before it) or "busy"
    (those who could are taken).
    """

    place: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Company:
    """Place id → companion ids; who is missing, teams per companion (loads elsewhere not counted), points.

    `refused`: kept pairs that name nobody here or exceed what the person can do. The points are the least possible.
    """

    companions: Mapping[str, tuple[str, ...]]
    missing: tuple[Missing, ...]
    teams: Mapping[str, int]
    refused: tuple[tuple[str, str], ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Rota:
    """For each round (index from 0), place id → witness id. `unseen`: place id → rounds without a witness.

    No witness is at two tables in a round, none sees a table twice, none sees a table they have a tie with;
    visits differ by at most one between tables when everybody may visit every table.
    """

    rounds: tuple[Mapping[str, str], ...]
    visits: Mapping[str, int]
    unseen: Mapping[str, int]
