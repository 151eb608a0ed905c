"""The call of a hackathon, and the organisers' own questions. (P3)"""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Response

from app.domain import calls as verbs
from app.domain import questions
from app.domain.policy import Action
from app.models.application import Call, Question
from app.queries import calls, hackathons
from app.queries.applications import is_organiser
from app.schemas.call import CallIn, CallOut, MoveQuestionIn, QuestionIn, QuestionOut
from app.web.caller import Act, CallerDep, Now
from app.web.revision import Revision, tag
from app.web.router import PUBLIC, Router, acting

router = Router(tags=["call"])


@router.get("/hackathons/{hackathon_id}/call", access=PUBLIC, response_model=CallOut)
def read_call(hackathon_id: UUID, caller: CallerDep, response: Response) -> Call:
    """Return who may apply, how many places there are, what is asked; revision 0 where nobody has set it."""
    call = calls.of(caller.db, hackathons.by_id(caller.db, caller.me, hackathon_id))
    tag(response, call.revision)
    return call


@router.put("/hackathons/{hackathon_id}/call", access=acting(Action.CHANGE_CALL), response_model=CallOut)
def change_call(hackathon_id: UUID, draft: CallIn, revision: Revision, *, act: Act, now: Now, response: Response) -> Call:
    """Set the whole call over the revision named by `If-Match`."""
    call = act(lambda db, me: verbs.change(db, me, hackathons.for_change(db, me, hackathon_id), draft, revision=revision, at=now))
    tag(response, call.revision)
    return call


@router.get("/hackathons/{hackathon_id}/questions", access=PUBLIC, response_model=list[QuestionOut])
def list_questions(hackathon_id: UUID, caller: CallerDep) -> Sequence[Question]:
    """List the organisers' own questions in order; organisers see those that were taken off the form too, last."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return calls.questions(caller.db, hackathon, retired=is_organiser(caller.db, caller.me, hackathon))


@router.post(
    "/hackathons/{hackathon_id}/questions", access=acting(Action.ADD_QUESTION), response_model=QuestionOut, status_code=201
)
def add_question(hackathon_id: UUID, draft: QuestionIn, act: Act, now: Now) -> Question:
    """Ask one more question, after the others."""
    return act(lambda db, me: questions.add(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.put("/questions/{question_id}", access=acting(Action.CHANGE_QUESTION), response_model=QuestionOut)
def change_question(question_id: UUID, draft: QuestionIn, act: Act, now: Now) -> Question:
    """Change a question; one that was answered keeps its kind and its choices."""
    return act(lambda db, me: questions.change(db, me, calls.question_for_change(db, me, question_id), draft, at=now))


@router.post("/questions/{question_id}/move", access=acting(Action.MOVE_QUESTION), response_model=QuestionOut)
def move_question(question_id: UUID, asked: MoveQuestionIn, act: Act, now: Now) -> Question:
    """Move a question one place up or down."""
    return act(lambda db, me: questions.move(db, me, calls.question_for_change(db, me, question_id), asked.to, at=now))


@router.delete("/questions/{question_id}", access=acting(Action.REMOVE_QUESTION), status_code=204)
def remove_question(question_id: UUID, act: Act, now: Now) -> None:
    """Take a question off the form; one that was answered stays with its answers, retired."""
    act(lambda db, me: questions.remove(db, me, calls.question_for_change(db, me, question_id), at=now))
