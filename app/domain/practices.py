"""Practice sheets: drafted from real work, published when every author has answered, withdrawn for good. (C1)"""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import NotFound, code, refuse
from app.i18n import N_
from app.models.commons import Author, Practice, PracticeSource, PracticeStatus, PracticeWord, Reuse
from app.models.person import Person
from app.queries.practice_sources import material, possible_authors
from app.queries.search import fold, weigh
from app.schemas.practice import AnswerIn, AuthorIn, PracticeDraftIn, PracticeIn, WithdrawalIn

AUTHORS: Final = 12
TEXTS: Final = ("context", "problem", "what_was_done", "what_it_takes", "what_failed")
TAKEN: Final = {"mine"}  # addresses under /commons that are no sheet's

NOT_A_DRAFT: Final = code("not_a_draft", 409)
NOT_PUBLISHED: Final = code("not_published", 409)
NOT_AN_AUTHOR: Final = code("not_a_candidate", 422)
TOO_MANY_AUTHORS: Final = code("too_many_authors", 409)
HAS_AGREED: Final = code("author_agreed", 409)
UNANSWERED: Final = code("authors_unanswered", 409)
INCOMPLETE: Final = code("sheet_incomplete", 422)
CREDIT_MISSING: Final = code("credit_missing", 422)
WITHDRAWN: Final = code("withdrawn", 410)


def draft(db: Db, actor: Person, asked: PracticeDraftIn, *, at: datetime) -> Practice:
    """Begin a sheet from one's own work; beginning it again gives the sheet already begun."""
    require(db, actor, Action.DRAFT_PRACTICE, None, at=at)
    journal.lock(db, journal.COMMONS)
    found = material(db, actor, asked.source, asked.source_id)
    begun = db.exec(
        select(Practice).where(
            Practice.source == asked.source,
            Practice.source_id == asked.source_id,
            Practice.created_by_id == actor.id,
            Practice.status != PracticeStatus.WITHDRAWN,
        )
    ).first()
    if begun:
        return begun
    practice = Practice(
        title=found.text["title"][:160],
        slug=_free_slug(db, found.text["title"]),
        language=actor.locale,
        source=asked.source,
        source_id=asked.source_id,
        hackathon_id=found.hackathon_id,
        parent_id=found.parent_id,
        created_by_id=actor.id,
        created_at=at,
        is_demo=actor.is_demo,
    )
    practice.sqlmodel_update({name: value for name, value in found.text.items() if name != "title"})
    db.add(practice)
    db.flush()
    db.add(Author(practice_id=practice.id, person_id=actor.id, credited_as=actor.display_name, asked_at=at, agreed_at=at))
    journal.record(db, journal.COMMONS, actor, Action.DRAFT_PRACTICE, practice, at=at, source=practice.source)
    return practice


def _free_slug(db: Db, title: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60].strip("-") or "fiche"
    number, slug = 1, stem
    while slug in TAKEN or db.exec(select(Practice.id).where(Practice.slug == slug)).first():
        number += 1
        slug = f"{stem}-{number}"
    return slug


def edit(db: Db, actor: Person, practice: Practice, text: PracticeIn, *, at: datetime) -> Practice:
    """Change a draft. Those who had agreed agreed to another text: they are asked again."""
    require(db, actor, Action.EDIT_PRACTICE, practice, at=at)
    _want_draft(practice)
    changed = {name: value for name, value in text.model_dump().items() if getattr(practice, name) != value}
    practice.sqlmodel_update(changed)
    db.add(practice)
    if changed:
        others = select(Author).where(
            Author.practice_id == practice.id, Author.person_id != actor.id, col(Author.agreed_at).is_not(None)
        )
        for author in db.exec(others):
            author.agreed_at, author.asked_at = None, at
            db.add(author)
            journal.record(db, journal.COMMONS, actor, Action.ASK_AUTHOR, author, at=at, again=True)
    journal.record(db, journal.COMMONS, actor, Action.EDIT_PRACTICE, practice, at=at, fields=sorted(changed))
    return practice


def ask_author(db: Db, actor: Person, practice: Practice, asked: AuthorIn, *, at: datetime) -> Author:
    """Ask somebody who did the work whether they want to be named; until they answer, nothing is published."""
    require(db, actor, Action.ASK_AUTHOR, practice, at=at)
    _want_draft(practice)
    person = {person.id: person for person in possible_authors(db, actor, practice)}.get(asked.person_id)
    if person is None:
        raise refuse(NOT_AN_AUTHOR, N_("Choose a person from the list."), field_="person_id")
    if len(db.exec(select(Author.id).where(Author.practice_id == practice.id)).all()) >= AUTHORS:
        raise refuse(TOO_MANY_AUTHORS, N_("A sheet has twelve authors at most."), field_="person_id")
    author = Author(practice_id=practice.id, person_id=person.id, credited_as=person.display_name, asked_at=at)
    db.add(author)
    journal.record(db, journal.COMMONS, actor, Action.ASK_AUTHOR, author, at=at, again=False)
    return author


def drop_author(db: Db, actor: Person, practice: Practice, author_id: UUID, *, at: datetime) -> None:
    """Take a question back; who has agreed is an author, and only they can say no."""
    require(db, actor, Action.DROP_AUTHOR, practice, at=at)
    _want_draft(practice)
    author = db.exec(select(Author).where(Author.id == author_id, Author.practice_id == practice.id)).first()
    if author is None:
        raise NotFound
    if author.agreed_at is not None:
        raise refuse(HAS_AGREED, N_("This person has agreed to be named; only they can change that."))
    journal.record(db, journal.COMMONS, actor, Action.DROP_AUTHOR, author, at=at)
    db.delete(author)


def answer(db: Db, actor: Person, practice: Practice, given: AnswerIn, *, at: datetime) -> Author:
    """Agree to be named, and how; or refuse. A name can be taken back at any time, after publication too."""
    require(db, actor, Action.ANSWER_AUTHORSHIP, practice, at=at)
    author = db.exec(select(Author).where(Author.practice_id == practice.id, Author.person_id == actor.id)).first()
    if author is None or practice.status is PracticeStatus.WITHDRAWN:
        raise NotFound
    if given.agrees:
        if not given.credited_as:
            raise refuse(CREDIT_MISSING, N_("Write the name under which you want to be credited."), field_="credited_as")
        author.agreed_at, author.refused_at, author.credited_as = at, None, given.credited_as
    else:
        author.agreed_at, author.refused_at, author.credited_as = None, at, ""
    db.add(author)
    journal.record(db, journal.COMMONS, actor, Action.ANSWER_AUTHORSHIP, author, at=at, agrees=given.agrees)
    return author


def publish(db: Db, actor: Person, practice: Practice, *, at: datetime) -> Practice:
    """Publish a sheet once everybody asked has answered; those who refused are not named. Its words can be searched at once."""
    require(db, actor, Action.PUBLISH_PRACTICE, practice, at=at)
    _want_draft(practice)
    if not practice.problem or not practice.what_was_done:
        raise refuse(INCOMPLETE, N_("Write at least the problem and what was done, so that others can use the sheet."))
    waiting = select(Author.id).where(
        Author.practice_id == practice.id, col(Author.agreed_at).is_(None), col(Author.refused_at).is_(None)
    )
    if unanswered := len(db.exec(waiting).all()):
        raise refuse(
            UNANSWERED,
            N_("Nothing is published without its authors: some of those you asked have not answered."),
            number=unanswered,
        )
    practice.status, practice.published_at = PracticeStatus.PUBLISHED, at
    db.add(practice)
    _index(db, practice)
    if practice.source is PracticeSource.REUSE and practice.source_id:
        reuse = db.get(Reuse, practice.source_id)
        if reuse:
            reuse.child_id = practice.id
            db.add(reuse)
    journal.record(db, journal.COMMONS, actor, Action.PUBLISH_PRACTICE, practice, at=at, licence=practice.licence)
    return practice


def withdraw(db: Db, actor: Person, practice: Practice, given: WithdrawalIn, *, at: datetime) -> Practice:
    """Take a sheet back: its title, the reason and the date remain, its text and its authors' names go."""
    require(db, actor, Action.WITHDRAW_PRACTICE, practice, at=at)
    if practice.status is not PracticeStatus.PUBLISHED:
        raise refuse(NOT_PUBLISHED, N_("Only a published sheet can be withdrawn."))
    practice.status, practice.withdrawn_at, practice.withdrawn_reason = PracticeStatus.WITHDRAWN, at, given.reason
    practice.sqlmodel_update(dict.fromkeys(TEXTS, ""))
    db.add(practice)
    db.exec(delete(PracticeWord).where(col(PracticeWord.practice_id) == practice.id))
    for author in db.exec(select(Author).where(Author.practice_id == practice.id)):
        author.credited_as = ""
        db.add(author)
    journal.record(db, journal.COMMONS, actor, Action.WITHDRAW_PRACTICE, practice, at=at)
    return practice


def still_there(practice: Practice) -> Practice:
    """Return the sheet, or refuse with what its tombstone says (`withdrawn`, 410)."""
    if practice.status is PracticeStatus.WITHDRAWN and practice.withdrawn_at:
        raise refuse(
            WITHDRAWN, N_("This sheet was withdrawn on %(day)s: %(reason)s"),
            day=practice.withdrawn_at.date().isoformat(), reason=practice.withdrawn_reason,
        )  # fmt: skip
    return practice


def _index(db: Db, practice: Practice) -> None:
    db.exec(delete(PracticeWord).where(col(PracticeWord.practice_id) == practice.id))
    parts = [(practice.title, 8), *((getattr(practice, name), 4) for name in ("theme", "public", "method", "territory"))]
    parts += [(practice.problem, 2), *((getattr(practice, name), 1) for name in TEXTS if name != "problem")]
    db.add_all(PracticeWord(practice_id=practice.id, stem=stem, weight=weight) for stem, weight in sorted(weigh(parts).items()))


def _want_draft(practice: Practice) -> None:
    if practice.status is not PracticeStatus.DRAFT:
        raise refuse(NOT_A_DRAFT, N_("This sheet is published; it can be withdrawn, not rewritten."))
