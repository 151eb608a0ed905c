"""Addresses by the name of their route, from a table: the framework tries every route for each link of a page.

With two hundred and fifty routes that search was two thirds of what a page cost.
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import URLPath
from starlette.routing import NoMatchFound

PARAMETER: Final = re.compile(r"{(\w+)}")


def inside(path: str | None) -> str | None:
    """Return a path of ours to go back to; an address elsewhere is dropped."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or urlsplit(path).netloc:
        return None
    return path[:300]


def install(app: FastAPI) -> None:
    """Give an application whose routes are all there its table; what is not in it is looked for as before."""
    known: dict[tuple[str, frozenset[str]], str] = {}
    names = set()
    for context in iter_route_contexts(app.routes):
        name, path = getattr(context, "name", None), getattr(context, "path", "")
        if not name:
            continue
        names.add(name)
        parameters = PARAMETER.findall(path)
        # None with a converter of its own, and no folder of files.
        if len(parameters) == path.count("{") and getattr(context, "methods", None):
            known.setdefault((name, frozenset(parameters)), path)
    search = app.router.url_path_for

    def url_path_for(name: str, /, **params: Any) -> URLPath:
        path = known.get((name, frozenset(params)))
        values = {key: str(value) for key, value in params.items()}
        if path is None or not all(value and "/" not in value for value in values.values()):
            if name not in names:
                raise NoMatchFound(name, params)
            return search(name, **params)
        return URLPath(path.format_map(values), protocol="http")

    app.url_path_for = url_path_for  # type: ignore[method-assign]
