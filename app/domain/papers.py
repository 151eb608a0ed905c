"""Sheets on paper: printed with a code for one juror and one team, typed in by somebody else, never written over. (J4)

Whoever types sees what they type and nothing else. What happens where two copies differ: see `paper_choices`.
"""

import hashlib
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import clocks, journal, paper_codes, rubrics, sheets
from app.domain.policy import Action, require, why_not
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Criterion, Rubric, Sheet, Tie, TieKind
from app.models.paper import PaperEntry, PaperSheet, PaperState
from app.models.person import Person
from app.queries import juries, papers, rounds
from app.queries import sheets as stored_sheets
from app.schemas.paper import PaperIn, PrintIn

PAPER_VOID: Final = code("paper_void", 409)
PAPER_OUTDATED: Final = code("paper_outdated", 409)
PAPER_WAITING: Final = code("paper_waiting", 409)
NOTHING_TO_PRINT: Final = code("nothing_to_print", 409)


def version(rubric: Rubric, criteria: list[Criterion]) -> str:
    """Return the SHA-256 of what is printed of a grid: questions, scale, anchors and weights."""
    body = [rubric.position, rubric.scale, [[c.position, c.kind, c.label, c.weight, c.anchors, c.failed] for c in criteria]]
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def version_now(db: Db, rubric: Rubric | None) -> str:
    """Return the version of a stored grid as it would be printed now; empty while none is stored."""
    return version(rubric, juries.criteria_of(db, rubric)) if rubric else ""


def issue(db: Db, actor: Person, challenge: Challenge, given: PrintIn, *, at: datetime) -> list[PaperSheet]:
    """Give every asked pair of a juror and a team its code, for the round being read; again gives the same codes.

    Refuses where nothing is to be printed: a tie, another juror's seat, a sheet that is locked already (`nothing_to_print`).
    """
    require(db, actor, Action.PRINT_PAPER, challenge, at=at)
    if juries.published(db, challenge.id):
        raise rubrics.published()
    rubric = rubrics.ensure(db, challenge, at=at)
    here = version_now(db, rubric)
    wanted = [
        slip
        for slip in papers.slips(db, challenge, rubric, here)
        if given.juror_id in {None, slip.juror_id} and given.team_id in {None, slip.team_id} and slip.state != "locked"
    ]
    if not wanted:
        raise refuse(
            NOTHING_TO_PRINT, N_("There is no sheet to print here: a tie, another juror's place, or a sheet that is in already.")
        )
    printed = {(paper.person_id, paper.team_id): paper for paper in papers.of_round(db, rubric.id) if paper.fingerprint == here}
    found, new = [], 0
    for slip in wanted:
        paper = printed.get((slip.juror_id, slip.team_id))
        if paper is None:
            paper, new = add(db, rubric, slip.juror_id, slip.team_id, here, actor=actor, at=at), new + 1
        found.append(paper)
    journal.record(
        db, challenge.hackathon_id, actor, Action.PRINT_PAPER, challenge, at=at,
        sheets=len(found), new=new, round=rubric.position, version=here, juror_id=given.juror_id, team_id=given.team_id,
    )  # fmt: skip
    return found


def add(db: Db, rubric: Rubric, juror_id: UUID, team_id: UUID, here: str, *, actor: Person, at: datetime) -> PaperSheet:
    """Give a juror and a team a sheet with a new code, of the version of the grid that is `here`."""
    found = paper_codes.new()
    while db.exec(select(PaperSheet.id).where(PaperSheet.code == found)).first():
        found = paper_codes.new()
    paper = PaperSheet(
        code=found, rubric_id=rubric.id, challenge_id=rubric.challenge_id, person_id=juror_id, team_id=team_id,
        fingerprint=here, printed_at=at, printed_by_id=actor.id,
    )  # fmt: skip
    db.add(paper)
    db.flush()
    return paper


def enter(db: Db, actor: Person, paper: PaperSheet, given: PaperIn, *, at: datetime) -> PaperEntry:
    """Type a paper sheet in for its juror; it counts like a sheet that they locked when they signed it.

    The same again is a double entry that confirms the first. Where something else is stored already, by the juror or from an
    earlier typing, both copies are kept and one waits for a person to choose. Refuses what no longer counts (`paper_void`), a
    sheet of another grid (`paper_outdated`), a third copy while two wait, and what comes after the close and the grace.
    """
    juror, team, rubric = papers.named(db, paper)
    require(db, actor, Action.ENTER_PAPER, team, at=at)
    criteria = require_valid(db, paper, untied=given.untied, at=at)
    signed = clocks.moment(given.signed_at, db.get_one(Hackathon, team.hackathon_id).timezone, "signed_at")
    if signed > at:
        raise refuse(INVALID, N_("A sheet is signed before it is typed in: look at the day and the time."), field_="signed_at")
    sheet = stored_sheets.of_juror(db, juror.id, team.id, rubric.id)
    late = sheets.refuse_late(rubric, sheet, signed, at)
    sheets.check_marks(given.marks, criteria, rubric.scale)
    sheets.check_complete(given.marks, criteria)
    typed = PaperEntry(
        paper_id=paper.id, entered_by_id=actor.id, entered_at=at, signed_at=signed, great=given.great,
        marks={str(key): level for key, level in given.marks.items()}, think_about=given.think_about, state=PaperState.APPLIED,
    )  # fmt: skip
    waiting = papers.waiting_of(db, paper.id)
    if waiting and words_of(waiting) == words_of(typed):
        return waiting
    stored = stored_copy(db, sheet)
    if stored is None or (stored == words_of(typed) and sheet and sheet.locked_at is None):
        if juries.tie_of(db, juror.id, team.id) is None:
            db.add(Tie(person_id=juror.id, team_id=team.id, kind=TieKind.NONE, declared_at=at, declared_by_id=actor.id))
        sheet = write(db, paper, typed, sheet, at)
    elif stored == words_of(typed):
        typed.state = PaperState.CONFIRMED
    elif waiting:
        raise refuse(PAPER_WAITING, N_("Two copies of this sheet differ already and wait for somebody to choose between them."))
    else:
        typed.state = PaperState.WAITING
    db.add(typed)
    db.flush()
    journal.record(
        db, team.hackathon_id, actor, Action.ENTER_PAPER, sheet or typed, at=at,
        team_id=team.id, juror_id=juror.id, paper_id=paper.id, entry_id=typed.id, outcome=typed.state.value,
        **({"late": True} if late else {}),
    )  # fmt: skip
    return typed


def require_valid(db: Db, paper: PaperSheet, *, untied: bool, at: datetime) -> list[Criterion]:
    """Return the criteria of the sheet; refuse one that cannot count any more, with the reason."""
    juror, team, rubric = papers.named(db, paper)
    if juries.published(db, paper.challenge_id):
        raise rubrics.published()
    criteria = juries.criteria_of(db, rubric)
    if version(rubric, criteria) != paper.fingerprint:
        raise refuse(
            PAPER_OUTDATED,
            N_("This sheet has another version of the grid on it. Print it anew and let its juror fill it in."),
        )
    if team.closed_at is not None or not juries.has_handed_in(db, team.id):
        raise refuse(PAPER_VOID, N_("This team is no longer there to be scored. Keep the paper and tell the president."))
    if (refusal := why_not(db, juror, Action.SCORE, team, at=at)) is not None:
        unsigned = N_("This juror has not signed the charter yet. They sign it first, then type the code again.")
        left = N_("This juror is no longer in this jury, so the sheet does not count. Keep the paper.")
        raise refuse(PAPER_VOID, unsigned if refusal.code == "charter_unsigned" else left)
    tie = juries.tie_of(db, juror.id, team.id)
    if tie is not None and tie.kind is not TieKind.NONE:
        raise refuse(PAPER_VOID, N_("This juror has declared a tie with this team, so the sheet does not count. Keep the paper."))
    if (juror.id, team.id) not in rounds.planned(db, rubric, {juror.id}, [team.id]):
        raise refuse(PAPER_VOID, N_("Another juror reads this team by now, so the sheet does not count. Keep the paper."))
    if tie is None and not untied:
        raise refuse(
            INVALID, N_("Tick this if the juror ticked it on the paper. Without it the sheet cannot count: ask the juror."),
            field_="untied",
        )  # fmt: skip
    return criteria


def words_of(copy: PaperEntry) -> dict[str, Any]:
    """Return marks and words of a typed copy, to compare."""
    return {"marks": dict(copy.marks), "great": copy.great.strip(), "think_about": copy.think_about.strip()}


def stored_copy(db: Db, sheet: Sheet | None) -> dict[str, Any] | None:
    """Return the copy that is stored; None where nothing was said yet."""
    if sheet is None:
        return None
    marks = {str(key): level for key, level in stored_sheets.marks_of(db, sheet).items()}
    found = {"marks": marks, "great": sheet.great.strip(), "think_about": sheet.think_about.strip()}
    return found if any(found.values()) else None


def write(db: Db, paper: PaperSheet, typed: PaperEntry, sheet: Sheet | None, at: datetime) -> Sheet:
    """Make a typed copy the sheet of its juror, locked."""
    if sheet is None:
        rubrics.lock_at_first_sheet(db, db.get_one(Rubric, paper.rubric_id), at=at)
        sheet = Sheet(
            person_id=paper.person_id, team_id=paper.team_id, rubric_id=paper.rubric_id, challenge_id=paper.challenge_id,
            revision=0, saved_at=at,
        )  # fmt: skip
    sheet.revision += 1
    sheet.op_id, sheet.great, sheet.think_about = None, typed.great, typed.think_about
    sheet.saved_at = sheet.locked_at = sheet.received_at = at
    sheet.signed_at, sheet.entered_by_id, sheet.paper_code = typed.signed_at, typed.entered_by_id, paper.code
    db.add(sheet)
    db.flush()
    sheets.write_marks(db, sheet, {UUID(key): level for key, level in typed.marks.items()})
    return sheet
