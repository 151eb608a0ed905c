"""What a jury decides together, what a team answers to it, and what the organisers answer back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from app.models.base import CONTESTING, SCORING, SYSTEM, Row, choice, json, ref, text


class Deliberation(Row, table=True):
    """A jury's talk about one défi: which teams, in what order, and the places that it has decided so far."""

    __table_args__ = (sa.CheckConstraint("minutes >= 1", name="minutes_range"),)

    challenge_id: UUID = ref("challenge", unique=True, index=False)
    opened_at: datetime
    opened_by_id: UUID = ref("person", index=False)
    # What the places rest on: another fingerprint means that a sheet came or went since.
    inputs_sha256: str = text(64, SYSTEM)
    # Ids of the teams talked about, in the order in which the fewest people go out and come in.
    order: list[str] = json(SCORING, default_factory=list)
    # Groups of ids of all ranked teams, the best first: as the marks put them, and as the jury has decided.
    before: list[list[str]] = json(SCORING, default_factory=list)
    places: list[list[str]] = json(SCORING, default_factory=list)
    # The jury gives no award, as the grid allows it to.
    withheld: bool = False
    # Minutes for each team, and the team that is talked about since a moment.
    minutes: int = 5
    team_id: UUID | None = ref("team", default=None, index=False)
    called_at: datetime | None = None
    ended_at: datetime | None = None


class MotionKind(StrEnum):
    """What a jury votes on: put a team at a place, let it share the first, or give no award."""

    PUT = "put"
    SHARE = "share"
    WITHHOLD = "withhold"


class Motion(Row, table=True):
    """One change of what the marks say, with its reason; it holds once enough jurors without a tie voted, most of them for it."""

    __table_args__ = (
        sa.UniqueConstraint("deliberation_id", "number"),
        sa.CheckConstraint("place IS NULL OR place >= 1", name="place_range"),
    )

    deliberation_id: UUID = ref("deliberation", index=False)
    number: int
    kind: MotionKind = choice(MotionKind)
    team_id: UUID | None = ref("team", default=None, index=False)
    place: int | None = None
    before: list[list[str]] = json(SCORING, default_factory=list)
    after: list[list[str]] = json(SCORING, default_factory=list)
    reason: str = text(1000, SCORING)
    proposed_at: datetime
    proposed_by_id: UUID = ref("person", index=False)
    # Set when the vote is closed: who could vote, how many had to, and how they did.
    closed_at: datetime | None = None
    voters: int = 0
    quorum: int = 0
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    carried: bool | None = None


class Vote(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Ballot(Row, table=True):
    """One juror's vote on one motion; only the counts are ever shown."""

    __table_args__ = (sa.UniqueConstraint("motion_id", "person_id"),)

    motion_id: UUID = ref("motion", index=False)
    person_id: UUID = ref("person", index=False)
    vote: Vote = choice(Vote)
    cast_at: datetime


class Withdrawal(Row, table=True):
    """A team takes no award, said before the result is published; it wins over any award that is pending."""

    team_id: UUID = ref("team", unique=True, index=False)
    # None: who of the team said it was forgotten in time.
    person_id: UUID | None = ref("person", default=None, index=False)
    said_at: datetime


class ContestOutcome(StrEnum):
    """What came of a contest: the result is upheld, or a mistake is recognised and the answer says what is done about it."""

    UPHELD = "upheld"
    RECOGNISED = "recognised"


class Contest(Row, table=True):
    """A team contests its published result; a person answers, and both are public, without names."""

    publication_id: UUID = ref("publication")
    team_id: UUID = ref("team", unique=True, index=False)
    # None, with an empty text: forgotten in time; the answer is public and stays.
    person_id: UUID | None = ref("person", default=None, index=False)
    body: str = text(2000, CONTESTING)
    said_at: datetime
    outcome: ContestOutcome | None = choice(ContestOutcome, default=None, nullable=True)
    answer: str = text(2000, SCORING, default="")
    answered_at: datetime | None = None
    answered_by_id: UUID | None = ref("person", default=None, index=False)
