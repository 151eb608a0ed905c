"""A problem as plain JSON and back, and the fingerprint of a result: what is kept so that anyone can run it again (P4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from app.science.team_types import Applicant, Assignment, Band, Options, Problem, Slot, Weights


def dump_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain values: sets sorted, bands as [low, high], slots with the same bands sharing them."""
    found: dict[str, Any] = {
        "people": [_plain(asdict(person)) for person in problem.people],
        "slots": [asdict(slot) for slot in problem.slots],
        "weights": _plain(asdict(problem.weights)),
        "bands": _plain_bands(problem.bands),
    }
    kept: list[Any] = []
    index = []
    for slot in problem.slots:
        mine = problem.slot_bands.get(slot.id)
        plain = None if mine is None else _plain_bands(mine)
        if plain not in kept:
            kept.append(plain)
        index.append(kept.index(plain))
    found["slot_bands"] = {"kept": kept, "index": index}
    done = {*found}
    for field in fields(Problem):
        if field.name not in done:
            found[field.name] = _plain(getattr(problem, field.name))
    return found


def load_problem(plain: Mapping[str, Any]) -> Problem:
    """Read what `dump_problem` returned. Fields that are missing take their defaults; raises TypeError on unknown ones."""
    people = tuple(_read_person(person) for person in plain["people"])
    slots = tuple(Slot(**slot) for slot in plain["slots"])
    weights = dict(plain.get("weights", {}))
    if "ranks" in weights:
        weights["ranks"] = tuple(weights["ranks"])
    bands = plain.get("slot_bands", {"kept": [], "index": []})
    kept = [None if one is None else _read_bands(one) for one in bands["kept"]]
    by_slot = zip(slots, bands["index"], strict=False)
    more = {
        key: plain[key]
        for key in ("locks", "employer_caps", "required_skill", "half_days", "present_min", "resolved")
        if key in plain
    }
    skills = plain.get("skills")
    return Problem(
        people,
        slots,
        together=tuple(frozenset(group) for group in plain.get("together", ())),
        apart=tuple((one, other) for one, other in plain.get("apart", ())),
        known=tuple((one, other) for one, other in plain.get("known", ())),
        bands=_read_bands(plain.get("bands", {})),
        slot_bands={slot.id: found for slot, n in by_slot if (found := kept[n]) is not None},
        skills=None if skills is None else frozenset(skills),
        weights=Weights(**weights),
        **more,
    )


def _read_person(plain: Mapping[str, Any]) -> Applicant:
    told: dict[str, Any] = dict(plain)
    for name, kind in (("skills", frozenset), ("languages", frozenset), ("wishes", tuple), ("present", frozenset)):
        if told.get(name) is not None:
            told[name] = kind(told[name])
    return Applicant(**told)


def fingerprint(problem: Problem, options: Options, method: str, assignment: Assignment) -> str:
    """SHA-256 of what went in and what came out."""
    told = {"problem": dump_problem(problem), "options": asdict(options), "method": method, "assignment": dict(assignment)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _plain_bands(bands: Mapping[str, Mapping[str, Band]]) -> dict[str, dict[str, list[int | None]]]:
    return {name: {value: [*band] for value, band in values.items()} for name, values in bands.items()}


def _read_bands(plain: Mapping[str, Any]) -> dict[str, dict[str, Band]]:
    return {name: {value: Band(*band) for value, band in values.items()} for name, values in plain.items()}
