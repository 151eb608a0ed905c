"""What every page within one hackathon shares: its name, and the ways that are open to the one who looks."""

from dataclasses import dataclass
from typing import Final

from app.i18n import N_, gettext
from app.models.hackathon import Hackathon, Phase
from app.models.person import Role, Within
from app.queries import prizes
from app.queries.prototypes import COMPANIONS
from app.queries.roles import here
from app.web.page import Page

AFTER_PUBLICATION: Final = {Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED}
WITH_PRIZES: Final = AFTER_PUBLICATION | {Phase.JURY}


@dataclass(frozen=True, slots=True)
class Event:
    """A hackathon as the frame of a page: roles of the viewer in it, and the navigation that follows from them."""

    hackathon: Hackathon
    roles: frozenset[Role]
    team_id: object | None
    items: list[tuple[str, str, bool]]

    def has(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))


def event(page: Page, hackathon: Hackathon) -> Event:
    """Return the frame of a page within a hackathon."""
    parts = here(page.db, page.me, hackathon.id, hackathon.programme_id)
    roles = frozenset(part.role for part in parts if part.role)
    accompanied = [part.within_id for part in parts if part.within is Within.TEAM and part.role in COMPANIONS]
    team_id = next((part.within_id for part in parts if part.role is None), accompanied[0] if accompanied else None)
    ways: list[tuple[bool, str, str, dict[str, object]]] = [
        (True, N_("Overview"), "hackathon", {"slug": hackathon.slug}),
        (Role.ORGANISER in roles, N_("Organise"), "organise", {"slug": hackathon.slug}),
        (Role.GUARANTOR in roles and Role.ORGANISER not in roles, N_("Life-cycle"), "organise_phase", {"slug": hackathon.slug}),
        (True, N_("Challenges"), "challenges", {"slug": hackathon.slug}),
        (team_id is not None, N_("Team room"), "team", {"team_id": team_id}),
        (any(part.role is None for part in parts), N_("My team"), "my_team", {"slug": hackathon.slug}),
        (Role.WITNESS in roles, N_("My turns"), "rota", {"slug": hackathon.slug}),
        (Role.REVIEWER in roles, N_("Applications to read"), "appraisals", {"slug": hackathon.slug}),
        (Role.LOGISTICS in roles, N_("What people need"), "access_needs", {"slug": hackathon.slug}),
        (Role.JUROR in roles, N_("Jury"), "jury", {"slug": hackathon.slug}),
        (hackathon.phase in AFTER_PUBLICATION, N_("Results"), "results", {"slug": hackathon.slug}),
        (
            hackathon.phase in WITH_PRIZES and prizes.some(page.db, hackathon.id, page.now),
            N_("Prizes"),
            "hackathon_prizes",
            {"slug": hackathon.slug},
        ),
        (page.me is not None, N_("Charter"), "charter", {"slug": hackathon.slug}),
    ]
    path_here = page.caller.request.url.path
    items: list[tuple[str, str, bool]] = []
    for wanted, label, route, params in ways:
        if wanted:
            path = str(page.caller.request.app.url_path_for(route, **{name: str(value) for name, value in params.items()}))
            items.append((gettext(page.locale, label), path, path == path_here))
    return Event(hackathon, roles, team_id, items)
