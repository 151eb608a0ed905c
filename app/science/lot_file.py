"""The published file of a draw: all that is needed to run it again (C7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.science.lot_draw import tidy_number
from app.science.lot_pool import sort_quotas
from app.science.lot_types import METHOD, Candidate, Draw, Lottery, Quota, Reached, Reading, Tickets

FORMAT: Final = "essaim-lot-1"
DECIMALS: Final = 9


class Published(NamedTuple):
    """A published file, read."""

    pool: tuple[Candidate, ...]
    quotas: tuple[Quota, ...]
    places: int
    reached: Reached
    lowest: float
    chances: Mapping[str, float]
    tickets: Tickets
    reading: Reading
    drawn: Draw | None


def write_file(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    lottery: Lottery,
    tickets: Tickets,
    *,
    source: str,
    reading: Reading,
    drawn: Draw | None,
) -> dict[str, Any]:
    """See `app.science.lots.publish`."""
    asked = {quota.attribute for quota in quotas}
    file: dict[str, Any] = {
        "format": FORMAT,
        "method": METHOD,
        "places": lottery.places,
        "quotas": [
            {"attribute": quota.attribute, "value": quota.value, "minimum": quota.minimum, "maximum": quota.maximum}
            for quota in sort_quotas(quotas)
        ],
        "pool": [
            {
                "id": candidate.id,
                "attributes": {name: candidate.attributes[name] for name in sorted(asked & set(candidate.attributes))},
            }
            for candidate in sorted(pool, key=lambda candidate: candidate.id)
        ],
        "lottery": {
            "reached": str(lottery.reached),
            "lowest": round(lottery.lowest, DECIMALS),
            "bound": round(lottery.bound, DECIMALS),
            "chances": {id_: round(lottery.chances[id_], DECIMALS) for id_ in sorted(lottery.chances)},
        },
        "tickets": {"panels": [list(panel) for panel in tickets.panels], "numbers": list(tickets.numbers)},
        "number": {"source": tidy_number(source), "reading": str(reading)},
    }
    file["fingerprints"] = take_fingerprints(file)
    file["draw"] = None if drawn is None else _write_draw(drawn)
    return file


def _write_draw(drawn: Draw) -> dict[str, Any]:
    return {
        "number": drawn.number,
        "ticket": drawn.ticket,
        "panel": list(drawn.panel),
        "reserve": list(drawn.reserve),
        "substitutes": {id_: list(substitutes) for id_, substitutes in drawn.substitutes.items()},
    }


def take_fingerprints(file: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of the parts as JSON (UTF-8, sorted keys, no spaces); `all` covers everything known before the draw."""
    parts = {
        "pool": file["pool"],
        "quotas": {"places": file["places"], "quotas": file["quotas"]},
        "panels": file["tickets"],
        "all": {key: file[key] for key in sorted(file) if key not in {"draw", "fingerprints"}},
    }
    return {name: hashlib.sha256(_canonical(part)).hexdigest() for name, part in parts.items()}


def _canonical(part: Any) -> bytes:
    return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_file(file: Mapping[str, Any]) -> Published:
    """Raises KeyError, TypeError, ValueError or AttributeError when it is no such file."""
    if (file["format"], file["method"]) != (FORMAT, METHOD):
        raise ValueError(f"format {file['format']!r} with method {file['method']!r} is unknown")
    reading = Reading(file["number"]["reading"])
    return Published(
        pool=tuple(
            Candidate(_text(row["id"]), {_text(k): _text(v) for k, v in row["attributes"].items()}) for row in file["pool"]
        ),
        quotas=tuple(
            Quota(_text(row["attribute"]), _text(row["value"]), _whole(row["minimum"]), _whole(row["maximum"]))
            for row in file["quotas"]
        ),
        places=_whole(file["places"]),
        reached=Reached(file["lottery"]["reached"]),
        lowest=float(file["lottery"]["lowest"]),
        chances={_text(id_): float(chance) for id_, chance in file["lottery"]["chances"].items()},
        tickets=Tickets(
            tuple(tuple(_text(id_) for id_ in panel) for panel in file["tickets"]["panels"]),
            tuple(_whole(number) for number in file["tickets"]["numbers"]),
        ),
        reading=reading,
        drawn=None if file["draw"] is None else _read_draw(file["draw"], reading),
    )


def _read_draw(row: Mapping[str, Any], reading: Reading) -> Draw:
    return Draw(
        number=_text(row["number"]),
        reading=reading,
        ticket=_whole(row["ticket"]),
        panel=tuple(_text(id_) for id_ in row["panel"]),
        reserve=tuple(_text(id_) for id_ in row["reserve"]),
        substitutes={_text(id_): tuple(_text(other) for other in others) for id_, others in row["substitutes"].items()},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value
