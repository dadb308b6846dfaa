"""What a mapping file says of headers and values, and what is no mapping file."""

import pytest

from geo_target.errors import InputError
from geo_target.intake.columns.mapping_file import read_mapping, read_mapping_file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.toml", '[columns]\n"نام مرکز" = "name_fa"\n"تلفن" = "-"\n'),
        ("m.toml", '"نام مرکز" = "name_fa"\n"تلفن" = "-"\n'),
        ("m.json", '{"columns": {"نام مرکز": "name_fa", "تلفن": null}}'),
        ("m.JSON", '\ufeff{"نام مرکز": "name_fa", "تلفن": "-"}'),
    ],
)
def test_a_mapping_file_is_read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert read_mapping(path) == {"نام مرکز": "name_fa", "تلفن": "-"}


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("m.toml", b"a = ", "TOML"),
        ("m.json", b"{", "JSON"),
        ("m.json", b"[" * 100_000, "JSON"),
        ("m.json", b"[1]", "table"),
        ("m.json", b"{}", "table"),
        ("m.json", b'{"a": 3}', "text"),
        ("m.toml", b"\xff\xfe", "UTF-8"),
        ("m.toml", b"#" * 1_000_001, "1 MB"),
        ("m.toml", None, "cannot be read"),
    ],
)
def test_a_damaged_mapping_file_is_refused_by_name(tmp_path, name, content, word):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=word):
        read_mapping(path)


def test_a_mapping_file_may_give_values_beside_columns(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(
        '[columns]\n"NOE" = "type"\n[values]\nstatus = "فعال"\nin_programme = true\npopulation = 12\n',
        "utf-8",
    )
    columns = {"NOE": "type"}
    assert read_mapping_file(path) == (columns, {"status": "فعال", "in_programme": "yes", "population": "12"})
    assert read_mapping(path) == columns


def test_a_mapping_file_may_hold_values_alone(tmp_path):
    path = tmp_path / "m.json"
    path.write_text('{"values": {"status": "operating"}}', "utf-8")
    assert read_mapping_file(path) == ({}, {"status": "operating"})
    with pytest.raises(InputError, match="table"):
        read_mapping(path)


def test_a_header_called_values_is_a_header(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text('values = "capacity"\nعنوان = "name_fa"\n'.replace("عنوان", '"عنوان"'), "utf-8")
    assert read_mapping_file(path) == ({"values": "capacity", "عنوان": "name_fa"}, {})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[columns]\n"a" = "name_fa"\n[extra]\nb = "c"\n', "extra"),
        ("[values]\nstatus = [1]\n", "value as text"),
        ('[columns]\n"a" = "name_fa"\n[values.status]\nx = "y"\n', "value as text"),
        ("[columns]\n[values]\n", "table"),
        ('values = 3\n[columns]\n"a" = "name_fa"\n', "table of fields"),
    ],
)
def test_a_mapping_file_with_anything_else_is_refused(tmp_path, text, word):
    path = tmp_path / "m.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=word):
        read_mapping_file(path)
