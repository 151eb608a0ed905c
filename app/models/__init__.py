"""Tables, enumerations and constraints, by concept."""

from sqlmodel import SQLModel

from app.models import (
    application,
    base,
    challenge,
    charter,
    commons,
    hackathon,
    incubation,
    journal,
    jury,
    organisation,
    person,
    prototype,
    team,
)

metadata = SQLModel.metadata
base.add_checks(metadata)

__all__ = [
    "application", "challenge", "charter", "commons", "hackathon", "incubation", "journal",
    "jury", "metadata", "organisation", "person", "prototype", "team",
]  # fmt: skip
