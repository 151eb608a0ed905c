"""A team's room, its prototype and what it hands in; for organisers, who has handed in. (P9, P10)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app import filetypes
from app.domain import files as file_verbs
from app.domain import prototypes as verbs
from app.domain.policy import Action
from app.i18n import N_
from app.models.team import Team
from app.queries import challenges, charters, hackathons, prototypes, rooms, showcase, teams
from app.schemas.prototype import DraftForm, DraftIn, ExtensionIn
from app.web import uploads
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.revision import Version
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()


def _frame(page: Page, team: Team) -> dict[str, Any]:
    """Return what every page of a team shows: its event, and its défi as it may be seen."""
    hackathon = hackathons.by_id(page.db, page.me, team.hackathon_id)
    return {
        "team": team,
        "hackathon": hackathon,
        "event": event(page, hackathon),
        "challenge": challenges.seen(page.db, page.me, team.challenge_id, at=page.now),
    }


@router.get("/teams/{team_id}", access=SIGNED_IN, name="team")
def show_room(page: PageDep, team_id: UUID) -> Response:
    desk = rooms.desk(page.db, page.me, team_id, files=False)
    frame = _frame(page, desk.team)
    hackathon = frame["hackathon"]
    return page.render(
        "team/room.html",
        desk=desk,
        people=rooms.people(page.db, desk.team),
        receipts=rooms.receipts(page.db, desk.team.id),
        announcements=rooms.announcements(page.db, hackathon.id, limit=2),
        moment=showcase.moment_of(page.db, hackathon.id, at=page.now),
        closes_at=desk.closes_at,
        charter=charters.in_force(page.db, page.me, hackathon.id),
        **frame,
    )


def _prototype(page: Page, desk: rooms.Desk) -> dict[str, Any]:
    kinds = ", ".join(sorted(extension.upper() for extension in filetypes.TAKEN.values()))
    limit = page.caller.services.settings.upload_limit_mb
    return {
        "desk": desk,
        "kinds": kinds,
        "limit": limit,
        "closes_at": desk.closes_at,
        "receipts": rooms.receipts(page.db, desk.team.id),
        **_frame(page, desk.team),
    }


@router.get("/teams/{team_id}/prototype", access=SIGNED_IN, name="prototype")
def show_prototype(page: PageDep, team_id: UUID) -> Response:
    desk = rooms.desk(page.db, page.me, team_id)
    return page.render("prototype/prototype.html", form=page.form(desk.values()), **_prototype(page, desk))


@router.post("/teams/{team_id}/prototype", access=acting(Action.SAVE_DRAFT), name="save_prototype")
def save_prototype(page: PageDep, form: FormDep, team_id: UUID, act: Act, now: Now) -> Response:
    """Save the working copy; with the button that says so, hand it in at once."""
    with form.attempt():
        given = form.validate(DraftForm)
        draft = DraftIn.model_validate(given.model_dump(exclude={"revision"}))
        act(
            lambda db, me: verbs.save_draft(
                db, me, prototypes.team_for_change(db, me, team_id), draft, revision=given.revision, at=now
            )
        )
        if form.value("do") == "check":
            return page.go("check_prototype", team_id=team_id)
        return page.go("prototype", flash=N_("The draft is saved."), team_id=team_id)
    return page.again("prototype/prototype.html", form, **_prototype(page, rooms.desk(page.db, page.me, team_id)))


@router.get("/teams/{team_id}/prototype/check", access=SIGNED_IN, name="check_prototype")
def check_prototype(page: PageDep, team_id: UUID) -> Response:
    return page.render("prototype/check.html", form=page.form({}), **_prototype(page, rooms.desk(page.db, page.me, team_id)))


@router.post("/teams/{team_id}/prototype/versions", access=acting(Action.SUBMIT_PROTOTYPE), name="hand_in")
def hand_in(page: PageDep, form: FormDep, team_id: UUID, act: Act, now: Now) -> Response:
    with form.attempt():
        made = act(lambda db, me: verbs.submit(db, me, prototypes.team_for_change(db, me, team_id), at=now))
        return page.go("receipt", team_id=team_id, version=made.version, flash=N_("Your prototype is handed in."))
    return page.again("prototype/check.html", form, **_prototype(page, rooms.desk(page.db, page.me, team_id)))


@router.get("/teams/{team_id}/prototype/versions/{version}", access=SIGNED_IN, name="receipt")
def show_receipt(page: PageDep, team_id: UUID, version: Version) -> Response:
    receipt = rooms.receipt(page.db, page.me, team_id, version)
    team = teams.known(page.db, team_id)
    return page.render("prototype/receipt.html", receipt=receipt, prototype=receipt.prototype, **_frame(page, team))


@router.post("/teams/{team_id}/files", access=acting(Action.ADD_FILE), name="send_file")
def send_file(page: PageDep, form: FormDep, team_id: UUID, act: Act, now: Now) -> Response:
    desk = rooms.desk(page.db, page.me, team_id)
    with form.attempt():
        upload = form.file("file")
        if upload is None:
            raise filetypes.nothing_chosen()
        kept = uploads.keep(page.caller.services, upload)
        act(
            lambda db, me: file_verbs.add(
                db,
                me,
                prototypes.team_for_change(db, me, team_id),
                sha256=kept.sha256,
                name=kept.name,
                media_type=kept.media_type,
                size=kept.size,
                at=now,
            )
        )
        return page.go("prototype", team_id=team_id, flash=N_("The file is kept."))
    return page.again("prototype/prototype.html", _with_draft(page, form, desk), **_prototype(page, desk))


def _with_draft(page: Page, form: Form, desk: rooms.Desk) -> Form:
    """Return a form that shows the working copy beside what was wrong with a file."""
    shown = page.form(desk.values())
    shown.errors, shown.status = form.errors, form.status
    return shown


@router.post("/teams/{team_id}/files/{file_id}/remove", access=acting(Action.REMOVE_FILE), name="remove_file_page")
def remove_file(page: PageDep, team_id: UUID, file_id: UUID, act: Act, now: Now) -> Response:
    act(
        lambda db, me: file_verbs.remove(
            db, me, prototypes.team_for_change(db, me, team_id), prototypes.file_for(db, me, team_id, file_id), at=now
        )
    )
    return page.go("prototype", team_id=team_id, flash=N_("The file is removed."))


@router.get("/teams/{team_id}/files/{file_id}", access=PUBLIC, name="file")
def download(page: PageDep, team_id: UUID, file_id: UUID) -> Response:
    return uploads.attachment(page.caller.services, prototypes.file_for(page.db, page.me, team_id, file_id))


@router.get("/hackathons/{slug}/organise/submissions", access=SIGNED_IN, name="organise_submissions")
def show_submissions(
    page: PageDep, slug: str, team: UUID | None = None, number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1
) -> Response:
    """List what is handed in; with a team named, ask beside the list how much more time it gets."""
    return page.render(
        "prototype/submissions.html", form=page.form({}), number=number, extending=team, **_submissions(page, slug)
    )


@router.post("/teams/{team_id}/extensions", access=acting(Action.EXTEND_DEADLINE), name="extend")
def extend(page: PageDep, form: FormDep, team_id: UUID, act: Act, now: Now) -> Response:
    team = teams.for_organiser(page.db, page.me, team_id)
    slug = hackathons.by_id(page.db, page.me, team.hackathon_id).slug
    with form.attempt():
        given = form.validate(ExtensionIn)
        act(lambda db, me: verbs.extend(db, me, teams.for_change(db, me, team_id), given, at=now))
        return page.go("organise_submissions", slug=slug, flash=N_("The team has more time."))
    return page.again("prototype/submissions.html", form, number=1, extending=team_id, **_submissions(page, slug))


def _submissions(page: Page, slug: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    lines = rooms.submissions_for(page.db, page.me, hackathon)
    return {"event": event(page, hackathon), "hackathon": hackathon, "lines": lines}
