"""Fair ranking: what ranks rest on is a rule of the grid; a result keeps what it was computed from."""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Grids whose scoring had opened were fixed without a choice: they stay at plain means, and keep their fingerprint.
    with op.batch_alter_table("rubric") as batch_op:
        batch_op.add_column(
            sa.Column(
                "estimator",
                sa.Enum("raw", "adjusted", name="estimator", native_enum=False, length=32),
                nullable=False,
                server_default=sa.text("'raw'"),
            )
        )
        batch_op.create_check_constraint(op.f("ck_rubric_estimator_choice"), sa.text("\"estimator\" IN ('raw', 'adjusted')"))
    rubric = sa.table("rubric", sa.column("estimator"), sa.column("opened_at"))
    op.execute(rubric.update().where(rubric.c.opened_at.is_(None)).values(estimator="adjusted"))

    with op.batch_alter_table("publication") as batch_op:
        batch_op.add_column(sa.Column("inputs", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    with op.batch_alter_table("publication") as batch_op:
        batch_op.drop_column("inputs")
    with op.batch_alter_table("rubric") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_rubric_estimator_choice"), type_="check")
        batch_op.drop_column("estimator")
