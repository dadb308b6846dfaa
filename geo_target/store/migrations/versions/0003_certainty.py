"""Scores: the measure and its target, gaps, how sure a rank is; every measure of every service of a run."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MIGRATIONS = Path(__file__).parent.parent


def upgrade() -> None:
    """Add what a score says of its measure, its gap and its certainty."""
    _run("certainty")


def downgrade() -> None:
    """Take it back; runs and their scores stay, as the program before wrote them."""
    _run("certainty_down")


def _run(folder: str) -> None:
    # Without parameters the driver takes many statements at once and reads no % in them.
    driver: Any = op.get_bind().connection.driver_connection
    for script in sorted((MIGRATIONS / folder).glob("*.sql")):
        driver.execute(script.read_text("utf-8"))
