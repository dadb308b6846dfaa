"""Which tests run in one process of pytest-xdist: those that share a start that takes long, or a database.

A scheduler of our own, as pytest-xdist's documentation has it: with pytest 9.2 its groups (3.8) are not heeded.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/postgis/test_import_bad_files.py")


class SharersTogether(LoadScopeScheduling):
    """Each test by itself to whoever is free; those that share something all to one."""

    def _split_scope(self, nodeid):
        return next((begin for begin in TOGETHER if nodeid.startswith(begin)), nodeid)
