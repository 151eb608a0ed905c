"""Paper sheets: what was printed for whom, what was typed, and who may see it. (J4)"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Rubric, Sheet
from app.models.paper import PaperAnswer, PaperEntry, PaperSheet, PaperState
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import juries, panels, rounds
from app.queries.roles import holds

Pair = tuple[UUID, UUID]  # juror, team


@dataclass(frozen=True, slots=True)
class Slip:
    """A sheet that may be on paper. States: none (not printed), printed, entered, waiting, contested, locked (on a device)."""

    juror_id: UUID
    juror: str
    team_id: UUID
    team: str
    table: str | None
    code: str | None
    state: str
    entry_id: UUID | None = None


def slips(db: Session, challenge: Challenge, rubric: Rubric | None, fingerprint: str) -> list[Slip]:
    """Return the pairs of a juror and a team that may be printed in a round, by juror and team: no ties, no ended seats."""
    if rubric is None:
        rubric = Rubric(challenge_id=challenge.id, created_at=challenge.created_at)
    known = panels.known(db, challenge, rubric)
    pairs = rounds.planned(db, rubric, set(known.jurors), list(known.teams)) - known.tied - known.withdrawn
    printed = {(paper.person_id, paper.team_id): paper for paper in of_round(db, rubric.id) if paper.fingerprint == fingerprint}
    said = states(db, rubric.id)
    found = []
    for juror_id, team_id in pairs:
        team, paper = known.teams[team_id], printed.get((juror_id, team_id))
        state, entry_id = said.get((juror_id, team_id), ("printed" if paper else "none", None))
        if state in {"none", "printed"} and known.sheets.get((juror_id, team_id)):
            state = "locked"
        juror = known.jurors[juror_id].display_name
        found.append(Slip(juror_id, juror, team_id, team.name, team.table_label, paper.code if paper else None, state, entry_id))
    return sorted(found, key=lambda slip: (slip.juror.casefold(), slip.juror_id, slip.team.casefold(), slip.team_id))


def of_round(db: Session, rubric_id: UUID) -> list[PaperSheet]:
    """Return the sheets that were printed for a round, those of earlier versions of its grid too."""
    return list(db.exec(select(PaperSheet).where(PaperSheet.rubric_id == rubric_id).order_by(col(PaperSheet.id))))


def of_challenge(db: Session, challenge_id: UUID) -> list[PaperSheet]:
    """Return the sheets that were printed for any round of a défi."""
    return list(db.exec(select(PaperSheet).where(PaperSheet.challenge_id == challenge_id).order_by(col(PaperSheet.id))))


def states(db: Session, rubric_id: UUID | None) -> dict[Pair, tuple[str, UUID]]:
    """Return what became of the typed sheets of a round, by juror and team: entered, contested or waiting, with the entry."""
    statement: Any = (
        sa.select(
            col(PaperSheet.person_id), col(PaperSheet.team_id), col(PaperEntry.id), col(PaperEntry.state), col(PaperEntry.answer)
        )
        .join(PaperEntry, col(PaperEntry.paper_id) == col(PaperSheet.id))
        .outerjoin(
            Sheet,
            (col(Sheet.person_id) == col(PaperSheet.person_id))
            & (col(Sheet.team_id) == col(PaperSheet.team_id))
            & (col(Sheet.rubric_id) == col(PaperSheet.rubric_id)),
        )
        .where(
            col(PaperSheet.rubric_id) == rubric_id,
            (col(PaperEntry.state) == PaperState.WAITING)
            # What its juror saved anew since is theirs again.
            | ((col(PaperEntry.state) == PaperState.APPLIED) & (col(Sheet.paper_code) == col(PaperSheet.code))),
        )
        .order_by(col(PaperEntry.entered_at), col(PaperEntry.id))
    )  # fmt: skip
    found: dict[Pair, tuple[str, UUID]] = {}
    for row in rows(db, statement):
        pair = (row.person_id, row.team_id)
        state = "contested" if row.answer is PaperAnswer.CONTESTED else "entered"
        if row.state is PaperState.WAITING:
            state = "waiting"
        elif found.get(pair, ("", None))[0] == "waiting":
            continue
        found[pair] = (state, row.id)
    return found


def by_code(db: Session, viewer: Person, code: str) -> PaperSheet:
    """Return the printed sheet of a code, to those who run its jury; `NotFound` for anybody else."""
    paper = db.exec(select(PaperSheet).where(PaperSheet.code == code)).first()
    if paper is None:
        raise NotFound
    challenge = db.get_one(Challenge, paper.challenge_id)
    if not _runs(db, viewer, challenge):
        raise NotFound
    return paper


def by_code_for_change(db: Session, viewer: Person, code: str) -> PaperSheet:
    """Lock the hackathon's stream, then return the printed sheet as `by_code` does."""
    paper = by_code(db, viewer, code)
    juries.lock_stream(db, db.get_one(Challenge, paper.challenge_id).hackathon_id)
    return paper


def entry(db: Session, viewer: Person, entry_id: UUID) -> tuple[PaperEntry, PaperSheet]:
    """Return a typed copy with its sheet, to its juror and to those who run the jury; `NotFound` for anybody else."""
    found = db.get(PaperEntry, entry_id)
    if found is None:
        raise NotFound
    paper = db.get_one(PaperSheet, found.paper_id)
    challenge = db.get_one(Challenge, paper.challenge_id)
    mine = (
        paper.person_id == viewer.id
        and juries.content_open(db, viewer, paper.team_id)
        and holds(db, viewer, Role.JUROR, challenge.hackathon_id, challenge.id)
    )
    if not mine and not _runs(db, viewer, challenge):
        raise NotFound
    return found, paper


def entry_for_change(db: Session, viewer: Person, entry_id: UUID) -> tuple[PaperEntry, PaperSheet]:
    """Lock the hackathon's stream, then return a typed copy as it is under the lock."""
    found, paper = entry(db, viewer, entry_id)
    juries.lock_stream(db, db.get_one(Challenge, paper.challenge_id).hackathon_id)
    db.refresh(found)
    return found, paper


def waiting_of(db: Session, paper_id: UUID) -> PaperEntry | None:
    """Return the typed copy of a sheet that waits for a choice."""
    return db.exec(select(PaperEntry).where(PaperEntry.paper_id == paper_id, PaperEntry.state == PaperState.WAITING)).first()


def of_sheet(db: Session, sheet: Sheet | None, pair: Pair, rubric_id: UUID | None) -> list[tuple[PaperEntry, str]]:
    """Return the typed copies that concern a juror's sheet, with who typed them: the one it rests on, and one that waits."""
    statement: Any = (
        select(PaperEntry, col(Person.display_name), col(PaperSheet.code))
        .join(PaperSheet, col(PaperSheet.id) == col(PaperEntry.paper_id))
        .join(Person, col(Person.id) == col(PaperEntry.entered_by_id))
        .where(
            col(PaperSheet.person_id) == pair[0], col(PaperSheet.team_id) == pair[1], col(PaperSheet.rubric_id) == rubric_id,
            col(PaperEntry.state).in_([PaperState.APPLIED, PaperState.WAITING]),
        )
        .order_by(col(PaperEntry.entered_at).desc(), col(PaperEntry.id).desc())
    )  # fmt: skip
    found: dict[PaperState, tuple[PaperEntry, str]] = {}
    for typed, name, code in db.exec(statement):
        if typed.state is PaperState.WAITING or (sheet is not None and sheet.paper_code == code):
            found.setdefault(typed.state, (typed, name))
    return list(found.values())


def _runs(db: Session, viewer: Person, challenge: Challenge) -> bool:
    hackathon = db.get_one(Hackathon, challenge.hackathon_id)
    return holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id)


def named(db: Session, paper: PaperSheet) -> tuple[Person, Team, Rubric]:
    """Return whom and what a code stands for."""
    return db.get_one(Person, paper.person_id), db.get_one(Team, paper.team_id), db.get_one(Rubric, paper.rubric_id)
