"""The forms of a draw by lot: quotas as a table, a list pasted or sent as a file, chances by group. (C7)"""

from dataclasses import dataclass
from typing import Any, Final

from app.domain.lot_search import Examined
from app.errors import INVALID, refuse
from app.i18n import N_
from app.models.lot import Lot
from app.schemas.lot import LotQuota, QuotasIn
from app.web.forms import Form

SHOWN: Final = 30  # groups that the desk draws one by one
LARGEST: Final = 600_000  # bytes of a list
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One line of the table: a value, how many people have it, what was typed or stored, what is wrong with it."""

    number: int
    attribute: str
    value: str
    people: int
    minimum: str
    maximum: str
    advice: list[dict[str, Any]]


def groups(lot: Lot, examined: Examined, form: Form | None) -> list[tuple[str, list[QuotaLine]]]:
    """Return the table of quotas by attribute: every value of the pool, and those that only a quota names."""
    stored = {(quota["attribute"], quota["value"]): quota for quota in lot.quotas}
    changes = [change for problem in examined.problems[:1] for change in problem["changes"]]
    found: list[tuple[str, list[QuotaLine]]] = []
    number = 0
    for attribute in lot.attributes:
        counts = examined.counts.get(attribute, {})
        values = list(counts) + [value for name, value in stored if name == attribute and value not in counts]
        lines = []
        for value in values:
            quota = stored.get((attribute, value), {})
            advice = [change for change in changes if (change["attribute"], change["value"]) == (attribute, value)]
            lines.append(
                QuotaLine(
                    number, attribute, value, counts.get(value, 0), _shown(form, f"minimum.{number}", quota.get("minimum")),
                    _shown(form, f"maximum.{number}", quota.get("maximum")), advice,
                )
            )  # fmt: skip
            number += 1
        found.append((attribute, lines))
    return found


def _shown(form: Form | None, name: str, stored: int | None) -> str:
    if form is not None and form.sent:
        return str(form.value(name))
    return "" if stored is None else str(stored)


def read_quotas(form: Form) -> QuotasIn:
    """Return the lines in which something was typed; a bound that is left empty is the widest."""
    found: list[LotQuota] = []
    for name in form.data:
        _, _, number = name.partition("attribute.")
        if not number:
            continue
        low, high = (_bound(form, f"{bound}.{number}") for bound in ("minimum", "maximum"))
        if low is not None or high is not None:
            widest = max(low or 0, int(form.value("places") or 0))
            found.append(
                LotQuota(
                    attribute=str(form.data[name]),
                    value=str(form.value(f"value.{number}")),
                    minimum=low or 0,
                    maximum=widest if high is None else high,
                )
            )
    return QuotasIn(quotas=found)


def _bound(form: Form, name: str) -> int | None:
    typed = str(form.value(name)).strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= DIGITS):
        raise refuse(INVALID, N_("Write a whole number."), field_=name)
    return int(typed)


def read_file(form: Form) -> dict[str, Any]:
    """Return the text of a list that was sent as a file; nothing when it was pasted."""
    file = form.file("file")
    if file is None:
        return {}
    raw: bytes = file.file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise refuse(INVALID, N_("This file is larger than 600 KB. Send fewer columns."), field_="file")
    try:
        return {"text": raw.decode("utf-8-sig")}
    except UnicodeDecodeError:
        return {"text": raw.decode("cp1252", "replace")}


def word(form: Form) -> None:
    """Put what is wrong with the whole beside the field that mends it."""
    if "_" in form.errors and not form.value("places"):
        form.errors["places"] = form.errors.pop("_")


def strata(lot: Lot) -> dict[str, Any]:
    """Return the chances by group, the smallest first, as many as the desk draws, and what is left of them."""
    plain = lot.lottery
    if not plain.get("strata"):
        return {"rows": [], "others": 0, "lowest": 0.0, "highest": 0.0, "never": 0}
    chances = plain["chances"]
    rows = sorted(
        ((round(100 * chances.get(one["ids"][0], 0.0), 1), len(one["ids"]), one["attributes"]) for one in plain["strata"]),
        key=lambda row: (row[0], row[2]),
    )
    return {
        "rows": rows[:SHOWN], "others": len(rows) - SHOWN if len(rows) > SHOWN else 0, "lowest": rows[0][0],
        "highest": rows[-1][0], "never": sum(size for chance, size, _ in rows if chance == 0),
    }  # fmt: skip
