"""The page where an organiser asks what moving a person would change, and keeps it. (P4)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field
from sqlmodel import Session as Db

from app.domain import team_variants as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.person import Person
from app.models.team import ProposalState, TeamProposal
from app.queries import team_proposals
from app.routers.pages.team_proposals import found, sector_of
from app.schemas.base import In
from app.schemas.composition import VariantIn
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


class Looked(BaseModel):
    """Where one looks: in a team, or among those whose name holds a text."""

    team: Annotated[str, Field(max_length=40)] = ""
    q: Annotated[str, Field(max_length=80)] = ""


class MoveForm(In):
    """One person to a team, perhaps in exchange for another."""

    team: str
    other: str = ""
    lock: bool = False


@router.get(
    "/hackathons/{slug}/compose/proposals/{proposal_id}/people/{person_id}", access=SIGNED_IN, name="compose_what_if"
)  # fmt: skip
def show_ways(page: PageDep, slug: str, proposal_id: UUID, person_id: UUID, looked: Annotated[Looked, Query()]) -> Response:
    return page.render("composition/what_if.html", form=page.form({}), **_ways(page, slug, proposal_id, person_id, looked))


@router.post(
    "/hackathons/{slug}/compose/proposals/{proposal_id}/people/{person_id}/move",
    access=acting(Action.VARY_PROPOSAL),
    name="compose_vary",
)
def vary(page: PageDep, slug: str, proposal_id: UUID, person_id: UUID, form: FormDep) -> Response:
    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.keep(db, me, team_proposals.proposal_for_change(db, me, proposal_id), draft, result, at=page.now)

    hackathon, proposal, _ = found(page, slug, proposal_id)
    with form.attempt():
        given = form.validate(MoveForm)
        moves = verbs.Scales(page.db, hackathon, proposal).swap(str(person_id), given.team, given.other or None)
        draft = VariantIn.model_validate({"moves": moves, "lock": given.lock})
        result = verbs.prepare(page.db, hackathon, proposal, draft)
        made = page.caller.act(unit)
        return page.go(
            "compose_proposal",
            flash=N_("This is the variant; the proposal it came from is kept."),
            slug=slug,
            proposal_id=made.id,
        )
    return page.again("composition/what_if.html", form, **_ways(page, slug, proposal_id, person_id, Looked()))


def _ways(page: Page, slug: str, proposal_id: UUID, person_id: UUID, looked: Looked) -> dict[str, Any]:
    hackathon, proposal, given = found(page, slug, proposal_id)
    one, team, text = str(person_id), looked.team, looked.q.strip()
    sectors = sector_of(proposal)
    if one not in sectors or proposal.state is ProposalState.SEARCHING or "assignments" not in proposal.result:
        raise NotFound
    scales = verbs.Scales(page.db, hackathon, proposal)
    slots = {slot["id"]: slot for slot in proposal.inputs["slots"]}
    wishes = next(person["wishes"] for person in proposal.inputs["problem"]["people"] if person["id"] == one)
    place = scales.assignment.get(one)
    moves: list[tuple[str, verbs.Change]] = []
    exchanges: list[tuple[str, verbs.Change]] = []
    if team in slots and team != place:
        moves, exchanges = scales.ways(one, [team]), scales.exchanges(one, team)
    else:
        wanted = [key for key, slot in slots.items() if text and text.lower() in slot["name"].lower()]
        on_wish = sorted(
            (key for key, slot in slots.items() if slot["challenge"] in wishes),
            key=lambda key: wishes.index(slots[key]["challenge"]),
        )
        moves = scales.ways(one, wanted if text else [*on_wish, *slots])
        moves.sort(key=lambda way: (len(way[1].breaks), way[1].points))
    named = team_proposals.names(page.db, [person_id, *(UUID(other) for other, _ in exchanges)])
    return given | {
        "person": {"id": one, "name": named.get(one, "?"), "sector": sectors[one]}, "place": slots.get(place or ""),
        "slots": slots,
        "reasons": proposal.result["person_reasons"].get(one, []), "team": slots.get(team) if team != place else None,
        "moves": moves, "exchanges": [(other, named.get(other, "?"), sectors.get(other), change) for other, change in exchanges],
        "text": text, "wishes": [given["labels"][wish] for wish in wishes if wish in given["labels"]],
    }  # fmt: skip
