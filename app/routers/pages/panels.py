"""The pages on which organisers see and change who reads whom. (J3)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import ConfigDict, Field, model_validator
from sqlmodel import Session as Db

from app.domain import panel_plans, panel_searches, panels, rubrics, ties
from app.domain.policy import Action
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.jury import TieKind
from app.models.person import Person, Role
from app.queries import computations, juries, rounds
from app.queries import panels as queries
from app.schemas.base import In
from app.schemas.jury import TieIn
from app.schemas.panel import PanelistIn, PanelsIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.panel_words import say
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.words import SECTORS

router = PageRouter()
PAGE = 10
SHOWN = 6  # sentences on what lacks
TEAMS = "jury/panels.html"
JURORS = "jury/panelists.html"


class SeatForm(In):
    """The juror chosen, and whether they are put there, taken away, or left to the machine again."""

    juror_id: UUID
    sits: bool = False
    forget: bool = False


class RecusalForm(TieIn):
    """The juror chosen, and what keeps them from the team."""

    juror_id: UUID


class Shown(PanelsIn):
    """What the page shows: which lines, and one team opened. An address also says a language or a theme, which is not ours."""

    model_config = ConfigDict(extra="ignore")

    page: Annotated[int, Field(ge=1, le=1000)] = 1
    team: UUID | None = None

    @model_validator(mode="before")
    @classmethod
    def leave_out_what_was_left_empty(cls, given: Any) -> Any:
        """A form sends its empty fields too; they ask for nothing."""
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given


@router.get("/challenges/{challenge_id}/panels", access=SIGNED_IN, name="panels")
def show_panels(page: PageDep, challenge_id: UUID, asked: Annotated[Shown, Query()]) -> Response:
    return page.render(TEAMS, form=page.form({}), **_teams(page, challenge_id, asked))


@router.get("/challenges/{challenge_id}/panels/print", access=SIGNED_IN, name="panels_print")
def print_panels(page: PageDep, challenge_id: UUID) -> Response:
    """Every team with its jurors on one sheet of paper."""
    return page.render("jury/panels_print.html", **_teams(page, challenge_id, _stored(page, challenge_id, Shown())))


@router.post("/challenges/{challenge_id}/panels", access=acting(Action.ASSIGN_JURORS), name="assign_jurors_page")
def assign(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(PanelsIn)
        act(lambda db, me: panels.apply(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("panels", flash=N_("Everybody has their teams."), challenge_id=challenge_id)
    return page.again(TEAMS, form, **_teams(page, challenge_id, Shown()))


@router.post("/challenges/{challenge_id}/panels/search", access=acting(Action.SEARCH_PANELS), name="search_panels_page")
def search(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(PanelsIn)
        act(lambda db, me: panel_searches.ask(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("panels", flash=N_("The machine searches; you may leave this page."), challenge_id=challenge_id)
    return page.again(TEAMS, form, **_teams(page, challenge_id, Shown()))


@router.post("/challenges/{challenge_id}/panels/{team_id}", access=acting(Action.SEAT_JUROR), name="seat_juror_page")
def seat(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, team_id: UUID
) -> Response:
    with form.attempt():
        given = form.validate(SeatForm)
        act(
            lambda db, me: panels.seat(
                db, me, juries.challenge_for_change(db, me, challenge_id), given.juror_id, team_id,
                sits=given.sits, remember=not given.forget, at=now,
            )
        )  # fmt: skip
        return page.go("panels", flash=N_("The panel is changed."), challenge_id=challenge_id)
    return page.again(TEAMS, form, **_teams(page, challenge_id, Shown(team=team_id)))


@router.post("/challenges/{challenge_id}/panels/{team_id}/recusals", access=acting(Action.RECORD_TIE), name="recuse_juror_page")
def recuse(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, team_id: UUID
) -> Response:
    with form.attempt():
        given = form.validate(RecusalForm)

        def unit(db: Db, me: Person) -> None:
            pair = juries.pair_of(db, juries.challenge_for_change(db, me, challenge_id), given.juror_id, team_id)
            ties.recuse(db, me, *pair, TieIn(kind=given.kind, note=given.note), at=now)

        act(unit)
        return page.go("panels", flash=N_("The juror is recused from this team."), challenge_id=challenge_id)
    return page.again(TEAMS, form, **_teams(page, challenge_id, Shown(team=team_id)))


@router.post(
    "/challenges/{challenge_id}/panels/{team_id}/recusals/{juror_id}/withdrawal",
    access=acting(Action.WITHDRAW_TIE), name="withdraw_tie_page",
)  # fmt: skip
def withdraw(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, team_id: UUID, juror_id: UUID
) -> Response:
    with form.attempt():

        def unit(db: Db, me: Person) -> None:
            pair = juries.pair_of(db, juries.challenge_for_change(db, me, challenge_id), juror_id, team_id)
            ties.withdraw(db, me, *pair, "", at=now)

        act(unit)
        return page.go("panels", flash=N_("The recusal is taken back."), challenge_id=challenge_id)
    return page.again(TEAMS, form, **_teams(page, challenge_id, Shown(team=team_id)))


@router.get("/challenges/{challenge_id}/panels/jurors", access=SIGNED_IN, name="panelists")
def show_jurors(
    page: PageDep,
    challenge_id: UUID,
    number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
    juror: UUID | None = None,
) -> Response:
    return page.render(JURORS, **_jurors(page, challenge_id, number, juror, fill=True))


@router.post(
    "/challenges/{challenge_id}/panels/jurors/{juror_id}", access=acting(Action.NAME_PANELIST), name="name_panelist_page"
)
def name(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, juror_id: UUID
) -> Response:
    with form.attempt():
        given = form.validate(PanelistIn)
        act(lambda db, me: panels.name(db, me, juries.challenge_for_change(db, me, challenge_id), juror_id, given, at=now))
        return page.go("panelists", flash=N_("Saved."), challenge_id=challenge_id)
    return page.again(JURORS, form, **_jurors(page, challenge_id, 1, juror_id, fill=False))


def _stored(page: Page, challenge_id: UUID, asked: Shown) -> Shown:
    """Fill what was not asked with what the round says."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    rubric = rounds.current(page.db, challenge.id)
    if rubric is None or asked.model_fields_set & {"reads", "minutes", "window_minutes"}:
        return asked
    said = {"reads": rubric.reads, "minutes": rubric.minutes, "window_minutes": rubric.window_minutes}
    if "seed" not in asked.model_fields_set and (searched := panel_searches.asked(computations.of(page.db, rubric.id))):
        said = searched.model_dump(exclude={"fingerprint"})
    return asked.model_copy(update=said)


def _recusals(known: queries.Known, team_id: UUID) -> dict[str, list[tuple[UUID, str]]]:
    """Return who may be recused from a team, and whose recusal an organiser may take back."""
    kinds = {person: kind for (person, team), kind in known.ties.items() if team == team_id and kind is not TieKind.NONE}
    names = [(key, person.display_name) for key, person in known.jurors.items()]
    return {
        "untied": [(key, name) for key, name in names if key not in kinds],
        "recused": [(key, name) for key, name in names if (key, team_id) in known.recused],
    }


def _teams(page: Page, challenge_id: UUID, asked: Shown) -> dict[str, Any]:
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    asked = _stored(page, challenge_id, asked)
    rubric = rounds.current(page.db, challenge.id) or rubrics.blank(challenge)
    plan = panel_plans.propose(page.db, challenge, rubric, asked)
    lines = panel_plans.lines(plan)
    if not plan.known.seats:  # nobody was placed yet: what is proposed is told, beside what somebody reads already
        for line in lines:
            line.wanted, line.places = plan.reads, [place for place in line.places if place.state != "planned"]
    names = {str(key): person.display_name for key, person in plan.known.jurors.items()}
    there = {(str(place.person_id), str(line.team_id)) for line in lines for place in line.places}
    coming: dict[str, list[str]] = {}
    for juror, team in sorted(plan.new - there, key=lambda pair: names[pair[0]]):
        coming.setdefault(team, []).append(names[juror])
    lacks = panel_plans.blamed(plan)
    opened = next((line for line in lines if line.team_id == asked.team), None)
    taken = {place.person_id for place in opened.places if place.state in {"planned", "now", "done"}} if opened else set()
    free = [
        (key, person.display_name)
        for key, person in plan.known.jurors.items()
        if opened and key not in taken and (key, opened.team_id) not in plan.known.tied
    ]
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    return {
        **frame(page, hackathon),
        "challenge": challenge,
        "rubric": rubric,
        "asked": asked,
        **(_recusals(plan.known, opened.team_id) if opened else {"untied": [], "recused": []}),
        "plan": plan,
        "nameless": plan.known.nameless and juries.published(page.db, challenge.id),
        "needed": panel_plans.needed(plan, asked),
        "reading": len(plan.known.readers),
        "lines": lines,
        "shown": lines[(asked.page - 1) * PAGE : asked.page * PAGE],
        "size": PAGE,
        "changes": queries.changes_of(plan.known)[:SHOWN],
        "coming": coming,
        "going": {pair[::-1] for pair in plan.gone},
        "told": [say(lack, plan, page.locale) for lack in lacks[:SHOWN]],
        "untold": max(0, len(lacks) - SHOWN),
        "opened": opened,
        "free": free,
    }


def _jurors(page: Page, challenge_id: UUID, number: int, juror: UUID | None, *, fill: bool) -> dict[str, Any]:
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    rubric = rounds.current(page.db, challenge.id) or rubrics.blank(challenge)
    known = queries.known(page.db, challenge, rubric)
    mentors = juries.holders_of(page.db, challenge, Role.MENTOR)
    people = known.jurors | {one.id: one for one in mentors}
    lines = [(person, known.named.get(key), known.sectors.get(key), key in known.jurors) for key, person in people.items()]
    load = {key: sum(pair[0] == key for pair in known.now) for key in people}
    here = {**frame(page, page.db.get_one(Hackathon, challenge.hackathon_id)), "challenge": challenge, "rubric": rubric}
    opened = people.get(juror) if juror else None
    if fill:
        named = known.named.get(juror) if juror else None
        values = {"load": named.load, "sector": named.sector or "", "stand_in": "1" if named.stand_in else ""} if named else {}
        here["form"] = page.form(values)
    return here | {
        "lines": lines[(number - 1) * PAGE * 2 : number * PAGE * 2],
        "total": len(lines),
        "number": number,
        "size": PAGE * 2,
        "load": load,
        "opened": opened,
        "sectors": [(one.value, words) for one, words in SECTORS.items()],
        "sector_words": SECTORS,
        "readers": known.readers,
    }
