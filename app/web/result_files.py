"""Published results and sheets as tables: what everybody may read of a result, and to a team its jurors' marks. (J5, J6)"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, LiteralString

from app.i18n import N_, gettext
from app.queries.results import Feedback
from app.web.text import local_text

RUNGS: Final[dict[str, LiteralString]] = {
    "score": N_("the mean"),
    "heaviest_criterion": N_("equal scores; set apart by the criterion that weighs most"),
    "first_places": N_("equal scores; set apart by the number of jurors who put it first"),
    "president": N_("equal scores; settled by the president of the jury"),
    "jury": N_("changed by the jury's vote"),
    "co_award": N_("equal first, as the rules allow"),
    "tie": N_("equal"),
}
STATES: Final[dict[str, LiteralString]] = {
    "ranked": N_("ranked"),
    "not_rankable": N_("too few sheets"),
    "not_comparable": N_("not comparable"),
}
HEADS: Final = (
    N_("Challenge"), N_("Team"), N_("Solution"), N_("Rank"), N_("Rank by the marks"), N_("Decided by"), N_("State"),
    N_("Sheets that count"), N_("Plain mean"), N_("Corrected"), N_("Mean, at least"), N_("Mean, at most"), N_("Best rank"),
    N_("Worst rank"), N_("Retained"), N_("Takes no award"), N_("Team’s id"),
)  # fmt: skip


def figure(value: object, locale: str) -> str:
    """Return a figure with the decimal mark of a language; nothing for none."""
    text = "" if value is None else str(value)
    return text.replace(".", ",") if locale == "fr" else text


def results(published: Sequence[Mapping[str, Any]], locale: str) -> tuple[list[str], Iterator[list[object]]]:
    """Return the headings and a line for each team of each défi, the best first; means of the criteria after the rest."""
    most = max((len(result["criteria"]) for result in published), default=0)
    same = len({tuple(str(one["label"]) for one in result["criteria"]) for result in published}) == 1
    criteria = [local_text(one["label"], locale) for one in published[0]["criteria"]] if same else []
    heads = [gettext(locale, head) for head in HEADS] + (criteria or [f"c{number}" for number in range(1, most + 1)])
    return heads, (_line(result, team, locale) for result in published for team in result["teams"])


def _line(result: Mapping[str, Any], team: Mapping[str, Any], locale: str) -> list[object]:
    def said(words: Mapping[str, LiteralString], key: str | None) -> str:
        return gettext(locale, words[key]) if key and key in words else (key or "")

    def answer(*, yes: bool) -> str:
        return gettext(locale, N_("Yes")) if yes else gettext(locale, N_("No"))

    figures = [figure(team[name], locale) for name in ("score", "adjusted", "low", "high")]
    by_marks = team["by_marks"] or team["rank"]
    return [
        result["challenge"], team["team"], team["solution"], team["rank"], by_marks, said(RUNGS, team["decided_by"]),
        said(STATES, team["status"]), team["reads"], *figures, team["best_rank"], team["worst_rank"],
        answer(yes=team["retained"]), answer(yes=team["declined"]), team["team_id"],
        *(figure(team["criteria"].get(one["id"]), locale) for one in result["criteria"]),
    ]  # fmt: skip


def sheets(found: Sequence[tuple[str, Feedback]], locale: str) -> tuple[list[str], Iterator[list[object]]]:
    """Return the headings and the sheets on each team by letter; with few reads its mean and range only."""
    criteria = found[0][1].criteria if found else []
    heads = [gettext(locale, head) for head in (N_("Team"), N_("Sheet"), N_("Total"))]
    return heads + [local_text(one["label"], locale) for one in criteria], _sheets(found, locale)


def _sheets(found: Sequence[tuple[str, Feedback]], locale: str) -> Iterator[list[object]]:
    for team, feedback in found:
        for sheet in feedback.sheets:
            yield [team, sheet["letter"], "", *(figure(sheet["marks"].get(one["id"]), locale) for one in feedback.criteria)]
        told = ((N_("Mean"), feedback.score), (N_("Lowest"), feedback.lowest), (N_("Highest"), feedback.highest))
        for word, value in told if feedback.score is not None else ():
            yield [team, gettext(locale, word), figure(value, locale)]
