"""Sheets: a juror's marks on a team, saved with a compare-and-set, private until locked. (J4)"""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal, rubrics, ties
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Criterion, CriterionKind, Mark, Rubric, Sheet
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds, sheets
from app.schemas.jury import SheetForm, SheetIn, SheetOut
from app.science.ranking import Criterion as Weighted
from app.science.ranking import Rules, sheet_total
from app.science.ranking import Sheet as Scored

UNDO: Final = timedelta(seconds=10)

SHEET_CHANGED: Final = code("sheet_changed", 409)
SHEET_LOCKED: Final = code("sheet_locked", 409)
SHEET_INCOMPLETE: Final = code("sheet_incomplete", 422)
SCORING_CLOSED: Final = code("scoring_closed", 409)
REOPENING_OVER: Final = code("reopening_over", 409)
NOTHING_TO_SCORE: Final = code("nothing_to_score", 409)
UNDO_OVER: Final = code("undo_over", 409)


def save(db: Db, actor: Person, team: Team, given: SheetIn, *, revision: int, at: datetime) -> Sheet:
    """Save a whole sheet over the revision it was made from; 0 begins it.

    The same `op_id` again gives the same answer. Another revision than the stored one is refused (`sheet_changed`) and
    nothing is lost: the caller shows both copies. Refuses a locked sheet, a published result and, unless it was signed before
    and comes within the grace of the grid, a closed scoring.
    """
    sheet = sheets.of_juror(db, actor.id, team.id, given.round_id)
    if sheet and sheet.op_id == given.op_id:
        return sheet
    rubric = _open_to(db, actor, team, at, given.round_id)
    late = refuse_late(rubric, sheet, _signed(given, at), at)
    if sheet and sheet.locked_at:
        raise refuse(SHEET_LOCKED, N_("This sheet is locked. Ask an organiser to give it back if something must change."))
    if revision != (sheet.revision if sheet else 0):
        raise refuse(
            SHEET_CHANGED, N_("This sheet was changed elsewhere meanwhile. Both copies are kept: look at them and choose.")
        )
    criteria = juries.criteria_of(db, rubric)
    check_marks(given.marks, criteria, rubric.scale)
    if sheet is None:
        rubrics.lock_at_first_sheet(db, rubric, at=at)
        sheet = Sheet(
            person_id=actor.id, team_id=team.id, rubric_id=rubric.id, challenge_id=team.challenge_id, revision=0, saved_at=at
        )
    sheet.revision += 1
    sheet.op_id, sheet.great, sheet.think_about, sheet.saved_at = given.op_id, given.great, given.think_about, at
    # From now on it is the juror's own again, whoever typed it before.
    sheet.entered_by_id = sheet.paper_code = None
    db.add(sheet)
    db.flush()
    write_marks(db, sheet, given.marks)
    facts = {"team_id": team.id, "revision": sheet.revision, "marked": len(given.marks)}
    journal.record(db, team.hackathon_id, actor, Action.SCORE, sheet, at=at, **facts | ({"late": True} if late else {}))
    if given.lock:
        _lock(db, actor, team, criteria, sheet, given=given, at=at)
    return sheet


def _open_to(db: Db, actor: Person, team: Team, at: datetime, round_id: UUID | None = None) -> Rubric:
    """Return the grid, once the policy and the tie let the juror score this team."""
    if juries.published(db, team.challenge_id):
        raise rubrics.published()
    require(db, actor, Action.SCORE, team, at=at)
    ties.require_content(db, actor, team)
    if not juries.has_handed_in(db, team.id):
        raise refuse(NOTHING_TO_SCORE, N_("This team has not handed anything in, so there is nothing to score."))
    if round_id is None:
        return rubrics.ensure(db, db.get_one(Challenge, team.challenge_id), at=at)
    rubric = db.get(Rubric, round_id)
    if rubric is None or rubric.challenge_id != team.challenge_id:
        raise refuse(INVALID, N_("This sheet was made for another challenge."), field_="round_id")
    return rubric


def refuse_late(rubric: Rubric, sheet: Sheet | None, signed: datetime | None, at: datetime) -> bool:
    """Refuse what comes after the end; return whether it comes after it and counts all the same, by when it was signed.

    The end is the close of the scoring, or for a sheet that was given back (`reopening_over`) the hour that was said then.
    """
    given_back = sheet.reopened_until if sheet else None
    end = given_back or rubric.closed_at
    if end is None or (given_back and at <= given_back):
        return False
    if sheet and given_back is None and sheet.reopened_at and sheet.reopened_at >= end:
        return False  # given back before there was an hour
    if signed is not None and signed <= end and at <= end + timedelta(minutes=rubric.grace_minutes):
        return True
    if given_back:
        raise refuse(REOPENING_OVER, N_("The time to change this sheet is over; it counts as it was. Tell an organiser."))
    raise refuse(SCORING_CLOSED, N_("The scoring of this challenge is closed, so this was not counted. Tell an organiser."))


def _signed(given: SheetIn, at: datetime) -> datetime | None:
    """Return by our clock when a sheet was signed, from how long ago that was by the device's; None where it does not say."""
    if given.signed_at is None or given.sent_at is None:
        return None
    return at - max(given.sent_at - given.signed_at, timedelta())


def check_marks(marks: dict[UUID, int], criteria: list[Criterion], scale: int) -> None:
    """Refuse marks that the grid does not have."""
    known = {criterion.id: criterion.kind for criterion in criteria}
    for criterion_id, level in marks.items():
        if criterion_id not in known:
            raise refuse(INVALID, N_("This criterion is not in the grid."), field_=f"marks.{criterion_id}")
        lowest, highest = (0, 1) if known[criterion_id] is CriterionKind.GATE else (1, scale)
        if not lowest <= level <= highest:
            raise refuse(INVALID, N_("Choose one of the proposed answers."), field_=f"marks.{criterion_id}")


def write_marks(db: Db, sheet: Sheet, given: dict[UUID, int]) -> None:
    """Make the stored marks of a sheet those that are given."""
    stored = {mark.criterion_id: mark for mark in db.exec(select(Mark).where(Mark.sheet_id == sheet.id))}
    for criterion_id, level in given.items():
        mark = stored.pop(criterion_id, None) or Mark(sheet_id=sheet.id, criterion_id=criterion_id, level=level)
        mark.level = level
        db.add(mark)
    for mark in stored.values():
        db.delete(mark)
    db.flush()


def lock(db: Db, actor: Person, team: Team, *, at: datetime) -> Sheet:
    """Lock one's sheet: from now on it counts. Every criterion needs a mark; locking twice changes nothing."""
    rubric = _open_to(db, actor, team, at)
    sheet = sheets.of_juror(db, actor.id, team.id)
    if sheet is None:
        raise refuse(SHEET_INCOMPLETE, N_("Give a mark for every criterion before you lock the sheet."))
    if sheet.locked_at:
        return sheet
    refuse_late(rubric, sheet, None, at)
    _lock(db, actor, team, juries.criteria_of(db, rubric), sheet, given=None, at=at)
    return sheet


def _lock(
    db: Db, actor: Person, team: Team, criteria: list[Criterion], sheet: Sheet, *, given: SheetIn | None, at: datetime
) -> None:
    check_complete(set(db.exec(select(Mark.criterion_id).where(Mark.sheet_id == sheet.id))), criteria)
    facts: dict[str, Any] = {"team_id": team.id, "revision": sheet.revision}
    sheet.locked_at, sheet.signed_at, sheet.received_at = at, None, None
    if given and (signed := _signed(given, at)):
        sheet.signed_at, sheet.received_at = given.signed_at, at
        facts["seconds_under_way"] = round((at - signed).total_seconds())
    db.add(sheet)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.LOCK_SHEET, sheet, at=at, **facts)


def check_complete(marked: Collection[UUID], criteria: list[Criterion]) -> None:
    """Refuse a sheet to be locked on which something but a bonus has no mark."""
    for criterion in criteria:
        if criterion.id not in marked and criterion.kind is not CriterionKind.BONUS:
            raise refuse(
                SHEET_INCOMPLETE, N_("Give a mark for every criterion before you lock the sheet."), field_=f"marks.{criterion.id}"
            )


def hand_in(db: Db, actor: Person, team: Team, given: SheetForm, *, at: datetime) -> Sheet:
    """Save what a page sent and, where it asks for that, lock it in the same act: both happen or neither."""
    sheet = save(db, actor, team, given, revision=given.revision, at=at)
    return lock(db, actor, team, at=at) if given.do == "lock" else sheet


def unlock(db: Db, actor: Person, team: Team, *, at: datetime) -> Sheet:
    """Undo one's own lock within ten seconds; after that an organiser gives the sheet back, with a reason."""
    rubric = _open_to(db, actor, team, at)
    sheet = sheets.of_juror(db, actor.id, team.id)
    if sheet is None:
        raise NotFound
    if sheet.locked_at is None:
        return sheet
    refuse_late(rubric, sheet, None, at)
    if at - sheet.locked_at > UNDO:
        raise refuse(UNDO_OVER, N_("Ten seconds have passed. Ask an organiser to give the sheet back, with the reason."))
    take_lock_off(db, sheet)
    journal.record(db, team.hackathon_id, actor, Action.UNLOCK_SHEET, sheet, at=at, team_id=team.id)
    return sheet


def take_lock_off(db: Db, sheet: Sheet) -> None:
    """Let a sheet be written again; it does not count until it is locked."""
    sheet.locked_at = None
    # A next revision: a page that was made before the lock must not write over what comes after.
    sheet.revision += 1
    db.add(sheet)
    db.flush()


def total_of(criteria: list[Criterion], marks: dict[UUID, int]) -> Decimal | None:
    """Return the weighted mean of a complete sheet as it is published, None while a mark is missing."""
    criteria = [criterion for criterion in criteria if criterion.kind is CriterionKind.SCORED]
    rules = Rules(tuple(Weighted(str(c.id), Decimal(c.weight)) for c in criteria))
    scores = {str(c.id): Decimal(marks[c.id]) if c.id in marks else None for c in criteria}
    return sheet_total(Scored("", "", scores), rules) if criteria else None


def own(db: Db, juror: Person, team: Team, round_id: UUID | None = None) -> SheetOut:
    """Return one's own sheet on a team in a round, the one being read unless told; empty before the first save.

    A tie keeps it shut; of a published result there is none where the juror said nothing of the team, or it was forgotten.
    """
    if juries.tie_of(db, juror.id, team.id) is None and juries.published(db, team.challenge_id):
        raise NotFound
    ties.require_content(db, juror, team)
    rubric = db.get(Rubric, round_id) if round_id else rounds.current(db, team.challenge_id)
    if rubric and rubric.challenge_id != team.challenge_id:
        raise NotFound
    sheet = sheets.of_juror(db, juror.id, team.id, round_id)
    marks = sheets.marks_of(db, sheet)
    total = total_of(juries.criteria_of(db, rubric), marks) if rubric else None
    return SheetOut(
        team_id=team.id,
        round_id=rubric.id if rubric else None,
        revision=sheet.revision if sheet else 0,
        op_id=sheet.op_id if sheet else None,
        marks=marks,
        great=sheet.great if sheet else "",
        think_about=sheet.think_about if sheet else "",
        saved_at=sheet.saved_at if sheet else None,
        locked_at=sheet.locked_at if sheet else None,
        signed_at=sheet.signed_at if sheet else None,
        received_at=sheet.received_at if sheet else None,
        given_back=sheet.reopen_reason if sheet and sheet.reopened_until and not sheet.locked_at else None,
        open_until=sheet.reopened_until if sheet and not sheet.locked_at else None,
        total=float(total) if total is not None else None,
    )
