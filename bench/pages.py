"""The requests of the benchmark, by name: what is asked, by whom."""

from collections.abc import Callable
from itertools import count
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.routing import NoMatchFound

from app.models.base import new_id
from bench.asgi import Ask
from bench.data import Filled


def address(app: FastAPI, name: str, **params: Any) -> str | None:
    """Return the path of a named route, None where there is no such route: a part that is not built is not measured."""
    try:
        return str(app.url_path_for(name, **{key: str(value) for key, value in params.items()}))
    except NoMatchFound:
        return None


Make = Callable[[], Ask]


class Pages:
    """What is asked of a filled application: each makes the next request of its kind."""

    def __init__(self, app: FastAPI, filled: Filled) -> None:
        self.app, self.filled, self.numbers = app, filled, count()

    def by(self, part: str) -> dict[str, str]:
        return {"cookie": f"essaim-session={self.filled.secrets[part]}"} if part else {}

    def get(self, path: str, part: str = "", **headers: str) -> Make:
        ask = Ask(path, headers=self.by(part) | {name.replace("_", "-"): value for name, value in headers.items()})
        return lambda: ask

    def cold(self, path: str) -> Make:
        """Return a page that nobody asked for before, because of a word in its address that changes nothing."""
        return lambda: Ask(f"{path}?n={next(self.numbers)}")

    def paths(self) -> dict[str, tuple[str, str]]:
        """Return what is measured as it is shown: name → path and who asks; only what is built."""
        teams, slugs = self.filled.teams, self.filled.slugs
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
        return {name: (path, part) for name, (path, part) in wanted.items() if path}


class Saves:
    """One save after another, each over the revision that the one before gave."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled

    def _put(self, path: str, part: str, make: Callable[[int], dict[str, Any]], first: int) -> Make:
        revisions = count(first)

        def ask() -> Ask:
            revision = next(revisions)
            headers = {
                "cookie": f"essaim-session={self.filled.secrets[part]}",
                "content-type": "application/json",
                "sec-fetch-site": "same-origin",
                "if-match": f'"{revision}"',
            }
            return Ask(path, "PUT", headers, orjson.dumps(make(revision)))

        return ask

    def sheet(self) -> Make:
        """Return the autosave of a juror's whole sheet."""
        criteria = {str(criterion): 4 for criterion in self.filled.criteria}

        def body(revision: int) -> dict[str, Any]:
            return {"op_id": str(new_id()), "marks": criteria, "great": f"Words {revision}", "think_about": ""}

        return self._put(f"/api/v1/teams/{self.filled.teams['juror'][0]}/sheet", "juror", body, 0)

    def draft(self) -> Make:
        """Return the save of a team's whole working copy."""
        return self._put(f"/api/v1/teams/{self.filled.teams['sprint'][0]}/prototype", "member", draft, 1)


def draft(revision: int) -> dict[str, Any]:
    """Return a working copy of a fair size, different at every revision."""
    words = {"content": "word " * 300, "budget": "12 000 €", "deployment": "June", "serves_why": "So"}
    return {"name": f"Work {revision}", "links": [], **words}
