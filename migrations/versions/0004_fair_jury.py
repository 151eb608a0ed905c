"""Fair jury: rounds with their own grids, gates and bonuses, who reads what, and sheets that come late or on paper."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SECTORS = ("public", "company", "association", "student", "citizen")
TIES = ("none", "employer", "coached", "family", "financial", "other")
MORE_TIES = ("none", "employer", "coached", "teammate", "family", "financial", "other", "abstain")


def upgrade() -> None:
    _turns()
    # A grid of before is the only round of its défi.
    with op.batch_alter_table("rubric") as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("1")))
        batch_op.add_column(sa.Column("name", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("reads", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default=sa.text("10")))
        batch_op.add_column(sa.Column("window_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("grace_minutes", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("quorum", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("awards", sa.Integer(), nullable=False, server_default=sa.text("1")))
        batch_op.add_column(sa.Column("no_award", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column(
                "feedback",
                sa.Enum("never", "juror", "always", name="feedbackpolicy", native_enum=False, length=32),
                nullable=False,
                server_default=sa.text("'always'"),
            )
        )
        batch_op.add_column(sa.Column("contest_hours", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("goes_on", sa.JSON(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_rubric_challenge_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_rubric_challenge_id_position"), ["challenge_id", "position"])
        batch_op.create_check_constraint(batch_op.f("ck_rubric_position_range"), sa.text('"position" >= 1'))
        batch_op.create_check_constraint(batch_op.f("ck_rubric_minutes_range"), sa.text("minutes >= 1"))
        batch_op.create_check_constraint(batch_op.f("ck_rubric_grace_range"), sa.text("grace_minutes >= 0"))
        batch_op.create_check_constraint(batch_op.f("ck_rubric_awards_range"), sa.text("awards >= 1"))
        batch_op.create_check_constraint(batch_op.f("ck_rubric_contest_range"), sa.text("contest_hours >= 0"))
        batch_op.create_check_constraint(
            batch_op.f("ck_rubric_feedback_choice"), sa.text(_among("feedback", ("never", "juror", "always")))
        )

    with op.batch_alter_table("criterion") as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("scored", "gate", "bonus", name="criterionkind", native_enum=False, length=32),
                nullable=False,
                server_default=sa.text("'scored'"),
            )
        )
        batch_op.add_column(sa.Column("failed", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.create_check_constraint(
            batch_op.f("ck_criterion_kind_choice"), sa.text("\"kind\" IN ('scored', 'gate', 'bonus')")
        )

    _ties(MORE_TIES)

    op.create_table(
        "panelist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("sector", sa.Enum(*SECTORS, name="sector", native_enum=False, length=32), nullable=True),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.CheckConstraint(_among("sector", SECTORS), name=op.f("ck_panelist_sector_choice")),
        sa.CheckConstraint("load IS NULL OR load >= 0", name=op.f("ck_panelist_load_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panelist_person_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_panelist_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panelist")),
        sa.UniqueConstraint("rubric_id", "person_id", name=op.f("uq_panelist_rubric_id_person_id")),
    )
    with op.batch_alter_table("panelist") as batch_op:
        batch_op.create_index(batch_op.f("ix_panelist_person_id"), ["person_id"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["person.id"], name=op.f("fk_seat_replaced_by_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_seat_rubric_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_seat_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("rubric_id", "person_id", "team_id", name=op.f("uq_seat_rubric_id_person_id_team_id")),
    )
    with op.batch_alter_table("seat") as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_team_id"), ["team_id"], unique=False)

    _sheets()
    _deliberations()


def _among(column: str, values: tuple[str, ...]) -> str:
    return f'"{column}" IN ({", ".join(repr(value) for value in values)})'


def _ties(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tie") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_tie_kind_choice"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_tie_kind_choice"), sa.text(_among("kind", kinds)))


def _sheets() -> None:
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.add_column(sa.Column("rubric_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("paper_code", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True))
        batch_op.add_column(sa.Column("shared", sa.Boolean(), nullable=True))
    sheet = sa.table("sheet", sa.column("rubric_id"), sa.column("challenge_id"))
    rubric = sa.table("rubric", sa.column("id"), sa.column("challenge_id"))
    of_challenge = sa.select(rubric.c.id).where(rubric.c.challenge_id == sheet.c.challenge_id).scalar_subquery()
    op.execute(sheet.update().values(rubric_id=of_challenge))
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.alter_column("rubric_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_sheet_person_id_team_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_sheet_person_id_team_id_rubric_id"), ["person_id", "team_id", "rubric_id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_sheet_paper_code_length"), sa.text('length("paper_code") <= 16'))
        batch_op.create_foreign_key(batch_op.f("fk_sheet_rubric_id"), "rubric", ["rubric_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_sheet_entered_by_id"), "person", ["entered_by_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_sheet_rubric_id"), ["rubric_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_paper_code"), ["paper_code"], unique=False)


def _deliberations() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()

    def among(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
        return sa.CheckConstraint(sa.text(_among(column, values)), name=op.f(f"ck_{table}_{column}_choice"))

    def bounded(table: str, column: str, limit: int) -> sa.CheckConstraint:
        return sa.CheckConstraint(sa.text(f'length("{column}") <= {limit}'), name=op.f(f"ck_{table}_{column}_length"))

    def ref(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))

    op.create_table(
        "deliberation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("inputs_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("called_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.CheckConstraint(sa.text("minutes >= 1"), name=op.f("ck_deliberation_minutes_range")),
        bounded("deliberation", "inputs_sha256", 64),
        ref("deliberation", "challenge_id", "challenge"),
        ref("deliberation", "opened_by_id", "person"),
        ref("deliberation", "team_id", "team"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_deliberation_challenge_id")),
    )
    op.create_table(
        "motion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deliberation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("put", "share", "withhold", name="motionkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("voters", "quorum", "votes_for", "votes_against", "abstained")
        ),
        sa.Column("carried", sa.Boolean(), nullable=True),
        sa.CheckConstraint(sa.text("place IS NULL OR place >= 1"), name=op.f("ck_motion_place_range")),
        among("motion", "kind", ("put", "share", "withhold")),
        bounded("motion", "reason", 1000),
        ref("motion", "deliberation_id", "deliberation"),
        ref("motion", "team_id", "team"),
        ref("motion", "proposed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint("deliberation_id", "number", name=op.f("uq_motion_deliberation_id_number")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("vote", sa.Enum("for", "against", "abstain", name="vote", native_enum=False, length=32), nullable=False),
        sa.Column("cast_at", moment, nullable=False),
        among("ballot", "vote", ("for", "against", "abstain")),
        ref("ballot", "motion_id", "motion"),
        ref("ballot", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("motion_id", "person_id", name=op.f("uq_ballot_motion_id_person_id")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        ref("withdrawal", "team_id", "team"),
        ref("withdrawal", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("team_id", name=op.f("uq_withdrawal_team_id")),
    )
    op.create_table(
        "contest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.Column(
            "outcome", sa.Enum("upheld", "recognised", name="contestoutcome", native_enum=False, length=32), nullable=True
        ),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        bounded("contest", "body", 2000),
        bounded("contest", "answer", 2000),
        among("contest", "outcome", ("upheld", "recognised")),
        ref("contest", "publication_id", "publication"),
        ref("contest", "team_id", "team"),
        ref("contest", "person_id", "person"),
        ref("contest", "answered_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("team_id", name=op.f("uq_contest_team_id")),
    )
    with op.batch_alter_table("contest") as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_publication_id"), ["publication_id"], unique=False)


def _turns() -> None:
    with op.batch_alter_table("rota_turn") as batch_op:
        batch_op.add_column(sa.Column("step_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_rota_turn_step_id"), "step", ["step_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_rota_turn_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    for name in ("contest", "withdrawal", "ballot", "motion", "deliberation"):
        op.drop_table(name)
    with op.batch_alter_table("rota_turn") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_turn_step_id"))
        batch_op.drop_constraint(batch_op.f("fk_rota_turn_step_id"), type_="foreignkey")
        batch_op.drop_column("step_id")
    # Without rounds, each défi keeps its first.
    op.execute(
        "DELETE FROM mark WHERE sheet_id IN (SELECT s.id FROM sheet s JOIN rubric r ON r.id = s.rubric_id WHERE r.position > 1)"
    )
    op.execute("DELETE FROM sheet WHERE rubric_id IN (SELECT id FROM rubric WHERE position > 1)")
    op.drop_table("seat")
    op.drop_table("panelist")
    op.execute("DELETE FROM criterion WHERE rubric_id IN (SELECT id FROM rubric WHERE position > 1)")
    op.execute("DELETE FROM rubric WHERE position > 1")
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_paper_code"))
        batch_op.drop_index(batch_op.f("ix_sheet_rubric_id"))
        batch_op.drop_constraint(batch_op.f("fk_sheet_entered_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sheet_rubric_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_sheet_paper_code_length"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_sheet_person_id_team_id_rubric_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_sheet_person_id_team_id"), ["person_id", "team_id"])
        for name in ("shared", "paper_code", "entered_by_id", "received_at", "signed_at", "rubric_id"):
            batch_op.drop_column(name)
    op.execute("UPDATE tie SET kind = 'other' WHERE kind IN ('teammate', 'abstain')")
    _ties(TIES)
    with op.batch_alter_table("criterion") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_criterion_kind_choice"), type_="check")
        batch_op.drop_column("failed")
        batch_op.drop_column("kind")
    with op.batch_alter_table("rubric") as batch_op:
        for name in ("feedback_choice", "contest_range", "awards_range"):
            batch_op.drop_constraint(batch_op.f(f"ck_rubric_{name}"), type_="check")
        for name in ("contest_hours", "feedback", "no_award", "awards"):
            batch_op.drop_column(name)
        batch_op.drop_constraint(batch_op.f("ck_rubric_grace_range"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_rubric_minutes_range"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_rubric_position_range"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_rubric_challenge_id_position"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_rubric_challenge_id"), ["challenge_id"])
        for name in ("goes_on", "quorum", "grace_minutes", "window_minutes", "minutes", "reads", "name", "position"):
            batch_op.drop_column(name)
