"""The minutes of a jury: who sat, the rules, what the marks said, what was decided, and how anyone finds the same again. (J6)"""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import contests, talks
from app.domain.assessments import assess
from app.domain.talks import Talk
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Publication, Rubric
from app.models.person import Person
from app.models.prize import Prize
from app.queries import challenges, juries, prizes, results
from app.queries import contests as contested


@dataclass(frozen=True, slots=True)
class Minutes:
    """What one of a jury, or an organiser, reads of it; figures of a team are not there for who is tied to it."""

    hackathon: Hackathon
    challenge: Challenge
    title: str
    rubric: Rubric
    talk: Talk
    publication: Publication | None
    # Until when a result may be contested; None where it is not published, or may not be.
    contest_until: datetime | None
    # Contests that were answered: name of the team, outcome and answer; and how many wait.
    contests: list[Any]
    waiting: int
    prizes: list[Prize]
    method: str | None
    software: str


def software() -> str:
    """Return the version of what computed a result."""
    try:
        return version("essaim")
    except PackageNotFoundError:
        return "0"


def of(db: Db, viewer: Person, challenge_id: UUID, *, at: datetime) -> Minutes | None:
    """Return the minutes of a défi's jury; None before it deliberated, `NotFound` for who is not of it."""
    challenge = juries.challenge(db, viewer, challenge_id)
    found = assess(db, challenge)
    talk = talks.of(db, viewer, challenge, found)
    if talk is None or found.rubric is None:
        return None
    publication = results.of_challenge(db, challenge.id)
    return Minutes(
        hackathon=db.get_one(Hackathon, challenge.hackathon_id),
        challenge=challenge,
        title=challenges.called(challenge, at=at),
        rubric=found.rubric,
        talk=talk,
        publication=publication,
        contest_until=contests.until(publication) if publication else None,
        contests=contested.answered(db, challenge.hackathon_id).get(challenge.id, []),
        waiting=len(contested.waiting(db, challenge.id)),
        prizes=prizes.published(db, challenge.hackathon_id).get(challenge.id, []),
        method=found.ranking.method if found.ranking else None,
        software=software(),
    )


def winners(prize: Prize) -> list[str]:
    """Return what the solutions that have a prize are called."""
    return [team.get("solution") or team["team"] for team in prize.winners]


def plain(found: Minutes) -> dict[str, Any]:
    """Return the minutes as the API tells them."""
    published = found.publication
    return talks.plain(found.talk) | {
        "software": found.software,
        "method": found.method,
        "jurors": [one.display_name for one in found.talk.room.jurors],
        "quorum": found.rubric.quorum,
        "awards": found.rubric.awards,
        "no_award": found.rubric.no_award,
        "ranked": found.talk.ranked,
        "grid_sha256": found.rubric.fingerprint,
        "inputs_sha256": found.talk.deliberation.inputs_sha256,
        "published_at": published.published_at if published else None,
        "contest_until": found.contest_until,
        "contests_waiting": found.waiting,
        "prizes": [{"name": prize.name, "winners": winners(prize)} for prize in found.prizes],
        "contests": [{"team": one.name, "outcome": one.outcome, "answer": one.answer} for one in found.contests],
    }
