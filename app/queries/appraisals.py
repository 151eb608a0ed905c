"""What reviewers read, what they gave, and what comes of it for the organisers. (P3)"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus, Appraisal, Question
from app.models.hackathon import Hackathon
from app.models.organisation import Organisation
from app.models.person import Person, Role
from app.queries import hackathons
from app.queries.applications import need_organiser
from app.queries.juries import employers_of
from app.queries.roles import holds

Listing = sa.Select[*tuple[Any, ...]]
# What there is to read: sent, and not answered for good.
READABLE: Final = (ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING)


def need_reviewer(db: Session, viewer: Person | None, hackathon: Hackathon) -> None:
    """Raise `NotFound` for those who do not read the applications of a hackathon."""
    if not holds(db, viewer, Role.REVIEWER, hackathon.id, hackathon.programme_id):
        raise NotFound


def seen(db: Session, viewer: Person | None, application_id: UUID) -> Application:
    """Return one application for a reviewer; `NotFound` for everybody else, and for what is not there to read."""
    found = db.get(Application, application_id)
    if found is None or found.status not in READABLE:
        raise NotFound
    need_reviewer(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def for_change(db: Session, viewer: Person | None, application_id: UUID) -> Application:
    """Lock the hackathon of an application, then return it as it is under the lock, for a reviewer."""
    hackathons.for_change(db, viewer, seen(db, viewer, application_id).hackathon_id)
    if db.get(Application, application_id, populate_existing=True) is None:
        raise NotFound
    return seen(db, viewer, application_id)


def tied(db: Session, viewer: Person, application: Application) -> bool:
    """Tell whether the application is the reviewer's own, or comes from an organisation of theirs."""
    if application.person_id == viewer.id:
        return True
    return application.organisation_id is not None and application.organisation_id in employers_of(db, viewer)


def reading(
    db: Session, viewer: Person, hackathon: Hackathon, *, page: int = 1, size: int = 25, unread: bool = False
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return a page of what a reviewer reads, in order of arrival, and the number in all: no name among it."""
    need_reviewer(db, viewer, hackathon)
    own = employers_of(db, viewer)
    is_tied = sa.or_(
        col(Application.person_id) == viewer.id,
        sa.func.coalesce(col(Application.organisation_id).in_(own), sa.false()) if own else sa.false(),
    )
    mine = sa.and_(col(Appraisal.application_id) == col(Application.id), col(Appraisal.reviewer_id) == viewer.id)
    statement: Listing = (
        sa.select(
            col(Application.id), col(Application.role), col(Application.sector), col(Organisation.name).label("organisation"),
            col(Application.skills), col(Application.languages), col(Application.attendance), col(Application.motivation),
            col(Application.status), col(Appraisal.mark), is_tied.label("tied"),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .outerjoin(Appraisal, mine)
        .where(col(Application.hackathon_id) == hackathon.id, col(Application.status).in_(READABLE))
    )  # fmt: skip
    if unread:
        statement = statement.where(col(Appraisal.id).is_(None), ~is_tied)
    order = (col(Application.created_at), col(Application.id))
    return rows(db, statement.order_by(*order).limit(size).offset((page - 1) * size)), count(db, statement)


def mine(db: Session, viewer: Person, application: Application) -> Appraisal | None:
    """Return what a reviewer gave an application, None while they gave nothing."""
    return db.exec(
        select(Appraisal).where(Appraisal.application_id == application.id, Appraisal.reviewer_id == viewer.id)
    ).first()  # fmt: skip


def of(db: Session, viewer: Person | None, application: Application) -> Sequence[sa.Row[Any]]:
    """Return every mark of an application with its remark and its reviewer's name, for the organisers."""
    need_organiser(db, viewer, hackathons.by_id(db, viewer, application.hackathon_id))
    statement: Listing = (
        sa.select(col(Appraisal.mark), col(Appraisal.remark), col(Appraisal.revised_at), col(Person.display_name).label("name"))
        .join(Person, col(Person.id) == col(Appraisal.reviewer_id))
        .where(col(Appraisal.application_id) == application.id)
        .order_by(col(Appraisal.id))
    )
    return rows(db, statement)


def marks(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return every mark of a hackathon as reviewer, application and mark; what was taken back or never sent counts no more."""
    gone = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
    statement: Listing = (
        sa.select(col(Appraisal.reviewer_id), col(Appraisal.application_id), col(Appraisal.mark))
        .join(Application, col(Application.id) == col(Appraisal.application_id))
        .where(col(Appraisal.hackathon_id) == hackathon.id, col(Application.status).not_in(gone))
    )
    return rows(db, statement)


def answers(db: Session, application: Application) -> list[tuple[Mapping[str, str], Any]]:
    """Return what somebody answered to the organisers' own questions, with the question's words, in order."""
    here = select(Question).where(Question.hackathon_id == application.hackathon_id)
    asked = db.exec(here.order_by(col(Question.position), col(Question.id)))
    given = [(one.label, application.answers.get(str(one.id))) for one in asked]
    return [(label, answer) for label, answer in given if answer is not None and answer != ""]
