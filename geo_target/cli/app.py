"""All commands under one name, and what happens when one fails."""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn

import typer

from geo_target.cli import (
    coverage,
    datasets,
    db,
    equity,
    export,
    friction,
    import_file,
    load,
    map_file,
    priorities,
    reconcile,
    score,
    score_runs,
    serve,
    site,
    site_runs,
    surface,
    up,
)
from geo_target.errors import GeoTargetError, StoreError
from geo_target.settings import default_home

app = typer.Typer(
    name="geo-target",
    help="Where people in target neighbourhoods lack training, placement and microfinance within reach.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.add_typer(db.app, name="db")
app.add_typer(load.app, name="load")
app.command("import")(import_file.import_file)
app.add_typer(datasets.app, name="datasets")
app.command("reconcile")(reconcile.reconcile)
app.command("coverage")(coverage.coverage)
app.command("score")(score.score)
app.add_typer(score_runs.app, name="score-runs")
app.command("priorities")(priorities.priorities)
app.command("equity")(equity.equity)
app.command("site")(site.site)
app.add_typer(site_runs.app, name="site-runs")
app.command("map")(map_file.map_file)
app.command("export")(export.export)
app.command("friction")(friction.friction)
app.command("surface")(surface.surface)


def main() -> NoReturn:
    """Run a command; exit with 0 done, 1 refused or failed (one sentence), 2 wrong usage."""
    logging.basicConfig(level=os.environ.get("GEO_TARGET_LOG", "WARNING").upper(), format="%(message)s")
    try:
        app()
    except GeoTargetError as error:
        _note_cause(error)
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("Stopped.")
    except BrokenPipeError:
        # Whoever read our output has had enough (`| head`): nothing went wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  a person must never see a traceback
        path = _keep_traceback()
        _fail(f"Something went wrong inside geo-target ({type(error).__name__}). The details are in {path}.")
    sys.exit(0)


def _note_cause(error: GeoTargetError) -> None:
    if isinstance(error, StoreError) and error.__cause__ is not None:
        logging.getLogger(__name__).debug("cause", exc_info=error)


def _fail(sentence: str) -> NoReturn:
    sys.stdout.flush()
    print(f"geo-target: {sentence}", file=sys.stderr)  # noqa: T201  this is the terminal
    sys.exit(1)


def _keep_traceback() -> str:
    import tempfile
    import traceback
    from pathlib import Path

    for folder in (default_home(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "last-error.txt"
            path.write_text(traceback.format_exc(), "utf-8")
        except OSError:
            continue
        return str(path)
    return "no file, since none could be written"
