"""Which team a juror goes to next: the least read, the nearest table, their own order. (J4)"""

import re
from uuid import UUID

from app.queries.sheets import Line, Round


def following(rounds: list[Round], after: UUID | None = None) -> list[Line]:
    """Return the teams that are still to score: the least read first, of those the nearest table to the given team's.

    Where tables say nothing, in the juror's own order after the given team.
    """
    lines = [line for each in rounds if not each.published and not each.closed for line in each.lines]
    at = next((index for index, line in enumerate(lines) if line.team_id == after), -1)
    ordered = lines[at + 1 :] + lines[: at + 1]
    left = [line for line in ordered if line.state in {"todo", "now", "tie"} and line.team_id != after]
    here = lines[at].table if at >= 0 else None
    return sorted(left, key=lambda line: (line.reads, *_apart(here, line.table)))


def _apart(here: str | None, there: str | None) -> tuple[bool, int]:
    """Return how far two tables are apart, to sort by: by their numbers within one room or row, else unknown and last."""
    room, number = _placed(here)
    other, at = _placed(there)
    if number is None or at is None or room != other:
        return True, 0
    return False, abs(number - at)


def _placed(table: str | None) -> tuple[str, int | None]:
    """Return what stands before the number of a table, and the number: ("b", 12) for "B 12"."""
    found = re.fullmatch(r"(.*?)(\d{1,6})\D*", (table or "").strip())
    return (found[1].strip(" -.").casefold(), int(found[2])) if found else ("", None)


def next_line(rounds: list[Round], after: UUID | None = None) -> Line | None:
    """Return the next team to score."""
    return next(iter(following(rounds, after)), None)
