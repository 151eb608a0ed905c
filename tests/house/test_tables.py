"""R15, R16: migrations make the tables of the models and keep what is in them; every personal column says why and how long."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.migrate import drift, migrate, state
from app.models import metadata
from app.models.base import Data
from tests.world import START


def columns() -> list[sa.Column]:
    return [column for table in metadata.tables.values() for column in table.columns]


def test_every_column_that_can_hold_words_says_why_and_how_long():
    """Sabotage: take the tag off a text column and this names it."""
    free = (sa.String, sa.JSON, sa.LargeBinary)
    untagged = []
    for column in columns():
        kind = getattr(column.type, "impl", column.type)
        if isinstance(kind, free) and not isinstance(column.type, sa.Enum) and not isinstance(column.info.get("data"), Data):
            untagged.append(str(column))
    assert untagged == []


def test_every_text_is_bounded_and_checked():
    for table in metadata.tables.values():
        checks = {str(constraint.name) for constraint in table.constraints if isinstance(constraint, sa.CheckConstraint)}
        for column in table.columns:
            kind = getattr(column.type, "impl", column.type)
            if isinstance(kind, sa.String):
                assert getattr(column.type, "length", None), f"{column} has no limit"
                assert any(f"{column.name}_" in check for check in checks), f"{column} has no check"


def test_every_reference_has_an_index_or_says_why_not():
    """A foreign key that is asked for by its parent is indexed; those to a person who did something are not."""
    for table in metadata.tables.values():
        indexed = {column.name for index in table.indexes for column in list(index.columns)[:1]}
        indexed |= {
            next(iter(c.columns)).name for c in table.constraints if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
        }
        for column in table.columns:
            if column.foreign_keys and column.name not in indexed:
                target = next(iter(column.foreign_keys)).target_fullname
                assert target.startswith(
                    ("person.", "organisation.", "site.", "stream.", "practice.", "criterion.", "hackathon.", "team.")
                ), column


def test_the_migrations_make_the_models(database_url: str):
    assert drift(database_url) == []
    here, newest = state(database_url)
    assert here == newest


def test_the_migrations_make_the_checks(database_url: str):
    """Sabotage: leave a new choice out of a migration's check and this names the check."""
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in metadata.tables.values():
            wanted = {str(constraint.name) for constraint in table.constraints if isinstance(constraint, sa.CheckConstraint)}
            found = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table.name)}
            assert {name.removeprefix(f"ck_{table.name}_") for name in found} == {
                name.removeprefix(f"ck_{table.name}_") for name in wanted
            }
            for column in table.columns:
                if isinstance(column.type, sa.Enum):
                    rule = found[f"ck_{table.name}_{column.name}_choice"]
                    assert [value for value in column.type.enums if f"'{value}'" not in rule] == [], column
    engine.dispose()


def sample(column: sa.Column, ids: dict[str, uuid.UUID]) -> object:
    """Return a value that a column takes."""
    if column.foreign_keys:
        return ids[next(iter(column.foreign_keys)).column.table.name]
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if kind.enum_class is None else next(iter(kind.enum_class))
    impl = getattr(kind, "impl", kind)
    if isinstance(impl, sa.Uuid):
        return uuid.uuid4()
    if isinstance(impl, sa.JSON):
        return {"fr": "é"}
    if isinstance(impl, sa.Boolean):
        return True
    if isinstance(impl, sa.Integer | sa.Float):
        return 1
    if isinstance(impl, sa.DateTime):
        return START if column.name != "starts_at" else START - timedelta(days=1)
    if isinstance(impl, sa.Date):
        return START.date()
    return "é"[: getattr(kind, "length", 1) or 1]


@pytest.fixture
def filled(database_url: str) -> str:
    """A database with one row in every table."""
    engine = sa.create_engine(database_url)
    ids: dict[str, uuid.UUID] = {}
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            own = uuid.uuid4()
            ids[table.name] = own
            values = {
                column.name: sample(column, ids)
                for column in table.columns
                if column.name != "id" and not (column.foreign_keys and next(iter(column.foreign_keys)).column.table is table)
            }
            if "id" in table.columns:
                values["id"] = own
            connection.execute(table.insert().values(**values))
    engine.dispose()
    return database_url


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=str) for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_up_again_keeps_every_row(filled: str):
    before = everything(filled)
    assert all(before.values())
    migrate(filled)
    assert everything(filled) == before


def test_down_and_up_again(filled: str):
    migrate(filled, "base", down=True)
    assert state(filled)[0] is None
    migrate(filled)
    assert drift(filled) == []
    assert len(everything(filled)["stream"]) == 2


def test_grids_that_were_open_keep_plain_means_and_others_take_the_new_rule(filled: str):
    """J5, migration 0003. Sabotage: adjust every grid of before, and the fingerprint of an open one no longer fits."""
    rubric = metadata.tables["rubric"]
    found = {}
    for opened_at in (START, None):
        migrate(filled)
        engine = sa.create_engine(filled)
        with engine.begin() as connection:
            connection.execute(rubric.update().values(opened_at=opened_at, estimator="adjusted"))
        migrate(filled, "0002", down=True)
        migrate(filled)
        with engine.begin() as connection:
            found[opened_at] = connection.execute(sa.select(rubric.c.estimator)).scalar_one()
            assert connection.execute(sa.select(metadata.tables["publication"].c.inputs)).scalar_one() == {}
        engine.dispose()
    assert found == {START: "raw", None: "adjusted"}


def test_a_grid_of_before_is_the_only_round_and_its_sheets_belong_to_it(filled: str):
    """J1, migration 0004. Sabotage: fill `rubric_id` with any grid, and the sheet of one défi hangs on another's."""
    tables, ids = metadata.tables, {}
    engine = sa.create_engine(filled)
    with engine.begin() as connection:
        ids = {name: connection.execute(sa.select(tables[name].c.id)).scalar_one() for name in ("rubric", "challenge")}
        challenge = dict(connection.execute(sa.select(tables["challenge"])).mappings().one()) | {"id": uuid.uuid4()}
        other = dict(connection.execute(sa.select(tables["rubric"])).mappings().one())
        connection.execute(tables["challenge"].insert().values(**challenge))
        connection.execute(tables["rubric"].insert().values(**other | {"id": uuid.uuid4(), "challenge_id": challenge["id"]}))
    migrate(filled, "0003", down=True)
    migrate(filled)
    with engine.connect() as connection:
        sheet = connection.execute(sa.select(tables["sheet"])).mappings().one()
        rubric = connection.execute(sa.select(tables["rubric"]).where(tables["rubric"].c.id == ids["rubric"])).mappings().one()
        kinds = connection.execute(sa.select(tables["criterion"].c.kind)).scalars().all()
    engine.dispose()
    assert (sheet["rubric_id"], sheet["challenge_id"]) == (ids["rubric"], ids["challenge"])
    assert (rubric["position"], rubric["reads"], rubric["goes_on"]) == (1, None, None)
    assert set(kinds) == {"scored"}
