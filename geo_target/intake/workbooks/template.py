"""What the Excel template of a layer holds: its columns, what each means, and which values fit. No file is written here.

The table is ``template_columns.toml``; its headers are words of the dictionary, so that a template is read back
without a question.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from geo_target.errors import UnknownLayerError
from geo_target.intake.values.value_words import choices

Kind = Literal["text", "integer", "real", "choice", "list", "wkt"]
Example = str | int | float

ROW_HEADER = "ردیف"
EXAMPLE_MARK = "سطر نمونه"
"""What stands in the first column of the example row, and keeps it from being imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """One column of a template.

    Parameters
    ----------
    field
        The stored column, or what leads to one: ``city_name``.
    header
        Persian, with its unit in brackets, without the star that marks a needed column.
    unit
        Persian and English; empty where there is none.
    words
        Value as people write it → what is stored; empty where any text or number may stand.
    list_name
        The names of the database that fit: ``provinces``, ``cities``; None: none.
    least, most
        Both included; None: no bound.
    example
        A value that could be true; None where the example row has none.
    """

    field: str
    header: str
    unit: tuple[str, str]
    kind: Kind
    needed: bool
    words: dict[str, str]
    list_name: str | None
    least: float | None
    most: float | None
    number_format: str | None
    meaning: tuple[str, str]
    example: Example | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The template of a layer: Persian and English title, and its columns in their order."""

    layer: str
    title: tuple[str, str]
    columns: tuple[TemplateColumn, ...]


def template_layers() -> tuple[str, ...]:
    """Return the layers that a template can be written for."""
    return tuple(_file()["layers"])


def layer_title(layer: str) -> tuple[str, str]:
    """Return the Persian and the English title of a layer; its own name where no template is known."""
    entry = _file()["layers"].get(layer)
    if layer == "population_raster":
        return "رستر جمعیت", "Population raster"
    return (layer, layer) if entry is None else (entry["title"][0], entry["title"][1])


def province_names() -> tuple[str, ...]:
    """Return the Persian names of the provinces, sorted, for a template that is written without a database."""
    return tuple(_file()["provinces_fa"])


def template_of(layer: str) -> Template:
    """Return what the template of a layer holds.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be read for; lists those that can.
    """
    layers = _file()["layers"]
    if layer not in layers:
        raise UnknownLayerError(f"There is a template for {', '.join(layers)}, not for {layer!r}.")
    entry = layers[layer]
    return Template(
        layer=layer,
        title=layer_title(layer),
        columns=tuple(_column(field, entry) for field in entry["columns"]),
    )


def _column(field: str, entry: dict[str, Any]) -> TemplateColumn:
    said = {**_file()["fields"][field], **entry.get("fields", {}).get(field, {})}
    unit = tuple(said.get("unit", ("", "")))
    return TemplateColumn(
        field=field,
        header=f"{said['header']} ({unit[0]})" if unit[0] else said["header"],
        unit=(unit[0], unit[1]),
        kind=said["kind"],
        needed=field in entry["needed"],
        words=_words(said),
        list_name=said.get("list"),
        least=said.get("least"),
        most=said.get("most"),
        number_format=said.get("format"),
        meaning=(said["meaning_fa"], said["meaning_en"]),
        example=entry["example"].get(field),
    )


def _words(said: dict[str, Any]) -> dict[str, str]:
    if "choices" not in said:
        return {}
    return {
        word: stored
        for stored, word in choices(said["choices"]).items()
        if "only" not in said or stored in said["only"]
    }


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    text = resources.files("geo_target.intake.workbooks").joinpath("template_columns.toml").read_text("utf-8")
    return tomllib.loads(text)
