"""The map of the country as a Folium map, out of frames and results; nothing is read, fetched or saved here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import folium
import folium.template

from geo_target.legend import classify, measured
from geo_target.palette import GREYS, NO_DATA, STATUSES, symbol_of_collection
from maps.furniture import legends_html, note_html, script_js, title_html, word
from maps.symbols import symbol_svg

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_target.legend import Legend
    from maps.content import Lang, MapContent

COUNTRY: Final = ((25.0, 44.0), (39.8, 63.4))
SEA: Final = "#cfdfea"
LAND: Final = "#ecebe6"
WATER_KINDS: Final = ("sea", "gulf", "strait", "lake")
CROWDED_DEGREES: Final = 0.3  # a city name nearer than this to a larger city waits for a nearer view
ROOMY_SQUARE_DEGREES: Final = 1.2  # a smaller province's name has no room from afar
LABEL_RANK: Final = 2  # labels of a lower importance are left out

#: Natural Earth is cut at 40 to 67 E, 22 to 42 N; what is beyond is land but for these waters (lon, lat).
WATERS: Final = (
    ((40, 22), (67, 22), (67, 42), (40, 42)),
    (
        (47.9, 41.9),
        (47.1, 44.3),
        (46.9, 45.2),
        (49.6, 46.5),
        (53, 46.7),
        (51.3, 45.2),
        (50.4, 44.5),
        (52.7, 41.9),
    ),
    ((51, 12), (74, 12), (69.5, 22), (67, 24.7), (67, 22), (59, 22), (56, 18), (52, 15)),
)


class OfflineMap(folium.Map):
    """A Folium map that links no file: whoever writes it puts Leaflet in."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  Folium's own attribute, and never changed
    default_css: list[tuple[str, str]] = []  # noqa: RUF012  the same


def build_map(content: MapContent, *, lang: Lang) -> folium.Map:
    """Draw the country: basemap, provinces, cities and neighbourhoods by value, places by kind, and their legends.

    Parameters
    ----------
    content
        Frames and results, in EPSG:4326.
    lang
        Language of every word; Persian is laid out from right to left.

    Returns
    -------
    folium.Map
        Without Leaflet itself: :func:`maps.export.write_map` puts it in.
    """
    legends = {
        level: classify([area.value for area in areas], content.measure)
        for level, areas in content.values.items()
    }
    page = OfflineMap(
        tiles=None,
        zoom_control="topleft" if lang == "fa" else "topright",
        min_zoom=4,
        max_zoom=16,
        zoom_snap=0.5,
    )
    page.fit_bounds(COUNTRY)
    _add_basemap(page, content, lang)
    _add_areas(page, content, legends, lang)
    _add_places(page, content, lang)
    _add_names(page, content, lang)
    folium.LayerControl(position="topright" if lang == "fa" else "topleft", collapsed=False).add_to(page)
    _add_furniture(page, content, legends, lang)
    return page


def _add_basemap(page: folium.Map, content: MapContent, lang: Lang) -> None:
    _shape(page, {"type": "FeatureCollection", "features": [_box(ring) for ring in WATERS]}, fill=SEA)
    _shape(page, content.basemap["land"], fill=LAND)
    for feature in content.basemap["map_labels"]["features"]:
        own = feature["properties"]
        if own["rank"] <= LABEL_RANK and own["kind"] != "lake" and own["name_en"] != "Iran":
            kind = "gt-water" if own["kind"] in WATER_KINDS else "gt-country"
            _label(page, feature["geometry"]["coordinates"], own[f"name_{lang}"], f"gt-far {kind}")


def _box(ring: tuple[tuple[float, float], ...]) -> dict[str, Any]:
    corners = [[lon, lat] for lon, lat in (*ring, ring[0])]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def _shape(
    page: folium.Map, shape: Any, *, fill: str | None = None, line: str | None = None, dash: str = ""
) -> None:
    look = {
        "stroke": line is not None,
        "color": line or fill,
        "weight": 1,
        "dashArray": dash,
        "fill": fill is not None,
        "fillColor": fill,
        "fillOpacity": 1,
        "interactive": False,
    }
    # Coordinates to a hundred metres are enough for a basemap, and a third of the bytes.
    folium.GeoJson(_rounded(shape), style_function=lambda _: look, control=False, smooth_factor=0.5).add_to(
        page
    )


def _rounded(shape: Any) -> Any:
    if isinstance(shape, float):
        return round(shape, 3)
    if isinstance(shape, list):
        return [_rounded(item) for item in shape]
    if isinstance(shape, dict):
        return {key: value if key == "properties" else _rounded(value) for key, value in shape.items()}
    return shape


def _add_areas(page: folium.Map, content: MapContent, legends: dict[str, Legend], lang: Lang) -> None:
    """Colour provinces from afar, neighbourhoods from near, cities in between: style sheet and zoom decide."""
    add = _Areas(page, content, legends, lang)
    add.polygons("province", content.provinces, tolerance=0.008, decimals=3, line="#ffffff")
    _shape(page, content.basemap["lakes"], fill=SEA)
    _shape(page, content.basemap["country_borders"], line=GREYS[4], dash="4 3")
    add.polygons("neighbourhood", content.neighbourhoods, tolerance=0.0001, decimals=4, line=GREYS[6])
    add.circles(content.cities)


class _Areas:
    """The areas of one map: each level coloured by its own legend."""

    def __init__(self, page: folium.Map, content: MapContent, legends: dict[str, Legend], lang: Lang) -> None:
        self._page, self._content, self._legends, self._lang = page, content, legends, lang

    def polygons(
        self, level: str, frame: gpd.GeoDataFrame, *, tolerance: float, decimals: int, line: str
    ) -> None:
        """Draw the polygons of a level; tolerance in degrees."""
        import shapely

        known = self._known(level, frame)
        simple = known.geometry.simplify(tolerance, preserve_topology=True)
        known = known.set_geometry(shapely.set_precision(simple.to_numpy(), 10.0**-decimals), crs=4326)
        dash = "4 3" if (known["provenance"] == "modelled").any() else ""
        look = {"color": line, "weight": 1, "dashArray": dash, "fillOpacity": 0.9, "className": f"gt-{level}"}
        self._add(known, lambda feature: {**look, "fillColor": feature["properties"]["colour"]})

    def circles(self, frame: gpd.GeoDataFrame) -> None:
        """Draw the cities as circles by population, the largest first so that none hides another."""
        known = self._known("city", frame)
        known["radius"] = (3 + known["population"].fillna(0) ** 0.5 / 130).round(1)
        known = known.sort_values("radius", ascending=False, kind="stable")
        look = {"color": GREYS[6], "weight": 1, "fill": True, "fillOpacity": 1, "className": "gt-city"}
        self._add(
            known,
            lambda feature: {
                **look,
                "fillColor": feature["properties"]["colour"],
                "radius": feature["properties"]["radius"],
            },
            marker=folium.CircleMarker(),
        )

    def _known(self, level: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return code, name, colour and a note for each area, beside its geometry."""
        legend, areas = self._legends[level], self._content.values[level]
        colour = {
            area.code: NO_DATA if index is None else legend.classes[index].colour
            for area, index in zip(areas, legend.class_of, strict=True)
        }
        note = {area.code: measured(area.value, self._content.measure, self._lang) for area in areas}
        known = frame[["code", "provenance", frame.geometry.name]].copy()
        known["population"] = frame.get("population")
        known["name"] = [escape(name) for name in frame[f"name_{self._lang}"]]
        known["colour"] = known["code"].map(colour).fillna(NO_DATA)
        known["note"] = known["code"].map(note).fillna("")
        return known

    def _add(self, known: gpd.GeoDataFrame, style: Any, **extra: Any) -> None:
        folium.GeoJson(
            known.drop(columns="population").to_json(drop_id=True, ensure_ascii=False),
            style_function=style,
            highlight_function=lambda _: {"weight": 2.5},
            tooltip=_tip(),
            control=False,
            **extra,
        ).add_to(self._page)


def _tip() -> folium.GeoJsonTooltip:
    return folium.GeoJsonTooltip(fields=["name", "note"], labels=False, sticky=True, class_name="gt-tip")


def _add_places(page: folium.Map, content: MapContent, lang: Lang) -> None:
    """Add each kind as a layer that one can switch, one picture a kind and status."""
    for collection, frame in content.places.items():
        symbol = symbol_of_collection(collection)
        name = word(symbol.name, lang)
        modelled = bool((frame["provenance"] == "modelled").any())
        layer = folium.FeatureGroup(
            name=f"{symbol_svg(symbol)} {name}", show=collection != "self_help_groups"
        )
        status = frame["status"] if "status" in frame else frame["code"].map(lambda _: "operating")
        for value, rows in frame.groupby(status, sort=True):
            picture = symbol_svg(symbol, str(value), modelled=modelled)
            icon = folium.DivIcon(html=picture, icon_size=(18, 18), class_name="gt-place")
            points = rows[[rows.geometry.name]].copy()
            points["name"] = [escape(text) for text in rows[f"name_{lang}"]]
            points["note"] = word(STATUSES[str(value)], lang) if "status" in frame else name
            data = points.to_json(drop_id=True, ensure_ascii=False)
            folium.GeoJson(data, marker=folium.Marker(icon=icon), tooltip=_tip()).add_to(layer)
        layer.add_to(page)


def _add_names(page: folium.Map, content: MapContent, lang: Lang) -> None:
    points = content.provinces.representative_point()
    sizes = [shape.area for shape in content.provinces.geometry]
    for name, point, size in zip(content.provinces[f"name_{lang}"], points, sizes, strict=True):
        _label(
            page,
            (point.x, point.y),
            name,
            "gt-far gt-province-name" + ("" if size > ROOMY_SQUARE_DEGREES else " gt-small"),
        )
    largest_first = content.cities.sort_values("population", ascending=False, kind="stable")
    labelled: list[Any] = []
    for name, point in zip(largest_first[f"name_{lang}"], largest_first.geometry, strict=True):
        crowded = any(point.distance(other) < CROWDED_DEGREES for other in labelled)
        labelled.append(point)
        _label(page, (point.x, point.y), name, "gt-city-name" + (" gt-crowded" if crowded else ""))


def _label(page: folium.Map, lonlat: Any, text: str, kinds: str) -> None:
    html = f'<span class="gt-label {kinds}">{escape(text)}</span>'
    icon = folium.DivIcon(html=html, icon_size=(0, 0), class_name="gt-name")
    folium.Marker((lonlat[1], lonlat[0]), icon=icon, interactive=False, keyboard=False).add_to(page)


def _add_furniture(page: folium.Map, content: MapContent, legends: dict[str, Legend], lang: Lang) -> None:
    root: Any = page.get_root()
    parts = [title_html(content, lang), legends_html(content, legends, lang), note_html(content, lang)]
    root.html.add_child(folium.Element("".join(parts)), name="gt_parts")
    page.add_child(_Script(script_js(page.get_name(), lang)))


class _Script(folium.MacroElement):
    """A script that runs once everything before it is on the map."""

    _template = folium.template.Template("{% macro script(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.text = text
