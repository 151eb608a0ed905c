"""The `essaim` command: serve, demonstrate, migrate, send mails, look for what is wrong, save and bring back."""

import os
import shutil
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Final

import anyio.to_thread
import orjson
import sqlalchemy as sa
import typer
import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app import backup as backups
from app import check as checks
from app import logs
from app import migrate as migrations
from app.computing import Computer
from app.config import Mode, Settings, settings
from app.db import Database
from app.demo import load as demo_load
from app.domain import journal, lot_checks, notifications, recomputing
from app.main import create_app, create_services
from app.models.journal import Delivery, DeliveryState
from app.models.person import Person
from app.web.live import Hub
from app.web.services import Services
from app.worker import Worker

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
journal_app = typer.Typer(help="The journal of all acts.", no_args_is_help=True)
app.add_typer(journal_app, name="journal")
lot_app = typer.Typer(help="Draws by lot.", no_args_is_help=True)
app.add_typer(lot_app, name="lot")
results_app = typer.Typer(help="Published results.", no_args_is_help=True)
app.add_typer(results_app, name="results")

MARK: Final = ".essaim-demo"  # what says that a folder is a demonstration's
GRACE: Final = 5  # seconds that answers under way have when the service stops


@app.callback()
def main() -> None:
    """Write nothing that other users of this machine could read."""
    os.umask(0o077)


def process() -> FastAPI:
    """Return the application of one serving process: with its worker, and with streams that end when it is told to stop."""
    made = create_app()
    services = made.state.services
    logs.configure(services.settings.log_level, open_messages=services.settings.mode is Mode.DEVELOPMENT)
    made.state.revision = migrations.newest()
    inner = made.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncGenerator[None]:
        inside = services.settings.worker_in_serve
        threads = [Worker(services, made.url_path_for), Computer(services)] if inside else []
        async with inner(served):
            _end_streams_on_signals(served.state.live)
            for thread in threads:
                thread.start()
            yield
            for thread in threads:
                thread.halt()
            for thread in threads:
                await anyio.to_thread.run_sync(thread.stop)

    made.router.lifespan_context = lifespan
    return made


def _end_streams_on_signals(hub: Hub) -> None:
    """End open streams before the server's own handler waits for every answer to be finished."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(received: int, frame: FrameType | None, before: object = before) -> None:
            hub.close()
            if callable(before):
                before(received, frame)

        signal.signal(number, handle)


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def _need_current_tables(chosen: Settings) -> None:
    url = sa.make_url(chosen.resolved_database_url())
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise _stop(f"There is no database at {url.database} yet. Run: essaim migrate")
    try:
        here, newest = migrations.state(chosen.resolved_database_url())
    except SQLAlchemyError as error:
        raise _stop(f"The database does not answer ({type(error).__name__}). Run: essaim check") from error
    if here != newest:
        raise _stop(f"The tables are at {here or 'nothing'}, this version wants {newest}. Run: essaim migrate")


@app.command()
def openapi() -> None:
    """Print the document of the API, which docs/openapi.json keeps."""
    nothing = Services(Settings(mode=Mode.PRODUCTION), Database("sqlite:///unused"), key=b"")
    typer.echo(orjson.dumps(create_app(nothing).openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (ESSAIM_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (ESSAIM_PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Web processes; several are for PostgreSQL.")] = 1,
) -> None:
    """Serve the application until told to stop."""
    chosen = settings()
    _need_current_tables(chosen)
    _run(host or chosen.host, chosen.port if port is None else port, workers)


def _run(host: str, port: int, workers: int = 1) -> None:
    chosen = settings()
    chosen.resolved_secret_key()
    uvicorn.run(
        "app.cli:process",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        # A process that is slow to start on a busy machine must not be taken for a dead one and killed.
        timeout_worker_healthcheck=90,
        proxy_headers=True,
        forwarded_allow_ips=chosen.trusted_proxies,
    )


@app.command()
def migrate() -> None:
    """Bring the database to the tables of this version; running it again changes nothing."""
    chosen = settings()
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    url = chosen.resolved_database_url()
    migrations.migrate(url)
    typer.echo(f"The tables are those of this version ({migrations.state(url)[0]}).")


@app.command()
def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, then end.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="List the mails that were given up, then end.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Give the mails that were given up another chance.")] = False,
) -> None:
    """Send mails and do the searches that people asked for, apart from the web processes."""
    chosen = settings()
    _need_current_tables(chosen)
    logs.configure(chosen.log_level, open_messages=chosen.mode is Mode.DEVELOPMENT)
    services = create_services(chosen)
    try:
        if dead or again:
            _show_dead(services.database, again=again)
        if dead:
            return
        made = Worker(services, create_app(services).url_path_for)
        if once:
            typer.echo(f"{made.work()} mail(s) tried.")
            return
        computer = Computer(services)

        def halt(_number: int, _frame: FrameType | None) -> None:
            made.halt()
            computer.halt()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, halt)
        computer.start()
        made.run()
        computer.stop()
    finally:
        services.database.close()


def _show_dead(database: Database, *, again: bool) -> None:
    with database.reading() as db:
        lost = list(db.exec(select(Delivery).where(Delivery.state == DeliveryState.DEAD).order_by(col(Delivery.id))))
    for delivery in lost:
        typer.echo(f"{delivery.id}  {delivery.template}  {delivery.created_at:%Y-%m-%d %H:%M}  {delivery.last_error or ''}")
    if again and lost:
        revive = (
            sa.update(Delivery)
            .where(col(Delivery.state) == DeliveryState.DEAD)
            .values(state=DeliveryState.WAITING, attempts=0, next_at=datetime.now(UTC))
        )
        database.act(lambda db: db.exec(revive) and None)
    typer.echo(f"{len(lost)} mail(s) were given up{', and are tried again' if again and lost else ''}.")


@app.command()
def check() -> None:
    """Say in plain words what is wrong with this installation; ends with 1 when something is."""
    marks = {checks.Grade.GOOD: "✓", checks.Grade.ODD: "!", checks.Grade.BAD: "✗"}
    worst = 0
    for finding in checks.examine(settings(), at=datetime.now(UTC)):
        typer.echo(f"{marks[finding.grade]} {finding.about}: {finding.sentence}")
        worst |= finding.grade is checks.Grade.BAD
    raise typer.Exit(int(worst))


@journal_app.command("verify")
def verify_journal() -> None:
    """Compute every chain of the journal again and name what does not fit; ends with 1 when something does not."""
    chosen = settings()
    _need_current_tables(chosen)
    database = Database(chosen.resolved_database_url(), readers=1)
    try:
        with database.reading() as db:
            flaws = list(journal.verify(db))
    finally:
        database.close()
    for flaw in flaws:
        typer.echo(f"✗ stream {flaw.stream_id}, entry {flaw.seq}: {flaw.reason}")
    typer.echo("The journal is whole." if not flaws else f"{len(flaws)} flaw(s). Compare with a backup before anything else.")
    raise typer.Exit(int(bool(flaws)))


@results_app.command("recompute")
def recompute_results(
    hackathon: Annotated[str | None, typer.Option(help="Only this hackathon: the name in its address.")] = None,
) -> None:
    """Compute published results again from their sheets; ends with 1 when one is not the same, or there is none."""
    chosen = settings()
    _need_current_tables(chosen)
    database = Database(chosen.resolved_database_url(), readers=1)
    try:
        with database.reading() as db:
            proofs = list(recomputing.prove(db, hackathon))
    finally:
        database.close()
    for proof in proofs:
        about = f"{proof.hackathon}, {proof.challenge}"
        if proof.same is None:
            typer.echo(f"– {about}: taken over from a record, so there is nothing to compute.")
        elif proof.same:
            typer.echo(
                f"✓ {about}: the same result from {proof.sheets} sheets ({proof.method}, inputs {proof.inputs_sha256[:12]}…)"
            )
        else:
            typer.echo(f"✗ {about}: {'; '.join(proof.flaws)}.")
    wrong = sum(proof.same is False for proof in proofs)
    if not proofs:
        raise _stop("No result is published there yet.")
    typer.echo(f"{wrong} result(s) are not the same." if wrong else "Every computed result is the same.")
    raise typer.Exit(int(bool(wrong)))


@lot_app.command("verify")
def verify_lot(
    file: Annotated[Path, typer.Argument(help="The file that the draw's page offers, before the draw or after it.")],
    *,
    fingerprint: Annotated[str | None, typer.Option(help="The fingerprint of the whole file, as you kept it before.")] = None,
    solve: Annotated[bool, typer.Option("--solve", help="Compute the chances again too; may take minutes.")] = False,
) -> None:
    """Run a draw by lot again from its published file alone; ends with 1 when something does not hold."""
    try:
        verdict = lot_checks.check_file(file.read_bytes(), fingerprint=fingerprint, solve=solve)
    except OSError as error:
        raise _stop(f"The file cannot be read: {error.strerror}.") from error
    for sentence in verdict.holds:
        typer.echo(f"✓ {sentence}")
    for sentence in verdict.flaws:
        typer.echo(f"✗ {sentence}")
    typer.echo("The draw holds." if not verdict.flaws else "The draw does not hold. Ask its organisers, with these lines.")
    raise typer.Exit(int(bool(verdict.flaws)))


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="The archive to write, for instance essaim-2027-03-25.tar.gz.")]) -> None:
    """Save the tables, the files and the key in one archive, while the service runs."""
    try:
        made = backups.back_up(settings(), target.absolute(), at=datetime.now(UTC))
    except (backups.BackupError, OSError, SQLAlchemyError) as error:
        raise _stop(f"Nothing was saved. {error}") from error
    typer.echo(f"{made.rows} rows and {made.files} file(s) are in {target}. It holds the key and personal data: keep it safe.")


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(help="An archive that `essaim backup` wrote.")],
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Restore into a temporary place only, and check everything.")] = False,
) -> None:
    """Bring a backup back into an empty database and data folder."""
    try:
        if verify:
            found, flaws = backups.verify(archive)
            for flaw in flaws:
                typer.echo(f"✗ {flaw}")
            if flaws:
                raise typer.Exit(1)
            typer.echo(f"✓ The backup of {found.made_at} is sound: {found.rows} rows, {found.files} file(s), a whole journal.")
        else:
            found = backups.restore(settings(), archive)
            typer.echo(f"{found.rows} rows and {found.files} file(s) of {found.made_at} are back, and were checked.")
    except (backups.BackupError, OSError, SQLAlchemyError) as error:
        raise _stop(f"Nothing was restored. {error}") from error


@app.command()
def demo(
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Throw away what was done here and load it anew.")] = False,
) -> None:
    """Show a living hackathon with invented people on this machine; what is done in it stays until --reset."""
    os.environ["ESSAIM_MODE"] = Mode.DEMO.value
    os.environ.setdefault("ESSAIM_DATA_DIR", str(Path("data") / "demo"))
    settings.cache_clear()
    chosen = settings()
    if reset:
        _wipe(chosen)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    (chosen.data_dir / MARK).touch()
    _load_demo(chosen)
    typer.echo(f"Essaim is at {chosen.url} (Ctrl+C ends it; the data is in {chosen.data_dir})")
    sys.stdout.flush()
    _run(chosen.host, chosen.port)


def _load_demo(chosen: Settings) -> None:
    """Load the demonstration where nobody is yet; its past is news to nobody."""
    url = chosen.resolved_database_url()
    migrations.migrate(url)
    database = Database(url, readers=1)
    try:
        with database.reading() as db:
            if db.exec(select(Person.id).limit(1)).first() is not None:
                return
        typer.echo("Loading the demonstration …")
        now = datetime.now(UTC)
        demo_load.load(database, at=now)
        database.act(lambda db: notifications.write_to_nobody(db, at=now))
    finally:
        database.close()


def _wipe(chosen: Settings) -> None:
    """Remove a demonstration's folder, and only a demonstration's."""
    if chosen.database_url is not None:
        raise _stop("ESSAIM_DATABASE_URL is set: --reset only throws away a demonstration in a folder of its own.")
    if not chosen.data_dir.exists():
        return
    if not (chosen.data_dir / MARK).exists():
        raise _stop(f"{chosen.data_dir} was not made by `essaim demo`; it is left alone.")
    shutil.rmtree(chosen.data_dir)


if __name__ == "__main__":
    app()
