"""A jury's file on its way out and in: its lines in the reader's language, what is wrong with it in sentences. (J2, J3, J4)"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.domain.jury_files import Outcome
from app.domain.jury_grammar import COLUMNS, CRITERIA, VOCABULARY, Act, Wrong, header, written
from app.i18n import gettext, translate
from app.models.challenge import Challenge
from app.models.jury import Rubric
from app.models.person import Person
from app.queries import juries, jury_files, panels
from app.web import grids

CELLS: Final = len(COLUMNS) + len(CRITERIA) + 3
LONGEST: Final = 2_001  # one more than the longest text, so that too long is seen
Cells = dict[str, object]


def read(text: str, *, field: str = "text") -> list[list[str]]:
    """Return the rows of a file that came as text."""
    return grids.read(io.BytesIO(text.encode()), cells=CELLS, longest=LONGEST, field=field)


def packed(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as the text that the confirmation carries."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def exported(db: Session, challenge: Challenge, rubric: Rubric, locale: str) -> Iterator[list[object]]:
    """Return the headings and lines of a jury as it stands: applied again, they change nothing."""
    known = panels.known(db, challenge, rubric)
    jurors = _keyed(db, challenge, known.jurors)
    teams = {key: team.name for key, team in jury_files.teams_of(db, challenge.id).items()}
    yield [*header(locale)]
    for person, named in sorted(known.named.items(), key=lambda one: str(one[0])):
        if person in jurors:
            cells: Cells = {
                "load": named.load,
                "sector": written("sector", named.sector, locale),
                "stand_in": written("stand_in", "1" if named.stand_in else "0", locale),
            }
            yield _row(Act.PANELIST, jurors[person], None, "", cells, locale)
    for tie in sorted(jury_files.ties_of(db, teams), key=lambda one: (str(one.person_id), str(one.team_id))):
        if tie.person_id in jurors:
            cells = {"kind": written("kind", tie.kind, locale), "note": tie.note}
            yield _row(Act.TIE, jurors[tie.person_id], tie.team_id, teams[tie.team_id], cells, locale)
    for juror, team in sorted(known.now, key=str):
        if juror in jurors and team in teams:
            yield _row(Act.SEAT, jurors[juror], team, teams[team], {}, locale)


def to_score(db: Session, challenge: Challenge, rubric: Rubric, locale: str) -> Iterator[list[object]]:
    """Return the headings and a line to fill in for each sheet that is awaited; the criteria by number."""
    criteria = [f"c{number}" for number, _ in enumerate(juries.criteria_of(db, rubric), 1)]
    yield [*header(locale), *criteria]
    known = panels.known(db, challenge, rubric)
    jurors = _keyed(db, challenge, known.jurors)
    for panel in panels.panels_of(known):
        for place in panel.places:
            if place.state == "planned" and place.person_id in jurors:
                yield [
                    *_row(Act.SCORE, jurors[place.person_id], panel.team_id, panel.team, {}, locale),
                    *("" for _ in criteria),
                ]


def _keyed(db: Session, challenge: Challenge, people: Mapping[UUID, Person]) -> dict[UUID, tuple[str, Person]]:
    """Return people with the key that a file names them by: the address that they were invited by, else their id."""
    invited = jury_files.addresses(db, challenge.hackathon_id, people)
    return {key: (invited[key][0] if key in invited else str(key), one) for key, one in people.items()}


def _row(  # noqa: PLR0917 - a line of the grammar
    act: Act, juror: tuple[str, Person], team_id: UUID | None, team: str, cells: Cells, locale: str
) -> list[object]:
    said: Cells = {"action": written("action", act, locale), "juror": juror[0], "juror_name": juror[1].display_name}
    said |= {"team": team_id or "", "team_name": team}
    return [(said | cells).get(name, "") for name in COLUMNS]


def errors(wrong: Sequence[Wrong], locale: str) -> list[dict[str, object]]:
    """Return each error with its line, its column as it is headed, and what to do."""
    return [
        {
            "line": one.line,
            "column": gettext(locale, COLUMNS[one.column]) if one.column in COLUMNS else one.column,
            "detail": translate(locale, one.message, dict(one.params)),
        }
        for one in wrong
    ]


def plain(found: Outcome, locale: str) -> dict[str, object]:
    """Return what a file comes to, as the API tells it."""
    return {
        "lines": found.lines,
        "errors": errors(found.wrong, locale),
        "counts": dict(found.counts),
        "effects": found.effects,
        "lacking": [{"team": team, "missing": missing} for team, missing in found.lacking],
        "first_seats": found.first_seats,
        "fingerprint": found.fingerprint,
    }


def words(about: str, locale: str) -> list[str]:
    """Return the words that a column takes, in a language."""
    return [gettext(locale, word) for word in VOCABULARY[about].values()]
