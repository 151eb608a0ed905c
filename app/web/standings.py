"""How much of a result a page shows first, and on which page of its table every team stands. (J6)

A page has 350 nodes (see `tests/browser/gates.py`). What matters comes first: who is retained, the first places, the teams that
the marks cannot tell apart. The rest is a table in pages, in the order of the places, so a team's page never changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

# Teams that a long result shows first, drawn and listed.
FIRST: Final = 12
# Nodes that the results of one page may take, beside its frame, what the jurors wrote and what the jury changed.
ROOM: Final = 250
# Results in short on one page.
TOGETHER: Final = 6
# Places of a result in short.
SHORT: Final = 3
# Rows that one page of the table may have, and the nodes that they may take together.
ROWS: Final = (20, 15, 10, 5)
ROW_NODES: Final = 240

Team = dict[str, Any]


class Form(StrEnum):
    """How much of each result a page shows: with a chart for each criterion, its first places, or who is retained alone."""

    WHOLE = "whole"
    FIRST = "first"
    SHORT = "short"


def form_of(results: Sequence[dict[str, Any]]) -> Form:
    """Return the fullest form in which these results fit into one page; one result alone is never in short."""
    sizes = [(len(result["teams"]), len(result["criteria"])) for result in results]
    if sum(45 + teams * (13 + 5 * criteria) for teams, criteria in sizes) <= ROOM:
        return Form.WHOLE
    if len(results) == 1 or sum(35 + min(teams, FIRST) * 13 for teams, _ in sizes) <= ROOM:
        return Form.FIRST
    return Form.SHORT


def first(teams: Sequence[Team], most: int = FIRST, also: Collection[str] = ()) -> list[Team]:
    """Return the teams of the first places, with whoever is retained or asked for, in the order given."""
    return [team for at, team in enumerate(teams) if at < most or team["retained"] or team["team_id"] in also]


def retained(teams: Sequence[Team]) -> list[Team]:
    """Return who is retained, the first three of them; where nobody is, who is first."""
    kept = [team for team in teams if team["retained"]] or [team for team in teams if team["rank"] == 1]
    return kept[:SHORT]


def across(teams: Sequence[Team]) -> list[Team]:
    """Return the ranked teams that are not retained although these marks cannot tell them from one that is."""
    kept = {team["team_id"] for team in teams if team["retained"]}
    return [team for team in teams if team["rank"] and not team["retained"] and kept & set(team["alike"])]


@dataclass(frozen=True, slots=True)
class Table:
    """One page of all the teams of a result, numbered from 1; `first` and `last` count the teams from 1."""

    rows: Sequence[Team]
    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def table(teams: Sequence[Team], columns: int, number: int) -> Table:
    """Return a page of a result's table; the last one where the number is beyond it."""
    size = rows_of(columns)
    number = min(number, max(1, -(-len(teams) // size)))
    return Table(teams[(number - 1) * size : number * size], number, size, len(teams))


def rows_of(columns: int) -> int:
    """Return how many teams a page of the table has: fewer where there are many columns, eight of them not counted."""
    return next((size for size in ROWS if size * (8 + columns) <= ROW_NODES), ROWS[-1])


def page_of(teams: Sequence[Team], columns: int, team_id: object) -> int | None:
    """Return the page of the table on which a team stands, None where it is not in the result."""
    at = next((at for at, team in enumerate(teams) if team["team_id"] == str(team_id)), None)
    return None if at is None else at // rows_of(columns) + 1


def mine(results: Sequence[dict[str, Any]], team_id: object) -> dict[str, Any] | None:
    """Return the place of a team among published results, and the page of the table on which it stands."""
    for result in results:
        if number := page_of(result["teams"], len(result["criteria"]), team_id):
            team = next(one for one in result["teams"] if one["team_id"] == str(team_id))
            ranked = sum(one["rank"] is not None for one in result["teams"])
            return {
                "team": team, "challenge_id": result["challenge_id"], "page": number, "total": len(result["teams"]),
                "ranked": ranked, "scale": result["scale"], "spans": spans(result, team),
            }  # fmt: skip
    return None


def spans(result: dict[str, Any], team: Team) -> list[tuple[dict[str, str], str, str, str]]:
    """Return for each criterion its label, the team's own mean, and the lowest and highest of all teams, as decimals in text."""
    found = []
    for criterion in result["criteria"]:
        means = [one["criteria"][criterion["id"]] for one in result["teams"] if criterion["id"] in one["criteria"]]
        if criterion["id"] in team["criteria"]:
            lowest, highest = min(means, key=float), max(means, key=float)
            found.append((criterion["label"], team["criteria"][criterion["id"]], lowest, highest))
    return found
