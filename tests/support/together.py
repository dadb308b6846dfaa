"""Which tests run in one process of pytest-xdist: those that share a start that takes long, or a database.

A scheduler of our own, as pytest-xdist's documentation has it: with pytest 9.2 its groups (3.8) are not heeded.
"""

from xdist.scheduler import LoadScopeScheduling

FOLDERS = ("tests/api/", "tests/browser/")
"""One service and one browser for all."""
FILES = ("tests/cli/", "tests/golden/", "tests/postgis/")
"""What a file's tests share is made once."""


class SharersTogether(LoadScopeScheduling):
    """Each test by itself to whoever is free; those that share something all to one. In the order of their names."""

    def __init__(self, config, log):
        config.option.loadscopereorder = False  # the browser's tests take longest, not the file of most tests
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        if nodeid.startswith(FILES):
            return nodeid.split("::")[0]
        return next((folder for folder in FOLDERS if nodeid.startswith(folder)), nodeid)
