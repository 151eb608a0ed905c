"""Scoring: the grid, ties, sheets, and what was published."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, SCORING, SYSTEM, TIED, Dated, Row, choice, json, localised, ref, text
from app.models.organisation import Sector


class Estimator(StrEnum):
    """What ranks rest on: plain means, or adjusted ones where not everybody read everything."""

    RAW = "raw"
    ADJUSTED = "adjusted"


class FeedbackPolicy(StrEnum):
    """Whether teams read what jurors wrote to them: never, where its juror says so, or always."""

    NEVER = "never"
    JUROR = "juror"
    ALWAYS = "always"


class Rubric(Dated, table=True):
    """One round of a défi's jury and its grid, locked at the first sheet; the last round decides the result."""

    __table_args__ = (
        sa.UniqueConstraint("challenge_id", "position"),
        sa.CheckConstraint('"position" >= 1', name="position_range"),
        sa.CheckConstraint("minutes >= 1", name="minutes_range"),
        sa.CheckConstraint("grace_minutes >= 0", name="grace_range"),
        sa.CheckConstraint("awards >= 1", name="awards_range"),
        sa.CheckConstraint("contest_hours >= 0", name="contest_range"),
    )

    challenge_id: UUID = ref("challenge", index=False)
    # 1 is read first.
    position: int = 1
    name: dict[str, str] = localised()
    scale: int = 5
    minimum_reads: int = 2
    # Reads wanted for each team; None: everybody reads everything.
    reads: int | None = None
    # Minutes that one read takes, and minutes in which all reads must fit; None: not said.
    minutes: int = 10
    window_minutes: int | None = None
    # After the scoring is closed, minutes in which a sheet still counts that was signed before, on a device without a network.
    grace_minutes: int = 15
    # Jurors without a tie who must vote for a change of places to hold; None: two thirds of them.
    quorum: int | None = None
    # Ids of the teams that go on to the next round, once this one is closed; None: all of them.
    goes_on: list[str] | None = json(FACT, default=None, nullable=True)
    estimator: Estimator = choice(Estimator, default=Estimator.ADJUSTED)
    co_award: bool = False
    # How many places win, and whether the jury may give no award at all.
    awards: int = 1
    no_award: bool = False
    feedback: FeedbackPolicy = choice(FeedbackPolicy, default=FeedbackPolicy.ALWAYS)
    # After the publication, hours in which a team may contest its result; 0: it may not.
    contest_hours: int = 72
    president_id: UUID | None = ref("person", default=None, index=False)
    # Ids of teams, best first, as the president put them when everything else left them equal.
    president_order: list[str] = json(SCORING, default_factory=list)
    opened_at: datetime | None = None
    locked_at: datetime | None = None
    closed_at: datetime | None = None
    fingerprint: str | None = text(64, SYSTEM, default=None)
    # The fingerprint says that votes for prizes weigh nothing in the result; grids that were opened before do not.
    prizes_apart: bool = True


class CriterionKind(StrEnum):
    """What an answer does: counts in the mean, is a yes or no beside it, or is shown apart."""

    SCORED = "scored"
    GATE = "gate"
    BONUS = "bonus"


class Criterion(Row, table=True):
    """One question of a grid, with a weight in percent and an anchor for every level of the scale.

    Gates and bonuses weigh nothing. A gate's levels are 0 (no) and 1 (yes), and `failed` is what is shown for a no.
    """

    __table_args__ = (sa.CheckConstraint("weight >= 0 AND weight <= 100", name="weight_range"),)

    rubric_id: UUID = ref("rubric")
    position: int
    kind: CriterionKind = choice(CriterionKind, default=CriterionKind.SCORED)
    label: dict[str, str] = localised()
    hint: dict[str, str] = localised()
    weight: int
    # {"1": {"fr": …, "en": …}, …}
    anchors: dict[str, dict[str, str]] = json(FACT, default_factory=dict)
    failed: dict[str, str] = localised()


class TieKind(StrEnum):
    """What binds a juror to a team; `abstain` is no tie, but the wish not to judge it."""

    NONE = "none"
    EMPLOYER = "employer"
    COACHED = "coached"
    TEAMMATE = "teammate"
    FAMILY = "family"
    FINANCIAL = "financial"
    OTHER = "other"
    ABSTAIN = "abstain"


class Tie(Row, table=True):
    """What a juror declared about one team before its content opened; anything but `none` keeps it shut."""

    __table_args__ = (sa.UniqueConstraint("person_id", "team_id"),)

    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    kind: TieKind = choice(TieKind)
    note: str | None = text(500, TIED, default=None)
    declared_at: datetime
    declared_by_id: UUID | None = ref("person", default=None, index=False)

    @property
    def own(self) -> bool:
        """Whether its juror declared it, and nobody wrote it down for them."""
        return self.declared_by_id in {None, self.person_id}


class Panelist(Row, table=True):
    """A juror named for one round: how many teams they may read, whom they stand for, whether they stand by.

    A round without any is read by every juror who is not named for another round.
    """

    __table_args__ = (
        sa.UniqueConstraint("rubric_id", "person_id"),
        sa.CheckConstraint("load IS NULL OR load >= 0", name="load_range"),
    )

    rubric_id: UUID = ref("rubric", index=False)
    person_id: UUID = ref("person")
    # The most teams that they may read; None: no limit of their own.
    load: int | None = None
    # None: that of the organisation which the record knows.
    sector: Sector | None = choice(Sector, data=SCORING, default=None, nullable=True)
    # Reads only where somebody else no longer can.
    stand_in: bool = False


class Seat(Row, table=True):
    """One juror's place before one team in one round; without any seat in a round, everybody reads everything."""

    __table_args__ = (sa.UniqueConstraint("rubric_id", "person_id", "team_id"),)

    rubric_id: UUID = ref("rubric", index=False)
    person_id: UUID = ref("person")
    team_id: UUID = ref("team")
    # An organiser put it there by hand, or ended it by hand: solving again leaves it as it is.
    by_hand: bool = False
    given_at: datetime
    # Taken away: the juror declared a tie, or the seat went to somebody else.
    ended_at: datetime | None = None
    replaced_by_id: UUID | None = ref("person", default=None, index=False)


class Sheet(Row, table=True):
    """One juror's marks on one team in one round: private until locked, saved with a compare-and-set."""

    __table_args__ = (sa.UniqueConstraint("person_id", "team_id", "rubric_id"),)

    person_id: UUID = ref("person", index=False)
    team_id: UUID = ref("team")
    rubric_id: UUID = ref("rubric")
    challenge_id: UUID = ref("challenge")
    revision: int = 1
    # The id that the juror's device gave to its last save, so that sending it twice changes nothing.
    op_id: UUID | None = None
    great: str = text(2000, SCORING, default="")
    think_about: str = text(2000, SCORING, default="")
    # Whether the team may read these words, where the grid lets the juror choose; None: not said, which means no.
    shared: bool | None = None
    saved_at: datetime
    locked_at: datetime | None = None
    # When the juror's own device says that it was signed, where it reached the server later; and when it did.
    signed_at: datetime | None = None
    received_at: datetime | None = None
    # Who typed a paper sheet in for its juror, and the code that is printed on it.
    entered_by_id: UUID | None = ref("person", default=None, index=False)
    paper_code: str | None = text(16, SYSTEM, default=None, index=True)
    recused_at: datetime | None = None
    # Its juror looked again, since it stands far from the others', and stands by it; a later lock asks anew.
    confirmed_at: datetime | None = None
    # An organiser gave it back to its juror, who may then change it for a while, even when scoring is closed.
    reopened_at: datetime | None = None
    reopened_until: datetime | None = None
    # {"marks": {criterion: level}, "great": …, …}: what it said then, and says again where nobody locks it in time.
    reopened_from: dict[str, Any] | None = json(SCORING, default=None, nullable=True)
    reopened_by_id: UUID | None = ref("person", default=None, index=False)
    reopen_reason: str | None = text(1000, SCORING, default=None)


class Mark(Row, table=True):
    """One juror's level for one criterion of one team."""

    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "criterion_id"),
        sa.CheckConstraint("level >= 0 AND level <= 100", name="level_range"),
    )

    sheet_id: UUID = ref("sheet", index=False)
    criterion_id: UUID = ref("criterion", index=False)
    level: int


class Publication(Row, table=True):
    """The result of one défi, published in one act; pages read only this snapshot."""

    challenge_id: UUID = ref("challenge", unique=True, index=False)
    hackathon_id: UUID = ref("hackathon")
    published_at: datetime
    published_by_id: UUID | None = ref("person", default=None, index=False)
    snapshot: dict[str, Any] = json(SCORING, default_factory=dict)
    # Marks and rules as the ranking read them, from which `essaim results recompute` finds the result again; no page reads it.
    inputs: dict[str, Any] = json(SCORING, default_factory=dict)
    inputs_sha256: str = text(64, SYSTEM)


class Award(Row, table=True):
    """A team's place in the published result, and whether its solution goes on to incubation."""

    __table_args__ = (sa.UniqueConstraint("publication_id", "team_id"),)

    publication_id: UUID = ref("publication", index=False)
    team_id: UUID = ref("team")
    # The version that was judged, which the gallery shows.
    prototype_id: UUID | None = ref("prototype", default=None)
    rank: int | None = None
    retained: bool = False
    label: str | None = text(120, FACT, default=None)
