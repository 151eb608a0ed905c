"""Every (method, route) of the application, from the application itself. (R1)"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

SAFE = {"GET", "HEAD", "OPTIONS"}
# What the framework adds by itself, and files that everybody may have.
WITHOUT_RULE = {"/api/v1/openapi.json", "/static"}


@dataclass(frozen=True)
class Way:
    """One method of one route."""

    method: str
    path: str
    name: str
    access: Any
    route: Any

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def safe(self) -> bool:
        return self.method in SAFE

    @property
    def placed(self) -> bool:
        """Whether the address names something."""
        return "{" in self.path

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("^" + re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(self.path)) + "$")


def ways(app: Any) -> list[Way]:
    """Return every method of every route, pages and API, in the order of their declaration."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "original_route", None) or getattr(context, "route", context)
        if isinstance(route, Mount) or context.path in WITHOUT_RULE:
            continue
        methods = sorted(context.methods or ())
        found += [Way(method, context.path, route.name, getattr(route, "access", None), route) for method in methods]
    return found


def unruled(app: Any) -> list[str]:
    """Return the routes without an access rule."""
    return [way.key for way in ways(app) if way.access is None or not isinstance(way.route, APIRoute)]


def way_to(found: list[Way], method: str, path: str) -> Way | None:
    """Return the first way that an address leads to, as the application would choose."""
    return next((way for way in found if way.method == method and way.pattern.match(path)), None)
