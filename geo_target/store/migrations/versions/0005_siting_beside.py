"""Beside a plan of where to build: robustness, fairness, services that share buildings."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Add the columns."""
    _run("siting_beside")


def downgrade() -> None:
    """Take them back, and the plans of the fairness curve with them."""
    _run("siting_beside_down")


def _run(folder: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    for script in sorted((MIGRATIONS / folder).glob("*.sql")):
        driver.execute(script.read_text("utf-8"))
