"""A team's working copy, its versions with their receipts, more time for one team. (P10)"""

from uuid import UUID

from fastapi import Response

from app.domain import prototypes as verbs
from app.domain.policy import Action
from app.models.prototype import Extension
from app.queries import hackathons, prototypes, rooms, teams
from app.schemas.prototype import DraftIn, DraftOut, ExtensionIn, ExtensionOut, PrototypeOut, ReceiptOut, SubmissionRow
from app.web.caller import Act, CallerDep, Now
from app.web.revision import Revision, Version, tag
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["prototypes"])


@router.get("/teams/{team_id}/prototype", access=SIGNED_IN, response_model=DraftOut)
def read_draft(team_id: UUID, caller: CallerDep, response: Response) -> rooms.Desk:
    """Read the working copy, for those who work in the team or with it; its ETag is the revision."""
    desk = rooms.desk(caller.db, caller.me, team_id)
    tag(response, desk.revision)
    return desk


@router.put("/teams/{team_id}/prototype", access=acting(Action.SAVE_DRAFT), response_model=DraftOut)
def save_draft(team_id: UUID, draft: DraftIn, revision: Revision, caller: CallerDep, response: Response) -> rooms.Desk:
    """Save the whole working copy over the revision in If-Match (`"0"` begins it)."""
    caller.act(
        lambda db, me: verbs.save_draft(
            db, me, prototypes.team_for_change(db, me, team_id), draft, revision=revision, at=caller.now
        )
    )
    desk = rooms.desk(caller.db, caller.me, team_id)
    tag(response, desk.revision)
    return desk


@router.get("/teams/{team_id}/prototype/versions", access=SIGNED_IN, response_model=list[ReceiptOut])
def list_versions(team_id: UUID, caller: CallerDep) -> list[PrototypeOut]:
    """List what the team handed in, the newest first."""
    found = rooms.receipts(caller.db, prototypes.team_inside(caller.db, caller.me, team_id).id)
    return [_out(receipt) for receipt in found]


@router.post(
    "/teams/{team_id}/prototype/versions", access=acting(Action.SUBMIT_PROTOTYPE), response_model=PrototypeOut, status_code=201
)
def submit_prototype(team_id: UUID, act: Act, now: Now, caller: CallerDep) -> PrototypeOut:
    """Hand in the working copy; the time of receipt is that of this request's arrival."""
    made = act(lambda db, me: verbs.submit(db, me, prototypes.team_for_change(db, me, team_id), at=now))
    return _out(rooms.receipt(caller.db, caller.me, team_id, made.version))


@router.get("/teams/{team_id}/prototype/versions/{version}", access=SIGNED_IN, response_model=PrototypeOut)
def read_version(team_id: UUID, version: Version, caller: CallerDep) -> PrototypeOut:
    """Read one version and its receipt, for the team and the organisers."""
    return _out(rooms.receipt(caller.db, caller.me, team_id, version))


@router.post("/teams/{team_id}/extensions", access=acting(Action.EXTEND_DEADLINE), response_model=ExtensionOut, status_code=201)
def extend_deadline(team_id: UUID, given: ExtensionIn, act: Act, now: Now) -> Extension:
    """Give one team more time, with a reason."""
    return act(lambda db, me: verbs.extend(db, me, teams.for_change(db, me, team_id), given, at=now))


@router.get("/hackathons/{hackathon_id}/submissions", access=SIGNED_IN, response_model=list[SubmissionRow])
def list_submissions(hackathon_id: UUID, caller: CallerDep) -> list[object]:
    """List who has handed in, when, and who has more time, for the organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return rooms.submissions_for(caller.db, caller.me, hackathon)


def _out(receipt: rooms.Receipt) -> PrototypeOut:
    return PrototypeOut.model_validate(receipt.prototype.model_dump() | {"counts": receipt.counts})
