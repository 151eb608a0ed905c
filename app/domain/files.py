"""The files of a team: kept by their content, named by people, removed from view but not from what was handed in. (P10)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session as Db

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.person import Person
from app.models.prototype import StoredFile
from app.models.team import Team
from app.queries import prototypes

MOST_FILES: Final = 12
TOO_MANY_FILES: Final = code("too_many_files", 409)


def add(db: Db, actor: Person, team: Team, *, sha256: str, name: str, media_type: str, size: int, at: datetime) -> StoredFile:
    """Add a file whose bytes are already on the disk; the same content under the same name is there once."""
    require(db, actor, Action.ADD_FILE, team, at=at)
    present = prototypes.files_of(db, team.id)
    for file in present:
        if (file.sha256, file.name) == (sha256, name):
            return file
    if len(present) >= MOST_FILES:
        raise refuse(TOO_MANY_FILES, N_("A team keeps %(most)s files at most. Remove one first."), field_="file", most=MOST_FILES)
    file = StoredFile(
        team_id=team.id, sha256=sha256, name=name, media_type=media_type, size=size, uploaded_by_id=actor.id, created_at=at
    )
    db.add(file)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.ADD_FILE, file, at=at, team_id=team.id, sha256=sha256, size=size)
    return file


def remove(db: Db, actor: Person, team: Team, file: StoredFile, *, at: datetime) -> StoredFile:
    """Take a file out of the working copy; versions that were handed in with it keep it."""
    require(db, actor, Action.REMOVE_FILE, team, at=at)
    if file.removed_at is None:
        file.removed_at = at
        db.add(file)
        db.flush()
        journal.record(db, team.hackathon_id, actor, Action.REMOVE_FILE, file, at=at, team_id=team.id)
    return file
