"""Compiled code: kept from one run to the next, and made when the program is set up."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KERNELS = sorted((ROOT / "geo_target").rglob("*_kernel.py"))


def test_what_numba_compiles_is_kept_for_the_next_run_and_lies_where_setup_looks_for_it():
    assert KERNELS
    for path in sorted((ROOT / "geo_target").rglob("*.py")):
        compiled = re.findall(r"@(?:numba\.)?n?jit\b(.*)", path.read_text("utf-8"))
        assert all("cache=True" in options for options in compiled), path
        assert not compiled or path in KERNELS


def test_setup_compiles_before_a_command_would_wait_for_it():
    setup = (ROOT / "tools" / "setup").read_text("utf-8")
    assert "-m tools.compile_kernels" in setup
    assert "-name '*_kernel.py'" in setup
