"""Pages of the example before a round: where organisers write it, and where a juror scores it. (J7)"""

from typing import Any, Final
from uuid import UUID

from fastapi import Response

from app.domain import calibrations, rubrics
from app.domain.example_templates import TEMPLATE
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Role
from app.queries import hackathons, juries, rounds
from app.queries.roles import holds
from app.schemas.calibration import ExampleAnswerIn, ExampleForm, ExampleIn, reference_in
from app.schemas.jury import marks_in
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
WRITE: Final = "calibration/write.html"
SCORE: Final = "calibration/score.html"


@router.get("/challenges/{challenge_id}/example", access=SIGNED_IN, name="example")
def show_example(page: PageDep, challenge_id: UUID, template: bool = False) -> Response:
    """Show the example to who writes it; `template`: with an invented team to start from."""
    shown = _written(page, challenge_id)
    found = shown["found"]
    stored = TEMPLATE.model_dump() if template and found is None else {}
    if found is not None:
        example = found.example
        stored = {"title": example.title, "body": example.body, "link": example.link}
        stored["level"] = {key: one["level"] for key, one in example.reference.items()}
        stored["reason"] = {key: one["reason"] for key, one in example.reference.items()}
    return page.render(WRITE, form=page.form(stored), **shown)


@router.post("/challenges/{challenge_id}/example", access=acting(Action.WRITE_EXAMPLE), name="save_example")
def save_example(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        sent = form.validate(ExampleForm).model_dump()
        given = ExampleIn.model_validate(sent | {"reference": reference_in(form.data)})
        act(lambda db, me: calibrations.write(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("example", flash=N_("The example is there; the jurors find it on their list."), challenge_id=challenge_id)
    return page.again(WRITE, form, **_written(page, challenge_id))


@router.post("/challenges/{challenge_id}/example/remove", access=acting(Action.REMOVE_EXAMPLE), name="remove_example_page")
def remove_example(page: PageDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    act(lambda db, me: calibrations.remove(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
    return page.go("example", flash=N_("The example is taken away."), challenge_id=challenge_id)


@router.get("/jury/examples/{challenge_id}", access=SIGNED_IN, name="my_example")
def show_my_example(page: PageDep, challenge_id: UUID) -> Response:
    return page.render(SCORE, form=page.form({}), **_scored(page, challenge_id))


@router.post("/jury/examples/{challenge_id}", access=acting(Action.SCORE_EXAMPLE), name="score_example")
def score_example(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(ExampleAnswerIn, marks=marks_in(form.data))
        act(lambda db, me: calibrations.answer(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("my_example", challenge_id=challenge_id)
    return page.again(SCORE, form, **_scored(page, challenge_id))


def _written(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    rubric = rounds.current(page.db, challenge.id)
    found = calibrations.seen(page.db, page.person, challenge, runs=True)
    return {
        **frame(page, page.db.get_one(Hackathon, challenge.hackathon_id)),
        "challenge": challenge,
        "rubric": rubric or rubrics.blank(challenge),
        "criteria": juries.criteria_of(page.db, rubric) if rubric else [],
        "found": found,
        "jurors": calibrations.answered(page.db, challenge) if found else [],
        "fewest": calibrations.FEWEST,
    }


def _scored(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge(page.db, page.person, challenge_id)
    hackathon = hackathons.by_id(page.db, page.person, challenge.hackathon_id)
    found = calibrations.seen(page.db, page.person, challenge, runs=False)
    if found is None or not holds(page.db, page.person, Role.JUROR, hackathon.id, challenge.id):
        raise NotFound
    return {"event": event(page, hackathon), "hackathon": hackathon, "challenge": challenge, "found": found}
