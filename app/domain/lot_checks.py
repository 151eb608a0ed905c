"""The published file of a draw, run again from the file alone; in plain words what holds and what does not. (C7)"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.science.lot_orders import FORMAT as ORDER
from app.science.lot_orders import verify_order
from app.science.lots import verify


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: sentences that hold, and those that do not; the file is good when there are none of these."""

    holds: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


def check_file(raw: bytes, *, fingerprint: str | None = None, solve: bool = False) -> Verdict:
    """Run a draw again from its published file. Never raises on a damaged one.

    `fingerprint`: that of the whole file as it was kept before the draw. `solve`: compute the chances again too, which may
    take minutes.
    """
    try:
        published = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return Verdict(flaws=["This is not a JSON file."])
    if not isinstance(published, dict):
        return Verdict(flaws=["This is not the published file of a draw."])
    if published.get("format") == ORDER:
        flaws = verify_order(published, kept=fingerprint)
        return Verdict([] if flaws else _said_of_order(published), flaws)
    flaws = verify(published, fingerprint=fingerprint, solve=solve)
    return Verdict([] if flaws else _said(published, fingerprint=fingerprint, solve=solve), flaws)


def _said(file: Mapping[str, Any], *, fingerprint: str | None, solve: bool) -> list[str]:
    said = [
        f"{len(file['pool'])} people are in the pool, {file['places']} are drawn, and every panel keeps every quota.",
        f"The {len(file['tickets']['numbers'])} tickets give each person the chance that is published, to within .003.",
        "The fingerprints are those of what the file holds.",
    ]
    if fingerprint:
        said.append("They are those that you kept: nothing was changed since.")
    if solve:
        said.append("The chances were computed again, and are the fairest that the quotas allow.")
    drawn = file.get("draw")
    said.append(
        f"The public number {drawn['number']} draws ticket {drawn['ticket']}: the panel and the reserve are those published."
        if drawn
        else "The number was not drawn yet."
    )
    return said


def _said_of_order(file: Mapping[str, Any]) -> list[str]:
    drawn = file.get("draw")
    return [
        f"{len(file['pool'])} teams are put in order.",
        f"The public number {drawn['number']} gives the order that is published." if drawn else "The number was not drawn yet.",
    ]
