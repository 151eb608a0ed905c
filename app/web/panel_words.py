"""What lacks in an assignment of jurors, in words that name the team and the cause. (J3)"""

from uuid import UUID

from app.domain.panel_plans import Plan
from app.i18n import N_, translate
from app.models.organisation import Sector
from app.science.panel_types import Lack
from app.web.words import SECTORS


def say(lack: Lack, plan: Plan, locale: str) -> str:
    """Return a sentence that names the team, what lacks, and whether ties or loads are the cause."""
    team = plan.known.teams[UUID(lack.team)].name
    if lack.sector is not None:
        sector = translate(locale, SECTORS[Sector(lack.sector)])
        words = (
            N_("%(team)s has no juror of the sector “%(sector)s” without a tie.")
            if lack.free == 0
            else N_("%(team)s has no juror of the sector “%(sector)s”: theirs read their share already.")
        )
        return translate(locale, words, {"team": team, "sector": sector})
    apart = sum(key == UUID(lack.team) for _, key in plan.known.apart - plan.known.tied)
    if lack.free < plan.reads <= lack.free + apart:
        words = N_("%(team)s lacks jurors: %(missing)s more wanted; taken away by hand: %(apart)s.")
    elif lack.free < plan.reads:
        words = N_("%(team)s lacks jurors without a tie: %(missing)s more wanted, %(free)s there.")
    else:
        words = N_("%(team)s lacks jurors: %(missing)s more wanted, and all read as much as they may.")
    return translate(locale, words, {"team": team, "missing": lack.missing, "free": lack.free, "apart": apart})
