"""C1: words as the search keeps them."""

import pytest

from app.queries.search import LIMIT, asked, fold, stems, weigh


@pytest.mark.parametrize(
    ("asked_for", "written"),
    [
        ("bénévole", "bénévoles"),
        ("benevole", "bénévoles"),
        ("recruter", "recrutement"),
        ("recrutees", "recrutées"),
        ("iles", "Îles"),
        ("oeuvre", "œuvres"),
        ("volunteer", "volunteering"),
    ],
)
def test_inflections_and_accents_meet(asked_for: str, written: str):
    assert stems(asked_for) & stems(written.casefold())


def test_words_that_say_nothing_are_not_looked_for():
    assert asked("le la les de l’ en à") == []
    assert len(asked("un relais par île")) == 2
    assert len(asked(" ".join(f"mot{number}" for number in range(50)))) == 8


def test_a_part_counts_once_and_parts_add_up():
    weights = weigh([("relais relais relais", 8), ("relais", 1)])
    assert set(weights.values()) == {9}


def test_long_words_fit_their_column():
    assert all(len(stem) <= LIMIT for stem in stems("x" * 500))
    assert fold("Œuvre Île") == "oeuvre ile"
