"""The rota of witnesses: made by organisers, read by a witness and by a team, printed as sheets. (P5)"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import col

from app.domain import rotas as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.hackathon import Hackathon, Step
from app.models.person import Role
from app.models.team import RotaTurn
from app.queries import hackathons, rotas
from app.queries.applications import need_organiser
from app.schemas.rota import RotaIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
CELLS = 120  # on a page of the organisers' table: fewer witnesses or teams where there are more visits
SHEETS = 9  # sheets on a page to print
MAKE = "rota/make.html"


@router.get("/hackathons/{slug}/compose/rota", access=SIGNED_IN, name="compose_rota")
def show_rota(
    page: PageDep, slug: str, step: UUID | None = None, of: Literal["witness", "team"] = "witness",
    number: int = Query(1, ge=1, le=1000, alias="page"),
) -> Response:  # fmt: skip
    hackathon = _desk(page, slug)
    given = _rota(page, hackathon, step, number, of)
    return page.render(MAKE, form=page.form(_asked(given["rota"])), **given)


@router.post("/hackathons/{slug}/compose/rota", access=acting(Action.MAKE_ROTA), name="compose_rota_make")
def make(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    hackathon = _desk(page, slug)
    with form.attempt():
        draft = form.validate(RotaIn)
        page.caller.act(lambda db, me: verbs.make(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        flash = N_("The round is planned. Each witness and each team sees its own part.")
        there = page.go("compose_rota", flash=flash, slug=slug)
        there.headers["location"] += f"?step={draft.step_id}"
        return there
    return page.again(MAKE, form, **_rota(page, hackathon, None, 1))


@router.post("/hackathons/{slug}/compose/rota/{step_id}/removal", access=acting(Action.CLEAR_ROTA), name="compose_rota_clear")
def clear(page: PageDep, slug: str, step_id: UUID, form: FormDep, now: Now) -> Response:
    hackathon = _desk(page, slug)
    with form.attempt():
        page.caller.act(lambda db, me: verbs.clear(db, me, rotas.step_for_change(db, me, hackathon.id, step_id), at=now))
        return page.go("compose_rota", flash=N_("The round is taken back."), slug=slug)
    return page.again(MAKE, form, **_rota(page, hackathon, step_id, 1))


@router.get("/hackathons/{slug}/compose/rota/{step_id}/sheets", access=SIGNED_IN, name="compose_rota_sheets")
def show_sheets(
    page: PageDep, slug: str, step_id: UUID, *, of: Literal["witness", "team"] = "witness",
    number: int = Query(1, ge=1, le=1000, alias="page"),
) -> Response:  # fmt: skip
    hackathon = _desk(page, slug)
    step = _step(page, hackathon, step_id)
    found = rotas.turns(page.db, col(RotaTurn.step_id) == step.id)
    sheets: dict[str, list[Any]] = {}
    for turn in sorted(found, key=lambda turn: (turn.witness if of == "witness" else turn.team).casefold()):
        sheets.setdefault(str(turn.person_id if of == "witness" else turn.team_id), []).append(turn)
    shown = list(sheets.values())[(number - 1) * SHEETS : number * SHEETS]
    return page.render(
        "rota/sheets.html", step=step, of=of, sheets=[sorted(sheet, key=_when) for sheet in shown], total=len(sheets),
        page_number=number, size=SHEETS, **frame(page, hackathon),
    )  # fmt: skip


@router.get("/hackathons/{slug}/rota", access=SIGNED_IN, name="rota")
def show_mine(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    teams = rotas.my_teams(page.db, page.me, hackathon)
    visits: dict[UUID, list[Any]] = {}
    for turn in rotas.of_teams(page.db, teams):
        visits.setdefault(turn.team_id, []).append(turn)
    around = event(page, hackathon)
    titles = {step.id: step.title for step in hackathons.steps(page.db, hackathon.id)}
    return page.render(
        "rota/rota.html", hackathon=hackathon, event=around, turns=_by_step(rotas.of_person(page.db, page.person, hackathon)),
        visits=[_by_step(listed) for listed in visits.values()], witness=around.has(Role.WITNESS), with_team=bool(teams),
        titles=titles,
    )  # fmt: skip


def _by_step(turns: Iterable[Any]) -> list[tuple[UUID | None, list[Any]]]:
    """Return turns by their step, in the order of time."""
    found: dict[UUID | None, list[Any]] = {}
    for turn in turns:
        found.setdefault(turn.step_id, []).append(turn)
    return list(found.items())


def _asked(rota: verbs.StepRota | None) -> dict[str, Any]:
    """Return what the form shows: what the rota was made with, else what is usual."""
    if rota is None or not rota.slots:
        return {"step_id": "", "minutes": 20, "between": 5}
    (starts, ends), following = rota.slots[0], rota.slots[1:2]
    between = following[0][0] - ends if following else timedelta(minutes=5)
    minute = timedelta(minutes=1)
    return {"step_id": rota.step_id, "minutes": (ends - starts) // minute, "between": min(60, max(0, between // minute))}


def _when(turn: Any) -> Any:
    return turn.starts_at


def _desk(page: Page, slug: str) -> Hackathon:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    return hackathon


def _step(page: Page, hackathon: Hackathon, step_id: UUID) -> Step:
    found = next((step for step in hackathons.steps(page.db, hackathon.id) if step.id == step_id), None)
    if found is None:
        raise NotFound
    return found


def _rota(page: Page, hackathon: Hackathon, step_id: UUID | None, number: int, of: str = "witness") -> dict[str, Any]:
    """Return what the organisers' page shows: the rota of the step that is asked for, else of the first that has one."""
    made = rotas.steps_with_turns(page.db, hackathon)
    wanted = step_id or next(iter(made), None)
    step = _step(page, hackathon, wanted) if wanted else None
    found = verbs.read(page.db, page.me, hackathon, step) if step else None
    witnesses = rotas.witnesses(page.db, hackathon)
    given = {
        **frame(page, hackathon), "step": step, "made": made, "rota": found, "witnesses": witnesses, "of": of,
        "steps": [one for one in hackathons.steps(page.db, hackathon.id) if one.ends_at > one.starts_at],
    }  # fmt: skip
    if step is None or found is None or not found.slots:
        return given
    tables = rotas.tables(page.db, hackathon, step)
    turns = [turn for visits in found.turns.values() for turn in visits.values()]
    by_witness = sorted({(turn.person_id, turn.witness, None) for turn in turns}, key=lambda line: (line[1].casefold(), line[0]))
    lines = by_witness if of == "witness" else [(row.id, row.name, row.table_label) for row in tables]
    size = CELLS // (len(found.slots) + 2)
    heard = [len(found.turns.get(row.id, {})) for row in tables] or [0]
    return given | {
        "lines": lines[(number - 1) * size : number * size], "total": len(lines), "page_number": number, "size": size,
        "cells": {(turn.person_id if of == "witness" else turn.team_id, turn.starts_at): turn for turn in turns},
        "heard": (min(heard), max(heard)), "names": {row.person_id: row.name for row in witnesses},
        "table_names": {row.id: row.name for row in tables},
    }  # fmt: skip
