"""Sheets on paper: their codes, what is typed from them, and the choice between copies. (J4)"""

from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import paper_choices, paper_codes, papers
from app.domain.policy import Action
from app.errors import NotFound
from app.models.paper import PaperEntry, PaperSheet
from app.models.person import Person
from app.queries import juries
from app.queries import papers as found
from app.schemas.paper import (
    CopyOut,
    PaperAnswerIn,
    PaperCopiesOut,
    PaperEntryOut,
    PaperIn,
    PaperOut,
    PrintIn,
    SettleIn,
)
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["sheets"])


@router.get("/challenges/{challenge_id}/paper-sheets", access=SIGNED_IN, response_model=list[PaperOut])
def list_paper_sheets(challenge_id: UUID, caller: CallerDep) -> list[PaperOut]:
    """List the printed sheets of all rounds of a challenge, for those who run its jury."""
    challenge = juries.challenge_of_organiser(caller.db, caller.person, challenge_id)
    return [_printed(caller, paper) for paper in found.of_challenge(caller.db, challenge.id)]


@router.post("/challenges/{challenge_id}/paper-sheets", access=acting(Action.PRINT_PAPER), response_model=list[PaperOut])
def print_paper_sheets(challenge_id: UUID, given: PrintIn, act: Act, caller: CallerDep, now: Now) -> list[PaperOut]:
    """Give sheets of the round being read their codes: of one juror, one team, or all. Again gives the same codes."""
    made = act(lambda db, me: papers.issue(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
    return [_printed(caller, paper) for paper in made]


@router.get("/paper-sheets/{paper_code}", access=SIGNED_IN, response_model=PaperOut)
def read_paper_sheet(paper_code: str, caller: CallerDep) -> PaperOut:
    """Return whom and what a code stands for."""
    return _printed(caller, found.by_code(caller.db, caller.person, _read(paper_code)))


@router.post("/paper-sheets/{paper_code}/entries", access=acting(Action.ENTER_PAPER), response_model=PaperEntryOut)
def enter_paper_sheet(paper_code: str, given: PaperIn, act: Act, caller: CallerDep, now: Now) -> PaperEntryOut:
    """Type a paper sheet in for its juror; it counts like a locked one.

    `confirmed`: the same was there already. `waiting`: something else was, and a person chooses between the copies.
    """
    typed = _read(paper_code)
    made = act(lambda db, me: papers.enter(db, me, found.by_code_for_change(db, me, typed), given, at=now))
    return PaperEntryOut(**_entry(caller, made))


@router.get("/paper-entries/{paper_entry_id}", access=SIGNED_IN, response_model=PaperCopiesOut)
def read_paper_entry(paper_entry_id: UUID, caller: CallerDep) -> PaperCopiesOut:
    """Return a typed copy, and while it waits both copies: to its juror, and to who runs the jury where both are from paper."""
    entry, paper = found.entry(caller.db, caller.person, paper_entry_id)
    both = paper_choices.copies(caller.db, caller.person, entry, paper)
    typed, stored = (CopyOut(**both[0]), CopyOut(**both[1])) if both else (None, None)
    return PaperCopiesOut(**_entry(caller, entry), typed=typed, stored=stored)


@router.post("/paper-entries/{paper_entry_id}/decision", access=acting(Action.SETTLE_PAPER), response_model=PaperEntryOut)
def settle_paper_entry(paper_entry_id: UUID, given: SettleIn, act: Act, caller: CallerDep, now: Now) -> PaperEntryOut:
    """Choose between two copies that differ, with the reason."""

    def unit(db: Db, me: Person) -> PaperEntry:
        return paper_choices.settle(db, me, *found.entry_for_change(db, me, paper_entry_id), given, at=now)

    return PaperEntryOut(**_entry(caller, act(unit)))


@router.get("/teams/{team_id}/sheet/paper", access=SIGNED_IN, response_model=list[PaperEntryOut])
def list_my_paper(team_id: UUID, caller: CallerDep) -> list[PaperEntryOut]:
    """List what was typed for oneself on a team in the round being read: the copy that counts, and one that waits."""
    typed = paper_choices.of_juror(caller.db, caller.person, juries.team_of_juror(caller.db, caller.person, team_id))
    return [PaperEntryOut(**_entry(caller, entry)) for entry, _ in typed]


@router.put("/teams/{team_id}/sheet/paper", access=acting(Action.ANSWER_PAPER), response_model=PaperEntryOut)
def answer_my_paper(team_id: UUID, given: PaperAnswerIn, act: Act, caller: CallerDep, now: Now) -> PaperEntryOut:
    """Say that one's paper sheet was typed as one wrote it, or that it was not."""
    made = act(lambda db, me: paper_choices.answer(db, me, juries.team_for_change(db, me, team_id), given, at=now))
    return PaperEntryOut(**_entry(caller, made))


def _read(code: str) -> str:
    found_code = paper_codes.read(code)
    if found_code is None:
        raise NotFound
    return found_code


def _printed(caller: Caller, paper: PaperSheet) -> PaperOut:
    state = found.states(caller.db, paper.rubric_id).get((paper.person_id, paper.team_id))
    return PaperOut(
        id=paper.id,
        code=paper_codes.grouped(paper.code),
        challenge_id=paper.challenge_id,
        round_id=paper.rubric_id,
        juror_id=paper.person_id,
        team_id=paper.team_id,
        printed_at=paper.printed_at,
        state=state[0] if state else "printed",
    )


def _entry(caller: Caller, entry: PaperEntry) -> dict[str, Any]:
    paper = caller.db.get_one(PaperSheet, entry.paper_id)
    return {
        **entry.model_dump(include={"id", "entered_by_id", "entered_at", "signed_at", "state", "answer"}),
        "code": paper_codes.grouped(paper.code),
        "juror_id": paper.person_id,
        "team_id": paper.team_id,
    }
