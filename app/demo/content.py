"""The long texts of the demonstration in one place; everything here is invented and loaded as such.

People's own texts are in French, the language in which they would have written them.
"""

from app.demo.charter import CHARTER_TITLE, CHARTER_V1, CHARTER_V2, CHARTER_V2_REASON
from app.demo.concepts import CONCEPTS
from app.demo.life import (
    ADIE_CHECK_INS,
    ANNOUNCEMENTS,
    CHECK_INS,
    REVIEWS,
    DemoAnnouncement,
    DemoCheckIn,
    DemoDebrief,
    DemoReview,
    debriefs,
)
from app.demo.practices import PRACTICES, REUSES, DemoPractice, DemoReuse
from app.demo.prototypes import DemoPrototype, prototypes_for

__all__ = [
    "ADIE_CHECK_INS",
    "ANNOUNCEMENTS",
    "CHARTER_TITLE",
    "CHARTER_V1",
    "CHARTER_V2",
    "CHARTER_V2_REASON",
    "CHECK_INS",
    "CONCEPTS",
    "PRACTICES",
    "REUSES",
    "REVIEWS",
    "DemoAnnouncement",
    "DemoCheckIn",
    "DemoDebrief",
    "DemoPractice",
    "DemoPrototype",
    "DemoReuse",
    "DemoReview",
    "debriefs",
    "prototypes_for",
]
