"""`geo-target db`: the database itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.errors import RefusedError
from geo_target.settings import Settings

if TYPE_CHECKING:
    from geo_target.store.cluster import ClusterStatus

app = typer.Typer(help="Start, stop, back up and restore the database.", no_args_is_help=True)

ForceOption = Annotated[bool, typer.Option("--force", help="Do it although something is in the way.")]
FileArgument = Annotated[Path, typer.Argument(help="The backup's file.", metavar="FILE")]

STATUS_COLUMNS = {
    "state": "State",
    "in_use": "In use",
    "kept": "Kept running",
    "version": "PostgreSQL",
    "pid": "Process",
    "data": "Files",
    "log": "Log",
}


@app.command("start")
def start() -> None:
    """Start the private server and leave it running until `geo-target db stop`.

    Without this it runs as long as any program uses it, and a second longer.

    Example: geo-target db start
    """
    from geo_target.store.cluster import Cluster

    cluster = Cluster(_private_home("start"))
    cluster.start(keep=True)
    say(f"The database runs, process {cluster.status().pid}, until `geo-target db stop`.")


@app.command("stop")
def stop(force: ForceOption = False) -> None:
    """Stop the private server; refused while other programs use it, unless forced.

    Example: geo-target db stop
    """
    from geo_target.store.cluster import Cluster

    was_running = Cluster(_private_home("stop")).stop(force=force)
    say("The database has stopped." if was_running else "The database was not running.")


@app.command("status")
def status(fmt: FormatOption = Format.TABLE) -> None:
    """Say how the database is doing, without starting it.

    Example: geo-target db status --format json
    """
    settings = Settings.from_environment()
    if settings.database_url:
        from geo_target.store.server_check import check_server, server_parts, shown

        check_server(settings.database_url)
        say(f"DATABASE_URL names {shown(server_parts(settings.database_url))}: reachable, with PostGIS.")
        return
    from geo_target.store.cluster import Cluster

    found = Cluster(settings.home).status()
    if fmt is Format.TABLE:
        _say_status(found)
        return
    row = {name: getattr(found, name) for name in STATUS_COLUMNS}
    row |= {"data": str(found.data), "log": str(found.log)}
    print_rows([row], STATUS_COLUMNS, fmt)


@app.command("url")
def url() -> None:
    """Print the address of the database, for SQLAlchemy, psql (without `+psycopg`) and QGIS.

    Example: geo-target db url
    """
    settings = Settings.from_environment()
    if settings.database_url:
        say(settings.database_url)
        return
    from geo_target.store.cluster import Cluster

    say(Cluster(settings.home).url)


@app.command("migrate")
def migrate() -> None:
    """Bring the database to the schema of this program; a second time changes nothing.

    Example: geo-target db migrate
    """
    from geo_target.store.cluster import open_store_url
    from geo_target.store.migrate import migrate as bring_up_to_date

    settings = Settings.from_environment()
    with open_store_url(settings.home, settings.database_url) as address:
        bring_up_to_date(address)
    say("The database has the schema of this program.")


@app.command("backup")
def backup(file: FileArgument, force: ForceOption = False) -> None:
    """Write the whole database into FILE, while programs go on using it.

    Example: geo-target db backup before-import.backup
    """
    from geo_target.store.backup import back_up
    from geo_target.store.cluster import open_store_url

    settings = Settings.from_environment()
    with open_store_url(settings.home, settings.database_url) as address:
        size = back_up(address, file, overwrite=force)
    say(f"{file} holds the whole database, {size / 1e6:.1f} MB.")


@app.command("restore")
def restore(file: FileArgument, force: ForceOption = False) -> None:
    """Put the database of a backup in the place of the present one, all of it or nothing.

    The database before it is kept on the server, named ..._before_restore, until the next restore.

    Example: geo-target db restore before-import.backup
    """
    from geo_target.store.backup import restore as put_back
    from geo_target.store.cluster import open_store_url
    from geo_target.store.migrate import migrate as bring_up_to_date

    settings = Settings.from_environment()
    with open_store_url(settings.home, settings.database_url) as address:
        kept = put_back(address, file, prepare=bring_up_to_date, force=force)
    say(f"The database is that of {file} now; the one before it is kept as {kept} until the next restore.")


def _say_status(found: ClusterStatus) -> None:
    words = {
        "absent": "has not been made yet; the first command makes it",
        "stopped": "is not running; the next command starts it",
        "starting": "is starting or stopping",
        "running": f"runs, process {found.pid}",
    }
    say(f"The database {words[found.state]}.")
    if found.state == "running":
        users = "in use" if found.in_use else "not in use"
        until = "it stays until `geo-target db stop`" if found.kept else "it stops after its last program"
        say(f"PostgreSQL {found.version}, {users}; {until}.")
    say(f"files  {found.data}")
    say(f"log    {found.log}")


def _private_home(verb: str) -> Path:
    settings = Settings.from_environment()
    if settings.database_url:
        raise RefusedError(
            f"DATABASE_URL names a server that geo-target does not {verb}; unset it to use the private one."
        )
    return settings.home
