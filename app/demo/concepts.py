"""Every idea of the demonstration's teams, by challenge key."""

from typing import Final

from app.demo.concept import Concept
from app.demo.concepts_home import HOME
from app.demo.concepts_street import STREET

__all__ = ["CONCEPTS", "Concept"]

CONCEPTS: Final[dict[str, tuple[Concept, ...]]] = {**STREET, **HOME}
