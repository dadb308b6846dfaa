"""Third-party files come whole, with their licences, or not at all."""

import json
from pathlib import Path

import pytest

import maps
from maps.vendor_files import FILES, copy_vendor_files

ROOT = Path(maps.__file__).parent.parent


@pytest.fixture
def node_modules(tmp_path):
    for name in FILES:
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "node_modules"


def test_every_file_is_copied_and_what_was_there_before_is_gone(node_modules, tmp_path):
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").write_text("old")
    copies = copy_vendor_files(node_modules, vendor)
    assert [copy.read_text() for copy in copies] == list(FILES)
    assert not (vendor / "old.js").exists()


def test_a_missing_file_is_named_and_nothing_is_touched(node_modules, tmp_path):
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").write_text("old")
    (node_modules / "leaflet/LICENSE").unlink()
    with pytest.raises(FileNotFoundError, match=r"leaflet/LICENSE: run npm ci first"):
        copy_vendor_files(node_modules, vendor)
    assert (vendor / "old.js").exists()


def test_every_package_brings_its_licence():
    packages = {place.split("/")[0] for place in FILES.values()}
    with_licence = {place.split("/")[0] for place in FILES.values() if "LICEN" in place or "OFL" in place}
    assert packages == with_licence


def test_the_lock_holds_no_address_and_every_checksum():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: own for name, own in lock["packages"].items() if name}
    assert packages
    assert not [name for name, own in packages.items() if "resolved" in own]
    assert all("integrity" in own for own in packages.values())
