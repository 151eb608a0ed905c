"""Two copies of a paper sheet that differ, and what its juror says to the one that was typed: a person chooses. (J4)

Where a juror saved marks on their own device, only the juror sees both.
"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session as Db

from app.domain import journal, papers, rubrics, sheets, ties
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.jury import Rubric
from app.models.paper import PaperAnswer, PaperEntry, PaperSheet, PaperState
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds
from app.queries import papers as found
from app.queries import sheets as stored_sheets
from app.schemas.paper import PaperAnswerIn, SettleIn

PAPER_SETTLED: Final = code("paper_settled", 409)
PAPER_PRIVATE: Final = code("paper_private", 403)


def copies(db: Db, viewer: Person, entry: PaperEntry, paper: PaperSheet) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the typed and the stored copy while they wait: to the juror, and to who runs the jury where both are from paper."""
    if entry.state is not PaperState.WAITING or not _sees(db, viewer, paper):
        return None
    sheet = stored_sheets.of_juror(db, paper.person_id, paper.team_id, paper.rubric_id)
    return papers.words_of(entry), papers.stored_copy(db, sheet) or {"marks": {}, "great": "", "think_about": ""}


def _sees(db: Db, viewer: Person, paper: PaperSheet) -> bool:
    sheet = stored_sheets.of_juror(db, paper.person_id, paper.team_id, paper.rubric_id)
    return viewer.id == paper.person_id or sheet is None or sheet.paper_code == paper.code


def settle(db: Db, actor: Person, entry: PaperEntry, paper: PaperSheet, given: SettleIn, *, at: datetime) -> PaperEntry:
    """Choose between two copies, with the reason; the other one is kept. Again says the same.

    Who runs the jury may set a typed copy aside, but puts it in the place of what the juror saved themselves only if the juror
    does (`paper_private`).
    """
    team = db.get_one(Team, paper.team_id)
    require(db, actor, Action.SETTLE_PAPER, team, at=at)
    wanted = PaperState.APPLIED if given.keep == "typed" else PaperState.SET_ASIDE
    if entry.state is not PaperState.WAITING:
        if entry.decided_at and entry.state is wanted:
            return entry
        raise refuse(PAPER_SETTLED, N_("Somebody has chosen between these copies already."))
    if wanted is PaperState.APPLIED and not _sees(db, actor, paper):
        raise refuse(
            PAPER_PRIVATE,
            N_("The juror saved other marks themselves, so they choose; you may set the typed copy aside."),
        )
    sheet = stored_sheets.of_juror(db, paper.person_id, paper.team_id, paper.rubric_id)
    if wanted is PaperState.APPLIED:
        papers.require_valid(db, paper, untied=True, at=at)
        sheets.refuse_late(db.get_one(Rubric, paper.rubric_id), sheet, entry.signed_at, at)
        entry.replaced = papers.stored_copy(db, sheet)
        sheet = papers.write(db, paper, entry, sheet, at)
    elif juries.published(db, paper.challenge_id):
        raise rubrics.published()
    entry.state, entry.decided_at, entry.decided_by_id, entry.reason = wanted, at, actor.id, given.reason
    db.add(entry)
    db.flush()
    journal.record(
        db, team.hackathon_id, actor, Action.SETTLE_PAPER, sheet or entry, at=at,
        team_id=team.id, juror_id=paper.person_id, paper_id=paper.id, entry_id=entry.id, kept=given.keep,
    )  # fmt: skip
    return entry


def answer(db: Db, actor: Person, team: Team, given: PaperAnswerIn, *, at: datetime) -> PaperEntry:
    """Say, as its juror, that a sheet was typed as one wrote it, or that it was not, while the round is open.

    Contesting changes no mark: an organiser gives the sheet back, as any other that is locked.
    """
    require(db, actor, Action.ANSWER_PAPER, team, at=at)
    ties.require_content(db, actor, team)
    rubric = rounds.current(db, team.challenge_id)
    sheet = stored_sheets.of_juror(db, actor.id, team.id)
    typed = found.of_sheet(db, sheet, (actor.id, team.id), rubric.id if rubric else None)
    entry = next((one for one, _ in typed if one.state is PaperState.APPLIED), None)
    if rubric is None or sheet is None or entry is None:
        raise refuse(papers.PAPER_VOID, N_("No paper sheet stands for you on this team."))
    if juries.published(db, team.challenge_id):
        raise rubrics.published()
    sheets.refuse_late(rubric, sheet, None, at)
    if given.answer is PaperAnswer.CONTESTED and not given.note:
        raise refuse(INVALID, N_("Say in a few words what is not as you wrote it."), field_="note")
    if (entry.answer, entry.note or "") != (given.answer, given.note):
        entry.answer, entry.note, entry.answered_at = given.answer, given.note or None, at
        db.add(entry)
        db.flush()
        journal.record(
            db, team.hackathon_id, actor, Action.ANSWER_PAPER, sheet, at=at,
            team_id=team.id, entry_id=entry.id, answer=given.answer.value,
        )  # fmt: skip
    return entry


def of_juror(db: Db, juror: Person, team: Team) -> list[tuple[PaperEntry, str]]:
    """Return what was typed for a juror on a team in the round being read, with who typed it; a tie keeps it shut."""
    ties.require_content(db, juror, team)
    rubric = rounds.current(db, team.challenge_id)
    sheet = stored_sheets.of_juror(db, juror.id, team.id)
    return found.of_sheet(db, sheet, (juror.id, team.id), rubric.id if rubric else None)
