"""Pages of the commons: practice sheets, authors' consent, reuses and family tree. (C1, A4)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session as Db

from app.domain import practices, reuses
from app.domain.journal import COMMONS
from app.domain.policy import Action, require
from app.errors import NotFound
from app.i18n import N_
from app.models.commons import Practice, PracticeStatus
from app.models.person import Person
from app.queries import practice_sources
from app.queries import practices as reading
from app.schemas.practice import AnswerIn, AuthorIn, PracticeDraftIn, PracticeIn, PracticeOut, ReuseIn, WithdrawalIn
from app.web.caller import Act, Now
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting
from app.web.sheets import csv_response

router = PageRouter()

Word = Annotated[str, Query(max_length=200)]
EXPORTED = ("slug", "title", "context", "problem", "what_was_done", "what_it_takes", "what_failed",
            "theme", "public", "method", "territory", "language", "licence")  # fmt: skip


@router.get("/commons", access=PUBLIC, name="commons")
def list_practices(
    page: PageDep,
    *,
    q: Word = "",
    theme: Word = "",
    public: Word = "",
    method: Word = "",
    territory: Word = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    wanted = reading.Wanted(q, theme, public, method, territory)
    return page.render(
        "commons/commons.html",
        wanted=wanted,
        listing=reading.listed(page.db, wanted, page=number),
        facets={name: [(value, value) for value in values] for name, values in reading.facets(page.db).items()},
        number=number,
    )


@router.get("/commons.json", access=PUBLIC, name="commons_json")
def export_json(page: PageDep) -> Response:
    sheets = [PracticeOut.model_validate(sheet).model_dump(mode="json") for sheet in reading.everything(page.db)]
    return JSONResponse({"practices": sheets}, headers={"Content-Disposition": 'attachment; filename="essaim-commons.json"'})


@router.get("/commons.csv", access=PUBLIC, name="commons_csv")
def export_csv(page: PageDep) -> Response:
    lines = [
        [
            *(getattr(sheet, name) for name in EXPORTED),
            ", ".join(sheet.authors),
            sheet.parent,
            sheet.row.published_at,
            sheet.reuses,
        ]
        for sheet in reading.everything(page.db)
    ]
    return csv_response("essaim-commons", [*EXPORTED, "authors", "parent", "published_at", "reuses"], lines)


@router.get("/commons/mine", access=SIGNED_IN, name="my_practices")
def show_mine(page: PageDep) -> Response:
    return page.render("commons/mine.html", **_mine(page))


@router.post("/commons/mine", access=acting(Action.DRAFT_PRACTICE), name="practice_draft")
def begin(page: PageDep, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        given = form.validate(PracticeDraftIn)
        made = act(lambda db, me: practices.draft(db, me, given, at=now))
        return page.go(
            "practice_edit", slug=made.slug, flash=N_("Your draft is ready; its text comes from your work. Make it yours.")
        )
    return page.again("commons/mine.html", form, **_mine(page))


@router.get("/commons/{slug}", access=PUBLIC, name="practice")
def show_practice(page: PageDep, slug: str) -> Response:
    practice = reading.by_slug(page.db, page.me, slug)
    if practice.status is PracticeStatus.WITHDRAWN:
        return page.render("commons/withdrawn.html", status_code=410, practice=practice)
    return page.render("commons/practice.html", **_practice(page, practice))


@router.get("/commons/{slug}/edit", access=SIGNED_IN, name="practice_edit")
def show_edit(page: PageDep, slug: str) -> Response:
    practice = _draft(page, slug)
    return page.render("commons/edit.html", practice=practice, form=page.form(practice.model_dump()))


@router.post("/commons/{slug}/edit", access=acting(Action.EDIT_PRACTICE), name="practice_save")
def save(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        given = form.validate(PracticeIn)
        act(lambda db, me: practices.edit(db, me, _locked(db, me, slug), given, at=now))
        return page.go("practice", slug=slug, flash=N_("Saved. Here is how others will read it."))
    return page.again("commons/edit.html", form, practice=_draft(page, slug))


@router.post("/commons/{slug}/authors", access=acting(Action.ASK_AUTHOR), name="practice_ask")
def ask(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        given = form.validate(AuthorIn)
        act(lambda db, me: practices.ask_author(db, me, _locked(db, me, slug), given, at=now))
        return page.go("practice", slug=slug, flash=N_("They are asked. The sheet waits for their answer."))
    return page.again("commons/practice.html", form, **_practice(page, _draft(page, slug)))


@router.post("/commons/{slug}/authors/{author_id}/drop", access=acting(Action.DROP_AUTHOR), name="practice_drop")
def drop(page: PageDep, act: Act, now: Now, slug: str, author_id: UUID) -> Response:
    act(lambda db, me: practices.drop_author(db, me, _locked(db, me, slug), author_id, at=now))
    return page.go("practice", slug=slug, flash=N_("The question is taken back."))


@router.post("/commons/{slug}/answer", access=acting(Action.ANSWER_AUTHORSHIP), name="practice_answer")
def answer(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        given = form.validate(AnswerIn)
        act(lambda db, me: practices.answer(db, me, _locked(db, me, slug), given, at=now))
        return page.go("practice", slug=slug, flash=N_("Your answer is kept. You can change it at any time."))
    return page.again("commons/practice.html", form, **_practice(page, reading.by_slug(page.db, page.me, slug)))


@router.post("/commons/{slug}/publish", access=acting(Action.PUBLISH_PRACTICE), name="practice_publish")
def publish(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        act(lambda db, me: practices.publish(db, me, _locked(db, me, slug), at=now))
        return page.go("practice", slug=slug, flash=N_("The sheet is published: it now belongs to all."))
    return page.again("commons/practice.html", form, **_practice(page, reading.by_slug(page.db, page.me, slug)))


@router.post("/commons/{slug}/withdraw", access=acting(Action.WITHDRAW_PRACTICE), name="practice_withdraw")
def withdraw(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        given = form.validate(WithdrawalIn)
        act(lambda db, me: practices.withdraw(db, me, _locked(db, me, slug), given, at=now))
        return page.go("practice", slug=slug, flash=N_("The sheet is withdrawn."))
    return page.again("commons/practice.html", form, **_practice(page, reading.by_slug(page.db, page.me, slug)))


@router.get("/commons/{slug}/reuse", access=SIGNED_IN, name="practice_reuse")
def show_reuse(page: PageDep, slug: str) -> Response:
    practice = practices.still_there(reading.by_slug(page.db, page.me, slug))
    return page.render("commons/reuse.html", practice=practice)


@router.post("/commons/{slug}/reuse", access=acting(Action.REPORT_REUSE), name="practice_report")
def report(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    with form.attempt():
        given = form.validate(ReuseIn)
        act(lambda db, me: reuses.report(db, me, _locked(db, me, slug), given, at=now))
        return page.go("practice", slug=slug, flash=N_("Thank you! The authors will hear of it, and everybody can read it here."))
    return page.again("commons/reuse.html", form, practice=reading.by_slug(page.db, page.me, slug))


def _locked(db: Db, me: Person, slug: str) -> Practice:
    return reading.for_change(db, me, slug, COMMONS)


def _draft(page: Page, slug: str) -> Practice:
    practice = reading.by_slug(page.db, page.me, slug)
    require(page.db, page.me, Action.EDIT_PRACTICE, practice, at=page.now)
    if practice.status is not PracticeStatus.DRAFT:
        raise NotFound
    return practice


def _practice(page: Page, practice: Practice) -> dict[str, Any]:
    """Return what the page of a sheet shows, with the ways to publication for those who write it."""
    if practice.status is PracticeStatus.WITHDRAWN:
        practices.still_there(practice)
    writes = page.me is not None and page.may(Action.EDIT_PRACTICE, practice)
    drafting = writes and practice.status is PracticeStatus.DRAFT
    return {
        "practice": practice,
        "sheet": reading.sheet(page.db, practice),
        "tree": reading.tree(page.db, practice),
        "mine": reading.my_authorship(page.db, page.me, practice),
        "writes": writes,
        "authors": reading.authors(page.db, practice) if drafting else [],
        "candidates": _options(page, practice) if drafting else [],
    }


def _options(page: Page, practice: Practice) -> list[tuple[UUID, str]]:
    return [(one.id, one.display_name) for one in practice_sources.possible_authors(page.db, page.person, practice)]


def _mine(page: Page) -> dict[str, Any]:
    return {
        "sheets": practice_sources.mine(page.db, page.person),
        "shareable": practice_sources.shareable(page.db, page.person),
        "answers": {a.practice_id: a for a in practice_sources.my_answers(page.db, page.person)},
    }
