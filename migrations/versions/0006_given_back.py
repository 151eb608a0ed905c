"""Sheets given back until an hour: when it ends, and what the sheet said."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.add_column(sa.Column("reopened_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reopened_from", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sheet") as batch_op:
        batch_op.drop_column("reopened_from")
        batch_op.drop_column("reopened_until")
