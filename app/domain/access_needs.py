"""What help people need in order to take part: told with a consent of its own, taken back with everything in it. (P3)

Its acts stand in the stream of the accounts, which no organiser reads: that somebody told a need is theirs alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.application import AccessNeed, Application, ApplicationStatus
from app.models.person import Person
from app.queries import access_needs
from app.schemas.application import AccessIn

NOT_SENT: Final = code("application_not_sent", 409)
TYPED: Final = "access."  # how the fields of the form begin that say it
STANDING: Final = {
    ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED,
}  # fmt: skip


def tell(db: Session, actor: Person, application: Application, given: AccessIn | None, *, at: datetime) -> AccessNeed | None:
    """Keep what the person needs in place of what they told before; nothing told takes it back."""
    require(db, actor, Action.TELL_ACCESS_NEED, application, at=at)
    if given is not None and given.told and application.status not in STANDING:
        raise refuse(NOT_SENT, N_("Send your application first; then say here what you need."))
    return settle(db, actor, application, given, at=at)


def settle(db: Session, actor: Person, application: Application, given: AccessIn | None, *, at: datetime) -> AccessNeed | None:
    """Do what `tell` does within an act that was asked for already."""
    found = access_needs.of(db, application.id)
    if given is None or not given.told:
        if found is not None:
            erase(db, actor, application, at=at)
        return None
    if found is not None and (found.step_free, found.needs) == (given.step_free, given.needs):
        return found
    if found is None:
        found = AccessNeed(
            application_id=application.id, hackathon_id=application.hackathon_id, consented_at=at, created_at=at
        )  # fmt: skip
    found.step_free, found.needs, found.consented_at = given.step_free, given.needs, at
    db.add(found)
    db.flush()
    journal.record(db, journal.ACCOUNTS, actor, Action.TELL_ACCESS_NEED, found, at=at)
    return found


def erase(db: Session, actor: Person | None, application: Application, *, at: datetime) -> None:
    """Erase what a person told, with their consent to it, sent or only typed; where nothing was told nothing happens.

    `actor` is the person themselves, None where it goes because they do not come.
    """
    _erase(db, actor, [application], access_needs.told(db, [application.id]), at=at)


def erase_all(db: Session, applications: Sequence[Application], *, at: datetime) -> None:
    """Do what `erase` does for many who do not come; asks the tables once."""
    _erase(db, None, applications, access_needs.told(db, [one.id for one in applications]), at=at)


def _erase(
    db: Session, actor: Person | None, applications: Sequence[Application], told: Sequence[AccessNeed], *, at: datetime
) -> None:  # fmt: skip
    for one in applications:
        if one.draft is not None and any(name.startswith(TYPED) for name in one.draft):
            one.draft = {name: value for name, value in one.draft.items() if not name.startswith(TYPED)}
            db.add(one)
    for need in told:
        db.delete(need)
        db.flush()
        journal.record(db, journal.ACCOUNTS, actor, Action.ERASE_ACCESS_NEED, need, at=at)
