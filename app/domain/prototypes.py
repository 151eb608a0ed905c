"""The prototype of a team: a working copy that nobody loses, versions with a receipt, more time with a reason. (P10)"""

import hashlib
from datetime import datetime
from typing import Any, Final

import orjson
from sqlmodel import Session as Db

from app.domain import clocks, journal
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.prototype import Extension, Prototype, PrototypeDraft
from app.models.team import Team
from app.queries import prototypes
from app.schemas.prototype import DraftIn, ExtensionIn

DRAFT_CHANGED: Final = code("draft_changed", 409)
INCOMPLETE: Final = code("prototype_incomplete", 409)
FIELDS: Final = (*prototypes.PARTS, "links", "licence")


def save_draft(db: Db, actor: Person, team: Team, given: DraftIn, *, revision: int, at: datetime) -> PrototypeDraft:
    """Save the whole working copy over the revision it was made from; 0 begins it.

    Another revision than the stored one is refused (`draft_changed`), and the caller shows both copies. Saving what is
    already there changes nothing.
    """
    require(db, actor, Action.SAVE_DRAFT, team, at=at)
    draft = prototypes.draft_of(db, team.id)
    if draft is not None and all(getattr(draft, name) == getattr(given, name) for name in FIELDS):
        return draft
    if revision != (draft.revision if draft else 0):
        raise refuse(
            DRAFT_CHANGED,
            N_("Somebody saved this prototype meanwhile. Both copies are below: put together what you keep, then save again."),
        )
    if draft is None:
        draft = PrototypeDraft(team_id=team.id, revision=0, saved_at=at)
    for name in FIELDS:
        setattr(draft, name, getattr(given, name))
    draft.revision += 1
    draft.saved_at, draft.saved_by_id = at, actor.id
    db.add(draft)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.SAVE_DRAFT, draft, at=at, team_id=team.id, revision=draft.revision)
    return draft


def submit(db: Db, actor: Person, team: Team, *, at: datetime) -> Prototype:
    """Hand in the working copy as a new version, `at` being when the request arrived; the same again gives its receipt.

    A version that arrives at the team's deadline or later is kept and marked late; it never takes the place of one in time.
    """
    require(db, actor, Action.SUBMIT_PROTOTYPE, team, at=at)
    draft = prototypes.draft_of(db, team.id)
    if lacks := prototypes.missing(draft):
        raise refuse(INCOMPLETE, N_("Some parts are still empty: fill them in, even in one line, then hand in."), field_=lacks[0])
    assert draft is not None  # noqa: S101 - nothing is missing
    files = [
        {"id": str(file.id), "name": file.name, "sha256": file.sha256, "size": file.size, "media_type": file.media_type}
        for file in prototypes.files_of(db, team.id)
    ]
    content = {name: getattr(draft, name) for name in FIELDS}
    fingerprint = _fingerprint(content | {"files": files})
    earlier = prototypes.versions(db, team.id)
    closes = prototypes.deadline(db, team)
    late = closes is not None and at >= closes
    # What came late and comes again within an extension is another version: this one is in time.
    if earlier and earlier[0].sha256 == fingerprint and (late or not earlier[0].late):
        return earlier[0]
    version = Prototype(
        team_id=team.id,
        version=earlier[0].version + 1 if earlier else 1,
        **content,
        files=files,
        sha256=fingerprint,
        submitted_at=at,
        submitted_by_id=actor.id,
        late=late,
    )
    db.add(version)
    db.flush()
    facts = {"team_id": team.id, "version": version.version, "late": version.late, "sha256": fingerprint}
    journal.record(db, team.hackathon_id, actor, Action.SUBMIT_PROTOTYPE, version, at=at, **facts)
    return version


def extend(db: Db, actor: Person, team: Team, given: ExtensionIn, *, at: datetime) -> Extension:
    """Give one team more time, with a reason; it must end after what the team already has, and after now."""
    require(db, actor, Action.EXTEND_DEADLINE, team, at=at)
    zone = db.get_one(Hackathon, team.hackathon_id).timezone
    until = clocks.moment(given.until, zone, "until")
    closes = prototypes.deadline(db, team)
    if until <= at or (closes is not None and until <= closes):
        raise refuse(INVALID, N_("Choose a later time than the deadline that this team has."), field_="until")
    extension = Extension(team_id=team.id, until=until, reason=given.reason, given_by_id=actor.id, created_at=at)
    db.add(extension)
    db.flush()
    journal.record(db, team.hackathon_id, actor, Action.EXTEND_DEADLINE, extension, at=at, team_id=team.id, until=until)
    return extension


def _fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a version's canonical JSON, its files by their own."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
