"""How heavily each hard rule weighs against the others, and all of them against the mix (P4)."""

from __future__ import annotations

from typing import Final

BURDEN: Final = {
    "lock": 50,
    "access": 40,
    "apart": 30,
    "together": 30,
    "mode": 20,
    "language": 20,
    "size": 10,
    "skill": 8,
    "employer": 6,
    "presence": 5,
}
HARD: Final = 60
"""Points for a unit of burden: the lightest hard rule costs more than any mix can win."""
