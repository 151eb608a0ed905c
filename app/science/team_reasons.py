"""Why a team is as it is and why a person is there, without naming anybody else (P4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields

from app.science.team_board import MODE, ORGANISATION, SECTOR, SKILL, Board, wish_rank
from app.science.team_thin import Cost, Reason, TeamMix


def measure_mixes(board: Board) -> dict[str, TeamMix]:
    """The make-up of each team, counted."""
    return {slot.id: _mix(board, team) for team, slot in enumerate(board.slots)}


def _mix(board: Board, team: int) -> TeamMix:
    counts = board.counts[team]
    numbered = list(enumerate(board.names))
    return TeamMix(
        slot=board.slots[team].id,
        size=board.size[team],
        sectors={name: counts[n] for n, (kind, name) in numbered if kind == SECTOR},
        modes={name: counts[n] for n, (kind, name) in numbered if kind == MODE},
        missing_skills=tuple(name for n, (kind, name) in numbered if kind == SKILL and not counts[n]),
        largest_organisation=max((counts[n] for n, (kind, _) in numbered if kind == ORGANISATION), default=0),
    )


def explain_teams(board: Board) -> dict[str, tuple[Reason, ...]]:
    """For each team, its bands kept or broken and the skills that nobody brings."""
    return {slot.id: tuple(_explain_team(board, team)) for team, slot in enumerate(board.slots)}


def _explain_team(board: Board, team: int) -> Iterator[Reason]:
    outside = False
    for n, (kind, name) in enumerate(board.names):
        count, (low, high) = board.counts[team][n], board.band(team, n)
        if kind == SECTOR and not low <= count <= high:
            outside = True
            yield Reason("sector_outside_band", {"sector": name, "count": count, "low": low, "high": high})
        elif kind == ORGANISATION and count > high:
            outside = True
            yield Reason("organisation_over_cap", {"organisation": name, "count": count, "cap": high})
        elif kind == SKILL and not count:
            yield Reason("skill_missing", {"skill": name})
    if not outside:
        yield Reason("even_mix", {"size": board.size[team]})


def explain_people(board: Board, fixed: AbstractSet[int], waiting: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """For each person, the wish given and what their first wish would have broken."""
    found: dict[str, tuple[Reason, ...]] = {person: (Reason("no_seat", {}),) for person in waiting}
    offered = frozenset(slot.challenge for slot in board.slots)
    for p, person in enumerate(board.people):
        slot = board.slots[board.where[p]]
        if p in fixed:
            found[person.id] = (Reason("locked", {"slot": slot.id}),)
        elif not offered.intersection(person.wishes):
            found[person.id] = (Reason("no_wish", {}),)
        elif (rank := wish_rank(person, slot.challenge, offered)) == 1:
            found[person.id] = (Reason("wish_given", {"rank": 1}),)
        else:
            given = Reason("wish_given", {"rank": rank}) if rank else Reason("wish_not_given", {})
            found[person.id] = (given, _why_not_first(board, p, fixed, offered))
    return found


def _why_not_first(board: Board, p: int, fixed: AbstractSet[int], offered: frozenset[str]) -> Reason:
    """What the least costly way to the first wish would cost the others, and in which kind the most."""
    first = next(wish for wish in board.people[p].wishes if wish in offered)
    teams = [team for team, slot in enumerate(board.slots) if slot.challenge == first]
    ways: list[tuple[int, int, int | None]] = [
        (board.change(p, other, team), team, other)
        for other, team in enumerate(board.where)
        if team in teams and other not in fixed
    ]
    ways += [(board.change(p, None, team), team, None) for team in teams if _fits(board, board.where[p], team)]
    if not ways:
        return Reason("first_wish_full", {"challenge": first})
    price, team, other = min(ways, key=lambda way: (way[0], way[1], way[2] if way[2] is not None else -1))
    source, before = board.where[p], board.cost()
    board.exchange(p, other, team)
    after = board.cost()
    board.place(p, source)
    if other is not None:
        board.place(other, team)
    gain = board.wish[p][source] - board.wish[p][team]
    harms = _worst(before, after, gain)
    return Reason("first_wish_costs", {"challenge": first, "points": price + gain, "harms": harms})


def _fits(board: Board, source: int, target: int) -> bool:
    leaves, joins = board.slots[source], board.slots[target]
    return board.size[source] > leaves.size_min and board.size[target] < joins.size_max


def _worst(before: Cost, after: Cost, gain: int) -> str:
    """The kind in which the others lose most; the person's own gain is left out."""
    harm = {field.name: getattr(after, field.name) - getattr(before, field.name) for field in fields(Cost)}
    harm["wishes"] += gain
    return max(harm, key=lambda kind: harm[kind])
