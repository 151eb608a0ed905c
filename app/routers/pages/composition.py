"""Pages where organisers compose teams: by hand, or from a proposal that they adopt. (P4, P5)"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import Session as Db

from app.domain import team_history
from app.domain import teams as verbs
from app.domain.policy import Action
from app.domain.team_rules import team_named
from app.errors import NotFound
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import challenges, hackathons, team_rules, teams
from app.queries import team_proposals as proposals
from app.queries.applications import need_organiser
from app.schemas.base import In, Line
from app.schemas.composition import MergeIn, SplitIn
from app.schemas.team import LeaveIn, TeamEdit, TeamIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
SHOWN = 20  # teams on a page, which names their people and what is missing beside
LISTED = 25  # people, or teams, among whom one chooses from a list; of more one types the name


class PlaceForm(In):
    """Who, and in which team: chosen from a list, or by its name."""

    person_id: UUID
    team_id: UUID | None = None
    team: Annotated[Line, Field(max_length=80)] = ""


class MergeForm(In):
    """Into which team, by its name."""

    into: Annotated[Line, Field(min_length=1, max_length=80)]
    reason: Annotated[Line, Field(max_length=160)] = ""


class AccompanyForm(In):
    """Which role, and who: chosen from a list, or by their name; empty leaves the place free."""

    role: Literal["coach", "designer", "mentor"]
    coach: Annotated[Line, Field(max_length=80)] = ""
    designer: Annotated[Line, Field(max_length=80)] = ""
    mentor: Annotated[Line, Field(max_length=80)] = ""


@router.get("/hackathons/{slug}/compose", access=SIGNED_IN, name="compose_teams")
def show_composition(page: PageDep, slug: str, number: int = Query(1, ge=1, le=10_000, alias="page")) -> Response:
    return page.render("composition/compose.html", form=page.form({}), **_composition(page, slug, number))


@router.post("/hackathons/{slug}/compose/teams", access=acting(Action.CREATE_TEAM), name="compose_create")
def create(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Team:
        return verbs.create(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now)

    with form.attempt():
        draft = form.validate(TeamIn)
        made = page.caller.act(unit)
        return page.go("compose_team", flash=N_("The team is created."), slug=slug, team_id=made.id)
    return page.again("composition/compose.html", form, **_composition(page, slug, 1))


@router.get("/hackathons/{slug}/compose/teams/{team_id}", access=SIGNED_IN, name="compose_team")
def show_team(page: PageDep, slug: str, team_id: UUID) -> Response:
    return page.render("composition/team.html", form=page.form({}), **_team(page, slug, team_id))


@router.post("/hackathons/{slug}/compose/teams/{team_id}/edit", access=acting(Action.EDIT_TEAM), name="compose_edit")
def edit(page: PageDep, slug: str, team_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(TeamEdit)
        page.caller.act(lambda db, me: verbs.edit(db, me, teams.for_change(db, me, team_id), draft, at=now))
        return page.go("compose_team", flash=N_("Saved."), slug=slug, team_id=team_id)
    return page.again("composition/team.html", form, **_team(page, slug, team_id))


@router.post("/hackathons/{slug}/compose/teams/{team_id}/closing", access=acting(Action.CLOSE_TEAM), name="compose_close")
def close(page: PageDep, slug: str, team_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        page.caller.act(lambda db, me: verbs.close(db, me, teams.for_change(db, me, team_id), at=now))
        return page.go("compose_teams", flash=N_("The team is closed."), slug=slug)
    return page.again("composition/team.html", form, **_team(page, slug, team_id))


@router.post("/hackathons/{slug}/compose/teams/{team_id}/merging", access=acting(Action.MERGE_TEAMS), name="compose_merge")
def merge(page: PageDep, slug: str, team_id: UUID, form: FormDep, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    teams.for_organiser(page.db, page.me, team_id)
    with form.attempt():
        given = form.validate(MergeForm)
        draft = MergeIn(into_id=team_named(page.db, hackathon, given.into, "into"), reason=given.reason)
        kept = page.caller.act(lambda db, me: team_history.merge(db, me, teams.for_change(db, me, team_id), draft, at=now))
        return page.go(
            "compose_team",
            flash=N_("The teams are one. The other is closed, and its work can be read."),
            slug=slug,
            team_id=kept.id,
        )
    return page.again("composition/team.html", form, **_team(page, slug, team_id))


@router.post("/hackathons/{slug}/compose/teams/{team_id}/splitting", access=acting(Action.SPLIT_TEAM), name="compose_split")
def split(page: PageDep, slug: str, team_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(SplitIn)
        made = page.caller.act(lambda db, me: team_history.split(db, me, teams.for_change(db, me, team_id), draft, at=now))
        return page.go(
            "compose_team", flash=N_("This is the new team. Give it its coach and its designer."), slug=slug, team_id=made.id
        )
    return page.again("composition/team.html", form, **_team(page, slug, team_id))


@router.post("/hackathons/{slug}/compose/members", access=acting(Action.PLACE_MEMBER), name="compose_place")
def place(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    with form.attempt():
        given = form.validate(PlaceForm)
        team_id = given.team_id or team_named(page.db, hackathon, given.team)
        page.caller.act(lambda db, me: verbs.place(db, me, teams.for_change(db, me, team_id), given.person_id, at=now))
        return page.go("compose_team", flash=N_("This person is in the team."), slug=slug, team_id=team_id)
    if form.value("from") == "person":
        return page.again("composition/person.html", form, **_person(page, slug, _uuid(form.value("person_id"))))
    return page.again("composition/team.html", form, **_team(page, slug, _uuid(form.value("team_id"))))


@router.post(
    "/hackathons/{slug}/compose/teams/{team_id}/members/{person_id}/departure",
    access=acting(Action.REMOVE_MEMBER),
    name="compose_remove",
)
def remove(page: PageDep, slug: str, team_id: UUID, person_id: UUID, form: FormDep) -> Response:
    with form.attempt():
        reason = form.validate(LeaveIn).reason
        page.caller.act(lambda db, me: verbs.remove(db, me, teams.for_change(db, me, team_id), person_id, reason, at=page.now))
        return page.go("compose_team", flash=N_("The seat is free again."), slug=slug, team_id=team_id)
    return page.again("composition/person.html", form, **_person(page, slug, person_id))


@router.get("/hackathons/{slug}/compose/people/{person_id}", access=SIGNED_IN, name="compose_person")
def show_person(page: PageDep, slug: str, person_id: UUID) -> Response:
    return page.render("composition/person.html", form=page.form({}), **_person(page, slug, person_id))


@router.post(
    "/hackathons/{slug}/compose/teams/{team_id}/companions", access=acting(Action.ASSIGN_COMPANION), name="compose_companion"
)
def accompany(page: PageDep, slug: str, team_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Team:
        return verbs.assign(db, me, teams.for_change(db, me, team_id), given.role, person_id, at=now)

    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    with form.attempt():
        given = form.validate(AccompanyForm)
        who = {"coach": given.coach, "designer": given.designer, "mentor": given.mentor}[given.role]
        person_id = verbs.companion_named(page.db, hackathon, given.role, who) if who else None
        page.caller.act(unit)
        return page.go("compose_team", flash=N_("Saved."), slug=slug, team_id=team_id)
    return page.again("composition/team.html", form, **_team(page, slug, team_id))


def _uuid(given: Any) -> UUID:
    try:
        return UUID(str(given))
    except ValueError:
        raise NotFound from None


def _desk(page: Page, slug: str) -> tuple[Hackathon, dict[str, Any]]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    offered = challenges.listed(page.db, page.me, hackathon, at=page.now)
    labels = {str(view.id): view.label for view in offered}
    return hackathon, {
        **frame(page, hackathon), "labels": labels,
        "challenges": [view for view in offered if view.status == "ready"],
    }  # fmt: skip


def _composition(page: Page, slug: str, number: int) -> dict[str, Any]:
    hackathon, given = _desk(page, slug)
    missing = teams.missing(page.db, hackathon)
    return given | {
        "teams": teams.lines(page.db, page.me, hackathon, page=number, size=SHOWN), "page_number": number, "size": SHOWN,
        "missing": missing, "alone": teams.without_team(page.db, page.me, hackathon, limit=12)[0],
        "proposals": proposals.proposals(page.db, page.me, hackathon, limit=3),
    }  # fmt: skip


def _team(page: Page, slug: str, team_id: UUID) -> dict[str, Any]:
    hackathon, given = _desk(page, slug)
    team = teams.for_organiser(page.db, page.me, team_id)
    if team.hackathon_id != hackathon.id:
        raise NotFound
    members = teams.members(page.db, team)
    with_team = {Role(row.role): row for row in teams.companions(page.db, [team.id])}
    available = teams.available(page.db, hackathon)
    return given | {
        "team": team, "challenge": challenges.seen(page.db, page.me, team.challenge_id, at=page.now), "members": members,
        "came_from": teams.known(page.db, team.split_from_id) if team.split_from_id else None,
        "went_to": teams.known(page.db, team.merged_into_id) if team.merged_into_id else None,
        "sectors": [teams.swarm_sector(member.sector) for member in members], "former": teams.former(page.db, team),
        "alone": teams.without_team(page.db, page.me, hackathon, limit=LISTED)[0],
        "coach": with_team.get(Role.COACH), "designer": with_team.get(Role.DESIGNER),
        "mentor": with_team.get(Role.MENTOR),
        "companions": {role.value: found for role, found in available.items()}, "listed": LISTED,
    }  # fmt: skip


def _person(page: Page, slug: str, person_id: UUID) -> dict[str, Any]:
    hackathon, given = _desk(page, slug)
    person = teams.person(page.db, page.me, hackathon, person_id)
    place_ = teams.open_memberships(page.db, hackathon).get(person_id)
    rules = team_rules.about(team_rules.standing(page.db, page.me, hackathon), person_id)
    others = team_rules.names(page.db, {one for rule in rules for one in rule.people if one != str(person_id)})
    return given | {
        "rules": [(rule, [others[one] for one in rule.people if one in others]) for rule in rules],
        "person": person, "team": teams.for_organiser(page.db, page.me, place_) if place_ else None,
        "choices": teams.choices(page.db, hackathon), "listed": LISTED,
        "wishes": [given["labels"][wish] for wish in person.wishes if wish in given["labels"]],
    }  # fmt: skip
