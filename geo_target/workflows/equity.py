"""How evenly a kept run's access is spread, by service, for the country and for every province."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError, RefusedError
from geo_target.profile import COST_MEASURES, MEASURES, SERVICES
from geo_target.store.layers import read_meta, require_province
from geo_target.store.run_areas import read_run_areas
from geo_target.workflows.equity_indices import INDICES, REASONS, Spread, indices_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo_target.exchange import ExportReport
    from geo_target.store.engine import Store
    from geo_target.store.run_areas import RunAreas

SHARE_MET = "share_met"
COUNTRY = {"code": "IR", "name_fa": "کشور", "name_en": "Country"}
_WITHOUT_LINE = {"cumulative", "gravity", "balanced_fca", *COST_MEASURES}
_SHARES = {SHARE_MET, "coverage"}


@dataclass(frozen=True, slots=True)
class Undefined:
    """An index that has no value (or, of equals, none worth a finding) and why."""

    index: str
    state: str
    reason_fa: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class EquityRow:
    """The indices of one service in the country or a province; None where `undefined` says why.

    ``value_of`` is ``share_met`` (0 to 1) or the measure whose own values were taken. ``demand`` is who weighs, in
    the service's demand. ``left_out`` areas have no value and nobody in need; in ``missing`` ones somebody is.
    ``modelled_share`` is the part of the demand that modelled neighbourhoods have.
    """

    service: str
    measure: str
    value_of: str
    level: str
    code: str
    name_fa: str
    name_en: str
    neighbourhoods: int
    left_out: int
    missing: int
    demand: float
    mean: float | None
    line: float | None
    theil_groups: str
    indices: Mapping[str, float | None]
    undefined: tuple[Undefined, ...]
    state: str
    modelled_share: float | None
    provenance: str


@dataclass(frozen=True, slots=True)
class EquityAnswer:
    """The rows of one run, country before provinces."""

    run_id: int
    data_version: int
    data_version_now: int
    profile_name: str
    line_share: float
    rows: tuple[EquityRow, ...]


def equity(
    store: Store,
    *,
    service: str | None = None,
    measure: str | None = None,
    province: str | None = None,
    run: int | None = None,
    line_share: float = 1.0,
) -> EquityAnswer:
    """Compute every index of equity from a kept run, for the country and for every province.

    Parameters
    ----------
    service
        One of the services; None for all.
    measure
        Judge the values of this measure; None: the share of the need that is met by each service's own measure.
    province
        Code or name; only its rows. None: the country and all provinces.
    run
        Number of the run; None for the newest.
    line_share
        The poverty line as a share of the target, over 0 and up to 1.

    Raises
    ------
    InputError
        If service, measure or line cannot be.
    UnknownPlaceError, UnknownRunError, RefusedError
        If there is no such province or run, or the run does not have the measure.
    """
    _check(service, measure, line_share)
    code = require_province(store, province) if province else None
    held = read_run_areas(store, run, measure=measure)
    rows = [
        row
        for name in SERVICES
        if service in (None, name)
        for row in _of_service(held, name, measure, line_share)
        if code in (None, row.code)
    ]
    return EquityAnswer(
        run_id=held.run["run_id"],
        data_version=held.run["data_version"],
        data_version_now=held.data_version_now,
        profile_name=held.run["profile_name"],
        line_share=line_share,
        rows=tuple(rows),
    )


def flat_row(row: EquityRow) -> dict[str, Any]:
    """Return a row as plain columns: each index one, the reasons as one text in each language."""
    kept = asdict(row)
    states = {each.index: each.state for each in row.undefined}
    del kept["indices"], kept["undefined"]
    return {
        **kept,
        **{name: row.indices[name] for name in INDICES},
        "reason_fa": words_of(states, lambda words: words[0]),
        "reason_en": words_of(states, lambda words: words[1]),
    }


def write_equity(store: Store, answer: EquityAnswer, path: Path) -> ExportReport:
    """Write the rows as CSV, JSON or XLSX, by the suffix, with run, data version and provenance."""
    import pandas as pd

    from geo_target.exchange import LayerMeta, write_table

    frame = pd.DataFrame([flat_row(row) for row in answer.rows])
    held = read_meta(store, "neighbourhoods")
    meta = LayerMeta(
        layer="equity",
        title_fa="برابری دسترسی",
        title_en="Equity of access",
        source_fa=held["source_fa"],
        source_en=held["source_en"],
        licence=held["licence"],
        date=str(held["dated"] or ""),
        provenance=held["provenance"] or "",
        data_version=answer.data_version,
        filters=((f"اجرای امتیازدهی {answer.run_id}", f"score run {answer.run_id}"),),
    )
    return write_table(frame, list(frame.columns), meta, path)


def _check(service: str | None, measure: str | None, line_share: float) -> None:
    if service is not None and service not in SERVICES:
        raise InputError(f"There is no service {service!r}. The services are: {', '.join(SERVICES)}.")
    if measure is not None and measure not in MEASURES:
        raise InputError(f"There is no measure {measure!r}. The measures are: {', '.join(MEASURES)}.")
    if not 0 < line_share <= 1:
        raise InputError(
            f"The poverty line must be a share of the target over 0 and up to 1, not {line_share:g}."
        )


def _of_service(held: RunAreas, service: str, measure: str | None, line_share: float) -> Iterator[EquityRow]:
    """Give the row of the country, then of every province."""
    areas = [row for row in held.areas if row["service"] == service]
    if measure and all(row["value_state"] is None for row in areas):
        raise RefusedError(
            f"Score run {held.run['run_id']} has no values of the measure {measure}: it was made by an import or an "
            "older program. Score again: geo-target score"
        )
    by_province: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in areas:
        by_province.setdefault(row["province_code"], []).append(row)
    yield _row(areas, service, measure, line_share, {**COUNTRY, "level": "country"}, "province_code")
    for place in held.places:
        if place["level"] == "province":
            found = by_province.get(place["code"], [])
            yield _row(found, service, measure, line_share, place, "city_code")


def _row(
    areas: Sequence[Mapping[str, Any]],
    service: str,
    measure: str | None,
    line_share: float,
    place: Mapping[str, Any],
    groups: str,
) -> EquityRow:
    own = areas[0]["measure"] if areas else (measure or "")
    spread = _spread(areas, measure, line_share, groups)
    found = indices_of(spread)
    modelled = sum(row["demand"] for row in areas if row["provenance"] == "modelled")
    return EquityRow(
        service=service,
        measure=own,
        value_of=measure or SHARE_MET,
        level=place["level"],
        **{name: place[name] for name in COUNTRY},
        neighbourhoods=found.neighbourhoods,
        left_out=found.left_out,
        missing=found.missing,
        demand=found.demand,
        mean=found.mean,
        line=spread.line,
        theil_groups=groups.removesuffix("_code"),
        indices=found.values,
        undefined=tuple(Undefined(name, state, *REASONS[state]) for name, state in found.states.items()),
        state=_state(found.values, found.states),
        modelled_share=modelled / found.demand if found.demand else None,
        provenance="; ".join(sorted({str(row["provenance"]) for row in areas if row["provenance"]})),
    )


def _state(values: Mapping[str, float | None], states: Mapping[str, str]) -> str:
    if not states:
        return "defined"
    return "partly_undefined" if any(value is not None for value in values.values()) else "undefined"


def _spread(
    areas: Sequence[Mapping[str, Any]], measure: str | None, line_share: float, groups: str
) -> Spread:
    value_of = measure or SHARE_MET
    column = "value" if measure else "share_covered"

    def numbers(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([np.nan if row[name] is None else row[name] for row in areas], np.float64)

    target = 1.0 if value_of in _SHARES else next((row["target"] for row in areas), None)
    line = None if value_of in _WITHOUT_LINE or target is None else target * line_share
    return Spread(
        values=numbers(column),
        weights=np.nan_to_num(numbers("demand")),
        deprivation=numbers("deprivation"),
        groups=np.array([row[groups] or "" for row in areas], np.str_),
        upper=1.0 if value_of in _SHARES else None,
        line=line,
        is_cost=value_of in COST_MEASURES,
    )
