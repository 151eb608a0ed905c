"""S4, S12: addresses come from a table, and are those that the framework would find."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import NoMatchFound

from tests.world import World


def test_they_are_the_frameworks_own(sqlite_world: World):
    app = sqlite_world.app
    routes = [(context.name, re.findall(r"{(\w+)}", context.path)) for context in iter_route_contexts(app.routes)]
    for name, parameters in routes:
        given = dict.fromkeys(parameters, "a-1")
        if name != "static":
            assert app.url_path_for(name, **given) == app.router.url_path_for(name, **given)
    assert len(routes) > 200
    assert app.url_path_for("static", path="/a/b.css") == "/static/a/b.css"


def test_what_is_not_there_is_said_so(sqlite_world: World):
    for name, given in (("nothing", {}), ("home", {"slug": "x"}), ("hackathon", {"slug": ""})):
        with pytest.raises((NoMatchFound, AssertionError)):
            sqlite_world.app.url_path_for(name, **given)
