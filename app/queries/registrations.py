"""Who may register a group for which organisation, and who of it has an application already. (P3)"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon, Sponsorship
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld, Within
from app.queries.applications import is_organiser


def organisations(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[Organisation]:
    """Return the sponsors of a hackathon for which the viewer registers people: an organiser all, a sponsor their own.

    `NotFound` for everybody else.
    """
    statement = (
        select(Organisation)
        .join(Sponsorship, col(Sponsorship.organisation_id) == col(Organisation.id))
        .where(Sponsorship.hackathon_id == hackathon.id)
        .order_by(col(Organisation.name_key))
    )
    if is_organiser(db, viewer, hackathon):
        return list(db.exec(statement))
    own = select(RoleHeld.within_id).where(
        RoleHeld.person_id == (viewer.id if viewer else None),
        RoleHeld.role == Role.SPONSOR,
        RoleHeld.within == Within.ORGANISATION,
        col(RoleHeld.ended_at).is_(None),
    )
    if found := list(db.exec(statement.where(col(Organisation.id).in_(own)))):
        return found
    raise NotFound


def registers(db: Session, viewer: Person | None, hackathon: Hackathon) -> bool:
    """Tell whether the viewer registers people for an organisation here."""
    try:
        return bool(organisations(db, viewer, hackathon))
    except NotFound:
        return False


def people(db: Session, keys: Collection[str]) -> dict[str, Person]:
    """Return the people whom the service knows by these keys of addresses."""
    return {person.email_key: person for person in db.exec(select(Person).where(col(Person.email_key).in_(list(keys))))}


def applied(db: Session, hackathon: Hackathon, people_ids: Collection[UUID]) -> dict[UUID, Application]:
    """Return the applications of people in a hackathon, begun or sent, by person."""
    here = select(Application).where(
        Application.hackathon_id == hackathon.id, col(Application.person_id).in_(list(people_ids))
    )  # fmt: skip
    return {application.person_id: application for application in db.exec(here)}


def known(db: Session, hackathon: Hackathon, keys: Collection[str]) -> set[str]:
    """Return those of the keys whose person has sent an application here; that one was only begun is nobody's business."""
    statement = (
        select(Person.email_key)
        .join(Application, col(Application.person_id) == col(Person.id))
        .where(
            Application.hackathon_id == hackathon.id,
            col(Person.email_key).in_(list(keys)),
            (col(Application.status) != ApplicationStatus.DRAFT) | col(Application.registered_by_id).is_not(None),
        )
    )
    return set(db.exec(statement))
