"""Rules that a composition keeps: people together, people apart, people in one team. (P4)"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import INVALID, Refusal, Refused, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import Team, TeamRule, TeamRuleKind
from app.queries import team_rules
from app.schemas.composition import RuleIn
from app.science.team_problem import group_requests, merge_groups

RULE_CONTRADICTS: Final = code("rule_contradicts", 409)
RULE_ENDED: Final = code("rule_ended", 409)
NOT_FOUND_BY_NAME: Final = N_("Nobody who is accepted here is called “%(name)s”. Write their name or address as registered.")
SEVERAL_SO_CALLED: Final = N_("Several people are called “%(name)s”. Write the address of the one you mean.")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules that cannot all be kept: a sentence with its figures, and the people that it is about."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What friends asked for: groups whose requests are mutual, and requests of one side only (who, whom)."""

    groups: tuple[tuple[UUID, ...], ...]
    one_sided: tuple[tuple[UUID, UUID], ...]


def wishes(asked: Mapping[str, Sequence[str]]) -> Wishes:
    """Sort whom people asked to be with, by ids."""
    found = group_requests(asked)
    groups = tuple(tuple(UUID(one) for one in sorted(group)) for group in found.groups)
    return Wishes(groups, tuple((UUID(one), UUID(other)) for one, other in found.one_sided))


def suggestions(wished: Wishes, rules: Iterable[TeamRule]) -> list[tuple[UUID, ...]]:
    """Return the groups of mutual friends that no standing rule keeps together yet."""
    kept = [set(rule.people) for rule in rules if rule.kind is TeamRuleKind.TOGETHER]
    return [group for group in wished.groups if not any({str(one) for one in group} <= people for people in kept)]


def add(db: Session, actor: Person, hackathon: Hackathon, draft: RuleIn, *, at: datetime) -> TeamRule:
    """Add a rule about accepted people; refused at once when it cannot be kept beside those that stand."""
    require(db, actor, Action.ADD_TEAM_RULE, hackathon, at=at)
    accepted = team_rules.accepted_ids(db, hackathon)
    if not set(draft.people) <= accepted:
        raise refuse(INVALID, N_("Choose people who are accepted in this hackathon."), field_="people")
    if draft.kind is TeamRuleKind.LOCK:
        team = db.get(Team, draft.team_id) if draft.team_id else None
        if team is None or team.hackathon_id != hackathon.id or team.closed_at is not None:
            raise refuse(INVALID, N_("Choose a team of this hackathon that is open."), field_="team_id")
    rule = TeamRule(
        hackathon_id=hackathon.id,
        kind=draft.kind,
        people=[str(one) for one in draft.people],
        team_id=draft.team_id if draft.kind is TeamRuleKind.LOCK else None,
        reason=draft.reason,
        created_at=at,
    )
    _check(db, actor, hackathon, rule)
    db.add(rule)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.ADD_TEAM_RULE, rule, at=at,
        kind=rule.kind.value, people=rule.people, team_id=rule.team_id,
    )  # fmt: skip
    return rule


def end(db: Session, actor: Person, rule: TeamRule, *, at: datetime) -> TeamRule:
    """End a rule; it stays on record."""
    require(db, actor, Action.END_TEAM_RULE, rule, at=at)
    if rule.ended_at is not None:
        raise refuse(RULE_ENDED, N_("This rule was ended already."))
    rule.ended_at = at
    db.add(rule)
    journal.record(db, rule.hackathon_id, actor, Action.END_TEAM_RULE, rule, at=at, kind=rule.kind.value)
    return rule


def named(db: Session, hackathon: Hackathon, lines: Sequence[str], field_: str = "people") -> list[UUID]:
    """Return the accepted people whom lines of text name, by address or by name; refused when one names nobody or several."""
    found: list[UUID] = []
    for line in lines:
        if not (wanted := " ".join(line.split())):
            continue
        people = team_rules.matching(db, hackathon, wanted)
        if not people:
            raise refuse(INVALID, NOT_FOUND_BY_NAME, field_=field_, name=wanted)
        if len(people) > 1:
            raise refuse(INVALID, SEVERAL_SO_CALLED, field_=field_, name=wanted)
        found.append(people[0].person_id)
    return list(dict.fromkeys(found))


def team_named(db: Session, hackathon: Hackathon, text: str, field_: str = "team") -> UUID:
    """Return the open team that a text names; refused when it names none or several."""
    teams = team_rules.teams_matching(db, hackathon, text) if text.strip() else []
    if not teams:
        raise refuse(INVALID, N_("No open team is called “%(name)s”."), field_=field_, name=text.strip())
    if len(teams) > 1:
        raise refuse(INVALID, N_("Several teams are called “%(name)s”. Lock from the team’s own page."), field_=field_, name=text)
    found: UUID = teams[0].id
    return found


def _check(db: Session, actor: Person, hackathon: Hackathon, rule: TeamRule) -> None:
    """Refuse a rule with which something cannot be kept that could be without it."""
    others = team_rules.standing(db, actor, hackathon)
    seats = team_rules.seats(db, hackathon)
    before = {(one.message, one.people) for one in contradictions(others, seats, hackathon.team_max)}
    for one in contradictions([*others, rule], seats, hackathon.team_max):
        if (one.message, one.people) not in before:
            names = team_rules.names(db, one.people)
            who = ", ".join(sorted(names.values()))
            raise Refused(Refusal(RULE_CONTRADICTS, one.message, {**one.params, "people": who}, "people"))


def contradictions(rules: Iterable[TeamRule], seats: Mapping[str, int], largest: int) -> list[Contradiction]:
    """Name what cannot be kept by any composition, whatever the people: no search is needed to know it.

    `seats`: seats of the open teams by id; `largest`: the most people of a team that is not made yet.
    """
    rules = list(rules)
    everybody = {one: None for rule in rules for one in rule.people}
    groups = merge_groups([rule.people for rule in rules if rule.kind is TeamRuleKind.TOGETHER], everybody)
    locks: dict[str, str] = {}
    twice = {
        one
        for rule in rules
        if rule.kind is TeamRuleKind.LOCK
        for one in rule.people
        if locks.setdefault(one, str(rule.team_id)) != str(rule.team_id)
    }
    found = [Contradiction(N_("%(people)s would be locked in two teams."), people=(one,)) for one in sorted(twice)]
    found += _about_pairs(rules, groups, locks)
    found += _about_groups(groups, locks, max([largest, *seats.values()]))
    for team, number in Counter(locks.values()).items():
        if team in seats and number > seats[team]:
            people = tuple(sorted(one for one, where in locks.items() if where == team))
            message = N_("%(size)s people would be locked in a team of %(room)s seats: %(people)s.")
            found.append(Contradiction(message, {"size": number, "room": seats[team]}, people))
    return found


def _about_pairs(
    rules: Iterable[TeamRule], groups: Iterable[frozenset[str]], locks: Mapping[str, str]
) -> Iterator[Contradiction]:  # fmt: skip
    group_of = {one: group for group in groups for one in group}
    pairs = {
        (one, other)
        for rule in rules
        if rule.kind is TeamRuleKind.APART
        for one in rule.people
        for other in rule.people
        if one < other
    }
    for one, other in sorted(pairs):
        if other in group_of.get(one, ()):
            message = N_("%(people)s would be both together and apart, perhaps by way of others.")
            yield Contradiction(message, people=(one, other))
        elif one in locks and locks[one] == locks.get(other):
            yield Contradiction(N_("%(people)s would be apart and locked in the same team."), people=(one, other))


def _about_groups(groups: Iterable[frozenset[str]], locks: Mapping[str, str], room: int) -> Iterator[Contradiction]:
    for group in groups:
        people = tuple(sorted(group))
        if len({locks[one] for one in people if one in locks}) > 1:
            yield Contradiction(N_("%(people)s would be together, yet locked in different teams."), people=people)
        if len(people) > room:
            message = N_("%(people)s are %(size)s people together, more than any team seats (%(room)s).")
            yield Contradiction(message, {"size": len(people), "room": room}, people)
