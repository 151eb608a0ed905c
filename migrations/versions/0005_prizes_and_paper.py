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
    _prizes()


def downgrade() -> None:
    op.execute("UPDATE contest SET person_id = answered_by_id WHERE person_id IS NULL")
    op.execute("DELETE FROM withdrawal WHERE person_id IS NULL")
    for table in ("contest", "withdrawal"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.drop_column("confirmed_at")
    with op.batch_alter_table("rubric") as batch_op:
        batch_op.drop_column("prizes_apart")
    for name in ("prize_ask", "prize_vote", "prize_aside", "prize"):
        op.drop_table(name)
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


def _prizes() -> None:
    kinds, shares, channels = ("jury", "public", "peers", "given"), ("share", "result"), ("mail", "code", "juror", "peer")
    op.create_table(
        "prize",
        identifier("id"),
        sa.Column("created_at", MOMENT, nullable=False),
        identifier("challenge_id"),
        identifier("hackathon_id"),
        one_of("kind", "prizekind", kinds),
        sa.Column("name", sa.JSON(), nullable=False),
        words("giver", 160),
        one_of("ties", "prizetie", shares),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=True),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("with_result", sa.Boolean(), nullable=False),
        sa.Column("audited_at", MOMENT, nullable=True),
        identifier("audited_by_id", nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        words("sha256", 64),
        sa.Column("chosen", sa.JSON(), nullable=False),
        words("reason", 1000),
        sa.Column("winners", sa.JSON(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        identifier("published_by_id", nullable=True),
        sa.CheckConstraint(sa.text("closes_at IS NULL OR opens_at IS NOT NULL"), name=op.f("ck_prize_closes_after_opening")),
        among("prize", "kind", kinds),
        among("prize", "ties", shares),
        bounded("prize", "giver", 160),
        bounded("prize", "sha256", 64),
        bounded("prize", "reason", 1000),
        ref("prize", "challenge_id", "challenge"),
        ref("prize", "hackathon_id", "hackathon"),
        ref("prize", "audited_by_id", "person"),
        ref("prize", "published_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize")),
    )
    op.create_index(op.f("ix_prize_challenge_id"), "prize", ["challenge_id"])
    op.create_index(op.f("ix_prize_hackathon_id"), "prize", ["hackathon_id"])
    op.create_table(
        "prize_aside",
        identifier("id"),
        identifier("prize_id"),
        identifier("person_id"),
        words("reason", 1000),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        bounded("prize_aside", "reason", 1000),
        ref("prize_aside", "prize_id", "prize"),
        ref("prize_aside", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_aside")),
    )
    op.create_index(op.f("ix_prize_aside_prize_id"), "prize_aside", ["prize_id"])
    op.create_table(
        "prize_vote",
        identifier("id"),
        identifier("prize_id"),
        words("voter", 64),
        one_of("channel", "votechannel", channels),
        identifier("team_id", nullable=True),
        words("network", 16),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("cast_at", MOMENT, nullable=True),
        identifier("aside_id", nullable=True),
        among("prize_vote", "channel", channels),
        bounded("prize_vote", "voter", 64),
        bounded("prize_vote", "network", 16),
        ref("prize_vote", "prize_id", "prize"),
        ref("prize_vote", "team_id", "team"),
        ref("prize_vote", "aside_id", "prize_aside"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_vote")),
        sa.UniqueConstraint("prize_id", "voter", name=op.f("uq_prize_vote_prize_id_voter")),
    )
    op.create_index("ix_prize_vote_prize_id_network", "prize_vote", ["prize_id", "network"])
    op.create_index(op.f("ix_prize_vote_aside_id"), "prize_vote", ["aside_id"])
    op.create_table(
        "prize_ask",
        identifier("id"),
        identifier("prize_id"),
        words("voter", 64),
        words("network", 16),
        sa.Column("at", MOMENT, nullable=False),
        bounded("prize_ask", "voter", 64),
        bounded("prize_ask", "network", 16),
        ref("prize_ask", "prize_id", "prize"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_ask")),
    )
    op.create_index("ix_prize_ask_prize_id_network", "prize_ask", ["prize_id", "network"])
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))
    with op.batch_alter_table("rubric") as batch_op:
        batch_op.add_column(sa.Column("prizes_apart", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Who of a team said it is forgotten in time.
    for table in ("contest", "withdrawal"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
