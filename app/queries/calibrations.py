"""The example that a jury scores before a round, and who has scored it. (J7)"""

from uuid import UUID

from sqlmodel import Session, col, select

from app.models.calibration import Example, ExampleSheet
from app.models.challenge import Challenge
from app.models.jury import Criterion, Rubric


def of_round(db: Session, rubric_id: UUID | None) -> Example | None:
    """Return the example of a round, None where there is none."""
    return db.exec(select(Example).where(Example.rubric_id == rubric_id)).first() if rubric_id else None


def challenges(db: Session, hackathon_id: UUID) -> set[UUID]:
    """Return the ids of the défis of a hackathon that have an example in any round."""
    of_them = select(Rubric.challenge_id).join(Example, col(Example.rubric_id) == Rubric.id).join(Challenge)
    return set(db.exec(of_them.where(Challenge.hackathon_id == hackathon_id)))


def sheets(db: Session, rubric: Rubric, criteria: list[Criterion]) -> list[ExampleSheet]:
    """Return the answers that were given with the grid as it is, the oldest first; those to an earlier grid are none."""
    statement = select(ExampleSheet).where(ExampleSheet.rubric_id == rubric.id)
    found = db.exec(statement.order_by(col(ExampleSheet.answered_at), col(ExampleSheet.id)))
    return [sheet for sheet in found if complete(sheet, criteria)]


def complete(sheet: ExampleSheet, criteria: list[Criterion]) -> bool:
    """Tell whether an answer marks every criterion of the grid but a bonus, and so was given with this grid."""
    return all(str(criterion.id) in sheet.marks for criterion in criteria if criterion.kind != "bonus")


def sheet_of(db: Session, rubric_id: UUID, person_id: UUID) -> ExampleSheet | None:
    """Return one's own answer, to whatever grid it was."""
    return db.exec(select(ExampleSheet).where(ExampleSheet.rubric_id == rubric_id, ExampleSheet.person_id == person_id)).first()


def every_sheet(db: Session, rubric_id: UUID) -> list[ExampleSheet]:
    """Return all answers of a round, those to an earlier grid too."""
    return list(db.exec(select(ExampleSheet).where(ExampleSheet.rubric_id == rubric_id)))
