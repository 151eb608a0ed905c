"""Draws by lot for the worlds of the suite: one drawn panel with answers to give, one draft of a list."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.domain.lot_files import announce, draw_frozen, frozen_of
from app.domain.lot_lotteries import candidates, to_plain
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotEntry, LotKind, LotState
from app.models.person import Person
from app.science.lots import find_lottery, to_tickets

Ids = tuple[UUID, UUID]


def lots_of(
    make: Any, hackathon: Hackathon, people: Sequence[Person], organiser: Person, tag: Callable[[str], str]
) -> tuple[Ids, Ids]:
    """Make a panel that was drawn among some people and as many of a list, the first of them drawn, and a draft."""
    at = make.at
    lot = make.put(
        Lot(
            hackathon_id=hackathon.id, kind=LotKind.PANEL, title="A panel", reason="More wish to sit than can.", places=2,
            pool_role="participant", state=LotState.READY, number_source="The evening lottery", number_due_at=at,
            created_by_id=organiser.id, created_at=at - timedelta(hours=2), frozen_at=at - timedelta(hours=1),
        )
    )  # fmt: skip
    names = [f"{number:03}" for number in range(1, 7)]
    found = find_lottery(candidates({name: {} for name in names}, []), [], 2)
    lot.lottery, lot.reached = to_plain(found), found.reached.value
    entries = [
        make.put(LotEntry(lot_id=lot.id, pseudonym=name, chance=found.chances[name], reference=tag("reference")))
        for name in names
    ]
    announce(make.db, lot, to_tickets(found))
    drawn = draw_frozen(lot, frozen_of(lot), "7")
    lot.number, lot.drawn_at, lot.state = "7", at, LotState.DRAWN
    by_name = dict(zip(names, entries, strict=True))
    for seat, name in enumerate(drawn.panel, 1):
        by_name[name].seat = seat
    for rank, name in enumerate(drawn.reserve, 1):
        by_name[name].substitute = rank
    for person, name in zip(people, [*drawn.panel, *drawn.reserve], strict=False):
        by_name[name].person_id = person.id
    draft = make.put(
        Lot(
            hackathon_id=hackathon.id, kind=LotKind.PANEL, title="A draft", reason=tag("lotdraft"), places=1,
            attributes=["area"], created_by_id=organiser.id, created_at=at,
        )
    )  # fmt: skip
    listed = make.put(LotEntry(lot_id=draft.id, pseudonym="1", reference=tag("reference"), attributes={"area": "north"}))
    return (lot.id, by_name[drawn.panel[0]].id), (draft.id, listed.id)
