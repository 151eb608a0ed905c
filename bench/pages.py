"""The requests of the benchmark, by name: what is asked, by whom."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson
from fastapi import FastAPI

from app.models.base import new_id
from bench.asgi import Answer, Ask, Case, call, ready_bytes
from bench.data import Filled

Once = Callable[[], Awaitable[Answer]]


def address(app: FastAPI, name: str, **params: Any) -> str | None:
    """Return the path of a named route, None when there is no such route."""
    found = [route for route in app.router.routes if getattr(route, "name", None) == name]
    try:
        return str(app.url_path_for(name, **{key: str(value) for key, value in params.items()}))
    except Exception:  # noqa: BLE001 - a part that is not built is not measured
        return None if not found else None


class Pages:
    """Asks for pages of a filled application."""

    def __init__(self, app: FastAPI, filled: Filled) -> None:
        self.app, self.filled = app, filled

    def by(self, part: str) -> dict[str, str]:
        return {"cookie": f"essaim-session={self.filled.secrets[part]}"} if part else {}

    def get(self, path: str, part: str = "", **headers: str) -> Once:
        ask = Ask(path, headers=self.by(part) | {name.replace("_", "-"): value for name, value in headers.items()})
        return lambda: call(self.app, ask)

    def cold(self, path: str) -> Once:
        ask = Ask(path)

        async def once() -> Answer:
            ready_bytes(self.app).kept.clear()
            return await call(self.app, ask)

        return once

    def paths(self) -> dict[str, tuple[str, str]]:
        """Return what is measured as it is shown: name → path and who asks; only what is built."""
        ids, teams, slugs = self.filled.ids, self.filled.teams, self.filled.slugs
        wanted: dict[str, tuple[str | None, str]] = {
            "gallery": (address(self.app, "solutions"), ""),
            "hackathons": (address(self.app, "hackathons"), ""),
            "hackathon": (address(self.app, "hackathon", slug=slugs["sprint"]), ""),
            "solution": (address(self.app, "solution", team_id=teams["results"][0]), ""),
            "results": (address(self.app, "results", slug=slugs["results"]), ""),
            "json list": ("/api/v1/solutions", ""),
            "team room": (address(self.app, "team", team_id=teams["sprint"][0]), "member"),
            "prototype": (address(self.app, "prototype", team_id=teams["sprint"][0]), "member"),
            "juror's list": (address(self.app, "jury", slug=slugs["jury"]), "juror"),
            "sheet": (address(self.app, "sheet", team_id=teams["juror"][0]), "juror"),
            "organiser's home": (address(self.app, "organise", slug=slugs["sprint"]), "organiser"),
            "applications": (address(self.app, "applications", slug=slugs["sprint"]), "organiser"),
            "compose teams": (address(self.app, "compose_teams", slug=slugs["sprint"]), "organiser"),
            "my space": (address(self.app, "home_me"), "member"),
        }
        assert ids
        return {name: (path, part) for name, (path, part) in wanted.items() if path}


class Saves:
    """One save after another, each over the revision that the one before gave."""

    def __init__(self, app: FastAPI, filled: Filled) -> None:
        self.app, self.filled, self.revisions = app, filled, {}

    def _put(self, path: str, part: str, make: Callable[[int], dict[str, Any]], first: int) -> Once:
        async def once() -> Answer:
            revision = self.revisions.get(path, first)
            headers = {
                "cookie": f"essaim-session={self.filled.secrets[part]}",
                "content-type": "application/json",
                "if-match": f'"{revision}"',
            }
            answer = await call(self.app, Ask(path, "PUT", headers, orjson.dumps(make(revision))))
            self.revisions[path] = revision + 1
            return answer

        return once

    def sheet(self) -> Once:
        """Return the autosave of a juror's whole sheet."""
        criteria = {str(criterion): 4 for criterion in self.filled.criteria}

        def body(revision: int) -> dict[str, Any]:
            return {"op_id": str(new_id()), "marks": criteria, "great": f"Words {revision}", "think_about": ""}

        return self._put(f"/api/v1/teams/{self.filled.teams['juror'][0]}/sheet", "juror", body, 0)

    def draft(self) -> Once:
        """Return the save of a team's whole working copy."""
        return self._put(f"/api/v1/teams/{self.filled.teams['sprint'][0]}/prototype", "member", draft, 1)


def draft(revision: int) -> dict[str, Any]:
    """Return a working copy of a fair size, different at every revision."""
    return {"name": f"Work {revision}", "content": "word " * 300, "budget": "12 000 €", "deployment": "June", "serves_why": "So", "links": []}


def listed(pages: Pages, names: list[str]) -> list[tuple[str, str, str]]:
    known = pages.paths()
    return [(name, *known[name]) for name in names if name in known]


__all__ = ["Case", "Pages", "Saves", "UUID", "draft", "listed"]
