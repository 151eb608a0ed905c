"""Prizes beside the result: who gives them, the votes for them, and what a person set aside of those. (J6)"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, SYSTEM, VOTING, Dated, Row, choice, json, localised, ref, text


class PrizeKind(StrEnum):
    """Who chooses: the jurors of the last round, the public, the other teams of the défi, or somebody who gives a prize."""

    JURY = "jury"
    PUBLIC = "public"
    PEERS = "peers"
    GIVEN = "given"


class PrizeTie(StrEnum):
    """What equal votes mean: the teams share the prize, or the better placed in the jury's result has it."""

    SHARE = "share"
    RESULT = "result"


class Prize(Dated, table=True):
    """A prize of one défi, apart from its result: no rank, award or incubation reads it.

    The vote is open from `opens_at` to before `closes_at`; what a person opens or closes by hand are these moments too.
    """

    __table_args__ = (sa.CheckConstraint("closes_at IS NULL OR opens_at IS NOT NULL", name="closes_after_opening"),)

    challenge_id: UUID = ref("challenge")
    hackathon_id: UUID = ref("hackathon")
    kind: PrizeKind = choice(PrizeKind)
    name: dict[str, str] = localised()
    # Who gives it and what it is, where that is worth saying.
    giver: str = text(160, FACT, default="")
    ties: PrizeTie = choice(PrizeTie, default=PrizeTie.SHARE)
    # The public may vote by a link that comes by mail; codes for the room are printed beside that.
    by_mail: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    # Published in the same act as the result, where it is settled by then.
    with_result: bool = True
    # A person looked at the votes, without seeing for whom they are, and had them counted.
    audited_at: datetime | None = None
    audited_by_id: UUID | None = ref("person", default=None, index=False)
    # {"teams": {id: votes}, "cast": …, "counted": …, "aside": …, "void": …, "channels": {channel: votes}}
    counts: dict[str, Any] = json(FACT, default_factory=dict)
    # The fingerprint of the rule, the counts and each ballot without its voter.
    sha256: str = text(64, SYSTEM, default="")
    # Ids of teams; of a prize that somebody gives, chosen by them.
    chosen: list[str] = json(FACT, default_factory=list)
    reason: str = text(1000, FACT, default="")
    # [{"team_id": …, "team": …, "solution": …}, …], as they were called at that moment.
    winners: list[dict[str, Any]] = json(FACT, default_factory=list)
    published_at: datetime | None = None
    published_by_id: UUID | None = ref("person", default=None, index=False)


class VoteChannel(StrEnum):
    MAIL = "mail"
    CODE = "code"
    JUROR = "juror"
    PEER = "peer"


class PrizeAside(Row, table=True):
    """Votes that a person set aside before the count, with a reason; until the count they may take that back."""

    __tablename__ = "prize_aside"

    prize_id: UUID = ref("prize")
    person_id: UUID = ref("person", index=False)
    reason: str = text(1000, FACT)
    votes: int
    at: datetime
    undone_at: datetime | None = None


class PrizeVote(Row, table=True):
    """One ballot, asked for or cast. Its voter is a fingerprint under the server's key: no row says who they are."""

    __tablename__ = "prize_vote"
    __table_args__ = (
        sa.UniqueConstraint("prize_id", "voter"),
        sa.Index("ix_prize_vote_prize_id_network", "prize_id", "network"),
    )

    prize_id: UUID = ref("prize", index=False)
    voter: str = text(64, VOTING)
    channel: VoteChannel = choice(VoteChannel)
    # None with `cast_at`: they abstain.
    team_id: UUID | None = ref("team", default=None, index=False)
    # The neighbourhood of the network that it was cast from, as a fingerprint that differs from prize to prize.
    network: str = text(16, VOTING, default="")
    asked_at: datetime
    cast_at: datetime | None = None
    aside_id: UUID | None = ref("prize_aside", default=None)


class PrizeAsk(Row, table=True):
    """Somebody asked for a link, or typed a code that is none: counted, so that nobody does it by the thousand."""

    __tablename__ = "prize_ask"
    __table_args__ = (sa.Index("ix_prize_ask_prize_id_network", "prize_id", "network"),)

    prize_id: UUID = ref("prize", index=False)
    voter: str = text(64, VOTING, default="")
    network: str = text(16, VOTING)
    at: datetime
