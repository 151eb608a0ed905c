"""Preview, publication, published results, feedback to a team. (J5, J6)"""

from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import publications
from app.domain.assessments import assess
from app.domain.policy import Action
from app.models.jury import Publication
from app.models.person import Person
from app.queries import hackathons, juries, prizes, results
from app.schemas.result import FeedbackOut, PreviewOut, PublicationOut, PublishIn, ResultOut
from app.web import prize_views
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["results"])


@router.get("/challenges/{challenge_id}/publication-preview", access=SIGNED_IN, response_model=PreviewOut)
def preview_publication(challenge_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return what publishing now would do; ranks only once every sheet is in or the scoring is closed."""
    challenge = juries.challenge_of_organiser(caller.db, caller.person, challenge_id)
    return publications.preview(caller.db, assess(caller.db, challenge), at=caller.now)


@router.post(
    "/challenges/{challenge_id}/publication",
    access=acting(Action.PUBLISH_RESULTS),
    response_model=PublicationOut,
    status_code=201,
)
def publish_results(challenge_id: UUID, given: PublishIn, act: Act, now: Now) -> Publication:
    """Publish the result of a défi, for good; the same request again gives the same publication."""

    def unit(db: Db, me: Person) -> Publication:
        return publications.publish(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

    return act(unit)


@router.get("/hackathons/{slug}/results", access=PUBLIC, response_model=list[ResultOut])
def list_results(slug: str, caller: CallerDep) -> list[dict[str, Any]]:
    """Return the published result of each défi: ranks and the means of the criteria."""
    hackathon = hackathons.by_slug(caller.db, caller.me, slug)
    apart = prizes.published(caller.db, hackathon.id)
    return [
        results.public_view(found)
        | {"prizes": [prize_views.for_everybody(prize, at=caller.now) for prize in apart.get(found.challenge_id, [])]}
        for found in results.of_hackathon(caller.db, hackathon.id)
    ]


@router.get("/teams/{team_id}/feedback", access=SIGNED_IN, response_model=FeedbackOut)
def read_feedback(team_id: UUID, caller: CallerDep) -> results.Feedback:
    """Return what the jurors wrote to one's team, without their names, after publication."""
    return results.feedback_for(caller.db, caller.person, team_id)
