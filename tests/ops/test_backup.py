"""R15: a backup is one consistent archive, restores on either engine, is checked by restoring, and says what is wrong with it."""

import hashlib
import tarfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import select

from app import backup
from app.config import Mode, Settings
from app.domain import journal
from app.models import metadata
from app.models.journal import Entry
from app.models.person import Person
from tests.world import World


def settings_of(world: World, folder: Path | None = None, url: str | None = None) -> Settings:
    given = url or world.database.url.render_as_string(hide_password=False)
    return Settings(mode=Mode.DEVELOPMENT, data_dir=folder or world.settings.data_dir, database_url=SecretStr(given))


def busy(world: World) -> None:
    lina = world.person("Lina Roy")
    lina.call("PATCH", "me", json={"display_name": "Lina « R. » \U0001f41d", "locale": "fr"})
    world.person("Omar Petit")


def contents(url: str) -> dict[str, list[str]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [repr(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_what_was_saved_comes_back_whole(world: World, tmp_path: Path):
    busy(world)
    mine = settings_of(world)
    (mine.data_dir / "secret.key").write_text("k" * 64)
    stored = mine.data_dir / "files" / "ab"
    stored.mkdir(parents=True)
    (stored / hashlib.sha256(b"a prototype").hexdigest()).write_bytes(b"a prototype")
    archive = tmp_path / "saved.tar.gz"
    made = backup.back_up(mine, archive, at=world.now)
    assert made.files == 1
    assert archive.stat().st_mode & 0o777 == 0o600

    there = settings_of(world, tmp_path / "there", f"sqlite:///{tmp_path / 'there' / 'essaim.sqlite3'}")
    assert backup.restore(there, archive) == made
    assert contents(there.resolved_database_url()) == contents(mine.resolved_database_url())
    assert (there.data_dir / "secret.key").read_text() == "k" * 64
    assert [path.read_bytes() for path in (there.data_dir / "files").rglob("*") if path.is_file()] == [b"a prototype"]
    with pytest.raises(backup.BackupError, match="not empty"):
        backup.restore(there, archive)


def test_sqlite_moves_to_postgresql(sqlite_world: World, postgresql_url: str, tmp_path: Path):
    busy(sqlite_world)
    archive = tmp_path / "saved.tar.gz"
    backup.back_up(settings_of(sqlite_world), archive, at=sqlite_world.now)
    backup.restore(settings_of(sqlite_world, tmp_path / "there", postgresql_url), archive)
    assert contents(postgresql_url) == contents(sqlite_world.database.url.render_as_string(hide_password=False))


def test_a_backup_under_load_is_one_state(world: World, tmp_path: Path):
    busy(world)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            world.act(
                lambda db: journal.record(db, journal.ACCOUNTS, None, "sign_in", db.exec(select(Person)).first(), at=world.now)
            )

    writers = [threading.Thread(target=write) for _ in range(2)]
    for thread in writers:
        thread.start()
    try:
        for number in range(3):
            archive = tmp_path / f"{number}.tar.gz"
            backup.back_up(settings_of(world), archive, at=world.now)
            assert backup.verify(archive)[1] == []
    finally:
        stop.set()
        for thread in writers:
            thread.join(30)


def test_a_changed_row_is_named_and_not_restored(world: World, tmp_path: Path):
    """The journal of the saved data was falsified before the backup: the archive is whole, its contents are not."""
    busy(world)

    def falsify(db):
        entry = db.exec(select(Entry)).first()
        entry.action = "end_session"
        db.add(entry)

    world.act(falsify)
    archive = tmp_path / "saved.tar.gz"
    backup.back_up(settings_of(world), archive, at=world.now)
    _, flaws = backup.verify(archive)
    assert any("the entry was changed" in flaw for flaw in flaws)
    there = settings_of(world, tmp_path / "there", f"sqlite:///{tmp_path / 'there' / 'essaim.sqlite3'}")
    with pytest.raises(backup.BackupError, match="not sound"):
        backup.restore(there, archive)
    assert not there.data_dir.exists()


def test_a_damaged_archive_is_refused(sqlite_world: World, tmp_path: Path):
    busy(sqlite_world)
    archive = tmp_path / "saved.tar.gz"
    backup.back_up(settings_of(sqlite_world), archive, at=sqlite_world.now)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(backup.BackupError, match="not a whole backup"):
        backup.verify(archive)

    archive.write_bytes(whole)
    folder = tmp_path / "unpacked"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    rows = folder / "tables" / "person.jsonl"
    rows.write_bytes(rows.read_bytes().replace(b"Omar", b"Anna"))
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, arcname=".")
    with pytest.raises(backup.BackupError, match=r"damaged: tables/person\.jsonl"):
        backup.verify(archive)


def test_a_missing_file_is_named(sqlite_world: World, tmp_path: Path):
    archive = tmp_path / "saved.tar.gz"
    busy(sqlite_world)
    backup.back_up(settings_of(sqlite_world), archive, at=sqlite_world.now)
    with backup._opened(archive) as (_, manifest):
        url = sqlite_world.database.url.render_as_string(hide_password=False)
        manifest["rows"]["person"] += 1
        assert list(backup.examine(url, tmp_path, manifest)) == ["person has 2 rows, 3 were saved"]
