"""The observatory: what a public authority may see, on a page and as a file. (A5)"""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import Query, Response

from app.i18n import N_, gettext
from app.queries import observatory
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter
from app.web.sheets import csv_response
from app.web.text import local_text

router = PageRouter()

Word = Annotated[str, Query(max_length=200)]

COLUMNS: Final = (
    N_("Solution"), N_("Challenge"), N_("Theme"), N_("For"), N_("Hackathon"), N_("Place"), N_("Published on"),
    N_("Retained"), N_("State"), N_("Owner"), N_("Outcome"), N_("What became of it"), N_("Ended on"),
)  # fmt: skip


@router.get("/observatory", access=SIGNED_IN, name="observatory")
def show_observatory(page: PageDep, hackathon: Word = "", theme: Word = "", outcome: Word = "", place: Word = "") -> Response:
    seen = observatory.solutions(page.db, page.person)
    found = _kept(page, hackathon, theme, outcome, place)
    return page.render(
        "observatory/observatory.html",
        found=found,
        counts=observatory.counts(found),
        hackathons=[(one.slug, local_text(one.title, page.locale)) for one in observatory.hackathons(page.db, page.person)],
        themes=_choices(one.theme for one in seen),
        places=_choices(one.place for one in seen),
        params={"hackathon": hackathon, "theme": theme, "outcome": outcome, "place": place},
    )


@router.get("/observatory.csv", access=SIGNED_IN, name="observatory_csv")
def export_observatory(page: PageDep, hackathon: Word = "", theme: Word = "", outcome: Word = "", place: Word = "") -> Response:
    return csv_response(
        "essaim-solutions",
        [gettext(page.locale, name) for name in COLUMNS],
        [
            (
                one.solution, one.challenge, one.theme, ", ".join(one.associations),
                local_text(one.hackathon_title, page.locale), one.place, one.published_at.date().isoformat(),
                gettext(page.locale, N_("Yes") if one.retained else N_("No")), one.state, one.owner, one.outcome,
                one.outcome_text, one.ended_at.date().isoformat() if one.ended_at else None,
            )
            for one in _kept(page, hackathon, theme, outcome, place)
        ],
    )  # fmt: skip


def _choices(values: Iterable[str | None]) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted({value for value in values if value}, key=str.casefold)]


def _kept(page: Page, hackathon: str, theme: str, outcome: str, place: str) -> list[observatory.Observed]:
    wanted = {"hackathon": hackathon, "theme": theme, "outcome": outcome, "place": place}
    return observatory.solutions(page.db, page.person, **wanted)
