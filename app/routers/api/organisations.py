"""Organisations, by name. (P2, P3)"""

from typing import Any
from uuid import UUID

from fastapi import Query

from app.models.organisation import Organisation
from app.queries import organisations
from app.schemas.organisation import OrganisationOut
from app.web.caller import CallerDep
from app.web.router import SIGNED_IN, Router

router = Router(tags=["organisations"])


@router.get("/organisations", access=SIGNED_IN, response_model=list[OrganisationOut])
def list_organisations(caller: CallerDep, q: str = Query("", max_length=160), limit: int = Query(20, ge=1, le=100)) -> Any:
    """Find organisations whose name contains the words, in any spelling."""
    return organisations.search(caller.db, q, limit=limit)


@router.get("/organisations/{organisation_id}", access=SIGNED_IN, response_model=OrganisationOut)
def read_organisation(caller: CallerDep, organisation_id: UUID) -> Organisation:
    """Return one organisation."""
    return organisations.by_id(caller.db, organisation_id)
