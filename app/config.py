"""Settings, all from the environment, all documented in docs/settings.md (a test keeps it true)."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """What the service is for: real people, developers, or a demonstration with an invented cast."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"


class Settings(BaseSettings):
    """What an operator can choose; each has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix="ESSAIM_", env_file=None, extra="ignore", frozen=True)

    mode: Annotated[Mode, Field(description="`production`, `development` or `demo`.")] = Mode.PRODUCTION
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 8000
    base_url: Annotated[
        str | None, Field(description="Address that people see, used in mails; by default built from host and port.")
    ] = None
    data_dir: Annotated[Path, Field(description="Folder that holds the database, files, mails and the key.")] = Path("data")
    database_url: Annotated[
        SecretStr | None,
        Field(
            description="SQLAlchemy URL; by default `essaim.sqlite3` in the data folder. PostgreSQL: `postgresql+psycopg://…`."
        ),
    ] = None
    secret_key: Annotated[
        SecretStr | None,
        Field(description="Key of sign-in links and codes, 32 characters or more; by default made once in the data folder."),
    ] = None
    smtp_url: Annotated[
        SecretStr | None,
        Field(description="`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; without it mails become `.eml` files."),
    ] = None
    mail_from: Annotated[str, Field(description="Sender of every mail.")] = "Essaim <essaim@localhost>"
    worker_in_serve: Annotated[
        bool, Field(description="Whether `serve` also sends mails; switch off when `essaim worker` runs.")
    ] = True
    trusted_proxies: Annotated[str, Field(description="Addresses whose X-Forwarded-* headers count, comma-separated.")] = (
        "127.0.0.1"
    )
    upload_limit_mb: Annotated[int, Field(ge=1, le=500, description="Largest file that a team may hand in, in MB.")] = 25
    log_level: Annotated[str, Field(description="`debug`, `info`, `warning` or `error`.")] = "info"
    threads: Annotated[int, Field(ge=1, le=64, description="Requests handled at the same time by one process.")] = 8

    @property
    def url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def outbox_open(self) -> bool:
        """Whether the page that shows the mails sent exists: never where real people's mails are."""
        return self.mode is not Mode.PRODUCTION and self.smtp_url is None

    def resolved_database_url(self) -> str:
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'essaim.sqlite3').absolute()}"

    def resolved_secret_key(self) -> bytes:
        """Return the key, made on first use with a mode that only its owner can read."""
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        path = self.data_dir / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"secret.{token_hex(4)}.tmp")
            fresh.touch(mode=0o600)
            fresh.write_text(token_hex(32))
            try:
                # A link fails when another process was first, so that all processes use the same key.
                path.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text().strip().encode()


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
