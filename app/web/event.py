"""What every page within one hackathon shares: its name, and the ways that are open to the one who looks."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from app.i18n import N_, gettext
from app.models.hackathon import Hackathon, Phase
from app.models.person import Role, RoleHeld
from app.models.team import Membership, Team
from app.web.page import Page

AFTER_PUBLICATION: Final = {Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED}


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
    """Return the frame of a page within a hackathon, in two small queries for a person and none for a visitor."""
    roles: frozenset[Role] = frozenset()
    team_id = None
    if page.me:
        held = page.db.exec(
            select(col(RoleHeld.role), RoleHeld.within_id).where(
                RoleHeld.person_id == page.me.id,
                col(RoleHeld.ended_at).is_(None),
                (col(RoleHeld.hackathon_id) == hackathon.id) | (col(RoleHeld.within_id) == hackathon.programme_id),
            )
        ).all()
        roles = frozenset(role for role, _ in held)
        team_id = page.db.exec(
            select(Membership.team_id).where(
                Membership.hackathon_id == hackathon.id, Membership.person_id == page.me.id, col(Membership.left_at).is_(None)
            )
        ).first()
        if team_id is None:
            places = [place for role, place in held if role in {Role.COACH, Role.DESIGNER, Role.MENTOR}]
            team_id = page.db.exec(select(Team.id).where(col(Team.id).in_(places))).first() if places else None
    ways: list[tuple[bool, str, str, dict[str, object]]] = [
        (True, N_("Overview"), "hackathon", {"slug": hackathon.slug}),
        (Role.ORGANISER in roles, N_("Organise"), "organise", {"slug": hackathon.slug}),
        (True, N_("Challenges"), "challenges", {"slug": hackathon.slug}),
        (team_id is not None, N_("Team room"), "team", {"team_id": team_id}),
        (Role.JUROR in roles, N_("Jury"), "jury", {"slug": hackathon.slug}),
        (hackathon.phase in AFTER_PUBLICATION, N_("Results"), "results", {"slug": hackathon.slug}),
        (page.me is not None, N_("Charter"), "charter", {"slug": hackathon.slug}),
    ]
    here = page.caller.request.url.path
    items: list[tuple[str, str, bool]] = []
    for wanted, label, route, params in ways:
        if wanted:
            path = str(page.caller.request.app.url_path_for(route, **{name: str(value) for name, value in params.items()}))
            items.append((gettext(page.locale, label), path, path == here))
    return Event(hackathon, roles, team_id, items)
