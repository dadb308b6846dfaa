"""Every error that this library raises on purpose.

::

    GeoTargetError
    ├── InputError             what came in can be mended by whoever sent it
    │   ├── UnknownPlaceError    a place, province or code that is not known
    │   ├── UnknownLayerError    a layer or collection that does not exist
    │   ├── UnknownRunError      a score run that was never kept
    │   ├── ProfileError         a profile (TOML) that cannot be used
    │   └── LossError            a file format that cannot hold the data
    ├── RefusedError           asked for, understood, and refused to protect data
    └── StoreError             the database, or the server that it runs on
        ├── ClusterError         the private PostgreSQL cannot be started or stopped
        ├── MissingPostgisError  no PostGIS on this machine or server
        └── SchemaError          the database is newer or older than this program

A message is one sentence that says what was expected, what came, and how to mend it. It is shown to
people as it stands; a traceback never is.
"""

from __future__ import annotations


class GeoTargetError(Exception):
    """Base of every error raised on purpose; ``str(error)`` may be shown to a person."""


class InputError(GeoTargetError):
    """What came in is wrong, and whoever sent it can mend it."""


class UnknownPlaceError(InputError):
    """No place, province or code of that name; the message suggests near ones."""


class UnknownLayerError(InputError):
    """No layer of that name; the message lists those that exist."""


class UnknownRunError(InputError):
    """No score run of that number."""


class ProfileError(InputError):
    """A profile that is damaged, incomplete or out of range; names file and key."""


class LossError(InputError):
    """The file format cannot hold the data without loss; names the field and the value."""


class RefusedError(GeoTargetError):
    """Refused to protect data, for example reference data over official rows."""


class CancelledError(GeoTargetError):
    """Somebody asked for long work to stop; nothing of it was kept."""


class StoreError(GeoTargetError):
    """The database failed, or the server that it runs on."""


class ClusterError(StoreError):
    """The private PostgreSQL server cannot be started, stopped or used."""


class MissingPostgisError(StoreError):
    """PostGIS is not installed on this machine, or not available on the chosen server."""


class SchemaError(StoreError):
    """The database's schema does not fit this program."""
