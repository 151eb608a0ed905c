"""Which teams a jury still has to talk about, in what order, and what a decided change does to the places (J6).

A juror with a tie to a team is out of the room while it is discussed. Between two teams somebody goes out or comes in where
the sets of those who are out differ: the order is the shortest path through these sets, from a full room to a full room.
Exact up to `EXACT` different sets (Held and Karp, A dynamic programming approach to sequencing problems, 1962); beyond,
nearest first, then bettered by turning and moving stretches until nothing gains.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

EXACT = 12

Away = frozenset[str]
# Groups of teams that share a place, the best first.
Places = tuple[tuple[str, ...], ...]


def unsure_at(line: int, ranks: Mapping[str, int], alike: Mapping[str, Collection[str]] | None, most: int) -> tuple[str, ...]:
    """Return the teams of which the marks do not say whether they are within the first `line` places, best placed first.

    `ranks`: team → rank from 1. `alike`: teams that the marks cannot tell from each other; None where nothing can be said, and
    then these are the `most` teams nearest to the line. Equals on both sides of the line are always among them, and so are
    those who share a place with one of them or stand between two.
    """
    order = sorted(ranks, key=lambda team: (ranks[team], team))
    if not 0 < line < len(order):
        return ()
    within, beyond = order[:line], order[line:]
    if alike is None:
        near = sorted(range(len(order)), key=lambda at: (abs(at - line + 0.5), at))[:most]
        found = {order[at] for at in near}
    else:
        pairs = [(one, other) for one in within for other in beyond if other in alike.get(one, ()) or one in alike.get(other, ())]
        found = {team for pair in pairs for team in pair}
    if ranks[within[-1]] == ranks[beyond[0]]:
        found |= {within[-1], beyond[0]}
    return stretch(places_of(ranks), found)


def moves(away: Iterable[Collection[str]]) -> int:
    """Return how many times somebody goes out or comes in, from a full room to a full room."""
    before: frozenset[str] = frozenset()
    total = 0
    for now in [*map(frozenset, away), frozenset()]:
        total += len(before ^ now)
        before = now
    return total


def discussion_order(teams: Sequence[str], away: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return the teams in an order in which the fewest people go out and come in; equal ways keep the order given.

    `away`: team → who is out while it is discussed. Teams for which the same people are out are taken one after another.
    """
    together: dict[Away, list[str]] = {}
    for team in teams:
        together.setdefault(frozenset(away.get(team, ())), []).append(team)
    sets = list(together)
    path = _exact(sets) if len(sets) <= EXACT else _bettered(sets)
    return tuple(team for at in path for team in together[sets[at]])


def _exact(sets: Sequence[Away]) -> list[int]:
    count = len(sets)
    if count <= 1:
        return list(range(count))
    apart = [[len(one ^ other) for other in sets] for one in sets]
    # (visited, last) → the cost and the way so far; the way breaks ties, so that the order given stays where it can.
    best: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {(1 << at, at): (len(sets[at]), (at,)) for at in range(count)}
    for _ in range(count - 1):
        further: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        for (visited, last), (cost, way) in best.items():
            for following in range(count):
                if visited >> following & 1:
                    continue
                key, found = (visited | 1 << following, following), (cost + apart[last][following], (*way, following))
                if key not in further or found < further[key]:
                    further[key] = found
        best = further
    return list(min((cost + len(sets[last]), way) for (_, last), (cost, way) in best.items())[1])


def _bettered(sets: Sequence[Away]) -> list[int]:
    left, here, path = list(range(len(sets))), frozenset[str](), []
    while left:
        following = min(left, key=lambda at: (len(here ^ sets[at]), at))
        left.remove(following)
        path.append(following)
        here = sets[following]
    least = _cost(path, sets)
    while True:
        cost, other = min(((_cost(way, sets), way) for way in _neighbours(path)), default=(least, path))
        if cost >= least:
            return path
        least, path = cost, other


def _cost(path: Sequence[int], sets: Sequence[Away]) -> int:
    return moves(sets[at] for at in path)


def _neighbours(path: list[int]) -> Iterable[list[int]]:
    for start in range(len(path)):
        for end in range(start + 2, len(path) + 1):
            yield path[:start] + path[start:end][::-1] + path[end:]
        without = path[:start] + path[start + 1 :]
        for to in range(len(path)):
            if to != start:
                yield [*without[:to], path[start], *without[to:]]


def places_of(ranks: Mapping[str, int]) -> Places:
    """Return teams by their ranks as groups, the best first."""
    order = sorted(ranks, key=lambda team: (ranks[team], team))
    return tuple(tuple(team for team in order if ranks[team] == rank) for rank in sorted(set(ranks.values())))


def ranks_of(places: Iterable[Sequence[str]]) -> dict[str, int]:
    """Return each team's rank: 1, 2, 2, 4."""
    found: dict[str, int] = {}
    for group in places:
        rank = len(found) + 1
        found |= dict.fromkeys(group, rank)
    return found


def stretch(places: Iterable[Sequence[str]], teams: Collection[str]) -> tuple[str, ...]:
    """Return these teams with all that share a place with them or stand between them: whom a change among them can move."""
    listed = [tuple(group) for group in places]
    held = [number for number, group in enumerate(listed) if set(group) & set(teams)]
    return tuple(team for group in listed[held[0] : held[-1] + 1] for team in group) if held else ()


def put(places: Iterable[Sequence[str]], team: str, place: int) -> Places:
    """Return the places with `team` alone at the rank `place`, from 1; the others keep their order, and who was equal stays so.

    A place within a group of equals is the one before the group; one beyond the last is the last.
    """
    rest = _without(places, team)
    before = 0
    for number, group in enumerate(rest):
        if before + len(group) >= place:
            return (*rest[:number], (team,), *rest[number:])
        before += len(group)
    return (*rest, (team,))


def share(places: Iterable[Sequence[str]], team: str) -> Places:
    """Return the places with `team` sharing the first."""
    rest = _without(places, team)
    return ((*rest[0], team), *rest[1:]) if rest else ((team,),)


def _without(places: Iterable[Sequence[str]], team: str) -> Places:
    left = (tuple(one for one in group if one != team) for group in places)
    return tuple(group for group in left if group)
