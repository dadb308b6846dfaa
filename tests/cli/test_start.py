"""The installed program: it says what the forked one of the other tests says, byte for byte."""

import os
import subprocess

import pytest
from forked_program import PROGRAM, run_program

COMMANDS = {
    "an answer": ("coverage", "--place", "مشهد", "--radius-km", "2"),
    "a refusal": ("priorities", "--province", "Narnia"),
    "wrong usage": ("coverage", "--radius-km", "five"),
    "help": ("import", "--help"),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_the_installed_program_says_what_the_forked_one_says(reference_database_url, tmp_path, case):
    known = {"DATABASE_URL": reference_database_url, "GEO_TARGET_HOME": str(tmp_path), "COLUMNS": "90"}
    forked = run_program(*COMMANDS[case], cwd=tmp_path, **known)
    installed = subprocess.run(
        [PROGRAM, *COMMANDS[case]],
        capture_output=True, text=True, check=False, env={**os.environ, **known}, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert (forked.returncode, forked.stdout, forked.stderr) == (
        installed.returncode, installed.stdout, installed.stderr
    )  # fmt: skip
    assert installed.stdout + installed.stderr
