"""The example that a jury scores before a round. (J7)"""

from uuid import UUID

from app.domain import calibrations
from app.domain.policy import Action
from app.errors import NotFound
from app.models.hackathon import Hackathon
from app.models.person import Role
from app.queries import juries
from app.queries.roles import holds
from app.schemas.calibration import AnsweredOut, ExampleAnswerIn, ExampleIn, ExampleOut, SpreadOut
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["jury"])


@router.get("/challenges/{challenge_id}/example", access=SIGNED_IN, response_model=ExampleOut)
def read_example(challenge_id: UUID, caller: CallerDep) -> ExampleOut:
    """Return the example of the round being read; to a juror how the jury spread, once they answered."""
    return _seen(caller, challenge_id)


@router.put("/challenges/{challenge_id}/example", access=acting(Action.WRITE_EXAMPLE), response_model=ExampleOut)
def write_example(challenge_id: UUID, given: ExampleIn, act: Act, caller: CallerDep, now: Now) -> ExampleOut:
    """Write or change the example of the round being read, before its scoring opens."""
    act(lambda db, me: calibrations.write(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
    return _seen(caller, challenge_id)


@router.delete("/challenges/{challenge_id}/example", access=acting(Action.REMOVE_EXAMPLE), status_code=204)
def remove_example(challenge_id: UUID, act: Act, now: Now) -> None:
    """Take the example away, with its answers, before the scoring opens."""
    act(lambda db, me: calibrations.remove(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))


@router.get("/challenges/{challenge_id}/example/answers", access=SIGNED_IN, response_model=list[AnsweredOut])
def list_example_answers(challenge_id: UUID, caller: CallerDep) -> list[AnsweredOut]:
    """List who has scored the example and who has not, without a mark; for those who run the jury."""
    challenge = juries.challenge_of_organiser(caller.db, caller.person, challenge_id)
    found = calibrations.answered(caller.db, challenge)
    return [AnsweredOut(person_id=juror.id, name=juror.display_name, answered=done) for juror, done in found]


@router.put("/challenges/{challenge_id}/example/answer", access=acting(Action.SCORE_EXAMPLE), response_model=ExampleOut)
def answer_example(challenge_id: UUID, given: ExampleAnswerIn, act: Act, caller: CallerDep, now: Now) -> ExampleOut:
    """Score the example, once and whole; then one sees how the jury spread."""
    act(lambda db, me: calibrations.answer(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
    return _seen(caller, challenge_id)


def _seen(caller: Caller, challenge_id: UUID) -> ExampleOut:
    challenge = juries.challenge(caller.db, caller.person, challenge_id)
    hackathon = caller.db.get_one(Hackathon, challenge.hackathon_id)
    runs = holds(caller.db, caller.person, Role.ORGANISER, hackathon.id, hackathon.programme_id)
    found = calibrations.seen(caller.db, caller.person, challenge, runs=runs)
    if found is None:
        raise NotFound
    return ExampleOut(
        round_id=found.rubric.id,
        title=found.example.title,
        body=found.example.body,
        link=found.example.link,
        closed=found.closed,
        answered_at=found.own.answered_at if found.own else None,
        answers=found.answers,
        spread=None if found.spread is None else [SpreadOut.model_validate(one) for one in found.spread],
    )
