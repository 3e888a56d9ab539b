"""Whether a store is one of ours, and of which version."""

from __future__ import annotations

from certtrack.errors import refuse
from certtrack.store.dialect import Connection, dialect_of


def version_of(connection: Connection, where: str, head: str) -> str | None:
    """The version of the schema of a store; None where nothing is made yet.

    Args:
        connection: To the store.
        where: What the store is called.
        head: The newest version that this program knows.

    Raises:
        Refused: For a database of something else, or a store of a newer certtrack.
    """
    dialect = dialect_of(connection)

    def there(table: str) -> bool:
        return bool(connection.execute(dialect.there, (table,)).fetchone()["found"])

    if not there("alembic_version"):
        if connection.execute(dialect.objects).fetchone() is None:
            return None
        if not there("alembic_version"):
            raise refuse("this is not a certtrack store", where=where)
        # Somebody made the store between the two questions.
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    # Other programs have a table of this name too.
    if row is None or not there("change_set"):
        raise refuse("this is not a certtrack store", where=where)
    version = str(row["version_num"])
    if version > head:
        raise refuse(
            f"the store was written by a newer certtrack (schema {version}, this one knows {head})",
            where=where,
            hint="Update certtrack.",
        )
    return version
