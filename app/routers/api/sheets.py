"""A juror's list and sheets. (J4)"""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Response
from sqlmodel import Session as Db

from app.domain import reopenings, sheets
from app.domain.policy import Action
from app.errors import PRECONDITION, refuse
from app.i18n import N_
from app.models.jury import Sheet
from app.models.person import Person
from app.queries import hackathons, juries
from app.queries import sheets as found
from app.schemas.jury import ReopenIn, SheetIn, SheetOut, TodayOut
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["sheets"])

IfMatch = Annotated[str | None, Header(alias="If-Match", description="The revision that the sheet was made from; 0 begins it.")]


def _revision(if_match: str | None) -> int:
    digits = (if_match or "").strip().removeprefix("W/").strip('"')
    if not digits.isdecimal() or len(digits) > 9:  # noqa: PLR2004 - a revision never has ten digits
        raise refuse(PRECONDITION, N_('Send the revision that you change in an If-Match header, for instance "3".'))
    return int(digits)


def _mine(caller: Caller, team_id: UUID, response: Response, round_id: UUID | None = None) -> SheetOut:
    sheet = sheets.own(caller.db, caller.person, juries.team_of_juror(caller.db, caller.person, team_id), round_id)
    response.headers["ETag"] = f'"{sheet.revision}"'
    return sheet


@router.get("/hackathons/{slug}/sheets", access=SIGNED_IN, response_model=list[TodayOut])
def list_my_sheets(slug: str, caller: CallerDep) -> list[found.Line]:
    """List the teams one judges, in one's own order, with the state of each sheet."""
    rounds = found.today(caller.db, caller.person, hackathons.by_slug(caller.db, caller.person, slug))
    return [line for each in rounds for line in each.lines]


@router.get("/teams/{team_id}/sheet", access=SIGNED_IN, response_model=SheetOut)
def read_my_sheet(team_id: UUID, caller: CallerDep, response: Response, round_id: UUID | None = None) -> SheetOut:
    """Return one's own sheet on a team, in the round being read unless told; 409 `tie_first` until the tie is declared."""
    return _mine(caller, team_id, response, round_id)


@router.put("/teams/{team_id}/sheet", access=acting(Action.SCORE), response_model=SheetOut)
def save_my_sheet(  # noqa: PLR0917 - FastAPI passes them by name
    team_id: UUID, given: SheetIn, act: Act, caller: CallerDep, now: Now, response: Response, if_match: IfMatch = None
) -> SheetOut:
    """Save one's sheet over the revision of `If-Match`, and lock it if asked.

    The same `op_id` again gives the same answer; 409 leaves both copies. After the close a sheet that was signed before it
    still counts for as long as the grid says.
    """
    revision = _revision(if_match)
    act(lambda db, me: sheets.save(db, me, juries.team_for_change(db, me, team_id), given, revision=revision, at=now))
    return _mine(caller, team_id, response, given.round_id)


@router.post("/teams/{team_id}/sheet/lock", access=acting(Action.LOCK_SHEET), response_model=SheetOut)
def lock_my_sheet(team_id: UUID, act: Act, caller: CallerDep, now: Now, response: Response) -> SheetOut:
    """Lock one's complete sheet, so that it counts; twice is once."""
    act(lambda db, me: sheets.lock(db, me, juries.team_for_change(db, me, team_id), at=now))
    return _mine(caller, team_id, response)


@router.post("/teams/{team_id}/sheet/unlock", access=acting(Action.UNLOCK_SHEET), response_model=SheetOut)
def unlock_my_sheet(team_id: UUID, act: Act, caller: CallerDep, now: Now, response: Response) -> SheetOut:
    """Undo one's lock within ten seconds."""
    act(lambda db, me: sheets.unlock(db, me, juries.team_for_change(db, me, team_id), at=now))
    return _mine(caller, team_id, response)


@router.post("/teams/{team_id}/sheets/{juror_id}/reopen", access=acting(Action.REOPEN_SHEET), status_code=204)
def reopen_sheet(team_id: UUID, juror_id: UUID, given: ReopenIn, act: Act, now: Now) -> None:
    """Give a locked sheet back to its juror, with the reason, for some minutes; not locked by then, it counts as it did."""

    def unit(db: Db, me: Person) -> Sheet:
        return reopenings.reopen(db, me, found.to_reopen(db, me, team_id, juror_id), given, at=now)

    act(unit)
