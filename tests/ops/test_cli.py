"""T4: the command says in plain words what is wrong, refuses what would do harm, and its exit codes can be trusted."""

import logging
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from sqlmodel import select
from typer.testing import CliRunner

from app import cli, migrate
from app.config import settings
from app.models.journal import Entry
from tests.ops.smtp import MailServer
from tests.world import World


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The `essaim` command in a folder of its own, with settings given by name."""
    monkeypatch.setenv("ESSAIM_DATA_DIR", str(tmp_path / "data"))
    for name in [name for name in os.environ if name.startswith("ESSAIM_TEST_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str, **chosen: str):
        for name, value in chosen.items():
            monkeypatch.setenv(f"ESSAIM_{name.upper()}", value)
        settings.cache_clear()
        return CliRunner().invoke(cli.app, list(arguments))

    root, mask = logging.getLogger(), os.umask(0o022)
    os.umask(mask)
    before = root.handlers[:], root.level
    yield command
    root.handlers[:], root.level = before
    os.umask(mask)
    structlog.reset_defaults()
    settings.cache_clear()


def test_a_new_place_is_explained_step_by_step(run, monkeypatch):
    found = run("check", mode="development")
    assert found.exit_code == 1
    assert "Run: essaim migrate" in found.output
    assert "essaim migrate" in run("serve").output
    assert run("serve").exit_code == 1
    assert run("migrate").exit_code == 0
    assert "those of this version" in run("migrate").output
    found = run("check")
    assert found.exit_code == 0, found.output
    assert "✗" not in found.output


def test_production_without_https_or_mail_is_wrong_and_says_why(run):
    run("migrate", mode="production")
    found = run("check")
    assert found.exit_code == 1
    assert "ESSAIM_BASE_URL is not set" in found.output
    assert "Nobody can sign in: set ESSAIM_SMTP_URL" in found.output
    assert "not https" in run("check", base_url="http://essaim.example").output
    server = MailServer()
    found = run("check", base_url="https://essaim.example", smtp_url=server.url, mail_from="Essaim <e@essaim.example>")
    server.close()
    assert "The mail server answers" in found.output
    assert "mail server does not take us" in run("check").output


def test_check_names_what_is_odd(run, tmp_path: Path):
    run("migrate", mode="development", secret_key="short")
    found = run("check", smpt_url="smtp://x")
    assert "ESSAIM_SMPT_URL" in found.output
    assert "shorter than 32" in found.output
    assert "does not answer" in run("check", database_url="postgresql+psycopg://x@127.0.0.1:1/x").output


def test_nobody_else_on_the_machine_can_read_the_data(run, tmp_path: Path):
    run("migrate", mode="development")
    assert [path.name for path in (tmp_path / "data", *(tmp_path / "data").iterdir()) if path.stat().st_mode & 0o077] == []
    (tmp_path / "data").chmod(0o755)
    assert f"chmod 700 {tmp_path / 'data'}" in run("check").output


def test_a_key_that_others_can_read_is_wrong(run, tmp_path: Path):
    run("migrate", mode="development")
    key = tmp_path / "data" / "secret.key"
    key.write_text("k" * 64)
    key.chmod(0o644)
    assert f"chmod 600 {key}" in run("check").output


def test_the_journal_verifies_and_one_changed_entry_is_named(world: World, run):
    world.person("Lina Roy")
    url = world.database.url.render_as_string(hide_password=False)
    assert "The journal is whole." in run("journal", "verify", database_url=url).output

    def falsify(db):
        entry = db.exec(select(Entry).where(Entry.seq == 2)).one()
        entry.facts = {"changed": 1}
        db.add(entry)

    world.act(falsify)
    found = run("journal", "verify")
    assert found.exit_code == 1
    assert "entry 2: the entry was changed" in found.output


def test_backup_and_restore_by_command(world: World, run, tmp_path: Path):
    world.person("Lina Roy")
    url = world.database.url.render_as_string(hide_password=False)
    archive = str(tmp_path / "saved.tar.gz")
    assert run("backup", archive, database_url=url, secret_key="k" * 40).exit_code == 0
    assert "is sound" in run("restore", "--verify", archive).output
    refused = run("restore", archive)
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    there = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    assert "are back, and were checked" in run("restore", archive, database_url=there).output
    assert run("restore", "--verify", str(tmp_path / "none.tar.gz")).exit_code == 1


def test_the_worker_apart_sends_and_lists_what_it_gave_up(world: World, run, tmp_path: Path):
    server = MailServer()
    server.on_recipient = lambda _line: "550 nobody"
    url = world.database.url.render_as_string(hide_password=False)
    world.visitor().send("/sign-in", {"email": "omar@example.org"})
    run("worker", "--once", database_url=url, smtp_url=server.url, mode="development")
    found = run("worker", "--dead")
    assert "sign_in" in found.output
    assert "550" in found.output
    assert "omar" not in found.output
    assert "tried again" in run("worker", "--dead", "--again").output
    server.on_recipient = lambda _line: "250 ok"
    assert run("worker", "--once").output.startswith("1 mail")
    assert server.received
    server.close()


def test_reset_only_wipes_a_demonstration(run, tmp_path: Path):
    precious = tmp_path / "data" / "precious"
    precious.parent.mkdir()
    precious.touch()
    refused = run("demo", "--reset")
    assert refused.exit_code == 1
    assert precious.exists()
    assert "left alone" in refused.output


def tables_are_at(world: World, version: str) -> None:
    world.act(
        lambda db: db.connection().execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": version}) and None
    )


def test_ready_only_with_the_tables_of_this_version(world: World):
    visitor = world.visitor()
    assert visitor.page.get("/readyz").text == "ready"
    world.app.state.revision = migrate.newest()
    assert visitor.page.get("/readyz").status_code == 200
    tables_are_at(world, "older")
    try:
        assert visitor.page.get("/readyz").status_code == 503
        assert visitor.page.get("/healthz").status_code == 200
    finally:
        tables_are_at(world, migrate.newest())  # the next test may be given the same database
