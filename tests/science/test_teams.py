"""P4: the first balanced proposal of teams."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.team_board import organisation_key
from app.science.teams import Applicant, Proposal, Slot, propose

SECTORS = ("associative", "private", "public", "student")


def people(count: int, sectors: tuple[str, ...] = SECTORS, **more: object) -> list[Applicant]:
    return [Applicant(f"p{n:03}", sectors[n % len(sectors)], **more) for n in range(count)]  # type: ignore[arg-type]


def slots(count: int, low: int, high: int, challenges: int = 1) -> list[Slot]:
    return [Slot(f"t{n:02}", f"c{n % challenges}", low, high) for n in range(count)]


def codes(proposal: Proposal) -> list[str]:
    return [problem.code for problem in proposal.problems]


def sizes(proposal: Proposal) -> Counter[str]:
    return Counter(proposal.assignments.values())


def varied(count: int, challenges: int, seed: int) -> list[Applicant]:
    rng = random.Random(seed)
    made = []
    for n in range(count):
        sector = rng.choice(SECTORS)
        made.append(
            Applicant(
                id=f"p{n:03}",
                sector=sector,
                organisation=f"{sector} {rng.randrange(6)}" if rng.random() < 0.8 else None,
                skills=frozenset(rng.sample(["design", "field", "legal", "money", "proto"], rng.randint(0, 3))),
                wishes=tuple(f"c{c}" for c in rng.sample(range(challenges), min(challenges, rng.randint(0, 3)))),
                mode=rng.choice(["on_site", "remote", "either"]),
                languages=frozenset(rng.sample(["fr", "en", "ty"], rng.randint(0, 2))),
            )
        )
    return made


def test_sectors_are_as_even_as_whole_people_allow() -> None:
    proposal = propose(people(30), slots(4, 6, 8), {}, seed=1)
    assert codes(proposal) == []
    assert sorted(sizes(proposal).values()) == [7, 7, 8, 8]
    assert proposal.even
    for mix in proposal.mixes.values():
        assert all(1 <= count <= 2 for count in mix.sectors.values())
    assert proposal.team_reasons["t00"][-1].code == "even_mix"


def test_an_employer_larger_than_the_number_of_teams_is_spread() -> None:
    crew = [Applicant(f"s{n}", "private", "Sponsor") for n in range(10)] + people(14, ("public",))
    proposal = propose(crew, slots(4, 5, 7), {}, seed=1)
    assert sorted(mix.largest_organisation for mix in proposal.mixes.values()) == [2, 2, 3, 3]
    assert codes(proposal) == []


def test_an_employer_spelt_two_ways_is_one_employer() -> None:
    assert organisation_key("  Société  ÉNERGIE ") == organisation_key("societe energie")
    crew = [Applicant(f"s{n}", "private", "Énergie" if n % 2 else " energie") for n in range(4)]
    proposal = propose([*crew, *people(8, ("public",))], slots(4, 3, 3), {}, seed=1)
    assert {mix.largest_organisation for mix in proposal.mixes.values()} == {1}


def test_everyone_from_one_employer() -> None:
    proposal = propose(people(12, ("private",), organisation="One"), slots(3, 4, 4), {}, seed=1)
    assert codes(proposal) == []
    assert proposal.even


def test_a_locked_group_of_colleagues_raises_their_own_cap() -> None:
    crew = [Applicant(f"s{n}", "private", "Sponsor") for n in range(3)] + people(9, ("public",))
    locks = {"s0": "t00", "s1": "t00", "s2": "t00"}
    proposal = propose(crew, slots(3, 4, 4), locks, seed=1)
    assert "organisation_over_cap" not in codes(proposal)
    assert {proposal.assignments[person] for person in locks} == {"t00"}


def test_an_employer_over_its_cap_is_named() -> None:
    crew = [Applicant(f"s{n}", "private", "Sponsor") for n in range(4)] + people(2, ("public",))
    proposal = propose(crew, [Slot("a", "c", 1, 1), Slot("b", "c", 5, 5)], {}, seed=1)
    assert codes(proposal) == ["organisation_over_cap"]
    assert proposal.problems[0].params == {"slot": "b", "organisation": "sponsor", "count": 3, "cap": 2}


def test_wishes_are_given_when_the_mix_allows_it() -> None:
    crew = [Applicant(f"p{n:02}", SECTORS[n % 4], wishes=(f"c{n // 8}",)) for n in range(16)]
    proposal = propose(crew, slots(2, 8, 8, challenges=2), {}, seed=1)
    assert proposal.cost.total == 0
    assert all(reason[0].params == {"rank": 1} for reason in proposal.person_reasons.values())


def test_the_mix_goes_before_wishes_and_the_reason_says_so() -> None:
    crew = [Applicant(f"p{n}", "public" if n < 4 else "private", wishes=("c0" if n < 4 else "c1", "c9")) for n in range(8)]
    proposal = propose(crew, slots(2, 4, 4, challenges=2), {}, seed=1)
    assert proposal.even
    kept = [person for person, reasons in proposal.person_reasons.items() if reasons[0].code == "wish_not_given"]
    assert len(kept) == 4
    for person in kept:
        why = proposal.person_reasons[person][1]
        assert why.code == "first_wish_costs"
        assert why.params["harms"] == "wishes"
        assert why.params["points"] == 10


def test_a_second_wish_is_said_as_such() -> None:
    crew = [Applicant(f"p{n}", "public", wishes=("c0", "c1")) for n in range(4)]
    proposal = propose(crew, slots(2, 2, 2, challenges=2), {}, seed=1)
    assert sorted(reasons[0].params["rank"] for reasons in proposal.person_reasons.values()) == [1, 1, 2, 2]
    assert proposal.cost.wishes == 2


def test_no_wishes_and_wishes_for_what_is_not_offered_cost_nothing() -> None:
    proposal = propose([*people(4), Applicant("x", "public", wishes=("gone",))], slots(1, 1, 9), {}, seed=1)
    assert proposal.cost.wishes == 0
    assert {reasons[0].code for reasons in proposal.person_reasons.values()} == {"no_wish"}


def test_reasons_name_nobody_else() -> None:
    proposal = propose(varied(40, 3, 5), slots(6, 5, 8, challenges=3), {"p000": "t00"}, seed=3)
    for person, reasons in proposal.person_reasons.items():
        said = " ".join(str(value) for reason in reasons for value in reason.params.values())
        assert not [other for other in proposal.assignments if other != person and other in said]


@pytest.mark.parametrize(
    ("count", "low", "high", "expected"),
    [
        (0, 3, 5, ["too_few_people"]),
        (1, 3, 5, ["too_few_people", "sizes_do_not_fit"]),
        (11, 3, 5, ["too_few_people", "sizes_do_not_fit"]),
        (13, 3, 3, ["too_many_people"]),
        (12, 3, 3, []),
    ],
)
def test_impossible_sizes_are_named(count: int, low: int, high: int, expected: list[str]) -> None:
    teams = slots(4, low, high) if count != 11 else slots(3, 10, 10)
    proposal = propose(people(count), teams, {}, seed=1)
    assert codes(proposal) == expected
    assert len(proposal.assignments) + len(proposal.unplaced) == count
    assert all(proposal.person_reasons[person][0].code == "no_seat" for person in proposal.unplaced)


def test_too_few_people_says_how_many_are_missing_and_closes_a_team() -> None:
    proposal = propose(people(14), slots(3, 6, 8), {}, seed=1)
    assert codes(proposal) == ["too_few_people"]
    assert proposal.problems[0].params == {"people": 14, "needed": 18, "missing": 4}
    assert proposal.closed == ("t02",)
    assert sorted(sizes(proposal).values()) == [7, 7]


def test_each_challenge_keeps_a_team_when_some_must_close() -> None:
    proposal = propose(people(8), slots(4, 4, 6, challenges=2), {}, seed=1)
    assert proposal.closed == ("t02", "t03")


def test_too_many_people_wait_by_lot_but_the_locked_stay() -> None:
    locks = {"p009": "t01"}
    drawn = {seed: propose(people(10), slots(2, 3, 4), locks, seed).unplaced for seed in range(20)}
    assert all(len(waiting) == 2 and "p009" not in waiting for waiting in drawn.values())
    assert len(set(drawn.values())) > 5


def test_impossible_ranges_and_no_team_at_all() -> None:
    proposal = propose(people(4), [Slot("bad", "c", 5, 3), Slot("zero", "c", 0, 0)], {}, seed=1)
    assert codes(proposal) == ["range_impossible", "range_impossible", "no_teams"]
    assert proposal.unplaced == ("p000", "p001", "p002", "p003")
    assert codes(propose(people(4), [], {}, seed=1)) == ["no_teams"]


def test_contradictory_locks_are_named() -> None:
    locks = {"p000": "gone", "nobody": "t00", "p001": "t00", "p002": "t00", "p003": "t00"}
    proposal = propose(
        people(8),
        [Slot("t00", "c0", 2, 6), Slot("t01", "c0", 2, 2)],
        {**locks, "p004": "t01", "p005": "t01", "p006": "t01"},
        1,
    )
    assert codes(proposal) == ["lock_unknown_team", "locks_over_maximum"]
    assert proposal.problems[1].params == {"slot": "t01", "over": 1}
    assert {proposal.assignments[p] for p in ("p001", "p002", "p003")} == {"t00"}
    assert not proposal.unplaced


def test_a_locked_team_that_cannot_be_filled_stays_and_is_named() -> None:
    proposal = propose(people(2), slots(2, 4, 6), {"p000": "t01"}, seed=1)
    assert codes(proposal) == ["too_few_people", "below_minimum"]
    assert set(proposal.assignments.values()) == {"t01"}


def test_identical_people_an_id_zero_and_accents() -> None:
    crew = [Applicant(name, "public") for name in ("0", "", "é", "É", "e\u0301", "🐝")]
    proposal = propose(crew, slots(2, 3, 3), {"0": "t01"}, seed=0)
    assert len(proposal.assignments) == 6
    assert proposal.assignments["0"] == "t01"
    assert proposal.cost.total == 0


def test_all_remote_and_people_who_share_no_language() -> None:
    remote = propose(people(8, mode="remote"), slots(2, 4, 4), {}, seed=1)
    assert remote.cost.modes == 0
    crew = [Applicant(f"p{n}", "public", languages=frozenset({"fr" if n < 4 else "ty"})) for n in range(8)]
    apart = propose(crew, slots(2, 4, 4), {}, seed=1)
    assert apart.cost.languages == 0
    assert len({apart.assignments[f"p{n}"] for n in range(4)}) == 1


def test_scarce_skills_are_shared_out_and_missing_ones_said() -> None:
    crew = [Applicant(f"p{n}", "public", skills=frozenset({"design"} if n < 3 else ())) for n in range(16)]
    proposal = propose(crew, slots(4, 4, 4), {}, seed=1)
    assert Counter(len(mix.missing_skills) for mix in proposal.mixes.values()) == {0: 3, 1: 1}
    assert "skill_missing" in {reason.code for reasons in proposal.team_reasons.values() for reason in reasons}


def test_of_two_entries_with_one_id_one_counts_whatever_the_order() -> None:
    crew = [*people(6), Applicant("p000", "private")]
    first = propose(crew, slots(2, 3, 3), {}, seed=1)
    assert first == propose(crew[::-1], slots(2, 3, 3), {}, seed=1)
    assert len(first.assignments) == 6


def test_the_same_seed_gives_the_same_teams_in_another_process() -> None:
    script = (
        "from tests.science.test_teams import varied, slots; from app.science.teams import propose;"
        "print(sorted(propose(varied(40, 3, 9), slots(6, 5, 8, 3), {}, 4).assignments.items()))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": salt},
        ).stdout
        for salt in ("1", "2")
    }
    here = propose(varied(40, 3, 9), slots(6, 5, 8, 3), {}, 4)
    assert runs == {f"{sorted(here.assignments.items())}\n"}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(seed: int, rng: random.Random) -> None:
    crew, teams = varied(18, 3, seed), slots(3, 4, 7, challenges=3)
    before = propose(crew, teams, {"p001": "t02", "p004": "t00"}, seed)
    rng.shuffle(crew)
    rng.shuffle(teams)
    assert propose(crew, teams, {"p004": "t00", "p001": "t02"}, seed) == before


def check_rules(crew: list[Applicant], teams: list[Slot], locks: Mapping[str, str], proposal: Proposal) -> None:
    placed, count = proposal.assignments, sizes(proposal)
    assert set(placed).isdisjoint(proposal.unplaced)
    assert set(placed) | set(proposal.unplaced) == {person.id for person in crew}
    excused = {problem.params.get("slot") for problem in proposal.problems if problem.code == "below_minimum"}
    for team in teams:
        if team.id in proposal.closed:
            assert count[team.id] == 0
        else:
            assert count[team.id] <= team.size_max
            assert count[team.id] >= team.size_min or team.id in excused
    refused = {"lock_unknown_team", "locks_over_maximum"} & set(codes(proposal))
    assert refused or all(placed[person] == slot for person, slot in locks.items())
    assert bool(proposal.unplaced) == bool({"too_many_people", "sizes_do_not_fit", "no_teams"} & set(codes(proposal)) and crew)
    assert bool(proposal.closed) == bool({"too_few_people", "range_impossible"} & set(codes(proposal)))
    assert set(proposal.person_reasons) == {person.id for person in crew}


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_no_rule_is_broken_in_random_instances(seed: int) -> None:
    rng = random.Random(seed)
    challenges = rng.randint(1, 3)
    crew = varied(rng.randint(0, 24), challenges, seed)
    ranges = [sorted((rng.randint(0, 6), rng.randint(1, 8))) for _ in range(rng.randint(1, 5))]
    teams = [Slot(f"t{n}", f"c{rng.randrange(challenges)}", low, high) for n, (low, high) in enumerate(ranges)]
    locks = {person.id: rng.choice(teams).id for person in crew if rng.random() < 0.2}
    check_rules(crew, teams, locks, propose(crew, teams, locks, seed % 97))


def test_a_first_wish_that_would_break_the_mix_says_so() -> None:
    crew = [Applicant(f"p{n}", "public", wishes=("c0",)) for n in range(2)]
    crew += [Applicant(f"q{n}", "private", wishes=("c1",)) for n in range(2)]
    proposal = propose(crew, slots(2, 2, 2, challenges=2), {}, seed=1)
    assert proposal.even
    moved = next(p for p, slot in proposal.assignments.items() if p.startswith("p") and slot == "t01")
    why = proposal.person_reasons[moved][1].params
    assert (why["harms"], why["points"]) == ("wishes", 10)
    fixed = next(p for p, slot in proposal.assignments.items() if p.startswith("p") and slot == "t00")
    again = propose(crew, slots(2, 2, 2, challenges=2), {fixed: "t00"}, seed=1)
    why = again.person_reasons[moved][1].params
    assert (why["harms"], int(why["points"]) >= 100) == ("sectors", True)


@pytest.mark.parametrize("seed", range(5))
def test_a_usual_event_is_proved_even(seed: int) -> None:
    crew = [Applicant(f"p{n:02}", sector := SECTORS[n * 7 % 4], f"{sector} {n % 9}", wishes=(f"c{n % 2}",)) for n in range(40)]
    proposal = propose(crew, slots(6, 6, 7, challenges=2), {}, seed)
    assert proposal.even
    assert codes(proposal) == []
    assert all(abs(a - b) <= 1 for a, b in pairwise(sorted(sizes(proposal).values())))
