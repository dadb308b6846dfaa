"""Lists of training centres through the whole check, and what to look at afterwards."""

import shapely

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from tests.support.intake_register import reference_register, table

AT = {
    "مشهد": (59.6067, 36.2970),
    "تهران": (51.4215, 35.6944),
    "رشت": (49.5891, 37.2808),
    "بیرجند": (59.2211, 32.8663),
}


def check(headers, rows, layer="training_centres", geometry=None, crs=None, register=None, **options):
    source = table(
        ["نام مرکز", *headers],
        [[f"مرکز {i}", *row] for i, row in enumerate(rows)],
        geometry=geometry,
        crs=crs,
    )
    options.setdefault("values", {})
    options["values"] = {"status": "فعال", **options["values"]}
    return check_layer(source, layer, register or reference_register(layer), CheckOptions(**options))


def column(checked, name):
    return [row[checked.columns.index(name)] for row in checked.rows]


def lonlat(checked):
    return [tuple(shapely.get_coordinates(shapely.from_wkb(geom))[0]) for geom in column(checked, "geom")]


def found(checked, severity="error"):
    return [
        (p.code, p.row, p.column)
        for p in checked.report.problems
        if p.severity == severity and p.row is not None
    ]


def notes(checked):
    return " ".join(note.en for note in checked.report.notes)
