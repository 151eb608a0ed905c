"""J5: numbers instead of jurors come from the marks alone, and the ranking is the same under them."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from app.science import ranking_json
from app.science.ranking import Criterion, Rules, fingerprint, rank
from app.science.ranking_types import Estimator, Sheet
from app.science.unnamed import numbers, unnamed

RULES = Rules(criteria=(Criterion("c", Decimal(1)),), estimator=Estimator.ADJUSTED)
MARKS = {"ada": (4, 5, None), "bob": (4, 3, 2), "cyd": (None, 2, 1), "dan": (4, 3, 2)}
SHEETS = [
    Sheet(juror, team, {"c": Decimal(mark)})
    for juror, marks in MARKS.items()
    for team, mark in zip("ABC", marks, strict=True)
    if mark is not None
]


def test_whoever_the_jurors_are_their_numbers_and_the_fingerprint_are_the_same():
    """Sabotage: let the names decide the order, and the fingerprints differ."""
    found = set()
    for names in permutations(MARKS):
        called = dict(zip(MARKS, names, strict=True))
        sheets = [replace(sheet, juror=called[sheet.juror]) for sheet in reversed(SHEETS)]
        found.add(fingerprint("ABC", unnamed(sheets), RULES))
        dealt = numbers(sheets)
        assert sorted(dealt.values()) == ["0001", "0002", "0003", "0004"]
        assert {dealt[called["bob"]], dealt[called["dan"]]} == {"0001", "0002"}, "alike in everything"
    assert len(found) == 1
    other = [replace(SHEETS[0], scores={"c": Decimal(3)}), *SHEETS[1:]]
    assert fingerprint("ABC", unnamed(other), RULES) not in found


def test_marks_stay_together_and_rank_alike():
    again = unnamed(unnamed(SHEETS))
    assert again == unnamed(SHEETS)
    by_number = {number: juror for juror, number in numbers(SHEETS).items()}
    assert [replace(sheet, juror=by_number[sheet.juror]) for sheet in again] == SHEETS
    assert rank("ABC", again, RULES).rows == rank("ABC", SHEETS, RULES).rows
    kept = ranking_json.kept("ABC", SHEETS, RULES)
    assert ranking_json.without_names(kept) == ranking_json.kept("ABC", again, RULES)
    assert numbers([]) == {}
    spelled = [replace(sheet, scores={"c": Decimal("4.00")}) if sheet.scores["c"] == 4 else sheet for sheet in SHEETS]
    assert numbers(spelled) == numbers(SHEETS)
