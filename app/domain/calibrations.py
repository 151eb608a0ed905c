"""An invented team that all jurors score before a round, to see how they read the grid; no result ever reads it. (J7)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import journal, rubrics, sheets
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.calibration import Example, ExampleSheet
from app.models.challenge import Challenge
from app.models.jury import Criterion, CriterionKind, Rubric
from app.models.person import Person
from app.queries import calibrations, juries, rounds
from app.schemas.calibration import ExampleAnswerIn, ExampleIn

EXAMPLE_CLOSED: Final = code("example_closed", 409)
EXAMPLE_ANSWERED: Final = code("example_answered", 409)
# Levels between two marks from which a criterion is worth a talk, and answers before organisers see how they spread.
APART: Final = 2
FEWEST: Final = 3


def write(db: Db, actor: Person, challenge: Challenge, given: ExampleIn, *, at: datetime) -> Example:
    """Write the example of the round being read, or change it; once a juror answered only the reference may change.

    Refuses once the scoring is open (`example_closed`), so that nobody practises on what others already score.
    """
    require(db, actor, Action.WRITE_EXAMPLE, challenge, at=at)
    rubric = rubrics.ensure(db, challenge, at=at)
    _require_before(rubric)
    if not (given.title.fr or given.title.en):
        raise refuse(INVALID, N_("Give the invented team a name."), field_="title.fr")
    if not (given.body.fr or given.body.en):
        raise refuse(INVALID, N_("Say what the invented team has made."), field_="body.fr")
    criteria = juries.criteria_of(db, rubric)
    sheets.check_marks({key: one.level for key, one in given.reference.items()}, criteria, rubric.scale)
    words: dict[str, Any] = {"title": given.title.model_dump(), "body": given.body.model_dump(), "link": given.link}
    example = calibrations.of_round(db, rubric.id)
    if example is None:
        example = Example(rubric_id=rubric.id, created_by_id=actor.id, created_at=at)
    elif words != {name: getattr(example, name) for name in words} and calibrations.sheets(db, rubric, criteria):
        raise refuse(EXAMPLE_ANSWERED, N_("A juror has scored this example, so its text stays. The reference may still change."))
    example.title, example.body, example.link = words["title"], words["body"], words["link"]
    example.reference = {str(key): one.model_dump() for key, one in given.reference.items()}
    db.add(example)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.WRITE_EXAMPLE, example, at=at,
        challenge_id=challenge.id, round=rubric.position, references=len(example.reference),
    )  # fmt: skip
    return example


def remove(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> None:
    """Take the example of the round being read away, with its answers, before the scoring is open."""
    require(db, actor, Action.REMOVE_EXAMPLE, challenge, at=at)
    rubric, example = _of(db, challenge)
    _require_before(rubric)
    gone = calibrations.every_sheet(db, rubric.id)
    journal.record(
        db, challenge.hackathon_id, actor, Action.REMOVE_EXAMPLE, example, at=at, challenge_id=challenge.id, answers=len(gone)
    )
    for sheet in gone:
        db.delete(sheet)
    db.delete(example)
    db.flush()


def answer(db: Db, actor: Person, challenge: Challenge, given: ExampleAnswerIn, *, at: datetime) -> ExampleSheet:
    """Score the example once, whole, with the round's own grid; the same again is the same answer.

    A second, other answer is refused (`example_answered`): by then one has seen the others'. To a grid that was changed since,
    one answers anew.
    """
    require(db, actor, Action.SCORE_EXAMPLE, challenge, at=at)
    rubric, _ = _of(db, challenge)
    criteria = juries.criteria_of(db, rubric)
    marks = {str(key): level for key, level in given.marks.items()}
    sheet = calibrations.sheet_of(db, rubric.id, actor.id)
    if sheet and calibrations.complete(sheet, criteria):
        if sheet.marks == marks:
            return sheet
        raise refuse(EXAMPLE_ANSWERED, N_("You scored this example already, and have seen how the others did."))
    _require_before(rubric)
    sheets.check_marks(given.marks, criteria, rubric.scale)
    sheets.check_complete(given.marks, criteria)
    sheet = sheet or ExampleSheet(rubric_id=rubric.id, person_id=actor.id, answered_at=at)
    sheet.marks, sheet.answered_at = marks, at
    db.add(sheet)
    db.flush()
    journal.record(db, challenge.hackathon_id, actor, Action.SCORE_EXAMPLE, sheet, at=at, challenge_id=challenge.id)
    return sheet


def _of(db: Db, challenge: Challenge) -> tuple[Rubric, Example]:
    rubric = rounds.current(db, challenge.id)
    example = calibrations.of_round(db, rubric.id if rubric else None)
    if rubric is None or example is None:
        raise NotFound
    return rubric, example


def _require_before(rubric: Rubric) -> None:
    if rubric.opened_at is not None:
        raise refuse(EXAMPLE_CLOSED, N_("The scoring of this round is open, so its example stays as it is."))


@dataclass(frozen=True, slots=True)
class Spread:
    """How a jury spread on one criterion: how many gave each level, from the lowest to the highest that there is."""

    criterion: Criterion
    counts: dict[int, int]
    own: int | None
    reference: int | None
    reason: dict[str, str]

    @property
    def criterion_id(self) -> UUID:
        return self.criterion.id

    @property
    def talk(self) -> bool:
        """Two levels or more lie between the marks; of a question with yes and no, both were said."""
        given = [level for level, number in self.counts.items() if number]
        apart = 1 if self.criterion.kind is CriterionKind.GATE else APART
        return bool(given) and max(given) - min(given) >= apart


@dataclass(frozen=True, slots=True)
class Calibration:
    """An example as somebody may see it; `spread` is None where they may not, yet."""

    rubric: Rubric
    example: Example
    criteria: list[Criterion]
    own: ExampleSheet | None
    answers: int
    spread: list[Spread] | None

    @property
    def closed(self) -> bool:
        return self.rubric.opened_at is not None

    @property
    def waits(self) -> bool:
        """Whether this person may still score it."""
        return self.own is None and not self.closed


def seen(db: Db, viewer: Person, challenge: Challenge, *, runs: bool) -> Calibration | None:
    """Return the example of the round being read; None where there is none.

    A juror sees how the jury spread after their own answer, who runs the jury from three answers on: one mark alone is
    somebody's.
    """
    rubric = rounds.current(db, challenge.id)
    example = calibrations.of_round(db, rubric.id if rubric else None)
    if rubric is None or example is None:
        return None
    criteria = juries.criteria_of(db, rubric)
    given = calibrations.sheets(db, rubric, criteria)
    own = next((sheet for sheet in given if sheet.person_id == viewer.id), None)
    open_ = own is not None or (runs and len(given) >= FEWEST)
    spread = [_spread(criterion, given, own, example, rubric.scale) for criterion in criteria] if open_ else None
    return Calibration(rubric, example, criteria, own, len(given), spread)


def _spread(criterion: Criterion, given: list[ExampleSheet], own: ExampleSheet | None, example: Example, scale: int) -> Spread:
    key = str(criterion.id)
    levels = range(2) if criterion.kind is CriterionKind.GATE else range(1, scale + 1)
    said = [sheet.marks.get(key) for sheet in given]
    reference = example.reference.get(key, {})
    return Spread(
        criterion,
        {level: said.count(level) for level in levels},
        own.marks.get(key) if own else None,
        reference.get("level"),
        reference.get("reason", {}),
    )


def answered(db: Db, challenge: Challenge) -> list[tuple[Person, bool]]:
    """Return the jurors of the round being read and whether they have scored its example; never what they gave."""
    rubric, _ = _of(db, challenge)
    jurors = juries.jurors_of(db, challenge)
    reading = rounds.readers_of(db, rubric, {juror.id for juror in jurors})
    done = {sheet.person_id for sheet in calibrations.sheets(db, rubric, juries.criteria_of(db, rubric))}
    return [(juror, juror.id in done) for juror in jurors if juror.id in reading | done]
