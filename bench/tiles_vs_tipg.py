"""Vector tiles a second: tipg against geo-target, on the same database, tiles, client and machine.

Run ``make bench``, or ``python -m bench.tiles_vs_tipg``. Each server is one process; they take turns, and the
median of the turns counts. Before anything is timed, both must put the same features into every tile. tipg
reads the view that geo-target reads, and the base table beneath it; the faster of the two counts for it.
geo-target is timed three times: drawing every tile (its memory switched off), as shipped, and asked by a
browser that holds the tiles already (304).
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import make_url

from tools.mvt_reader import Feature, read_tile

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / ".venv-bench" / "bin" / "python"
ZOOM = 7
WEST, SOUTH, EAST, NORTH = 44.0, 25.0, 63.4, 39.8
EXTENT = 4096
CONNECTIONS = 4


@dataclass(frozen=True)
class Tile:
    """Column, row and zoom."""

    z: int
    x: int
    y: int


@dataclass(frozen=True)
class Side:
    """A server and the addresses of its tiles; `tags` are what the asker holds."""

    name: str
    port: int
    paths: tuple[str, ...]
    tags: tuple[str, ...] = ()


def tiles_of_country(zoom: int) -> list[Tile]:
    """Give the tiles of a zoom that touch the country's frame."""
    import math

    def row(lat: float) -> int:
        return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)

    def column(lon: float) -> int:
        return int((lon + 180) / 360 * 2**zoom)

    columns, rows = range(column(WEST), column(EAST) + 1), range(row(NORTH), row(SOUTH) + 1)
    return [Tile(zoom, x, y) for y in rows for x in columns]


def our_paths(collection: str, tiles: list[Tile]) -> tuple[str, ...]:
    """Give geo-target's addresses: zoom, row, column."""
    return tuple(f"/ogc/collections/{collection}/tiles/WebMercatorQuad/{t.z}/{t.y}/{t.x}" for t in tiles)


def tipg_paths(table: str, tiles: list[Tile]) -> tuple[str, ...]:
    """Give tipg's addresses: zoom, column, row."""
    return tuple(f"/collections/{table}/tiles/WebMercatorQuad/{t.z}/{t.x}/{t.y}" for t in tiles)


def get(connection: http.client.HTTPConnection, path: str, tag: str = "") -> tuple[int, str, bytes]:
    """Ask for one tile as a browser does; give status, entity tag and the bytes as they came."""
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": tag} if tag else {})
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    if response.status == 200 and response.headers.get("content-encoding") == "gzip":
        body = zlib.decompress(body, wbits=31)
    return response.status, response.headers.get("etag", ""), body


def tiles_a_second(side: Side, rounds: int) -> float:
    """Ask for all tiles `rounds` times over a few connections; give tiles a second."""
    work = list(zip(side.paths * rounds, side.tags * rounds or ("",) * len(side.paths) * rounds, strict=True))

    def ask(part: list[tuple[str, str]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", side.port)
        for path, tag in part:
            status, _, _ = get(connection, path, tag)
            assert status in {200, 204, 304}, (side.name, path, status)

    threads = [threading.Thread(target=ask, args=(work[i::CONNECTIONS],)) for i in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(work) / (time.perf_counter() - began)


def check_same(ours: Side, peer: Side, layer: str) -> int:
    """Stop unless both put the same codes into every tile; give the number of features.

    Only what lies inside the tile is compared: geo-target also draws a margin, tipg does not.
    """
    sides = {side.name: http.client.HTTPConnection("127.0.0.1", side.port) for side in (ours, peer)}
    features = 0
    for our_path, peer_path in zip(ours.paths, peer.paths, strict=True):
        mine = read_tile(get(sides[ours.name], our_path)[2]).get(layer, [])
        theirs = [f for held in read_tile(get(sides[peer.name], peer_path)[2]).values() for f in held]
        codes = [sorted(f.properties["code"] for f in held if inside(f)) for held in (mine, theirs)]
        if codes[0] != codes[1]:
            raise SystemExit(f"{our_path} and {peer_path} hold other features: {len(mine)} and {len(theirs)}")
        features += len(mine)
    return features


def inside(feature: Feature) -> bool:
    """Say whether a point is inside its tile, not on the edge."""
    return all(0 < x < EXTENT and 0 < y < EXTENT for x, y in feature.points)


@contextmanager
def server(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """Run a server until its port answers, and stop it afterwards."""
    log = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
    process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log, cwd=ROOT)
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    yield port
                    return
            time.sleep(0.1)
        log.seek(0)
        raise SystemExit(f"{' '.join(command[:4])} did not start:\n{log.read().decode()[-2000:]}")
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Give a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def socket_in_host(url: str) -> str:
    """Give the address as tipg's settings take it: the folder of the socket in the place of a host."""
    address = make_url(url)
    host = quote(str(address.query.get("host") or address.host), safe="")
    port = address.query.get("port") or address.port or 5432
    secret = f":{quote(address.password)}" if address.password else ""
    return f"postgresql://{address.username}{secret}@{host}:{port}/{address.database}"


def tipg(url: str) -> tuple[list[str], dict[str, str], int]:
    """Give tipg's command: one worker, its own defaults, the two schemas, the id as key of the view."""
    port = free_port()
    environment = {
        "DATABASE_URL": socket_in_host(url),
        "TIPG_DB_SCHEMAS": '["layers", "geo_target"]',
        "TIPG_TABLE_CONFIG__layers_self_help_groups__pk": "id",
        "TIPG_MAX_FEATURES_PER_TILE": "100000",
    }
    command = [str(PEER), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "warning"]
    return command, environment, port


def geo_target(url: str, *, tile_memory: int) -> tuple[list[str], dict[str, str], int]:
    """Give geo-target's command: one process, as `geo-target serve` runs it."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "bench.tiles_vs_tipg",
        "--serve",
        str(port),
        "--tile-memory",
        str(tile_memory),
    ]
    return command, {"DATABASE_URL": url}, port


def serve(port: int, tile_memory: int) -> None:
    """Run geo-target's service on the database of ``DATABASE_URL``."""
    import uvicorn

    from api.main import create_app
    from geo_target.settings import Settings
    from geo_target.store.engine import Store

    settings = Settings.from_environment()
    with Store(str(settings.database_url)) as store:
        app = create_app(settings, store, tile_memory=tile_memory)
        uvicorn.run(app, port=port, log_level="warning", access_log=False)


@contextmanager
def reference_database() -> Iterator[str]:
    """Give the address of a private database with the reference dataset and its scores, removed afterwards."""
    from geo_target.cli.session import open_store
    from geo_target.settings import Settings
    from geo_target.workflows.score import score_again

    with tempfile.TemporaryDirectory(prefix="gt-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)
        settings = Settings(home=Path(home), database_url=None, data_dir=Settings.from_environment().data_dir)
        with open_store(settings) as store:
            score_again(store)
            yield store.url


def compare(url: str, zoom: int, rounds: int, turns: int) -> None:
    """Print the table of one zoom."""
    tiles = tiles_of_country(zoom)
    layer = "self_help_groups"
    with ExitStack() as stack:
        drawing = stack.enter_context(server(*geo_target(url, tile_memory=0)))
        shipped = stack.enter_context(server(*geo_target(url, tile_memory=64 * 2**20)))
        peer = stack.enter_context(server(*tipg(url)))
        ours = Side("geo-target, drawing every tile", drawing, our_paths(layer, tiles))
        view = Side("tipg, the same view", peer, tipg_paths(f"layers.{layer}", tiles))
        table = Side("tipg, the base table", peer, tipg_paths(f"geo_target.{layer}", tiles))
        features = check_same(ours, view, layer)
        asker = http.client.HTTPConnection("127.0.0.1", shipped)
        tags = tuple(get(asker, path)[1] for path in ours.paths)
        sides = [
            view,
            table,
            ours,
            Side("geo-target, as shipped", shipped, ours.paths),
            Side("geo-target, browser holds them (304)", shipped, ours.paths, tags),
        ]
        speeds: dict[str, list[float]] = {side.name: [] for side in sides}
        for turn in range(turns + 1):
            for side in sides:
                speed = tiles_a_second(side, rounds)
                if turn:  # the first turn warms everyone up
                    speeds[side.name].append(speed)
    report(zoom, len(tiles), features, {name: statistics.median(held) for name, held in speeds.items()})


def report(zoom: int, tiles: int, features: int, speeds: dict[str, float]) -> None:
    """Print tiles a second of each side, and how many times the faster tipg."""
    peer = max(speed for name, speed in speeds.items() if name.startswith("tipg"))
    print(
        f"\nzoom {zoom}: {features:,} features in {tiles} tiles, the same in both, {CONNECTIONS} connections"
    )
    print(f"{'':40}{'tiles/s':>10}{'times tipg':>12}")
    for name, speed in speeds.items():
        print(f"{name:40}{speed:10.0f}{speed / peer:12.1f}")


def main() -> None:
    """Compare, or be the server that is compared."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--tile-memory", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--url", help="a loaded database; a private one is made without it")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.tile_memory)
        return
    if not PEER.exists():
        raise SystemExit("tipg is not installed: run `make bench`, which sets up .venv-bench")
    with ExitStack() as stack:
        url = options.url or stack.enter_context(reference_database())
        for zoom in (5, ZOOM):
            compare(url, zoom, options.rounds if zoom < 9 else 1, options.turns)


if __name__ == "__main__":
    main()
