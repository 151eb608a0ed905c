"""C7: what makes a draw impossible is named, with the smallest change that helps."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.science.lot_types import Blame, Candidate, Change, Quota
from app.science.lots import check_quotas, find_lottery
from tests.science.lot_pools import by_hand, people, published, small, strays

MAN, WOMAN = {"gender": "man"}, {"gender": "woman"}


def codes(blames: list[Blame]) -> list[str]:
    return [blame.code for blame in blames]


def only(blames: list[Blame]) -> Blame:
    assert len(blames) == 1, blames
    return blames[0]


def mended(quotas: list[Quota], changes: tuple[Change, ...]) -> list[Quota]:
    moved = {(change.attribute, change.value, change.bound): change.proposed for change in changes}
    return [
        Quota(
            one.attribute,
            one.value,
            moved.get((one.attribute, one.value, "minimum"), one.minimum),
            moved.get((one.attribute, one.value, "maximum"), one.maximum),
        )
        for one in quotas
    ]


@pytest.mark.parametrize("name", ["example_small_20", "sf_fixture_22", "synthetic_ccc_300_40", "example_large_200"])
def test_nothing_to_blame_in_what_was_published(name: str) -> None:
    assert check_quotas(*published(name, int(name.rsplit("_", 1)[1]))) == []


def test_nothing_to_blame_by_hand_or_without_quotas() -> None:
    assert check_quotas(*by_hand()) == []
    assert check_quotas([Candidate("0")], [], 1) == []


def test_a_pool_smaller_than_the_panel() -> None:
    blame = only(check_quotas(people((3, MAN)), [Quota("gender", "man", 0, 9)], 4))
    assert (blame.code, blame.params, blame.blocking, blame.changes) == ("pool_too_small", {"pool": 3, "places": 4}, True, ())
    assert codes(check_quotas([], [], 1)) == ["pool_too_small"]


def test_no_places() -> None:
    assert only(check_quotas(people((3, MAN)), [], 0)) == Blame("no_places", {"places": 0})


def test_a_quota_that_nobody_fills() -> None:
    blame = only(check_quotas(people((5, MAN)), [Quota("gender", "woman", 2, 3)], 4))
    assert (blame.code, blame.params) == ("nobody_fills", {"attribute": "gender", "value": "woman", "minimum": 2})
    assert blame.changes == (Change("gender", "woman", "minimum", 2, 0),)


def test_a_quota_that_too_few_fill() -> None:
    blame = only(check_quotas(people((5, MAN), (1, WOMAN)), [Quota("gender", "woman", 2, 3)], 4))
    assert (blame.code, blame.params["available"]) == ("too_few_fill", 1)
    assert blame.changes == (Change("gender", "woman", "minimum", 2, 1),)


def test_a_minimum_above_its_maximum() -> None:
    blame = only(check_quotas(people((5, MAN), (5, WOMAN)), [Quota("gender", "woman", 3, 2)], 4))
    assert (blame.code, blame.params["minimum"], blame.params["maximum"]) == ("minimum_above_maximum", 3, 2)
    change = only_change(blame)
    assert change in {Change("gender", "woman", "minimum", 3, 2), Change("gender", "woman", "maximum", 2, 3)}


def only_change(blame: Blame) -> Change:
    assert len(blame.changes) == 1, blame
    return blame.changes[0]


def test_minimums_of_one_attribute_above_the_places() -> None:
    quotas = [Quota("gender", "man", 3, 4), Quota("gender", "woman", 3, 4)]
    blame = only(check_quotas(people((5, MAN), (5, WOMAN)), quotas, 4))
    assert (blame.code, blame.params) == ("minimums_above_places", {"attribute": "gender", "sum": 6, "places": 4})
    assert sum(change.current - change.proposed for change in blame.changes) == 2


def test_maximums_of_one_attribute_below_the_places() -> None:
    quotas = [Quota("gender", "man", 0, 1), Quota("gender", "woman", 0, 1)]
    pool = people((5, MAN), (5, WOMAN))
    blame = only(check_quotas(pool, quotas, 4))
    assert (blame.code, blame.params) == ("maximums_below_places", {"attribute": "gender", "sum": 2, "places": 4})
    assert sum(change.proposed - change.current for change in blame.changes) == 2
    assert check_quotas([*pool, Candidate("x"), Candidate("y", {"gender": "neither"})], quotas, 4) == []


def test_quotas_that_clash_only_together() -> None:
    pool = people((4, MAN | {"town": "Lyon"}), (4, WOMAN | {"town": "Dijon"}))
    quotas = [Quota("gender", "man", 3, 4), Quota("town", "Dijon", 2, 4)]
    blame = only(check_quotas(pool, quotas, 4))
    assert (blame.code, blame.params, blame.blocking) == ("quotas_clash", {"places": 4}, True)
    assert only_change(blame) in {Change("gender", "man", "minimum", 3, 2), Change("town", "Dijon", "minimum", 2, 1)}


def test_the_same_id_or_the_same_quota_twice() -> None:
    assert only(check_quotas([Candidate("a"), Candidate("a"), Candidate("b")], [], 1)).candidates == ("a",)
    quotas = [Quota("gender", "man", 0, 1), Quota("gender", "man", 0, 2)]
    blame = only(check_quotas(people((3, MAN)), quotas, 1))
    assert (blame.code, blame.params) == ("quota_twice", {"attribute": "gender", "value": "man"})


def test_who_is_in_no_possible_panel_is_named_and_told_what_would_help() -> None:
    """All men are from Dijon and three are needed: with Élise there would be four from Dijon; Zoé is from Lyon."""
    pool = [Candidate("Élise", WOMAN | {"town": "Dijon"}), Candidate("Zoé", WOMAN | {"town": "Lyon"})]
    pool += people((5, MAN | {"town": "Dijon"}))
    quotas = [Quota("gender", "man", 3, 3), Quota("town", "Dijon", 0, 3)]
    blame = only(check_quotas(pool, quotas, 4))
    assert (blame.code, blame.blocking, blame.candidates, blame.params) == ("never_drawn", False, ("Élise",), {"count": 1})
    assert only_change(blame) in {Change("town", "Dijon", "maximum", 3, 4), Change("gender", "man", "minimum", 3, 2)}
    assert check_quotas(pool, mended(quotas, blame.changes), 4) == []


def test_several_to_blame_share_the_smallest_change() -> None:
    quotas = [Quota("gender", "woman", 2, 1), Quota("town", "Lyon", 1, 2)]
    blames = check_quotas(people((5, MAN)), quotas, 2)
    assert codes(blames) == ["minimum_above_maximum", "nobody_fills", "nobody_fills"]
    assert len({blame.changes for blame in blames}) == 1
    assert find_lottery(people((5, MAN)), mended(quotas, blames[0].changes), 2).mixes


@settings(max_examples=80)
@given(st.integers(0, 10**6))
def test_the_change_mends_and_none_is_smaller(seed: int) -> None:
    pool, quotas, places = small(seed, possible=False)
    blames = [blame for blame in check_quotas(pool, quotas, places) if blame.blocking]
    smallest = min(strays(panel, quotas) for panel in combinations(pool, places))
    assert bool(blames) == (smallest > 0)
    assume(blames)
    after = mended(quotas, blames[0].changes)
    assert not [blame for blame in check_quotas(pool, after, places) if blame.blocking]
    assert sum(abs(change.proposed - change.current) for change in blames[0].changes) == smallest


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_who_is_in_no_panel_is_found_and_the_change_lets_them_in(seed: int) -> None:
    pool, quotas, places = small(seed)
    possible = {one.id for panel in combinations(pool, places) if strays(panel, quotas) == 0 for one in panel}
    blames = check_quotas(pool, quotas, places)
    assert {id_ for blame in blames for id_ in blame.candidates} == {one.id for one in pool} - possible
    for blame in blames:
        assert (blame.code, blame.blocking) == ("never_drawn", False)
        after = mended(quotas, blame.changes)
        assert any(
            strays(panel, after) == 0 and blame.candidates[0] in {one.id for one in panel} for panel in combinations(pool, places)
        )
