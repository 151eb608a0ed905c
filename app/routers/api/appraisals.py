"""Reading applications and giving them a mark; what comes of the marks. (P3)"""

from typing import Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import appraisals as verbs
from app.domain.policy import Action
from app.models.application import Appraisal
from app.models.person import Person
from app.queries import applications, appraisals, hackathons
from app.schemas.appraisal import AppraisalIn, AppraisalOut, LevelOut, ReadingRow
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/readings", access=SIGNED_IN, response_model=list[ReadingRow])
def list_readings(
    hackathon_id: UUID,
    caller: CallerDep,
    page: int = Query(1, ge=1, le=10_000),
    limit: int = Query(25, ge=1, le=100),
) -> Any:
    """List the applications that one reads, without names, with one's own marks; for reviewers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return appraisals.reading(caller.db, caller.person, hackathon, page=page, size=limit)[0]


@router.put("/applications/{application_id}/appraisal", access=acting(Action.APPRAISE), response_model=AppraisalOut)
def appraise_application(application_id: UUID, draft: AppraisalIn, act: Act, now: Now) -> Appraisal:
    """Give an application one's mark, or change it; one's own organisation is left to others."""

    def unit(db: Db, me: Person) -> Appraisal:
        return verbs.appraise(db, me, appraisals.for_change(db, me, application_id), draft, at=now)

    return act(unit)


@router.get("/hackathons/{hackathon_id}/appraisals", access=SIGNED_IN, response_model=list[LevelOut])
def list_levels(hackathon_id: UUID, caller: CallerDep) -> list[LevelOut]:
    """Say where each marked application stands, the highest first, marks standardised by reviewer; for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    applications.need_organiser(caller.db, caller.me, hackathon)
    found = sorted(verbs.standing(caller.db, hackathon).items(), key=lambda item: (-item[1].mean, item[0]))
    return [
        LevelOut(application_id=one, mean=level.mean, spread=level.spread, raw=level.raw, number=level.number)
        for one, level in found
    ]
