"""The organisers' people: who holds which role, invitations, announcements. (P1, P5, P7)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form as Field
from fastapi import Query, Response

from app.domain import announcements as verbs
from app.domain import invitations
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.person import Role
from app.queries import announcements, hackathons, organiser
from app.queries import invitations as offered
from app.schemas.hackathon import AnnouncementIn
from app.schemas.invitation import InvitationsIn
from app.web import words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

PAGE = 25
INVITE = "organiser/invite.html"
SAY = "organiser/announcements.html"
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/hackathons/{slug}/organise/people", access=SIGNED_IN, name="organise_people")
def show_people(page: PageDep, slug: str, role: str = "", number: PageNumber = 1) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    everybody = organiser.people(page.db, hackathon)
    chosen = [row for row in everybody if not role or row.role == role]
    return page.render(
        "organiser/people.html",
        rows=chosen[(number - 1) * PAGE : number * PAGE],
        total=len(chosen),
        number=number,
        size=PAGE,
        role=role,
        roles=[(held.value, word) for held, word in words.ROLES.items() if any(row.role is held for row in everybody)],
        role_words=words.ROLES,
        **frame(page, hackathon),
    )


@router.post("/hackathons/{slug}/organise/people/end", access=acting(Action.END_ROLE), name="organise_end_role")
def end_role(page: PageDep, slug: str, *, form: FormDep, act: Act, now: Now, role_id: Annotated[UUID, Field()]) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    with form.attempt():
        act(lambda db, me: invitations.end_role(db, me, *organiser.role_for_change(db, me, role_id, of=hackathon), at=now))
        return page.go("organise_people", flash=N_("The role is ended."), slug=slug)
    response = page.go("organise_people", slug=slug)
    page.say(response, next(iter(form.errors.values())), kind="error")
    return response


@router.get("/hackathons/{slug}/organise/people/invitations", access=SIGNED_IN, name="organise_invitations")
def show_invitations(page: PageDep, slug: str, state: str = "waiting", number: PageNumber = 1) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    groups: dict[str, list[Any]] = {"waiting": [], "expired": [], "accepted": [], "declined": [], "revoked": []}
    for row in offered.of_hackathon(page.db, hackathon.id, limit=1000):
        groups[_state(row, page)].append(row)
    chosen = groups.get(state, groups["waiting"])
    return page.render(
        "organiser/invitations.html",
        rows=chosen[(number - 1) * PAGE : number * PAGE],
        total=len(chosen),
        number=number,
        size=PAGE,
        state=state if state in groups else "waiting",
        counts={name: len(rows) for name, rows in groups.items()},
        role_words=words.ROLES,
        **frame(page, hackathon),
    )


def _state(row: Any, page: Page) -> str:
    if row.accepted_at:
        return "accepted"
    if row.revoked_at:
        return "revoked"
    if row.declined_at:
        return "declined"
    return "expired" if row.expires_at <= page.now else "waiting"


@router.get("/hackathons/{slug}/organise/people/invite", access=SIGNED_IN, name="organise_invite")
def show_invite(page: PageDep, slug: str, role: str = "") -> Response:
    values = {"role": role or Role.COACH.value, "locale": page.locale}
    return page.render(INVITE, form=page.form(values), **_invite(page, slug))


@router.post("/hackathons/{slug}/organise/people/invite", access=acting(Action.INVITE), name="organise_send_invitations")
def send_invitations(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        asked = form.validate(InvitationsIn)
        act(lambda db, me: invitations.invite_several(db, me, organiser.desk_for_change(db, me, slug), asked, at=now))
        return page.go("organise_invitations", flash=N_("The invitations are on their way."), slug=slug)
    return page.again(INVITE, form, **_invite(page, slug))


def _invite(page: Page, slug: str) -> dict[str, Any]:
    hackathon = organiser.desk(page.db, page.me, slug)
    return {
        "roles": [(role.value, words.ROLES[role], words.ROLE_HINTS[role]) for role in words.ROLE_HINTS],
        "challenges": organiser.invitable_challenges(page.db, hackathon.id),
        "sectors": words.SECTORS,
        **frame(page, hackathon),
    }


@router.post(
    "/hackathons/{slug}/organise/people/invitations", access=acting(Action.RESEND_INVITATION), name="organise_invitation"
)
def change_invitation(
    page: PageDep, slug: str, *, form: FormDep, act: Act, resend: Annotated[UUID | None, Field()] = None,
    revoke: Annotated[UUID | None, Field()] = None,
) -> Response:  # fmt: skip
    hackathon = organiser.desk(page.db, page.me, slug)
    if (invitation_id := resend or revoke) is None:
        raise NotFound
    verb = invitations.resend if resend else invitations.revoke
    said = N_("The invitation is sent again; it is open for two weeks.") if resend else N_("The invitation is taken back.")
    with form.attempt():
        act(lambda db, me: verb(db, me, offered.for_change(db, me, invitation_id, of=hackathon), at=page.now))
        return page.go("organise_invitations", flash=said, slug=slug)
    response = page.go("organise_invitations", slug=slug)
    page.say(response, next(iter(form.errors.values())), kind="error")
    return response


@router.get("/hackathons/{slug}/organise/announcements", access=SIGNED_IN, name="organise_announcements")
def show_announcements(page: PageDep, slug: str) -> Response:
    return page.render(SAY, form=page.form({}), **_announcements(page, slug))


@router.post("/hackathons/{slug}/organise/announcements", access=acting(Action.ANNOUNCE), name="organise_announce")
def announce(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(AnnouncementIn)
        act(lambda db, me: verbs.announce(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("organise_announcements", flash=N_("It is said: rooms and screen show it now."), slug=slug)
    return page.again(SAY, form, **_announcements(page, slug))


def _announcements(page: Page, slug: str) -> dict[str, Any]:
    hackathon = organiser.desk(page.db, page.me, slug)
    said = announcements.latest(page.db, hackathon.id, limit=25)
    return {"said": said, "names": hackathons.names(page.db, [one.person_id for one in said]), **frame(page, hackathon)}
