"""Plans where to build of each step of a budget."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Add the column."""
    _run("siting_budget")


def downgrade() -> None:
    """Take it back; the plans stay, without the step that each is of."""
    _run("siting_budget_down")


def _run(folder: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    for script in sorted((MIGRATIONS / folder).glob("*.sql")):
        driver.execute(script.read_text("utf-8"))
