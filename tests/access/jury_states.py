"""What a jury goes through inside two phases: before its grid is opened, while it scores, when it talks, after it has spoken.

The phases say nothing of these states, yet who may open what depends on them; each is the whole world of its phase, rearranged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col

from app.models.deliberation import Ballot, Contest, ContestOutcome, Deliberation, Motion
from app.models.hackathon import Phase
from app.models.jury import Mark, Publication, Rubric, Sheet
from app.models.paper import PaperEntry, PaperSheet
from tests.full_world import Scene

# The routes that these states decide about.
ROUTES = (
    r"^(?!.*(compose|practices|team-publications)).*"
    r"(/jury|/sheet|/tie(/deny)?$|/grid|/rounds|/panel|/deliberation|/prize|/paper|/example|/contest|/results|/publication)"
)


@dataclass(frozen=True, slots=True)
class State:
    """A phase, and what is changed in its world."""

    phase: Phase
    arrange: Callable[[Db, Scene], None]


def _prepared(db: Db, _scene: Scene) -> None:
    """A grid that may still be changed: nobody has scored."""
    _silent(db)
    for model in (PaperEntry, PaperSheet, Mark, Sheet):
        db.execute(sa.delete(model))
    db.execute(sa.update(Rubric).values(opened_at=None, locked_at=None, closed_at=None))


def _scoring(db: Db, _scene: Scene) -> None:
    """Jurors score; nobody talks yet, and no sheet is locked."""
    _silent(db)
    db.execute(sa.update(Sheet).values(locked_at=None))


def _read(db: Db, scene: Scene) -> None:
    """All sheets are in, the scoring is closed, the talk has not begun."""
    _silent(db)
    db.execute(sa.update(Rubric).values(closed_at=scene.world.now - timedelta(hours=1)))
    db.execute(sa.update(Sheet).values(locked_at=scene.world.now - timedelta(hours=2)))


def _decided(db: Db, scene: Scene) -> None:
    """The talk has ended; the result waits for its publication."""
    _closed_talk(db, scene)
    for model in (Ballot, Motion):
        db.execute(sa.delete(model))
    db.execute(sa.update(Deliberation).values(ended_at=scene.world.now))


def _answered(db: Db, scene: Scene) -> None:
    """The result is out, and its contest has been answered."""
    db.execute(sa.update(Contest).values(outcome=ContestOutcome.UPHELD, answer="Nothing changes.", answered_at=scene.world.now))


def _past(db: Db, scene: Scene) -> None:
    """The result is out, and the time to contest it has passed."""
    db.execute(sa.delete(Contest))
    db.execute(sa.update(Publication).values(published_at=scene.world.now - timedelta(days=10)))


def _silent(db: Db) -> None:
    for model in (Ballot, Motion, Deliberation):
        db.execute(sa.delete(model))


def _closed_talk(db: Db, scene: Scene) -> None:
    db.execute(sa.update(Rubric).values(closed_at=scene.world.now - timedelta(hours=1)))
    db.execute(sa.update(Sheet).where(col(Sheet.locked_at).is_(None)).values(locked_at=scene.world.now - timedelta(hours=2)))


STATES = {
    "prepared": State(Phase.JURY, _prepared),
    "scoring": State(Phase.JURY, _scoring),
    "read": State(Phase.JURY, _read),
    "decided": State(Phase.JURY, _decided),
    "answered": State(Phase.RESULTS, _answered),
    "past": State(Phase.RESULTS, _past),
}
