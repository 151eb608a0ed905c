"""Jurors to teams: each team its reads, loads that differ by one at most, sectors mixed, everything comparable. (J3)

First a flow of least cost on HiGHS says who can read whom at all, and names the teams for which nobody is left. Its columns
are flows between teams, their sectors and jurors, so that the solution is in whole numbers. Then `panel_swaps` evens out
who meets whom. Sizes of juries of volunteers take milliseconds; 2,000 teams by 300 jurors take seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random
from typing import Final

from app.science.panel_swaps import even_out, join, parts_of
from app.science.panel_types import Lack, Pair, Panels, Reader, Wanted
from app.science.team_linear import Linear

# What each thing costs, from what must not happen to what decides between equals.
NO_JUROR: Final = 1e6
STAND_IN: Final = 3e4
OVER: Final = 1e3  # each read more than one above an even share, more for each further one
UNEVEN: Final = 300.0  # the first read above an even share
NO_SECTOR: Final = 10.0
MOVED: Final = 1.0
CHANCE: Final = 1e-3
STEPS: Final = 6
# Above this, each team is shown some jurors at random first: enough, nearly always, and the proof falls back on all of them.
PAIRS_AT_ONCE: Final = 40_000
SHOWN: Final = 10
SOLVED: Final = 0.5  # how far it is when everybody has a seat, in the time of a large jury


def compose(
    wanted: Wanted, stop: Callable[[], bool] | None = None, progress: Callable[[float, set[Pair] | None], None] | None = None
) -> Panels:
    """Return who reads whom; the same question and seed have the same answer, unless `stop`, asked now and then, says True.

    What cannot be is in `lacks`, and the rest is still the best there is: whoever asks decides whether it will do. `progress`
    is told how far this is, from 0 to 1, and seats that will do already.
    """
    wanted = _sorted(wanted)
    chance = Random(wanted.seed)  # noqa: S311 - a seed that can be told, not a secret
    pairs = _possible(wanted, chance)
    seats, short = _flow(wanted, pairs, chance)
    if short > _sure_lacks(wanted) and len(pairs) < len(_free(wanted)):
        seats, short = _flow(wanted, _free(wanted), chance)
    fixed = wanted.kept | (wanted.before & seats)
    if progress is not None:
        progress(SOLVED, seats)
    if not wanted.before:
        told = None if progress is None else lambda share: progress(SOLVED + share * (1 - SOLVED), None)
        seats = even_out(wanted, seats, fixed, chance, stop, told)
    return told_of(wanted, join(wanted, seats, chance))


def take_over(wanted: Wanted, team: str, *, live: bool = False) -> str | None:
    """Return who takes one more seat before a team with the least harm, from the seats in `kept`; None where nobody may.

    Whose sector the panel lacks, then who reads least. While nobody reads yet, a stand-in only where nobody else can; once
    they do (`live`) a stand-in first, who came for that, since the others' time is spoken for.
    """
    load = Counter(juror for juror, _ in wanted.kept)
    panel = {juror for juror, at in wanted.kept if at == team}
    there = {one.sector for one in wanted.readers if one.key in panel}
    free = [
        one
        for one in wanted.readers
        if one.key not in panel and (one.key, team) not in wanted.tied and (one.load is None or load[one.key] < one.load)
    ]
    lacking = set(sectors_of(wanted)) - there

    def harm(one: Reader) -> tuple[bool, bool, int, str]:
        unmixed = one.sector not in lacking
        return (unmixed, not one.stand_in, load[one.key], one.key) if live else (one.stand_in, unmixed, load[one.key], one.key)

    chosen = min(free, key=harm, default=None)
    return chosen.key if chosen else None


def _sorted(wanted: Wanted) -> Wanted:
    return Wanted(
        tuple(sorted(wanted.teams)), tuple(sorted(wanted.readers, key=lambda one: one.key)), wanted.reads,
        wanted.tied - wanted.kept, wanted.kept, wanted.before, wanted.seed,
    )  # fmt: skip


def _free(wanted: Wanted) -> list[Pair]:
    closed = wanted.tied | wanted.kept
    return [(one.key, team) for team in wanted.teams for one in wanted.readers if (one.key, team) not in closed]


def _possible(wanted: Wanted, chance: Random) -> list[Pair]:
    """Return the pairs to choose from: all, or in a crowd some jurors of each sector for each team, all equally often."""
    if len(wanted.teams) * len(wanted.readers) <= PAIRS_AT_ONCE:
        return _free(wanted)
    closed = wanted.tied | wanted.kept
    groups: dict[str | None, list[str]] = defaultdict(list)
    for one in wanted.readers:
        groups[one.sector].append(one.key)
    decks: dict[str | None, list[str]] = {sector: [] for sector in groups}
    found: dict[Pair, None] = dict.fromkeys(sorted(wanted.before - closed))
    tied = Counter(team for _, team in wanted.tied)
    for team in wanted.teams:
        if tied[team] * 2 > len(wanted.readers):
            found |= dict.fromkeys((one.key, team) for one in wanted.readers if (one.key, team) not in closed)
            continue
        for sector, keys in groups.items():
            share = max(2, round(SHOWN * wanted.reads * len(keys) / len(wanted.readers) / 3))
            for _ in range(min(share, len(keys))):
                if not decks[sector]:
                    decks[sector] = chance.sample(keys, len(keys))
                if (pair := (decks[sector].pop(), team)) not in closed:
                    found[pair] = None
    return list(found)


def _sure_lacks(wanted: Wanted) -> int:
    """Return how many seats stay empty in any case: those that ties or the loads together leave without a juror."""
    readers = {one.key for one in wanted.readers}
    tied = Counter(team for juror, team in wanted.tied if juror in readers)
    by_ties = sum(max(0, wanted.reads - len(readers) + tied[team]) for team in wanted.teams)
    loads = [one.load for one in wanted.readers if one.load is not None]
    whole = len(loads) == len(wanted.readers)
    return max(by_ties, len(wanted.teams) * wanted.reads - sum(loads) if whole else 0)


def sectors_of(wanted: Wanted) -> list[str]:
    """Return the sectors that every panel shall have: those of the jury, where there are no more than reads."""
    found = sorted({one.sector for one in wanted.readers if one.sector and not one.stand_in})
    return found if 1 < len(found) <= wanted.reads else []


def _flow(wanted: Wanted, pairs: list[Pair], chance: Random) -> tuple[set[Pair], int]:
    """Return the seats of least cost, and how many stay empty."""
    model, sectors = Linear(), sectors_of(wanted)
    readers = {one.key: one for one in wanted.readers}
    kept = Counter(juror for juror, _ in wanted.kept)
    kept_of: dict[str, list[str]] = defaultdict(list)
    for juror, team in wanted.kept:
        kept_of[team].append(juror)
    columns: dict[Pair, int] = {}
    of_team: dict[str, list[tuple[str, int]]] = defaultdict(list)
    of_reader: dict[str, list[int]] = defaultdict(list)
    for pair in pairs:
        juror, team = pair
        # Who stands by and was given a seat keeps it like anybody else.
        sits, steps_in = pair in wanted.before, readers[juror].stand_in
        cost = chance.random() * CHANCE + (STAND_IN if steps_in and not sits else 0)
        number = model.column(cost - (MOVED if sits else 0), 1)
        columns[pair] = number
        of_team[team].append((juror, number))
        of_reader[juror].append(number)
    missing: list[int] = []
    for team in wanted.teams:
        need = max(0, wanted.reads - len(kept_of[team]))
        missing.append(model.column(NO_JUROR, need))
        model.row([*((number, 1.0) for _, number in of_team[team]), (missing[-1], 1.0)], need, need)
        present = {readers[juror].sector for juror in kept_of[team] if juror in readers}
        for sector in sectors if need else []:
            if sector not in present:
                own = [(number, 1.0) for juror, number in of_team[team] if readers[juror].sector == sector]
                model.row([*own, (model.column(NO_SECTOR, 1), 1.0)], 1, None)
    _share(model, wanted, of_reader, kept)
    solved = model.solve(whole=False)
    seats = {pair for pair, number in columns.items() if solved.values[number] > 0.5}  # noqa: PLR2004 - 0 or 1
    return seats | set(wanted.kept), round(sum(solved.values[number] for number in missing))


def _share(model: Linear, wanted: Wanted, of_reader: dict[str, list[int]], kept: Counter[str]) -> None:
    """Make the load of each juror cost more with every step above an even share, and keep it within its limit."""
    active = [one for one in wanted.readers if not one.stand_in] or list(wanted.readers)
    even = even_share(len(wanted.teams) * wanted.reads, active)
    for one in wanted.readers:
        open_ = len(of_reader[one.key])
        most = open_ if one.load is None else min(open_, max(0, one.load - kept[one.key]))
        entries, left = [(number, 1.0) for number in of_reader[one.key]], most
        levels = [(max(0, even - kept[one.key]), 0.0), (1 if kept[one.key] <= even else 0, UNEVEN)]
        levels += [(1, OVER * step) for step in range(1, STEPS)] + [(most, OVER * STEPS)]
        for width, cost in levels:
            if (width := min(width, left)) > 0:
                entries.append((model.column(cost, width), -1.0))
                left -= width
        model.row(entries, 0, 0)


def even_share(total: int, readers: list[Reader]) -> int:
    """Return the reads that everybody has at least when `total` is shared as evenly as their limits let it."""
    limits = sorted(one.load for one in readers if one.load is not None)
    count = len(readers)
    for limit in limits:
        if limit * count >= total:
            break
        total, count = total - limit, count - 1
    return total // count if count else 0


def told_of(wanted: Wanted, seats: set[Pair]) -> Panels:
    """Return what there is to know of seats."""
    readers = {one.key: one for one in wanted.readers}
    panels: dict[str, set[str]] = {team: set() for team in wanted.teams}
    for juror, team in seats:
        panels.setdefault(team, set()).add(juror)
    tied = Counter(team for juror, team in wanted.tied if juror in readers)
    lacks, unmixed = [], []
    for team in wanted.teams:
        panel = panels[team]
        if len(panel) < wanted.reads:
            lacks.append(Lack(team, None, wanted.reads - len(panel), len(readers) - tied[team]))
        present = {readers[juror].sector for juror in panel if juror in readers}
        for sector in sectors_of(wanted):
            if sector not in present:
                free = sum(one.sector == sector and (one.key, team) not in wanted.tied for one in wanted.readers)
                unmixed.append(Lack(team, sector, 1, free))
    loads = Counter(juror for juror, _ in seats)
    shared = Counter((a, b) for panel in panels.values() for a in panel for b in panel if a < b)
    keys = sorted(one.key for one in wanted.readers if not one.stand_in)
    counts = [shared[a, b] for n, a in enumerate(keys) for b in keys[n + 1 :]]
    return Panels(
        seats=tuple(sorted(seats)),
        loads={one.key: loads[one.key] for one in wanted.readers},
        lacks=tuple(lacks),
        unmixed=tuple(unmixed),
        parts=parts_of(seats),
        overlaps=(min(counts, default=0), max(counts, default=0)),
        stand_ins=tuple(one.key for one in wanted.readers if one.stand_in and loads[one.key]),
    )
