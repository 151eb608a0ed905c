"""The write primitive: acknowledged means kept, a failure leaves nothing, first come first served, on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import select

from app.db import Database
from app.errors import Refused, refuse
from app.models.base import new_id
from app.models.organisation import Organisation, Sector
from tests.world import START, World


def organisation(name: str) -> Organisation:
    return Organisation(name=name, name_key=name.lower(), sector=Sector.ASSOCIATION, created_at=START)


def names(world: World) -> list[str]:
    return world.read(lambda db: sorted(db.exec(select(Organisation.name))))


def add(name: str):
    def unit(db: Db) -> Organisation:
        row = organisation(name)
        db.add(row)
        db.flush()
        return row

    return unit


def test_a_unit_that_raises_leaves_nothing(world: World):
    def unit(db: Db) -> None:
        add("Adie")(db)
        raise refuse("invalid", "No")

    with pytest.raises(Refused):
        world.act(unit)
    assert names(world) == []


def test_units_side_by_side_do_not_hurt_each_other(world: World):
    def one(index: int) -> str:
        def unit(db: Db) -> str:
            add(f"Organisation {index}")(db)
            if index % 3 == 0:
                raise refuse("invalid", "No")
            return f"Organisation {index}"

        try:
            return world.act(unit)
        except Refused:
            return ""

    with ThreadPoolExecutor(8) as pool:
        acknowledged = sorted(filter(None, pool.map(one, range(60))))
    assert names(world) == acknowledged
    assert len(acknowledged) == 40


def test_the_second_of_two_equal_ones_is_told_so(world: World):
    world.act(add("Adie"))
    with pytest.raises(Refused) as caught:
        world.act(add("Adie"))
    assert caught.value.refusal.code == "conflict"
    assert names(world) == ["Adie"]


def test_what_is_read_cannot_be_written(world: World):
    with world.database.reading() as db:
        db.add(organisation("Adie"))
        with pytest.raises((Refused, sa.exc.DBAPIError)):
            db.flush()
    assert names(world) == []


def test_the_database_itself_refuses_what_is_too_long_or_unknown(world: World):
    with pytest.raises((Refused, sa.exc.DBAPIError)):
        world.act(add("x" * 161))
    world.act(add("Adie"))
    with pytest.raises(Refused):
        world.act(lambda db: db.connection().execute(sa.text("UPDATE organisation SET sector = 'nobody'")))
    assert names(world) == ["Adie"]


def test_a_row_without_its_parent_is_refused(world: World):
    with pytest.raises(Refused):
        world.act(
            lambda db: db.connection().execute(
                sa.text("INSERT INTO charter_adhesion (id, charter_id, person_id, signed_at) VALUES (:a, :b, :c, :d)").bindparams(
                    sa.bindparam("a", new_id(), sa.Uuid), sa.bindparam("b", new_id(), sa.Uuid),
                    sa.bindparam("c", new_id(), sa.Uuid), sa.bindparam("d", START),
                )
            )
        )  # fmt: skip


def test_two_processes_of_writers_take_turns(sqlite_url: str):
    first, second = Database(sqlite_url), Database(sqlite_url)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda i: (first, second)[i % 2].act(add(f"Organisation {i}")), range(60)))
        with first.reading() as db:
            assert len(db.exec(select(Organisation.id)).all()) == 60
    finally:
        first.close()
        second.close()


def test_listeners_hear_after_the_commit(world: World):
    seen: list[list[str]] = []
    heard = threading.Event()

    def listen() -> None:
        seen.append(names(world))
        heard.set()

    world.database.on_commit(listen)
    world.act(add("Adie"))
    assert heard.wait(5)
    assert seen == [["Adie"]]


def test_serialisation_failures_are_tried_again(postgresql_url: str):
    database = Database(postgresql_url)
    tries: list[int] = []

    def unit(db: Db) -> None:
        tries.append(1)
        if len(tries) < 3:
            db.connection().execute(sa.text("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"))
        add("Adie")(db)

    try:
        database.act(unit)
        with database.reading() as db:
            assert list(db.exec(select(Organisation.name))) == ["Adie"]
        assert len(tries) == 3
    finally:
        database.close()


def test_both_engines_know_the_small_letters_of_names(world: World):
    found = world.read(lambda db: db.exec(select(sa.func.lower("ÉLODIE ŒUVRE"), sa.func.lower(None))).one())
    assert found == ("élodie œuvre", None)
