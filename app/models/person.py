"""People, how they sign in, and what they hold where."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.models.base import CONTACT, PROFILE, SECURITY, SYSTEM, Dated, choice, ref, text


class Person(Dated, table=True):
    """Somebody with an address; everything else about them is optional."""

    email: str = text(254, CONTACT)
    email_key: str = text(254, CONTACT, unique=True)
    display_name: str = text(80, PROFILE)
    locale: str = text(2, PROFILE, default="fr")
    last_seen_at: datetime | None = None
    is_demo: bool = False


class SignInRequest(Dated, table=True):
    """A link and a code sent to an address; consumed once, by the browser that asked."""

    email: str = text(254, SECURITY)
    email_key: str = text(254, SECURITY, index=True)
    locale: str = text(2, SECURITY, default="fr")
    browser: str = text(64, SECURITY)
    next_path: str | None = text(300, SECURITY, default=None)
    expires_at: datetime
    attempts: int = 0
    ended_at: datetime | None = None


class SessionKind(StrEnum):
    BROWSER = "browser"
    TOKEN = "token"  # noqa: S105 - the kind's name


class Session(Dated, table=True):
    """A browser signed in, or a program's token; only the fingerprint of its secret is kept."""

    person_id: UUID = ref("person")
    kind: SessionKind = choice(SessionKind)
    secret: str = text(64, SYSTEM, unique=True)
    label: str = text(200, SECURITY)
    scopes: str = text(100, SYSTEM, default="read write")
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class Role(StrEnum):
    """What a person can be, always within something."""

    ORGANISER = "organiser"
    PROJECT_HOLDER = "project_holder"
    PARTICIPANT = "participant"
    COACH = "coach"
    DESIGNER = "designer"
    WITNESS = "witness"
    JUROR = "juror"
    MENTOR = "mentor"
    VOLUNTEER = "volunteer"
    REVIEWER = "reviewer"
    LOGISTICS = "logistics"
    SPONSOR = "sponsor"
    SPONSOR_VOLUNTEER = "sponsor_volunteer"
    INCUBATION_LEAD = "incubation_lead"
    OBSERVER = "observer"
    GUARANTOR = "guarantor"
    COMMONS_EDITOR = "commons_editor"


class Within(StrEnum):
    """What a role is held within."""

    PROGRAMME = "programme"
    HACKATHON = "hackathon"
    CHALLENGE = "challenge"
    TEAM = "team"
    INCUBATION = "incubation"
    ORGANISATION = "organisation"


class RoleHeld(Dated, table=True):
    """One person's role within one thing; ended, never deleted, so that the past stays readable."""

    __tablename__ = "role_held"
    __table_args__ = (
        sa.Index(
            "uq_role_held_open", "person_id", "role", "within", "within_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_role_held_within_id_role", "within_id", "role"),
    )  # fmt: skip

    person_id: UUID = ref("person")
    role: Role = choice(Role)
    within: Within = choice(Within)
    within_id: UUID
    # The hackathon that the thing belongs to, so that one query finds a person's events.
    hackathon_id: UUID | None = ref("hackathon", default=None)
    given_by_id: UUID | None = ref("person", default=None, index=False)
    ended_at: datetime | None = None


class Invitation(Dated, table=True):
    """A role offered by mail; the link's token is derived from the id, and nothing of it is stored."""

    email: str = text(254, CONTACT)
    email_key: str = text(254, CONTACT, index=True)
    locale: str = text(2, CONTACT, default="fr")
    role: Role = choice(Role)
    within: Within = choice(Within)
    within_id: UUID = Field(index=True)
    hackathon_id: UUID | None = ref("hackathon", default=None)
    organisation_id: UUID | None = ref("organisation", default=None, index=False)
    invited_by_id: UUID = ref("person", index=False)
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by_id: UUID | None = ref("person", default=None, index=False)
    revoked_at: datetime | None = None
    reminded_at: datetime | None = None
    declined_at: datetime | None = None
