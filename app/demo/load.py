"""Load the demonstration: real events in our own words, with invented people, played through the same verbs as anybody's."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import select

from app.db import Database
from app.demo import after, before, jury, past, sprint
from app.demo.facts import ADIE
from app.demo.stage import Stage
from app.models.hackathon import Hackathon


def loaded(database: Database) -> bool:
    """Tell whether the demonstration is there already."""
    with database.reading() as db:
        return db.exec(select(Hackathon.id).where(Hackathon.slug == ADIE.key)).first() is not None


def load(database: Database, *, at: datetime) -> None:
    """Fill an empty database; all of it or nothing. What is there already is left as it is."""
    if loaded(database):
        return

    def unit(db: Db) -> None:
        stage = Stage(db, at=at)
        adie = past.play_adie(stage)
        after.play_adie(stage, adie)
        past.enter_marseille(stage)
        after.play_running(stage, *jury.play_last_year(stage))
        after.play_commons(stage, adie)
        before.play_call(stage)
        jury.play(stage)
        sprint.play_campus(stage)

    database.act(unit)
