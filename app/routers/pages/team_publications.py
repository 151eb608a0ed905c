"""Pages of the publication of the teams: one's own team and why, appeals, and their answers. (P4)"""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import Session as Db

from app.domain import appeals, team_publications, team_rules
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.person import Person
from app.models.team import Appeal, AppealOutcome, Membership
from app.queries import challenges, hackathons, teams
from app.queries import team_publications as queries
from app.queries import team_rules as rules
from app.queries.applications import need_organiser
from app.schemas.base import In, Line, RequiredText
from app.schemas.composition import AnswerIn, AppealIn, PublicationIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
SHOWN_TEAMS = 40
MINE = "composition/my_team.html"
PUBLISH = "composition/publication.html"
ANSWER = "composition/appeal.html"


class AnswerForm(In):
    """The answer's form: the team by its name."""

    outcome: AppealOutcome
    answer: Annotated[RequiredText, Field(min_length=3)]
    team: Annotated[Line, Field(max_length=80)] = ""


@router.get("/hackathons/{slug}/my-team", access=SIGNED_IN, name="my_team")
def show_mine(page: PageDep, slug: str) -> Response:
    return page.render(MINE, form=page.form({}), **_mine(page, slug))


@router.post("/hackathons/{slug}/my-team/appeals", access=acting(Action.APPEAL_TEAM), name="my_team_appeal")
def appeal(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    hackathons.by_slug(page.db, page.me, slug)
    with form.attempt():
        draft = form.validate(AppealIn)
        page.caller.act(lambda db, me: appeals.appeal(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        return page.go(
            "my_team", flash=N_("The organisers have your appeal; their answer will come by mail and stand here."), slug=slug
        )
    return page.again(MINE, form, **_mine(page, slug))


@router.get("/hackathons/{slug}/compose/publication", access=SIGNED_IN, name="compose_publication")
def show_publication(page: PageDep, slug: str, number: int = Query(1, ge=1, le=10_000, alias="page")) -> Response:
    given = _publication(page, slug, number)
    until = given["hackathon"].starts_at - timedelta(days=1)
    return page.render(
        PUBLISH, form=page.form({"appeals_until": until if until > page.now else page.now + timedelta(hours=2)}), **given
    )


@router.post("/hackathons/{slug}/compose/publication", access=acting(Action.PUBLISH_TEAMS), name="compose_publish")
def publish(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    given = _publication(page, slug, 1)
    with form.attempt():
        draft = form.validate(PublicationIn)
        page.caller.act(lambda db, me: team_publications.publish(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        return page.go(
            "compose_publication", flash=N_("The teams are published; each person is written to, with the reasons."), slug=slug
        )
    return page.again(PUBLISH, form, **given)


@router.get("/hackathons/{slug}/compose/appeals/{appeal_id}", access=SIGNED_IN, name="compose_appeal")
def show_appeal(page: PageDep, slug: str, appeal_id: UUID) -> Response:
    return page.render(ANSWER, form=page.form({"outcome": "kept"}), **_appeal(page, slug, appeal_id))


@router.post("/hackathons/{slug}/compose/appeals/{appeal_id}/answer", access=acting(Action.ANSWER_APPEAL), name="compose_answer")
def answer(page: PageDep, slug: str, appeal_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Appeal:
        return appeals.answer(db, me, queries.appeal_for_change(db, me, appeal_id), draft, at=now)

    shown = _appeal(page, slug, appeal_id)
    with form.attempt():
        given = form.validate(AnswerForm)
        changed = given.outcome is AppealOutcome.CHANGED
        team_id = team_rules.team_named(page.db, shown["hackathon"], given.team) if changed else None
        draft = AnswerIn(outcome=given.outcome, answer=given.answer, team_id=team_id)
        page.caller.act(unit)
        return page.go("compose_publication", flash=N_("Answered; the person is written to."), slug=slug)
    return page.again(ANSWER, form, **shown)


def _mine(page: Page, slug: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    membership: Membership = queries.my_membership(page.db, page.me, hackathon)
    publication = queries.latest(page.db, hackathon)
    choice = teams.choices(page.db, hackathon)
    mine = queries.my_appeals(page.db, page.me, hackathon)
    offered = challenges.listed(page.db, page.me, hackathon, at=page.now)
    return {
        "event": event(page, hackathon), "hackathon": hackathon, "team": teams.known(page.db, membership.team_id),
        "reasons": queries.reasons_of(page.db, membership), "applied": queries.applied_to(page.db, membership),
        "publication": publication, "appeals": mine, "labels": {str(view.id): view.label for view in offered},
        "may_appeal": publication is not None and page.now <= publication.appeals_until and all(one.answered_at for one in mine),
        "others": [one for one in choice if one.id != membership.team_id] if len(choice) <= SHOWN_TEAMS else [],
    }  # fmt: skip


def _publication(page: Page, slug: str, number: int) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    found, total = queries.appeals(page.db, page.me, hackathon, page=number)
    return {
        **frame(page, hackathon), "publication": queries.latest(page.db, hackathon), "told": queries.told(page.db, hackathon),
        "appeals": found, "total": total, "page_number": number, "size": queries.PAGE,
        "missing": teams.missing(page.db, hackathon),
    }  # fmt: skip


def _appeal(page: Page, slug: str, appeal_id: UUID) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    found = queries.appeal(page.db, page.me, appeal_id)
    if found.hackathon_id != hackathon.id:
        raise NotFound
    ids = {str(one): one for one in (found.team_id, found.wished_team_id) if one}
    names = rules.team_names(page.db, hackathon)
    return {
        **frame(page, hackathon), "appeal": found, "person": rules.names(page.db, [str(found.person_id)])[str(found.person_id)],
        "team_names": {key: names[key] for key in ids if key in names},
        "place": names.get(str(rules.team_of(page.db, hackathon, found.person_id))),
    }  # fmt: skip
