"""Tables, enumerations and constraints, by concept."""

from sqlmodel import SQLModel

from app.models import (
    application,
    base,
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
    person,
    prototype,
    team,
)

metadata = SQLModel.metadata
base.add_checks(metadata)

__all__ = [
    "application", "challenge", "charter", "commons", "computation", "deliberation", "hackathon", "incubation", "journal",
    "jury", "lot", "metadata", "organisation", "person", "prototype", "team",
]  # fmt: skip
