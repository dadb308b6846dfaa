"""What every command does first: start the store, bring it to this program's schema."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo_target.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.store.engine import Store


@contextmanager
def open_store(settings: Settings | None = None, *, fill: bool = True) -> Iterator[Store]:
    """Start the private server or connect to ``DATABASE_URL``, migrate, and give the store.

    Parameters
    ----------
    fill
        Whether to load the reference dataset and score it where the database is still empty, so that
        any command answers on a fresh machine.
    """
    from geo_target.store.cluster import open_store_url
    from geo_target.store.engine import Store
    from geo_target.store.migrate import migrate

    settings = settings or Settings.from_environment()
    with open_store_url(settings.home, settings.database_url) as url:
        migrate(url)
        with Store(url) as store:
            if fill:
                fill_if_empty(store, settings)
            yield store


def fill_if_empty(store: Store, settings: Settings) -> None:
    """Load the reference dataset into an empty database and score it, saying so on stderr."""
    from geo_target.workflows import load_reference as load

    if not load.is_empty(store):
        return
    from geo_target.cli.progress import ctrl_c_asks, note, steps
    from geo_target.workflows.score import score_again

    note("loading the reference dataset")
    with steps("Loading the reference dataset") as progress:
        report = load.load_reference(store, settings.data_dir, progress=progress)
    note(f"loaded {sum(report.loaded.values()):,} rows in {len(report.loaded)} layers")
    note("scoring the neighbourhoods")
    with steps("Scoring") as progress, ctrl_c_asks() as cancelled:
        result = score_again(store, progress=progress, cancelled=cancelled)
    note(f"scored {result.neighbourhoods:,} neighbourhoods (run {result.run_id})")
