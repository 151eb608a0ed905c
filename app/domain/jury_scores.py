"""Sheets from paper that come in a file: read mark by mark, then typed in for their jurors like any other paper. (J4)"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import papers
from app.domain.jury_grammar import CRITERIA, Line, Wrong, level, moment
from app.errors import Refused
from app.i18n import N_
from app.models.jury import Criterion, CriterionKind
from app.models.paper import PaperSheet, PaperState
from app.models.person import Person
from app.queries import juries, sheets
from app.queries import papers as queries
from app.queries.panels import Known, Pair
from app.schemas.paper import PaperIn

# Sheets that one file enters: each is checked like one that is typed in alone, while others wait.
MOST: Final = 200
COLUMNS: Final = {"great": "great", "think_about": "think_about", "signed_at": "signed", "untied": "untied"}
OTHER_COPY: Final = N_(
    "Another copy of this sheet is stored already. Type this one in by its code: both are kept until somebody chooses."
)


def enter(  # noqa: PLR0917 - what a file is read with
    db: Db, actor: Person, known: Known, lines: Sequence[Line], people: Mapping[str, Person], wrong: list[Wrong], *, at: datetime
) -> set[Pair]:
    """Enter the sheets of a file and return whose on which team; what is wrong is added to `wrong`.

    A line without any mark is passed over, and so is a paper sheet that was typed in already as it stands there. Where another
    copy is stored, the file is refused: that is for the page of the code, which keeps both. What a juror saved themselves is
    refused without being compared, since the answer to a guess would tell their marks.
    """
    lines = [line for line in lines if any(line.get(name) for name in CRITERIA)]
    if len(lines) > MOST:
        wrong.append(
            Wrong(lines[MOST].number, "action", N_("A file enters %(most)s sheets at most. Send it in parts."), {"most": MOST})
        )
        return set()
    if not lines:
        return set()
    criteria = juries.criteria_of(db, known.rubric)
    here = papers.version(known.rubric, criteria)
    printed = {
        (paper.person_id, paper.team_id): paper for paper in queries.of_round(db, known.rubric.id) if paper.fingerprint == here
    }
    entered: set[Pair] = set()
    for line in lines:
        juror, team_id = people[line.juror], line.team
        marks, found = _marks(line, criteria, known.rubric.scale)
        wrong += found
        if found or team_id is None:
            continue
        pair = (juror.id, team_id)
        if pair in known.sheets:
            if not _same(db, known, pair, marks, line):
                wrong.append(Wrong(line.number, "action", OTHER_COPY))
            continue
        if line.get("untied") == "1" and pair in known.suspected and pair not in known.ties:
            said = N_("The record suggests a tie: only the juror can say that nothing ties them.")
            wrong.append(Wrong(line.number, "untied", said))
            continue
        paper = printed.get(pair) or papers.add(db, known.rubric, *pair, here, actor=actor, at=at)
        if (problem := _type(db, actor, paper, line, marks, at)) is None:
            entered.add(pair)
        else:
            wrong.append(problem)
    return entered


def _marks(line: Line, criteria: Sequence[Criterion], scale: int) -> tuple[dict[UUID, int], list[Wrong]]:
    """Return the marks of a line, and what is wrong with them: a blank is no mark, and only a bonus may be blank."""
    marks, wrong = dict[UUID, int](), []
    for name, criterion in zip(CRITERIA, criteria, strict=False):
        cell = line.get(name)
        lowest, highest = (0, 1) if criterion.kind is CriterionKind.GATE else (1, scale)
        found = level(cell) if cell else None
        if found is not None and lowest <= found <= highest:
            marks[criterion.id] = found
        elif cell:
            said = N_("Write a whole mark from %(lowest)s to %(highest)s.")
            wrong.append(Wrong(line.number, name, said, {"lowest": lowest, "highest": highest}))
        elif criterion.kind is not CriterionKind.BONUS:
            wrong.append(Wrong(line.number, name, N_("A mark is missing: enter the sheet once every criterion has one.")))
    beyond = [name for name in CRITERIA[len(criteria) :] if line.get(name)]
    return marks, wrong + [Wrong(line.number, name, N_("The grid has no such criterion. Empty this cell.")) for name in beyond]


def _same(db: Db, known: Known, pair: Pair, marks: dict[UUID, int], line: Line) -> bool:
    """Tell whether a sheet was typed in from paper with these very marks and words."""
    sheet = sheets.of_juror(db, *pair, known.rubric.id)
    if sheet is None or sheet.entered_by_id is None or sheet.locked_at is None:
        return False
    return sheets.marks_of(db, sheet) == marks and (sheet.great, sheet.think_about) == (
        line.get("great"),
        line.get("think_about"),
    )


def _type(  # noqa: PLR0917 - a line and what it is about
    db: Db, actor: Person, paper: PaperSheet, line: Line, marks: dict[UUID, int], at: datetime
) -> Wrong | None:
    """Type one sheet in; return what is wrong with it, None where it counts from now on."""
    given = PaperIn(
        marks=marks, great=line.get("great"), think_about=line.get("think_about"), signed_at=moment(line.get("signed")) or at,
        untied=line.get("untied") == "1",
    )  # fmt: skip
    try:
        typed = papers.enter(db, actor, paper, given, at=at)
    except Refused as error:
        column = COLUMNS.get(error.refusal.field or "", "action")
        return Wrong(line.number, column, error.refusal.message, error.refusal.params)
    if typed.state is PaperState.APPLIED:
        return None
    return Wrong(line.number, "action", OTHER_COPY)
