"""Files that cannot be read at all: each is refused with its place, in both languages, and leaves nothing behind."""

import re

import pytest
from bad_files_all import BAD_FILES

from geo_target.intake.reading.source import SourceError, read_source

UNREADABLE = [bad for bad in BAD_FILES if bad.read]
PERSIAN = re.compile("[\u0600-\u06ff]")


def test_every_case_has_a_name_of_its_own():
    names = [bad.name for bad in BAD_FILES]
    assert len(names) == len(set(names)) >= 160


@pytest.mark.parametrize("bad", UNREADABLE, ids=lambda bad: bad.name)
def test_a_file_that_cannot_be_read_is_refused_at_its_place(bad, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    path = bad.make(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with pytest.raises(SourceError) as caught:
        read_source(path, **bad.asked)
    error = caught.value
    assert re.search(bad.says, str(error)), str(error)
    assert str(error).startswith(path.stem)
    assert bad.row in {None, error.row}
    assert bad.sheet in {None, error.sheet}
    assert PERSIAN.search(error.expected_fa)
    assert PERSIAN.search(error.mend_fa)
    assert list(temporary.iterdir()) == []
