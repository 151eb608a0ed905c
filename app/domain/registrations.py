"""An organisation registers a group of its own people: each is asked by mail to complete and send their application. (P3)

Registering takes no place and says nothing about what somebody did themselves: who has an application keeps it as it is.
"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.organisation import Organisation
from app.models.person import Person
from app.queries import registrations as queries
from app.queries import selection
from app.schemas.registration import EmployeeIn, GroupIn
from app.security import email_key

NOBODY_NEW: Final = code("nobody_new", 409)


def register(db: Session, actor: Person, hackathon: Hackathon, group: GroupIn, *, at: datetime) -> list[int]:
    """Register a group, and return the places in the list, from 1, of those for whom nothing changed.

    Refused: an organisation that is not one's own, a role that the call does not ask for, a group of which nobody is new.
    """
    require(db, actor, Action.REGISTER_GROUP, hackathon, at=at)
    owner = next((one for one in queries.organisations(db, actor, hackathon) if one.id == group.organisation_id), None)
    if owner is None:
        raise refuse(INVALID, N_("Choose your organisation."), field_="organisation_id")
    call = selection.call_of(db, hackathon)
    if group.role.value not in (call.roles if call else ["participant"]):
        raise refuse(INVALID, N_("This call is not for that role. Choose among those that are open."), field_="role")
    keys = [email_key(one.email) for one in group.people]
    known, people = queries.known(db, hackathon, keys), queries.people(db, keys)
    begun = queries.applied(db, hackathon, [person.id for person in people.values()])
    unchanged = []
    for place, (key, employee) in enumerate(zip(keys, group.people, strict=True), 1):
        if key in known or key in keys[: place - 1]:
            unchanged.append(place)
            continue
        person = people.get(key) or _person(db, employee, key, at)
        application = begun.get(person.id) or _application(hackathon, person, owner, group, at)
        # Somebody who had begun by themselves keeps what they wrote; they are only told.
        application.registered_by_id = actor.id
        db.add(application)
        db.flush()
        journal.record(db, hackathon.id, actor, Action.REGISTER_GROUP, application, at=at, organisation_id=owner.id)
    if len(unchanged) == len(keys):
        raise refuse(NOBODY_NEW, N_("Everybody on this list is registered already; nothing had to change."))
    return unchanged


def _person(db: Session, employee: EmployeeIn, key: str, at: datetime) -> Person:
    person = Person(email=employee.email, email_key=key, display_name=employee.name, locale=employee.locale, created_at=at)
    db.add(person)
    db.flush()
    return person


def _application(hackathon: Hackathon, person: Person, owner: Organisation, group: GroupIn, at: datetime) -> Application:
    """Return an application that says only what the organisation knows; the person says the rest, and sends it."""
    typed = {"role": group.role.value, "sector": owner.sector.value, "organisation": owner.name}
    return Application(
        hackathon_id=hackathon.id,
        person_id=person.id,
        role=group.role,
        sector=owner.sector,
        organisation_id=owner.id,
        attendance=hackathon.attendance,
        fifteen_or_over=False,
        status=ApplicationStatus.DRAFT,
        draft=typed,
        created_at=at,
    )
