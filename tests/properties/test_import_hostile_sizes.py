"""Files whose size is the attack: refused or told in bounded time, with less than two gigabytes."""

import json

import pytest
from forked_program import FORKS
from hostile_sizes import SIZES, write_what_it_took
from hypothesis import settings

SOAK = settings.get_current_profile_name() == "soak"
SCALE = 10 if SOAK else 1
LONGEST_S = 300 if SOAK else 60
MOST_MEGABYTES = 2_000


@pytest.mark.parametrize("name", SIZES)
def test_no_file_takes_two_gigabytes_or_for_ever(name, tmp_path):
    told = tmp_path / "took.json"
    program = FORKS.Process(target=write_what_it_took, args=(name, SCALE, tmp_path, told))
    program.start()
    program.join(3 * LONGEST_S)
    if program.exitcode is None:
        program.kill()
        program.join()
    assert program.exitcode == 0
    took = json.loads(told.read_text("utf-8"))
    assert took["said"]
    assert took["megabytes"] < MOST_MEGABYTES
    assert took["seconds"] < LONGEST_S
