"""The environment, read once by the faces (command line and service) and passed on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from geo_target.errors import InputError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and where to listen.

    Parameters
    ----------
    home
        Folder of the private database and files (``GEO_TARGET_HOME``).
    database_url
        A real server to use instead of the private one (``DATABASE_URL``); None for the private one.
    data_dir
        Folder with ``boundaries/``, ``layers/``, ``sources/`` and ``catalog.toml``.
    host, port
        Where the service listens (``HOST`` is not read: loopback only until accounts exist; ``PORT``).
    """

    home: Path
    database_url: str | None
    data_dir: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @classmethod
    def from_environment(cls) -> Settings:
        """Read ``GEO_TARGET_HOME``, ``DATABASE_URL``, ``GEO_TARGET_DATA`` and ``PORT``.

        Raises
        ------
        InputError
            If ``PORT`` is not a port number, or ``GEO_TARGET_DATA`` is not a folder.
        """
        return cls(
            home=default_home(),
            database_url=os.environ.get("DATABASE_URL") or None,
            data_dir=_data_dir(),
            port=checked_port(os.environ.get("PORT") or str(DEFAULT_PORT), "PORT"),
        )


def default_home() -> Path:
    """Return ``GEO_TARGET_HOME``, or ``/var/lib/geo-target`` for root, or the user's data folder."""
    given = os.environ.get("GEO_TARGET_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/geo-target")
    data_home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data_home).expanduser() / "geo-target"


def checked_port(text: str, name: str) -> int:
    """Return a port number; `name` says in the message where the text came from.

    Raises
    ------
    InputError
        If `text` is not a whole number from 1 to 65535.
    """
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HIGHEST_PORT:
        raise InputError(f"{name} must be a port number from 1 to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


def _data_dir() -> Path:
    given = os.environ.get("GEO_TARGET_DATA")
    if given:
        folder = Path(given).expanduser().absolute()
        if not (folder / "catalog.toml").is_file():
            raise InputError(f"GEO_TARGET_DATA must be a folder that holds catalog.toml, not {folder}.")
        return folder
    package = Path(__file__).resolve().parent
    bundled = package / "bundled_data"
    return bundled if bundled.is_dir() else package.parent / "data"
