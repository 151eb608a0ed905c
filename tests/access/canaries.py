"""Who may ever read which private text. What is not said here, nobody may. (R4)

A reader is a member of the cast, or a group of it; a rule has readers by place, and may widen with time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.models.hackathon import LIFE, Phase
from tests.full_world import CAST

EVERYBODY = frozenset(CAST)
SIGNED_IN = EVERYBODY - {"visitor"}
NOBODY: frozenset[str] = frozenset()
# Organisers of what is here, and of what is there; the programme's lead is both.
HERE, THERE = frozenset({"organiser", "programme_lead"}), frozenset({"organiser_there", "programme_lead"})
CREW = frozenset({"member", "coach", "designer"})
TAKING_PART = frozenset(
    {
        "member",
        "member_other",
        "coach",
        "designer",
        "mentor",
        "witness",
        "juror",
        "juror_tied",
        "guarantor",
        "observer",
        "holder",
        "holder_other",
        "applicant",
    }
)

Readers = frozenset[str]


def stage(phase: Phase) -> int:
    """Return how far a phase is in the life of a hackathon; a pause and a stop happen in the sprint."""
    return LIFE.index(Phase.SPRINT if phase in {Phase.PAUSED, Phase.STOPPED} else phase)


def since(phase: Phase, readers: Readers, before: Readers = NOBODY) -> Callable[[Phase], Readers]:
    """Return readers that come with a phase."""
    return lambda now: readers if stage(now) >= stage(phase) else before


@dataclass(frozen=True)
class Rule:
    """Readers of one private text at each place."""

    why: str
    own: Callable[[Phase], Readers]
    team: Callable[[Phase], Readers] = lambda _: NOBODY
    there: Callable[[Phase], Readers] = lambda _: NOBODY


def always(*who: str | Readers) -> Callable[[Phase], Readers]:
    """Return readers that do not change with time."""
    named: Readers = frozenset().union(*({one} if isinstance(one, str) else one for one in who))
    return lambda _: named


def revealed(before: Readers) -> Callable[[Phase], Readers]:
    """Return everybody once a défi is revealed, which here is at the sprint."""
    return since(Phase.SPRINT, EVERYBODY, before)


DEFI = Rule(
    "Before its reveal a défi is its theme and its association",
    revealed(HERE | {"holder"}),
    revealed(HERE | {"holder_other"}),
    revealed(THERE),
)
AT_WORK = frozenset({"member", "member_other", "coach", "designer", "mentor", "juror", "juror_tied"})
CANARIES: dict[str, Rule] = {
    **{name: DEFI for name in ("title", "brief", "why", "suffers", "tried", "constraints", "easy", "stretch")},
    "confidential": Rule(
        "The association, organisers and, once revealed, the teams of this défi and their jury",
        since(Phase.SPRINT, HERE | {"holder"} | AT_WORK, HERE | {"holder"}),
        always(HERE, "holder_other"),
        since(Phase.SPRINT, THERE | {"member_there"}, THERE),
    ),
    "draft": Rule("The working copy belongs to the team", always(CREW), always("member_other"), always("member_there")),
}


def permitted(who: str, canary: str, phase: Phase) -> bool:
    """Tell whether a canary may be shown to somebody in a phase."""
    if canary.lower().startswith("canary-mail-"):
        owner = canary[len("canary-mail-") :].split("@")[0].replace("-", "_")
        return who == owner
    field, _, place = canary.removeprefix("CANARY-").rpartition("-")
    for name in (field, field.split("-")[0]):
        if name in CANARIES and place in {"own", "team", "there"}:
            readers: Mapping[str, Callable[[Phase], Readers]] = {
                "own": CANARIES[name].own,
                "team": CANARIES[name].team,
                "there": CANARIES[name].there,
            }
            return who in readers[place](phase)
    return False


def leaks(who: str, found: set[str], phase: Phase) -> set[str]:
    """Return what was shown to somebody who may not read it."""
    return {canary for canary in found if not permitted(who, canary, phase)}


_ = re
