"""The organisers' desk: what needs them now, the event's facts, its life-cycle, its journal. (P1, C5, C9)"""

from typing import Annotated, Any

from fastapi import Query, Response

from app.domain import hackathons as verbs
from app.domain import journal as chain
from app.domain import lifecycle
from app.domain.policy import Action
from app.i18n import N_, gettext, translate
from app.models.hackathon import Hackathon, Phase
from app.queries import announcements, hackathons, journal, organiser
from app.schemas.hackathon import HackathonSettings, MoveIn
from app.web import telling, words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.text import input_moment

router = PageRouter()

SETTINGS = "organiser/settings.html"
PHASE = "organiser/phase.html"
MOVED = {
    Phase.PAUSED: N_("The hackathon is paused. Everybody is told, and every later deadline will move."),
    Phase.STOPPED: N_("The hackathon is stopped. Everybody is told why."),
}


@router.get("/hackathons/{slug}/organise", access=SIGNED_IN, name="organise")
def show_desk(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    checklist = hackathons.checklist(page.db, hackathon.id)
    return page.render(
        "organiser/home.html",
        needs=organiser.needs(page.db, hackathon, checklist, at=page.now),
        done=sum(1 for item in checklist if item.done_at),
        items=len(checklist),
        tally=_tally(page, hackathon),
        announcements=announcements.latest(page.db, hackathon.id, limit=1),
        **_onward(page, hackathon),
        **frame(page, hackathon),
    )


def _tally(page: Page, hackathon: Hackathon) -> list[tuple[str, int]]:
    """Return how many people hold each role, in the order of the roles."""
    held: dict[str, set[object]] = {}
    for row in organiser.people(page.db, hackathon):
        held.setdefault(gettext(page.locale, words.ROLES[row.role]), set()).add(row.person_id)
    return [(word, len(held[word])) for word in (gettext(page.locale, role) for role in words.ROLES.values()) if word in held]


def _onward(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    to = lifecycle.onward(hackathon)
    lacks = lifecycle.missing(page.db, hackathon, to, at=page.now) if to else []
    missing = [translate(page.locale, lack.message, dict(lack.params)) for lack in lacks]
    return {"to": to, "missing": missing, "phases": words.PHASES}


# The facts of the event


@router.get("/hackathons/{slug}/organise/event", access=SIGNED_IN, name="organise_settings")
def show_settings(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render(SETTINGS, form=page.form(_stored(hackathon)), **_settings(page, hackathon))


@router.post("/hackathons/{slug}/organise/event", access=acting(Action.EDIT_HACKATHON), name="organise_save_settings")
def save_settings(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(HackathonSettings)
        act(
            lambda db, me: verbs.change(
                db, me, organiser.desk_for_change(db, me, slug), draft.facts(), revision=draft.revision, at=now
            )
        )
        return page.go("organise_settings", flash=N_("Saved."), slug=slug)
    return page.again(SETTINGS, form, **_settings(page, organiser.desk(page.db, page.me, slug)))


def _stored(hackathon: Hackathon) -> dict[str, Any]:
    zone = hackathon.timezone
    moments = ("starts_at", "ends_at", "call_closes_at", "submissions_close_at")
    plain = ("title", "summary", "theme", "attendance", "place", "timezone", "capacity", "team_min", "team_max", "revision")
    return {name: getattr(hackathon, name) for name in plain} | {
        name: input_moment(getattr(hackathon, name), zone) for name in moments
    }


def _settings(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    return {
        "zones": words.zones(hackathon.timezone),
        "attendances": words.ATTENDANCES,
        "sites": hackathons.sites(page.db, hackathon.id),
        **frame(page, hackathon),
    }


# The life-cycle


@router.get("/hackathons/{slug}/organise/phase", access=SIGNED_IN, name="organise_phase")
def show_phase(page: PageDep, slug: str) -> Response:
    return page.render(PHASE, form=page.form({}), **_phase(page, slug))


@router.post("/hackathons/{slug}/organise/phase", access=acting(Action.MOVE_PHASE), name="organise_move")
def move(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        asked = form.validate(MoveIn)
        act(lambda db, me: lifecycle.move(db, me, organiser.kept_for_change(db, me, slug), asked.to, asked.reason, at=now))
        said = MOVED.get(asked.to, N_("Done: the hackathon has entered its next phase."))
        return page.go("organise_phase", flash=said, slug=slug)
    return page.again(PHASE, form, **_phase(page, slug))


def _phase(page: Page, slug: str) -> dict[str, Any]:
    hackathon = organiser.kept(page.db, page.me, slug)
    moves = hackathons.moves(page.db, hackathon.id)
    return {
        "moves": list(reversed(moves)),
        "names": hackathons.names(page.db, [move.person_id for move in moves]),
        **_onward(page, hackathon),
        **frame(page, hackathon),
    }


# The trace


@router.get("/hackathons/{slug}/organise/journal", access=SIGNED_IN, name="organise_journal")
def show_journal(page: PageDep, slug: str, before: Annotated[int | None, Query(ge=1, le=2**31)] = None) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    found = journal.entries(page.db, hackathon.id, before=before)
    return page.render(
        "organiser/journal.html",
        entries=[telling.told(entry, page.locale) for entry in found],
        older=found[-1].seq if found and found[-1].seq > 1 else None,
        head=journal.head(page.db, hackathon.id),
        flaws=list(chain.verify(page.db, hackathon.id)),
        **frame(page, hackathon),
    )
