"""A plan made by hand comes as a list of codes or as places, in the formats that offices send."""

import geopandas as gpd
import pytest

from geo_target.errors import InputError
from geo_target.workflows.site_hand_file import read_hand_plan


def test_codes_come_first_and_rows_without_one_are_places(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(
        "کد؛طول جغرافیایی؛عرض جغرافیایی\nCS-00001؛؛\n؛۵۱٫۴۲؛۳۵٫۷\nCS-00001؛؛\n".replace("؛", ";"), "utf-8"
    )
    plan = read_hand_plan(path)
    assert plan.codes == ("CS-00001",)
    assert plan.pins == ((51.42, 35.7),)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip"])
def test_points_of_a_layer_are_places_in_degrees_whatever_its_coordinates(tmp_path, suffix):
    places = [(51.42, 35.7), (59.6, 36.3)]
    frame = gpd.GeoDataFrame(
        {"note": ["a", "b"]}, geometry=gpd.points_from_xy(*zip(*places, strict=True)), crs=4326
    )
    path = tmp_path / f"pins{suffix}"
    if suffix == ".zip":
        frame.to_crs(32639).to_file(f"{tmp_path}/pins.shp.zip", driver="ESRI Shapefile")
        path = tmp_path / "pins.shp.zip"
    else:
        frame.to_file(path)
    assert read_hand_plan(path).pins == tuple(pytest.approx(place, abs=1e-5) for place in places)


def test_a_row_without_code_and_place_is_named(tmp_path):
    path = tmp_path / "plan.csv"
    for content, said in (
        ("code,lon,lat\nCS-1,,\n,x,35\n", "plan.csv, row 3: expected"),
        ("code,note\nCS-1,a\n,b\n", "plan.csv, row 3: expected a code, a point, or columns lon and lat"),
    ):
        path.write_text(content, "utf-8")
        with pytest.raises(InputError, match=said):
            read_hand_plan(path)
