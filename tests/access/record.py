"""Writes the expected table anew from what the application does now.

    python -m tests.access.record            all phases, all routes
    python -m tests.access.record /teams     the routes whose method and path hold this pattern; the others stay
    python -m tests.access.record -n sprint  show one phase, write nothing
    python -m tests.access.record jury-states   the states of a jury, into a table of their own

What it writes is what *is*, not what ought to be: read the difference line by line before you commit it.
"""

import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from app.migrate import migrate
from app.models.hackathon import Phase
from tests.access.canaries import leaks
from tests.access.jury_states import ROUTES as JURY_ROUTES
from tests.access.jury_states import STATES
from tests.access.matrix import Found, Walk, gather
from tests.access.table import FILE, JURY_FILE, Table, write

NOT_UNDERSTOOD = {400, 412, 415, 422, 428, 429}


def record(moment: str, only: str) -> tuple[Found, list[str]]:
    """Walk one moment; return who got in, and what is to be looked at."""
    found: Found = {}
    notes: list[str] = []
    shown: dict[tuple[str, str], set[str]] = {}
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'template.sqlite3'}")
        walk = Walk(folder / moment, folder / "template.sqlite3", moment, re.compile(only))
        for cell in walk.cells_of():
            gather(found, [cell])
            if cell.verdict == "broken" or cell.answer.status in NOT_UNDERSTOOD:
                said = walk.log[-1] if cell.verdict == "broken" and walk.log else _heard(cell.answer.body)
                notes.append(f"{cell.verdict}: {cell} {said[-300:]}")
            for canary in leaks(cell.who, cell.canaries, walk.phase):
                shown.setdefault((canary, cell.way.key), set()).add(cell.who)
        notes += walk.changed
        notes += [
            f"shown: {moment} {canary} by {route} to {' '.join(sorted(who))}" for (canary, route), who in sorted(shown.items())
        ]
        notes.append(f"{moment}: {walk.cells} cells")
        walk.close()
    return found, notes


def _heard(body: bytes) -> str:
    """Return what an answer says is wrong."""
    text = body.decode("utf-8", "replace")
    if "errors-title" not in text:
        return text if text.startswith("{") else ""
    return " ".join(
        text for pair in re.findall(r'<p class="error"[^>]*>([^<]*)|<strong>([^<]*)</strong></li>', text)[:2] for text in pair
    )


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "-n"]
    jury = "jury-states" in words
    file = JURY_FILE if jury else FILE
    only = next((word[1:] for word in words if word.startswith("/")), JURY_ROUTES if jury else "")
    moments: list[str] = list(STATES) if jury else [word for word in words if not word.startswith("/")] or list(Phase)
    found: Found = {}
    with ProcessPoolExecutor(2) as workers:
        for part, notes in workers.map(record, moments, [only] * len(moments)):
            sys.stderr.write("\n".join(notes) + "\n")
            for route, places in part.items():
                for place, by_phase in places.items():
                    found.setdefault(route, {}).setdefault(place, {}).update(by_phase)
    kept = Table(file).rows if only and not jury else {}
    text = write(found, {route: row for route, row in kept.items() if not re.search(only, route)})
    if "-n" in sys.argv:
        sys.stdout.write(text)
    else:
        file.write_text(text)


if __name__ == "__main__":
    main()
