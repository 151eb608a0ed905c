"""The page of the rules that a composition keeps. (P4)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from app.domain import team_rules as verbs
from app.domain.policy import Action
from app.i18n import N_, translate
from app.models.team import TeamRuleKind
from app.queries import hackathons, team_rules
from app.queries.applications import need_organiser
from app.schemas.base import In, Line, Text
from app.schemas.composition import RuleIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
PAGE = 15


class RuleForm(In):
    """The form: people one a line by name or address; the team by name, or by its id where the page knows it."""

    kind: TeamRuleKind
    people: Text = ""
    person_id: UUID | None = None
    team: Annotated[Line, Field(max_length=80)] = ""
    team_id: UUID | None = None
    reason: Annotated[Line, Field(max_length=160)] = ""


@router.get("/hackathons/{slug}/compose/rules", access=SIGNED_IN, name="compose_rules")
def show_rules(page: PageDep, slug: str, number: int = Query(1, ge=1, le=10_000, alias="page")) -> Response:
    return page.render("composition/rules.html", form=page.form({"kind": "together"}), **_rules(page, slug, number))


@router.post("/hackathons/{slug}/compose/rules", access=acting(Action.ADD_TEAM_RULE), name="compose_rule_add")
def add(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    with form.attempt():
        given = form.validate(RuleForm)
        people = verbs.named(page.db, hackathon, given.people.splitlines())
        people = [given.person_id, *people] if given.person_id else people
        team_id = given.team_id
        if given.kind is TeamRuleKind.LOCK and team_id is None:
            team_id = verbs.team_named(page.db, hackathon, given.team)
        draft = RuleIn(kind=given.kind, people=people, team_id=team_id, reason=given.reason)
        page.caller.act(lambda db, me: verbs.add(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        return page.go("compose_rules", flash=N_("The rule stands from the next proposal on."), slug=slug)
    return page.again("composition/rules.html", form, **_rules(page, slug, 1))


@router.post("/hackathons/{slug}/compose/rules/{rule_id}/ending", access=acting(Action.END_TEAM_RULE), name="compose_rule_end")
def end(page: PageDep, slug: str, rule_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        page.caller.act(lambda db, me: verbs.end(db, me, team_rules.rule_for_change(db, me, rule_id), at=now))
        return page.go("compose_rules", flash=N_("The rule is ended."), slug=slug)
    return page.again("composition/rules.html", form, **_rules(page, slug, 1))


@router.post(
    "/hackathons/{slug}/compose/rules/suggestions", access=acting(Action.ADD_TEAM_RULE), name="compose_rule_accept"
)  # fmt: skip
def accept(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    """Keep a group of mutual friends together, by their ids."""
    hackathons.by_slug(page.db, page.me, slug)
    with form.attempt():
        draft = form.validate(RuleIn)
        page.caller.act(lambda db, me: verbs.add(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        return page.go("compose_rules", flash=N_("The rule stands from the next proposal on."), slug=slug)
    return page.again("composition/rules.html", form, **_rules(page, slug, 1))


def _rules(page: Page, slug: str, number: int) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    rules = team_rules.standing(page.db, page.me, hackathon)
    wished = verbs.wishes(team_rules.friends(page.db, page.me, hackathon))
    groups, pairs = verbs.suggestions(wished, rules)[:6], wished.one_sided[:4]
    shown = rules[(number - 1) * PAGE : number * PAGE]
    wrong = verbs.contradictions(rules, team_rules.seats(page.db, hackathon), hackathon.team_max)
    ids = {one for rule in shown for one in rule.people} | {str(one) for group in groups for one in group}
    ids |= {one for contradiction in wrong for one in contradiction.people}
    ids |= {str(one) for pair in pairs for one in pair}
    names = team_rules.names(page.db, ids)

    def who(people: Any) -> str:
        return ", ".join(names.get(str(one), "?") for one in people)

    return {
        **frame(page, hackathon), "rules": shown, "total": len(rules), "page_number": number, "size": PAGE, "who": who,
        "team_names": team_rules.team_names(page.db, hackathon) if shown else {},
        "suggestions": [(group, who(group)) for group in groups], "one_sided": [(who(pair[:1]), who(pair[1:])) for pair in pairs],
        "wrong": [translate(page.locale, one.message, {**one.params, "people": who(one.people)}) for one in wrong],
    }  # fmt: skip
