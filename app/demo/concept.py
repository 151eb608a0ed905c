"""The shape of a team's idea."""

from __future__ import annotations

from typing import NamedTuple


class Concept(NamedTuple):
    """One idea, in the words of its team; `costs` are labels and euros, 0 for what is lent or given."""

    team: str
    name: str
    idea: str
    how: str
    heard: str
    costs: tuple[tuple[str, int], ...]
    test: str
    serves: str
