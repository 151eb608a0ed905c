"""A lottery as plain values and back, and the search for it as the worker's own process runs it. (C7)

Imports the science only, since the process that searches loads nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from time import monotonic
from typing import Any, Final

from app.science.lot_types import Blame, Candidate, Impossible, Lottery, Mix, Progress, Quota, Reached, Stratum
from app.science.lots import find_lottery

# A search for the last of the fairness may not end; others wait behind it.
LONGEST: Final = 20 * 60.0  # seconds

Plain = dict[str, Any]


def candidates(people: Mapping[str, Mapping[str, str]], quotas: Sequence[Quota]) -> list[Candidate]:
    """Return the pool by pseudonym, each with no more than what a quota asks: what is published says no more."""
    asked = {(quota.attribute, quota.value) for quota in quotas}
    return [
        Candidate(pseudonym, {name: value for name, value in attributes.items() if (name, value) in asked})
        for pseudonym, attributes in sorted(people.items())
    ]


def quotas_of(plain: Sequence[Mapping[str, Any]]) -> list[Quota]:
    return [Quota(quota["attribute"], quota["value"], quota["minimum"], quota["maximum"]) for quota in plain]


def to_plain(lottery: Lottery) -> Plain:
    """Return a lottery as JSON keeps it."""
    return {
        "places": lottery.places,
        "strata": [{"attributes": list(map(list, one.attributes)), "ids": list(one.ids)} for one in lottery.strata],
        "mixes": [{"counts": list(mix.counts), "weight": mix.weight} for mix in lottery.mixes],
        "chances": dict(lottery.chances),
        "reached": lottery.reached.value,
        "fixed": lottery.fixed,
        "lowest": lottery.lowest,
        "bound": lottery.bound,
        "complete": lottery.complete,
        "method": lottery.method,
    }


def from_plain(plain: Mapping[str, Any]) -> Lottery:
    """Return the lottery that `to_plain` wrote down."""
    strata = [Stratum(tuple((name, value) for name, value in one["attributes"]), tuple(one["ids"])) for one in plain["strata"]]
    return Lottery(
        places=plain["places"],
        strata=tuple(strata),
        mixes=tuple(Mix(tuple(mix["counts"]), mix["weight"]) for mix in plain["mixes"]),
        chances=plain["chances"],
        reached=Reached(plain["reached"]),
        fixed=plain["fixed"],
        lowest=plain["lowest"],
        bound=plain["bound"],
        complete=plain["complete"],
        method=plain["method"],
    )


def plain_blame(blame: Blame) -> Plain:
    """Return what is impossible as pages and programs read it; people as a number, never by pseudonym."""
    return {
        "code": blame.code,
        "params": dict(blame.params),
        "blocking": blame.blocking,
        "changes": [change._asdict() for change in blame.changes],
        "people": len(blame.candidates),
    }


def run(inputs: Plain, tell: Callable[[float, Plain, Plain | None], None], stopping: Callable[[], bool]) -> Plain:
    """Find the fairest lottery for `{"people": {pseudonym: {attribute: value}}, "quotas": […], "places": n}`.

    Tells how far it is, and the lottery as soon as the smallest chance is as large as can be. Returns `{"lottery": …}`, or
    `{"problems": […]}` when no panel keeps the quotas.
    """
    quotas = quotas_of(inputs["quotas"])
    began = monotonic()

    def progress(said: Progress) -> None:
        best = {"lottery": to_plain(said.lottery)} if said.lottery else None
        tell(said.share, _said(said), best)

    def stop() -> bool:
        return stopping() or monotonic() - began > LONGEST

    try:
        found = find_lottery(candidates(inputs["people"], quotas), quotas, inputs["places"], progress=progress, should_stop=stop)
    except Impossible as error:
        return {"problems": [plain_blame(blame) for blame in error.blames]}
    return {"lottery": to_plain(found)}


def _said(progress: Progress) -> Plain:
    return {name: value for name, value in asdict(progress).items() if name not in {"lottery", "share"}}
