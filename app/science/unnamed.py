"""Sheets without their jurors' names: numbers that the marks alone deal, so that a result is proved and nobody is named (J5).

A juror is a number among those who read, in the order of what they marked. Two jurors who marked everything alike may
change places; nothing else can, and nothing of who they are enters it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from app.science.ranking_types import Sheet


def numbers(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the number that stands for each juror, by name: "0001" and on."""
    read: defaultdict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        marks = sorted((name, _text(mark)) for name, mark in sheet.scores.items())
        read[sheet.juror].append(json.dumps([sheet.team, sheet.recused, marks]))
    ordered = sorted(read, key=lambda juror: sorted(read[juror]))
    return {juror: f"{number:04}" for number, juror in enumerate(ordered, start=1)}


def unnamed(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return sheets under the numbers of their jurors; again gives the same."""
    given = list(sheets)
    dealt = numbers(given)
    return [replace(sheet, juror=dealt[sheet.juror]) for sheet in given]


def _text(mark: Decimal | None) -> str:
    return "" if mark is None else f"{mark.normalize():f}"
