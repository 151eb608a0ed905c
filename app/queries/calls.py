"""The call of a hackathon and its questions, as whoever may see the hackathon sees them. (P3)"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count
from app.errors import NotFound
from app.i18n import N_, gettext
from app.models.application import Application, ApplicationStatus, Call, Question
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import hackathons
from app.queries.applications import need_organiser

SENT = col(Application.status) != ApplicationStatus.DRAFT


def of(db: Session, hackathon: Hackathon) -> Call:
    """Return how a hackathon calls; where nobody set it, the defaults as a row that is not stored, of revision 0."""
    found = db.exec(
        select(Call).where(Call.hackathon_id == hackathon.id).execution_options(populate_existing=True)
    ).first()  # fmt: skip
    return found or Call(hackathon_id=hackathon.id, created_at=hackathon.created_at, revision=0)


def questions(db: Session, hackathon: Hackathon, *, role: Role | None = None, retired: bool = False) -> list[Question]:
    """Return the questions in order, with a role those that concern it; those retired only where one asks for them."""
    statement = select(Question).where(Question.hackathon_id == hackathon.id)
    if role:
        statement = statement.where(sa.or_(col(Question.role).is_(None), col(Question.role) == role))
    if not retired:
        statement = statement.where(col(Question.retired_at).is_(None))
    order = (col(Question.retired_at).is_not(None), col(Question.position), col(Question.id))
    return list(db.exec(statement.order_by(*order).execution_options(populate_existing=True)))


def question(db: Session, viewer: Person | None, question_id: UUID) -> Question:
    """Return one question for the organisers who wrote it; `NotFound` for everybody else."""
    found = db.get(Question, question_id)
    if found is None:
        raise NotFound
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def question_for_change(db: Session, viewer: Person | None, question_id: UUID) -> Question:
    """Lock the hackathon of a question, then return it as it is under the lock, for the organisers."""
    found = question(db, viewer, question_id)
    hackathons.for_change(db, viewer, found.hackathon_id)
    if (now := db.get(Question, question_id, populate_existing=True)) is None:
        raise NotFound
    return now


def answered(db: Session, asked: Question) -> bool:
    """Tell whether an application that was sent holds an answer to the question."""
    inside = sa.cast(col(Application.answers), sa.Text).contains(str(asked.id), autoescape=True)
    return count(db, _sent(asked.hackathon_id).where(inside)) > 0


def half_days_told(db: Session, hackathon: Hackathon) -> bool:
    """Tell whether somebody said in an application at which half-days they are there."""
    return count(db, _sent(hackathon.id).where(sa.cast(col(Application.half_days), sa.Text) != "[]")) > 0


def _sent(hackathon_id: UUID) -> sa.Select[Any]:
    return sa.select(col(Application.id)).where(col(Application.hackathon_id) == hackathon_id, SENT)


def told(asked: Question, answer: Any, locale: str) -> str:
    """Return an answer in words: the labels of what was chosen, numbers and texts as they are, "" for none."""
    if isinstance(answer, bool):
        return gettext(locale, N_("Yes") if answer else N_("No"))
    labels = {option["key"]: option["label"] for option in asked.options}
    if isinstance(answer, list):
        return ", ".join(_label(labels, key, locale) for key in answer)
    return _label(labels, answer, locale) if labels else "" if answer is None else str(answer)


def _label(labels: dict[str, dict[str, str]], key: Any, locale: str) -> str:
    found = labels.get(str(key), {})
    return found.get(locale) or next(iter(found.values()), "")
