"""Imports point inward; each contract is broken once here, to see it fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREAKS = {
    "an analysis sees the store": ("geo_target/access/__init__.py", "import geo_target.store.engine"),
    "a sibling sees a sibling": ("geo_target/targeting/__init__.py", "import geo_target.access"),
    "the middle sees a face": ("geo_target/models.py", "import geo_target.cli"),
    "errors import something": ("geo_target/errors.py", "import geo_target.models"),
    "the pictures see the service": ("maps/palette.py", "import api.main"),
    "a workflow sees the service": ("geo_target/workflows/__init__.py", "import api.main"),
    "SQLAlchemy outside the store": ("geo_target/access/__init__.py", "import sqlalchemy"),
    "folium outside the pictures": ("geo_target/workflows/__init__.py", "import folium"),
}


def lint(tree):
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command,
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def tree(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("geo_target", "api", "maps"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__", "web", "bundled_data"),
        )
    return tmp_path


def test_the_contracts_hold(tree):
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_contract_fails_the_build(tree, broken):
    name, line = BREAKS[broken]
    path = tree / name
    path.write_text(path.read_text("utf-8") + f"\n{line}\n", "utf-8")
    result = lint(tree)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout


def test_a_new_module_without_a_place_fails_the_build(tree):
    (tree / "geo_target" / "misc.py").write_text('"""No place."""\n', "utf-8")
    result = lint(tree)
    assert result.returncode != 0
    assert "misc" in result.stdout
