"""The register of processing, made from the tags of the columns, so that it cannot be out of date. (C10)"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from app.i18n import N_
from app.models import base, metadata
from app.models.base import Data, Keep

# What each purpose is called on the privacy page.
PURPOSES: Final[dict[Data, str]] = {
    base.CONTACT: N_("Sign in and be written to"),
    base.PROFILE: N_("Be named to those one works with"),
    base.APPLY: N_("Choose who takes part and compose mixed teams"),
    base.UNSENT: N_("Resume an application from any device before it is sent; nobody else reads it"),
    base.BALANCE: N_("Balance the teams and the draws, where the person chose to say it"),
    base.ACCESS: N_("Welcome people with the help that they need; read by those who prepare the place only"),
    base.GUARDIAN: N_("Have the consent of those who answer for a person under fifteen"),
    base.WORK: N_("Work of the teams, and what they tell each other"),
    base.SCORING: N_("Score the prototypes and explain the result"),
    base.VOTING: N_("Count each vote for a prize once, and find votes that somebody stuffed"),
    base.TYPED: N_("Compare what was typed from paper with the paper, for who looks at a contest"),
    base.PRACTISED: N_("Show a jury how it reads its grid before it starts"),
    base.TIED: N_("Say what ties a juror to a team, for who looks at a contest"),
    base.CONTESTING: N_("Answer a team that contests its result"),
    base.CARE: N_("Incubate a solution, account for the hours given"),
    base.SHARED: N_("Publish what was learned, with its authors’ consent"),
    base.SECURITY: N_("Protect accounts and find abuse"),
}
KEPT: Final[dict[Keep, str]] = {
    Keep.ACCOUNT: N_("until the account is erased, or after 24 months without a sign-in"),
    Keep.EVENT: N_("three years after the event"),
    Keep.REJECTED: N_("three months after a refusal, else three years after the event"),
    Keep.UNSENT: N_("until it is sent, at most thirty days after the call closes"),
    Keep.AFTER_EVENT: N_("thirty days after the event"),
    Keep.JURY: N_("without the juror’s name twelve months after publication, as far as it is said below"),
    Keep.CONTEST: N_("thirty days after the publication, when the result cannot be contested any more"),
    Keep.YEAR: N_("twelve months after the publication, when what follows from the answer is done"),
    Keep.SECURITY: N_("six months"),
    Keep.CONSENT: N_("until the person withdraws their consent"),
}


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the register: why, how long, and which columns."""

    purpose: str
    kept: str
    columns: list[str]


def register() -> list[Processing]:
    """Return every purpose with the columns that serve it, in the order of the table above."""
    columns: dict[Data, list[str]] = defaultdict(list)
    for table in metadata.sorted_tables:
        for column in table.columns:
            data = column.info.get("data")
            if isinstance(data, Data) and data.personal:
                columns[data].append(f"{table.name}.{column.name}")
    return [Processing(purpose, KEPT[data.keep], sorted(columns[data])) for data, purpose in PURPOSES.items()]
