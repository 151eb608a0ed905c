"""P3: marks of several reviewers, made comparable."""

from math import isclose, sqrt

from hypothesis import given
from hypothesis import strategies as st

from app.science.appraisals import PRIOR, Mark, levels

MARKS = st.lists(
    st.builds(Mark, st.integers(0, 4), st.integers(0, 12), st.integers(0, 10)),
    unique_by=lambda mark: (mark.reviewer, mark.application),
    max_size=40,
)


def test_p3_a_severe_and_a_mild_reader_say_the_same_thing():
    mild = [Mark("mild", name, value) for name, value in zip("abcdefgh", (8, 9, 10, 8, 9, 10, 9, 9), strict=True)]
    severe = [Mark("severe", name, value) for name, value in zip("ijklmnop", (2, 3, 4, 2, 3, 4, 3, 3), strict=True)]
    found = levels(mild + severe)
    raw_gap = found["c"].raw - found["k"].raw
    assert raw_gap == 6
    assert found["c"].mean - found["k"].mean < raw_gap * 0.6  # much of the gap was the readers', not the applications'
    assert found["c"].mean > found["a"].mean
    assert found["k"].mean > found["i"].mean


def test_p3_a_single_mark_counts_nearly_as_it_is():
    crowd = [Mark("much", number, 4 + number % 3) for number in range(30)]
    found = levels([*crowd, Mark("once", "new", 9)])
    assert found["new"].number == 1
    assert found["new"].spread is None
    assert 6.5 < found["new"].mean <= 9


def test_p3_by_hand():
    marks = [Mark("r", "a", 4), Mark("r", "b", 8), Mark("s", "a", 6)]
    grand, common = 6, 8 / 3
    deviation = sqrt((8 + PRIOR * common) / (2 + PRIOR))
    found = levels(marks)
    assert isclose(found["b"].mean, grand + (8 - 6) / deviation * sqrt(common))
    assert found["a"].raw == 5


def test_p3_equal_marks_are_equal_levels():
    found = levels([Mark(reviewer, name, 5) for reviewer in "rs" for name in "abc"])
    assert {level.mean for level in found.values()} == {5}
    assert {level.spread for level in found.values()} == {0}
    assert levels([]) == {}


@given(MARKS, st.randoms())
def test_p3_the_order_of_the_marks_does_not_matter(marks, random):
    shuffled = list(marks)
    random.shuffle(shuffled)
    one, other = levels(marks), levels(shuffled)
    assert one.keys() == other.keys()
    for name, level in one.items():
        assert 0 <= level.mean <= 10
        assert isclose(level.mean, other[name].mean, abs_tol=1e-9)
