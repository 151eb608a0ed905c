"""The plan that every incubation starts from: what to reach in twenty-six weeks, as data. (A1)"""

from dataclasses import dataclass
from typing import Final

WEEKS: Final = 26


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """Something to reach by the end of a week, counted from the start."""

    week: int
    title: dict[str, str]


TEMPLATE: Final = (
    PlannedMilestone(2, {"fr": "Passage de relais", "en": "Handover"}),
    PlannedMilestone(4, {"fr": "Plan d’essai sur le terrain", "en": "Field test plan"}),
    PlannedMilestone(10, {"fr": "Premier essai", "en": "First test"}),
    PlannedMilestone(13, {"fr": "Revue à mi-parcours", "en": "Mid-way review"}),
    PlannedMilestone(20, {"fr": "Deuxième essai", "en": "Second test"}),
    PlannedMilestone(24, {"fr": "Revue avant déploiement", "en": "Readiness review"}),
    PlannedMilestone(26, {"fr": "Présentation au ministère", "en": "Presentation to the ministry"}),
)
