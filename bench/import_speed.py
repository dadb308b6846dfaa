"""A long list into PostGIS: geo-target's checked import against ogr2ogr's plain copy, into the same server.

Run ``python -m bench.import_speed``. Two files are made: 100,000 self-help groups as XLSX and 1,000,000 as
CSV, with Persian headers, names and digits, placed on small grids around the villages of the reference dataset.
Each side is a process of its own that starts from the file and ends with the rows committed; they take turns,
and the median of the turns counts, with the highest memory of each process. ogr2ogr stores the texts as they
are; geo-target also finds the columns, reads the digits, turns names into codes, checks every row and every
place, keeps the history, refreshes the references and scores the country again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.tiles_vs_tipg import reference_database
from geo_target.persian import to_persian_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DATA = Path(__file__).resolve().parents[1] / "data"
LAYER = "self_help_groups"
HEADERS = (
    "کد",
    "نام گروه",
    "نام انگلیسی",
    "استان",
    "روستا",
    "نام انگلیسی روستا",
    "بستر",
    "تعداد اعضا",
    "زنان",
    "طول جغرافیایی",
    "عرض جغرافیایی",
)
STEP_DEGREES = 0.0004  # about 40 m: no two groups within the 20 m that are worth a warning
SETTINGS = {"village": "روستا", "urban_outskirt": "حاشیه شهر"}


@dataclass(frozen=True)
class Turn:
    """One run of one side."""

    seconds: float
    peak_mb: float


def groups(count: int) -> Iterator[tuple[str, ...]]:
    """Give rows as a list would have them: texts, Persian digits but in codes and coordinates."""
    with (DATA / "layers" / f"{LAYER}.geojson").open(encoding="utf-8") as file:
        villages = json.load(file)["features"]
    with (DATA / "sources" / "iran_provinces.csv").open(encoding="utf-8-sig") as file:
        names = {row["iso_3166_2"]: row["name_fa"] for row in csv.DictReader(file)}
    wide = int((count / len(villages)) ** 0.5) + 1
    for number in range(count):
        round_, place = divmod(number, len(villages))
        held, (lon, lat) = villages[place]["properties"], villages[place]["geometry"]["coordinates"]
        row, column = divmod(round_, wide)
        members = 15 + number % 11
        yield (
            f"SG-{number + 1_000_000}",
            f"گروه خودیار {held['place_fa']} {to_persian_digits(str(number + 1))}",
            f"Self-help group {held['place_en']} {number + 1}",
            names[held["province_code"]],
            held["place_fa"],
            held["place_en"],
            SETTINGS[held["setting"]],
            to_persian_digits(str(members)),
            to_persian_digits(str(members - number % 4)),
            f"{lon + STEP_DEGREES * (column - wide / 2):.6f}",
            f"{lat + STEP_DEGREES * (row - wide / 2):.6f}",
        )


def write_csv(path: Path, count: int) -> None:
    """Write the list as a CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(groups(count))


def write_xlsx(path: Path, count: int) -> None:
    """Write the list as a workbook; coordinates are numbers, the rest is text."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("گروه‌ها")
    sheet.write_row(0, 0, HEADERS)
    for number, row in enumerate(groups(count), start=1):
        sheet.write_row(number, 0, [*row[:-2], float(row[-2]), float(row[-1])])
    book.close()


@contextmanager
def copy_of(url: str, name: str) -> Iterator[str]:
    """Give a fresh copy of a database and remove it afterwards."""
    source = make_url(url)
    admin = source.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        target, template = sql.Identifier(name), sql.Identifier(str(source.database))
        # A database that somebody is connected to cannot be copied; the pool connects again.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (source.database,)
        )
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(target, template))
        try:
            yield source.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(target))


def ours(path: Path, url: str) -> None:
    """Import with the program."""
    command = [str(Path(sys.executable).with_name("geo-target")), "import", LAYER, str(path)]
    _run(command, {"DATABASE_URL": url})


def peer(path: Path, url: str) -> None:
    """Copy with ogr2ogr: points made of the two columns, all else as it reads it."""
    address = make_url(url)
    host = address.query.get("host") or address.host
    target = f"PG:host={host} dbname={address.database} user={address.username}"
    if address.port or address.query.get("port"):
        target += f" port={address.port or address.query['port']}"
    command = ["ogr2ogr", "-f", "PostgreSQL", target, str(path), "-nln", "copied", "-a_srs", "EPSG:4326"]
    if path.suffix == ".csv":
        command += ["-oo", f"X_POSSIBLE_NAMES={HEADERS[-2]}", "-oo", f"Y_POSSIBLE_NAMES={HEADERS[-1]}"]
    else:
        points = f'SELECT *, MakePoint("{HEADERS[-2]}", "{HEADERS[-1]}", 4326) FROM "گروه‌ها"'
        command += ["-dialect", "SQLite", "-sql", points, "-oo", "HEADERS=FORCE"]
    _run(command, {"PG_USE_COPY": "YES"})


def _run(command: Sequence[str], more: dict[str, str]) -> None:
    done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")


def timed(work: Callable[[Path, str], None], path: Path, url: str) -> Turn:
    """Run one side in a process of its own, whose children are only its; give seconds and peak memory."""
    import multiprocessing
    import resource

    def run(channel: multiprocessing.connection.Connection) -> None:
        start = time.perf_counter()
        work(path, url)
        seconds = time.perf_counter() - start
        channel.send(Turn(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))

    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=run, args=(far,))
    process.start()
    far.close()
    try:
        return near.recv()
    except EOFError as error:
        raise SystemExit("a side of the benchmark failed; what it said stands above") from error
    finally:
        process.join()


def rows_in(url: str, statement: str) -> int:
    """Count rows by a statement."""
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False)) as connection:
        found = connection.execute(statement).fetchone()
    return int(found[0]) if found else 0


COUNTED = {"geo-target": f"SELECT count(*) FROM layers.{LAYER}", "ogr2ogr": "SELECT count(*) FROM copied"}
SIDES = {"ogr2ogr": peer, "geo-target": ours}


def compare(url: str, path: Path, count: int, turns: int) -> None:
    """Let both sides load one file, and print what it took."""
    took: dict[str, list[Turn]] = {name: [] for name in SIDES}
    for turn in range(turns):
        for number, (name, work) in enumerate(SIDES.items()):
            with copy_of(url, f"import_{turn}_{number}") as target:
                took[name].append(timed(work, path, target))
                held = rows_in(target, COUNTED[name])
                if held != count:
                    raise SystemExit(f"{name} stored {held:,} rows of {count:,}: this is a bug")
    _report(path, count, took)


def _report(path: Path, count: int, took: dict[str, list[Turn]]) -> None:
    size = path.stat().st_size / 2**20
    print(
        f"\n{path.suffix[1:].upper()}, {count:,} rows, {len(HEADERS)} columns, {size:.0f} MB; median of the turns"
    )
    print(f"{'':16}{'seconds':>10}{'rows a second':>16}{'peak MB':>10}{'x ogr2ogr':>16}")
    base = statistics.median(turn.seconds for turn in took["ogr2ogr"])
    for name, turns in took.items():
        seconds = statistics.median(turn.seconds for turn in turns)
        peak = max(turn.peak_mb for turn in turns)
        print(f"{name:16}{seconds:10.1f}{count / seconds:16,.0f}{peak:10.0f}{seconds / base:16.1f}")


def main() -> None:
    """Compare on the workbook and on the text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xlsx-rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gt-bench-") as folder, reference_database() as url:
        for name, count, write in (
            ("groups.xlsx", options.xlsx_rows, write_xlsx),
            ("groups.csv", options.csv_rows, write_csv),
        ):
            if count:
                write(Path(folder) / name, count)
                compare(url, Path(folder) / name, count, options.turns)


if __name__ == "__main__":
    main()
