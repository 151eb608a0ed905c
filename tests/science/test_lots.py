"""C7: the fairest lottery, against published figures, by hand, and against every panel listed."""

import hashlib
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science import lot_search
from app.science.lot_models import Interrupted, PanelModel, shape_of
from app.science.lot_pool import gather
from app.science.lot_types import Candidate, Impossible, Lottery, Progress, Quota, Reached
from app.science.lots import check_quotas, find_lottery, to_tickets
from tests.science.lot_pools import (
    Case,
    all_panels,
    by_hand,
    expected_vector,
    people,
    published,
    small,
    strays,
    tight,
    triangle,
)


def spread(lottery: Lottery) -> list[float]:
    return [round(chance, 6) for chance in sorted(lottery.chances.values())]


def keeps_quotas(lottery: Lottery, case: Case) -> bool:
    """Every mix, its people taken from the front of each stratum, counted plainly."""
    pool, quotas, places = case
    known = {one.id: one for one in pool}
    for mix in lottery.mixes:
        panel = [known[id_] for n, s in zip(mix.counts, lottery.strata, strict=True) for id_ in s.ids[:n]]
        if len(panel) != places or strays(panel, quotas):
            return False
    return True


@pytest.mark.parametrize(("name", "places"), [("example_small_20", 20), ("example_large_200", 200)])
def test_published_examples_have_a_smallest_chance_of_one_in_ten(name: str, places: int) -> None:
    case = published(name, places)
    lottery = find_lottery(*case)
    assert (lottery.reached, lottery.complete) == (Reached.LEXIMIN, True)
    assert lottery.lowest == pytest.approx(0.1, abs=1e-6)
    assert keeps_quotas(lottery, case)


def test_the_whole_vector_of_the_fixture() -> None:
    case = published("sf_fixture_22", 22)
    lottery = find_lottery(*case)
    assert lottery.reached is Reached.LEXIMIN
    assert sorted(lottery.chances.values()) == pytest.approx(expected_vector(), abs=1e-6)
    assert keeps_quotas(lottery, case)


@pytest.mark.slow
def test_forty_of_three_hundred_maximin_is_told_first() -> None:
    case, told = published("synthetic_ccc_300_40", 40), list[Progress]()
    lottery = find_lottery(*case, progress=told.append)
    usable = [step.lottery for step in told if step.lottery is not None]
    assert [one.reached for one in usable] == [Reached.MAXIMIN, Reached.LEXIMIN]
    assert not usable[0].complete
    assert [min(one.chances.values()) for one in usable] == pytest.approx([0.080537] * 2, abs=1e-6)
    assert [one.bound for one in usable] == pytest.approx([0.080537] * 2, abs=1e-6)
    assert keeps_quotas(usable[0], case)
    assert keeps_quotas(lottery, case)
    assert np.all(np.diff([step.share for step in told]) >= 0.0)
    assert spread(lottery) > spread(usable[0])
    tickets = to_tickets(lottery)
    assert tickets.count == 1000


def test_by_hand() -> None:
    lottery = find_lottery(*by_hand())
    assert {id_[0]: round(chance, 9) for id_, chance in lottery.chances.items()} == {"0": 0.25, "1": 1.0}
    assert (round(lottery.lowest, 9), round(lottery.bound, 9), lottery.gap) == (0.25, 0.25, pytest.approx(0, abs=1e-9))


def test_mixtures_that_promise_too_much_are_found_out() -> None:
    """Mixtures give everyone two in five; no two of the first three fit together, so they have one in three."""
    lottery = find_lottery(*triangle())
    assert spread(lottery) == [0.333333] * 3 + [0.5] * 2
    assert lottery.bound == pytest.approx(1 / 3)


def fairest(case: Case) -> list[float]:
    """Leximin from the list of all panels: raise the lowest; who can rise no more when asked alone is done."""
    pool, _, _ = case
    panels = all_panels(case)
    on = np.array([[float(one in panel) for panel in panels] for one in pool])
    done: dict[int, float] = {}
    while len(done) < len(pool):
        level = _highest(on, done, 0.0, None)
        stuck = [n for n in range(len(pool)) if n not in done and _highest(on, done, level, n) < level + 1e-7]
        assert stuck
        done |= dict.fromkeys(stuck, level)
    return [done[n] for n in range(len(pool))]


def _highest(on: Any, done: dict[int, float], level: float, alone: int | None) -> float:
    """The highest chance all that are not done can have, or `alone` can have while the others stay at `level`."""
    solver: Any = highspy.Highs()
    solver.silent()
    none = np.array([], dtype=np.int32)
    solver.addCol(-1.0, -1.0, 1.0, 0, none, np.array([]))
    for _ in range(on.shape[1]):
        solver.addCol(0.0, 0.0, 1.0, 0, none, np.array([]))
    every = np.arange(1, on.shape[1] + 1, dtype=np.int32)
    solver.addRow(1.0, 1.0, len(every), every, np.ones(len(every)))
    for n, row in enumerate(on):
        rises = n == alone if alone is not None else n not in done
        index, value = (np.insert(every, 0, 0), np.insert(row, 0, -1.0)) if rises else (every, row)
        floor = 0.0 if rises else done.get(n, level) - 1e-9
        solver.addRow(floor, highspy.kHighsInf, len(index), index.astype(np.int32), value)
    solver.run()
    return float(-solver.getObjectiveValue())


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_small_pools_as_fair_as_the_list_of_all_panels_allows(seed: int) -> None:
    case = small(seed)
    lottery = find_lottery(*case)
    found = [lottery.chances[one.id] for one in case[0]]
    assert found == pytest.approx(fairest(case), abs=2e-6)
    assert keeps_quotas(lottery, case)
    assert sum(found) == pytest.approx(case[2])
    assert lottery.reached is Reached.LEXIMIN
    positive = [chance for chance in found if chance > 1e-9]
    assert (lottery.lowest, lottery.bound) == pytest.approx((min(positive),) * 2, abs=1e-6)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_the_long_road_gives_the_same_chances(seed: int) -> None:
    """Column generation alone, as if no mixture could be taken apart."""
    pool, quotas, places = small(seed)
    short = find_lottery(pool, quotas, places)
    search = lot_search.Search(gather(pool, quotas), quotas, places, target=Reached.LEXIMIN, tell=None, should_stop=None)
    search._take_apart = lambda: None  # type: ignore[method-assign]
    assert search.run().chances == pytest.approx(dict(short.chances), abs=2e-6)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_order_of_the_input_and_the_labels_change_nothing(seed: int) -> None:
    pool, quotas, places = small(seed)
    lottery, rng = find_lottery(pool, quotas, places), random.Random(seed)
    assert find_lottery(rng.sample(pool, len(pool)), rng.sample(quotas, len(quotas)), places) == lottery
    labels = dict(
        zip([one.id for one in pool], rng.sample(["0", "Ø", "Zoé", "a b", *map(str, range(10, 20))], len(pool)), strict=True)
    )
    renamed = find_lottery([replace(one, id=labels[one.id]) for one in pool], quotas, places)
    assert renamed.chances == {labels[id_]: chance for id_, chance in lottery.chances.items()}


def test_the_same_in_two_processes() -> None:
    code = (
        "import hashlib; from tests.science.lot_pools import small, triangle;"
        "from app.science.lots import find_lottery, to_tickets;"
        "found = [find_lottery(*case) for case in (triangle(), *map(small, range(6)))];"
        "print(hashlib.sha256(repr([(one, to_tickets(one)) for one in found]).encode()).hexdigest())"
    )
    hashes = {
        subprocess.check_output([sys.executable, "-c", code], text=True, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")
    }
    assert len(hashes) == 1
    found = [find_lottery(*case) for case in (triangle(), *map(small, range(6)))]
    assert hashes == {hashlib.sha256(repr([(one, to_tickets(one)) for one in found]).encode()).hexdigest() + "\n"}


def test_one_person_no_quota_identical_people() -> None:
    assert find_lottery([Candidate("0")], [], 1).chances == {"0": 1.0}
    assert spread(find_lottery(people((7, {"gender": "woman"})), [], 3)) == [round(3 / 7, 6)] * 7
    alike = find_lottery(people((6, {"gender": "woman", "town": "Lyon"})), [Quota("gender", "woman", 0, 6)], 2)
    assert len(alike.strata) == 1
    assert spread(alike) == [0.333333] * 6


def test_who_is_in_no_panel_has_no_chance_and_spoils_nobody_elses() -> None:
    pool = people((6, {"age": "adult"}), (1, {"age": "child"}))
    lottery = find_lottery(pool, [Quota("age", "child", 0, 0)], 3)
    assert lottery.chances["1-0"] == 0.0
    assert (lottery.reached, round(lottery.lowest, 9), round(lottery.bound, 9)) == (Reached.LEXIMIN, 0.5, 0.5)


def test_maximin_alone_is_a_whole_result_when_it_is_what_was_asked() -> None:
    for case in (published("sf_fixture_22", 22), triangle()):
        lottery = find_lottery(*case, target=Reached.MAXIMIN)
        assert lottery.reached is not Reached.NOTHING
        assert lottery.complete
        assert lottery.gap == pytest.approx(0, abs=1e-7)


def test_an_impossible_draw_says_who_is_to_blame() -> None:
    with pytest.raises(Impossible) as impossible:
        find_lottery(people((3, {"gender": "man"})), [Quota("gender", "woman", 1, 2)], 2)
    assert [blame.code for blame in impossible.value.blames] == ["nobody_fills"]
    assert str(impossible.value) == "nobody_fills"


@pytest.mark.parametrize("seed", [29, 147, 260])
def test_levels_fixed_one_upon_the_other_leave_the_solver_no_room(seed: int) -> None:
    """Found among 400 pools of this size: at its strictest the solver calls the last levels impossible."""
    case = tight(seed)
    lottery = find_lottery(*case)
    assert lottery.reached is Reached.LEXIMIN
    assert sum(lottery.chances.values()) == pytest.approx(case[2])
    assert keeps_quotas(lottery, case)


def test_stopped_at_once_there_is_no_lottery_yet() -> None:
    lottery = find_lottery(*by_hand(), should_stop=lambda: True)
    assert (lottery.mixes, lottery.reached, lottery.complete) == ((), Reached.NOTHING, False)
    with pytest.raises(ValueError, match="tickets"):
        to_tickets(lottery)


@pytest.mark.parametrize("enough", [5, 45, 80])
def test_stopped_early_what_is_there_is_usable_and_says_how_far_it_came(enough: int) -> None:
    case, told = published("sf_fixture_22", 22), list[Progress]()
    lottery = find_lottery(*case, progress=told.append, should_stop=lambda: len(told) >= enough)
    assert lottery.mixes
    assert not lottery.complete
    assert not any(step.lottery.complete for step in told if step.lottery is not None)
    assert np.all(np.diff([step.share for step in told]) >= 0.0)
    assert lottery.bound == pytest.approx(1 / 11)
    assert keeps_quotas(lottery, case)
    assert sum(lottery.chances.values()) == pytest.approx(22)
    if lottery.reached is Reached.NOTHING:
        assert lottery.gap > 1e-6
    else:
        assert lottery.reached is Reached.MAXIMIN
        assert lottery.lowest == pytest.approx(1 / 11, abs=1e-6)
    assert (lottery.reached is Reached.MAXIMIN) == (enough > 40)


def test_the_solver_itself_is_stopped() -> None:
    pool, quotas, places = published("sf_fixture_22", 22)
    answers = iter([False])
    model = PanelModel(shape_of(gather(pool, quotas), quotas, places), lambda: next(answers, True))
    with pytest.raises(Interrupted):
        model.best(np.ones(len(model.shape.sizes)))


def test_the_weights_give_the_chances_that_are_told() -> None:
    for lottery in (find_lottery(*published("sf_fixture_22", 22)), find_lottery(*triangle()), find_lottery(*small(3))):
        assert sum(mix.weight for mix in lottery.mixes) == pytest.approx(1.0)
        for n, stratum in enumerate(lottery.strata):
            chance = sum(mix.weight * mix.counts[n] for mix in lottery.mixes) / len(stratum.ids)
            assert [lottery.chances[id_] for id_ in stratum.ids] == pytest.approx([chance] * len(stratum.ids), abs=1e-7)


def test_the_solver_is_not_loaded_before_it_is_asked() -> None:
    code = "import sys, app.science.lots; sys.exit(any(name.split('.')[0] in {'highspy', 'numpy'} for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_check_and_search_agree_on_who_has_no_chance() -> None:
    for seed in range(60):
        case = small(seed)
        named = {id_ for blame in check_quotas(*case) for id_ in blame.candidates}
        assert named == {id_ for id_, chance in find_lottery(*case).chances.items() if chance < 1e-9}
