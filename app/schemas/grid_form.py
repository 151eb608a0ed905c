"""The grid of a jury as its page sends it: six blocks, each language with a name, a question and one line a mark. (J1)"""

import re
from collections import Counter
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.errors import INVALID, refuse
from app.i18n import N_
from app.models.jury import CriterionKind, Estimator, FeedbackPolicy
from app.schemas.base import In, Localised, _clean
from app.schemas.jury import CRITERIA, SCALE, CriterionIn, GridIn, GridOut, Weight

_BLOCKS: Final = {CriterionKind.SCORED: "c", CriterionKind.GATE: "g", CriterionKind.BONUS: "b"}
SHORT: Final = 160
_NUMBERED: Final = re.compile(r"(\d{1,3})\s*[.:)](?:\s+|$)")

Short = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=SHORT)]


def _levels(value: object) -> object:
    """Return the words of each level. A line begins with its level (`3. …`), else it is the one after the line before."""
    value = _clean(value)
    if not isinstance(value, str):
        return value
    found: dict[int, str] = {}
    level = 0
    for line in filter(None, map(str.strip, value.split("\n"))):
        number = _NUMBERED.match(line)
        level, words = (int(number[1]), line[number.end() :]) if number else (level + 1, line)
        if not 1 <= level <= SCALE:
            raise PydanticCustomError("level", N_("The marks go from 1 to %(scale)s: write one line for each."), {"scale": SCALE})
        if level in found:
            raise PydanticCustomError("level_twice", N_("Two lines are for a %(level)s. Keep one of them."), {"level": level})
        if len(words) > SHORT:
            raise PydanticCustomError(
                "line_too_long", N_("Shorten the line for a %(level)s to %(max)s characters."), {"level": level, "max": SHORT}
            )
        found[level] = words
    return found


Levels = Annotated[dict[int, str], BeforeValidator(_levels)]


class _Line(Localised):
    fr: Short = ""
    en: Short = ""


class _Anchors(In):
    fr: Levels = Field(default_factory=dict)
    en: Levels = Field(default_factory=dict)


class CriterionForm(In):
    """One block; with nothing in it, it is not a criterion."""

    label: _Line = _Line()
    hint: _Line = _Line()
    weight: Weight | None = None
    anchors: _Anchors = Field(default_factory=_Anchors)

    def criterion(self, key: str) -> CriterionIn | None:
        """Return the criterion of a block; refuses, beside the field, one that has words or a weight but no name."""
        spoken = self.hint.fr or self.hint.en or self.anchors.fr or self.anchors.en
        if not (self.label.fr or self.label.en):
            if not (spoken or self.weight):
                return None
            raise refuse(INVALID, N_("Give this criterion a name."), field_=f"{key}.label.fr")
        anchors = [Localised(fr=self.anchors.fr.get(n, ""), en=self.anchors.en.get(n, "")) for n in range(1, SCALE + 1)]
        return CriterionIn(label=self.label, hint=self.hint, weight=self.weight or 0, anchors=anchors)


class GateForm(In):
    """A question answered by yes or no; with nothing in it, it is none."""

    label: _Line = _Line()
    hint: _Line = _Line()
    failed: _Line = _Line()

    def criterion(self) -> CriterionIn | None:
        if not any((self.label.fr, self.label.en, self.hint.fr, self.hint.en, self.failed.fr, self.failed.en)):
            return None
        return CriterionIn(kind=CriterionKind.GATE, label=self.label, hint=self.hint, failed=self.failed, anchors=[])


class GridForm(In):
    """The whole page; the last blocks are often empty."""

    round: Annotated[int, Field(ge=1, le=3)] | None = None
    g1: GateForm = Field(default_factory=GateForm)
    g2: GateForm = Field(default_factory=GateForm)
    b1: CriterionForm = Field(default_factory=CriterionForm)

    c1: CriterionForm = Field(default_factory=CriterionForm)
    c2: CriterionForm = Field(default_factory=CriterionForm)
    c3: CriterionForm = Field(default_factory=CriterionForm)
    c4: CriterionForm = Field(default_factory=CriterionForm)
    c5: CriterionForm = Field(default_factory=CriterionForm)
    c6: CriterionForm = Field(default_factory=CriterionForm)
    minimum_reads: Annotated[int, Field(ge=1, le=20)] = 2
    grace_minutes: Annotated[int, Field(ge=0, le=120)] = 15
    adjusts: bool = False
    co_award: bool = False
    awards: Annotated[int, Field(ge=1, le=20)] = 1
    no_award: bool = False
    quorum: Annotated[int, Field(ge=1, le=100)] | None = None
    feedback: FeedbackPolicy = FeedbackPolicy.ALWAYS
    contest_hours: Annotated[int, Field(ge=0, le=720)] = 72
    president_id: UUID | None = None

    def grid(self) -> GridIn:
        blocks: list[CriterionForm] = [getattr(self, f"c{number}") for number in range(1, CRITERIA + 1)]
        criteria = [found for number, block in enumerate(blocks, 1) if (found := block.criterion(f"c{number}"))]
        for number, gate in enumerate((self.g1, self.g2), 1):
            if found := gate.criterion():
                if not (found.label.fr or found.label.en):
                    raise refuse(INVALID, N_("Give this criterion a name."), field_=f"g{number}.label.fr")
                if not (found.failed.fr or found.failed.en):
                    raise refuse(INVALID, N_("Say what is shown when the answer is no."), field_=f"g{number}.failed.fr")
                criteria.append(found)
        if found := self.b1.criterion("b1"):
            criteria.append(found.model_copy(update={"kind": CriterionKind.BONUS, "weight": 0}))
        return GridIn.model_construct(
            criteria=criteria,
            minimum_reads=self.minimum_reads,
            grace_minutes=self.grace_minutes,
            estimator=Estimator.ADJUSTED if self.adjusts else Estimator.RAW,
            co_award=self.co_award,
            awards=self.awards,
            no_award=self.no_award,
            quorum=self.quorum,
            feedback=self.feedback,
            contest_hours=self.contest_hours,
            president_id=self.president_id,
        )


def as_form(grid: GridOut) -> dict[str, Any]:
    """Return a grid as the values of its page."""
    values: dict[str, Any] = {
        "minimum_reads": grid.minimum_reads,
        "grace_minutes": grid.grace_minutes,
        "adjusts": "1" if grid.estimator is Estimator.ADJUSTED else "",
        "co_award": "1" if grid.co_award else "",
        "awards": grid.awards,
        "no_award": "1" if grid.no_award else "",
        "quorum": grid.quorum or "",
        "feedback": grid.feedback,
        "contest_hours": grid.contest_hours,
        "president_id": grid.president_id or "",
    }
    counts: Counter[str] = Counter()
    for criterion in grid.criteria:
        letter = _BLOCKS[criterion.kind]
        counts[letter] += 1
        values[f"{letter}{counts[letter]}"] = {
            "label": criterion.label,
            "hint": criterion.hint,
            "weight": criterion.weight,
            "failed": criterion.failed,
            "anchors": {locale: _lines(criterion.anchors, locale) for locale in ("fr", "en")},
        }
    return values


def _lines(anchors: dict[str, dict[str, str]], locale: str) -> str:
    words = {int(level): " ".join(anchor.get(locale, "").split()) for level, anchor in anchors.items()}
    return "\n".join(f"{level}. {words[level]}" for level in sorted(words) if words[level])
