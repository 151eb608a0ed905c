"""C7: the published file runs again from itself alone, and each single tampering is found."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.lot_file import take_fingerprints
from app.science.lot_types import Candidate, Mix, Quota, Reached, Reading
from app.science.lots import draw, find_lottery, publish, to_tickets, verify
from tests.science.lot_pools import by_hand, people, published, small, triangle

File = dict[str, Any]


def file_of(pool: list[Candidate], quotas: list[Quota], places: int, number: str | None = "bulletin 7 12 33") -> File:
    lottery = find_lottery(pool, quotas, places)
    tickets = to_tickets(lottery)
    drawn = None if number is None else draw(pool, quotas, tickets, number, Reading.TEXT)
    made = publish(pool, quotas, lottery, tickets, source="The lottery of Saturday", reading=Reading.TEXT, drawn=drawn)
    read: File = json.loads(json.dumps(made))
    assert read == made
    return read


@pytest.fixture(scope="module")
def whole() -> File:
    pool = people((6, {"gender": "man", "town": "Lyon"}), (4, {"gender": "woman", "town": "Évry"}), (2, {"gender": "woman"}))
    return file_of(pool, [Quota("gender", "man", 1, 2), Quota("gender", "woman", 2, 3), Quota("town", "Évry", 1, 2)], 4)


def test_everything_holds_before_and_after(whole: File) -> None:
    assert verify(whole) == []
    assert verify(whole, solve=True) == []
    assert verify(whole, fingerprint=whole["fingerprints"]["all"]) == []
    before = whole | {"draw": None}
    assert verify(before) == []
    assert take_fingerprints(before) == whole["fingerprints"]


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_small_pools_hold(seed: int) -> None:
    assert verify(file_of(*small(seed)), solve=True) == []


def test_what_was_published_holds() -> None:
    assert verify(file_of(*published("sf_fixture_22", 22)), solve=True) == []


def test_the_order_of_the_input_changes_no_byte() -> None:
    pool, quotas, places = triangle()
    assert json.dumps(file_of(pool[::-1], quotas[::-1], places)) == json.dumps(file_of(pool, quotas, places))


def test_nothing_is_published_that_no_quota_asks() -> None:
    pool, quotas, places = by_hand()
    curious = [Candidate(one.id, {**one.attributes, "health": "canary"}) for one in pool]
    assert "canary" not in json.dumps(file_of(curious, quotas, places))


# What is changed → what must be said. Each is one change, as a hand or an editor makes it.
TAMPERING: dict[str, tuple[Callable[[File], Any], str]] = {
    "an attribute": (lambda f: f["pool"][0]["attributes"].update(gender="woman"), "fingerprint of pool"),
    "somebody added": (lambda f: f["pool"].append({"id": "x", "attributes": {}}), "not those of the people in the pool"),
    "somebody removed": (lambda f: f["pool"].pop(), "not those of the people in the pool"),
    "somebody twice": (lambda f: f["pool"].append(f["pool"][0]), "in the pool twice"),
    "a quota moved": (lambda f: f["quotas"][0].update(maximum=1), "breaks the quota gender man (1 to 1)"),
    "a quota dropped": (lambda f: f["quotas"].pop(), "fingerprint of quotas"),
    "a quota doubled": (lambda f: f["quotas"].append(f["quotas"][0]), "has two quotas"),
    "the places": (lambda f: f.update(places=5), "does not have 5 different people"),
    "a panel": (lambda f: f["tickets"]["panels"][3].reverse(), "fingerprint of panels"),
    "a friend on a panel": (lambda f: _befriend(f["tickets"]["panels"][0]), "twice|different people|breaks"),
    "a stranger on a panel": (lambda f: f["tickets"]["panels"][0].__setitem__(0, "x"), "not in the pool"),
    "a ticket": (lambda f: f["tickets"]["numbers"].__setitem__(5, 1), "fingerprint of panels"),
    "a ticket to nowhere": (lambda f: f["tickets"]["numbers"].__setitem__(5, 9999), "a panel that is not there"),
    "fewer tickets": (lambda f: f["tickets"].update(numbers=f["tickets"]["numbers"][:999]), "fewer than 1000"),
    "all tickets one panel": (lambda f: f["tickets"].update(numbers=[0] * 1000), "more like these"),
    "a chance": (lambda f: f["lottery"]["chances"].update({"0-0": 0.5}), "do not have the same chance"),
    "the chances of all alike": (lambda f: _raise_all(f["lottery"]["chances"]), "do not add up to the places"),
    "the lowest chance": (lambda f: f["lottery"].update(lowest=0.5), "lowest chance is not the one stated"),
    "the bound": (lambda f: f["lottery"].update(bound=1), "fingerprint of all"),
    "what was reached": (lambda f: f["lottery"].update(reached="maximin"), "fingerprint of all"),
    "the source of the number": (lambda f: f["number"].update(source="My desk"), "fingerprint of all"),
    "how the number is read": (lambda f: f["number"].update(reading="number"), "number cannot be read"),
    "the number": (lambda f: f["draw"].update(number="bulletin 7 12 34"), "ticket is not that of the public number"),
    "the number's spaces": (lambda f: f["draw"].update(number="bulletin 7  12 33"), "not written as it is hashed"),
    "no number": (lambda f: f["draw"].update(number=" "), "number cannot be read"),
    "the ticket": (lambda f: f["draw"].update(ticket=f["draw"]["ticket"] + 1), "ticket is not that of the public number"),
    "the panel drawn": (lambda f: f["draw"]["panel"].__setitem__(0, f["draw"]["reserve"][0]), "panel is not that of the ticket"),
    "the reserve": (lambda f: f["draw"]["reserve"].reverse(), "reserve is not in the order"),
    "the substitutes": (lambda f: f["draw"]["substitutes"].update({f["draw"]["panel"][0]: []}), "substitutes are not"),
    "a fingerprint": (lambda f: f["fingerprints"].update(quotas="0" * 64), "fingerprint of quotas"),
    "no fingerprint": (lambda f: f["fingerprints"].pop("pool"), "fingerprint of pool"),
    "the method": (lambda f: f.update(method="ours"), "cannot be read"),
    "the format": (lambda f: f.update(format="essaim-lot-2"), "cannot be read"),
    "a part missing": (lambda f: f.pop("quotas"), "cannot be read"),
    "a text for a number": (lambda f: f.update(places="4"), "cannot be read"),
    "a number for a text": (lambda f: f["pool"][0].update(id=4), "cannot be read"),
}


def _raise_all(chances: dict[str, float]) -> None:
    chances.update({id_: chance + 0.001 for id_, chance in chances.items() if id_.startswith("0-")})


def _befriend(panel: list[str]) -> None:
    panel[0] = panel[-1]


@pytest.mark.parametrize("name", TAMPERING)
def test_each_single_tampering_is_found(whole: File, name: str) -> None:
    change, said = TAMPERING[name]
    changed = copy.deepcopy(whole)
    change(changed)
    assert changed != whole
    faults = verify(changed)
    assert any(part in fault for fault in faults for part in said.split("|")), faults


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        return [leaf for key in keys for leaf in leaves(value[key], (*path, key))]
    return [path]


@settings(max_examples=150)
@given(st.data())
def test_any_leaf_of_the_file_changed_is_found(whole: File, data: st.DataObject) -> None:
    changed = copy.deepcopy(whole)
    path = data.draw(st.sampled_from(leaves(whole)))
    place = changed
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = data.draw(
        st.sampled_from([None, 0, -1, 10**9, "", "x", [], {}, True, "0-0", 0.25, "é"]).filter(lambda new: new != old)
    )
    assert verify(changed)


@settings(max_examples=100)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)))
def test_no_damage_makes_it_raise(whole: File, value: Any) -> None:
    for key in whole:
        assert verify(whole | {key: value}) or (key == "draw" and value is None)
    assert verify({"value": value})


def sealed(file: File) -> File:
    """As a cheat would publish it: with fingerprints that match."""
    file["fingerprints"] = take_fingerprints(file)
    return file


def test_matching_fingerprints_do_not_hide_what_was_changed(whole: File) -> None:
    announced = whole["fingerprints"]["all"]
    for name in ("an attribute", "the source of the number", "a ticket", "a quota dropped"):
        changed = copy.deepcopy(whole)
        TAMPERING[name][0](changed)
        assert "announced" in verify(sealed(changed), fingerprint=announced)[0]


def test_an_unfair_lottery_is_found_by_solving_again() -> None:
    pool, quotas, places = triangle()
    fair = find_lottery(pool, quotas, places)
    unfair = replace(fair, mixes=tuple(Mix(mix.counts, weight) for mix, weight in zip(fair.mixes, (0.5, 0.3, 0.2), strict=True)))
    people_ = [sum(mix.counts[n] * mix.weight for mix in unfair.mixes) for n in range(len(fair.strata))]
    chances = {id_: people_[n] / len(s.ids) for n, s in enumerate(fair.strata) for id_ in s.ids}
    unfair = replace(unfair, chances=chances, lowest=min(chances.values()))
    file = publish(pool, quotas, unfair, to_tickets(unfair), source="s", reading=Reading.NUMBER)
    assert chances != pytest.approx(dict(fair.chances), abs=0.01)
    assert verify(file) == []
    assert "could be 0.333333" in verify(file, solve=True)[0]


def test_a_lottery_that_is_only_maximin_is_found_when_it_says_leximin() -> None:
    case = published("sf_fixture_22", 22)
    pool, quotas, _ = case
    lottery = find_lottery(*case, target=Reached.MAXIMIN)
    assert lottery.reached is Reached.MAXIMIN
    for reached, said in ((Reached.MAXIMIN, None), (Reached.LEXIMIN, "not those of the fairest"), (Reached.NOTHING, "stopped")):
        stated = replace(lottery, reached=reached)
        faults = verify(publish(pool, quotas, stated, to_tickets(stated), source="s", reading=Reading.NUMBER), solve=True)
        assert (faults == []) if said is None else said in faults[0]


def test_solving_again_needs_a_possible_draw(whole: File) -> None:
    changed = copy.deepcopy(whole)
    changed["quotas"][0].update(minimum=9, maximum=9)
    assert verify(sealed(changed), solve=True)
