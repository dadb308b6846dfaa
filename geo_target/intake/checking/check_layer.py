"""A file checked against what stands in the database: every row accepted, or refused with its reasons.

The steps go by columns: what the headers mean, what the cells mean, which places the names are, where the rows
lie, which codes they have, and whether all of it can be true at once. Nothing is stored here and no database asked.
The rules and their reasons are in ``docs/methods/import-checks.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.checking.assemble import checked_layer
from geo_target.intake.checking.draft import MOST_ERRORS, Draft, TooManyErrorsError
from geo_target.intake.checking.header_findings import check_headers, faults_of, mapping_of
from geo_target.intake.checking.layers import layer_form
from geo_target.intake.checking.links import read_links
from geo_target.intake.checking.new_codes import read_codes
from geo_target.intake.checking.place_columns import read_places
from geo_target.intake.checking.place_rules import check_locations
from geo_target.intake.checking.places import read_locations
from geo_target.intake.checking.row_keys import RowKeys
from geo_target.intake.checking.row_rules import check_codes, check_pairs, check_places
from geo_target.intake.checking.row_values import read_values
from geo_target.intake.checking.standing_values import fill_from_standing
from geo_target.intake.checking.totals import check_totals
from geo_target.intake.geography.ewkb import points_hex, shapes_hex
from geo_target.intake.problems import ValueProblem
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.intake.checked import CheckedLayer, CheckOptions
    from geo_target.intake.checking.places import Places
    from geo_target.intake.register import Register
    from geo_target.intake.source_table import SourceTable

_STEPS = 6


def check_layer(
    source: SourceTable,
    layer: str,
    register: Register,
    options: CheckOptions,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> CheckedLayer:
    """Return the rows of a file ready to be stored in a layer, those that are refused, and the report.

    Bad rows and a bad file are problems of the report and raise nothing. Where something is wrong with the file as
    a whole (a question about a header, a required column that is not there: an error without a row) no row is
    accepted and none is refused. Where every row is refused that is such an error too, so that no layer is
    emptied by a list of mistakes.

    Parameters
    ----------
    progress
        Called with (rows done, rows in all) after each step.

    Returns
    -------
    CheckedLayer
        ``columns`` in the order of the layer; in mode ``update`` without those that the list does not have.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be imported into.
    """
    form = layer_form(layer)
    mapping, wrong = mapping_of(source, layer, options)
    draft = Draft(source, form, mapping, register, options)
    if wrong is not None:
        draft.refuse_file(wrong)
        return checked_layer(draft)
    check_headers(draft)
    faults_of(draft)
    if not draft.refused_whole:
        try:
            _read(draft, progress or _silent)
        except TooManyErrorsError:
            draft.refuse_file(_too_many_errors())
    return checked_layer(draft)


def _read(draft: Draft, progress: Callable[[int, int], None]) -> None:
    rows = len(draft)
    read_values(draft)
    progress(rows // _STEPS, rows)
    read_places(draft)
    read_links(draft)
    progress(2 * rows // _STEPS, rows)
    places = read_locations(draft)
    if draft.refused_whole:
        return
    if places is not None:
        check_locations(draft, places)
    progress(3 * rows // _STEPS, rows)
    keys = RowKeys(draft)
    has_code = read_codes(draft, keys)
    fill_from_standing(draft)
    progress(4 * rows // _STEPS, rows)
    check_pairs(draft)
    check_codes(draft, keys, has_code)
    check_places(draft, places)
    check_totals(draft)
    progress(5 * rows // _STEPS, rows)
    _keep_geometry(draft, places)
    progress(rows, rows)


def _keep_geometry(draft: Draft, places: Places | None) -> None:
    if places is not None:
        draft.columns["geom"] = (
            points_hex(places.lon, places.lat) if places.shapes is None else shapes_hex(places.shapes)
        )


def _too_many_errors() -> ValueProblem:
    return ValueProblem(
        "too-many-errors",
        expected=("فهرستی که بیشتر آن درست است", "a list that is mostly right"),
        came=f"> {MOST_ERRORS}",
        mend=(
            f"بیش از {format_number(MOST_ERRORS)} خطا دارد و بررسی نیمه‌کاره ماند؛ این‌ها را نخست درست کنید",
            f"over {format_number(MOST_ERRORS, 'en')} errors, so it was not checked to its end: correct these first",
        ),
    )


def _silent(_done: int, _rows: int) -> None:
    """Say nothing of how far it is."""
