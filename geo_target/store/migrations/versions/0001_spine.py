"""The spine: datasets, boundaries, neighbourhoods, facilities, groups, courses, scores, audit trail."""

from importlib import resources
from pathlib import Path
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Create functions, tables, guards and the views of the schema `layers`."""
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public")
    op.execute("CREATE SCHEMA layers")
    _run(resources.files("geo_target.store").joinpath("sql", "normalise_name.sql").read_text("utf-8"))
    for script in sorted((MIGRATIONS / "spine").glob("*.sql")):
        _run(script.read_text("utf-8"))


def downgrade() -> None:
    """Take everything back; PostGIS itself stays."""
    _run((MIGRATIONS / "spine_down" / "drop_all.sql").read_text("utf-8"))


def _run(script: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(script)
