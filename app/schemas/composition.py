"""Shapes of what surrounds a composition: rules to keep, what is asked for, appeals, repairs."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.team import AppealOutcome, TeamRuleKind
from app.schemas.base import Found, In, Line, Name, Out, RequiredText

RuleReason = Annotated[Line, Field(max_length=160)]


class RuleIn(In):
    """A rule: people kept together, kept apart, or kept in one team (`team_id`)."""

    kind: TeamRuleKind
    people: Annotated[list[UUID], Field(min_length=1, max_length=40)]
    team_id: UUID | None = None
    reason: RuleReason = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self.people = list(dict.fromkeys(self.people))
        if self.kind is not TeamRuleKind.LOCK and len(self.people) < 2:  # noqa: PLR2004 - a pair
            raise PydanticCustomError("pair", N_("Name two people at least."))
        if self.kind is TeamRuleKind.LOCK and self.team_id is None:
            raise PydanticCustomError("team", N_("Say in which team."))
        return self


class RuleOut(Found):
    hackathon_id: UUID
    kind: TeamRuleKind
    people: list[UUID]
    team_id: UUID | None
    reason: str
    created_at: datetime
    ended_at: datetime | None


class SuggestionOut(Out):
    """Friends whose requests are mutual and whom no rule keeps together yet."""

    people: list[UUID]


class VariantIn(In):
    """People moved by hand: person id → team of the proposal; `lock` keeps them there from the next proposal on."""

    moves: Annotated[dict[UUID, Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=20)]
    lock: bool = False


class ChangeOut(Out):
    """What a change would do: points by kind (positive is worse), rules newly broken and rules mended."""

    moves: dict[str, str]
    points: int
    delta: dict[str, int]
    breaks: list[dict[str, Any]]
    mends: list[dict[str, Any]]


class PublicationIn(In):
    """Until when people may appeal: with an offset that moment, without, a time on the hackathon's own clock."""

    appeals_until: datetime


class PublicationOut(Found):
    hackathon_id: UUID
    created_at: datetime
    appeals_until: datetime


class AppealIn(In):
    """Why a person contests their team, and perhaps where they would rather be."""

    body: Annotated[RequiredText, Field(min_length=3)]
    wished_team_id: UUID | None = None


class AnswerIn(In):
    """The answer: the team is kept, or changed to `team_id`; either way with a reason that the person reads."""

    outcome: AppealOutcome
    answer: Annotated[RequiredText, Field(min_length=3)]
    team_id: UUID | None = None


class AppealOut(Found):
    hackathon_id: UUID
    person_id: UUID
    team_id: UUID | None
    wished_team_id: UUID | None
    body: str
    outcome: AppealOutcome | None
    answer: str
    created_at: datetime
    answered_at: datetime | None


class MyTeamOut(Out):
    """One's own team: why, what was read of one and how much it counted (null where a person placed one by hand)."""

    team_id: UUID
    reasons: list[dict[str, Any]]
    applied: dict[str, Any] | None
    published_at: datetime | None
    appeals_until: datetime | None


class AbsenceIn(In):
    """People who did not come, or who came after all."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    absent: bool = True


class RepairIn(In):
    """A repair of the published teams: the fewest moves. `move_begun` may take people out of teams that work already."""

    move_begun: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


class AdoptIn(In):
    """What is adopted: of a repair, the point of its curve; left out, the one that is advised."""

    step: Annotated[int, Field(ge=0, le=100)] | None = None


class MergeIn(In):
    """Into which team of the same défi, and why."""

    into_id: UUID
    reason: RuleReason = ""


class SplitIn(In):
    """Who leaves to make a team of their own on the same défi, what it is called, and why."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=49)]
    name: Name
    reason: RuleReason = ""


class PlanIn(In):
    """The plan that one has seen, by its fingerprint."""

    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PlanOut(Out):
    """Role → team → person, all and those that are new; who is missing and why."""

    pairs: dict[str, dict[str, UUID]]
    new: dict[str, dict[str, UUID]]
    missing: dict[str, list[dict[str, Any]]]
    fingerprint: str
