"""Private servers that tests may start, kill and starve: one folder a test, copied from one made once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from geo_target.store import watchdog
from geo_target.store.cluster import FAST_SETTINGS, Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROWS = [(1, "الف"), (2, "ب"), (3, "پ")]

PROGRAM = """
import sys, time
from pathlib import Path
from geo_target.store.cluster import FAST_SETTINGS, Cluster
print(Cluster(Path(sys.argv[1]), settings=FAST_SETTINGS).start(), flush=True)
time.sleep(600)
"""


class Home:
    """One home folder with a private server, and the programs that a test runs on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = path / "postgres"
        self.data = self.root / "data"
        self._programs: list[subprocess.Popen[str]] = []
        self._clusters: list[Cluster] = []

    def cluster(self, **options: object) -> Cluster:
        self._clusters.append(Cluster(self.path, **({"settings": FAST_SETTINGS} | options)))
        return self._clusters[-1]

    def program(self, **options: object) -> subprocess.Popen[str]:
        """Start a program of its own that uses the server; returns when it does."""
        program = self.begin(**options)
        said = program.stdout.readline()
        assert said.startswith("postgresql+psycopg://"), program.stderr.read()
        return program

    def begin(self, **options: object) -> subprocess.Popen[str]:
        """Start a program of its own that is going to use the server; returns at once."""
        command = [sys.executable, "-c", PROGRAM, str(self.path)]
        pipe = subprocess.PIPE
        self._programs.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, **options))
        return self._programs[-1]

    def postmaster(self) -> int:
        pid = watchdog.postmaster_pid(self.data)
        assert pid is not None
        return pid

    def kill_postmaster(self) -> int:
        """Kill the server with -9 and return its id once that is dead."""
        pid = self.postmaster()
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: watchdog.postmaster_pid(self.data) is None)
        return pid

    def is_running(self) -> bool:
        return watchdog.is_running(self.root)

    def rows(self) -> list[tuple[int, str]]:
        """What the table of `prototype` holds, read through the running server."""
        with psycopg.connect(self.cluster().url.replace("+psycopg", "", 1)) as connection:
            return connection.execute("SELECT n, letter FROM kept ORDER BY n").fetchall()

    def close(self) -> None:
        for program in self._programs:
            program.kill()
            program.communicate()
        for one in self._clusters:
            one.release()
        if self.root.exists():
            self.cluster(patience_s=20).stop(force=True)
            # It has files open here until it ends, and nothing can be unmounted before.
            assert eventually(lambda: not watchdog.is_locked(self.root / watchdog.WATCHDOG_LOCK))


def eventually(is_true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Return whether something becomes true within `seconds`."""
    until = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="session")
def within() -> Callable[..., bool]:
    """`eventually`, for tests: fixtures are what a test file can reach without an import path."""
    return eventually


@pytest.fixture(scope="session")
def kept_rows() -> list[tuple[int, str]]:
    """The rows that every copied database holds, in order."""
    return ROWS


@pytest.fixture(scope="session")
def prototype(quick_folder: Callable[[], Path]) -> Iterator[Path]:
    """A home folder with a stopped server, whose database holds `kept_rows`: copy it, do not start it."""
    folder = quick_folder()
    home = Home(folder / "prototype")
    with home.cluster() as cluster, psycopg.connect(cluster.url.replace("+psycopg", "", 1)) as connection:
        connection.execute("CREATE TABLE kept (n int, letter text)")
        connection.cursor().executemany("INSERT INTO kept VALUES (%s, %s)", ROWS)
    home.close()
    yield home.path
    shutil.rmtree(folder)


@pytest.fixture
def home(prototype: Path, quick_folder: Callable[[], Path]) -> Iterator[Home]:
    """A home folder of this test's own with `kept_rows`, its server not running."""
    folder = quick_folder()
    subprocess.run(["cp", "-a", str(prototype), str(folder / "home")], check=True)
    own = Home(folder / "home")
    yield own
    own.close()
    shutil.rmtree(folder)


@pytest.fixture
def new_home(public_dir: Path) -> Iterator[Callable[..., Home]]:
    """Make `Home` objects for paths of the test's choice under `public_dir`, stopped afterwards."""
    made: list[Home] = []

    def make(*parts: str) -> Home:
        made.append(Home(public_dir.joinpath(*parts)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def as_root() -> None:
    """Skip, saying so, where the tests do not run as root."""
    if os.geteuid() != 0:
        pytest.skip("only root can do this")


@pytest.fixture
def small_disk(as_root: None, public_dir: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of so many megabytes and return its folder; skipped where mounting is not allowed."""
    folder = public_dir / "disk"
    folder.mkdir()

    def mount(megabytes: int) -> Path:
        options = f"size={megabytes}m,mode=0755"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=False, capture_output=True
        )
        if done.returncode != 0:
            pytest.skip("this machine does not let root mount a tmpfs")
        return folder

    yield mount
    if os.path.ismount(folder):
        # A watchdog may need a moment to end.
        assert eventually(lambda: subprocess.run(["umount", str(folder)], check=False).returncode == 0)
