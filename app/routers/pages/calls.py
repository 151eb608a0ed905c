"""The organisers' desk for the call: its settings, their own questions, the form as people will see it. (P3)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app.domain import calls as verbs
from app.domain import consents, questions
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.application import APPLICANTS, Call, Question
from app.models.hackathon import Hackathon
from app.models.person import Role
from app.queries import calls, challenges, organiser
from app.schemas.application import CONCERNS
from app.schemas.call import CallForm, CallIn, MoveQuestionIn, QuestionForm, QuestionIn, lines, unlined
from app.web import application_form, words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.text import input_moment

router = PageRouter()

CALL = "call/call.html"
QUESTIONS = "call/questions.html"
QUESTION = "call/question.html"


@router.get("/hackathons/{slug}/organise/call", access=SIGNED_IN, name="organise_call")
def show_call(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    given = _call(page, hackathon)
    return page.render(CALL, form=page.form(_stored(hackathon, given["call"])), **given)


@router.post("/hackathons/{slug}/organise/call", access=acting(Action.CHANGE_CALL), name="organise_save_call")
def save_call(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        sent = form.validate(CallForm)
        draft = CallIn.model_validate(
            sent.model_dump(exclude={"places", "mix", "revision"})
            | {"sector_places": sent.places.named(), "target_mix": sent.mix.named()}
            | {"half_days": lines(str(form.value("half_days.fr")), str(form.value("half_days.en")))}
        )
        act(
            lambda db, me: verbs.change(
                db, me, organiser.desk_for_change(db, me, slug), draft, revision=sent.revision, at=now
            )
        )  # fmt: skip
        return page.go("organise_call", flash=N_("Saved."), slug=slug)
    return page.again(CALL, form, **_call(page, organiser.desk(page.db, page.me, slug)))


def _stored(hackathon: Hackathon, call: Call) -> dict[str, Any]:
    freeze = call.questions_freeze_at
    return {
        "roles": call.roles,
        "questions_freeze_at": input_moment(freeze, hackathon.timezone) if freeze else "",
        "offer_days": call.offer_days,
        "balance": call.balance,
        "places": call.sector_places,
        "mix": call.target_mix,
        "half_days": unlined(call.half_days),
        "revision": call.revision,
    }


def _call(page: Page, hackathon: Hackathon) -> dict[str, Any]:
    call = calls.of(page.db, hackathon)
    return {
        "call": call,
        "applicants": APPLICANTS,
        "role_words": words.ROLES,
        "sector_words": words.SECTORS,
        "number": len(calls.questions(page.db, hackathon)),
        "frozen": verbs.frozen(call, at=page.now),
        **frame(page, hackathon),
    }


# The questions


@router.get("/hackathons/{slug}/organise/call/questions", access=SIGNED_IN, name="organise_questions")
def show_questions(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render(
        QUESTIONS, questions=calls.questions(page.db, hackathon, retired=True), form=page.form({}), **_call(page, hackathon)
    )


@router.get("/hackathons/{slug}/organise/call/questions/new", access=SIGNED_IN, name="organise_question_new")
def show_new(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render(QUESTION, form=page.form({"kind": "short"}), question=None, **_call(page, hackathon))


@router.post(
    "/hackathons/{slug}/organise/call/questions/new", access=acting(Action.ADD_QUESTION), name="organise_add_question"
)  # fmt: skip
def add(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = _draft(form)
        act(lambda db, me: questions.add(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("organise_questions", flash=N_("The question is on the form."), slug=slug)
    return page.again(QUESTION, form, question=None, **_call(page, organiser.desk(page.db, page.me, slug)))


@router.get("/hackathons/{slug}/organise/call/questions/{question_id}", access=SIGNED_IN, name="organise_question")
def show_question(page: PageDep, slug: str, question_id: UUID) -> Response:
    hackathon, found = _found(page, slug, question_id)
    stored = {
        "role": found.role or "", "kind": found.kind, "label": found.label, "hint": found.hint,
        "required": found.required or "", "options": unlined([option["label"] for option in found.options]),
    }  # fmt: skip
    return page.render(QUESTION, form=page.form(stored), question=found, **_call(page, hackathon))


@router.post(
    "/hackathons/{slug}/organise/call/questions/{question_id}",
    access=acting(Action.CHANGE_QUESTION),
    name="organise_save_question",
)
def save(page: PageDep, slug: str, question_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon, found = _found(page, slug, question_id)
    with form.attempt():
        draft = _draft(form)
        act(lambda db, me: questions.change(db, me, calls.question_for_change(db, me, question_id), draft, at=now))
        return page.go("organise_questions", flash=N_("The question is changed."), slug=slug)
    return page.again(QUESTION, form, question=found, **_call(page, hackathon))


@router.post(
    "/hackathons/{slug}/organise/call/questions/{question_id}/move",
    access=acting(Action.MOVE_QUESTION),
    name="organise_move_question",
)
def move(page: PageDep, slug: str, question_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon, _ = _found(page, slug, question_id)
    with form.attempt():
        to = form.validate(MoveQuestionIn).to
        act(lambda db, me: questions.move(db, me, calls.question_for_change(db, me, question_id), to, at=now))
        return page.go("organise_questions", slug=slug)
    return page.again(QUESTIONS, form, questions=calls.questions(page.db, hackathon, retired=True), **_call(page, hackathon))


@router.post(
    "/hackathons/{slug}/organise/call/questions/{question_id}/remove",
    access=acting(Action.REMOVE_QUESTION),
    name="organise_remove_question",
)
def remove(page: PageDep, slug: str, question_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon, _ = _found(page, slug, question_id)
    with form.attempt():
        act(lambda db, me: questions.remove(db, me, calls.question_for_change(db, me, question_id), at=now))
        return page.go("organise_questions", flash=N_("The question is off the form."), slug=slug)
    return page.again(QUESTIONS, form, questions=calls.questions(page.db, hackathon, retired=True), **_call(page, hackathon))


def _draft(form: Form) -> QuestionIn:
    """Return the question as the page sent it; what is wrong with its answers is said beside the first of their fields."""
    sent = form.validate(QuestionForm)
    options = lines(str(form.value("options.fr")), str(form.value("options.en")))
    return QuestionIn.model_validate(sent.model_dump() | {"role": sent.role or None, "options": options})


def _found(page: Page, slug: str, question_id: UUID) -> tuple[Hackathon, Question]:
    hackathon = organiser.desk(page.db, page.me, slug)
    found = calls.question(page.db, page.me, question_id)
    if found.hackathon_id != hackathon.id or found.retired_at is not None:
        raise NotFound
    return hackathon, found


# The form as people will see it


@router.get("/hackathons/{slug}/organise/call/form", access=SIGNED_IN, name="organise_form")
def show_preview(page: PageDep, slug: str, role: Annotated[str, Query(max_length=40)] = "participant") -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    chosen = application_form.role_of(role) or Role.PARTICIPANT
    given = _call(page, hackathon)
    return page.render(
        "call/form.html",
        form=page.form({}),
        role=chosen,
        concerns=CONCERNS[chosen],
        challenges=challenges.ready(page.db, page.me, hackathon, at=page.now),
        questions=calls.questions(page.db, hackathon, role=chosen),
        wordings=consents.WORDINGS,
        **given,
    )
