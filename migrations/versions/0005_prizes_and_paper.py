"""Prizes and paper: prizes beside the result, an example that all jurors score first, and sheets on paper."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

MOMENT = sqlmodel.sql.sqltypes.UTCDateTime()

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _paper()
    _example()


def downgrade() -> None:
    for name in ("example_sheet", "example", "paper_entry", "paper_sheet"):
        op.drop_table(name)


def among(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(sa.text(f'"{column}" IN ({listed})'), name=op.f(f"ck_{table}_{column}_choice"))


def bounded(table: str, column: str, limit: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(sa.text(f'length("{column}") <= {limit}'), name=op.f(f"ck_{table}_{column}_length"))


def words(column: str, limit: int, *, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sqlmodel.sql.sqltypes.AutoString(length=limit), nullable=nullable)


def identifier(column: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sa.Uuid(), nullable=nullable)


def one_of(column: str, kind: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sa.Enum(*values, name=kind, native_enum=False, length=32), nullable=nullable)


def ref(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _paper() -> None:
    op.create_table(
        "paper_sheet",
        identifier("id"),
        words("code", 9),
        identifier("rubric_id"),
        identifier("challenge_id"),
        identifier("person_id"),
        identifier("team_id"),
        words("fingerprint", 64),
        sa.Column("printed_at", MOMENT, nullable=False),
        identifier("printed_by_id"),
        bounded("paper_sheet", "code", 9),
        bounded("paper_sheet", "fingerprint", 64),
        ref("paper_sheet", "rubric_id", "rubric"),
        ref("paper_sheet", "challenge_id", "challenge"),
        ref("paper_sheet", "person_id", "person"),
        ref("paper_sheet", "team_id", "team"),
        ref("paper_sheet", "printed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_sheet_code")),
        sa.UniqueConstraint(
            "rubric_id",
            "person_id",
            "team_id",
            "fingerprint",
            name=op.f("uq_paper_sheet_rubric_id_person_id_team_id_fingerprint"),
        ),
    )
    op.create_index(op.f("ix_paper_sheet_challenge_id"), "paper_sheet", ["challenge_id"])
    op.create_index(op.f("ix_paper_sheet_team_id"), "paper_sheet", ["team_id"])
    states, answers = ("applied", "confirmed", "waiting", "set_aside"), ("confirmed", "contested")
    op.create_table(
        "paper_entry",
        identifier("id"),
        identifier("paper_id"),
        identifier("entered_by_id"),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        words("great", 2000),
        words("think_about", 2000),
        one_of("state", "paperstate", states),
        sa.Column("decided_at", MOMENT, nullable=True),
        identifier("decided_by_id", nullable=True),
        words("reason", 1000, nullable=True),
        sa.Column("replaced", sa.JSON(), nullable=True),
        one_of("answer", "paperanswer", answers, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        words("note", 1000, nullable=True),
        bounded("paper_entry", "great", 2000),
        bounded("paper_entry", "think_about", 2000),
        bounded("paper_entry", "reason", 1000),
        bounded("paper_entry", "note", 1000),
        among("paper_entry", "state", states),
        among("paper_entry", "answer", answers),
        ref("paper_entry", "paper_id", "paper_sheet"),
        ref("paper_entry", "entered_by_id", "person"),
        ref("paper_entry", "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
    )
    op.create_index(op.f("ix_paper_entry_paper_id"), "paper_entry", ["paper_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_paper_entry_waiting", "paper_entry", ["paper_id"], unique=True, sqlite_where=waiting, postgresql_where=waiting
    )


def _example() -> None:
    op.create_table(
        "example",
        identifier("id"),
        sa.Column("created_at", MOMENT, nullable=False),
        identifier("rubric_id"),
        identifier("created_by_id"),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        words("link", 300),
        sa.Column("reference", sa.JSON(), nullable=False),
        bounded("example", "link", 300),
        ref("example", "rubric_id", "rubric"),
        ref("example", "created_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
        sa.UniqueConstraint("rubric_id", name=op.f("uq_example_rubric_id")),
    )
    op.create_table(
        "example_sheet",
        identifier("id"),
        identifier("rubric_id"),
        identifier("person_id"),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        ref("example_sheet", "rubric_id", "rubric"),
        ref("example_sheet", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_sheet")),
        sa.UniqueConstraint("rubric_id", "person_id", name=op.f("uq_example_sheet_rubric_id_person_id")),
    )
