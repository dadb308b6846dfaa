"""Frames that the tests of the exchange share."""

import zipfile

import geopandas as gpd
import numpy as np
from shapely import MultiPolygon, Point, box

from geo_target.exchange import LayerMeta
from geo_target.exchange.fields import LAYER_COLUMNS

LONG_NAME = "محله" * 31 + "نوی"  # 254 bytes: the longest that a shapefile holds
META = LayerMeta(
    layer="training_centres",
    title_fa="مراکز آموزش",
    title_en="Training centres",
    source_fa="گزارش برنامه",
    source_en="The programme's report",
    licence="CC BY 4.0",
    date="2017-10-14",
    provenance="modelled; official",
    data_version=7,
)


def centres(**changes):
    """Three training centres: gaps in numbers and texts, every kind of mark in a name."""
    columns = {
        "code": ["TC-00002", "TC-00001", "TC-00003"],
        "name_fa": ["مرکز «گلشهر»، ۲", "آموزشگاهِ خرم‌آباد", LONG_NAME],
        "name_en": ["Golshahr, 2", 'Khorram"abad', "-"],
        "province_code": ["IR-09", "IR-15", "IR-09"],
        "provenance": ["modelled", "modelled", "official"],
        "kind": "training_centre",
        "status": ["operating", "proposed", "closed"],
        "capacity": [12000, None, 0],
        "capacity_unit": "trainee_hours_per_year",
        "city_code": ["C124665", None, "C124665"],
        "neighbourhood_code": [None, None, "N124665-007"],
        "in_outskirts": [True, None, False],
        "floor_area_m2": [np.nan, 547.0, np.nan],
        "geometry": [Point(59.6, 36.3), Point(48.36, 33.487222), Point(59.123456, 36.0)],
    }
    return gpd.GeoDataFrame(columns | changes, crs=4326)


def areas():
    ring = box(59.0, 36.0, 59.1, 36.1, ccw=True).difference(box(59.04, 36.04, 59.06, 36.06))
    names = LAYER_COLUMNS["neighbourhoods"]
    values = (
        "N124665-001",
        "گلشهر",
        "Golshahr",
        "IR-09",
        "modelled",
        "C124665",
        "historic_core",
        900,
        250,
        80,
        30,
        0.1,
    )
    shape = MultiPolygon([ring, box(59.2, 36.0, 59.3, 36.1)])
    return gpd.GeoDataFrame([dict(zip(names, values, strict=True))], geometry=[shape], crs=4326)


def unzipped(path, folder):
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder
