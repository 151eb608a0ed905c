"""The organisers' own questions: written, ordered, frozen; and what counts as an answer to them. (P3)"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal
from app.domain.calls import QUESTIONS_FROZEN, frozen
from app.domain.policy import Action, require
from app.domain.programmes import written
from app.errors import INVALID, NotFound, Refusal, code, refuse
from app.i18n import N_
from app.models.application import Question, QuestionKind
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import calls
from app.schemas.call import QuestionIn

QUESTION_ANSWERED: Final = code("question_answered", 409)
TOO_MANY_QUESTIONS: Final = code("too_many_questions", 409)
MOST: Final = 20
SHORT: Final = 200
LONG: Final = 2000
LARGEST: Final = 10**12


def add(db: Session, actor: Person, hackathon: Hackathon, draft: QuestionIn, *, at: datetime) -> Question:
    """Ask one more question, after the others."""
    require(db, actor, Action.ADD_QUESTION, hackathon, at=at)
    _not_frozen(db, hackathon, at)
    there = calls.questions(db, hackathon)
    if len(there) >= MOST:
        raise refuse(TOO_MANY_QUESTIONS, N_("Twenty questions of your own are the most. A short form brings more people."))
    asked = Question(hackathon_id=hackathon.id, position=len(there) + 1, created_at=at, **_values(draft))
    db.add(asked)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.ADD_QUESTION, asked, at=at, kind=asked.kind, for_role=asked.role)
    return asked


def change(db: Session, actor: Person, asked: Question, draft: QuestionIn, *, at: datetime) -> Question:
    """Change a question; one that somebody answered keeps its kind, and the choices that there were (reworded or not)."""
    require(db, actor, Action.CHANGE_QUESTION, asked, at=at)
    _open_question(db, asked, at)
    values = _values(draft)
    if (values["kind"] is not asked.kind or len(values["options"]) < len(asked.options)) and calls.answered(db, asked):
        raise refuse(
            QUESTION_ANSWERED,
            N_("Somebody has answered this question: its kind and its choices stay. Take it off the form, and ask a new one."),
            field_="kind",
        )
    for name, value in values.items():
        setattr(asked, name, value)
    db.add(asked)
    db.flush()
    journal.record(db, asked.hackathon_id, actor, Action.CHANGE_QUESTION, asked, at=at)
    return asked


def move(db: Session, actor: Person, asked: Question, to: str, *, at: datetime) -> Question:
    """Move a question one place up or down; the first stays first, and the last last."""
    require(db, actor, Action.MOVE_QUESTION, asked, at=at)
    _open_question(db, asked, at)
    there = calls.questions(db, db.get_one(Hackathon, asked.hackathon_id))
    here = there.index(asked)
    other = min(max(here + (1 if to == "down" else -1), 0), len(there) - 1)
    there.insert(other, there.pop(here))
    _number(db, there)
    journal.record(db, asked.hackathon_id, actor, Action.MOVE_QUESTION, asked, at=at, position=asked.position)
    return asked


def remove(db: Session, actor: Person, asked: Question, *, at: datetime) -> None:
    """Take a question off the form: deleted where nobody has answered it, else retired with the answers that it has."""
    require(db, actor, Action.REMOVE_QUESTION, asked, at=at)
    _open_question(db, asked, at)
    kept = calls.answered(db, asked)
    if kept:
        asked.retired_at = at
        db.add(asked)
    else:
        db.delete(asked)
    db.flush()
    _number(db, calls.questions(db, db.get_one(Hackathon, asked.hackathon_id)))
    journal.record(db, asked.hackathon_id, actor, Action.REMOVE_QUESTION, asked, at=at, kept=kept)


def _number(db: Session, there: Sequence[Question]) -> None:
    for position, each in enumerate(there, start=1):
        each.position = position
        db.add(each)
    db.flush()


def _values(draft: QuestionIn) -> dict[str, Any]:
    return {
        "role": draft.role,
        "kind": draft.kind,
        "label": written(draft.label.model_dump()),
        "hint": written(draft.hint.model_dump()),
        # A choice is known by its place, so that one that is reworded is still the same.
        "options": [{"key": str(n), "label": written(o.model_dump())} for n, o in enumerate(draft.options, start=1)],
        "required": draft.required,
    }


def _open_question(db: Session, asked: Question, at: datetime) -> None:
    if asked.retired_at is not None:
        raise NotFound
    _not_frozen(db, db.get_one(Hackathon, asked.hackathon_id), at)


def _not_frozen(db: Session, hackathon: Hackathon, at: datetime) -> None:
    if frozen(calls.of(db, hackathon), at=at):
        raise refuse(QUESTIONS_FROZEN, N_("The questions are frozen: everybody answers the same ones from now on."))


def check(asked: Sequence[Question], given: Mapping[UUID, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """Return the answers as they are kept, by the question's id, and what is wrong with others, beside their fields.

    Texts are taken for numbers and for yes or no, as forms send them. What is not asked here is left out.
    """
    kept: dict[str, Any] = {}
    wrong: list[Refusal] = []
    for question in asked:
        try:
            answer = _answer(question, given.get(question.id))
        except _Wrong as error:
            wrong.append(Refusal(INVALID, error.message, error.params, f"answers.{question.id}"))
            continue
        if answer is not None:
            kept[str(question.id)] = answer
        elif question.required:
            wrong.append(Refusal(INVALID, N_("Fill in this field."), {}, f"answers.{question.id}"))
    return kept, wrong


class _Wrong(Exception):
    """An answer that cannot be kept, and what to say of it."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message)
        self.message, self.params = message, params


def _answer(question: Question, given: Any) -> Any:
    """Return one answer as it is kept, None where nothing was answered; raises `_Wrong`."""
    if given in (None, "", []):
        return None
    kind = question.kind
    if kind in {QuestionKind.SHORT, QuestionKind.LONG}:
        limit = SHORT if kind is QuestionKind.SHORT else LONG
        if not isinstance(given, str):
            raise _Wrong(N_("Answer this with words."))
        if len(given) > limit:
            raise _Wrong(N_("Shorten this to %(max_length)s characters at most."), max_length=limit)
        return given
    if kind is QuestionKind.YES_NO:
        return _yes_or_no(given)
    if kind is QuestionKind.NUMBER:
        return _number_of(given)
    keys = {option["key"] for option in question.options}
    chosen = given if isinstance(given, list) else [given]
    if kind is QuestionKind.ONE and len(chosen) != 1:
        raise _Wrong(N_("Choose one of the proposed answers."))
    if not all(isinstance(key, str) and key in keys for key in chosen):
        raise _Wrong(N_("Choose one of the proposed answers."))
    return list(dict.fromkeys(chosen)) if kind is QuestionKind.SEVERAL else chosen[0]


def _yes_or_no(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if given in {"true", "false"}:
        return bool(given == "true")
    raise _Wrong(N_("Choose yes or no."))


def _number_of(given: Any) -> float:
    text = given.strip().replace(",", ".").replace("\u202f", "").replace(" ", "") if isinstance(given, str) else given
    try:
        number = float(text) if not isinstance(text, bool | list) else float("nan")
    except (ValueError, OverflowError):
        number = float("nan")
    if not isfinite(number) or abs(number) > LARGEST:
        raise _Wrong(N_("Write a number, in digits."))
    return int(number) if number == int(number) else number
