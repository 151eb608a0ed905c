"""J5: the juries and the other ways to rank that the estimator is compared with in `bench`."""

from __future__ import annotations

import numpy as np
import pytest

from app.science.adjusting import Plan
from bench import rivals
from bench.judging import ANCHORED, BENT, ROOMS, SOME, WAYS, apart, measure, worst_loss
from bench.juries import Design, panel


@pytest.mark.parametrize("way", WAYS)
def test_every_way_ranks_a_jury_that_agrees_as_the_jury_does(way: str) -> None:
    worth = np.array([2.0, 5.0, 3.0, 1.0, 4.0])
    team, juror = (axis.ravel() for axis in np.meshgrid(np.arange(5), np.arange(3), indexing="ij"))
    found = WAYS[way](Plan(team, juror), worth[team] + juror / 4)
    assert np.argsort(found).tolist() == np.argsort(worth).tolist()


def test_orders_are_counted_by_hand() -> None:
    """Three jurors on A, B, C: A > B > C, B > A > C, A > B = C."""
    plan = Plan(np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3))
    marks = np.array([5.0, 4, 5, 4, 5, 3, 1, 1, 3])
    assert rivals.wins(plan, marks).tolist() == [[0, 2, 3], [1, 0, 2.5], [0, 0.5, 0]]
    assert rivals.borda(plan, marks) == pytest.approx([2.5 / 3, 1.75 / 3, 0.25 / 3])
    assert rivals.copeland(plan, marks).tolist() == [1, 0, -1]


def test_invented_juries_are_as_they_are_said_to_be() -> None:
    chance = np.random.default_rng(1)
    some, marks, _ = panel(SOME, chance)
    assert (some.panels, set(some.by_team), set(some.by_juror)) == (1, {3}, {10})
    assert (marks.min() >= 1, marks.max() <= 5) == (True, True)
    assert panel(ROOMS, chance)[0].panels == 3
    anchored = panel(ANCHORED, chance)[0]
    assert (anchored.panels, sorted(anchored.by_team)[-3:]) == (1, [3, 9, 9])
    bent, marks, worth = panel(BENT, chance)
    own = marks[bent.juror == 0]
    assert (own == 5).sum() == 3
    assert set(own[np.argsort(worth)[-3:]]) <= {1, 5}
    assert panel(Design("", 3, 2, 1, 0.5, rooms=2), chance)[0].panels == 2


def test_the_adjusted_mean_finds_more_than_the_plain_one() -> None:
    """A small part of the table; `python -m bench.judging` is the whole."""
    found = measure(SOME, 40, ("raw mean", "adjusted mean"))
    assert found["adjusted mean"].tau.mean() > found["raw mean"].tau.mean() + 0.03
    assert apart(0.735, 0.002, (0.737, 0.737), 1000) == pytest.approx(0.002 / (0.002 * 2**0.5))
    assert worst_loss(4)[0] < 0.05
