"""Imports: what is known of them, population rasters, references checked once a statement."""

from importlib import resources
from pathlib import Path
from typing import Any

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Add what imports and their history need."""
    # The same answers as before, sooner: the indexes on it stay right.
    _execute(resources.files("geo_target.store").joinpath("sql", "normalise_name.sql").read_text("utf-8"))
    _run("imports")


def downgrade() -> None:
    """Take it back; rows that were imported stay, rasters go."""
    _run("imports_down")


def _run(folder: str) -> None:
    for script in sorted((MIGRATIONS / folder).glob("*.sql")):
        _execute(script.read_text("utf-8"))


def _execute(script: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(script)
