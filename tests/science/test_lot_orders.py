"""C7: an order of passage is a whole order of everybody, and its file is checked without ever raising."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.lot_orders import publish_order, verify_order
from app.science.lots import draw_order

IDS = st.sets(st.text(min_size=1, max_size=4), max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
)


@given(IDS, st.text(min_size=1).filter(str.strip))
def test_everybody_is_in_the_order_once_whatever_the_order_of_the_input(ids: set[str], number: str) -> None:
    order = draw_order(sorted(ids), number)
    assert sorted(order) == sorted(ids)
    assert draw_order(sorted(ids, reverse=True), number) == order
    made = publish_order(sorted(ids), source="The evening lottery", number=number)
    assert verify_order(json.loads(json.dumps(made))) == []


@pytest.mark.parametrize("number", ["", " ", "\x1c", "\u2028 \t", None, 7, ["1"], {"1": 2}])
def test_a_number_that_cannot_be_read_is_said_to_be(number: Any) -> None:
    """It raised `ValueError` for an empty one before."""
    file = publish_order(["001", "002"], source="The evening lottery", number="11")
    file["draw"]["number"] = number
    assert verify_order(file) == ["The draw has no public number."]


def test_nobody_and_one_alone_are_orders_too() -> None:
    for ids in ([], ["001"]):
        file = publish_order(ids, source="The evening lottery", number="11")
        assert (verify_order(file), file["draw"]["order"]) == ([], ids)


@settings(max_examples=150)
@given(st.data(), ANYTHING)
def test_no_damage_makes_it_raise_and_none_is_passed_over(data: st.DataObject, value: Any) -> None:
    # Twenty: of three, another number puts everybody in the same order one time in six, and then nothing is wrong.
    whole = publish_order([f"{number:03}" for number in range(20)], source="The evening lottery", number="11")
    file = copy.deepcopy(whole)
    spot: Any = file
    place: Any = data.draw(st.sampled_from(["format", "pool", "source", "fingerprints", "draw"]))
    while isinstance(spot[place], dict | list) and spot[place] and data.draw(st.booleans()):
        spot = spot[place]
        place = data.draw(st.sampled_from(list(spot) if isinstance(spot, dict) else range(len(spot))))
    spot[place] = value
    flaws = verify_order(file)
    assert isinstance(flaws, list)
    if file != whole and file["draw"] is not None and file["format"] == whole["format"]:
        assert flaws
