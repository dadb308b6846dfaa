"""`geo-target` in a process of its own, forked from one that has imported all of it.

Arguments, variables, folder, output and exit code are those of the installed program (tests/cli/test_start.py holds
it to that). What is saved is the second of CPU time that Python takes to import the libraries. Tests of the start
itself, a terminal or a signal start PROGRAM.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

import geo_target

PROGRAM = str(Path(sys.executable).with_name("geo-target"))
PATIENCE_S = 120
ROOT = Path(geo_target.__file__).parent
STARTS_THREADS = "raam_kernel"
"""When imported; threads do not live on in a fork."""
IMPORTED = [
    ".".join(("geo_target", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    if "migrations" not in path.parts and not path.stem.startswith("__") and path.stem != STARTS_THREADS
]
LIBRARIES = [
    "typer.rich_utils",
    "pydantic.type_adapter",
    "pandas",
    "pyarrow.compute",
    "geopandas",
    "pyogrio",
    "rasterio.features",
    "rasterio.warp",
    "openpyxl",
    "xlsxwriter",
]
"""What commands import only when they come to it."""
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([*IMPORTED, *LIBRARIES])


def run_program(*arguments, cwd=None, **variables):
    """Run one command with some variables beside ours, nothing to read and no terminal; give what it said."""
    command = [PROGRAM, *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("stdout", "stderr")]
        known = {**os.environ, **variables}
        process = FORKS.Process(target=_be_the_program, args=(command, known, cwd or Path.cwd(), said))
        process.start()
        process.join(PATIENCE_S)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(command, PATIENCE_S)
        code, texts = process.exitcode, [path.read_text("utf-8") for path in said]
    return subprocess.CompletedProcess(command, code, *texts)


def wait_for_a_connection(url):
    """Wait until a program that was started has come to its database."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + PATIENCE_S
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as watching:
        while not watching.execute(others).fetchone()[0]:
            assert time.monotonic() < until
            time.sleep(0.05)


def _be_the_program(command, variables, folder, said):
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.argv = command
    from geo_target.cli import main

    main()
