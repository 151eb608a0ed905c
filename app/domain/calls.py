"""The call: who may apply, how many places, the mix wished for, what is asked. (P3)"""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain import clocks, journal
from app.domain.policy import Action, require
from app.domain.programmes import written
from app.errors import STALE, code, refuse
from app.i18n import N_
from app.models.application import Application, Call
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import calls
from app.schemas.call import CallIn

HALF_DAYS_TOLD: Final = code("half_days_told", 409)
QUESTIONS_FROZEN: Final = code("questions_frozen", 409)

COLUMNS: Final = {"gender": Application.gender, "age": Application.age_band}


def change(db: Session, actor: Person, hackathon: Hackathon, draft: CallIn, *, revision: int, at: datetime) -> Call:
    """Set the whole call over the revision that was seen, 0 where nobody has set it yet (`stale` when it is no longer so).

    Half-days that people have answered by can be added to and reworded, not taken away; a freeze that has begun stays.
    """
    require(db, actor, Action.CHANGE_CALL, hackathon, at=at)
    call = calls.of(db, hackathon)
    if revision != call.revision:
        raise refuse(STALE, N_("Somebody changed this meanwhile. Reload to see their version; what you typed is still here."))
    values = _values(hackathon, draft)
    if frozen(call, at=at) and values["questions_freeze_at"] != call.questions_freeze_at:
        raise refuse(
            QUESTIONS_FROZEN, N_("The questions are frozen since that moment; it cannot be moved any more."),
            field_="questions_freeze_at",
        )  # fmt: skip
    if len(values["half_days"]) < len(call.half_days) and calls.half_days_told(db, hackathon):
        raise refuse(
            HALF_DAYS_TOLD, N_("People have said at which half-days they are there: reword or add some, take none away."),
            field_="half_days.fr",
        )  # fmt: skip
    changed = sorted(name for name, value in values.items() if getattr(call, name) != value)
    if not changed and call.revision:
        return call
    dropped = set(call.balance) - set(values["balance"])
    for name, value in values.items():
        setattr(call, name, value)
    call.revision += 1
    if call.revision == 1:
        call.created_at = at
    db.add(call)
    db.flush()
    # What is no longer asked is no longer kept.
    for name in dropped:
        column = COLUMNS[name]
        db.exec(sa.update(Application).where(col(Application.hackathon_id) == hackathon.id).values({column: None}))
    journal.record(db, hackathon.id, actor, Action.CHANGE_CALL, call, at=at, fields=changed, revision=call.revision)
    return call


def _values(hackathon: Hackathon, draft: CallIn) -> dict[str, Any]:
    """Return the call as its row keeps it."""
    freeze = draft.questions_freeze_at
    return {
        "roles": [role.value for role in draft.roles],
        "questions_freeze_at": clocks.moment(freeze, hackathon.timezone, "questions_freeze_at") if freeze else None,
        "sector_places": {sector.value: places for sector, places in draft.sector_places.items()},
        "target_mix": {sector.value: share for sector, share in draft.target_mix.items()},
        "offer_days": draft.offer_days,
        "half_days": [written(half_day.model_dump()) for half_day in draft.half_days],
        "balance": sorted(draft.balance),
    }


def frozen(call: Call, *, at: datetime) -> bool:
    """Tell whether nobody may change the questions any more."""
    return call.questions_freeze_at is not None and at >= call.questions_freeze_at
