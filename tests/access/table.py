"""The expected table: who gets in, route by route, as a file that people review.

    ["GET /hackathons/{slug}"]
    own = ["always: everybody"]
    team = …

A line is `phases: who`; `always` stands for all phases where the thing exists, `everybody` and `signed-in` for the whole cast
with and without the visitor, `-name` takes somebody out. Whoever is not named must be refused.
`python -m tests.access.record` writes it anew: look at the difference before you keep it.
"""

import tomllib
from pathlib import Path

from app.models.hackathon import Phase
from tests.access.jury_states import STATES
from tests.full_world import CAST, PLACES

FILE = Path(__file__).with_name("expected.toml")
# The same for the states of a jury: the names of `jury_states.py` stand where the phases stand.
JURY_FILE = Path(__file__).with_name("expected_jury.toml")
Found = dict[str, dict[str, dict[str, set[str]]]]
MOMENTS = (*Phase, *STATES)
GROUPS = {"everybody": set(CAST), "signed-in": set(CAST) - {"visitor"}}


def said(who: set[str]) -> str:
    """Return a set of people in few words."""
    for name, group in GROUPS.items():
        if who and len(group - who) <= 6 and not who - group:
            return " ".join([name, *(f"-{one}" for one in CAST if one in group - who)])
    return " ".join(one for one in CAST if one in who)


def meant(words: str) -> set[str]:
    """Return the people that the words name."""
    who: set[str] = set()
    for word in words.split():
        if word.startswith("-"):
            who -= {word[1:]}
        else:
            who |= GROUPS.get(word, {word})
    if unknown := who - set(CAST):
        raise ValueError(f"nobody is called {sorted(unknown)}")
    return who


def write(found: Found, kept: dict[str, dict[str, list[str]]]) -> str:
    """Return the table's text, with rows kept as they are; places where nobody gets in are left out."""
    lines = [*(__doc__ or "").strip().splitlines()]
    lines = [f"# {line}".rstrip() for line in lines]
    rows = kept | {route: _row(places) for route, places in found.items()}
    for route in sorted(rows, key=lambda route: (route.split(" ")[1], route)):
        lines.append(f'\n["{route}"]')
        for place, parts in rows[route].items():
            quoted = [f'"{part}"' for part in parts]
            lines.append(f"{place} = [{quoted[0]}]" if len(parts) == 1 else f"{place} = [\n  " + ",\n  ".join(quoted) + ",\n]")
    return "\n".join(lines) + "\n"


def _row(places: dict[str, dict[str, set[str]]]) -> dict[str, list[str]]:
    """Return what stands under one route, by place."""
    row: dict[str, list[str]] = {}
    for place in PLACES:
        by_phase = places.get(place, {})
        groups: dict[str, list[str]] = {}
        for moment in (moment for moment in MOMENTS if moment in by_phase):
            groups.setdefault(said(by_phase[moment]), []).append(moment)
        groups.pop("", None)
        if groups:
            row[place] = [
                f"{'always' if len(phases) == len(by_phase) else ' '.join(phases)}: {who}" for who, phases in groups.items()
            ]
    return row


class Table:
    """The reviewed table, to look up."""

    def __init__(self, file: Path = FILE) -> None:
        self.rows = tomllib.loads(file.read_text()) if file.exists() else {}

    def who(self, route: str, place: str, moment: str) -> set[str]:
        for line in self.rows[route].get(place, []):
            phases, _, names = line.partition(":")
            if phases == "always" or moment in phases.split():
                return meant(names)
        return set()
