"""What every table shares: time-ordered ids, aware times, tagged columns, checks that both engines enforce."""

import os
import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> UUID:
    """Return a UUID of version 7: made before saving, ordered by time (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


class Keep(StrEnum):
    """How long a person's data is kept; the purge reads it, and the privacy page says it."""

    FOR_EVER = "for_ever"  # nothing about a person
    ACCOUNT = "account"  # until the account is erased, or 24 months without a sign-in
    EVENT = "event"  # three years after the event
    REJECTED = "rejected"  # three months after a refusal, else as EVENT
    UNSENT = "unsent"  # until it is sent, at most thirty days after the call closes
    AFTER_EVENT = "after_event"  # thirty days after the event
    JURY = "jury"  # pseudonymised twelve months after publication
    CONTEST = "contest"  # thirty days after the publication, when nobody may contest any more
    YEAR = "year"  # twelve months after the publication
    SECURITY = "security"  # six months
    CONSENT = "consent"  # until the person withdraws it


@dataclass(frozen=True, slots=True)
class Data:
    """Why a column holds what it holds, and for how long."""

    purpose: str
    keep: Keep
    personal: bool = True


FACT: Final = Data("describes an event, an organisation or a rule, not a person", Keep.FOR_EVER, personal=False)
SYSTEM: Final = Data("identifiers and fingerprints made by the service", Keep.FOR_EVER, personal=False)
CONTACT: Final = Data("sign in and be written to", Keep.ACCOUNT)
PROFILE: Final = Data("be named to those one works with", Keep.ACCOUNT)
APPLY: Final = Data("choose who takes part and compose mixed teams", Keep.REJECTED)
UNSENT: Final = Data("resume an application from any device before it is sent", Keep.UNSENT)
BALANCE: Final = Data("balance the teams and the draws, where the person chose to say it", Keep.AFTER_EVENT)
ACCESS: Final = Data("welcome people with the help that they need, by those who prepare the place", Keep.AFTER_EVENT)
GUARDIAN: Final = Data("have the consent of those who answer for a person under fifteen", Keep.EVENT)
WORK: Final = Data("work of the teams, and what they tell each other", Keep.EVENT)
SCORING: Final = Data("score the prototypes and explain the result", Keep.JURY)
VOTING: Final = Data("count each vote for a prize once, and find votes that somebody stuffed", Keep.CONTEST)
TIED: Final = Data("say what ties a juror to a team, for who looks at a contest", Keep.CONTEST)
TYPED: Final = Data("compare what was typed from paper with the paper, for who looks at a contest", Keep.CONTEST)
PRACTISED: Final = Data("show a jury how it reads its grid before it starts", Keep.CONTEST)
CONTESTING: Final = Data("answer a team that contests its result", Keep.YEAR)
CARE: Final = Data("incubate a solution, account for the hours given", Keep.EVENT)
SHARED: Final = Data("publish what was learned, with its authors' consent", Keep.CONSENT)
SECURITY: Final = Data("protect accounts and find abuse", Keep.SECURITY)


def text(limit: int, data: Data, **options: Any) -> Any:
    """Return a bounded text column with its purpose and retention."""
    return Field(max_length=limit, sa_column_kwargs={"info": {"data": data}}, **options)


def json(data: Data, **options: Any) -> Any:
    """Return a JSON column with its purpose and retention."""
    return Field(sa_type=sa.JSON, sa_column_kwargs={"info": {"data": data}}, **options)


def localised(data: Data = FACT, **options: Any) -> Any:
    """Return a text in several languages, `{"fr": …, "en": …}`, either of which may be missing."""
    return json(data, **({"default_factory": dict} | options))


def choice(values: type[StrEnum], *, data: Data = SYSTEM, **options: Any) -> Any:
    """Return a column that holds one of the values, checked by the database."""
    kind = sa.Enum(values, native_enum=False, length=32, values_callable=lambda e: [v.value for v in e])
    return Field(sa_type=kind, sa_column_kwargs={"info": {"data": data}}, **options)


def ref(target: str, **options: Any) -> Any:
    """Return an indexed foreign key to `table.id`."""
    settings: dict[str, Any] = {"index": True, **options}
    return Field(foreign_key=f"{target}.id", **settings)


class Row(SQLModel):
    """A table row with an id made before it is saved."""

    id: UUID = Field(default_factory=new_id, primary_key=True)


class Dated(Row):
    """A row that says when it was made."""

    created_at: datetime


def add_checks(metadata: sa.MetaData) -> None:
    """Give every bounded text and every choice a CHECK, since SQLite ignores VARCHAR(n)."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                values = ", ".join(f"'{value}'" for value in column.type.enums)
                rule, name = f'"{column.name}" IN ({values})', "choice"
            elif limit := getattr(column.type, "length", None):
                rule, name = f'length("{column.name}") <= {limit}', "length"
            else:
                continue
            table.append_constraint(sa.CheckConstraint(sa.text(rule), name=f"{column.name}_{name}"))
