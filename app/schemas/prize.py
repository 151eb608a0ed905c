"""Shapes of prizes beside the result, of ballots and of their audit."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.models.prize import PrizeKind, PrizeTie
from app.schemas.account import Email
from app.schemas.base import Found, In, Line, Localised, Out, Reason, Text

MOST_CODES = 500
Token = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9a-f]*$")]


class PrizeEditIn(In):
    """What may be said of a prize; once somebody voted, what equal votes mean stays."""

    name: Localised = Field(default_factory=Localised, description="Empty: called by who chooses, where it is not given.")
    giver: Line = ""
    ties: PrizeTie = PrizeTie.SHARE
    by_mail: bool = Field(default=True, description="The public may vote by a link that comes by mail.")
    with_result: bool = Field(default=True, description="Published in the same act as the result, where it is settled by then.")
    opens_at: datetime | None = Field(default=None, description="Null: a person opens the vote.")
    closes_at: datetime | None = Field(default=None, description="Null: a person closes the vote.")
    chosen: Annotated[list[UUID], Field(default_factory=list, max_length=10)] = Field(
        default_factory=list, description="Of a prize that somebody gives: the teams that have it."
    )
    reason: Text = ""


class PrizeIn(PrizeEditIn):
    kind: PrizeKind


class PrizeNewForm(In):
    """What the desk asks for first; the rest is said on the prize's own page."""

    kind: PrizeKind
    name: Localised = Field(default_factory=Localised)
    giver: Line = ""


class PrizeVoteIn(In):
    team_id: UUID | None = Field(description="Null: to abstain.")


class VoteCastIn(In):
    token: Token
    team_id: UUID


class VoteCodeIn(In):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class VoteAddressIn(In):
    email: Email


class VoteCodesIn(In):
    number: Annotated[int, Field(ge=1, le=MOST_CODES)]


class VoteAsideIn(In):
    """Votes to set aside: by the network, channel and hour that the audit shows together."""

    groups: Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(min_length=1, max_length=100)]
    reason: Reason


class PrizeCountIn(In):
    seen: Annotated[str, StringConstraints(max_length=64)] = Field(
        description="Of the audit; another one means that a vote came or was set aside since, and is refused."
    )


class PrizeWinnerOut(Out):
    team_id: UUID
    team: str
    solution: str | None


class PrizeOut(Found):
    """A prize as everybody sees it. It stands apart: no rank reads it."""

    challenge_id: UUID
    kind: PrizeKind
    name: dict[str, str]
    giver: str
    ties: PrizeTie
    by_mail: bool
    state: str = Field(description="draft, planned, open, closed, counted or published.")
    opens_at: datetime | None
    closes_at: datetime | None
    share_of_the_result: int = Field(default=0, description="What a vote weighs in the ranking: nothing, by construction.")
    published_at: datetime | None
    winners: list[PrizeWinnerOut]
    counted: int | None = Field(description="Votes that counted, once published.")
    aside: int | None = Field(description="Votes that a person set aside, once published.")
    reason: str


class PrizeTurnoutOut(Out):
    cast: int
    of: int | None = Field(description="How many may vote, or how many codes were made; null for links by mail.")


class PrizeDeskOut(PrizeOut):
    """What its organisers see: how many voted, never for whom before the count."""

    with_result: bool
    turnout: PrizeTurnoutOut
    audited_at: datetime | None
    votes: dict[UUID, int] | None = Field(description="Votes by team, once a person has had them counted.")
    sha256: str


class VoteChoiceOut(Out):
    team_id: UUID
    team: str
    solution: str | None


class PrizeBallotOut(Out):
    """One's own ballot: the teams in an order of one's own, and what one chose."""

    prize_id: UUID
    state: str
    teams: list[VoteChoiceOut]
    voted: bool
    team_id: UUID | None = Field(description="Null where one has not voted, or abstains.")


class VotePlaceOut(Out):
    """Where a code leads: its ballot."""

    vote_id: UUID
    token: str


class VoteCodeOut(Out):
    code: str
    used: bool


class VoteGroupOut(Out):
    key: str
    network: str
    channel: str
    hour: datetime
    votes: int
    aside: int


class VoteAsideOut(Found):
    reason: str
    votes: int
    at: datetime
    undone_at: datetime | None


class VoteAuditOut(Out):
    """How votes came, never for whom."""

    prize_id: UUID
    seen: str
    cast: int
    aside: int
    by_channel: dict[str, int]
    groups: list[VoteGroupOut]
    asides: list[VoteAsideOut]
