"""The frame of the organisers' desk: the event's, and the ways within the desk."""

from typing import Any, Final

from app.i18n import N_, gettext
from app.models.hackathon import Hackathon
from app.models.person import Role
from app.web.event import event
from app.web.page import Page

WAYS: Final = (
    (N_("What needs you"), "organise"),
    (N_("The event"), "organise_settings"),
    (N_("Life-cycle"), "organise_phase"),
    (N_("Run of show"), "organise_steps"),
    (N_("Check-list"), "organise_checklist"),
    (N_("The call"), "organise_call"),
    (N_("Applications"), "applications"),
    (N_("Draws by lot"), "organise_lots"),
    (N_("Teams"), "compose_teams"),
    (N_("Jury"), "jury_setup"),
    (N_("People"), "organise_people"),
    (N_("Announcements"), "organise_announcements"),
    (N_("Journal"), "organise_journal"),
)


def frame(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    """Return what every page of the desk shows: the event's frame and, for an organiser, the desk's own tabs."""
    app, here = page.caller.request.app, page.caller.request.url.path
    around = event(page, hackathon)
    tabs = []
    for label, route in WAYS if around.has(Role.ORGANISER) else ():
        path = str(app.url_path_for(route, slug=hackathon.slug))
        current = here == path or (route != "organise" and here.startswith(f"{path}/"))
        if route == "jury_setup":  # rounds, panels and publication are pages of a challenge
            current = current or here.startswith(("/challenges/", "/prizes/"))
        if route == "organise_people":
            current = current or here.startswith(path.removesuffix("people") + "walk-ins")
        tabs.append((gettext(page.locale, label), path, None, current))
    return {"event": around, "hackathon": hackathon, "desk_tabs": tabs}
