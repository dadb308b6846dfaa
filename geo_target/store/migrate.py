"""Bring a database to the schema of this program, or back (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from geo_target.errors import SchemaError
from geo_target.store.engine import guarded

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0006"
"""The newest revision. A test holds it equal to Alembic's own head."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`, one transaction for all steps.

    ``head`` is this program's schema; ``base`` takes everything back. Nothing is done, and Alembic is not
    even imported, where the database is at the head already.

    Raises
    ------
    SchemaError
        If the database was migrated by a newer program.
    StoreError
        If the database refuses.
    """
    engine = create_engine(url)
    try:
        with guarded(), engine.connect() as connection:
            current = current_revision(connection)
        if revision == "head" and current == HEAD:
            return
        with guarded(), engine.begin() as connection:
            _run(connection, revision, current)
    finally:
        engine.dispose()


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, None for an empty one."""
    there = connection.execute(text("SELECT to_regclass('geo_target.alembic_version')")).scalar()
    if there is None:
        return None
    revision: str | None = connection.execute(
        text("SELECT version_num FROM geo_target.alembic_version")
    ).scalar()
    return revision


def _run(connection: Connection, revision: str, current: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaError(
            f"The database has the schema {current} of a newer geo-target; this program knows up to {HEAD}. "
            "Install the newer program, or restore a backup made by this one."
        )
    try:
        if revision == "base" or (current is not None and revision != "head" and revision < current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
    except CommandError as error:
        raise SchemaError(f"There is no schema {revision}: {error}") from error
