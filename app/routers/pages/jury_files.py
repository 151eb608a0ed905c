"""The page on which organisers take a jury's file as it stands, and apply a changed one after a look. (J2, J3, J4)"""

from typing import Any, Final
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import jury_files as verbs
from app.domain import rubrics
from app.domain.jury_grammar import LINES
from app.domain.jury_scores import MOST
from app.domain.policy import Action
from app.errors import INVALID, Refused, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Rubric
from app.models.person import Person
from app.queries import journal, juries, rounds
from app.web import grids
from app.web import jury_files as files
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.sheets import csv_response
from app.web.telling import told

router = PageRouter()

FILE: Final = "jury/file.html"
SHOWN: Final = 40  # errors, effects and changes that the page lists
APPLIED: Final = N_("The file is applied, whole.")


@router.get("/challenges/{challenge_id}/jury-file", access=SIGNED_IN, name="jury_file")
def show_file(page: PageDep, challenge_id: UUID) -> Response:
    return page.render(FILE, **_context(page, challenge_id))


@router.get("/challenges/{challenge_id}/jury.csv", access=SIGNED_IN, name="jury_file_csv")
def take_file(page: PageDep, challenge_id: UUID) -> Response:
    """Give the jury as it stands: what was said of jurors, ties, seats."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    heads, *lines = files.exported(page.db, challenge, _rubric(page, challenge), page.locale)
    return csv_response("essaim-jury", list(map(str, heads)), lines, locale=page.locale)


@router.get("/challenges/{challenge_id}/to-score.csv", access=SIGNED_IN, name="to_score_csv")
def take_scores(page: PageDep, challenge_id: UUID) -> Response:
    """Give a line to fill in for each sheet that is awaited; no mark is ever in it."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    heads, *lines = files.to_score(page.db, challenge, _rubric(page, challenge), page.locale)
    return csv_response("essaim-to-score", list(map(str, heads)), lines, locale=page.locale)


@router.post("/challenges/{challenge_id}/jury-file/check", access=acting(Action.IMPORT_JURY_FILE), name="check_jury_file_page")
def check(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    """Say what a file would do, line by line; nothing changes."""
    shown = _context(page, challenge_id)
    with form.attempt():
        if refusal := page.why_not(Action.IMPORT_JURY_FILE, shown["challenge"]):
            raise Refused(refusal)
        upload = form.file("file")
        if upload is None:
            raise refuse(INVALID, N_("Choose a file."), field_="file")
        rows = grids.read(upload.file, cells=files.CELLS, longest=files.LONGEST)
        return _looked(page, act, shown, rows, at=now)
    return page.again(FILE, form, **shown)


@router.post("/challenges/{challenge_id}/jury-file", access=acting(Action.IMPORT_JURY_FILE), name="apply_jury_file_page")
def apply(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    shown = _context(page, challenge_id)
    with form.attempt():
        rows = files.read(str(form.value("rows")), field="file")

        def unit(db: Db, me: Person) -> Rubric:
            challenge = juries.challenge_for_change(db, me, challenge_id)
            return verbs.apply(db, me, challenge, rows, str(form.value("fingerprint")) or None, at=now)

        act(unit)
        return page.go("jury_file", flash=APPLIED, challenge_id=challenge_id)
    if form.status == 409:  # noqa: PLR2004 - the jury changed meanwhile: show what the file would do now, and what changed
        page.caller.once = None
        since = str(form.value("since"))
        shown["changes"] = _changes(page, shown["hackathon"], int(since)) if since.isascii() and since.isdigit() else []
        return _looked(page, act, shown, rows, at=now, form=form)
    return page.again(FILE, form, **shown)


def _rubric(page: Page, challenge: Challenge) -> Rubric:
    return rounds.current(page.db, challenge.id) or rubrics.blank(challenge)


def _looked(page: Page, act: Act, shown: dict[str, Any], rows: list[list[str]], *, at: Now, form: Any = None) -> Response:
    """Answer with what a file comes to."""
    challenge_id = shown["challenge"].id

    def unit(db: Db, me: Person) -> None:
        verbs.look(db, me, juries.challenge_for_change(db, me, challenge_id), rows, at=at)

    stream = journal.head(page.db, shown["hackathon"].id)
    try:
        act(unit)
    except verbs.Looked as seen:
        found = seen.outcome
    status = form.status if form else 422 if found.wrong else 200
    return page.render(
        FILE,
        status_code=status,
        **shown
        | {
            "form": form,
            "found": found,
            "errors": files.errors(found.wrong[:SHOWN], page.locale),
            "rows": files.packed(rows),
            "since": stream.seq if stream else 0,
        },
    )


def _changes(page: Page, hackathon: Hackathon, since: int) -> list[dict[str, Any]]:
    """Return what happened since a page was made, the newest first."""
    return [told(entry, page.locale) for entry in journal.entries(page.db, hackathon.id, limit=SHOWN) if entry.seq > since]


def _context(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    rubric = _rubric(page, challenge)
    criteria = list(enumerate(juries.criteria_of(page.db, rubric), 1)) if rounds.current(page.db, challenge.id) else []
    return {
        **frame(page, hackathon),
        "challenge": challenge,
        "rubric": rubric,
        "criteria": criteria,
        "found": None,
        "errors": [],
        "changes": [],
        "most": LINES,
        "sheets": MOST,
        "shown": SHOWN,
        "words": {name: files.words(name, page.locale) for name in ("kind", "sector")},
    }
