"""Files whose size is the attack: refused or told in bounded time, with less than two gigabytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_sizes import SIZES
from hypothesis import settings

SUPPORT = Path(__file__).parents[1] / "support"
SOAK = settings.get_current_profile_name() == "soak"
SCALE = 10 if SOAK else 1
LONGEST_S = 300 if SOAK else 60
MOST_MEGABYTES = 2_000


@pytest.mark.parametrize("name", SIZES)
def test_no_file_takes_two_gigabytes_or_for_ever(name, tmp_path):
    command = [sys.executable, str(SUPPORT / "hostile_sizes.py"), name, str(SCALE), str(tmp_path)]
    paths = os.pathsep.join([str(SUPPORT), str(SUPPORT.parents[1])])
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=3 * LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    took = json.loads(done.stdout)
    assert took["said"]
    assert took["megabytes"] < MOST_MEGABYTES
    assert took["seconds"] < LONGEST_S
