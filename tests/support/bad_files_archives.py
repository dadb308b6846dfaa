"""Bad archives and containers: cut off, unfolding without end, leading out of their folder, locked, or no table."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

from bad_files import BadFile, changed, content, cut, good_rows, laid_out, shapefile, sheet, zipped
from intake_files import csv_text, write_xlsx

CSV = csv_text(laid_out(good_rows())).encode()
ZIP = zipped("list.zip", ("centres.csv", CSV))
XLSX = sheet(laid_out(good_rows()))
NAMES = (
    ("path-up", "../centres.csv"),
    ("path-up-inside", "a/../../centres.csv"),
    ("path-absolute", "/etc/centres.csv"),
    ("path-windows-up", "..\\centres.csv"),
    ("path-drive", "C:\\centres.csv"),
    ("path-server", "\\\\server\\share\\centres.csv"),
    ("path-drive-relative", "C:centres.csv"),
)


def path_trick(name, member):
    return BadFile(
        name=f"zip-{name}",
        make=zipped("list.zip", ("centres.csv", CSV), (member, CSV)),
        says="paths inside the archive",
        read=True,
    )


def nul_in_name(folder):
    """A name that ends early for a program in C; zipfile writes none, so that it is put in afterwards."""
    path = zipped("list.zip", ("centresX.csv", CSV))(folder)
    path.write_bytes(path.read_bytes().replace(b"centresX.csv", b"centres\0.csv"))
    return path


def symlink(folder):
    link = zipfile.ZipInfo("centres.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zipped("list.zip", (link, "/etc/passwd"))(folder)


def nested(depth):
    data, name = CSV, "centres.csv"
    for level in range(depth):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(name), data)
        data, name = packed.getvalue(), f"level{level}.zip"
    return content("list.zip", data)


def locked(data):
    """Every member marked as encrypted."""
    data = bytearray(data)
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying(data):
    """A member that says that it unpacks to ten bytes."""
    return data.replace(struct.pack("<I", len(CSV)), struct.pack("<I", 10))


def damaged(data):
    """A member whose packed bytes are not what was packed."""
    start = data.index(b"centres.csv") + 20
    return data[:start] + bytes(byte ^ 0x5A for byte in data[start : start + 40]) + data[start + 40 :]


def unknown_method(data):
    return data.replace(struct.pack("<HH", 20, 0) + b"\x08\0", struct.pack("<HH", 20, 0) + b"\x63\0").replace(
        b"\x14\0\0\0\x08\0", b"\x14\0\0\0\x63\0"
    )


def overlapping(folder):
    """Ten megabytes, packed once and listed two hundred times: two gigabytes, and each member looks harmless."""
    path = zipped("list.zip", ("centres.csv", bytes(range(200)) * 50_000))(folder)
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = b"".join(
        data[start:end].replace(b"centres.csv", b"c%06d.csv" % number) for number in range(200)
    )
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 200, 200, len(entries), start, 0)
    path.write_bytes(data[:start] + entries + tail)
    return path


def bomb_book(folder):
    """A workbook one part of which unfolds to sixty million bytes."""
    path = write_xlsx(folder / "list.xlsx", laid_out(good_rows()))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("xl/media/image1.png"), b"\0" * 60_000_000, zipfile.ZIP_DEFLATED)
    return path


def ole(stream):
    """The container of old Office files with one stream of this name, by the layout that Microsoft gives."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIIIQQQIII", 2 * len(name) + 2, kind, 1, free, free, child, 0, 0, 0, 0, start, 0)
        + b"\0" * 16
        for name, kind, child, start in (("Root Entry", 5, 1, end), (stream, 2, free, end))
    )
    return (head[:512].ljust(512, b"\0") + table + entries)[: 512 * 3].ljust(512 * 3, b"\0")


def sparse(folder):
    """A file that says that it is three gigabytes long."""
    path = folder / "list.csv"
    with path.open("wb") as file:
        file.write(CSV)
        file.truncate(3 * 2**30)
    return path


def pipe(folder):
    """A pipe that nobody writes to: whoever opens it waits for ever."""
    path = folder / "list.csv"
    os.mkfifo(path)
    return path


def looping(folder):
    path = folder / "list.csv"
    path.symlink_to(path)
    return path


def _folder(folder):
    (folder / "lists").mkdir()
    (folder / "lists" / "centres.csv").write_bytes(CSV)
    return folder / "lists"


def _two_layers(folder):
    (folder / "lists").mkdir()
    shapefile()(folder / "lists")
    for part in list((folder / "lists").glob("centres.*")):
        part.with_name("other" + part.suffix).write_bytes(part.read_bytes())
    return folder / "lists"


def _read(name, make, says, **more):
    return BadFile(name=name, make=make, says=says, read=True, **more)


ARCHIVES = (
    *(path_trick(name, member) for name, member in NAMES),
    _read("zip-nul-in-name", nul_in_name, "paths inside the archive"),
    _read("zip-symlink", symlink, "plain files"),
    *(_read(f"zip-cut-at-{share}", cut(ZIP, share), "damaged|whole file") for share in (0.02, 0.5, 0.97)),
    _read("zip-member-damaged", changed(ZIP, damaged), "damaged"),
    _read("zip-size-lies", changed(ZIP, lying), "damaged|unpacked"),
    _read("zip-members-overlap", overlapping, "unpacked|whole|damaged"),
    _read("zip-locked", changed(ZIP, locked), "without a password"),
    _read("zip-unknown-method", changed(ZIP, unknown_method), "deflate"),
    _read("zip-nested", nested(2), "table"),
    _read("zip-nested-deep", nested(12), "table"),
    _read("zip-ratio", zipped("list.zip", ("centres.csv", b"0" * 60_000_000)), "compression of at most"),
    _read(
        "zip-many-members",
        zipped("list.zip", *((f"{i}.csv", b"a") for i in range(2_500)), compression=zipfile.ZIP_STORED),
        "at most 2000 files",
    ),
    _read("zip-no-table", zipped("list.zip", ("a.png", b"x"), ("b.docx", b"x")), "the table itself"),
    _read("zip-empty", zipped("list.zip"), "one table"),
    _read("zip-two-tables", zipped("list.zip", ("a.csv", CSV), ("b.csv", CSV)), "name the one: a, b"),
    _read(
        "zip-shp-alone", zipped("list.zip", ("centres.shp", b"\0\0\x27\x0a" + b"\0" * 96)), r"no centres\.shx"
    ),
    _read("xlsx-bomb", bomb_book, "compression of at most"),
    _read("xlsx-cut", cut(XLSX, 0.6), "damaged"),
    _read("xlsx-locked", content("list.xlsx", ole("EncryptedPackage")), "without a password"),
    _read("doc-as-xls", content("list.xls", ole("WordDocument")), "Word"),
    _read("ole-of-nothing", content("list.xls", ole("Sonstiges")), "workbook"),
    _read("docx-as-xlsx", zipped("list.xlsx", ("word/document.xml", b"<w/>")), "Word"),
    _read("xlsb", zipped("list.xlsb", ("xl/workbook.bin", b"\0")), "XLSB"),
    _read("empty-file", content("list.xlsx", b""), "0 bytes"),
    _read("spaces-only", content("list.csv", b" \r\n\r\n  "), "no rows"),
    _read("picture-as-xlsx", content("list.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "picture"),
    _read("photo-as-csv", content("list.csv", b"\xff\xd8\xff\xe0" + b"\0JFIF" * 9), "picture"),
    _read("pdf-as-xlsx", content("list.xlsx", b"%PDF-1.7\n%\xe2\xe3\n"), "PDF"),
    _read("rar", content("list.rar", b"Rar!\x1a\x07\x01\0"), "RAR"),
    _read("7z-as-zip", content("list.zip", b"7z\xbc\xaf\x27\x1c\0\4"), "7z"),
    _read("random-as-xlsx", content("list.xlsx", bytes(range(7, 250)) * 40), "damaged"),
    _read("dbf-alone", content("list.dbf", b"\3" * 99), "part of a shapefile"),
    _read("folder-without-layer", _folder, "one shapefile"),
    _read("folder-of-two-layers", _two_layers, "centres, other"),
    _read("device", lambda _: Path("/dev/zero"), "plain file"),
    _read("pipe", pipe, "plain file"),
    _read("link-to-itself", looping, "can be read"),
    _read("missing", lambda folder: folder / "list.xlsx", "can be read"),
    _read("three-gigabytes", sparse, "at most .* bytes"),
)
