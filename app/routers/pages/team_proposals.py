"""Pages of the compositions that the machine searches: the demands, the search, what was found. (P4)"""

from typing import Any
from uuid import UUID

import orjson
from fastapi import Query, Response
from sqlmodel import Session as Db

from app.domain import team_demands, team_repairs
from app.domain import team_proposals as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import ProposalState, TeamProposal
from app.queries import challenges, computations, hackathons, team_export, team_proposals, teams
from app.queries.applications import need_organiser
from app.schemas.composition import AdoptIn
from app.schemas.team import ProposalIn, WeightsIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
PAGE = 20
RUNS = 25


@router.get("/hackathons/{slug}/compose/ask", access=SIGNED_IN, name="compose_ask")
def show_demand(page: PageDep, slug: str) -> Response:
    weights = {f"weights.{name}": value for name, value in WeightsIn().model_dump().items()}
    hackathon, given = _desk(page, slug)
    sizes = {"size_min": hackathon.team_min, "size_max": hackathon.team_max, "effort": "good", "present_min": 0}
    return page.render("composition/ask.html", form=page.form(weights | sizes), **given, **_demand(page, hackathon))


@router.get("/hackathons/{slug}/compose/proposals", access=SIGNED_IN, name="compose_runs")
def show_runs(page: PageDep, slug: str, number: int = Query(1, ge=1, le=10_000, alias="page")) -> Response:
    hackathon, given = _desk(page, slug)
    runs = team_proposals.proposals(page.db, page.me, hackathon, limit=RUNS, offset=(number - 1) * RUNS)
    total = team_proposals.proposal_count(page.db, hackathon)
    return page.render("composition/runs.html", runs=runs, total=total, page_number=number, size=RUNS, **given)


@router.post("/hackathons/{slug}/compose/proposals", access=acting(Action.PROPOSE_TEAMS), name="compose_propose")
def propose(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.ask(db, me, hackathons.slug_for_change(db, me, slug), prepared, at=now)

    hackathon, given = _desk(page, slug)
    wrong: list[dict[str, Any]] = []
    with form.attempt():
        asked = form.validate(ProposalIn, teams_on=_teams_on(form))
        prepared = team_demands.prepare(page.db, page.person, hackathon, asked, at=now)
        wrong = [] if asked.insist else verbs.impossible(prepared)
        if not wrong:
            made = page.caller.act(unit)
            return page.go("compose_proposal", slug=slug, proposal_id=made.id)
    people = team_proposals.names(page.db, [UUID(one) for demand in wrong for one in demand["people"][:12]])
    names = {slot["id"]: slot["name"] for slot in prepared.inputs["slots"]} if wrong else {}
    more = {"wrong": wrong, "people": people, "names": names}
    return page.again("composition/ask.html", form, **given, **(_demand(page, hackathon) | more))


@router.get("/hackathons/{slug}/compose/proposals/{proposal_id}", access=SIGNED_IN, name="compose_proposal")
def show_proposal(
    page: PageDep,
    slug: str,
    proposal_id: UUID,
    number: int = Query(1, ge=1, le=1000, alias="page"),
    view_as: str = Query("swarms", alias="as"),
) -> Response:
    return page.render("composition/proposal.html", form=page.form({}), **_proposal(page, slug, proposal_id, number, view_as))


@router.get("/hackathons/{slug}/compose/proposals/{proposal_id}/export", access=SIGNED_IN, name="compose_export")
def export(page: PageDep, slug: str, proposal_id: UUID) -> Response:
    _, proposal, _given = found(page, slug, proposal_id)
    body = orjson.dumps(team_export.pseudonymised(proposal), option=orjson.OPT_INDENT_2)
    headers = {
        "Content-Disposition": f'attachment; filename="composition-{proposal.seed}.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type="application/json", headers=headers)


@router.get("/hackathons/{slug}/compose/proposals/{proposal_id}/teams/{slot_id}", access=SIGNED_IN, name="compose_proposal_team")
def show_team(page: PageDep, slug: str, proposal_id: UUID, slot_id: str) -> Response:
    _, proposal, given = found(page, slug, proposal_id)
    slots = [slot for slot in proposal.inputs["slots"] if slot["id"] == slot_id]
    here = [one for one, place in proposal.result.get("assignments", {}).items() if slots and place == slot_id]
    if not here:
        raise NotFound
    named = team_proposals.names(page.db, [UUID(one) for one in here])
    reasons = proposal.result["person_reasons"]
    sectors = sector_of(proposal)
    people = sorted(
        ({"id": one, "name": named.get(one, "?"), "sector": sectors.get(one), "reasons": reasons.get(one, [])} for one in here),
        key=lambda one: str(one["name"]).lower(),
    )
    return page.render(
        "composition/proposal_team.html",
        slot=slots[0],
        people=people,
        reasons=proposal.result["team_reasons"].get(slot_id, []),
        **given,
    )


@router.post(
    "/hackathons/{slug}/compose/proposals/{proposal_id}/repetitions", access=acting(Action.PROPOSE_TEAMS), name="compose_repeat"
)
def repeat(page: PageDep, slug: str, proposal_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        made = page.caller.act(
            lambda db, me: verbs.repeat(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now)
        )
        return page.go("compose_proposal", slug=slug, proposal_id=made.id)
    return page.again("composition/proposal.html", form, **_proposal(page, slug, proposal_id))


@router.post(
    "/hackathons/{slug}/compose/proposals/{proposal_id}/adoption", access=acting(Action.ADOPT_PROPOSAL), name="compose_adopt"
)
def adopt(page: PageDep, slug: str, proposal_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.adopt(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now, chosen=chosen)

    _, proposal, _given = found(page, slug, proposal_id)
    with form.attempt():
        chosen = team_repairs.at_step(page.db, proposal, form.validate(AdoptIn).step)
        page.caller.act(unit)
        done = (
            N_("The teams are repaired.")
            if proposal.repairs_id
            else N_("The teams are made. Give each its coach and its designer.")
        )
        return page.go("compose_teams", flash=done, slug=slug)
    return page.again("composition/proposal.html", form, **_proposal(page, slug, proposal_id))


@router.post(
    "/hackathons/{slug}/compose/proposals/{proposal_id}/discarding",
    access=acting(Action.DISCARD_PROPOSAL),
    name="compose_discard",
)
def discard(page: PageDep, slug: str, proposal_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        page.caller.act(lambda db, me: verbs.discard(db, me, team_proposals.proposal_for_change(db, me, proposal_id), at=now))
        return page.go("compose_teams", flash=N_("The proposal is put aside."), slug=slug)
    return page.again("composition/proposal.html", form, **_proposal(page, slug, proposal_id))


def _teams_on(form: Form) -> dict[str, str]:
    return {
        name.removeprefix("teams_on."): value
        for name, value in form.data.items()
        if name.startswith("teams_on.") and isinstance(value, str) and value.strip()
    }


def _desk(page: Page, slug: str) -> tuple[Hackathon, dict[str, Any]]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    return hackathon, frame(page, hackathon)


def _demand(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    offered = challenges.ready(page.db, page.person, hackathon, at=page.now)
    counts = team_proposals.counts(page.db, hackathon)
    teams_on: dict[str, int] = {}
    for row in teams.choices(page.db, hackathon):
        teams_on[str(row.challenge_id)] = teams_on.get(str(row.challenge_id), 0) + 1
    middle = max(1, (hackathon.team_min + hackathon.team_max) / 2)
    wanted = sum(teams_on.values()) or max(1, round(counts["people"] / middle))
    each = {
        str(view.id): max(teams_on.get(str(view.id), 0), wanted // len(offered) + (place < wanted % len(offered)))
        for place, view in enumerate(offered)
    }
    labels = {str(view.id): view.label for view in offered}
    return {
        "offered": offered, "counts": counts, "each": each, "wanted": sum(each.values()) or wanted, "wrong": [],
        "people": {}, "names": {}, "labels": labels,
    }  # fmt: skip


def found(page: Page, slug: str, proposal_id: UUID) -> tuple[Hackathon, TeamProposal, dict[str, Any]]:
    """Return a proposal that this version can read, and what every page of it shows."""
    hackathon, given = _desk(page, slug)
    proposal = team_proposals.proposal(page.db, page.me, proposal_id)
    if proposal.hackathon_id != hackathon.id or "problem" not in proposal.inputs:
        raise NotFound
    offered = challenges.listed(page.db, page.me, hackathon, at=page.now)
    return hackathon, proposal, given | {
        "proposal": proposal, "labels": {str(view.id): view.label for view in offered},
        "names": {slot["id"]: slot["name"] for slot in proposal.inputs["slots"]},
    }  # fmt: skip


def sector_of(proposal: TeamProposal) -> dict[str, str]:
    """Return everybody's sector as the proposal read it."""
    return {person["id"]: teams.swarm_sector(person["sector"] or None) for person in proposal.inputs["problem"]["people"]}


def _proposal(page: Page, slug: str, proposal_id: UUID, number: int = 1, view_as: str = "swarms") -> dict[str, Any]:
    _, proposal, given = found(page, slug, proposal_id)
    searching = proposal.state is ProposalState.SEARCHING
    search = computations.of(page.db, proposal.id) if searching else None
    result = (search.best or {}) if search else proposal.result
    assignments = result.get("assignments", {})
    sectors = sector_of(proposal)
    inside: dict[str, list[str]] = {}
    for person, place in assignments.items():
        inside.setdefault(place, []).append(sectors.get(person, "other"))
    shown = [slot | {"sectors": sorted(inside[slot["id"]])} for slot in proposal.inputs["slots"] if slot["id"] in inside]
    wrong = result.get("blame", [])
    concerned = [*result.get("unplaced", [])[:40], *(one for demand in wrong for one in demand["people"][:12])]
    present = proposal.inputs["present"]
    return given | {
        "search": search, "result": result, "failed": bool(result.get("failed")),
        "teams": shown[(number - 1) * PAGE : number * PAGE], "total": len(shown),
        "page_number": number, "size": PAGE, "as_table": view_as == "table", "wrong": wrong,
        "people": team_proposals.names(page.db, [UUID(one) for one in concerned]),
        "placed": len(assignments), "moves": sum(1 for one, place in present.items() if assignments.get(one, place) != place),
        "repeated": team_proposals.repeated(page.db, proposal), "mending": _mending(page, proposal, result),
    }  # fmt: skip


def _mending(page: Page, proposal: TeamProposal, result: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a repair shows: its curve, who moves at the advised point, who comes, who is gone; None when it is none."""
    if "gone" not in proposal.inputs or "curve" not in result:
        return None
    before = proposal.inputs["assignment"]
    changes = result["curve"][result["step"]]["changes"]
    gone = proposal.inputs["gone"]
    named = team_proposals.names(page.db, [UUID(one) for one in [*list(changes)[:40], *gone[:40]]])
    return {
        "curve": result["curve"], "advised": result["advised"], "step": result["step"],
        "moves": [(named.get(one, "?"), before[one], to) for one, to in list(changes.items())[:40] if one in before],
        "came": [(named.get(one, "?"), to) for one, to in list(changes.items())[:40] if one not in before],
        "gone": sorted(named.get(one, "?") for one in gone[:40]), "closing": result.get("closing", []),
    }  # fmt: skip
