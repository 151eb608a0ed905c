"""Who may ever read which private text. What is not said here, nobody may. (R4)

A reader is a member of the cast, or a group of it; a rule has readers by place, and may widen with time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.models.hackathon import LIFE, Phase
from tests.full_world import CAST

EVERYBODY = frozenset(CAST)
SIGNED_IN = EVERYBODY - {"visitor"}
NOBODY: frozenset[str] = frozenset()
# Organisers of what is here, and of what is there; the programme's lead is both.
HERE, THERE = frozenset({"organiser", "programme_lead"}), frozenset({"organiser_there", "programme_lead"})
# Who reads applications without their names, here the guarantor.
READER = "guarantor"
CREW = frozenset({"member", "coach", "designer", "mentor"})
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
ORGANISERS = Rule("Organisers only", always(HERE), always(HERE), always(THERE))
INSIDERS = Rule("The incubation's own people", always(HERE, "holder", "lead", "volunteer", "mentor"), there=always(THERE))
HANDED_IN = Rule(
    "What was handed in: the team, the organisers, once it is judged jurors without a tie; everybody when published",
    since(Phase.RESULTS, EVERYBODY, CREW | HERE | {"juror"}),
    since(Phase.RESULTS, EVERYBODY, HERE | {"member_other", "juror", "juror_tied"}),
    since(Phase.RESULTS, EVERYBODY, THERE | {"member_there"}),
)
CANARIES: dict[str, Rule] = {
    # before
    **dict.fromkeys(("title", "brief", "why", "suffers", "tried", "constraints", "easy", "stretch"), DEFI),
    "confidential": Rule(
        "The association, organisers and, once revealed, the teams of this défi and their jury",
        since(Phase.SPRINT, HERE | {"holder"} | AT_WORK, HERE | {"holder"}),
        always(HERE, "holder_other"),
        since(Phase.SPRINT, THERE | {"member_there"}, THERE),
    ),
    "checklist": ORGANISERS,
    "walkin": ORGANISERS,
    "remark": Rule("What a reader of applications wrote: theirs, and the organisers'", always(HERE, READER), there=always(THERE)),
    "invited": ORGANISERS,
    "proposal": ORGANISERS,
    "reference": ORGANISERS,
    "lotdraft": Rule(
        "A draw before its announcement: those who prepare it, and the guarantor who keeps the charter",
        always(HERE, "guarantor"),
        there=always(THERE),
    ),
    "teamrule": ORGANISERS,
    "left": ORGANISERS,
    "move": Rule(
        "Why an organiser moved the phase: those who hold a role here",
        always(HERE, TAKING_PART - {"applicant"}, "lead", "volunteer", "editor"),
        there=always(THERE, "member_there", "editor"),
    ),
    "announcement": Rule(
        "Everybody who takes part, also after leaving a team",
        always(HERE, TAKING_PART, "ex_member", "lead", "volunteer"),
        there=always(THERE, "member_there"),
    ),
    # during
    "draft": Rule("The working copy belongs to the team", always(CREW), always("member_other"), always("member_there")),
    "proto": HANDED_IN,
    "file": HANDED_IN,
    "bytes": HANDED_IN,
    "extension": Rule(
        "The team and who gave it", always(CREW, HERE), always("member_other", HERE), always("member_there", THERE)
    ),
    "debrief": Rule(
        "What one learned is one's own until shared", always("member"), always("member_other"), always("member_there")
    ),
    # jury
    "sheet-juror": Rule(
        "A sheet is its juror's; when the result is published the team and the organisers read it without a name",
        since(Phase.RESULTS, CREW | HERE | {"juror"}, frozenset({"juror"})),
        since(Phase.RESULTS, HERE | {"member_other", "juror"}, frozenset({"juror"})),
        since(Phase.RESULTS, THERE | {"member_there"}),
    ),
    "sheet-juror_tied": Rule(
        "The same", always(), since(Phase.RESULTS, HERE | {"member_other", "juror_tied"}, frozenset({"juror_tied"}))
    ),
    "tie": Rule("A tie's words are the juror's, and the organisers'", always("juror_tied", HERE), there=always(THERE)),
    "motion": Rule(
        "Why a jury would change a place: the jury but for who is tied to the team, and the organisers",
        always(HERE, "juror"),
        there=always(THERE),
    ),
    "gauge": Rule(
        "What organisers would have given on an example: theirs, and a juror's after their own answer",
        always(HERE, "juror"),
        there=always(THERE),
    ),
    "paper": Rule("What was typed beside what a juror saved themselves: that juror's alone", always("juror")),
    "contest": Rule(
        "What a team contests: the team and the organisers", always("member", HERE), there=always("member_there", THERE)
    ),
    "prize": Rule(
        "Why a prize is given, before it is: who keeps it", always(HERE, "guarantor"), always(HERE, "guarantor"), always(THERE)
    ),
    "aside": Rule(
        "Why votes were set aside: who checks them", always(HERE, "guarantor"), always(HERE, "guarantor"), always(THERE)
    ),
    # after
    "milestone": INSIDERS,
    "checkin": INSIDERS,
    "review": INSIDERS,
    "pledged": INSIDERS,
    "hours": INSIDERS,
    "practice": Rule("A draft is for those who are asked to sign it", always("member", "coach")),
}
# Texts that one person wrote of themselves: theirs, and the organisers'.
PERSONAL = ("motivation", "skill", "reason", "answer", "appeal")
READ = ("motivation", "skill", "answer")
# Texts that one person wrote, and who reads them beside that person: what help they need is for those who prepare the place.
INTIMATE: dict[str, Readers] = {"access": frozenset({"witness"}), "friend": NOBODY, "guardian": NOBODY, "typed": NOBODY}


def permitted(who: str, canary: str, phase: Phase) -> bool:
    """Tell whether a canary may be shown to somebody in a phase."""
    words = canary.lower().removeprefix("canary-")
    field, _, place = words.rpartition("-")
    if field == "mail" or words.startswith("mail-"):
        return who == words.removeprefix("mail-").replace("-", "_")
    if field == "session":
        return who == place
    kind, _, owner = field.partition("-")
    if kind in READ and place == "own" and who == READER:
        return True
    if kind in PERSONAL and place in {"own", "there"}:
        return who in {owner, *(HERE if place == "own" else THERE)} or (
            owner == "member" and who == "member_there" and place == "there"
        )
    if kind in INTIMATE and place in {"own", "there"}:
        here = who == owner or who in INTIMATE[kind]
        return who == f"{owner}_there" if place == "there" else here
    rule = CANARIES.get(field) or CANARIES.get(kind)
    if rule is None or place not in {"own", "team", "there"}:
        return False
    readers: Mapping[str, Callable[[Phase], Readers]] = {"own": rule.own, "team": rule.team, "there": rule.there}
    return who in readers[place](phase)


def leaks(who: str, found: set[str], phase: Phase) -> set[str]:
    """Return what was shown to somebody who may not read it."""
    return {canary for canary in found if not permitted(who, canary, phase)}
