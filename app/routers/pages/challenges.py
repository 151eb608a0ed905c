"""Pages of défis: the list, one défi, proposing and scoping it. (P2)"""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session as Db

from app.domain import challenges as verbs
from app.domain.policy import Action, require
from app.errors import NotFound
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.person import Person
from app.queries import challenges, hackathons
from app.schemas.challenge import ChallengeEdit, ChallengeIn, ReasonIn, RevealIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()

ONE = "challenge/challenge.html"
WRITE = "challenge/edit.html"
FIELDS = tuple(ChallengeEdit.model_fields)


@router.get("/hackathons/{slug}/challenges", access=PUBLIC, name="challenges")
def list_challenges(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = challenges.listed(page.db, page.me, hackathon, at=page.now)
    return page.render("challenge/challenges.html", event=event(page, hackathon), hackathon=hackathon, challenges=found)


@router.get("/hackathons/{slug}/challenges/new", access=SIGNED_IN, name="challenge_new")
def show_new(page: PageDep, slug: str) -> Response:
    return page.render("challenge/new.html", form=page.form({}), **_event(page, slug))


@router.post("/hackathons/{slug}/challenges", access=acting(Action.PROPOSE_CHALLENGE), name="challenge_propose")
def propose(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(ChallengeIn)
        made = act(lambda db, me: verbs.propose(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        said = N_("Your challenge has reached the organisers. Go on writing it with them.")
        return page.go("challenge", flash=said, slug=slug, challenge_id=made.id)
    return page.again("challenge/new.html", form, **_event(page, slug))


@router.get("/hackathons/{slug}/challenges/{challenge_id}", access=PUBLIC, name="challenge")
def show_one(page: PageDep, slug: str, challenge_id: UUID) -> Response:
    return page.render(ONE, form=page.form({}), **_one(page, slug, challenge_id))


@router.get("/hackathons/{slug}/challenges/{challenge_id}/edit", access=SIGNED_IN, name="challenge_edit")
def show_edit(page: PageDep, slug: str, challenge_id: UUID) -> Response:
    given = _one(page, slug, challenge_id)
    require(page.db, page.me, Action.EDIT_CHALLENGE, given["subject"], at=page.now)
    form = page.form({name: getattr(given["challenge"], name) for name in FIELDS})
    return page.render(WRITE, form=form, revision=given["challenge"].revision, saved=False, **given)


@router.post("/hackathons/{slug}/challenges/{challenge_id}/edit", access=acting(Action.EDIT_CHALLENGE), name="challenge_save")
def save(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, request: Request) -> Response:
    revision, by_itself = _revision(form), "hx-request" in request.headers
    with form.attempt():
        draft = form.validate(ChallengeEdit)
        page.caller.act(
            lambda db, me: verbs.edit(db, me, challenges.for_change(db, me, challenge_id), draft, revision=revision, at=page.now)
        )
        if not by_itself:
            return page.go("challenge", flash=N_("Saved."), slug=slug, challenge_id=challenge_id)
    given = _one(page, slug, challenge_id)
    # After a refusal the next saving is about what the writer has now been shown; by itself nothing overwrites anything.
    shown = revision if by_itself and form.errors else given["challenge"].revision
    template = "challenge/_revision.html" if by_itself else WRITE
    status = form.status if form.errors else 200
    return page.render(template, status_code=status, form=form, revision=shown, saved=True, **given)


@router.post("/hackathons/{slug}/challenges/{challenge_id}/approval", access=acting(Action.APPROVE_WHY), name="challenge_approve")
def approve(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    revision = _revision(form)

    def unit(db: Db, me: Person) -> Challenge:
        return verbs.approve_why(db, me, challenges.for_change(db, me, challenge_id), revision=revision, at=now)

    return _after(
        page, slug, challenge_id, form, unit, N_("The why is approved. The organisers can now open the challenge to the teams.")
    )


@router.post("/hackathons/{slug}/challenges/{challenge_id}/scoping", access=acting(Action.START_SCOPING), name="challenge_scope")
def scope(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Challenge:
        return verbs.start_scoping(db, me, challenges.for_change(db, me, challenge_id), at=now)

    return _after(page, slug, challenge_id, form, unit, N_("The challenge is in scoping."))


@router.post(
    "/hackathons/{slug}/challenges/{challenge_id}/readiness", access=acting(Action.MARK_CHALLENGE_READY), name="challenge_ready"
)
def make_ready(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Challenge:
        return verbs.mark_ready(db, me, challenges.for_change(db, me, challenge_id), at=now)

    return _after(page, slug, challenge_id, form, unit, N_("The challenge is open to the teams."))


@router.post(
    "/hackathons/{slug}/challenges/{challenge_id}/refusal", access=acting(Action.DECLINE_CHALLENGE), name="challenge_decline"
)
def decline(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Challenge:
        reason = form.validate(ReasonIn).reason
        return verbs.decline(db, me, challenges.for_change(db, me, challenge_id), reason, at=now)

    return _after(page, slug, challenge_id, form, unit, N_("The association will read your reason."))


@router.post(
    "/hackathons/{slug}/challenges/{challenge_id}/withdrawal", access=acting(Action.WITHDRAW_CHALLENGE), name="challenge_withdraw"
)
def withdraw(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Challenge:
        return verbs.withdraw(db, me, challenges.for_change(db, me, challenge_id), at=now)

    return _after(page, slug, challenge_id, form, unit, N_("You have taken the challenge back."))


@router.post("/hackathons/{slug}/challenges/{challenge_id}/reveal", access=acting(Action.SET_REVEAL), name="challenge_reveal")
def reveal(page: PageDep, slug: str, challenge_id: UUID, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Challenge:
        given = form.validate(RevealIn).reveal_at
        return verbs.set_reveal(db, me, challenges.for_change(db, me, challenge_id), given, at=now)

    return _after(page, slug, challenge_id, form, unit, N_("Saved."))


def _after(page: Page, slug: str, challenge_id: UUID, form: Form, unit: Any, said: str) -> Response:  # noqa: PLR0917 - one page's parts
    """Run one act on a défi; go back to its page with a word, or show it again with what went wrong."""
    with form.attempt():
        page.caller.act(unit)
        return page.go("challenge", flash=said, slug=slug, challenge_id=challenge_id)
    return page.again(ONE, form, **_one(page, slug, challenge_id))


def _event(page: Page, slug: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return {"hackathon": hackathon, "event": event(page, hackathon)}


def _one(page: Page, slug: str, challenge_id: UUID) -> dict[str, Any]:
    given = _event(page, slug)
    view = challenges.seen(page.db, page.me, challenge_id, at=page.now)
    hackathon = given["hackathon"]
    if view.hackathon_id != hackathon.id:
        raise NotFound
    due = hackathon.call_closes_at or hackathon.starts_at
    subject = challenges.row(page.db, page.me, challenge_id) if view.insider else None
    return given | {"challenge": view, "subject": subject, "due": due}


def _revision(form: Form) -> int:
    given = str(form.value("revision"))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0  # noqa: PLR2004 - none has so many digits
