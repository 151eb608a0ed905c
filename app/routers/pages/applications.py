"""Pages of one's own application: its form, what was typed, what help one needs. (P3)"""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import ValidationError
from sqlmodel import Session as Db

from app.domain import access_needs as need_verbs
from app.domain import application_drafts as drafts
from app.domain import applications as verbs
from app.domain import consents, guardians, questions
from app.domain.policy import Action
from app.errors import NotFound, Refused
from app.i18n import N_, translate
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries import access_needs, applications, calls, challenges, charters, hackathons, lots, organisations, selection
from app.schemas.application import CONCERNS, AccessIn, RevisionIn
from app.web import application_form, words
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

FORM = "application/form.html"
CHOICE = "application/role.html"
MINE = "application/mine.html"
ACCESS = "application/access.html"
RoleQuery = Annotated[str, Query(max_length=40)]


@router.get("/hackathons/{slug}/application", access=SIGNED_IN, name="application")
def show_mine(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    if found is None or found.status is ApplicationStatus.DRAFT:
        return _show_form(page, hackathon, found, "")
    return page.render(MINE, form=page.form({}), **_mine(page, hackathon, found))


@router.get("/hackathons/{slug}/application/role", access=SIGNED_IN, name="application_role")
def show_roles(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return page.render(CHOICE, **_roles(page, hackathon, applications.mine(page.db, page.me, hackathon)))


@router.get("/hackathons/{slug}/application/edit", access=SIGNED_IN, name="application_edit")
def show_form(page: PageDep, slug: str, role: RoleQuery = "") -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return _show_form(page, hackathon, applications.mine(page.db, page.me, hackathon), role)


def _show_form(page: Page, hackathon: Hackathon, found: Application | None, asked: str) -> Response:
    role = _role(page, hackathon, found, asked)
    if role is None:
        return page.render(CHOICE, **_roles(page, hackathon, found))
    return page.render(FORM, form=page.form(_stored(page, found) | {"role": role}), **_form(page, hackathon, found, role))


@router.post("/hackathons/{slug}/application", access=acting(Action.APPLY), name="application_send")
def send(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    role = application_form.role_of(str(form.value("role"))) or (found.role if found else Role.PARTICIPANT)
    asked = calls.questions(page.db, hackathon, role=role)
    with form.attempt():
        revision = form.validate(RevisionIn).revision
        draft = application_form.sent(form, role, asked)

        def unit(db: Db, me: Person) -> Application:
            locked = hackathons.slug_for_change(db, me, slug)
            return verbs.apply(db, me, locked, draft, revision=revision, locale=page.locale, at=now)

        act(unit)
        return page.go("application", flash=N_("Your application is saved."), slug=slug)
    if form.status == 422:  # noqa: PLR2004 - what is wrong with the values, all of it at once
        with suppress(ValidationError):
            wrong = verbs.mistakes(page.db, hackathon, application_form.sent(form, role, asked), page.person)
            application_form.say(form, wrong)
        _, refusals = questions.check(asked, application_form.answers(form, asked))
        application_form.say(form, [Refused(refusal) for refusal in refusals])
    return _again(page, form, hackathon, role)


@router.post("/hackathons/{slug}/application/draft", access=acting(Action.SAVE_APPLICATION), name="application_keep")
def keep(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    """Keep what was typed for later, as it is."""
    with form.attempt():
        revision = form.validate(RevisionIn).revision or 0
        given = application_form.typed(form)
        act(lambda db, me: drafts.save(db, me, hackathons.slug_for_change(db, me, slug), given, revision=revision, at=now))
        said = N_("Kept for later, on any device; nobody else reads it before you send it.")
        return page.go("application_edit", flash=said, slug=slug)
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return _again(page, form, hackathon, application_form.role_of(str(form.value("role"))) or Role.PARTICIPANT)


@router.post(
    "/hackathons/{slug}/application/discard", access=acting(Action.DISCARD_APPLICATION_DRAFT), name="application_discard"
)
def discard(page: PageDep, slug: str, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Application | None:
        hackathon = hackathons.by_slug(db, me, slug)
        return drafts.discard(db, me, applications.own_for_change(db, me, hackathon.id), at=now)

    sent = act(unit)
    said = N_("What you had typed is erased.")
    return page.go("application" if sent else "hackathon", flash=said, slug=slug)


@router.post("/hackathons/{slug}/application/withdrawal", access=acting(Action.WITHDRAW_APPLICATION), name="application_withdraw")
def withdraw(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)

    def unit(db: Db, me: Person) -> Application:
        return verbs.withdraw(db, me, applications.own_for_change(db, me, hackathon.id), at=now)

    with form.attempt():
        act(unit)
        return page.go("application", flash=N_("You have withdrawn. Thank you for telling us."), slug=slug)
    return page.again(MINE, form, **_mine(page, hackathon, _own(page, hackathon)))


@router.post("/hackathons/{slug}/application/guardian", access=acting(Action.ASK_GUARDIAN), name="application_guardian")
def ask_guardian(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    """Send the mail to who answers for the person once more."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    with form.attempt():
        act(lambda db, me: guardians.ask_again(db, me, applications.own_for_change(db, me, hackathon.id), at=now))
        return page.go("application", flash=N_("The mail is on its way again."), slug=slug)
    return page.again(MINE, form, **_mine(page, hackathon, _own(page, hackathon)))


@router.get("/hackathons/{slug}/application/access", access=SIGNED_IN, name="application_access")
def show_access(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need = access_needs.of(page.db, _own(page, hackathon).id)
    stored = {"step_free": need.step_free or "", "needs": need.needs, "consent": "true"} if need else {}
    return page.render(ACCESS, form=page.form(stored), need=need, **_around(page, hackathon))


@router.post("/hackathons/{slug}/application/access", access=acting(Action.TELL_ACCESS_NEED), name="application_tell_access")
def tell_access(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    with form.attempt():
        given = form.validate(AccessIn)
        act(lambda db, me: need_verbs.tell(db, me, applications.own_for_change(db, me, hackathon.id), given, at=now))
        return page.go("application", flash=N_("Saved."), slug=slug)
    need = access_needs.of(page.db, _own(page, hackathon).id)
    return page.again(ACCESS, form, need=need, **_around(page, hackathon))


@router.get("/hackathons/{slug}/access-needs", access=SIGNED_IN, name="access_needs")
def list_access_needs(page: PageDep, slug: str) -> Response:
    """List who needs what help, for those who prepare the place."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    needs = access_needs.listed(page.db, page.me, hackathon)
    return page.render("application/access_needs.html", needs=needs, role_words=words.ROLES, **_around(page, hackathon))


def _own(page: Page, hackathon: Hackathon) -> Application:
    found = applications.mine(page.db, page.me, hackathon)
    if found is None:
        raise NotFound
    return found


def _around(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    return {"hackathon": hackathon, "event": event(page, hackathon)}


def _role(page: Page, hackathon: Hackathon, found: Application | None, asked: str) -> Role | None:
    """Return the role whose form is shown: the one asked for, the one begun, the one sent, the only one; None: choose."""
    open_ = [Role(role) for role in calls.of(page.db, hackathon).roles]
    sent = found.role if found and found.status is not ApplicationStatus.DRAFT else None
    typed = str((found.draft or {}).get("role", "")) if found else ""
    for role in (application_form.role_of(asked), application_form.role_of(typed)):
        if role and (role in open_ or role is sent):
            return role
    return sent or (open_[0] if len(open_) == 1 else None)


def _roles(page: Page, hackathon: Hackathon, found: Application | None) -> dict[str, Any]:
    return {
        **_around(page, hackathon), "application": found, "roles": calls.of(page.db, hackathon).roles,
        "role_words": words.ROLES, "role_hints": words.APPLICANT_HINTS, "refused": _refused(page, hackathon, found),
    }  # fmt: skip


def _refused(page: Page, hackathon: Hackathon, found: Application | None) -> str | None:
    sent = found is not None and found.status is not ApplicationStatus.DRAFT
    why = page.why_not(Action.EDIT_APPLICATION, found) if sent else page.why_not(Action.APPLY, hackathon)
    return translate(page.locale, why.message, dict(why.params)) if why else None


def _labels(page: Page, hackathon: Hackathon) -> dict[str, str]:
    """Return what to call each challenge before this viewer, by its id."""
    return {str(view.id): view.label for view in challenges.listed(page.db, page.me, hackathon, at=page.now)}


def _mine(page: Page, hackathon: Hackathon, found: Application) -> dict[str, Any]:
    labels = _labels(page, hackathon)
    call = calls.of(page.db, hackathon)
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    charter = charters.current(page.db, hackathon)
    asked = {str(one.id): one for one in calls.questions(page.db, hackathon, retired=True)}
    return {
        **_around(page, hackathon), "application": found, "call": call,
        "mine": applications.whole(page.db, page.person.id, found.id),
        "organisation": owner.name if owner else None, "role_words": words.ROLES,
        "wishes": [labels[wish] for wish in found.wishes if wish in labels], "rank": applications.rank_waiting(page.db, found),
        "places": selection.room(page.db, hackathon).left,
        "answers": [
            (asked[key], calls.told(asked[key], value, page.locale)) for key, value in found.answers.items() if key in asked
        ],
        "wordings": consents.WORDINGS, "draws": lots.mine_in(page.db, page.person, hackathon),
        "charter": charter, "signed": charters.adhesion(page.db, page.me, charter),
    }  # fmt: skip


def _again(page: Page, form: Form, hackathon: Hackathon, role: Role) -> Response:
    """Show the form again; where another device saved meanwhile, the copy that is stored beside what was typed here."""
    found = applications.mine(page.db, page.me, hackathon)
    given = _form(page, hackathon, found, role)
    changed = found is not None and form.value("revision") != str(found.revision)
    copy = page.form(_stored(page, found)) if changed else None
    return page.again(FORM, form, **(given | {"copy": copy, "labels": _labels(page, hackathon)}))


def _form(page: Page, hackathon: Hackathon, found: Application | None, role: Role) -> dict[str, Any]:
    offered = challenges.ready(page.db, page.me, hackathon, at=page.now)
    call = calls.of(page.db, hackathon)
    return {
        **_around(page, hackathon), "application": found, "challenges": offered, "call": call, "role": role,
        "concerns": CONCERNS[role], "questions": calls.questions(page.db, hackathon, role=role), "copy": None, "labels": {},
        "rights": [view for view in offered if view.rights], "role_words": words.ROLES, "wordings": consents.WORDINGS,
        "refused": _refused(page, hackathon, found), "draft_until": applications.draft_until(hackathon),
    }  # fmt: skip


def _stored(page: Page, found: Application | None) -> dict[str, Any]:
    mine = applications.whole(page.db, page.person.id, found.id) if found else None
    return application_form.stored(page, found, mine)
