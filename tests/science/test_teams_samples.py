"""P4: the samples with expected values: optimum, bound, blame, and the two public examples."""

from __future__ import annotations

import pytest

from app.science.team_blame import blame
from app.science.team_problem import resolve
from app.science.team_types import Options, Problem
from app.science.teams import compose, evaluate
from tests.science.crowds import public_sample, sample


def test_p4_forty_people_reach_the_optimum_and_prove_it() -> None:
    found = compose(sample("synthetic_40_seed1"), Options(1))
    assert found.score.broken == ()
    assert (found.score.total, found.bound, found.proved, found.percent) == (121, 121, True, 0)
    assert evaluate(found.problem, found.assignment) == found.score


def test_p4_a_hundred_and_twenty_people_within_the_expected_cost_of_a_bound() -> None:
    found = compose(sample("synthetic_120_seed1"), Options(1, effort=0.4))
    assert found.score.broken == ()
    assert found.score.total <= 330
    assert 292 <= found.bound <= 307
    assert found.percent is not None
    assert found.percent <= 14


def test_p4_the_impossible_one_is_blamed_on_exactly_that_employers_rule() -> None:
    (told,) = blame(sample("synthetic_120_seed2"))
    assert (told.rule, told.code, told.amount) == ("employer", "employer", 1)
    assert (told.params["employer"], told.params["cap"]) == ("pri4", 1)
    people = {person.id: person.employer for person in sample("synthetic_120_seed2").people}
    assert {people[one] for one in told.people} == {"pri4"}
    found = compose(sample("synthetic_120_seed2"), Options(1, effort=0.1))
    assert [(broken.rule, broken.amount) for broken in found.score.broken] == [("employer", 1)]
    assert found.blame == (told,)
    assert not found.proved


@pytest.mark.parametrize("name", ["synthetic_40_seed1", "synthetic_120_seed1"])
def test_p4_what_can_be_met_is_not_blamed(name: str) -> None:
    assert blame(sample(name)) == ()


@pytest.mark.parametrize("name", ["synthetic_40_seed1", "synthetic_120_seed1", "synthetic_120_seed2"])
def test_p4_the_default_bands_and_caps_are_those_of_the_samples(name: str) -> None:
    given = resolve(sample(name))
    own = resolve(Problem(given.people, given.slots, together=given.together))
    assert own.employer_caps == given.employer_caps
    assert own.slot_bands == given.slot_bands


@pytest.mark.parametrize(
    ("name", "teams", "attributes"),
    [
        ("30i_4j_3k_3d_data.csv", 5, ("gender", "age", "region")),
        ("100i_4j_3k_3d_data.csv", 15, ("gender", "age", "region", "nation", "media")),
    ],
)
def test_p4_the_public_examples_have_no_deviation(name: str, teams: int, attributes: tuple[str, ...]) -> None:
    found = compose(public_sample(name, teams, attributes), Options(1))
    assert (found.score.broken, found.score.total, found.proved) == ((), 0, True)
    people = {person.id: person for person in found.problem.people}
    for attribute in attributes:
        having = {one: {**person.extra, "gender": person.gender, "age": person.age}[attribute] for one, person in people.items()}
        values = [*having.values()]
        for slot in found.problem.slots:
            inside = [having[one] for one, where in found.assignment.items() if where == slot.id]
            for value in set(values):
                assert values.count(value) // teams <= inside.count(value) <= -(-values.count(value) // teams)
