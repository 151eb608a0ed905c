"""A process to be killed: it makes acknowledged writes as fast as it can, and says so only when they are on the disk.

    python -m tests.torture.writer DATABASE_URL [sabotage]

The process itself stays; for each line on its standard input it forks a child, and it is the child that is killed. It prints

    pid <child>            the one to kill
    ack <thread> <number>  this thread's change number so-and-so was acknowledged
    end                    the child is gone

`writes` begins a child that changes things in four threads; `mail <leases> <smtp url>` one that sends what is due.
Sabotage: `early` acknowledges before the commit, `halves` does one change in two units.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from sqlmodel import Session as Db
from sqlmodel import select

from app.config import Mode, Settings
from app.db import Database
from app.domain import accounts
from app.models.organisation import Organisation, Sector
from app.models.person import Person
from app.schemas.account import ProfileIn
from app.security import email_key
from app.web.services import Services
from app.worker import LEASE, Worker

THREADS: Final = 4
AT: Final = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)
PAUSE: Final = 0.02  # seconds between an early acknowledgement and its commit


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so that lines of several threads do not mix


def writer(number: int) -> Person:
    """Return the person as whom a thread writes, unsaved."""
    email = f"writer{number}@example.org"
    return Person(email=email, email_key=email_key(email), display_name="0", created_at=AT)


def write(database: Database, person: Person, thread: int, sabotage: str) -> None:
    """Change things for ever: change n adds an organisation, sets the person's name to n, and leaves a journal entry."""
    done = int(person.display_name)
    never = threading.Event()

    def add(db: Db, number: int) -> None:
        name = f"{thread}-{number}"
        db.add(Organisation(name=name, name_key=name, sector=Sector.CITIZEN, created_at=AT))

    def name(db: Db, number: int) -> None:
        me = db.get_one(Person, person.id)
        accounts.change_profile(db, me, ProfileIn(display_name=str(number), locale="fr"), at=AT)

    def both(db: Db, number: int) -> None:
        add(db, number)
        name(db, number)
        db.flush()
        if sabotage == "early":
            say(f"ack {thread} {number}")
            never.wait(PAUSE)

    while True:
        done += 1
        if sabotage == "halves":
            database.act(partial(add, number=done))
            database.act(partial(name, number=done))
        else:
            database.act(partial(both, number=done))
        if sabotage != "early":
            say(f"ack {thread} {done}")


def writes(url: str, sabotage: str) -> None:
    """Write in several threads until somebody ends this process."""
    database = Database(url)
    with database.reading() as db:
        people = [db.exec(select(Person).where(Person.email_key == writer(number).email_key)).one() for number in range(THREADS)]
    threads = [threading.Thread(target=write, args=(database, person, number, sabotage)) for number, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def mail(url: str, leases: int, smtp: str) -> None:
    """Send what is due, so many leases after the start of time."""
    settings = Settings(mode=Mode.DEVELOPMENT, data_dir=Path(), base_url="http://testserver", smtp_url=SecretStr(smtp))
    services = Services(settings, Database(url), key=b"k" * 32, clock=lambda: AT + LEASE * leases)
    say(f"sent {Worker(services, lambda name, **_params: f'/{name}').work()}")


def main() -> None:
    url, sabotage = sys.argv[1], "".join(sys.argv[2:])
    for line in sys.stdin:
        task, _, rest = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            if task == "mail":
                leases, _, smtp = rest.partition(" ")
                mail(url, int(leases), smtp)
            else:
                writes(url, sabotage)
            os._exit(0)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("end")


if __name__ == "__main__":
    main()
