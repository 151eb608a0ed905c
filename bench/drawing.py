"""`python -m bench.drawing`: a draw of 150 among 1,000 people through the service, as organisers live it. Takes some minutes.

Played twice: once to its end, once stopped as soon as something can be used. What a page would say is printed as it changes.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from sqlmodel import Session as Db

from app.computing import Computer
from app.config import Mode, Settings
from app.db import Database
from app.domain import computations, hackathons, lot_answers, lot_draws, lot_search, lots, programmes
from app.domain.lot_checks import check_file
from app.migrate import migrate
from app.models.computation import Computation
from app.models.hackathon import Format, Hackathon
from app.models.lot import Lot, LotAnswer, LotEntry, LotKind, LotState
from app.models.person import Person
from app.queries import computations as searches
from app.queries import hackathons as found_hackathons
from app.queries import lots as queries
from app.schemas.base import Localised
from app.schemas.hackathon import HackathonIn
from app.schemas.lot import FreezeIn, LotAnswerIn, LotIn, LotPoolIn, LotQuota, QuotasIn
from app.schemas.programme import ProgrammeIn
from app.security import email_key
from app.web.services import Services
from bench.lots import invent

T = TypeVar("T")
PEOPLE, PLACES = 1000, 150
LOOK: Final = 0.5  # seconds between two looks at the page
LEAVING: Final = 12  # of those drawn


class Service:
    """The service on a database of its own, with one organiser and one hackathon, and the worker that searches."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / 'essaim.sqlite3'}"
        migrate(url)
        self.database = Database(url)
        settings = Settings(mode=Mode.DEVELOPMENT, data_dir=folder, base_url="http://localhost", log_level="error")
        self.computer = Computer(Services(settings, self.database, key=b"k" * 32, clock=lambda: datetime.now(UTC)))
        self.me, self.hackathon = self.database.act(self._begin)

    @staticmethod
    def _begin(db: Db) -> tuple[Person, Hackathon]:
        at = datetime.now(UTC)
        me = Person(email="o@example.org", email_key=email_key("o@example.org"), display_name="Olga", created_at=at)
        db.add(me)
        db.flush()
        named = Localised(fr="Tirages", en="Draws")
        programme = programmes.create(db, me, ProgrammeIn(name="Draws", summary=named), at=at)
        starts = at.replace(tzinfo=None, microsecond=0) + timedelta(days=28)
        draft = HackathonIn(
            title={"fr": "Tirages", "en": "Draws"}, summary=named, format=Format.ON_SITE_24H, starts_at=starts,
            timezone="Europe/Paris", place="Marseille",
        )  # fmt: skip
        return me, hackathons.create(db, me, programme, draft, at=at)

    def read(self, question: Callable[[Db], T]) -> T:
        with self.database.reading() as db:
            return question(db)

    def act(self, verb: Callable[..., T], lot: Lot, *given: Any) -> T:
        """Do a verb of a draw under its lock."""

        def unit(db: Db) -> T:
            return verb(db, self.me, queries.for_change(db, self.me, lot.id), *given, at=datetime.now(UTC))

        return self.database.act(unit)


def drafted(service: Service) -> Lot:
    """A panel of its own list, with the quotas of `bench.lots`."""
    pool, quotas = invent(PEOPLE, PLACES)
    names = sorted(pool[0].attributes)
    text = "\n".join(
        [";".join(["ref", *names]), *(";".join([one.id, *(one.attributes[name] for name in names)]) for one in pool)]
    )
    asked = LotIn(kind=LotKind.PANEL, title="The assembly", reason="More people than places.", places=PLACES, attributes=[])

    def unit(db: Db) -> Lot:
        hackathon = found_hackathons.for_change(db, service.me, service.hackathon.id)
        return lots.create(db, service.me, hackathon, asked, at=datetime.now(UTC))

    lot = service.database.act(unit)
    service.act(lots.fill, lot, LotPoolIn(text=text))
    wanted = [LotQuota(attribute=q.attribute, value=q.value, minimum=q.minimum, maximum=q.maximum) for q in quotas]
    return service.act(lots.set_quotas, lot, QuotasIn(quotas=wanted))


def timed(what: str, work: Callable[[], T]) -> T:
    began = time.monotonic()
    found = work()
    print(f"  {what.ljust(44)}{time.monotonic() - began:8.2f} s")
    return found


def search(service: Service, lot: Lot, *, until: Callable[[Computation], bool]) -> Lot:
    """Search in the background and say what a page would say whenever it changes; stop where `until` says so."""
    service.act(lot_search.search, lot)
    began, before = time.monotonic(), ""
    while True:
        time.sleep(LOOK)
        going, now = service.read(lambda db: (searches.of(db, lot.id), db.get_one(Lot, lot.id)))
        assert going is not None
        said = going.said or {}
        reached = str(said.get("reached", "nothing"))
        shown = (
            f"{round(100 * going.progress):3} %  {reached:8}  lowest {said.get('lowest', 0):.4f} of {said.get('bound', 1):.4f}"
        )
        if shown != before:
            print(f"  {time.monotonic() - began:7.1f} s  {shown}  {'usable' if going.best else ''}")
            before = shown
        if now.state is not LotState.SEARCHING:
            print(f"  {time.monotonic() - began:7.1f} s  {going.state.value}: {now.state.value}, reached {now.reached}")
            return now
        if until(going) and going.cancel_asked_at is None:
            print(f"  {time.monotonic() - began:7.1f} s  told to stop")
            service.database.act(lambda db, search=going.id: _cancel(db, service.me, search))


def _cancel(db: Db, actor: Person, search: UUID) -> Computation:
    return computations.cancel(db, actor, searches.for_change(db, actor, search), at=datetime.now(UTC))


def finish(service: Service, lot: Lot) -> None:
    """Announce, draw, let some leave, and check the published file."""
    due = datetime.now(UTC) + timedelta(seconds=120)
    given = FreezeIn(number_source="The evening lottery of today", number_due_at=due.replace(tzinfo=None) + timedelta(days=1))
    prepared = timed("tickets", lambda: lot_draws.prepare(lot))
    timed("announced and published", lambda: service.act(lot_draws.freeze, lot, given, prepared))

    def drawn(db: Db) -> Lot:
        locked = queries.for_change(db, service.me, lot.id)
        return lot_draws.draw(db, service.me, locked, "417", at=datetime.now(UTC) + timedelta(days=3))

    timed("drawn", lambda: service.database.act(drawn))
    seats = service.read(lambda db: [one for one in queries.entries(db, lot) if one.seat is not None])

    def leave(one: LotEntry) -> None:
        def unit(db: Db) -> Lot:
            locked = queries.for_change(db, service.me, lot.id)
            entry = queries.entry_for_change(db, locked, one.id)
            return lot_answers.record(db, service.me, locked, entry, LotAnswerIn(answer=LotAnswer.REFUSED), at=datetime.now(UTC))

        service.database.act(unit)

    timed(f"{LEAVING} refusals, each with its substitute", lambda: [leave(one) for one in seats[:LEAVING]])
    print(f"  empty seats: {service.read(lambda db: lot_answers.unfilled(db, db.get_one(Lot, lot.id)))}")
    file = orjson.dumps(service.read(lambda db: db.get_one(Lot, lot.id)).published)
    verdict = timed("essaim lot verify", lambda: check_file(file))
    print(f"  {len(file) // 1000} KB, {'holds' if not verdict.flaws else verdict.flaws}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder))
        service.computer.start()
        try:
            for title, until in (("To its end", lambda _: False), ("Stopped at the first use", lambda going: bool(going.best))):
                print(f"\n{title}: {PLACES} of {PEOPLE} people\n")
                lot = search(service, drafted(service), until=until)
                if lot.state is LotState.READY:
                    finish(service, lot)
        finally:
            service.computer.stop()
            service.database.close()


if __name__ == "__main__":
    main()
