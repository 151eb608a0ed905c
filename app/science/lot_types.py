"""What a draw by lot reads and returns (C7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, NamedTuple

METHOD: Final = "essaim-lots-1"
FEWEST_TICKETS: Final = 1000
ROUNDING: Final = 0.003

Bound = Literal["minimum", "maximum"]


class Reached(StrEnum):
    """How fair the lottery is: the smallest chance as large as can be, or then also the second, the third…"""

    NOTHING = "nothing"
    MAXIMIN = "maximin"
    LEXIMIN = "leximin"


class Reading(StrEnum):
    """How the public number becomes a ticket; announced together with its source, before the draw.

    `NUMBER`: drawn evenly among 0 … tickets - 1 (balls, dice) and used as it is.
    `TEXT`: any public text nobody can foresee (results of a lottery, quotations of a day), hashed.
    """

    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be drawn. `id` is published: pass a pseudonym (`give_labels` makes them)."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of the places people with this value of this attribute take, both ends included.

    A value that no quota names is free; so is an attribute that no quota names.
    """

    attribute: str
    value: str
    minimum: int
    maximum: int


class Change(NamedTuple):
    """One bound of one quota moved: part of the smallest change that makes something possible."""

    attribute: str
    value: str
    bound: Bound
    current: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Blame:
    """Why a draw is impossible (`blocking`) or leaves somebody out, for a template to put into words.

    Codes and their params:
    `no_places` {places}; `id_twice` {id}; `quota_twice` {attribute, value};
    `pool_too_small` {pool, places}; `minimum_above_maximum` {attribute, value, minimum, maximum};
    `nobody_fills` {attribute, value, minimum}; `too_few_fill` {attribute, value, minimum, available};
    `minimums_above_places` {attribute, sum, places}; `maximums_below_places` {attribute, sum, places};
    `quotas_clash` {places}: each is possible alone, together they are not;
    `never_drawn` {count}: those in `candidates` are in no possible panel (not blocking: others can be drawn).
    `changes` is the smallest change that helps, in people; the blocking blames of one check share one such list.
    """

    code: str
    params: Mapping[str, str | int]
    blocking: bool = True
    changes: tuple[Change, ...] = ()
    candidates: tuple[str, ...] = ()


class Impossible(ValueError):
    """No panel keeps the quotas; `blames` says why."""

    def __init__(self, blames: tuple[Blame, ...]) -> None:
        super().__init__(", ".join(blame.code for blame in blames))
        self.blames = blames


@dataclass(frozen=True, slots=True)
class Stratum:
    """Everyone alike in every attribute that has a quota; each of them has the same chance."""

    attributes: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """A possible panel before names: how many of each stratum, and its weight in the lottery (0 to 1)."""

    counts: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Lottery:
    """Weighted panels; `chances` by id are exact, and the same for everyone alike.

    `lowest` is the smallest chance reached and `bound` what is proved that no lottery can exceed, both among
    those who are in any possible panel: they meet when `reached` is not NOTHING. `fixed` of `len(strata)` strata
    stand at their final level;
    `complete` says that nothing that was asked for is left to compute.
    """

    places: int
    strata: tuple[Stratum, ...]
    mixes: tuple[Mix, ...]
    chances: Mapping[str, float]
    reached: Reached
    fixed: int
    lowest: float
    bound: float
    complete: bool
    method: str = METHOD

    @property
    def gap(self) -> float:
        """How far the smallest chance may still be from the best possible; 0 once maximin is reached."""
        return max(0.0, self.bound - self.lowest)


@dataclass(frozen=True, slots=True)
class Progress:
    """Told after each step. `share` of the work is done (0 to 1, it never goes back, the last part may be long).

    `lottery` is given when it becomes usable (maximin) or better.
    """

    reached: Reached
    fixed: int
    strata: int
    panels: int
    lowest: float
    bound: float
    share: float
    lottery: Lottery | None = None


Tell = Callable[[Progress], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Tickets:
    """The lottery as numbered tickets: ticket n draws `panels[numbers[n]]`. Each ticket is as likely as any other."""

    panels: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many tickets there are: the public number is one of 0 … count - 1."""
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Draw:
    """What the public number drew. `reserve` is everybody else, in drawn order.

    `substitutes` gives, for each id of the panel, the first few of the reserve who can take that place alone
    and keep the quotas: those alike in every attribute first.
    """

    number: str
    reading: Reading
    ticket: int
    panel: tuple[str, ...]
    reserve: tuple[str, ...]
    substitutes: Mapping[str, tuple[str, ...]]


class Filling(NamedTuple):
    """Who takes the empty places, in the order of the reserve; `broken` says where the quotas cannot be kept.

    A Change in `broken` goes from the bound of the quota to what the panel would have.
    """

    ids: tuple[str, ...]
    broken: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the anonymised report; `values` are merged until the group is large enough to hide in.

    Chances are 0 to 1; `drawn` is None before the draw.
    """

    attribute: str
    values: tuple[str, ...]
    people: int
    minimum: int
    maximum: int | None
    chance_lowest: float
    chance_highest: float
    drawn: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What may be read by all: how many, how likely, how many drawn; nobody by name, no small group alone."""

    people: int
    places: int
    reached: Reached
    tickets: int
    chance_lowest: float
    chance_highest: float
    shares: tuple[Share, ...]
