"""What alembic runs a migration in: the connection and transaction it is handed."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from certtrack.store import (
    calendar_tables,
    card_tables,
    change_tables,
    delivery_tables,
    evidence_tables,
    noticed_tables,
    tables,
)

SEVERAL = (card_tables, delivery_tables, calendar_tables, noticed_tables, evidence_tables)
for module in (tables, change_tables, *SEVERAL):
    assert module.SQLModel is SQLModel, "importing them declares every table"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
