"""The application: what it is made of, put together once."""

import importlib
import pkgutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from types import ModuleType

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount

from app import __doc__ as about
from app.config import Settings, settings
from app.db import Database
from app.routers import api, pages
from app.web import addresses, handlers, openapi, static
from app.web.cache import ReadyBytes
from app.web.caller import session_cookie
from app.web.live import Hub
from app.web.middleware import AccessLog, BoundedBody, SafeHeaders, SameSite
from app.web.page import FLASH
from app.web.services import Services

DEMO_ONLY = {"demo"}
OUTBOX_ONLY = {"outbox"}
DEVELOPMENT_ONLY = {"styleguide"}


def create_services(chosen: Settings) -> Services:
    """Open what a process needs; the caller closes the database."""
    database = Database(chosen.resolved_database_url(), readers=chosen.threads)
    return Services(settings=chosen, database=database, key=chosen.resolved_secret_key())


def create_app(services: Services | None = None) -> FastAPI:
    """Return the application, with the services given or those of the environment."""
    made = services or create_services(settings())
    chosen = made.settings

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = chosen.threads
        yield
        live.close()
        if services is None:
            made.database.close()

    app = FastAPI(
        title="Essaim",
        version="1",
        description=about or "",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
    )
    app.state.services = made
    app.state.live = live = Hub(made.database)
    for name in _modules(api):
        app.router.routes.extend(_room(f"app.routers.api.{name}"))
    hidden = set()
    if not chosen.demo:
        hidden |= DEMO_ONLY
    if not chosen.outbox_open:
        hidden |= OUTBOX_ONLY
    if chosen.mode == "production":
        hidden |= DEVELOPMENT_ONLY
    for name in _modules(pages):
        if name not in hidden:
            app.router.routes.extend(_room(f"app.routers.pages.{name}"))
    app.router.routes.append(Mount("/static", app=static.serve, name="static"))
    addresses.install(app)
    handlers.install(app)
    openapi.describe(app)
    app.add_middleware(BoundedBody, limit=(chosen.upload_limit_mb + 1) * 1_000_000)
    app.add_middleware(SameSite, cookies=[session_cookie(made)])
    app.add_middleware(SafeHeaders, secure=chosen.secure)
    app.add_middleware(ReadyBytes, version=made.database.version, private=(session_cookie(made), FLASH))
    # Outside the ready bytes, which are compressed already: what is made for one person is compressed on its way out. No page
    # holds a secret that its length could betray.
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(AccessLog)
    return app


@cache
def _room(module: str) -> list[BaseRoute]:
    """Return a module's routes as an application takes them in, which is worked out once in a process: it takes half a second."""
    taker = APIRouter()
    taker.include_router(importlib.import_module(module).router)
    return taker.routes


def _modules(package: ModuleType) -> list[str]:
    """Return the names of a package's modules, each of which has a `router`; a new one needs no list."""
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))
