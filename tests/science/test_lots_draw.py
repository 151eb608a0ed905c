"""C7: tickets, the public number, substitutes, order of passage."""

import hashlib
import math
import random
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.lot_tickets import _keeps_chances
from app.science.lot_types import Candidate, Change, Lottery, Mix, Quota, Reached, Reading, Stratum, Tickets
from app.science.lots import (
    complete_panel,
    draw,
    draw_order,
    find_lottery,
    give_labels,
    next_substitute,
    read_number,
    report,
    to_tickets,
)
from tests.science.lot_pools import Case, by_hand, people, published, small, strays, triangle


def held(tickets: Tickets) -> Counter[str]:
    return Counter(id_ for number in tickets.numbers for id_ in tickets.panels[number])


def check_draws(case: Case, tickets: Tickets, chances: dict[str, float]) -> None:
    """20,000 public numbers: nobody is drawn more or less often than chance allows, each panel keeps the quotas."""
    pool, quotas, places = case
    known, draws = {one.id: one for one in pool}, 20_000
    for panel in tickets.panels:
        assert len(set(panel)) == places
        assert strays([known[id_] for id_ in panel], quotas) == 0
    taken = Counter(read_number(f"draw {n}", Reading.TEXT, tickets.count) for n in range(draws))
    drawn = Counter[str]()
    for ticket, times in taken.items():
        drawn.update(dict.fromkeys(tickets.panels[tickets.numbers[ticket]], times))
    for one in pool:
        chance = chances[one.id]
        if chance in {0.0, 1.0}:
            assert drawn[one.id] == chance * draws
        else:
            assert abs(drawn[one.id] - chance * draws) / math.sqrt(draws * chance * (1 - chance)) < 4.5


def test_twenty_thousand_draws_by_hand() -> None:
    case = by_hand()
    tickets = to_tickets(find_lottery(*case))
    assert (tickets.count, set(held(tickets).values())) == (1000, {1000, 250})
    check_draws(case, tickets, {one.id: 1.0 if one.attributes["gender"] == "woman" else 0.25 for one in case[0]})


@pytest.mark.parametrize(("name", "places"), [("sf_fixture_22", 22), ("example_large_200", 200)])
def test_twenty_thousand_draws_of_what_was_published(name: str, places: int) -> None:
    case = published(name, places)
    lottery = find_lottery(*case)
    tickets = to_tickets(lottery)
    tally = held(tickets)
    assert tickets.count == 1000
    assert max(abs(tally[id_] / 1000 - chance) for id_, chance in lottery.chances.items()) <= 0.003
    for stratum in lottery.strata:
        assert max(tally[id_] for id_ in stratum.ids) - min(tally[id_] for id_ in stratum.ids) <= 1
    check_draws(case, tickets, {one.id: tally[one.id] / 1000 for one in case[0]})


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_tickets_keep_the_chances_and_the_quotas(seed: int) -> None:
    pool, quotas, places = small(seed)
    lottery = find_lottery(pool, quotas, places)
    tickets = to_tickets(lottery)
    tally, known = held(tickets), {one.id: one for one in pool}
    assert tickets.count >= 1000
    for id_, chance in lottery.chances.items():
        assert abs(tally[id_] / tickets.count - chance) <= 0.003
        assert (tally[id_] > 0) == (chance > 0.0)
    for panel in tickets.panels:
        assert len(set(panel)) == places
        assert strays([known[id_] for id_ in panel], quotas) == 0


def scattered(mixes: int, count: int, places: int) -> Lottery:
    """Each person in many panels of odd weights, so that rounding hurts."""
    rng, everyone = random.Random(4), range(count)
    weights = [rng.random() for _ in range(mixes)]
    chosen = [set(rng.sample(everyone, places)) for _ in weights]
    made = tuple(Mix(tuple(int(n in who) for n in everyone), w / sum(weights)) for w, who in zip(weights, chosen, strict=True))
    strata = tuple(Stratum((("n", str(n)),), (f"p{n}",)) for n in everyone)
    chances = {f"p{n}": sum(mix.weight for mix in made if mix.counts[n]) for n in everyone}
    return Lottery(places, strata, made, chances, Reached.NOTHING, 0, min(chances.values()), 1.0, complete=False)


def test_when_tickets_are_too_few_to_keep_the_chances_there_are_more() -> None:
    lottery = scattered(300, 400, 150)
    tickets = to_tickets(lottery)
    tally = held(tickets)
    assert tickets.count == 2000
    assert max(abs(tally[id_] / tickets.count - chance) for id_, chance in lottery.chances.items()) <= 0.0025


def test_nobody_whose_chance_is_worth_a_ticket_is_left_without() -> None:
    lottery = scattered(2, 4, 2)
    lottery = replace(lottery, mixes=(Mix((1, 1, 0, 0), 0.998), Mix((0, 0, 1, 1), 0.002)))
    lottery = replace(lottery, chances={"p0": 0.998, "p1": 0.998, "p2": 0.002, "p3": 0.002})
    assert _keeps_chances(lottery, [("p0", "p1")] * 998 + [("p2", "p3")] * 2)
    assert not _keeps_chances(lottery, [("p0", "p1")] * 1000)
    assert _keeps_chances(lottery, [("p0", "p1")] * 400)
    assert not _keeps_chances(lottery, [("p0", "p1")] * 996 + [("p2", "p3")] * 6)
    assert held(to_tickets(lottery))["p3"] == 2
    assert to_tickets(lottery, 2500).count == 2500


def test_a_number_drawn_from_balls_is_the_ticket() -> None:
    assert [read_number(text, Reading.NUMBER, 1000) for text in ("0", "007", " 999 ")] == [0, 7, 999]
    for text in ("1000", "-1", "1.5", "٣", "²", "12 3", "", "  ", "seven"):
        with pytest.raises(ValueError, match="number"):
            read_number(text, Reading.NUMBER, 1000)


def test_a_text_is_hashed_as_documented() -> None:
    digest = hashlib.sha256("essaim-lots-1|ticket|Café 3 14 22|0".encode()).hexdigest()
    assert read_number("Café 3 14 22", Reading.TEXT, 1000) == int(digest, 16) % 1000
    assert read_number("  Cafe\u0301  3 14\n22 ", Reading.TEXT, 1000) == int(digest, 16) % 1000
    with pytest.raises(ValueError, match="empty"):
        read_number(" ", Reading.TEXT, 1000)


def test_a_draw_gives_panel_reserve_and_substitutes() -> None:
    pool, quotas, places = by_hand()
    tickets = to_tickets(find_lottery(pool, quotas, places))
    drawn = draw(pool, quotas, tickets, " 17 ", Reading.NUMBER)
    assert (drawn.number, drawn.ticket, drawn.panel) == ("17", 17, tickets.panels[tickets.numbers[17]])
    assert sorted((*drawn.panel, *drawn.reserve)) == sorted(one.id for one in pool)
    men = [id_ for id_ in drawn.reserve if id_.startswith("0")]
    assert drawn.substitutes == {id_: tuple(men[:3]) if id_.startswith("0") else () for id_ in drawn.panel}
    assert draw(pool, quotas, tickets, "17", Reading.NUMBER) == drawn
    assert draw(pool, quotas, tickets, "18", Reading.NUMBER).reserve != drawn.reserve


def test_the_reserve_comes_from_the_same_lottery() -> None:
    """One of the first three is drawn at most: who is first of the reserve is likely one of those who are drawn often."""
    pool, quotas, places = triangle()
    tickets = to_tickets(find_lottery(pool, quotas, places))
    first = Counter(draw(pool, quotas, tickets, f"n {n}", Reading.TEXT).reserve[0] for n in range(600))
    # The three are alike, the two are alike; each of the five can be first.
    assert set(first) == {one.id for one in pool}
    assert max(first[f"{n}-0"] for n in range(3)) < 1.5 * min(first[f"{n}-0"] for n in range(3))
    assert max(first["3-0"], first["3-1"]) < 1.5 * min(first["3-0"], first["3-1"])


def test_the_reserve_holds_everybody_and_favours_no_label() -> None:
    pool, quotas = people((8, {"age": "adult"}), (1, {"age": "child"})), [Quota("age", "child", 0, 0)]
    tickets = to_tickets(find_lottery(pool, quotas, 4))
    assert len(tickets.panels) == 2
    reserves = {draw(pool, quotas, tickets, str(n), Reading.NUMBER).reserve for n in range(0, 1000, 50)}
    assert all(len(reserve) == 5 and reserve[-1] == "1-0" for reserve in reserves)
    assert len(reserves) > 10


def test_substitutes_are_alike_first_and_keep_the_quotas() -> None:
    case = published("sf_fixture_22", 22)
    pool, quotas, _ = case
    known = {one.id: one for one in pool}
    drawn = draw(pool, quotas, to_tickets(find_lottery(*case)), "4 512,37", Reading.TEXT)
    assert set(drawn.substitutes) == set(drawn.panel)
    for leaving, others in drawn.substitutes.items():
        alike = [id_ for id_ in drawn.reserve if known[id_].attributes == known[leaving].attributes]
        assert list(others[: len(alike)]) == alike[:3]
        rest = [known[id_] for id_ in drawn.panel if id_ != leaving]
        fit = [id_ for id_ in drawn.reserve if strays([*rest, known[id_]], quotas) == 0]
        assert list(others) == sorted(fit, key=lambda id_: (id_ not in alike, fit.index(id_)))[:3]
    assert sum(bool(others) for others in drawn.substitutes.values()) > 15


def test_refusal_after_refusal_the_quotas_hold_and_nobody_is_asked_twice() -> None:
    case = published("sf_fixture_22", 22)
    pool, quotas, _ = case
    known, rng = {one.id: one for one in pool}, random.Random(2)
    drawn = draw(pool, quotas, to_tickets(find_lottery(*case)), "12", Reading.NUMBER)
    panel, gone = list(drawn.panel), list[str]()
    assert next_substitute(pool, quotas, panel, panel[0], reserve=drawn.reserve) == (*drawn.substitutes[panel[0]], None)[0]
    for _ in range(60):
        leaving = rng.choice(panel)
        came = next_substitute(pool, quotas, panel, leaving, reserve=drawn.reserve, unavailable=gone)
        if came is None:
            others = [one for one in pool if one.id not in {*panel, *gone}]
            rest = [known[id_] for id_ in panel if id_ != leaving]
            assert all(strays([*rest, other], quotas) for other in others)
            continue
        assert came not in {*gone, *panel}
        gone.append(leaving)
        panel[panel.index(leaving)] = came
        assert strays([known[id_] for id_ in panel], quotas) == 0
    assert len(gone) > 20


def test_nobody_left_to_substitute() -> None:
    pool, quotas, _ = by_hand()
    panel = ["0-0", "0-1", "1-0", "1-1"]
    reserve = [f"0-{n}" for n in range(2, 8)]
    assert next_substitute(pool, quotas, panel, "1-0", reserve=reserve) is None
    assert next_substitute(pool, quotas, panel, "0-0", reserve=reserve, unavailable=["0-2", "0-3"]) == "0-4"
    assert next_substitute(pool, quotas, panel, "0-0", reserve=reserve, unavailable=reserve) is None


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_several_places_at_once_are_filled_as_close_to_the_quotas_as_can_be(seed: int) -> None:
    pool, quotas, places = small(seed)
    rng = random.Random(seed)
    tickets = to_tickets(find_lottery(pool, quotas, places))
    drawn = draw(pool, quotas, tickets, str(seed), Reading.TEXT)
    left = rng.sample(drawn.panel, rng.randint(1, places))
    staying = [id_ for id_ in drawn.panel if id_ not in left]
    filling = complete_panel(pool, quotas, places, staying, reserve=drawn.reserve, unavailable=left)
    known, order = {one.id: one for one in pool}, {id_: n for n, id_ in enumerate(drawn.reserve)}
    empty = min(len(left), len(drawn.reserve))
    rest = [known[id_] for id_ in staying]
    price = {ids: strays([*rest, *(known[id_] for id_ in ids)], quotas) for ids in combinations(drawn.reserve, empty)}
    best = min(price.items(), key=lambda item: (item[1], sum(order[id_] for id_ in item[0])))
    assert price[filling.ids] == best[1] == sum(abs(change.proposed - change.current) for change in filling.broken)
    assert sum(order[id_] for id_ in filling.ids) == sum(order[id_] for id_ in best[0])
    if len(left) == 1:
        substitute = next_substitute(pool, quotas, drawn.panel, left[0], reserve=drawn.reserve)
        assert (substitute is not None) == (bool(filling.ids) and not filling.broken)


def test_a_place_that_nobody_can_take_within_the_quotas_has_a_price() -> None:
    pool, quotas, places = by_hand()
    reserve = [f"0-{n}" for n in (5, 2, 3, 4, 6, 7)]
    filling = complete_panel(pool, quotas, places, ["0-0", "0-1", "1-1"], reserve=reserve, unavailable=["1-0", "0-5"])
    assert filling.ids == ("0-2",)
    assert filling.broken == (Change("gender", "man", "maximum", 2, 3), Change("gender", "woman", "minimum", 2, 1))
    assert complete_panel(pool, quotas, places, ["0-0"], reserve=["1-0", "0-2"]).ids == ("1-0", "0-2")
    assert complete_panel(pool, quotas, places, ["0-0", "0-1", "1-0", "1-1"], reserve=reserve) == ((), ())


def test_an_order_of_passage_as_documented() -> None:
    ids = ["Zoé", "0", "Ødegård", "a"]
    expected = sorted(ids)
    for i in (3, 2, 1):
        j = int(hashlib.sha256(f"essaim-lots-1|order|le 5|{i}".encode()).hexdigest(), 16) % (i + 1)
        expected[i], expected[j] = expected[j], expected[i]
    assert draw_order(ids, " le  5") == tuple(expected)
    assert draw_order(reversed(ids), "le 5") == tuple(expected)
    assert draw_order([], "5") == ()
    assert draw_order(["0"], "5") == ("0",)
    with pytest.raises(ValueError, match="empty"):
        draw_order(ids, " ")


def test_every_order_of_passage_is_as_likely() -> None:
    counts = Counter(draw_order("abcd", str(n)) for n in range(24_000))
    assert set(counts) == set(permutations("abcd"))
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 60  # 23 degrees of freedom: one in 30,000 is above


def test_labels_hide_the_order_of_the_ids() -> None:
    ids = [f"person {n}" for n in range(1200)]
    labels = give_labels(ids, "a secret of this draw")
    assert sorted(labels.values()) == [str(n).zfill(4) for n in range(1, 1201)]
    assert labels == give_labels(reversed(ids), "a secret of this draw")
    assert labels != give_labels(ids, "another")
    assert sum(labels[a] < labels[b] for a, b in pairwise(ids)) in range(500, 700)
    assert give_labels(["é"], "s") == {"é": "001"}


def test_the_report_shows_each_stratum_and_hides_small_ones() -> None:
    sizes = {"Lyon": 20, "Dijon": 9, "Brest": 3, "Nice": 1}
    pool = people(*((count, {"town": town, "gender": "woman"}) for town, count in sizes.items()), (6, {"town": "Paris"}))
    quotas = [Quota("town", town, 0, 4) for town in sizes] + [Quota("gender", "woman", 0, 10)]
    lottery = find_lottery(pool, quotas, 10)
    tickets = to_tickets(lottery)
    before = report(pool, quotas, tickets, lottery)
    drawn = draw(pool, quotas, tickets, "5", Reading.NUMBER)
    after = report(pool, quotas, tickets, lottery, drawn)
    assert (before.people, before.places, before.tickets, before.reached) == (39, 10, tickets.count, Reached.LEXIMIN)
    assert {(one.attribute, one.values): one.people for one in before.shares} == {
        ("gender", ("woman",)): 33,
        ("gender", ("",)): 6,
        ("town", ("Lyon",)): 20,
        ("town", ("Dijon",)): 9,
        ("town", ("", "Brest", "Nice")): 10,
    }
    assert all(one.drawn is None for one in before.shares)
    assert {one.attribute: sum(s.drawn or 0 for s in after.shares if s.attribute == one.attribute) for one in after.shares} == {
        "gender": 10,
        "town": 10,
    }
    lyon = next(one for one in after.shares if one.values == ("Lyon",))
    assert (lyon.minimum, lyon.maximum) == (0, 4)
    assert lyon.chance_lowest == lyon.chance_highest == lottery.chances["0-0"]
    assert lyon.drawn == sum(id_.startswith("0-") for id_ in drawn.panel)
    merged = next(one for one in after.shares if "Nice" in one.values)
    assert (merged.minimum, merged.maximum) == (0, None)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), min_size=1))
def test_no_group_of_the_report_is_small_unless_the_pool_is(sizes: dict[str, int]) -> None:
    pool = people(*((count, {"x": value}) for value, count in sizes.items()))
    quotas = [Quota("x", value, 0, 1) for value in sizes]
    lottery = find_lottery(pool, quotas, 1)
    shares = report(pool, quotas, to_tickets(lottery), lottery).shares
    assert sum(one.people for one in shares) == len(pool)
    assert sorted(value for one in shares for value in one.values) == sorted(sizes)
    assert all(one.people >= 5 for one in shares) or len(shares) == 1


def test_candidates_without_attributes_draw_evenly() -> None:
    pool = [Candidate(str(n)) for n in range(3)]
    tickets = to_tickets(find_lottery(pool, [], 2))
    assert sorted(held(tickets).values()) == [666, 667, 667]
