"""The commons: practice sheets, authors, reuses, family tree. (C1, A4)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import practices as verbs
from app.domain import reuses
from app.domain.journal import COMMONS
from app.domain.policy import Action, require
from app.models.commons import Author, Practice, Reuse
from app.models.person import Person
from app.queries import practices
from app.schemas.practice import (
    AnswerIn,
    AuthorIn,
    AuthorOut,
    AuthorRow,
    PracticeDraftIn,
    PracticeIn,
    PracticeOut,
    PracticeRow,
    PracticeSummary,
    ReuseIn,
    ReuseOut,
    ReuseRow,
    TreeOut,
    WithdrawalIn,
)
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["commons"])

Word = Annotated[str, Query(max_length=200)]


@router.get("/practices", access=PUBLIC, response_model=list[PracticeSummary])
def list_practices(
    caller: CallerDep,
    *,
    q: Word = "",
    theme: Word = "",
    public: Word = "",
    method: Word = "",
    territory: Word = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> Any:
    """List published sheets, the best answers to `q` first (stems of words, accents folded), then the newest."""
    wanted = practices.Wanted(q, theme, public, method, territory)
    return practices.listed(caller.db, wanted, page=page, size=limit).sheets


@router.post("/practices", access=acting(Action.DRAFT_PRACTICE), response_model=PracticeRow, status_code=201)
def draft_practice(given: PracticeDraftIn, act: Act, now: Now) -> Practice:
    """Begin a sheet from one's own shared debrief, published prototype, incubation or reuse; its text is filled in first."""
    return act(lambda db, me: verbs.draft(db, me, given, at=now))


@router.get("/practices/{slug}", access=PUBLIC, response_model=PracticeOut)
def read_practice(slug: str, caller: CallerDep) -> practices.Sheet:
    """Return a sheet with its named authors; 410 with the reason once it was withdrawn, 404 for others' drafts."""
    return practices.sheet(caller.db, verbs.still_there(practices.by_slug(caller.db, caller.me, slug)))


@router.put("/practices/{slug}", access=acting(Action.EDIT_PRACTICE), response_model=PracticeRow)
def edit_practice(slug: str, given: PracticeIn, act: Act, now: Now) -> Practice:
    """Change a draft; authors who had agreed to another text are asked again."""
    return act(lambda db, me: verbs.edit(db, me, _one(db, me, slug), given, at=now))


@router.post("/practices/{slug}/publication", access=acting(Action.PUBLISH_PRACTICE), response_model=PracticeRow)
def publish_practice(slug: str, act: Act, now: Now) -> Practice:
    """Publish a sheet; refused with `authors_unanswered` while somebody asked has not answered."""
    return act(lambda db, me: verbs.publish(db, me, _one(db, me, slug), at=now))


@router.post("/practices/{slug}/withdrawal", access=acting(Action.WITHDRAW_PRACTICE), response_model=PracticeRow)
def withdraw_practice(slug: str, given: WithdrawalIn, act: Act, now: Now) -> Practice:
    """Take a sheet back; its title, the reason and the date remain."""
    return act(lambda db, me: verbs.withdraw(db, me, _one(db, me, slug), given, at=now))


@router.get("/practices/{slug}/authors", access=SIGNED_IN, response_model=list[AuthorOut])
def list_authors(slug: str, caller: CallerDep) -> list[dict[str, Any]]:
    """List those who were asked and their answers; for the authors."""
    practice = practices.by_slug(caller.db, caller.me, slug)
    require(caller.db, caller.me, Action.ASK_AUTHOR, practice, at=caller.now)
    return [a.model_dump() | {"name": person.display_name} for a, person in practices.authors(caller.db, practice)]


@router.post("/practices/{slug}/authors", access=acting(Action.ASK_AUTHOR), response_model=AuthorRow, status_code=201)
def ask_author(slug: str, given: AuthorIn, act: Act, now: Now) -> Author:
    """Ask somebody who did the work whether they want to be named."""
    return act(lambda db, me: verbs.ask_author(db, me, _one(db, me, slug), given, at=now))


@router.delete("/practices/{slug}/authors/{author_id}", access=acting(Action.DROP_AUTHOR), status_code=204)
def drop_author(slug: str, author_id: UUID, act: Act, now: Now) -> None:
    """Take a question back, unless the person has agreed."""
    act(lambda db, me: verbs.drop_author(db, me, _one(db, me, slug), author_id, at=now))


@router.put("/practices/{slug}/my-authorship", access=acting(Action.ANSWER_AUTHORSHIP), response_model=AuthorRow)
def answer_authorship(slug: str, given: AnswerIn, act: Act, now: Now) -> Author:
    """Agree to be named, and how; or refuse, at any time."""
    return act(lambda db, me: verbs.answer(db, me, _one(db, me, slug), given, at=now))


@router.get("/practices/{slug}/reuses", access=PUBLIC, response_model=list[ReuseOut])
def list_reuses(slug: str, caller: CallerDep) -> Any:
    """List what others made of a practice, the oldest first."""
    practice = verbs.still_there(practices.by_slug(caller.db, caller.me, slug))
    return practices.sheet(caller.db, practice).reuses_list


@router.post("/practices/{slug}/reuses", access=acting(Action.REPORT_REUSE), response_model=ReuseRow, status_code=201)
def report_reuse(slug: str, given: ReuseIn, act: Act, now: Now) -> Reuse:
    """Tell how a practice was used elsewhere: what was kept, what was changed, what it gave."""
    return act(lambda db, me: reuses.report(db, me, _one(db, me, slug), given, at=now))


@router.get("/practices/{slug}/tree", access=PUBLIC, response_model=TreeOut)
def read_family_tree(slug: str, caller: CallerDep) -> practices.Branch:
    """Return the family of a sheet, from its first ancestor: sheets, reuses, tombstones."""
    return practices.tree(caller.db, practices.by_slug(caller.db, caller.me, slug))


def _one(db: Db, me: Person, slug: str) -> Practice:
    return practices.for_change(db, me, slug, COMMONS)
