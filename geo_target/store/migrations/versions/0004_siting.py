"""Questions where to build, and their answers: runs, plans, sites, who goes where."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Add the tables of siting runs."""
    _run("siting")


def downgrade() -> None:
    """Take them back; kept runs go."""
    _run("siting_down")


def _run(folder: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    for script in sorted((MIGRATIONS / folder).glob("*.sql")):
        driver.execute(script.read_text("utf-8"))
