"""Alembic's entry: the same migrations on SQLite (batch mode) and PostgreSQL."""

import sqlalchemy as sa
from alembic import context

from app.models import metadata

connection: sa.Connection | None = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("Use `essaim migrate`, which opens the connection.")
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
