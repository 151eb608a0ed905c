"""First tables."""

from uuid import UUID

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("request", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("outcome_kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("outcome_id", sa.Uuid(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint('length("key") <= 100', name=op.f("ck_answered_key_length")),
        sa.CheckConstraint('length("outcome_kind") <= 40', name=op.f("ck_answered_outcome_kind_length")),
        sa.CheckConstraint('length("request") <= 64', name=op.f("ck_answered_request_length")),
        sa.PrimaryKeyConstraint("key", "person_id", name=op.f("pk_answered")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column(
            "sector",
            sa.Enum("public", "company", "association", "student", "citizen", name="sector", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("website", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("territory", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("presentation", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "\"sector\" IN ('public', 'company', 'association', 'student', 'citizen')", name=op.f("ck_organisation_sector_choice")
        ),
        sa.CheckConstraint('length("name") <= 160', name=op.f("ck_organisation_name_length")),
        sa.CheckConstraint('length("name_key") <= 160', name=op.f("ck_organisation_name_key_length")),
        sa.CheckConstraint('length("presentation") <= 4000', name=op.f("ck_organisation_presentation_length")),
        sa.CheckConstraint('length("territory") <= 120', name=op.f("ck_organisation_territory_length")),
        sa.CheckConstraint('length("website") <= 300', name=op.f("ck_organisation_website_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("email_key", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("display_name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("last_seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint('length("display_name") <= 80', name=op.f("ck_person_display_name_length")),
        sa.CheckConstraint('length("email") <= 254', name=op.f("ck_person_email_length")),
        sa.CheckConstraint('length("email_key") <= 254', name=op.f("ck_person_email_key_length")),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_person_locale_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint('length("name") <= 120', name=op.f("ck_programme_name_length")),
        sa.CheckConstraint('length("slug") <= 60', name=op.f("ck_programme_slug_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "signinrequest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("email_key", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("browser", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("next_path", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("browser") <= 64', name=op.f("ck_signinrequest_browser_length")),
        sa.CheckConstraint('length("email") <= 254', name=op.f("ck_signinrequest_email_length")),
        sa.CheckConstraint('length("email_key") <= 254', name=op.f("ck_signinrequest_email_key_length")),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_signinrequest_locale_length")),
        sa.CheckConstraint('length("next_path") <= 300', name=op.f("ck_signinrequest_next_path_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signinrequest")),
    )
    with op.batch_alter_table("signinrequest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signinrequest_email_key"), ["email_key"], unique=False)

    op.create_table(
        "stream",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hackathon", "programme", "incubation", "commons", "accounts", name="streamkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.CheckConstraint(
            "\"kind\" IN ('hackathon', 'programme', 'incubation', 'commons', 'accounts')", name=op.f("ck_stream_kind_choice")
        ),
        sa.CheckConstraint('length("head") <= 64', name=op.f("ck_stream_head_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
    )
    op.create_table(
        "hackathon",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("theme", sa.JSON(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("on_site_24h", "four_sessions", "several_challenges", name="format", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "attendance", sa.Enum("on_site", "remote", "either", name="attendance", native_enum=False, length=32), nullable=False
        ),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("timezone", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "draft",
                "scoping",
                "call",
                "teaming",
                "sprint",
                "jury",
                "results",
                "incubation",
                "closed",
                "paused",
                "stopped",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("phase_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "resume_phase",
            sa.Enum(
                "draft",
                "scoping",
                "call",
                "teaming",
                "sprint",
                "jury",
                "results",
                "incubation",
                "closed",
                "paused",
                "stopped",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("call_closes_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("submissions_close_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("team_min", sa.Integer(), nullable=False),
        sa.Column("team_max", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("recorded", sa.JSON(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("\"attendance\" IN ('on_site', 'remote', 'either')", name=op.f("ck_hackathon_attendance_choice")),
        sa.CheckConstraint(
            "\"format\" IN ('on_site_24h', 'four_sessions', 'several_challenges')", name=op.f("ck_hackathon_format_choice")
        ),
        sa.CheckConstraint(
            "\"phase\" IN ('draft', 'scoping', 'call', 'teaming', 'sprint', 'jury', 'results', 'incubation', 'closed', 'paused', 'stopped')",
            name=op.f("ck_hackathon_phase_choice"),
        ),
        sa.CheckConstraint(
            "\"resume_phase\" IN ('draft', 'scoping', 'call', 'teaming', 'sprint', 'jury', 'results', 'incubation', 'closed', 'paused', 'stopped')",
            name=op.f("ck_hackathon_resume_phase_choice"),
        ),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_hackathon_locale_length")),
        sa.CheckConstraint('length("place") <= 160', name=op.f("ck_hackathon_place_length")),
        sa.CheckConstraint('length("slug") <= 60', name=op.f("ck_hackathon_slug_length")),
        sa.CheckConstraint('length("timezone") <= 60', name=op.f("ck_hackathon_timezone_length")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_hackathon_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hackathon")),
        sa.UniqueConstraint("slug", name=op.f("uq_hackathon_slug")),
    )
    with op.batch_alter_table("hackathon", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hackathon_phase"), ["phase"], unique=False)
        batch_op.create_index(batch_op.f("ix_hackathon_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hackathon_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("subject_kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("before_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("dispatched_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("action") <= 60', name=op.f("ck_journal_entry_action_length")),
        sa.CheckConstraint('length("before_sha256") <= 64', name=op.f("ck_journal_entry_before_sha256_length")),
        sa.CheckConstraint('length("sha256") <= 64', name=op.f("ck_journal_entry_sha256_length")),
        sa.CheckConstraint('length("subject_kind") <= 40', name=op.f("ck_journal_entry_subject_kind_length")),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_journal_entry_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_journal_entry_stream_id_seq")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            "ix_journal_entry_pending",
            ["at"],
            unique=False,
            sqlite_where=sa.text("dispatched_at IS NULL"),
            postgresql_where=sa.text("dispatched_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_journal_entry_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("browser", "token", name="sessionkind", native_enum=False, length=32), nullable=False),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("scopes", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("\"kind\" IN ('browser', 'token')", name=op.f("ck_session_kind_choice")),
        sa.CheckConstraint('length("label") <= 200', name=op.f("ck_session_label_length")),
        sa.CheckConstraint('length("scopes") <= 100', name=op.f("ck_session_scopes_length")),
        sa.CheckConstraint('length("secret") <= 64', name=op.f("ck_session_secret_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("secret", name=op.f("uq_session_secret")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "announcement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.CheckConstraint('length("body") <= 1000', name=op.f("ck_announcement_body_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_announcement_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_announcement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sector",
            sa.Enum("public", "company", "association", "student", "citizen", name="sector", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column(
            "attendance", sa.Enum("on_site", "remote", "either", name="attendance", native_enum=False, length=32), nullable=False
        ),
        sa.Column("motivation", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("fifteen_or_over", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "waiting",
                "accepted",
                "declined",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("\"attendance\" IN ('on_site', 'remote', 'either')", name=op.f("ck_application_attendance_choice")),
        sa.CheckConstraint(
            "\"sector\" IN ('public', 'company', 'association', 'student', 'citizen')", name=op.f("ck_application_sector_choice")
        ),
        sa.CheckConstraint(
            "\"status\" IN ('submitted', 'waiting', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_application_status_choice"),
        ),
        sa.CheckConstraint('length("motivation") <= 2000', name=op.f("ck_application_motivation_length")),
        sa.CheckConstraint('length("reason") <= 1000', name=op.f("ck_application_reason_length")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_application_decided_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_application_hackathon_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("hackathon_id", "person_id", name=op.f("uq_application_hackathon_id_person_id")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("ix_application_hackathon_id_status", ["hackathon_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_person_id"), ["person_id"], unique=False)

    op.create_table(
        "challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed", "scoping", "ready", "declined", "withdrawn", name="challengestatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("theme", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("brief", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("who_suffers", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("already_tried", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("constraints", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("easy_goal", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("stretch_goal", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("confidential", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("rights", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("reveal_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "\"status\" IN ('proposed', 'scoping', 'ready', 'declined', 'withdrawn')", name=op.f("ck_challenge_status_choice")
        ),
        sa.CheckConstraint('length("already_tried") <= 2000', name=op.f("ck_challenge_already_tried_length")),
        sa.CheckConstraint('length("brief") <= 8000', name=op.f("ck_challenge_brief_length")),
        sa.CheckConstraint('length("confidential") <= 8000', name=op.f("ck_challenge_confidential_length")),
        sa.CheckConstraint('length("constraints") <= 2000', name=op.f("ck_challenge_constraints_length")),
        sa.CheckConstraint('length("decided_reason") <= 1000', name=op.f("ck_challenge_decided_reason_length")),
        sa.CheckConstraint('length("easy_goal") <= 1000', name=op.f("ck_challenge_easy_goal_length")),
        sa.CheckConstraint('length("rights") <= 2000', name=op.f("ck_challenge_rights_length")),
        sa.CheckConstraint('length("stretch_goal") <= 1000', name=op.f("ck_challenge_stretch_goal_length")),
        sa.CheckConstraint('length("theme") <= 160', name=op.f("ck_challenge_theme_length")),
        sa.CheckConstraint('length("title") <= 160', name=op.f("ck_challenge_title_length")),
        sa.CheckConstraint('length("who_suffers") <= 2000', name=op.f("ck_challenge_who_suffers_length")),
        sa.CheckConstraint('length("why") <= 2000', name=op.f("ck_challenge_why_length")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_challenge_approved_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_challenge_hackathon_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_challenge_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenge_proposed_by_id"), ["proposed_by_id"], unique=False)

    op.create_table(
        "charter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_charter_hackathon_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_charter_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
        sa.UniqueConstraint("hackathon_id", "version", name=op.f("uq_charter_hackathon_id_version")),
    )
    with op.batch_alter_table("charter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charter_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_checklist_item_done_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_checklist_item_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_item_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "dead", "cancelled", name="deliverystate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("leased_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.CheckConstraint("\"state\" IN ('waiting', 'sent', 'dead', 'cancelled')", name=op.f("ck_delivery_state_choice")),
        sa.CheckConstraint('length("address") <= 254', name=op.f("ck_delivery_address_length")),
        sa.CheckConstraint('length("last_error") <= 500', name=op.f("ck_delivery_last_error_length")),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_delivery_locale_length")),
        sa.CheckConstraint('length("template") <= 60', name=op.f("ck_delivery_template_length")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_delivery_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("entry_id", "template", "address", name=op.f("uq_delivery_entry_id_template_address")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_delivery_state_next_at", ["state", "next_at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("email_key", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "organiser",
                "project_holder",
                "participant",
                "coach",
                "designer",
                "witness",
                "juror",
                "mentor",
                "sponsor",
                "sponsor_volunteer",
                "incubation_lead",
                "observer",
                "guarantor",
                "commons_editor",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "within",
            sa.Enum(
                "programme",
                "hackathon",
                "challenge",
                "team",
                "incubation",
                "organisation",
                name="within",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("within_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("accepted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')",
            name=op.f("ck_invitation_role_choice"),
        ),
        sa.CheckConstraint(
            "\"within\" IN ('programme', 'hackathon', 'challenge', 'team', 'incubation', 'organisation')",
            name=op.f("ck_invitation_within_choice"),
        ),
        sa.CheckConstraint('length("email") <= 254', name=op.f("ck_invitation_email_length")),
        sa.CheckConstraint('length("email_key") <= 254', name=op.f("ck_invitation_email_key_length")),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_invitation_locale_length")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_invitation_hackathon_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_email_key"), ["email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_within_id"), ["within_id"], unique=False)

    op.create_table(
        "phase_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "draft",
                "scoping",
                "call",
                "teaming",
                "sprint",
                "jury",
                "results",
                "incubation",
                "closed",
                "paused",
                "stopped",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "draft",
                "scoping",
                "call",
                "teaming",
                "sprint",
                "jury",
                "results",
                "incubation",
                "closed",
                "paused",
                "stopped",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.CheckConstraint(
            "\"after\" IN ('draft', 'scoping', 'call', 'teaming', 'sprint', 'jury', 'results', 'incubation', 'closed', 'paused', 'stopped')",
            name=op.f("ck_phase_move_after_choice"),
        ),
        sa.CheckConstraint(
            "\"before\" IN ('draft', 'scoping', 'call', 'teaming', 'sprint', 'jury', 'results', 'incubation', 'closed', 'paused', 'stopped')",
            name=op.f("ck_phase_move_before_choice"),
        ),
        sa.CheckConstraint('length("reason") <= 1000', name=op.f("ck_phase_move_reason_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_phase_move_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phase_move_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_move")),
    )
    with op.batch_alter_table("phase_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phase_move_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "practice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum("draft", "published", "withdrawn", name="practicestatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("context", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("what_was_done", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("what_it_takes", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("what_failed", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("theme", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("public", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("method", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("territory", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum("debrief", "prototype", "incubation", "reuse", name="practicesource", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("hackathon_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "\"source\" IN ('debrief', 'prototype', 'incubation', 'reuse')", name=op.f("ck_practice_source_choice")
        ),
        sa.CheckConstraint("\"status\" IN ('draft', 'published', 'withdrawn')", name=op.f("ck_practice_status_choice")),
        sa.CheckConstraint('length("context") <= 4000', name=op.f("ck_practice_context_length")),
        sa.CheckConstraint('length("language") <= 2', name=op.f("ck_practice_language_length")),
        sa.CheckConstraint('length("licence") <= 40', name=op.f("ck_practice_licence_length")),
        sa.CheckConstraint('length("method") <= 80', name=op.f("ck_practice_method_length")),
        sa.CheckConstraint('length("problem") <= 4000', name=op.f("ck_practice_problem_length")),
        sa.CheckConstraint('length("public") <= 80', name=op.f("ck_practice_public_length")),
        sa.CheckConstraint('length("slug") <= 80', name=op.f("ck_practice_slug_length")),
        sa.CheckConstraint('length("territory") <= 120', name=op.f("ck_practice_territory_length")),
        sa.CheckConstraint('length("theme") <= 80', name=op.f("ck_practice_theme_length")),
        sa.CheckConstraint('length("title") <= 160', name=op.f("ck_practice_title_length")),
        sa.CheckConstraint('length("what_failed") <= 4000', name=op.f("ck_practice_what_failed_length")),
        sa.CheckConstraint('length("what_it_takes") <= 4000', name=op.f("ck_practice_what_it_takes_length")),
        sa.CheckConstraint('length("what_was_done") <= 8000', name=op.f("ck_practice_what_was_done_length")),
        sa.CheckConstraint('length("withdrawn_reason") <= 500', name=op.f("ck_practice_withdrawn_reason_length")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_practice_created_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_practice_hackathon_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["practice.id"], name=op.f("fk_practice_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("slug", name=op.f("uq_practice_slug")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_status"), ["status"], unique=False)

    op.create_table(
        "role_held",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "organiser",
                "project_holder",
                "participant",
                "coach",
                "designer",
                "witness",
                "juror",
                "mentor",
                "sponsor",
                "sponsor_volunteer",
                "incubation_lead",
                "observer",
                "guarantor",
                "commons_editor",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "within",
            sa.Enum(
                "programme",
                "hackathon",
                "challenge",
                "team",
                "incubation",
                "organisation",
                name="within",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("within_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')",
            name=op.f("ck_role_held_role_choice"),
        ),
        sa.CheckConstraint(
            "\"within\" IN ('programme', 'hackathon', 'challenge', 'team', 'incubation', 'organisation')",
            name=op.f("ck_role_held_within_choice"),
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_role_held_given_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_role_held_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_held_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
    )
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_held_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_held_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_role_held_within_id_role", ["within_id", "role"], unique=False)
        batch_op.create_index(
            "uq_role_held_open",
            ["person_id", "role", "within", "within_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("timezone", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("online_url", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.CheckConstraint('length("address") <= 300', name=op.f("ck_site_address_length")),
        sa.CheckConstraint('length("name") <= 120', name=op.f("ck_site_name_length")),
        sa.CheckConstraint('length("online_url") <= 300', name=op.f("ck_site_online_url_length")),
        sa.CheckConstraint('length("timezone") <= 60', name=op.f("ck_site_timezone_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_site_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "sponsorship",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_sponsorship_hackathon_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_sponsorship_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsorship")),
        sa.UniqueConstraint("hackathon_id", "organisation_id", name=op.f("uq_sponsorship_hackathon_id_organisation_id")),
    )
    with op.batch_alter_table("sponsorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsorship_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsorship_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "team_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column(
            "state", sa.Enum("ready", "adopted", "discarded", name="proposalstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("\"state\" IN ('ready', 'adopted', 'discarded')", name=op.f("ck_team_proposal_state_choice")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_team_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_team_proposal_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_proposal")),
    )
    with op.batch_alter_table("team_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_proposal_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "author",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credited_as", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("agreed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("refused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("credited_as") <= 120', name=op.f("ck_author_credited_as_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_author_person_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_author_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("practice_id", "person_id", name=op.f("uq_author_practice_id_person_id")),
    )
    with op.batch_alter_table("author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_author_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "beneficiary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_beneficiary_challenge_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_beneficiary_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiary")),
        sa.UniqueConstraint("challenge_id", "organisation_id", name=op.f("uq_beneficiary_challenge_id_organisation_id")),
    )
    with op.batch_alter_table("beneficiary", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_beneficiary_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_beneficiary_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "charter_adhesion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("charter_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_charter_adhesion_charter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_charter_adhesion_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_adhesion")),
        sa.UniqueConstraint("person_id", "charter_id", name=op.f("uq_charter_adhesion_person_id_charter_id")),
    )
    with op.batch_alter_table("charter_adhesion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charter_adhesion_charter_id"), ["charter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charter_adhesion_person_id"), ["person_id"], unique=False)

    op.create_table(
        "practice_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("stem", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint('length("stem") <= 60', name=op.f("ck_practice_word_stem_length")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_practice_word_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_word")),
        sa.UniqueConstraint("practice_id", "stem", name=op.f("uq_practice_word_practice_id_stem")),
    )
    with op.batch_alter_table("practice_word", schema=None) as batch_op:
        batch_op.create_index("ix_practice_word_stem", ["stem"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("inputs_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.CheckConstraint('length("inputs_sha256") <= 64', name=op.f("ck_publication_inputs_sha256_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_publication_challenge_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_publication_hackathon_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_publication_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_publication_challenge_id")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "reuse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("community", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("territory", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("kept", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("changed", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("gave", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint('length("changed") <= 2000', name=op.f("ck_reuse_changed_length")),
        sa.CheckConstraint('length("community") <= 160', name=op.f("ck_reuse_community_length")),
        sa.CheckConstraint('length("gave") <= 2000', name=op.f("ck_reuse_gave_length")),
        sa.CheckConstraint('length("kept") <= 2000', name=op.f("ck_reuse_kept_length")),
        sa.CheckConstraint('length("territory") <= 120', name=op.f("ck_reuse_territory_length")),
        sa.ForeignKeyConstraint(["child_id"], ["practice.id"], name=op.f("fk_reuse_child_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reuse_person_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_reuse_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse")),
    )
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reuse_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "rubric",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("minimum_reads", sa.Integer(), nullable=False),
        sa.Column("co_award", sa.Boolean(), nullable=False),
        sa.Column("president_id", sa.Uuid(), nullable=True),
        sa.Column("president_order", sa.JSON(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("locked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.CheckConstraint('length("fingerprint") <= 64', name=op.f("ck_rubric_fingerprint_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_rubric_challenge_id")),
        sa.ForeignKeyConstraint(["president_id"], ["person.id"], name=op.f("fk_rubric_president_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_rubric_challenge_id")),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_step_step_order")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_step_hackathon_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_step_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("table_label", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("name") <= 80', name=op.f("ck_team_name_length")),
        sa.CheckConstraint('length("table_label") <= 20', name=op.f("ck_team_table_label_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_team_challenge_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_team_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("challenge_id", "name", name=op.f("uq_team_challenge_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.CheckConstraint("weight >= 0 AND weight <= 100", name=op.f("ck_criterion_weight_range")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_criterion_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "debrief",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("to_know", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("to_do", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("to_be", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("shared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("to_be") <= 4000', name=op.f("ck_debrief_to_be_length")),
        sa.CheckConstraint('length("to_do") <= 4000', name=op.f("ck_debrief_to_do_length")),
        sa.CheckConstraint('length("to_know") <= 4000', name=op.f("ck_debrief_to_know_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_debrief_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_debrief_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_debrief_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief")),
        sa.UniqueConstraint("hackathon_id", "person_id", name=op.f("uq_debrief_hackathon_id_person_id")),
    )
    with op.batch_alter_table("debrief", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debrief_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_debrief_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_debrief_team_id"), ["team_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint('length("reason") <= 1000', name=op.f("ck_extension_reason_length")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_extension_given_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_extension_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_team_id"), ["team_id"], unique=False)

    op.create_table(
        "incubation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting_owner", "running", "ended", name="incubationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("deployed", "ready_not_deployed", "absorbed", "dropped", name="outcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("outcome_text", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "\"outcome\" IN ('deployed', 'ready_not_deployed', 'absorbed', 'dropped')", name=op.f("ck_incubation_outcome_choice")
        ),
        sa.CheckConstraint("\"state\" IN ('waiting_owner', 'running', 'ended')", name=op.f("ck_incubation_state_choice")),
        sa.CheckConstraint('length("outcome_text") <= 4000', name=op.f("ck_incubation_outcome_text_length")),
        sa.CheckConstraint('length("title") <= 160', name=op.f("ck_incubation_title_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_incubation_challenge_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_incubation_hackathon_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_incubation_lead_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_incubation_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_incubation_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation")),
        sa.UniqueConstraint("team_id", name=op.f("uq_incubation_team_id")),
    )
    with op.batch_alter_table("incubation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incubation_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incubation_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incubation_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.CheckConstraint('length("reason") <= 500', name=op.f("ck_membership_reason_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_membership_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_membership_open",
            ["hackathon_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "prototype",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=False),
        sa.Column("budget", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("deployment", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("serves_why", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint('length("budget") <= 8000', name=op.f("ck_prototype_budget_length")),
        sa.CheckConstraint('length("content") <= 20000', name=op.f("ck_prototype_content_length")),
        sa.CheckConstraint('length("deployment") <= 8000', name=op.f("ck_prototype_deployment_length")),
        sa.CheckConstraint('length("licence") <= 40', name=op.f("ck_prototype_licence_length")),
        sa.CheckConstraint('length("name") <= 120', name=op.f("ck_prototype_name_length")),
        sa.CheckConstraint('length("serves_why") <= 2000', name=op.f("ck_prototype_serves_why_length")),
        sa.CheckConstraint('length("sha256") <= 64', name=op.f("ck_prototype_sha256_length")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_prototype_submitted_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_prototype_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prototype")),
        sa.UniqueConstraint("team_id", "version", name=op.f("uq_prototype_team_id_version")),
    )
    op.create_table(
        "prototype_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=False),
        sa.Column("budget", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("deployment", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("serves_why", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint('length("budget") <= 8000', name=op.f("ck_prototype_draft_budget_length")),
        sa.CheckConstraint('length("content") <= 20000', name=op.f("ck_prototype_draft_content_length")),
        sa.CheckConstraint('length("deployment") <= 8000', name=op.f("ck_prototype_draft_deployment_length")),
        sa.CheckConstraint('length("licence") <= 40', name=op.f("ck_prototype_draft_licence_length")),
        sa.CheckConstraint('length("name") <= 120', name=op.f("ck_prototype_draft_name_length")),
        sa.CheckConstraint('length("serves_why") <= 2000', name=op.f("ck_prototype_draft_serves_why_length")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_prototype_draft_saved_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_prototype_draft_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prototype_draft")),
        sa.UniqueConstraint("team_id", name=op.f("uq_prototype_draft_team_id")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=True),
        sa.Column("great", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("think_about", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("saved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("locked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("recused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reopened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reopened_by_id", sa.Uuid(), nullable=True),
        sa.Column("reopen_reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.CheckConstraint('length("great") <= 2000', name=op.f("ck_sheet_great_length")),
        sa.CheckConstraint('length("reopen_reason") <= 1000', name=op.f("ck_sheet_reopen_reason_length")),
        sa.CheckConstraint('length("think_about") <= 2000', name=op.f("ck_sheet_think_about_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_sheet_challenge_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_person_id")),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["person.id"], name=op.f("fk_sheet_reopened_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sheet_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("person_id", "team_id", name=op.f("uq_sheet_person_id_team_id")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_team_id"), ["team_id"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("media_type") <= 80', name=op.f("ck_stored_file_media_type_length")),
        sa.CheckConstraint('length("name") <= 160', name=op.f("ck_stored_file_name_length")),
        sa.CheckConstraint('length("sha256") <= 64', name=op.f("ck_stored_file_sha256_length")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_stored_file_team_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_stored_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_team_id"), ["team_id"], unique=False)

    op.create_table(
        "tie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("none", "employer", "coached", "family", "financial", "other", name="tiekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("declared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("declared_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "\"kind\" IN ('none', 'employer', 'coached', 'family', 'financial', 'other')", name=op.f("ck_tie_kind_choice")
        ),
        sa.CheckConstraint('length("note") <= 500', name=op.f("ck_tie_note_length")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["person.id"], name=op.f("fk_tie_declared_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tie_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_tie_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
        sa.UniqueConstraint("person_id", "team_id", name=op.f("uq_tie_person_id_team_id")),
    )
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_team_id"), ["team_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("prototype_id", sa.Uuid(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("retained", sa.Boolean(), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.CheckConstraint('length("label") <= 120', name=op.f("ck_award_label_length")),
        sa.ForeignKeyConstraint(["prototype_id"], ["prototype.id"], name=op.f("fk_award_prototype_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_award_publication_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_award_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("publication_id", "team_id", name=op.f("uq_award_publication_id_team_id")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_prototype_id"), ["prototype_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_team_id"), ["team_id"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("incubation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("done", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("next", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("blocked", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.CheckConstraint('length("blocked") <= 2000', name=op.f("ck_check_in_blocked_length")),
        sa.CheckConstraint('length("done") <= 2000', name=op.f("ck_check_in_done_length")),
        sa.CheckConstraint('length("next") <= 2000', name=op.f("ck_check_in_next_length")),
        sa.ForeignKeyConstraint(["incubation_id"], ["incubation.id"], name=op.f("fk_check_in_incubation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_incubation_id"), ["incubation_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level >= 0 AND level <= 100", name=op.f("ck_mark_level_range")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_mark_criterion_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_mark_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("sheet_id", "criterion_id", name=op.f("uq_mark_sheet_id_criterion_id")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incubation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "on_track", "late", "done", "dropped", name="milestonestatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("validated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("validated_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "\"status\" IN ('planned', 'on_track', 'late', 'done', 'dropped')", name=op.f("ck_milestone_status_choice")
        ),
        sa.CheckConstraint('length("note") <= 1000', name=op.f("ck_milestone_note_length")),
        sa.CheckConstraint("week >= 0 AND week <= 104", name=op.f("ck_milestone_week_range")),
        sa.ForeignKeyConstraint(["incubation_id"], ["incubation.id"], name=op.f("fk_milestone_incubation_id")),
        sa.ForeignKeyConstraint(["validated_by_id"], ["person.id"], name=op.f("fk_milestone_validated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_incubation_id"), ["incubation_id"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("incubation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.Enum("work_time", "own_time", name="hoursmode", native_enum=False, length=32), nullable=False),
        sa.Column("skill", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("name_to_sponsor", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("\"mode\" IN ('work_time', 'own_time')", name=op.f("ck_pledge_mode_choice")),
        sa.CheckConstraint('length("skill") <= 120', name=op.f("ck_pledge_skill_length")),
        sa.ForeignKeyConstraint(["incubation_id"], ["incubation.id"], name=op.f("fk_pledge_incubation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pledge_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pledge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("incubation_id", "person_id", name=op.f("uq_pledge_incubation_id_person_id")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_incubation_id"), ["incubation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledge_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledge_person_id"), ["person_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incubation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision", sa.Enum("go_on", "change", "stop", name="reviewdecision", native_enum=False, length=32), nullable=False
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("serves_why", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column(
            "drop_reason",
            sa.Enum(
                "exists_already",
                "too_ambitious",
                "no_owner",
                "no_means",
                "law",
                "need_gone",
                "other",
                name="dropreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("\"decision\" IN ('go_on', 'change', 'stop')", name=op.f("ck_review_decision_choice")),
        sa.CheckConstraint(
            "\"drop_reason\" IN ('exists_already', 'too_ambitious', 'no_owner', 'no_means', 'law', 'need_gone', 'other')",
            name=op.f("ck_review_drop_reason_choice"),
        ),
        sa.CheckConstraint('length("reason") <= 2000', name=op.f("ck_review_reason_length")),
        sa.CheckConstraint('length("serves_why") <= 1000', name=op.f("ck_review_serves_why_length")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_review_decided_by_id")),
        sa.ForeignKeyConstraint(["incubation_id"], ["incubation.id"], name=op.f("fk_review_incubation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_incubation_id"), ["incubation_id"], unique=False)

    op.create_table(
        "hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("incubation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Enum("work_time", "own_time", name="hoursmode", native_enum=False, length=32), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("validated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("validated_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("\"mode\" IN ('work_time', 'own_time')", name=op.f("ck_hours_mode_choice")),
        sa.CheckConstraint('length("note") <= 500', name=op.f("ck_hours_note_length")),
        sa.CheckConstraint("minutes > 0 AND minutes <= 1440", name=op.f("ck_hours_minutes_range")),
        sa.ForeignKeyConstraint(["incubation_id"], ["incubation.id"], name=op.f("fk_hours_incubation_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_hours_pledge_id")),
        sa.ForeignKeyConstraint(["validated_by_id"], ["person.id"], name=op.f("fk_hours_validated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
    )
    with op.batch_alter_table("hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_incubation_id"), ["incubation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_pledge_id"), ["pledge_id"], unique=False)

    # The streams that no row of their own stands for: accounts, commons.
    streams = sa.table("stream", sa.column("id", sa.Uuid()), sa.column("kind"), sa.column("seq"), sa.column("head"))
    op.bulk_insert(
        streams,
        [
            {"id": UUID("00000000-0000-7000-8000-000000000001"), "kind": "accounts", "seq": 0, "head": ""},
            {"id": UUID("00000000-0000-7000-8000-000000000002"), "kind": "commons", "seq": 0, "head": ""},
        ],
    )


def downgrade() -> None:
    with op.batch_alter_table("hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_pledge_id"))
        batch_op.drop_index(batch_op.f("ix_hours_incubation_id"))

    op.drop_table("hours")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_incubation_id"))

    op.drop_table("review")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_person_id"))
        batch_op.drop_index(batch_op.f("ix_pledge_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_pledge_incubation_id"))

    op.drop_table("pledge")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_incubation_id"))

    op.drop_table("milestone")
    op.drop_table("mark")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_incubation_id"))

    op.drop_table("check_in")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_team_id"))
        batch_op.drop_index(batch_op.f("ix_award_prototype_id"))

    op.drop_table("award")
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tie_team_id"))

    op.drop_table("tie")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_team_id"))
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))

    op.drop_table("stored_file")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_team_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_challenge_id"))

    op.drop_table("sheet")
    op.drop_table("prototype_draft")
    op.drop_table("prototype")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open", sqlite_where=sa.text("left_at IS NULL"), postgresql_where=sa.text("left_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_membership_team_id"))
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))

    op.drop_table("membership")
    with op.batch_alter_table("incubation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_owner_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_challenge_id"))

    op.drop_table("incubation")
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extension_team_id"))

    op.drop_table("extension")
    with op.batch_alter_table("debrief", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debrief_team_id"))
        batch_op.drop_index(batch_op.f("ix_debrief_person_id"))
        batch_op.drop_index(batch_op.f("ix_debrief_hackathon_id"))

    op.drop_table("debrief")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_rubric_id"))

    op.drop_table("criterion")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_team_challenge_id"))

    op.drop_table("team")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_hackathon_id"))

    op.drop_table("step")
    op.drop_table("rubric")
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reuse_practice_id"))

    op.drop_table("reuse")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_hackathon_id"))

    op.drop_table("publication")
    with op.batch_alter_table("practice_word", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_word_stem")

    op.drop_table("practice_word")
    with op.batch_alter_table("charter_adhesion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charter_adhesion_person_id"))
        batch_op.drop_index(batch_op.f("ix_charter_adhesion_charter_id"))

    op.drop_table("charter_adhesion")
    with op.batch_alter_table("beneficiary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_beneficiary_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_beneficiary_challenge_id"))

    op.drop_table("beneficiary")
    with op.batch_alter_table("author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_author_practice_id"))
        batch_op.drop_index(batch_op.f("ix_author_person_id"))

    op.drop_table("author")
    with op.batch_alter_table("team_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_proposal_hackathon_id"))

    op.drop_table("team_proposal")
    with op.batch_alter_table("sponsorship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sponsorship_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_sponsorship_hackathon_id"))

    op.drop_table("sponsorship")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_hackathon_id"))

    op.drop_table("site")
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_held_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index("ix_role_held_within_id_role")
        batch_op.drop_index(batch_op.f("ix_role_held_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_held_hackathon_id"))

    op.drop_table("role_held")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_status"))
        batch_op.drop_index(batch_op.f("ix_practice_parent_id"))
        batch_op.drop_index(batch_op.f("ix_practice_hackathon_id"))

    op.drop_table("practice")
    with op.batch_alter_table("phase_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phase_move_hackathon_id"))

    op.drop_table("phase_move")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_within_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_email_key"))

    op.drop_table("invitation")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_state_next_at")
        batch_op.drop_index(batch_op.f("ix_delivery_person_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_entry_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_item_hackathon_id"))

    op.drop_table("checklist_item")
    with op.batch_alter_table("charter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charter_hackathon_id"))

    op.drop_table("charter")
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenge_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_challenge_hackathon_id"))

    op.drop_table("challenge")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_person_id"))
        batch_op.drop_index("ix_application_hackathon_id_status")

    op.drop_table("application")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_hackathon_id"))

    op.drop_table("announcement")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_id"))

    op.drop_table("session")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_entry_subject_id"))
        batch_op.drop_index(
            "ix_journal_entry_pending",
            sqlite_where=sa.text("dispatched_at IS NULL"),
            postgresql_where=sa.text("dispatched_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_journal_entry_actor_id"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("hackathon", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hackathon_starts_at"))
        batch_op.drop_index(batch_op.f("ix_hackathon_programme_id"))
        batch_op.drop_index(batch_op.f("ix_hackathon_phase"))

    op.drop_table("hackathon")
    op.drop_table("stream")
    with op.batch_alter_table("signinrequest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signinrequest_email_key"))

    op.drop_table("signinrequest")
    op.drop_table("programme")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("answered")
