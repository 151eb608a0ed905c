"""Tables, enumerations and constraints, by concept."""

from sqlmodel import SQLModel

from app.models import (
    application,
    base,
    calibration,
    challenge,
    charter,
    commons,
    computation,
    deliberation,
    hackathon,
    incubation,
    journal,
    jury,
    lot,
    organisation,
    paper,
    person,
    prize,
    prototype,
    team,
)

metadata = SQLModel.metadata
base.add_checks(metadata)

__all__ = [
    "application", "calibration", "challenge", "charter", "commons", "computation", "deliberation", "hackathon", "incubation",
    "journal", "jury", "lot", "metadata", "organisation", "paper", "person", "prize", "prototype", "team",
]  # fmt: skip
