"""People: calls and their questions, lots, rules and appeals of teams, rotas, searches in the background."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("questions_freeze_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sector_places", sa.JSON(), nullable=False),
        sa.Column("target_mix", sa.JSON(), nullable=False),
        sa.Column("offer_days", sa.Integer(), nullable=True),
        sa.Column("half_days", sa.JSON(), nullable=False),
        sa.Column("balance", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_call_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_hackathon_id"), ["hackathon_id"], unique=True)

    op.create_table(
        "computation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("method", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "running", "done", "cancelled", "failed", name="computationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("best", sa.JSON(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancel_asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "\"state\" IN ('waiting', 'running', 'done', 'cancelled', 'failed')", name=op.f("ck_computation_state_choice")
        ),
        sa.CheckConstraint('length("method") <= 40', name=op.f("ck_computation_method_length")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_computation_asked_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_computation_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computation")),
    )
    with op.batch_alter_table("computation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_computation_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index("ix_computation_state_created_at", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_computation_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("photos", "next_editions", "share_with_sponsors", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "\"purpose\" IN ('photos', 'next_editions', 'share_with_sponsors')", name=op.f("ck_consent_purpose_choice")
        ),
        sa.CheckConstraint('length("wording") <= 1000', name=op.f("ck_consent_wording_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_consent_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_consent_open",
            ["hackathon_id", "person_id", "purpose"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("places", "panel", "order", name="lotkind", native_enum=False, length=32), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("pool_role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "searching", "ready", "frozen", "drawn", "cancelled", name="lotstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reached", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("lottery", sa.JSON(), nullable=False),
        sa.Column("number_source", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("number_due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reading", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("drawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("\"kind\" IN ('places', 'panel', 'order')", name=op.f("ck_lot_kind_choice")),
        sa.CheckConstraint(
            "\"state\" IN ('draft', 'searching', 'ready', 'frozen', 'drawn', 'cancelled')", name=op.f("ck_lot_state_choice")
        ),
        sa.CheckConstraint('length("cancelled_reason") <= 1000', name=op.f("ck_lot_cancelled_reason_length")),
        sa.CheckConstraint('length("number") <= 200', name=op.f("ck_lot_number_length")),
        sa.CheckConstraint('length("number_source") <= 500', name=op.f("ck_lot_number_source_length")),
        sa.CheckConstraint('length("pool_role") <= 20', name=op.f("ck_lot_pool_role_length")),
        sa.CheckConstraint('length("reached") <= 20', name=op.f("ck_lot_reached_length")),
        sa.CheckConstraint('length("reading") <= 10', name=op.f("ck_lot_reading_length")),
        sa.CheckConstraint('length("reason") <= 1000', name=op.f("ck_lot_reason_length")),
        sa.CheckConstraint('length("title") <= 120', name=op.f("ck_lot_title_length")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_lot_challenge_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_lot_created_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_lot_hackathon_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["lot.id"], name=op.f("fk_lot_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_replaces_id"), ["replaces_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
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
                "volunteer",
                "reviewer",
                "logistics",
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
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("short", "long", "one", "several", "yes_no", "number", name="questionkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "\"kind\" IN ('short', 'long', 'one', 'several', 'yes_no', 'number')", name=op.f("ck_question_kind_choice")
        ),
        sa.CheckConstraint(
            "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'volunteer', 'reviewer', 'logistics', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')",
            name=op.f("ck_question_role_choice"),
        ),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_question_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "team_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("appeals_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_team_publication_hackathon_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_team_publication_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_publication")),
    )
    with op.batch_alter_table("team_publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_publication_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "walk_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("label") <= 80', name=op.f("ck_walk_in_label_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_walk_in_hackathon_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_walk_in_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in")),
    )
    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_walk_in_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "access_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("needs", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("consented_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint('length("needs") <= 1000', name=op.f("ck_access_need_needs_length")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_access_need_application_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_access_need_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_need")),
    )
    with op.batch_alter_table("access_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_need_application_id"), ["application_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_access_need_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "appraisal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("remark", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("revised_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint('length("remark") <= 1000', name=op.f("ck_appraisal_remark_length")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_appraisal_application_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_appraisal_hackathon_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_appraisal_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("application_id", "reviewer_id", name=op.f("uq_appraisal_application_id_reviewer_id")),
    )
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_reviewer_id"), ["reviewer_id"], unique=False)

    op.create_table(
        "guardian",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("consented_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("refused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint('length("email") <= 254', name=op.f("ck_guardian_email_length")),
        sa.CheckConstraint('length("locale") <= 2', name=op.f("ck_guardian_locale_length")),
        sa.CheckConstraint('length("name") <= 80', name=op.f("ck_guardian_name_length")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_guardian_application_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_guardian_hackathon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
    )
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_application_id"), ["application_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_guardian_hackathon_id"), ["hackathon_id"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("wished_team_id", sa.Uuid(), nullable=True),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("outcome", sa.Enum("kept", "changed", name="appealoutcome", native_enum=False, length=32), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("\"outcome\" IN ('kept', 'changed')", name=op.f("ck_appeal_outcome_choice")),
        sa.CheckConstraint('length("answer") <= 2000', name=op.f("ck_appeal_answer_length")),
        sa.CheckConstraint('length("body") <= 2000', name=op.f("ck_appeal_body_length")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_appeal_answered_by_id")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_appeal_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appeal_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_appeal_team_id")),
        sa.ForeignKeyConstraint(["wished_team_id"], ["team.id"], name=op.f("fk_appeal_wished_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "lot_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("pseudonym", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("substitute", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Enum("accepted", "refused", name="lotanswer", native_enum=False, length=32), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("\"answer\" IN ('accepted', 'refused')", name=op.f("ck_lot_entry_answer_choice")),
        sa.CheckConstraint('length("pseudonym") <= 20', name=op.f("ck_lot_entry_pseudonym_length")),
        sa.CheckConstraint('length("reference") <= 80', name=op.f("ck_lot_entry_reference_length")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_entry_lot_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lot_entry_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_lot_entry_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_entry")),
        sa.UniqueConstraint("lot_id", "pseudonym", name=op.f("uq_lot_entry_lot_id_pseudonym")),
    )
    with op.batch_alter_table("lot_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rota_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_rota_turn_turn_order")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_rota_turn_hackathon_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rota_turn_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_rota_turn_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_turn")),
        sa.UniqueConstraint("person_id", "starts_at", name=op.f("uq_rota_turn_person_id_starts_at")),
    )
    with op.batch_alter_table("rota_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_turn_hackathon_id"), ["hackathon_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rota_turn_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("hackathon_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.Enum("together", "apart", "lock", name="teamrulekind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("\"kind\" IN ('together', 'apart', 'lock')", name=op.f("ck_team_rule_kind_choice")),
        sa.CheckConstraint('length("reason") <= 300', name=op.f("ck_team_rule_reason_length")),
        sa.ForeignKeyConstraint(["hackathon_id"], ["hackathon.id"], name=op.f("fk_team_rule_hackathon_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_rule_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_rule")),
    )
    with op.batch_alter_table("team_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_rule_hackathon_id"), ["hackathon_id"], unique=False)

    with op.batch_alter_table("application") as batch_op:
        batch_op.drop_constraint(op.f("ck_application_status_choice"), type_="check")
        batch_op.add_column(
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
                    "volunteer",
                    "reviewer",
                    "logistics",
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
                server_default=sa.text("'participant'"),
            )
        )
        batch_op.add_column(sa.Column("half_days", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("friends", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("answers", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("experienced", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column("gender", sa.Enum("woman", "man", "other", name="gender", native_enum=False, length=32), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "age_band",
                sa.Enum("under_18", "18_29", "30_44", "45_59", "60_over", name="ageband", native_enum=False, length=32),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("draft", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("1")))
        batch_op.add_column(sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("offer_ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("registered_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("walk_in", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("absent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_application_registered_by_id"), "person", ["registered_by_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_application_age_band_choice"), sa.text("\"age_band\" IN ('under_18', '18_29', '30_44', '45_59', '60_over')")
        )
        batch_op.create_check_constraint(
            op.f("ck_application_role_choice"),
            sa.text(
                "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'volunteer', 'reviewer', 'logistics', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')"
            ),
        )
        batch_op.create_check_constraint(op.f("ck_application_gender_choice"), sa.text("\"gender\" IN ('woman', 'man', 'other')"))
        batch_op.create_check_constraint(
            op.f("ck_application_status_choice"),
            sa.text("\"status\" IN ('draft', 'submitted', 'waiting', 'offered', 'accepted', 'declined', 'expired', 'withdrawn')"),
        )

    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_constraint(op.f("ck_invitation_role_choice"), type_="check")
        batch_op.add_column(sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("declined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_invitation_role_choice"),
            sa.text(
                "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'volunteer', 'reviewer', 'logistics', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')"
            ),
        )

    with op.batch_alter_table("membership") as batch_op:
        batch_op.add_column(sa.Column("proposal_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_membership_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_membership_proposal_id"), "team_proposal", ["proposal_id"], ["id"])

    with op.batch_alter_table("role_held") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_held_role_choice"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_role_held_role_choice"),
            sa.text(
                "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'volunteer', 'reviewer', 'logistics', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')"
            ),
        )

    with op.batch_alter_table("team") as batch_op:
        batch_op.add_column(
            sa.Column(
                "attendance",
                sa.Enum("on_site", "remote", "either", name="attendance", native_enum=False, length=32),
                nullable=False,
                server_default=sa.text("'either'"),
            )
        )
        batch_op.add_column(sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=True))
        batch_op.add_column(sa.Column("site_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("step_free", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_team_split_from_id"), "team", ["split_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_team_site_id"), "site", ["site_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_team_merged_into_id"), "team", ["merged_into_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_team_language_length"), sa.text('length("language") <= 3'))
        batch_op.create_check_constraint(
            op.f("ck_team_attendance_choice"), sa.text("\"attendance\" IN ('on_site', 'remote', 'either')")
        )

    with op.batch_alter_table("team_proposal") as batch_op:
        batch_op.drop_constraint(op.f("ck_team_proposal_state_choice"), type_="check")
        batch_op.add_column(
            sa.Column("method", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("repairs_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_team_proposal_repairs_id"), ["repairs_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_team_proposal_repairs_id"), "team_proposal", ["repairs_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_team_proposal_state_choice"), sa.text("\"state\" IN ('searching', 'ready', 'adopted', 'discarded')")
        )
        batch_op.create_check_constraint(op.f("ck_team_proposal_fingerprint_length"), sa.text('length("fingerprint") <= 64'))
        batch_op.create_check_constraint(op.f("ck_team_proposal_method_length"), sa.text('length("method") <= 40'))


def downgrade() -> None:
    # What the older tables have no word for.
    op.execute("UPDATE application SET status = 'waiting' WHERE status = 'offered'")
    op.execute("UPDATE application SET status = 'declined' WHERE status = 'expired'")
    op.execute("UPDATE application SET status = 'withdrawn' WHERE status = 'draft'")
    op.execute("UPDATE team_proposal SET state = 'discarded' WHERE state = 'searching'")
    op.execute("DELETE FROM role_held WHERE role IN ('volunteer', 'reviewer', 'logistics')")
    op.execute("DELETE FROM invitation WHERE role IN ('volunteer', 'reviewer', 'logistics')")

    with op.batch_alter_table("team_proposal") as batch_op:
        batch_op.drop_constraint(op.f("ck_team_proposal_state_choice"), type_="check")
        batch_op.drop_constraint(op.f("ck_team_proposal_fingerprint_length"), type_="check")
        batch_op.drop_constraint(op.f("ck_team_proposal_method_length"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_team_proposal_repairs_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_team_proposal_repairs_id"))
        batch_op.drop_column("repairs_id")
        batch_op.drop_column("fingerprint")
        batch_op.drop_column("method")
        batch_op.create_check_constraint(
            op.f("ck_team_proposal_state_choice"), sa.text("\"state\" IN ('ready', 'adopted', 'discarded')")
        )

    with op.batch_alter_table("team") as batch_op:
        batch_op.drop_constraint(op.f("ck_team_language_length"), type_="check")
        batch_op.drop_constraint(op.f("ck_team_attendance_choice"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_team_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_team_site_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_team_split_from_id"), type_="foreignkey")
        batch_op.drop_column("split_from_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("step_free")
        batch_op.drop_column("site_id")
        batch_op.drop_column("language")
        batch_op.drop_column("attendance")

    with op.batch_alter_table("role_held") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_held_role_choice"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_role_held_role_choice"),
            sa.text(
                "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')"
            ),
        )

    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_proposal_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_membership_proposal_id"))
        batch_op.drop_column("proposal_id")

    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_constraint(op.f("ck_invitation_role_choice"), type_="check")
        batch_op.drop_column("declined_at")
        batch_op.drop_column("reminded_at")
        batch_op.create_check_constraint(
            op.f("ck_invitation_role_choice"),
            sa.text(
                "\"role\" IN ('organiser', 'project_holder', 'participant', 'coach', 'designer', 'witness', 'juror', 'mentor', 'sponsor', 'sponsor_volunteer', 'incubation_lead', 'observer', 'guarantor', 'commons_editor')"
            ),
        )

    with op.batch_alter_table("application") as batch_op:
        batch_op.drop_constraint(op.f("ck_application_age_band_choice"), type_="check")
        batch_op.drop_constraint(op.f("ck_application_role_choice"), type_="check")
        batch_op.drop_constraint(op.f("ck_application_gender_choice"), type_="check")
        batch_op.drop_constraint(op.f("ck_application_status_choice"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_application_registered_by_id"), type_="foreignkey")
        batch_op.drop_column("absent_at")
        batch_op.drop_column("walk_in")
        batch_op.drop_column("registered_by_id")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("offer_ends_at")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("revision")
        batch_op.drop_column("draft")
        batch_op.drop_column("age_band")
        batch_op.drop_column("gender")
        batch_op.drop_column("experienced")
        batch_op.drop_column("answers")
        batch_op.drop_column("friends")
        batch_op.drop_column("half_days")
        batch_op.drop_column("role")
        batch_op.create_check_constraint(
            op.f("ck_application_status_choice"),
            sa.text("\"status\" IN ('submitted', 'waiting', 'accepted', 'declined', 'withdrawn')"),
        )

    with op.batch_alter_table("team_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_rule_hackathon_id"))

    op.drop_table("team_rule")
    with op.batch_alter_table("rota_turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_turn_team_id"))
        batch_op.drop_index(batch_op.f("ix_rota_turn_hackathon_id"))

    op.drop_table("rota_turn")
    with op.batch_alter_table("lot_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_entry_person_id"))

    op.drop_table("lot_entry")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_person_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_hackathon_id"))

    op.drop_table("appeal")
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_guardian_application_id"))

    op.drop_table("guardian")
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appraisal_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_hackathon_id"))

    op.drop_table("appraisal")
    with op.batch_alter_table("access_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_need_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_access_need_application_id"))

    op.drop_table("access_need")
    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_walk_in_hackathon_id"))

    op.drop_table("walk_in")
    with op.batch_alter_table("team_publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_publication_hackathon_id"))

    op.drop_table("team_publication")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_hackathon_id"))

    op.drop_table("question")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_lot_hackathon_id"))
        batch_op.drop_index(batch_op.f("ix_lot_challenge_id"))

    op.drop_table("lot")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_open", sqlite_where=sa.text("withdrawn_at IS NULL"), postgresql_where=sa.text("withdrawn_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    with op.batch_alter_table("computation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_computation_subject_id"))
        batch_op.drop_index("ix_computation_state_created_at")
        batch_op.drop_index(batch_op.f("ix_computation_hackathon_id"))

    op.drop_table("computation")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_hackathon_id"))

    op.drop_table("call")
