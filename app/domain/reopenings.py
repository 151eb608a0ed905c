"""Sheets given back to their jurors for a while: with a reason, until an hour that is said; then they count as they did. (J4)"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal, rubrics, sheets
from app.domain.policy import Action, require
from app.models.jury import Rubric, Sheet
from app.models.person import Person
from app.models.team import Team
from app.queries import juries
from app.queries import sheets as queries
from app.schemas.jury import ReopenIn

# What a sheet said when it was given back, beside its marks.
KEPT: Final = ("great", "think_about", "entered_by_id", "paper_code", "signed_at", "received_at", "confirmed_at")


def reopen(db: Db, actor: Person, sheet: Sheet, given: ReopenIn, *, at: datetime) -> Sheet:
    """Give a locked sheet back to its juror for some minutes, with a reason; it does not count until they lock it again.

    Given back twice, the first holds. What it said is kept, and counts again where nobody locked it in time.
    """
    team = db.get_one(Team, sheet.team_id)
    require(db, actor, Action.REOPEN_SHEET, team, at=at)
    if juries.published(db, sheet.challenge_id):
        raise rubrics.published()
    if sheet.locked_at is None:
        return sheet
    marks = {str(criterion): level for criterion, level in queries.marks_of(db, sheet).items()}
    stored = sheet.model_dump(mode="json", include=set(KEPT))
    sheet.reopened_from = {"marks": marks, **stored}
    sheets.take_lock_off(db, sheet)
    sheet.reopened_at, sheet.reopened_by_id, sheet.reopen_reason = at, actor.id, given.reason
    sheet.reopened_until = at + timedelta(minutes=given.minutes)
    db.add(sheet)
    journal.record(
        db, team.hackathon_id, actor, Action.REOPEN_SHEET, sheet, at=at,
        team_id=team.id, juror_id=sheet.person_id, minutes=given.minutes,
    )  # fmt: skip
    return sheet


def ends_at(sheet: Sheet, rubric: Rubric) -> datetime | None:
    """Return when a sheet that is given back counts again as it was, the grace of the grid included; None where it is not."""
    if sheet.locked_at or sheet.recused_at or sheet.reopened_until is None or sheet.reopened_from is None:
        return None
    return sheet.reopened_until + timedelta(minutes=rubric.grace_minutes)


def under_way(db: Db, rubric: Rubric) -> list[Sheet]:
    """Return the sheets of a round that are given back and not locked again."""
    found = select(Sheet).where(
        Sheet.rubric_id == rubric.id, col(Sheet.locked_at).is_(None), col(Sheet.reopened_until).is_not(None)
    )
    return [sheet for sheet in db.exec(found.order_by(col(Sheet.id))) if ends_at(sheet, rubric)]


def due(db: Db, *, at: datetime) -> list[UUID]:
    """Return the sheets whose time is over, those of a published result apart."""
    waiting = select(Sheet, Rubric).where(
        col(Rubric.id) == col(Sheet.rubric_id), col(Sheet.locked_at).is_(None), col(Sheet.reopened_until) <= at
    )
    over = [sheet for sheet, rubric in db.exec(waiting.order_by(col(Sheet.id))) if (end := ends_at(sheet, rubric)) and end <= at]
    return [sheet.id for sheet in over if not juries.published(db, sheet.challenge_id)]


def take_back(db: Db, sheet_id: UUID, *, at: datetime) -> None:
    """Let a sheet whose time is over count as it did before it was given back; again changes nothing."""
    sheet = db.get_one(Sheet, sheet_id)
    juries.lock_stream(db, db.get_one(Team, sheet.team_id).hackathon_id)
    db.refresh(sheet)
    if sheet_id not in due(db, at=at):
        return
    before: dict[str, Any] = sheet.reopened_from or {}
    sheets.write_marks(db, sheet, {UUID(criterion): level for criterion, level in before["marks"].items()})
    restored = Sheet.model_validate({**sheet.model_dump(), **{name: before.get(name) for name in KEPT}})
    for name in KEPT:
        setattr(sheet, name, getattr(restored, name))
    # A next revision: what a device still holds is shown beside it, not written over it.
    sheet.revision, sheet.op_id, sheet.locked_at, sheet.reopened_from = sheet.revision + 1, None, at, None
    db.add(sheet)
    team = db.get_one(Team, sheet.team_id)
    journal.record(db, team.hackathon_id, None, Action.TAKE_SHEET_BACK, sheet, at=at, team_id=team.id, juror_id=sheet.person_id)


def forget(db: Db, challenge_id: UUID) -> None:
    """Drop what sheets said when they were given back, once their result is published."""
    for sheet in db.exec(select(Sheet).where(Sheet.challenge_id == challenge_id, col(Sheet.reopened_until).is_not(None))):
        sheet.reopened_from = None
        db.add(sheet)
