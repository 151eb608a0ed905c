"""J6: which teams a jury talks about, in what order, and what a change does to the places."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science import discussing
from app.science.discussing import discussion_order, moves, places_of, put, ranks_of, share, stretch, unsure_at

JURORS = st.frozensets(st.sampled_from("abcde"), max_size=4)
AWAY = st.dictionaries(st.sampled_from("ABCDEF"), JURORS, min_size=1)
PLACES = st.permutations("ABCDEF").flatmap(
    lambda order: st.lists(st.integers(1, 3), min_size=6, max_size=6).map(
        lambda sizes: tuple(group for group in _cut(tuple(order), sizes) if group)
    )
)


def _cut(order: tuple[str, ...], sizes: list[int]) -> list[tuple[str, ...]]:
    found, at = [], 0
    for size in sizes:
        found.append(order[at : at + size])
        at += size
    return found


@given(AWAY)
def test_no_order_moves_fewer_people(away: dict[str, frozenset[str]]) -> None:
    """Tried: the nearest first, neither exact nor bettered; a case shows a better order."""
    order = discussion_order(sorted(away), away)
    assert sorted(order) == sorted(away)
    least = min(moves(away[team] for team in way) for way in itertools.permutations(away))
    assert moves(away[team] for team in order) == least


@given(AWAY)
@settings(max_examples=50)
def test_many_teams_are_ordered_nearly_as_well(away: dict[str, frozenset[str]]) -> None:
    sets = [away[team] for team in sorted(away)]
    path = discussing._bettered(sets)
    exact = discussing._exact(sets)
    assert sorted(path) == sorted(exact)
    assert moves(sets[at] for at in path) <= 1.5 * moves(sets[at] for at in exact)


@given(AWAY)
def test_teams_for_which_the_same_people_are_out_follow_each_other(away: dict[str, frozenset[str]]) -> None:
    order = discussion_order(sorted(away), away)
    runs = [key for key, _ in itertools.groupby(order, key=lambda team: away[team])]
    assert len(runs) == len(set(runs))


def test_an_order_without_ties_stays_as_given() -> None:
    assert discussion_order(["c", "a", "b"], {}) == ("c", "a", "b")
    assert discussion_order([], {}) == ()


def test_sixty_teams_of_twenty_ties_are_ordered_at_once() -> None:
    away = {f"t{n:02}": {f"j{n % 20}", f"j{(n * 7) % 20}"} for n in range(60)}
    order = discussion_order(sorted(away), away)
    assert sorted(order) == sorted(away)
    assert moves(away[team] for team in order) <= moves(away[team] for team in sorted(away))


ALIKE = {"a": (), "b": ("c",), "c": ("b",), "d": ()}
RANKS = {"a": 1, "b": 2, "c": 3, "d": 4}


@pytest.mark.parametrize(
    ("line", "ranks", "alike", "found"),
    [
        (1, RANKS, ALIKE, ()),
        (2, RANKS, ALIKE, ("b", "c")),
        (1, RANKS, {**ALIKE, "a": ("c",), "c": ("a", "b")}, ("a", "b", "c")),
        (1, {**RANKS, "b": 1}, {}, ("a", "b")),
        (3, {**RANKS, "d": 3}, {}, ("c", "d")),
        (4, RANKS, ALIKE, ()),
        (0, RANKS, ALIKE, ()),
        (1, {"a": 1}, None, ()),
        (1, RANKS, None, ("a", "b")),
        (3, RANKS, None, ("c", "d")),
    ],
)
def test_the_teams_at_the_line(line: int, ranks: dict[str, int], alike: dict | None, found: tuple[str, ...]) -> None:
    """Whoever stands between two of them is among them: a change can move it. Without a word on doubt, the nearest two are."""
    assert unsure_at(line, ranks, alike, 2) == found


@given(PLACES, st.sampled_from("ABCDEF"), st.integers(1, 8))
def test_a_team_put_somewhere_is_there_alone_and_the_others_keep_their_order(places, team, place) -> None:
    teams = [one for group in places for one in group]
    if team not in teams:
        return
    before, after = ranks_of(places), ranks_of(put(places, team, place))
    assert set(after) == set(teams)
    assert list(after.values()).count(after[team]) == 1
    assert after[team] <= max(1, min(place, len(teams)))
    for one, other in itertools.combinations([name for name in teams if name != team], 2):
        assert (before[one] - before[other] > 0) == (after[one] - after[other] > 0)
        assert (before[one] == before[other]) == (after[one] == after[other])


@given(PLACES)
def test_places_and_ranks_say_the_same(places) -> None:
    assert [set(group) for group in places_of(ranks_of(places))] == [set(group) for group in places]


def test_sharing_the_first_place() -> None:
    assert ranks_of(share((("a",), ("b",), ("c",)), "c")) == {"a": 1, "c": 1, "b": 3}
    assert share((("a",),), "a") == (("a",),)


def test_a_stretch_holds_who_stands_between() -> None:
    assert stretch((("a",), ("b", "c"), ("d",), ("e",)), ["b", "d"]) == ("b", "c", "d")
    assert stretch((("a",),), []) == ()
