"""Whether the process lives, and whether it can serve. (T4)"""

import sqlalchemy as sa
from fastapi import Response
from fastapi.responses import PlainTextResponse

from app.web.caller import CallerDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/healthz", access=PUBLIC, name="healthz")
async def healthz() -> Response:
    return PlainTextResponse("ok")


@router.get("/readyz", access=PUBLIC, name="readyz")
def readyz(caller: CallerDep) -> Response:
    """Answer when the database does, with the tables that this process was started for."""
    here = caller.db.connection().execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    wanted = getattr(caller.request.app.state, "revision", here)
    if here is None or here != wanted:
        return PlainTextResponse("the tables are not those of this version", 503)
    return PlainTextResponse("ready")
