"""Rules that a composition of teams keeps. (P4)"""

from typing import Any
from uuid import UUID

from app.domain import team_rules as verbs
from app.domain.policy import Action
from app.models.team import TeamRule
from app.queries import hackathons, team_rules
from app.schemas.composition import RuleIn, RuleOut, SuggestionOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["teams"])


@router.get("/hackathons/{hackathon_id}/team-rules", access=SIGNED_IN, response_model=list[RuleOut])
def list_team_rules(hackathon_id: UUID, caller: CallerDep) -> Any:
    """List the rules that stand, the oldest first, for organisers."""
    return team_rules.standing(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post(
    "/hackathons/{hackathon_id}/team-rules", access=acting(Action.ADD_TEAM_RULE), response_model=RuleOut, status_code=201
)
def add_team_rule(hackathon_id: UUID, draft: RuleIn, act: Act, now: Now) -> TeamRule:
    """Keep people together, apart, or in one team; refused when it contradicts a rule that stands."""
    return act(lambda db, me: verbs.add(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.post("/team-rules/{rule_id}/ending", access=acting(Action.END_TEAM_RULE), response_model=RuleOut)
def end_team_rule(rule_id: UUID, act: Act, now: Now) -> TeamRule:
    """End a rule; it stays on record."""
    return act(lambda db, me: verbs.end(db, me, team_rules.rule_for_change(db, me, rule_id), at=now))


@router.get("/hackathons/{hackathon_id}/team-rules/suggestions", access=SIGNED_IN, response_model=list[SuggestionOut])
def suggest_team_rules(hackathon_id: UUID, caller: CallerDep) -> list[SuggestionOut]:
    """List friends whose requests are mutual and whom no rule keeps together yet, for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    rules = team_rules.standing(caller.db, caller.me, hackathon)
    wished = verbs.wishes(team_rules.friends(caller.db, caller.me, hackathon))
    return [SuggestionOut(people=list(group)) for group in verbs.suggestions(wished, rules)]
