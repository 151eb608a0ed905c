"""Routers whose every route says who may open it; a route without an access rule does not even load."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from app.domain.policy import Action
from app.errors import SignInNeeded
from app.web.caller import CallerDep


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a route: everybody, or people who are signed in; what they see or may do is the query's and the policy's."""

    everybody: bool
    action: Action | None = None


PUBLIC: Final = Access(everybody=True)
SIGNED_IN: Final = Access(everybody=False)


def acting(action: Action) -> Access:
    """Return the access of a route that does one action, which the policy decides in the transaction."""
    return Access(everybody=False, action=action)


def _need_sign_in(caller: CallerDep) -> None:
    if caller.me is None:
        raise SignInNeeded


class GuardedRoute(APIRoute):
    """A route that knows its access rule."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        access = getattr(endpoint, "access", None)
        if not isinstance(access, Access):
            raise TypeError(f"{path} has no access rule")
        self.access = access
        if not access.everybody:
            options["dependencies"] = [Depends(_need_sign_in), *(options.get("dependencies") or [])]
            options["openapi_extra"] = {"security": [{"token": []}]} | (options.get("openapi_extra") or {})
        super().__init__(path, endpoint, **options)


class Router(APIRouter):
    """A router of the API, which asks for `access` with every route and names operations by their function."""

    def __init__(self, prefix: str = "/api/v1", **options: Any) -> None:
        options.setdefault("generate_unique_id_function", lambda route: route.name)
        super().__init__(prefix=prefix, route_class=GuardedRoute, **options)
        self._paths: re.Pattern[str] | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a request is for one of these routes.

        One pattern says at a look that none of them is meant: asking four hundred routes one by one took longer than an answer.
        """
        if self._paths is None:
            self._paths = re.compile("|".join(_nameless(route) for route in self.routes if isinstance(route, APIRoute)))
        if self._paths.match(str(scope["path"]).removeprefix(scope.get("root_path", ""))) is None:
            return Match.NONE, {}
        return super().matches(scope)

    def _route(self, method: str, path: str, access: Access, options: dict[str, Any]) -> Callable[..., Any]:
        def declare(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            endpoint.access = access  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]
            self.add_api_route(path, endpoint, methods=[method], **options)
            return endpoint

        return declare

    def get(self, path: str, *, access: Access, **options: Any) -> Callable[..., Any]:  # type: ignore[override]  # ty: ignore[incompatible-method-override]
        return self._route("GET", path, access, options)

    def post(self, path: str, *, access: Access, **options: Any) -> Callable[..., Any]:  # type: ignore[override]  # ty: ignore[incompatible-method-override]
        return self._route("POST", path, access, options)

    def put(self, path: str, *, access: Access, **options: Any) -> Callable[..., Any]:  # type: ignore[override]  # ty: ignore[incompatible-method-override]
        return self._route("PUT", path, access, options)

    def patch(self, path: str, *, access: Access, **options: Any) -> Callable[..., Any]:  # type: ignore[override]  # ty: ignore[incompatible-method-override]
        return self._route("PATCH", path, access, options)

    def delete(self, path: str, *, access: Access, **options: Any) -> Callable[..., Any]:  # type: ignore[override]  # ty: ignore[incompatible-method-override]
        return self._route("DELETE", path, access, options)


class PageRouter(Router):
    """A router of pages: HTML, outside the API's document."""

    def __init__(self, **options: Any) -> None:
        super().__init__(prefix="", include_in_schema=False, default_response_class=HTMLResponse, **options)


def _nameless(route: APIRoute) -> str:
    """Return the pattern of a route's paths without names of groups, since two routes may use the same ones."""
    return re.sub(r"\?P<\w+>", "?:", route.path_regex.pattern)
