"""Draws by lot before they are announced: what is drawn and why, among whom, with which quotas; and cancelling one. (C7)

`lot_search` finds the chances, `lot_draws` freezes and draws, `lot_answers` hears those who were drawn.
"""

import csv
import io
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain import computations, journal
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.application import APPLICANTS
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotEntry, LotKind, LotState
from app.models.person import Person
from app.queries import computations as searches
from app.queries import lots as queries
from app.queries.lots import Line
from app.schemas.lot import ATTRIBUTES, MOST_PEOPLE, LotCancelIn, LotEdit, LotIn, LotPoolIn, QuotasIn

LOT_CLOSED: Final = code("lot_closed", 409)
LOT_CANCELLED: Final = code("lot_cancelled", 409)

OPEN: Final = (LotState.DRAFT, LotState.READY)
MOST_COLUMNS: Final = 8


def create(db: Session, actor: Person, hackathon: Hackathon, draft: LotIn, *, at: datetime) -> Lot:
    """Begin a draw by lot; where one of the same kind from the same pool was cancelled, the new one says so for ever.

    Refused: a pool that nobody can apply to, a défi of another hackathon.
    """
    require(db, actor, Action.CREATE_LOT, hackathon, at=at)
    role = draft.pool_role
    if draft.kind is LotKind.PLACES and role is None:
        raise refuse(INVALID, N_("Choose whose applications the places are drawn among."), field_="pool_role")
    if role is not None and role not in APPLICANTS:
        raise refuse(INVALID, N_("Choose a role that people apply for."), field_="pool_role")
    _check_challenge(db, hackathon, draft)
    made = Lot(
        hackathon_id=hackathon.id,
        kind=draft.kind,
        title=draft.title,
        reason=draft.reason,
        places=draft.places or 0,
        pool_role=role if draft.kind is not LotKind.ORDER else None,
        challenge_id=draft.challenge_id,
        created_by_id=actor.id,
        created_at=at,
    )
    made.attributes = _attributes(made, draft)
    made.replaces_id = replaced(db, made)
    db.add(made)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.CREATE_LOT, made, at=at, kind=made.kind, places=made.places, replaces=made.replaces_id
    )
    return made


def _check_challenge(db: Session, hackathon: Hackathon, draft: LotIn) -> None:
    if draft.challenge_id is None:
        return
    challenge = db.get(Challenge, draft.challenge_id)
    if draft.kind is not LotKind.ORDER or challenge is None or challenge.hackathon_id != hackathon.id:
        raise refuse(INVALID, N_("Choose a challenge of this hackathon."), field_="challenge_id")


def replaced(db: Session, made: Lot) -> UUID | None:
    """Return the draw from the same pool that was announced and cancelled last, and that no announced one replaces."""
    others = [other for other in queries.same_pool(db, made) if other.frozen_at is not None]
    taken = {other.replaces_id for other in others}
    open_ = [other for other in others if other.state is LotState.CANCELLED and other.id not in taken]
    return max(open_, key=lambda other: (other.cancelled_at or made.created_at, other.id)).id if open_ else None


def _attributes(lot: Lot, draft: LotEdit) -> list[str]:
    if lot.kind is LotKind.ORDER:
        return []
    if lot.pool_role is None:
        return list(lot.attributes)  # those of its list
    if unknown := [name for name in draft.attributes if name not in ATTRIBUTES]:
        raise refuse(INVALID, N_("Applications do not say this: %(name)s."), field_="attributes", name=unknown[0])
    return [name for name in ATTRIBUTES if name in draft.attributes]


def check_open(lot: Lot) -> None:
    """Raise unless the draw can still be changed: after the freeze, nothing is."""
    if lot.state is LotState.CANCELLED:
        raise refuse(LOT_CANCELLED, N_("This draw was cancelled. Begin a new one, which will say what it replaces."))
    if lot.state is LotState.SEARCHING:
        raise refuse(LOT_CLOSED, N_("A search goes on for this draw. Stop it first; what it found so far is kept."))
    if lot.state not in OPEN:
        raise refuse(LOT_CLOSED, N_("This draw is frozen: nothing of it changes any more. It can be cancelled."))


def reopen(lot: Lot) -> None:
    """Put a draw back to its draft: chances found for other quotas or another pool are not its own."""
    lot.state, lot.reached, lot.lottery = LotState.DRAFT, None, {}
    lot.revision += 1


def edit(db: Session, actor: Person, lot: Lot, draft: LotEdit, *, at: datetime) -> Lot:
    """Change what a draw is for and what it looks at; quotas on what it no longer looks at fall away."""
    require(db, actor, Action.EDIT_LOT, lot, at=at)
    check_open(lot)
    if lot.kind is not LotKind.ORDER and draft.places is None:
        raise refuse(INVALID, N_("Say how many people are drawn."), field_="places")
    lot.title, lot.reason, lot.places = draft.title, draft.reason, draft.places or 0
    lot.attributes = _attributes(lot, draft)
    lot.quotas = [quota for quota in lot.quotas if quota["attribute"] in lot.attributes]
    reopen(lot)
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.EDIT_LOT, lot, at=at, places=lot.places, attributes=lot.attributes)
    return lot


def set_quotas(db: Session, actor: Person, lot: Lot, draft: QuotasIn, *, at: datetime) -> Lot:
    """Change the quotas; impossible ones are kept as a draft, and named by `lot_search.examine`."""
    require(db, actor, Action.EDIT_LOT, lot, at=at)
    check_open(lot)
    for quota in draft.quotas:
        if quota.attribute not in lot.attributes:
            raise refuse(INVALID, N_("This draw does not look at this: %(name)s."), field_="quotas", name=quota.attribute)
    if len({(quota.attribute, quota.value) for quota in draft.quotas}) < len(draft.quotas):
        raise refuse(INVALID, N_("A value has two quotas. Keep one of them."), field_="quotas")
    lot.quotas = [quota.model_dump() for quota in draft.quotas]
    reopen(lot)
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.EDIT_LOT, lot, at=at, quotas=len(lot.quotas))
    return lot


def fill(db: Session, actor: Person, lot: Lot, given: LotPoolIn, *, at: datetime) -> Lot:
    """Give a panel the list that it is drawn from; its columns become what quotas can be about."""
    require(db, actor, Action.FILL_LOT, lot, at=at)
    check_open(lot)
    if lot.kind is not LotKind.PANEL or lot.pool_role is not None:
        raise refuse(LOT_CLOSED, N_("This draw has its pool from the applications; a list is for a panel of its own."))
    names, lines = read_list(given.text)
    keep_entries(db, lot, {str(number): line for number, line in enumerate(lines, 1)})
    lot.attributes = names
    lot.quotas = [quota for quota in lot.quotas if quota["attribute"] in names]
    reopen(lot)
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.FILL_LOT, lot, at=at, people=len(lines), attributes=names)
    return lot


def read_list(text: str) -> tuple[list[str], list[Line]]:
    """Return the attributes and the lines of a pasted list; a wrong line is refused by its number, and nothing is kept."""
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    mark = max(";\t,", key=first.count)
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.lstrip("\ufeff\n")), delimiter=mark)]
    table = [row for row in table if any(row)]
    names = table[0][1:] if table else []
    if not names or not all(names) or len(set(names)) < len(names) or len(names) > MOST_COLUMNS:
        raise refuse(
            INVALID,
            N_("Begin with a line of headings: your reference, then up to %(most)s attributes, each with a name of its own."),
            field_="text", most=MOST_COLUMNS,
        )  # fmt: skip
    if any(len(name) > 40 for name in names):  # noqa: PLR2004 - as `Attribute`
        raise refuse(INVALID, N_("The name of an attribute has at most 40 characters."), field_="text")
    if not 1 <= len(table) - 1 <= MOST_PEOPLE:
        raise refuse(INVALID, N_("A list has between 1 and %(most)s people."), field_="text", most=MOST_PEOPLE)
    known: set[str] = set()
    lines = [_line(number, row, names, known) for number, row in enumerate(table[1:], 2)]
    return names, lines


def _line(number: int, row: list[str], names: list[str], known: set[str]) -> Line:
    wrong = None
    if len(row) != len(names) + 1:
        wrong = N_("Line %(line)s has not as many cells as the headings.")
    elif not row[0] or row[0] in known:
        wrong = N_("Line %(line)s has no reference of its own.")
    elif any(len(cell) > 80 for cell in row):  # noqa: PLR2004 - as the column
        wrong = N_("Line %(line)s has a cell of more than 80 characters.")
    if wrong:
        raise refuse(INVALID, wrong, field_="text", line=number)
    known.add(row[0])
    values = {name: cell or queries.UNSAID for name, cell in zip(names, row[1:], strict=True)}
    return Line(UUID(int=number), values, row[0])


def keep_entries(db: Session, lot: Lot, lines: dict[str, Line]) -> None:
    """Write down the pool by pseudonym, in the order of the pseudonyms, so that not even the ids tell who is who."""
    db.exec(sa.delete(LotEntry).where(col(LotEntry.lot_id) == lot.id))
    for pseudonym in sorted(lines):
        line = lines[pseudonym]
        db.add(
            LotEntry(
                lot_id=lot.id,
                person_id=line.key if lot.pool_role is not None else None,
                team_id=line.key if lot.kind is LotKind.ORDER else None,
                pseudonym=pseudonym,
                reference=line.reference,
                attributes=line.attributes,
            )
        )
    db.flush()


def cancel(db: Session, actor: Person, lot: Lot, given: LotCancelIn, *, at: datetime) -> Lot:
    """Cancel a draw, with a reason that everybody reads once it was announced; its number and result stay on record."""
    require(db, actor, Action.CANCEL_LOT, lot, at=at)
    if lot.state is LotState.CANCELLED:
        raise refuse(LOT_CANCELLED, N_("This draw was cancelled already."))
    before = lot.state
    going = searches.of(db, lot.id)
    if going is not None and going.state in computations.OPEN:
        computations.cancel(db, actor, going, at=at)
    lot.state, lot.cancelled_at, lot.cancelled_reason = LotState.CANCELLED, at, given.reason
    lot.revision += 1
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.CANCEL_LOT, lot, at=at, before=before, announced=lot.frozen_at is not None)
    return lot
