"""The page on which an organisation registers a group of its people: a spreadsheet, looked at first, then confirmed. (P3)"""

import csv
import io
from typing import Any

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import registrations as verbs
from app.domain.policy import Action
from app.errors import Refused
from app.i18n import N_, gettext
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import hackathons, selection
from app.queries import registrations as queries
from app.schemas.registration import GroupIn
from app.web import grids, groups, words
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.sheets import csv_response

router = PageRouter()

GROUP = "registration/group.html"
REGISTERED = N_("They are registered. A mail asks each to complete and send their application.")
EXAMPLE = (("camille@example.org", "Camille Martin", "fr"), ("alex@example.org", "Alex Smith", "en"))


@router.get("/hackathons/{slug}/group", access=SIGNED_IN, name="group")
def show_group(page: PageDep, slug: str) -> Response:
    shown = _group(page, slug)
    first = shown["organisations"][0].id if shown["organisations"] else ""
    return page.render(GROUP, form=page.form({"role": Role.PARTICIPANT.value, "organisation_id": first}), **shown)


@router.get("/hackathons/{slug}/group/template.csv", access=SIGNED_IN, name="group_template")
def template(page: PageDep, slug: str) -> Response:
    """Give the spreadsheet to fill in, with two lines to write over."""
    queries.organisations(page.db, page.me, hackathons.by_slug(page.db, page.me, slug))
    return csv_response("essaim-group", [gettext(page.locale, head) for head in groups.HEADS], EXAMPLE)


@router.post("/hackathons/{slug}/group/check", access=acting(Action.REGISTER_GROUP), name="group_check")
def check(page: PageDep, slug: str, form: FormDep) -> Response:
    """Say what a spreadsheet would do, line by line; nothing changes."""
    shown = _group(page, slug)
    with form.attempt():
        if refusal := page.why_not(Action.REGISTER_GROUP, shown["hackathon"]):
            raise Refused(refusal)
        upload = form.file("file")
        if upload is None:
            form.errors["file"] = gettext(page.locale, N_("Choose a file."))
        else:
            found = _checked(page, shown["hackathon"], grids.read(upload.file))
            shown |= {"checked": found, "rows": _rows(found)}
            return page.render(GROUP, form=form, **shown)
    return page.again(GROUP, form, **shown)


@router.post("/hackathons/{slug}/group", access=acting(Action.REGISTER_GROUP), name="group_register")
def register(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    shown = _group(page, slug)

    def unit(db: Db, me: Person) -> None:
        verbs.register(db, me, hackathons.slug_for_change(db, me, slug), group, at=now)

    with form.attempt():
        rows = list(csv.reader(io.StringIO(str(form.value("rows"))[:200_000])))
        found = groups.check([["email", "name", "language"], *rows], set(), page.locale)
        given = [one.model_dump() for one in found.people]
        group = form.validate(GroupIn, people=given)
        act(unit)
        return page.go("group", flash=REGISTERED, slug=slug)
    return page.again(GROUP, form, **shown)


def _checked(page: Page, hackathon: Hackathon, rows: list[list[str]]) -> groups.Checked:
    return groups.check(rows, queries.known(page.db, hackathon, groups.keys_of(rows)), page.locale)


def _rows(found: groups.Checked) -> str:
    """Return those who would be registered as the confirmation carries them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((one.email, one.name, one.locale) for one in found.people)
    return out.getvalue()


def _group(page: Page, slug: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    call = selection.call_of(page.db, hackathon)
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "checked": None, "rows": "",
        "organisations": queries.organisations(page.db, page.me, hackathon),
        "roles": [(role, words.ROLES[Role(role)]) for role in (call.roles if call else [Role.PARTICIPANT.value])],
    }  # fmt: skip
