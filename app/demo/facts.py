"""The hackathons that the demonstration loads."""

from typing import Final

from app.demo.adie import ADIE
from app.demo.campus import CAMPUS
from app.demo.fact_types import (
    ChallengeFacts,
    EventFacts,
    IndicatorFacts,
    Localised,
    MilestoneFacts,
    SolutionFacts,
    label,
)
from app.demo.invented import CALL, JURY
from app.demo.marseille import MARSEILLE

__all__ = [
    "ADIE",
    "CALL",
    "CAMPUS",
    "EVENTS",
    "JURY",
    "MARSEILLE",
    "ChallengeFacts",
    "EventFacts",
    "IndicatorFacts",
    "Localised",
    "MilestoneFacts",
    "SolutionFacts",
    "label",
]

EVENTS: Final = (ADIE, MARSEILLE, CAMPUS, CALL, JURY)
