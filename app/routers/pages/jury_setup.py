"""The organiser's desk of the jury: grids, progress, closing, publication. (J1, J6)"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import Query, Response

from app.domain import grid_templates, publications, reminders, reopenings, rubrics
from app.domain.assessments import assess
from app.domain.policy import Action
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Rubric
from app.queries import contests, hackathons, juries, papers, results
from app.queries.rounds import current
from app.queries.sheets import to_reopen
from app.schemas.grid_form import GridForm, as_form
from app.schemas.jury import ReopenIn
from app.schemas.result import PublishForm, PublishIn
from app.science.panel_types import jurors_needed
from app.web import standings
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

# Of a long result, the first places among which an organiser chooses at once.
CHOSEN_FROM: Final = 8
# What the frame of the desk takes of each row of the table.
DESK: Final = 2


@router.get("/hackathons/{slug}/jury/setup", access=SIGNED_IN, name="jury_setup")
def show_jury_setup(
    page: PageDep,
    slug: str,
    number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
    team: UUID | None = None,
    juror: UUID | None = None,
) -> Response:
    """Show how far each jury is; `team` and `juror` open the form that gives one locked sheet back."""
    return page.render("jury/setup.html", number=number, **_desk(page, slug, team, juror))


@router.get("/challenges/{challenge_id}/grid", access=SIGNED_IN, name="grid")
def show_grid(
    page: PageDep,
    challenge_id: UUID,
    position: Annotated[int | None, Query(alias="round", ge=1, le=3)] = None,
    template: Annotated[str, Query(max_length=40)] = "",
    more: Literal["", "criterion", "gate", "bonus"] = "",
) -> Response:
    """Show the grid of a round; a template's criteria stand in the form and are not stored; `more`: with one empty block."""
    challenge = juries.challenge(page.db, page.person, challenge_id)
    grid = rubrics.shown(page.db, challenge, position)
    if (begun := grid_templates.template(template)) is not None:
        filled = grid.model_copy(update={"criteria": rubrics.drafted(begun)})
    else:
        filled = grid
    return page.render("jury/grid.html", form=page.form(as_form(filled)), **_of_challenge(page, challenge), grid=grid, more=more)


@router.post("/challenges/{challenge_id}/grid", access=acting(Action.EDIT_GRID), name="save_grid")
def save_grid(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        sent = form.validate(GridForm)
        given, position = sent.grid(), sent.round
        act(
            lambda db, me: rubrics.edit(
                db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now, position=position
            )
        )
        return page.go("grid", flash=N_("The grid is saved."), challenge_id=challenge_id)
    challenge = juries.challenge(page.db, page.person, challenge_id)
    grid = rubrics.shown(page.db, challenge, _round_of(form))
    return page.again("jury/grid.html", form, **_of_challenge(page, challenge), grid=grid, more="")


@router.post("/challenges/{challenge_id}/scoring/open", access=acting(Action.OPEN_SCORING), name="open_scoring_page")
def open_scoring(page: PageDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    act(lambda db, me: rubrics.open_scoring(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
    return page.go("jury_setup", flash=N_("Scoring is open; the grid has its fingerprint."), slug=_slug(page, challenge_id))


@router.post("/challenges/{challenge_id}/scoring/close", access=acting(Action.CLOSE_SCORING), name="close_scoring_page")
def close_scoring(page: PageDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    closed = act(lambda db, me: rubrics.close_scoring(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
    if (last := juries.rubric_of(page.db, challenge_id)) and last.position > closed.position:
        return page.go("jury_rounds", flash=N_("The round is closed. Choose who goes on."), challenge_id=challenge_id)
    return page.go("publication", flash=N_("Scoring is closed."), challenge_id=challenge_id)


@router.post("/challenges/{challenge_id}/reminders", access=acting(Action.REMIND_JURORS), name="remind_jurors_page")
def remind_jurors(page: PageDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    act(lambda db, me: reminders.remind_now(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
    return page.go("jury_setup", flash=N_("The jurors with teams left are reminded by mail."), slug=_slug(page, challenge_id))


@router.post("/teams/{team_id}/sheets/{juror_id}/reopen", access=acting(Action.REOPEN_SHEET), name="reopen_sheet_page")
def reopen_sheet(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID, juror_id: UUID
) -> Response:
    with form.attempt():
        given = form.validate(ReopenIn)
        sheet = act(lambda db, me: reopenings.reopen(db, me, to_reopen(db, me, team_id, juror_id), given, at=now))
        said = N_("The sheet is given back to its juror.")
        return page.go("jury_setup", flash=said, slug=_slug(page, sheet.challenge_id))
    slug = juries.slug_of_team(page.db, page.person, team_id)
    return page.again("jury/setup.html", form, **_desk(page, slug, team_id, juror_id))


@router.get("/challenges/{challenge_id}/publication", access=SIGNED_IN, name="publication")
def show_publication(
    page: PageDep,
    challenge_id: UUID,
    also: Annotated[list[UUID], Query(default_factory=list, max_length=100)],
    number: Annotated[int | None, Query(alias="page", ge=1, le=1000)] = None,
) -> Response:
    """Show what publishing would do; `also`: teams to choose among beside the first; `page`: all teams in a table, from 1."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    shown = _publication(page, challenge, also)
    if number is None or not shown["teams"] or shown["published"]:
        return page.render("jury/publication.html", **shown)
    table = standings.table(shown["teams"], len(shown["found"].criteria) + DESK, number)
    return page.render("jury/ranking.html", **shown, table=table)


@router.post("/challenges/{challenge_id}/publication", access=acting(Action.PUBLISH_RESULTS), name="publish")
def publish(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = PublishIn(**form.validate(PublishForm).model_dump())
        act(lambda db, me: publications.publish(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("results", flash=N_("The result is published."), slug=_slug(page, challenge_id))
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    return page.again("jury/publication.html", form, **_publication(page, challenge, form.values("retained")))


def _round_of(form: Form) -> int | None:
    sent = form.value("round")
    return int(sent) if str(sent) in {"1", "2", "3"} else None


def _slug(page: Page, challenge_id: UUID) -> str:
    return juries.slug_of_challenge(page.db, page.person, challenge_id)


def _desk(page: Page, slug: str, team_id: UUID | None = None, juror_id: UUID | None = None) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.person, slug)
    rounds = []
    for progress in juries.progress_for(page.db, page.person, hackathon):
        challenge = juries.challenge(page.db, page.person, progress.challenge_id)
        rubric, publication = current(page.db, challenge.id), results.of_challenge(page.db, challenge.id)
        rounds.append((challenge, progress, rubric, publication))
    on_paper = {challenge.id: papers.states(page.db, rubric.id if rubric else None) for challenge, _, rubric, _ in rounds}
    needed = {challenge.id: _needed(progress, rubric) for challenge, progress, rubric, _ in rounds}
    open_sheets = [sheet for *_, rubric, _ in rounds if rubric for sheet in reopenings.under_way(page.db, rubric)]
    back = next((found for _, progress, _, _ in rounds if (found := _to_give_back(progress, team_id, juror_id))), None)
    until = {(sheet.person_id, sheet.team_id): sheet.reopened_until for sheet in open_sheets}
    return {
        **frame(page, hackathon),
        "rounds": rounds,
        "papers": on_paper,
        "needed": needed,
        "give_back": back,
        "given_back": until,
    }


def _needed(progress: juries.Progress, rubric: Rubric | None) -> int | None:
    """Return how many jurors the window of a round asks for; None while no window is said, or no read fits into it."""
    if rubric is None or not rubric.window_minutes or rubric.window_minutes < rubric.minutes:
        return None
    reads = rubric.reads or max(1, len(progress.jurors))
    return jurors_needed(len(progress.teams), reads, rubric.minutes, rubric.window_minutes)


def _to_give_back(progress: juries.Progress, team_id: UUID | None, juror_id: UUID | None) -> dict[str, Any] | None:
    """Return whose locked sheet on which team is about to be given back, where there is one."""
    team = next((one for one in progress.teams if one.team_id == team_id), None)
    juror = next((one for one in progress.jurors if one.person.id == juror_id), None)
    if team is None or juror is None or juror.states.get(team.team_id) != "locked":
        return None
    names = {"team": team.team, "juror": juror.person.display_name}
    return {"team_id": team.team_id, "juror_id": juror.person.id, **names}


def _of_challenge(page: Page, challenge: Challenge) -> dict[str, Any]:
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    jurors = juries.jurors_of(page.db, challenge)
    return {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "challenge": challenge,
        "jurors": jurors,
        "templates": grid_templates.templates(),
    }


def _publication(page: Page, challenge: Challenge, also: Sequence[object] = ()) -> dict[str, Any]:
    """Return what the page of a publication shows: of many teams the first, those retained and those asked for."""
    found = assess(page.db, challenge)
    published = results.of_challenge(page.db, challenge.id)
    preview = publications.preview(page.db, found, at=page.now)
    teams = sorted(preview["teams"], key=lambda team: (team["decided"] is None, team["decided"] or 0))
    within = [
        team["team_id"] for team in teams if found.rubric and (team["decided"] or team["rank"] or 100) <= found.rubric.awards
    ]
    asked = {str(team) for team in also} | {change["team_id"] for change in (preview["jury"] or {"changes": []})["changes"]}
    few = len(teams) <= standings.FIRST
    around = {**_of_challenge(page, challenge), **frame(page, page.db.get_one(Hackathon, challenge.hackathon_id))}
    return {
        **around,
        "found": found,
        "preview": preview,
        "published": published,
        "waiting": contests.waiting(page.db, challenge.id),
        "teams": teams,
        "shown": teams if few else standings.first(teams, CHOSEN_FROM, asked),
        "also": [str(team) for team in also],
        "across": standings.across(teams),
        "line": within[-1] if within and not few else None,
    }
