"""How strict a juror was beside the others, told to that juror alone, once nothing can change any more. (J7)"""

from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain.assessments import counted_criteria, scored
from app.models.challenge import Challenge
from app.models.person import Person
from app.queries import juries
from app.science.ranking import Criterion as Weighted
from app.science.ranking import Rules, sheet_total

OTHERS: Final = 2  # other jurors on a team before it is compared: one alone could be told from the difference
TEAMS: Final = 3
ALIKE: Final = 0.25  # of a level


@dataclass(frozen=True, slots=True)
class Severity:
    """One's own mean and the others' on the same teams; `difference` is positive for a kinder juror."""

    teams: int
    own: float
    others: float

    @property
    def difference(self) -> float:
        return round(self.own - self.others, 1)

    @property
    def alike(self) -> bool:
        return abs(self.own - self.others) < ALIKE


def of_juror(db: Db, juror: Person, challenge: Challenge) -> Severity | None:
    """Compare one's locked sheets with the others' on the same teams, in the round that decides.

    None before the scoring is closed or published, and with fewer than three teams that two others read too.
    """
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None or (rubric.closed_at is None and not juries.published(db, challenge.id)):
        return None
    criteria = counted_criteria(db, rubric)
    rules = Rules(tuple(Weighted(str(c.id), Decimal(c.weight)) for c in criteria))
    totals: dict[str, dict[str, float]] = {}
    for sheet in scored(db, rubric, criteria, {str(team.id) for team in juries.teams_in(db, challenge.id, rubric)}):
        total = sheet_total(sheet, rules)
        if total is not None:
            totals.setdefault(sheet.team, {})[sheet.juror] = float(total)
    return compare(str(juror.id), totals)


def compare(juror: str | UUID, totals: dict[str, dict[str, float]]) -> Severity | None:
    """Compare one juror's totals with the means of the others', by team and juror."""
    pairs = [
        (found[str(juror)], fmean(total for other, total in found.items() if other != str(juror)))
        for found in totals.values()
        if str(juror) in found and len(found) > OTHERS
    ]
    if len(pairs) < TEAMS:
        return None
    return Severity(len(pairs), fmean(own for own, _ in pairs), fmean(others for _, others in pairs))
