"""A kept composition under pseudonyms: everything that one needs to run it again, and nobody's name. (P4)"""

from collections.abc import Mapping
from typing import Any

from app.models.team import TeamProposal

# Figures and codes whose value is an employer.
EMPLOYER = "employer"


def pseudonymised(proposal: TeamProposal) -> dict[str, Any]:
    """Return a run with people, teams, défis and employers numbered; who needs a place without steps is not in it.

    Run with `science.teams.compose` it gives the same teams, under the same pseudonyms.
    """
    problem = proposal.inputs.get("problem", {"people": [], "slots": []})
    names: dict[str, str] = {person["id"]: f"p{n:04}" for n, person in enumerate(problem["people"], 1)}
    slots = proposal.inputs.get("slots", [])
    names |= {slot["id"]: f"t{n:03}" for n, slot in enumerate(slots, 1)}
    names |= {one: f"c{n}" for n, one in enumerate(dict.fromkeys(slot["challenge"] for slot in slots), 1)}
    staff = {person["employer"] for person in problem["people"] if person["employer"]} | set(problem.get("employer_caps", {}))
    employers = {name: f"e{n:03}" for n, name in enumerate(sorted(staff), 1)}
    renamed: dict[str, Any] = _rename(
        {
            "problem": problem,
            "options": proposal.inputs.get("options", {}),
            "asked": proposal.inputs.get("asked", {}),
            "result": proposal.result,
        },
        names,
        employers,
    )
    return {
        "format": "essaim-composition-1",
        "made_at": proposal.created_at.isoformat(),
        "seed": proposal.seed,
        "method": proposal.method,
        "fingerprint": proposal.fingerprint,
        **renamed,
    }


def _rename(value: Any, names: Mapping[str, str], employers: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {
            employers.get(name, name) if key == "employer_caps" else names.get(name, name): _rename(one, names, employers, name)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_rename(one, names, employers, key) for one in value]
    if isinstance(value, str):
        return employers.get(value, value) if key == EMPLOYER else names.get(value, value)
    return value
