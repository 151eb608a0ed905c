"""The files of a team: sent, listed, downloaded, removed. (P10)"""

from typing import Annotated
from uuid import UUID

from fastapi import File, Response, UploadFile

from app.domain import files as verbs
from app.domain.policy import Action
from app.models.prototype import StoredFile
from app.queries import prototypes
from app.schemas.prototype import FileOut
from app.web import uploads
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["files"])


@router.get("/teams/{team_id}/files", access=SIGNED_IN, response_model=list[FileOut])
def list_files(team_id: UUID, caller: CallerDep) -> list[StoredFile]:
    """List the files of the working copy."""
    return prototypes.files_of(caller.db, prototypes.team_inside(caller.db, caller.me, team_id).id)


@router.post("/teams/{team_id}/files", access=acting(Action.ADD_FILE), response_model=FileOut, status_code=201)
def add_file(team_id: UUID, file: Annotated[UploadFile, File()], caller: CallerDep) -> StoredFile:
    """Send a file; its type is found by its content, pictures are drawn anew without their metadata."""
    prototypes.team_inside(caller.db, caller.me, team_id)
    kept = uploads.keep(caller.services, file)
    return caller.act(
        lambda db, me: verbs.add(
            db,
            me,
            prototypes.team_for_change(db, me, team_id),
            sha256=kept.sha256,
            name=kept.name,
            media_type=kept.media_type,
            size=kept.size,
            at=caller.now,
        )
    )


@router.get("/teams/{team_id}/files/{file_id}", access=PUBLIC, response_class=Response)
def download_file(team_id: UUID, file_id: UUID, caller: CallerDep) -> Response:
    """Download a file as an attachment; rights are looked at each time."""
    return uploads.attachment(caller.services, prototypes.file_for(caller.db, caller.me, team_id, file_id))


@router.delete("/teams/{team_id}/files/{file_id}", access=acting(Action.REMOVE_FILE), status_code=204)
def remove_file(team_id: UUID, file_id: UUID, act: Act, now: Now) -> None:
    """Take a file out of the working copy; versions handed in with it keep it."""
    act(
        lambda db, me: verbs.remove(
            db, me, prototypes.team_for_change(db, me, team_id), prototypes.file_for(db, me, team_id, file_id), at=now
        )
    )
