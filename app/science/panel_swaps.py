"""Swaps between panels that keep every load and every number of reads: who meets whom evenly, all teams comparable. (J3)"""

from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random
from typing import Final

from app.science.panel_types import Pair, Wanted

TRIES: Final = 40  # for each seat
LEAST_TRIES: Final = 1_500
MOST_TRIES: Final = 120_000
JOINS: Final = 400


class _Board:
    """Panels as sets, how often two jurors meet, and which sectors each panel must keep."""

    def __init__(self, wanted: Wanted, seats: set[Pair]) -> None:
        self.tied = wanted.tied
        self.sector = {one.key: one.sector for one in wanted.readers}
        self.stand_ins = {one.key for one in wanted.readers if one.stand_in}
        self.panels: dict[str, set[str]] = defaultdict(set)
        for juror, team in seats:
            self.panels[team].add(juror)
        self.met: Counter[Pair] = Counter()
        for panel in self.panels.values():
            for one in panel:
                for two in panel:
                    self.met[one, two] += one != two

    def may(self, one: Pair, two: Pair) -> bool:
        """Tell whether two jurors may change places: nobody twice in a panel, no tie, no sector lost."""
        (j1, t1), (j2, t2) = one, two
        if j1 == j2 or t1 == t2 or j2 in self.panels[t1] or j1 in self.panels[t2]:
            return False
        if (j2, t1) in self.tied or (j1, t2) in self.tied:
            return False
        s1, s2 = self.sector.get(j1), self.sector.get(j2)
        return s1 == s2 or not (self._alone(t1, j1, s1) or self._alone(t2, j2, s2))

    def _alone(self, team: str, juror: str, sector: str | None) -> bool:
        return sector is not None and all(self.sector.get(one) != sector for one in self.panels[team] if one != juror)

    def gain(self, one: Pair, two: Pair) -> int:
        """Return by how much the sum of squared meetings would grow; less than 0 is better."""
        (j1, t1), (j2, t2) = one, two
        here, there = self.panels[t1] - {j1}, self.panels[t2] - {j2}
        met, change = self.met, 0
        for other in here - there:
            change += met[j2, other] - met[j1, other] + 1
        for other in there - here:
            change += met[j1, other] - met[j2, other] + 1
        return 2 * change

    def swap(self, one: Pair, two: Pair) -> None:
        (j1, t1), (j2, t2) = one, two
        for team, out, into in ((t1, j1, j2), (t2, j2, j1)):
            self.panels[team].remove(out)
            for other in self.panels[team]:
                for a, b, step in ((out, other, -1), (into, other, 1)):
                    self.met[a, b] += step
                    self.met[b, a] += step
            self.panels[team].add(into)


def even_out(  # noqa: PLR0917 - the last two are for long searches only
    wanted: Wanted,
    seats: set[Pair],
    fixed: frozenset[Pair] | set[Pair],
    chance: Random,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> set[Pair]:
    """Return the seats after swaps that make the jurors meet more evenly; seats that are fixed stay."""
    board, free = _Board(wanted, seats), sorted(seats - fixed)
    if len(free) < 2:  # noqa: PLR2004 - nothing to swap
        return seats
    tries = min(MOST_TRIES, max(LEAST_TRIES, TRIES * len(free)))
    for count in range(tries):
        if count % 1000 == 0:
            if progress is not None:
                progress(count / tries)
            if stop is not None and stop():
                break
        n, m = chance.randrange(len(free)), chance.randrange(len(free))
        one, two = free[n], free[m]
        if board.may(one, two) and board.gain(one, two) < 0:
            board.swap(one, two)
            free[n], free[m] = (two[0], one[1]), (one[0], two[1])
    return set(free) | (seats & fixed)


def parts_of(seats: set[Pair]) -> int:
    """Return in how many groups the teams fall that no juror joins; teams that nobody reads are not counted."""
    return len({_root(found, key) for found in [_joined(seats)] for key in found})


def _joined(seats: set[Pair]) -> dict[str, str]:
    above: dict[str, str] = {}
    for juror, team in seats:
        one, two = f"j{juror}", f"t{team}"
        above.setdefault(one, one)
        above.setdefault(two, two)
        above[_root(above, one)] = _root(above, two)
    return above


def _root(above: dict[str, str], key: str) -> str:
    while above[key] != key:
        above[key] = above[above[key]]
        key = above[key]
    return key


def join(wanted: Wanted, seats: set[Pair], chance: Random) -> set[Pair]:
    """Return the seats after swaps between groups that no juror joins, until there is one group or no swap helps."""
    found, parts = set(seats), parts_of(seats)
    for _ in range(JOINS if parts > 1 else 0):
        board, above = _Board(wanted, found), _joined(found)
        groups: dict[str, list[Pair]] = defaultdict(list)
        for pair in sorted(found - set(wanted.kept)):
            groups[_root(above, f"j{pair[0]}")].append(pair)
        if len(groups) < 2:  # noqa: PLR2004 - one group, or what is left is kept
            break
        first, second = chance.sample(sorted(groups), 2)
        one, two = chance.choice(groups[first]), chance.choice(groups[second])
        if not board.may(one, two):
            continue
        tried = (found - {one, two}) | {(two[0], one[1]), (one[0], two[1])}
        if (now := parts_of(tried)) < parts:
            found, parts = tried, now
        if parts == 1:
            break
    return found
