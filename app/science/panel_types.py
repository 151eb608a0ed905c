"""What is asked of an assignment of jurors to teams, and what is found. (J3)"""

from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

Pair = tuple[str, str]  # juror, team


@dataclass(frozen=True, slots=True)
class Reader:
    """A juror; `load` is the most teams that they may read (None: no limit); a stand-in reads only where nobody else can."""

    key: str
    sector: str | None = None
    load: int | None = None
    stand_in: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """`reads` jurors for each team, nobody where a tie forbids it, and what is kept in any case.

    `kept`: read already, or put there by hand; it stands even against a load. `before`: an earlier assignment, of which as
    much stays as can. Keys are unique and in any order.
    """

    teams: tuple[str, ...]
    readers: tuple[Reader, ...]
    reads: int
    tied: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    before: frozenset[Pair] = frozenset()
    seed: int = 1


class Lack(NamedTuple):
    """`missing` jurors that a team's panel wants and does not get, of one sector or (None) of any.

    `free` counts those whom no tie keeps away: fewer than wanted, and ties are the cause, else their loads.
    """

    team: str
    sector: str | None
    missing: int
    free: int


@dataclass(frozen=True, slots=True)
class Panels:
    """Who reads whom, in order of keys, and what is to be known about it.

    `lacks` break what was asked; `unmixed` are panels without a sector that is in the jury. `parts`: groups of teams that no
    juror joins, 1 when every team can be compared with every other. `overlaps`: fewest and most teams that two jurors share.
    """

    seats: tuple[Pair, ...]
    loads: dict[str, int]
    lacks: tuple[Lack, ...] = ()
    unmixed: tuple[Lack, ...] = ()
    parts: int = 1
    overlaps: tuple[int, int] = (0, 0)
    stand_ins: tuple[str, ...] = field(default=())

    @property
    def kept_whole(self) -> bool:
        return not self.lacks


def jurors_needed(teams: int, reads: int, minutes: int, window: int) -> int:
    """Return how many jurors it takes to give each team so many reads of so many minutes within a window, in minutes.

    Never fewer than `reads`, since nobody reads a team twice. Raises ValueError where not even one read fits.
    """
    if minutes < 1 or window < minutes:
        raise ValueError("one read does not fit into the window")
    each = window // minutes
    return max(reads, ceil(teams * reads / each)) if teams else 0
