"""An order of passage by lot as a file that anyone can check (C7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.science.lots import draw_order

FORMAT: Final = "essaim-order-1"


def fingerprint(value: Any) -> str:
    """SHA-256 of a value's JSON with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def publish_order(ids: Sequence[str], *, source: str, number: str | None = None) -> dict[str, Any]:
    """The published file: who is put in order, where the number comes from, and once it is known the order it gives."""
    pool = sorted(ids)
    file: dict[str, Any] = {"format": FORMAT, "pool": pool, "source": source}
    file["fingerprints"] = {"pool": fingerprint(pool), "all": fingerprint(file)}
    if number is not None:
        file["draw"] = {"number": number, "order": list(draw_order(pool, number))}
    return file


def verify_order(published: Mapping[str, Any], *, kept: str | None = None) -> list[str]:
    """What does not hold, in plain words; empty when everything does. Never raises on a damaged file.

    `kept` is the fingerprint of the whole file as it was announced.
    """
    pool, drawn = published.get("pool"), published.get("draw")
    if not isinstance(pool, list) or not all(isinstance(one, str) for one in pool) or len(set(pool)) < len(pool):
        return ["The pool is not a list of different numbers."]
    flaws = []
    taken = {"pool": fingerprint(sorted(pool))}
    taken["all"] = fingerprint({name: published.get(name) for name in ("format", "pool", "source")})
    if published.get("fingerprints") != taken:
        flaws.append("The fingerprints are not those of what the file holds.")
    if kept is not None and kept != taken["all"]:
        flaws.append("This is not what was announced before the draw: its fingerprint is another one.")
    if drawn is None:
        return flaws
    number = drawn.get("number") if isinstance(drawn, dict) else None
    if not isinstance(drawn, dict) or not isinstance(number, str) or not number.split():
        return [*flaws, "The draw has no public number."]
    if drawn.get("order") != list(draw_order(pool, number)):
        flaws.append("The public number does not give this order.")
    return flaws
