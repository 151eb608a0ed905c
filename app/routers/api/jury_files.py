"""A file applied to a jury: checked, then applied whole. (J2, J3, J4)"""

from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import jury_files
from app.domain.policy import Action
from app.models.jury import Rubric
from app.models.person import Person
from app.queries import juries
from app.schemas.jury_file import JuryFileIn, JuryFileOut
from app.web import jury_files as files
from app.web.caller import Act, CallerDep, Now
from app.web.router import Router, acting

router = Router(tags=["panels"])


@router.post("/challenges/{challenge_id}/jury-file/check", access=acting(Action.IMPORT_JURY_FILE), response_model=JuryFileOut)
def check_jury_file(challenge_id: UUID, given: JuryFileIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Say what a file would do, or everything that is wrong with it; nothing changes."""
    rows = files.read(given.text)

    def unit(db: Db, me: Person) -> None:
        jury_files.look(db, me, juries.challenge_for_change(db, me, challenge_id), rows, at=now)

    try:
        act(unit)
    except jury_files.Looked as seen:
        return files.plain(seen.outcome, caller.locale)
    raise AssertionError  # pragma: no cover - looking always raises


@router.post("/challenges/{challenge_id}/jury-file", access=acting(Action.IMPORT_JURY_FILE), status_code=204)
def apply_jury_file(challenge_id: UUID, given: JuryFileIn, act: Act, now: Now) -> None:
    """Do what a file says, all or nothing; with the fingerprint of its check, refused when it would do something else now."""
    rows = files.read(given.text)

    def unit(db: Db, me: Person) -> Rubric:
        return jury_files.apply(db, me, juries.challenge_for_change(db, me, challenge_id), rows, given.fingerprint, at=now)

    act(unit)
