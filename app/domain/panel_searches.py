"""The search that places a large jury in the background: asked for, and its outcome kept until somebody applies it. (J3)"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session as Db

from app.domain import computations, journal, panel_plans, rubrics
from app.domain.policy import Action, require
from app.models.challenge import Challenge
from app.models.computation import Computation
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import panels as queries
from app.schemas.panel import PanelsIn
from app.science import panel_json

METHOD: Final = "place_jurors"


def ask(db: Db, actor: Person, challenge: Challenge, given: PanelsIn, *, at: datetime) -> Computation:
    """Ask a worker who would read whom; nobody's seat changes by it.

    Refused: `search_goes_on` while another one has not ended. A small jury's proposal is there without it.
    """
    require(db, actor, Action.SEARCH_PANELS, challenge, at=at)
    rubric = rubrics.ensure_open(db, challenge, at=at)
    known = queries.known(db, challenge, rubric)
    wanted = panel_plans.question(known, given)
    asked = given.model_dump(mode="json", exclude={"fingerprint"})
    inputs: dict[str, Any] = {"wanted": panel_json.plain(wanted), "question": panel_json.digest(wanted), "given": asked}
    hackathon = db.get_one(Hackathon, challenge.hackathon_id)
    search = computations.ask(db, actor, hackathon, METHOD, subject_id=rubric.id, inputs=inputs, at=at)
    journal.record(
        db, challenge.hackathon_id, actor, Action.SEARCH_PANELS, search, at=at, challenge_id=challenge.id, seed=given.seed,
        teams=len(wanted.teams), jurors=len(wanted.readers),
    )  # fmt: skip
    return search


def settle(db: Db, computation: Computation, at: datetime) -> None:  # noqa: ARG001 - as every method's
    """Keep the seats that were found, and to which question; who is tied to whom was for the search alone."""
    kept = {name: computation.inputs[name] for name in ("question", "given") if name in computation.inputs}
    if computation.best is not None:
        computation.best = {"seats": computation.best["seats"]} | kept
    computation.inputs = {}
    db.add(computation)


def asked(search: Computation | None) -> PanelsIn | None:
    """Return what a search was asked, while it goes on and after."""
    if search is None:
        return None
    given = (search.best or {}).get("given") or search.inputs.get("given")
    return PanelsIn.model_validate(given) if given else None
