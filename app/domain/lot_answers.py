"""After the draw: those drawn accept or refuse, and the next substitute who keeps the quotas is called. (C7)

For places, an answer is that to the offer: `selection` tells here when a place is free, and asks who is next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import journal, selection
from app.domain.lot_files import entries_of, frozen_of
from app.domain.policy import Action, require, why_not
from app.errors import Refused, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotAnswer, LotEntry, LotKind, LotState
from app.models.person import Person
from app.queries import lots as queries
from app.queries.selection import room
from app.schemas.lot import LotAnswerIn
from app.schemas.selection import DecisionIn
from app.science.lots import complete_panel, next_substitute

NOT_DRAWN: Final = code("not_drawn", 409)
ANSWER_GIVEN: Final = code("answer_given", 409)
ANSWER_THE_OFFER: Final = code("answer_the_offer", 409)
PLACES_GIVEN: Final = code("places_given", 409)

AT_ONCE: Final = 200  # applications that one decision takes


def begin(db: Session, actor: Person, lot: Lot, *, at: datetime) -> None:
    """Do what follows from a result: who withdrew meanwhile counts as refusing; for places, the offers go out.

    The draw stands whatever comes of the offers: where they cannot be made yet, an organiser makes them later.
    """
    gone = queries.withdrawn(db, lot)
    for entry in entries_of(db, lot).values():
        if entry.seat is not None and entry.substitute is None and entry.person_id in gone:
            _leave(db, lot, entry, at)
    if lot.kind is LotKind.PLACES and obstacle(db, actor, lot, at=at) is None:
        give_places(db, actor, lot, at=at)


def seated(db: Session, lot: Lot) -> list[LotEntry]:
    """Return those who have a seat now, in the order of the seats."""
    held = [entry for entry in queries.entries(db, lot) if entry.seat is not None and entry.answer is not LotAnswer.REFUSED]
    return sorted(held, key=lambda entry: entry.seat or 0)


def unfilled(db: Session, lot: Lot) -> int:
    """Return how many seats of a drawn panel nobody of the reserve could take within the quotas."""
    return max(0, lot.places - len(seated(db, lot))) if lot.state is LotState.DRAWN else 0


# Places


def _applications(db: Session, lot: Lot, people: Sequence[UUID | None]) -> list[Application]:
    """Return the applications of those people that wait for an answer, in the order of the people."""
    found = db.exec(
        select(Application).where(
            Application.hackathon_id == lot.hackathon_id,
            col(Application.status).in_(queries.WAITING_FOR_PLACES),
            col(Application.person_id).in_([person for person in people if person is not None]),
        )
    )
    by_person = {application.person_id: application for application in found}
    return [by_person[person] for person in people if person is not None and person in by_person]


def obstacle(db: Session, actor: Person | None, lot: Lot, *, at: datetime) -> Refused | None:
    """Return why the places drawn cannot be given now, None when they can."""
    hackathon = db.get_one(Hackathon, lot.hackathon_id)
    if (refusal := why_not(db, actor, Action.GIVE_DRAWN_PLACES, hackathon, at=at)) is not None:
        return Refused(refusal)
    waiting = _applications(db, lot, [entry.person_id for entry in seated(db, lot)])
    if not waiting:
        return refuse(PLACES_GIVEN, N_("Everybody who was drawn has their answer."))
    decision = DecisionIn(applications=[one.id for one in waiting[:AT_ONCE]], decision="accept")
    planned = selection.plan(db, hackathon, decision, at=at)
    return planned.refused or selection.full(room(db, hackathon), waiting)


def give_places(db: Session, actor: Person, lot: Lot, *, at: datetime) -> Lot:
    """Offer their places to those drawn; the others stay on the waiting list in the order of the draw."""
    hackathon = db.get_one(Hackathon, lot.hackathon_id)
    require(db, actor, Action.GIVE_DRAWN_PLACES, hackathon, at=at)
    if lot.kind is not LotKind.PLACES or lot.state is not LotState.DRAWN:
        raise refuse(NOT_DRAWN, N_("There are no drawn places to give."))
    if (why := obstacle(db, actor, lot, at=at)) is not None:
        raise why
    drawn = _applications(db, lot, [entry.person_id for entry in seated(db, lot)])
    _decide(db, actor, hackathon, drawn, "accept", at=at)
    entries = sorted(queries.entries(db, lot), key=lambda entry: entry.substitute or 0)
    reserve = _applications(db, lot, [entry.person_id for entry in entries if entry.seat is None])
    _decide(db, actor, hackathon, [one for one in reserve if one.status is not ApplicationStatus.WAITING], "wait", at=at)
    for rank, application in enumerate(reserve):
        # The list is read in the order of these moments.
        application.decided_at = at + timedelta(microseconds=rank)
        db.add(application)
    journal.record(db, lot.hackathon_id, actor, Action.GIVE_DRAWN_PLACES, lot, at=at, given=len(drawn), waiting=len(reserve))
    return lot


def _decide(db: Session, actor: Person, hackathon: Hackathon, chosen: Sequence[Application], word: str, *, at: datetime) -> None:
    for start in range(0, len(chosen), AT_ONCE):
        ids = [application.id for application in chosen[start : start + AT_ONCE]]
        selection.decide(db, actor, hackathon, DecisionIn.model_validate({"applications": ids, "decision": word}), at=at)


def whose_turn(db: Session, hackathon: Hackathon, *, at: datetime) -> list[Application] | None:
    """Return who is to be offered the places that came free of a draw for places: the substitutes who keep the quotas.

    `offers` asks this before its waiting list. None where no such draw has a free place; an empty list where nobody left
    keeps the quotas: then a person decides.
    """
    drawn = queries.drawn_places(db, hackathon)
    for lot in drawn:
        gone = queries.withdrawn(db, lot)
        for entry in seated(db, lot):
            if entry.person_id in gone:
                _leave(db, lot, entry, at)
    held = [entry for lot in drawn for entry in seated(db, lot)]
    called = _applications(db, drawn[0], [entry.person_id for entry in held]) if drawn else []
    if called or len(held) < sum(lot.places for lot in drawn):
        return called
    return None


def leave(db: Session, hackathon_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """Give on the seats that somebody who withdraws holds in the draws of a hackathon."""
    for lot, entry in queries.seats_of(db, hackathon_id, person_id):
        _leave(db, lot, entry, at)


# Panels


def answer(db: Session, actor: Person, lot: Lot, given: LotAnswerIn, *, at: datetime) -> Lot:
    """Accept or refuse one's own seat in a panel; a seat that is refused goes to the next substitute at once."""
    require(db, actor, Action.ANSWER_LOT, lot, at=at)
    entry = queries.mine(db, actor, lot)
    _answer(db, lot, entry, given, at)
    journal.record(db, lot.hackathon_id, actor, Action.ANSWER_LOT, lot, at=at, answer=given.answer)
    return lot


def record(db: Session, actor: Person, lot: Lot, entry: LotEntry, given: LotAnswerIn, *, at: datetime) -> Lot:
    """Write down what somebody of the panel answered elsewhere, or that they did not answer, which is a refusal."""
    require(db, actor, Action.RECORD_LOT_ANSWER, lot, at=at)
    _answer(db, lot, entry, given, at)
    journal.record(db, lot.hackathon_id, actor, Action.RECORD_LOT_ANSWER, lot, at=at, answer=given.answer)
    return lot


def _answer(db: Session, lot: Lot, entry: LotEntry | None, given: LotAnswerIn, at: datetime) -> None:
    if lot.state is not LotState.DRAWN or entry is None or entry.seat is None:
        raise refuse(NOT_DRAWN, N_("There is no seat to answer for: this number was not drawn, or the draw was cancelled."))
    if lot.kind is not LotKind.PANEL:
        raise refuse(ANSWER_THE_OFFER, N_("Places are answered for on the application: accept the offer, or withdraw."))
    if entry.answer is LotAnswer.REFUSED:
        raise refuse(ANSWER_GIVEN, N_("This seat was refused, and goes to a substitute. It cannot be taken back."))
    if given.answer is LotAnswer.REFUSED:
        _leave(db, lot, entry, at)
        return
    entry.answer, entry.answered_at = LotAnswer.ACCEPTED, at
    db.add(entry)


def _leave(db: Session, lot: Lot, leaving: LotEntry, at: datetime) -> list[LotEntry]:
    """Give the seat of somebody who leaves to the next substitute, and return who is called.

    Where nobody alone keeps the quotas the seat stays empty, until others leave with whom it can be filled: several at once
    keep them more often. Nobody is called by the clock against a quota.
    """
    entries, frozen = entries_of(db, lot), frozen_of(lot)
    gone = queries.withdrawn(db, lot)
    reserve = [entry.pseudonym for entry in sorted(entries.values(), key=lambda one: one.substitute or 0) if entry.seat is None]
    away = {entry.pseudonym for entry in entries.values() if entry.answer is LotAnswer.REFUSED or entry.person_id in gone}
    found = next_substitute(
        frozen.pool, frozen.quotas, _held(entries), leaving.pseudonym,
        reserve=reserve, unavailable=away - {leaving.pseudonym},
    )  # fmt: skip
    leaving.answer, leaving.answered_at = LotAnswer.REFUSED, at
    db.add(leaving)
    called = []
    if found is not None:
        entries[found].seat = leaving.seat
        called.append(entries[found])
    staying = _held(entries)
    if lot.places - len(staying) > 1 or (called and len(staying) < lot.places):
        together = complete_panel(
            frozen.pool, frozen.quotas, lot.places, staying, reserve=reserve, unavailable={*away, leaving.pseudonym}
        )  # fmt: skip
        empty = sorted(set(range(1, lot.places + 1)) - {entries[one].seat for one in staying})
        if not together.broken:
            for pseudonym, seat in zip(together.ids, empty, strict=False):
                entries[pseudonym].seat = seat
                called.append(entries[pseudonym])
    db.add_all(called)
    return called


def _held(entries: Mapping[str, LotEntry]) -> list[str]:
    """Return the numbers that have a seat now."""
    return [entry.pseudonym for entry in entries.values() if entry.seat is not None and entry.answer is not LotAnswer.REFUSED]
