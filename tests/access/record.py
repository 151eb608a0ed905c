"""Writes the expected table anew from what the application does now: `python -m tests.access.record [phase …]`.

What it writes is what *is*, not what ought to be: read the difference line by line before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from app.migrate import migrate
from app.models.hackathon import Phase
from tests.access.canaries import leaks
from tests.access.matrix import Found, Walk, gather
from tests.access.table import FILE, write


def main() -> None:
    phases = [Phase(name) for name in sys.argv[1:]] or list(Phase)
    found: Found = {}
    shown: dict[tuple[str, str], set[str]] = {}
    base = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'template.sqlite3'}")
        for phase in phases:
            walk = Walk(folder / phase, folder / "template.sqlite3", phase)
            for cell in walk.cells_of():
                gather(found, [cell])
                if cell.verdict in {"broken", "unsure"}:
                    print(f"{cell.verdict}: {cell}", file=sys.stderr)
                for canary in leaks(cell.who, cell.canaries, phase):
                    shown.setdefault((canary, cell.way.key), set()).add(f"{phase}/{cell.who}")
            print(f"{phase}: {walk.cells} cells", *walk.changed, sep="\n", file=sys.stderr)
            walk.close()
    for (canary, route), who in sorted(shown.items()):
        print(f"shown: {canary} by {route} to {' '.join(sorted(who))}", file=sys.stderr)
    if len(phases) == len(Phase):
        FILE.write_text(write(found))
    else:
        sys.stdout.write(write(found))


if __name__ == "__main__":
    main()
